/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent rate`: what an hour of somebody costs, from which day on. Reports
 * count costs with it.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/rate_words.h"
#include "core/insight/report_write.h"
#include "indexer/options.h"
#include "text/json_write.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { TEXT_BYTES_MAX = 16 * 1024 * 1024 };

static const char help_text[] =
    "Say what an hour costs, or list what was said.\n"
    "\n"
    "Example:\n"
    "  solvent rate set role agent 60.00 EUR --from 2026-01-01 --data "
    "var/data\n"
    "  solvent rate set agent anna 72.50 EUR --from 2026-07-01 --data "
    "var/data\n"
    "  solvent rate --data var/data\n"
    "\n"
    "A rate holds from its day until the next one of the same agent or role. "
    "An\n"
    "agent's own goes before the role's. Whoever is no user counts as agent.\n"
    "\n"
    "Commands:\n"
    "  set role ROLE AMOUNT CURRENCY     for everybody with this role\n"
    "  set agent KEY AMOUNT CURRENCY     for one agent\n"
    "  remove role|agent KEY             take the one of that day away\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --from DAY     the day from which it holds (needed to set or remove)\n"
    "  --json         print one JSON object\n"
    "  --help         this text\n";

enum rate_action { RATE_LIST, RATE_SET, RATE_REMOVE };

struct rate_command {
    const char *data;
    enum rate_action action;
    struct report_rate rate;
    struct rate_words words;
    bool is_json;
};

static void show_rates(const struct report_rate *rates, size_t count,
                       bool is_json, struct arena *arena)
{
    struct strbuf out;
    struct json_writer json;

    strbuf_init(&out, TEXT_BYTES_MAX);
    json_begin(&json, &out);
    json_object_begin(&json);
    json_key(&json, "rates");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        const struct str of = rates[i].is_of_role ? STR("role") : STR("agent");
        const struct str amount =
            report_money_plain(rates[i].per_hour, rates[i].currency, arena);

        json_object_begin(&json);
        json_key_string(&json, "of", of);
        json_key_string(&json, "key", rates[i].key);
        json_key_string(&json, "from", rates[i].valid_from);
        json_key_string(&json, "per_hour", amount);
        json_key_string(&json, "currency", rates[i].currency);
        json_object_end(&json);
        if (!is_json) {
            printf("%-5.*s  ", STR_ARG(of));
            put_text(stdout, rates[i].key);
            printf("  from %.*s  %.*s %.*s an hour\n",
                   STR_ARG(rates[i].valid_from), STR_ARG(amount),
                   STR_ARG(rates[i].currency));
        }
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    if (is_json)
        puts(out.ptr);
    else if (count == 0)
        puts("No rate is known yet: work has no cost.");
    strbuf_release(&out);
}

static enum slv_status act(struct rate_command *command,
                           struct case_store *store, struct arena *arena,
                           struct slv_error *err)
{
    const struct case_actor actor = {STR("rate"), clock_unix_s()};
    struct report_rate *rates = NULL;
    size_t count = 0;
    enum slv_status status;

    if (command->action == RATE_LIST) {
        status = report_store_rates(store, arena, &rates, &count, err);
        if (status == SLV_OK)
            show_rates(rates, count, command->is_json, arena);
        return status;
    }
    if (command->action == RATE_REMOVE) {
        status = rate_words_whose(&command->words, &command->rate, err);
        if (status != SLV_OK)
            return status;
        return report_store_remove_rate(store, &command->rate, &actor, err);
    }
    status =
        rate_words_read(&command->words, store, arena, &command->rate, err);
    if (status == SLV_OK)
        status =
            report_store_put_rate(store, &command->rate, &actor, NULL, err);
    return status;
}

static enum slv_status run(void *context, struct arena *arena,
                           struct slv_error *err)
{
    struct rate_command *command = context;
    const char *path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    struct case_store *store = NULL;
    enum slv_status status;

    if (access(path, F_OK) != 0)
        return slv_fail_errno(err, errno, "there is no case store in %s",
                              command->data);
    status = case_store_open(
        path, command->action == RATE_LIST ? CASE_STORE_READ : CASE_STORE_WRITE,
        &store, err);
    if (status == SLV_OK)
        status = act(command, store, arena, err);
    case_store_close(store);
    return status;
}

static const char *read_words(int count, char **words, void *context,
                              char usage[USAGE_MAX])
{
    struct rate_command *command = context;

    if (count == 0)
        return NULL;
    if (str_equal(str_from(words[0]), STR("set")))
        command->action = RATE_SET;
    else if (str_equal(str_from(words[0]), STR("remove")))
        command->action = RATE_REMOVE;
    else
        return usage_of(usage, "only set and remove are known, not", words[0]);
    if (count != (command->action == RATE_SET ? 5 : 3))
        return command->action == RATE_SET
                   ? "set takes role or agent, whose, amount and currency"
                   : "remove takes role or agent, and whose";
    command->words.of = str_from(words[1]);
    command->words.key = str_from(words[2]);
    if (command->words.from.len == 0)
        return "--from names no day";
    if (command->action == RATE_SET) {
        command->words.per_hour = str_from(words[3]);
        command->words.currency = str_from(words[4]);
    }
    return NULL;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_FOLDER, struct rate_command, data),
    OPTION_FIELD("from", OPTION_STR, struct rate_command, words.from),
    OPTION_FIELD("json", OPTION_FLAG, struct rate_command, is_json),
    {.name = NULL},
};

static const struct command_shape shape = {
    "rate", help_text, option_table, read_words, run,
};

int cmd_rate(int argc, char **argv)
{
    struct rate_command command = {.action = RATE_LIST};

    return command_main(&shape, &command, argc, argv);
}
