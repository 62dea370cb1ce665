/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent user`: add, passwd, role, disable, enable, list. Passwords come from
 * the terminal or from standard input, never from the command line, where other
 * users of the machine could read them.
 */
#include "server/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/people_command.h"
#include "text/json_write.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static const char help_text[] =
    "Say who may sign in.\n"
    "\n"
    "Examples:\n"
    "  solvent user add anna --role admin --data var/data\n"
    "  solvent user add kim --role customer --customer c17 --group gold "
    "--data D\n"
    "  solvent user passwd anna --data var/data\n"
    "  solvent user role anna writer --data var/data\n"
    "  solvent user disable anna --data var/data\n"
    "  solvent user list --data var/data\n"
    "\n"
    "Commands:\n"
    "  add LOGIN           a new user; asks for the password\n"
    "  passwd LOGIN        another password; ends the user's sessions\n"
    "  role LOGIN ROLE     another role, and customer and groups with it\n"
    "  disable LOGIN       no signing in any more; ends sessions and tokens\n"
    "  enable LOGIN        the opposite\n"
    "  list                all users\n"
    "\n"
    "Options:\n"
    "  --data DIR          the folder of the case store (needed)\n"
    "  --role ROLE         customer, agent, writer, manager, admin, sales,\n"
    "                      marketing, accounting or developer (needed to add)\n"
    "  --name NAME         as others see it (default: the login)\n"
    "  --email ADDRESS\n"
    "  --customer KEY      whom a customer belongs to\n"
    "  --group NAME        a group whose restricted articles may be read; may\n"
    "                      be repeated\n"
    "  --first             with add: only when there is no user yet, with a\n"
    "                      random password that is printed once\n"
    "  --json              list as JSON lines\n"
    "  --help              this text\n"
    "\n"
    "A password is asked for on the terminal, or is the first line of "
    "standard\n"
    "input.\n";

static enum slv_status need_words(const struct people_command *command,
                                  size_t count, struct slv_error *err)
{
    if (command->word_count == count)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_USAGE, "user %s %s", command->words[0],
                    count == 1   ? "takes no word after it"
                    : count == 2 ? "needs one login after it"
                                 : "needs a login and a role after it");
    slv_hint(err, "Run 'solvent user --help' for examples.");
    return SLV_ERR_USAGE;
}

static enum slv_status read_role(const char *word, enum user_role *out,
                                 struct slv_error *err)
{
    if (user_role_parse(str_from(word), out))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_USAGE,
                    "There is no role \"%s\": it is customer, agent, writer, "
                    "manager, admin, sales, marketing, accounting or developer",
                    word);
}

static enum slv_status add_first(struct people_command *command,
                                 const struct user *user, struct slv_error *err)
{
    char password[AUTH_TOKEN_BYTES];
    char hash[AUTH_HASH_BYTES];
    bool added = false;
    enum slv_status status =
        people_store_has_users(command->store, &added, err);

    if (status != SLV_OK || added)
        return status;
    auth_password_new(password);
    status = auth_password_hash(str_from(password), hash, err);
    if (status == SLV_OK)
        status = people_store_add_first(command->store, user, str_from(hash),
                                        &command->actor, &added, err);
    if (added)
        printf("The first user is \"%.*s\" with the password %s\n"
               "It is shown only now. Change it at /account after signing "
               "in.\n",
               STR_ARG(user->login), password);
    auth_forget(password, sizeof password);
    return status;
}

static enum slv_status add(struct people_command *command,
                           struct slv_error *err)
{
    char password[PASSWORD_LINE_BYTES];
    char hash[AUTH_HASH_BYTES];
    struct user user = {
        .name = str_from(command->name),
        .email = str_from(command->email),
        .customer = str_from(command->customer),
        .groups = {command->groups, command->group_count},
    };
    enum slv_status status = need_words(command, 2, err);

    if (status != SLV_OK)
        return status;
    user.login = str_from(command->words[1]);
    if (!command->role)
        return slv_fail(err, SLV_ERR_USAGE, "user add needs --role ROLE");
    status = read_role(command->role, &user.role, err);
    if (status == SLV_OK)
        status = people_command_open(command, true, err);
    if (status != SLV_OK)
        return status;
    if (command->is_first)
        return add_first(command, &user, err);
    /* who is there already is told before anybody types a password */
    status = people_store_find_user(command->store, user.login, command->arena,
                                    &(struct user){.id = 0}, NULL, err);
    if (status == SLV_OK)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "there is a user \"%.*s\" already",
                        STR_ARG(user.login));
    status = people_command_password(password, err);
    if (status == SLV_OK)
        status = auth_password_hash(str_from(password), hash, err);
    auth_forget(password, sizeof password);
    if (status == SLV_OK)
        status = people_store_add_user(command->store, &user, str_from(hash),
                                       &command->actor, NULL, err);
    return status;
}

static enum slv_status passwd(struct people_command *command,
                              struct slv_error *err)
{
    char password[PASSWORD_LINE_BYTES];
    char hash[AUTH_HASH_BYTES];
    struct user user;
    enum slv_status status = need_words(command, 2, err);

    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status =
            people_store_find_user(command->store, str_from(command->words[1]),
                                   command->arena, &user, NULL, err);
    if (status == SLV_OK)
        status = people_command_password(password, err);
    if (status == SLV_OK)
        status = auth_password_hash(str_from(password), hash, err);
    auth_forget(password, sizeof password);
    if (status == SLV_OK)
        status =
            people_store_set_password(command->store, user.login,
                                      str_from(hash), 0, &command->actor, err);
    return status;
}

static enum slv_status set_role(struct people_command *command,
                                struct slv_error *err)
{
    struct user user;
    enum user_role role;
    enum slv_status status = need_words(command, 3, err);

    if (status == SLV_OK)
        status = read_role(command->words[2], &role, err);
    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status =
            people_store_find_user(command->store, str_from(command->words[1]),
                                   command->arena, &user, NULL, err);
    if (status != SLV_OK)
        return status;
    /* what is not said stays, unless it would not fit the role */
    if (command->customer || role != ROLE_CUSTOMER)
        user.customer = str_from(command->customer);
    if (command->are_groups_given)
        user.groups = (struct str_list){command->groups, command->group_count};
    user.role = role;
    return people_store_set_role(command->store, &user, &command->actor, err);
}

static enum slv_status set_disabled(struct people_command *command,
                                    bool is_disabled, struct slv_error *err)
{
    enum slv_status status = need_words(command, 2, err);

    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status != SLV_OK)
        return status;
    return people_store_set_disabled(command->store,
                                     str_from(command->words[1]), is_disabled,
                                     &command->actor, err);
}

static void print_json(const struct user *user)
{
    struct strbuf line;
    struct json_writer json;
    char date[CLOCK_ISO_BYTES];

    strbuf_init(&line, 1024 * 1024);
    json_begin(&json, &line);
    json_object_begin(&json);
    json_key_string(&json, "login", user->login);
    json_key_string(&json, "name", user->name);
    json_key_string(&json, "email", user->email);
    json_key_string(&json, "role", str_from(user_role_word(user->role)));
    json_key_string(&json, "customer", user->customer);
    json_key(&json, "groups");
    json_array_begin(&json);
    for (size_t i = 0; i < user->groups.count; i++)
        json_string(&json, user->groups.items[i]);
    json_array_end(&json);
    clock_format_iso(user->created_unix_s, date);
    json_key_string(&json, "created", str_from(date));
    json_key_bool(&json, "disabled", user->disabled_unix_s != 0);
    json_object_end(&json);
    json_end(&json);
    puts(line.ptr);
    strbuf_release(&line);
}

static void print_line(const struct user *user)
{
    printf("%-20.*s %-10s %s%.*s", STR_ARG(user->login),
           user_role_word(user->role),
           user->disabled_unix_s != 0 ? "disabled  " : "", STR_ARG(user->name));
    if (user->customer.len > 0)
        printf(", of %.*s", STR_ARG(user->customer));
    for (size_t i = 0; i < user->groups.count; i++)
        printf("%s%.*s", i == 0 ? ", in " : ", ",
               STR_ARG(user->groups.items[i]));
    putchar('\n');
}

static enum slv_status list(struct people_command *command,
                            struct slv_error *err)
{
    struct user *users;
    size_t count = 0;
    enum slv_status status = need_words(command, 1, err);

    if (status == SLV_OK)
        status = people_command_open(command, false, err);
    if (status == SLV_OK)
        status = people_store_list_users(command->store, STR(""), SIZE_MAX,
                                         command->arena, &users, &count, err);
    for (size_t i = 0; i < count; i++) {
        if (command->is_json)
            print_json(&users[i]);
        else
            print_line(&users[i]);
    }
    if (status == SLV_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status = slv_fail(err, SLV_ERR_IO, "The list cannot be written");
    return status;
}

int cmd_user(int argc, char **argv)
{
    struct people_command command;
    struct slv_error err = {.status = SLV_OK};
    const char *word;
    enum slv_status status = people_command_read(
        &command, argc, argv,
        " data name email role customer group first json ", &err);

    if (status == SLV_OK && command.wants_help) {
        fputs(help_text, stdout);
        return 0;
    }
    word = command.word_count > 0 ? command.words[0] : "";
    if (status != SLV_OK)
        return people_command_end(&command, status, &err);
    if (strcmp(word, "add") == 0)
        status = add(&command, &err);
    else if (strcmp(word, "passwd") == 0)
        status = passwd(&command, &err);
    else if (strcmp(word, "role") == 0)
        status = set_role(&command, &err);
    else if (strcmp(word, "disable") == 0 || strcmp(word, "enable") == 0)
        status = set_disabled(&command, word[0] == 'd', &err);
    else if (strcmp(word, "list") == 0)
        status = list(&command, &err);
    else {
        status = slv_fail(&err, SLV_ERR_USAGE,
                          "user is followed by add, passwd, role, disable, "
                          "enable or list");
        slv_hint(&err, "Run 'solvent user --help' for examples.");
    }
    return people_command_end(&command, status, &err);
}
