/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent contract`: what customers were promised instead of the targets of
 * the categories: list, set, remove. The clocks that follow are core/cases'.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"
#include "indexer/options.h"
#include "store/case_store.h"
#include "store/severity_store.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { TEXT_BYTES_MAX = 64 * 1024 * 1024 };

static const char help_text[] =
    "Say what customers were promised instead of the severities' targets.\n"
    "\n"
    "Example:\n"
    "  solvent contract set C-1 1=15m,4h 2=1h, --data var/data\n"
    "  solvent contract --data var/data\n"
    "  solvent contract remove C-1 --data var/data\n"
    "\n"
    "A target is SEVERITY=FIRST REPLY,FIX in business time, as 30m, 8h or\n"
    "1h30m; what is left empty is that of the severity. What is set takes the\n"
    "place of the customer's former contract.\n"
    "\n"
    "Options:\n"
    "  --data DIR       the folder of the case store (needed)\n"
    "  --calendar NAME  the business hours that count for the customer\n"
    "  --from DAY       the first day, as 2026-01-01: the contract counts for\n"
    "                   cases that are opened from then on\n"
    "  --until DAY      the last day\n"
    "  --help           this text\n";

enum contract_verb { CONTRACT_LIST, CONTRACT_SET, CONTRACT_REMOVE };

struct contract_command {
    enum contract_verb verb;
    const char *data;
    struct severity_contract contract;
};

/* --- reading the words --- */

static bool read_minutes(struct str text, int *out)
{
    *out = 0;
    return text.len == 0 || severity_minutes_parse(text, out);
}

/* "2=1h,8h" */
static bool read_target(struct str word, struct severity_contract *out)
{
    struct str rest = word;
    struct str number = str_take_until(&rest, '=');
    unsigned long long severity = 0;
    struct str first;

    if (number.len == word.len || !str_to_uint(number, &severity) ||
        severity < 1 || severity > SEVERITY_COUNT_MAX)
        return false;
    first = str_take_until(&rest, ',');
    return read_minutes(str_trim(first),
                        &out->targets[severity - 1].first_reply_minutes) &&
           read_minutes(str_trim(rest),
                        &out->targets[severity - 1].fix_minutes);
}

static const char *read_words(int argc, char **argv, void *context,
                              char usage[USAGE_MAX])
{
    struct contract_command *command = context;

    if (argc == 0)
        return NULL;
    if (str_equal(str_from(argv[0]), STR("set")))
        command->verb = CONTRACT_SET;
    else if (str_equal(str_from(argv[0]), STR("remove")))
        command->verb = CONTRACT_REMOVE;
    else if (!str_equal(str_from(argv[0]), STR("list")))
        return usage_of(usage, "only list, set or remove may follow, not",
                        argv[0]);
    if (command->verb == CONTRACT_LIST)
        return argc == 1
                   ? NULL
                   : usage_of(usage, "list takes nothing; what is", argv[1]);
    if (argc < 2)
        return "name the customer, by key";
    command->contract.customer = str_from(argv[1]);
    if (command->verb == CONTRACT_REMOVE)
        return argc == 2 ? NULL
                         : usage_of(usage, "one customer at a time; what is",
                                    argv[2]);
    for (int i = 2; i < argc; i++)
        if (!read_target(str_from(argv[i]), &command->contract))
            return usage_of(usage,
                            "a target is written 2=1h,8h (severity 1 to 5, "
                            "first reply, fix), not",
                            argv[i]);
    return argc == 2 && command->contract.calendar.len == 0
               ? "set needs a target, such as 2=1h,8h, or --calendar"
               : NULL;
}

/* --- doing it --- */

static void write_contract(const struct severity_contract *row,
                           struct strbuf *out)
{
    strbuf_add_str(out, row->customer);
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        const struct severity_targets *targets = &row->targets[i];

        if (targets->first_reply_minutes == 0 && targets->fix_minutes == 0)
            continue;
        strbuf_add_format(out, "\t%d=", i + 1);
        if (targets->first_reply_minutes)
            severity_minutes_write(targets->first_reply_minutes, out);
        strbuf_add_char(out, ',');
        if (targets->fix_minutes)
            severity_minutes_write(targets->fix_minutes, out);
    }
    if (row->calendar.len > 0)
        strbuf_add_format(out, "\tcalendar %.*s", STR_ARG(row->calendar));
    if (row->from_day.len > 0)
        strbuf_add_format(out, "\tfrom %.*s", STR_ARG(row->from_day));
    if (row->until_day.len > 0)
        strbuf_add_format(out, "\tuntil %.*s", STR_ARG(row->until_day));
    strbuf_add_char(out, '\n');
}

static enum slv_status list(struct case_store *store, struct arena *arena,
                            struct slv_error *err)
{
    struct severity_contract *rows = NULL;
    struct strbuf text;
    size_t count = 0;
    enum slv_status status =
        severity_store_list_contracts(store, arena, &rows, &count, err);

    if (status != SLV_OK)
        return status;
    strbuf_init(&text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < count; i++)
        write_contract(&rows[i], &text);
    errno = 0;
    if (fwrite(text.ptr, 1, text.len, stdout) != text.len ||
        fflush(stdout) != 0)
        status =
            slv_fail_errno(err, errno, "standard output cannot be written");
    strbuf_release(&text);
    return status;
}

static enum slv_status run(void *context, struct arena *arena,
                           struct slv_error *err)
{
    const struct contract_command *command = context;
    const char *path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    const struct case_actor actor = {STR("contract"), clock_unix_s()};
    struct case_store *store = NULL;
    enum slv_status status;

    if (access(path, F_OK) != 0)
        return slv_fail_errno(err, errno, "there is no case store in %s",
                              command->data);
    status = case_store_open(path,
                             command->verb == CONTRACT_LIST ? CASE_STORE_READ
                                                            : CASE_STORE_WRITE,
                             &store, err);
    if (status == SLV_OK && command->verb == CONTRACT_LIST)
        status = list(store, arena, err);
    else if (status == SLV_OK && command->verb == CONTRACT_SET)
        status = severity_store_put_contract(store, &command->contract, &actor,
                                             NULL, err);
    else if (status == SLV_OK)
        status = severity_store_remove_contract(
            store, command->contract.customer, NULL, &actor, err);
    case_store_close(store);
    return status;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_FOLDER, struct contract_command, data),
    OPTION_FIELD("calendar", OPTION_STR, struct contract_command,
                 contract.calendar),
    OPTION_FIELD("from", OPTION_STR, struct contract_command,
                 contract.from_day),
    OPTION_FIELD("until", OPTION_STR, struct contract_command,
                 contract.until_day),
    {.name = NULL},
};

static const struct command_shape shape = {
    "contract", help_text, option_table, read_words, run,
};

int cmd_contract(int argc, char **argv)
{
    struct contract_command command = {.verb = CONTRACT_LIST};

    return command_main(&shape, &command, argc, argv);
}
