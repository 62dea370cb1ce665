/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent token`: tokens by which programs use the API. A token is shown when it
 * is made and never again: only its digest is kept.
 */
#include "server/commands.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/people_command.h"
#include "server/rights.h"
#include "server/tokens.h"
#include "text/json_write.h"

#include <stdio.h>
#include <string.h>

enum { LINE_BYTES_MAX = 64 * 1024 };

static const char help_text[] =
    "Tokens by which programs use the API.\n"
    "\n"
    "Examples:\n"
    "  solvent token add nightly --user anna --rights cases:read --data D\n"
    "  solvent token revoke nightly --data var/data\n"
    "  solvent token list --data var/data\n"
    "\n"
    "Commands:\n"
    "  add NAME       a new token, printed once\n"
    "  revoke NAME    it is not valid any more\n"
    "  list           all, those that were revoked too\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --user LOGIN   whose token it is (needed to add); it never may more\n"
    "                 than this user\n"
    "  --rights WORDS what it may, with commas between (needed to add)\n"
    "  --json         list as JSON lines\n"
    "  --help         this text\n"
    "\n"
    "Programs send it as: Authorization: Bearer TOKEN\n"
    "\n"
    "Rights:\n";

static void print_help(void)
{
    fputs(help_text, stdout);
    for (int right = RIGHT_EVERYBODY + 1; right < RIGHT_COUNT; right++)
        if (right != RIGHT_ACCOUNT)
            printf("  %-18s %s\n", right_word((enum right) right),
                   right_help((enum right) right));
}

static enum slv_status need_words(const struct people_command *command,
                                  size_t count, struct slv_error *err)
{
    if (command->word_count == count)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_USAGE, "token %s %s", command->words[0],
                    count == 1 ? "takes no word after it"
                               : "needs the name of the token after it");
}

static enum slv_status keep(struct people_command *command, uint64_t rights,
                            struct slv_error *err)
{
    char token[AUTH_TOKEN_BYTES];
    enum slv_status status = token_make(
        command->store, str_from(command->user), str_from(command->words[1]),
        rights, &command->actor, command->arena, token, err);

    if (status == SLV_OK) {
        puts(token);
        fputs("It is shown only now: keep it where its program finds it.\n",
              stderr);
    }
    auth_forget(token, sizeof token);
    return status;
}

static enum slv_status add(struct people_command *command,
                           struct slv_error *err)
{
    uint64_t rights;
    enum slv_status status = need_words(command, 2, err);

    if (status == SLV_OK && (!command->user || !command->rights))
        status = slv_fail(err, SLV_ERR_USAGE,
                          "token add needs --user LOGIN and --rights WORDS");
    if (status == SLV_OK)
        status = rights_parse(str_from(command->rights), &rights, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    return status == SLV_OK ? keep(command, rights, err) : status;
}

static enum slv_status revoke(struct people_command *command,
                              struct slv_error *err)
{
    enum slv_status status = need_words(command, 2, err);

    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status != SLV_OK)
        return status;
    return people_store_revoke_token(
        command->store, str_from(command->words[1]), &command->actor, err);
}

static void add_time(struct json_writer *json, const char *key, int64_t unix_s)
{
    char text[CLOCK_ISO_BYTES];

    json_key(json, key);
    if (unix_s == 0) {
        json_null(json);
        return;
    }
    clock_format_iso(unix_s, text);
    json_string(json, str_from(text));
}

static void print_json(const struct user_token *token)
{
    struct strbuf line;
    struct json_writer json;

    strbuf_init(&line, LINE_BYTES_MAX);
    json_begin(&json, &line);
    json_object_begin(&json);
    json_key_string(&json, "name", token->name);
    json_key_string(&json, "user", token->login);
    json_key_string(&json, "rights", token->rights);
    add_time(&json, "created", token->created_unix_s);
    add_time(&json, "last_used", token->last_used_unix_s);
    add_time(&json, "revoked", token->revoked_unix_s);
    json_object_end(&json);
    json_end(&json);
    puts(line.ptr);
    strbuf_release(&line);
}

static void print_line(const struct user_token *token)
{
    char used[CLOCK_DATE_BYTES] = "never";

    if (token->last_used_unix_s != 0)
        clock_format_date(token->last_used_unix_s, used);
    printf("%-20.*s %-16.*s %sused %-10s  %.*s\n", STR_ARG(token->name),
           STR_ARG(token->login), token->revoked_unix_s ? "revoked  " : "",
           used, STR_ARG(token->rights));
}

static enum slv_status list(struct people_command *command,
                            struct slv_error *err)
{
    struct user_token *tokens;
    size_t count = 0;
    enum slv_status status = need_words(command, 1, err);

    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = people_store_list_tokens(command->store, command->arena,
                                          &tokens, &count, err);
    for (size_t i = 0; i < count; i++) {
        if (command->is_json)
            print_json(&tokens[i]);
        else
            print_line(&tokens[i]);
    }
    if (status == SLV_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = slv_fail(err, SLV_ERR_IO, "The list cannot be written");
    return status;
}

int cmd_token(int argc, char **argv)
{
    struct people_command command;
    struct slv_error err = {.status = SLV_OK};
    const char *word;
    enum slv_status status = people_command_read(
        &command, argc, argv, " data user rights json ", &err);

    if (status == SLV_OK && command.wants_help) {
        print_help();
        return 0;
    }
    word = command.word_count > 0 ? command.words[0] : "";
    if (status != SLV_OK)
        return people_command_end(&command, status, &err);
    if (strcmp(word, "add") == 0)
        status = add(&command, &err);
    else if (strcmp(word, "revoke") == 0)
        status = revoke(&command, &err);
    else if (strcmp(word, "list") == 0)
        status = list(&command, &err);
    else {
        status = slv_fail(&err, SLV_ERR_USAGE,
                          "token is followed by add, revoke or list");
        slv_hint(&err, "Run 'solvent token --help' for examples.");
    }
    return people_command_end(&command, status, &err);
}
