/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent webhook`: which programs are told of what happens. The server sends;
 * only a test is sent from here, at once, to say how it went.
 */
#include "server/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/people_command.h"
#include "server/webhook_client.h"
#include "server/webhook_json.h"
#include "store/webhook_store.h"
#include "text/json_write.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE_BYTES_MAX = 64 * 1024, LISTED_MAX = 20 };

static const char help_text[] =
    "Tell other programs of what happens: an HTTPS request for each event.\n"
    "\n"
    "Examples:\n"
    "  solvent webhook add https://example.org/hook --events case.closed \\\n"
    "      --data D\n"
    "  solvent webhook test 1 --data var/data\n"
    "  solvent webhook list --data var/data\n"
    "\n"
    "Commands:\n"
    "  add ADDRESS    a new webhook; its secret is printed once\n"
    "  remove ID      forget it, with all that was to be sent to it\n"
    "  on ID, off ID  switch it on or off\n"
    "  test ID        send an event of the type \"test\" now, and say how it "
    "went\n"
    "  retry ID       send again what was given up\n"
    "  retry ID N     send the delivery N again\n"
    "  list           all webhooks\n"
    "  list ID        the last deliveries of one\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --events WORDS which events, with commas between (default: all):\n"
    "                 case.opened, case.closed, case.reopened,\n"
    "                 article.published, article.review_due\n"
    "  --config FILE  the configuration (default: DIR/solvent.conf)\n"
    "  --json         list as JSON lines\n"
    "  --help         this text\n"
    "\n"
    "Addresses are https and of the public internet, unless the configuration\n"
    "allows more (webhook_networks, webhook_http).\n";

/* --- words --- */

static enum slv_status read_number(const struct people_command *command,
                                   size_t index, const char *what, int64_t *out,
                                   struct slv_error *err)
{
    unsigned long long number;

    *out = 0;
    if (command->word_count <= index)
        return slv_fail(err, SLV_ERR_USAGE,
                        "webhook %s needs the number of the %s after it",
                        command->words[0], what);
    if (!str_to_uint(str_from(command->words[index]), &number) || number == 0 ||
        number > INT64_MAX)
        return slv_fail(err, SLV_ERR_USAGE, "\"%s\" is no number of a %s",
                        command->words[index], what);
    *out = (int64_t) number;
    return SLV_OK;
}

static enum slv_status need_words(const struct people_command *command,
                                  size_t min, size_t max, struct slv_error *err)
{
    if (command->word_count >= min && command->word_count <= max)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_USAGE, "webhook %s has too %s words after it",
                    command->words[0],
                    command->word_count < min ? "few" : "many");
}

static enum slv_status read_rules(struct people_command *command,
                                  struct webhook_rules *out,
                                  struct slv_error *err)
{
    struct config config;
    struct str path =
        command->config
            ? str_from(command->config)
            : arena_format(command->arena, "%s/solvent.conf", command->data);
    enum slv_status status = SLV_OK;

    config_init(&config);
    if (command->config || access(path.ptr, F_OK) == 0)
        status = config_load(path.ptr, command->arena, &config, err);
    if (status == SLV_OK)
        webhook_rules_read(&config, out);
    return status;
}

static struct case_store *store_of(const struct people_command *command)
{
    return people_store_cases(command->store);
}

/* --- add, change, remove --- */

static enum slv_status add(struct people_command *command,
                           struct slv_error *err)
{
    char secret[WEBHOOK_SECRET_BYTES];
    struct webhook_rules rules;
    struct webhook row = {.events = WEBHOOK_EVENTS_ALL, .is_active = true};
    int64_t id = 0;
    enum slv_status status = need_words(command, 2, 2, err);

    if (status == SLV_OK && command->events)
        status =
            webhook_events_parse(str_from(command->events), &row.events, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = read_rules(command, &rules, err);
    if (status != SLV_OK)
        return status;
    row.url = str_from(command->words[1]);
    status = webhook_check_url(&rules, row.url, err);
    if (status != SLV_OK)
        return status;
    webhook_secret_new(secret);
    row.secret = str_from(secret);
    status = webhook_store_add(store_of(command), &row, NULL, &command->actor,
                               &id, err);
    if (status == SLV_OK) {
        puts(secret);
        fprintf(stderr,
                "This is webhook %lld. Its secret is shown only now: keep it "
                "where the receiver finds it.\n",
                (long long) id);
    }
    auth_forget(secret, sizeof secret);
    return status;
}

static enum slv_status switch_it(struct people_command *command, bool is_active,
                                 struct slv_error *err)
{
    struct webhook row;
    int64_t id;
    enum slv_status status = need_words(command, 2, 2, err);

    if (status == SLV_OK)
        status = read_number(command, 1, "webhook", &id, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = webhook_store_find(store_of(command), id, command->arena, &row,
                                    err);
    row.is_active = is_active;
    if (status == SLV_OK)
        status = webhook_store_update(store_of(command), id, row.change, &row,
                                      &command->actor, err);
    return status;
}

static enum slv_status remove_it(struct people_command *command,
                                 struct slv_error *err)
{
    int64_t id;
    enum slv_status status = need_words(command, 2, 2, err);

    if (status == SLV_OK)
        status = read_number(command, 1, "webhook", &id, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = webhook_store_remove(store_of(command), id, 0, &command->actor,
                                      err);
    return status;
}

/* --- sending --- */

static enum slv_status retry(struct people_command *command,
                             struct slv_error *err)
{
    int64_t id;
    int64_t delivery = 0;
    int64_t count = 0;
    enum slv_status status = need_words(command, 2, 3, err);

    if (status == SLV_OK)
        status = read_number(command, 1, "webhook", &id, err);
    if (status == SLV_OK && command->word_count == 3)
        status = read_number(command, 2, "delivery", &delivery, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = webhook_store_retry(store_of(command), id, delivery,
                                     &command->actor, &count, err);
    if (status == SLV_OK)
        printf("%lld %s sent again by the server.\n", (long long) count,
               count == 1 ? "event is" : "events are");
    return status;
}

static enum slv_status say_answer(const struct webhook_answer *answer,
                                  struct slv_error *err)
{
    if (answer->is_delivered) {
        printf("The receiver answered %d after %lld ms.\n", answer->http_status,
               (long long) (answer->took_us / 1000));
        return SLV_OK;
    }
    if (answer->http_status == 0)
        return slv_fail(err, SLV_ERR_UNAVAILABLE, "%s", answer->text);
    return slv_fail(err, SLV_ERR_UNAVAILABLE,
                    "the receiver answered %d: what counts as received is 200 "
                    "to 299",
                    answer->http_status);
}

static enum slv_status send_test(struct people_command *command,
                                 const struct webhook_rules *rules,
                                 const struct webhook *webhook,
                                 struct slv_error *err)
{
    struct webhook_client *client = webhook_client_new(rules);
    struct webhook_answer answer = {.http_status = 0};
    char number[AUTH_TOKEN_BYTES];
    char at[CLOCK_ISO_BYTES];
    struct webhook_post post = {.url = webhook->url, .secret = webhook->secret};
    enum slv_status status;

    auth_token_new("evt_", number);
    clock_format_iso(command->actor.now_unix_s, at);
    post.id = str_from(number);
    post.body = arena_format(command->arena,
                             "{\"id\":\"%s\",\"type\":\"test\",\"at\":\"%s\","
                             "\"data\":{\"webhook\":%lld}}",
                             number, at, (long long) webhook->id);
    status = webhook_client_begin(client, &post, clock_unix_s(), err);
    if (status == SLV_OK) {
        while (webhook_client_wait(client, WEBHOOK_ALL_MS, &answer, 1) == 0)
            continue;
        status = say_answer(&answer, err);
    }
    webhook_client_free(client);
    return status;
}

static enum slv_status test(struct people_command *command,
                            struct slv_error *err)
{
    struct webhook_rules rules;
    struct webhook webhook;
    int64_t id;
    enum slv_status status = need_words(command, 2, 2, err);

    if (status == SLV_OK)
        status = read_number(command, 1, "webhook", &id, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = read_rules(command, &rules, err);
    if (status == SLV_OK)
        status = webhook_store_find(store_of(command), id, command->arena,
                                    &webhook, err);
    return status == SLV_OK ? send_test(command, &rules, &webhook, err)
                            : status;
}

/* --- lists --- */

static void print_webhook(const struct people_command *command,
                          const struct webhook *webhook)
{
    struct strbuf line;
    struct json_writer json;

    if (!command->is_json) {
        printf("%-4lld %-3s %lld waiting, %lld given up, %lld dropped  %.*s\n",
               (long long) webhook->id, webhook->is_active ? "on" : "off",
               (long long) webhook->waiting, (long long) webhook->given_up,
               (long long) webhook->dropped, STR_ARG(webhook->url));
        return;
    }
    strbuf_init(&line, LINE_BYTES_MAX);
    json_begin(&json, &line);
    webhook_json_write(&json, webhook);
    json_end(&json);
    puts(line.ptr);
    strbuf_release(&line);
}

static void print_delivery(const struct people_command *command,
                           const struct webhook_delivery *delivery)
{
    char at[CLOCK_ISO_BYTES];
    struct strbuf line;
    struct json_writer json;

    if (!command->is_json) {
        clock_format_iso(delivery->created_unix_s, at);
        printf("%-6lld %s  %-17.*s %-9s %d tries, %d  %.*s\n",
               (long long) delivery->id, at, STR_ARG(delivery->type),
               webhook_state_word(delivery->state), delivery->attempts,
               delivery->last_status, STR_ARG(delivery->last_answer));
        return;
    }
    strbuf_init(&line, LINE_BYTES_MAX);
    json_begin(&json, &line);
    webhook_json_write_delivery(&json, delivery);
    json_end(&json);
    puts(line.ptr);
    strbuf_release(&line);
}

static enum slv_status list(struct people_command *command,
                            struct slv_error *err)
{
    struct webhook *webhooks = NULL;
    struct webhook_delivery *deliveries = NULL;
    size_t count = 0;
    int64_t id = 0;
    enum slv_status status = need_words(command, 1, 2, err);

    if (status == SLV_OK && command->word_count == 2)
        status = read_number(command, 1, "webhook", &id, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK && id == 0)
        status = webhook_store_list(store_of(command), command->arena,
                                    &webhooks, &count, err);
    else if (status == SLV_OK)
        status = webhook_store_list_deliveries(store_of(command), id, 0,
                                               LISTED_MAX, command->arena,
                                               &deliveries, &count, err);
    for (size_t i = 0; i < count; i++) {
        if (id == 0)
            print_webhook(command, &webhooks[i]);
        else
            print_delivery(command, &deliveries[i]);
    }
    if (status == SLV_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = slv_fail(err, SLV_ERR_IO, "The list cannot be written");
    return status;
}

static enum slv_status run(struct people_command *command,
                           struct slv_error *err)
{
    const char *word = command->word_count > 0 ? command->words[0] : "";
    enum slv_status status;

    if (strcmp(word, "add") == 0)
        return add(command, err);
    if (strcmp(word, "remove") == 0)
        return remove_it(command, err);
    if (strcmp(word, "on") == 0 || strcmp(word, "off") == 0)
        return switch_it(command, strcmp(word, "on") == 0, err);
    if (strcmp(word, "test") == 0)
        return test(command, err);
    if (strcmp(word, "retry") == 0)
        return retry(command, err);
    if (strcmp(word, "list") == 0)
        return list(command, err);
    status = slv_fail(err, SLV_ERR_USAGE,
                      "webhook is followed by add, remove, on, off, test, "
                      "retry or list");
    slv_hint(err, "Run 'solvent webhook --help' for examples.");
    return status;
}

int cmd_webhook(int argc, char **argv)
{
    struct people_command command;
    struct slv_error err = {.status = SLV_OK};
    enum slv_status status = people_command_read(
        &command, argc, argv, " data events config json ", &err);

    if (status == SLV_OK && command.wants_help) {
        fputs(help_text, stdout);
        return 0;
    }
    if (status == SLV_OK)
        status = run(&command, &err);
    return people_command_end(&command, status, &err);
}
