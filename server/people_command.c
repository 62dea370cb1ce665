/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Options, store and passwords of the commands about people. What they do is in
 * cmd_user.c, cmd_token.c and cmd_webhook.c.
 */
#include "server/people_command.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static bool is_allowed(const char *allowed, const char *name)
{
    char word[32];

    snprintf(word, sizeof word, " %s ", name);
    return strstr(allowed, word) != NULL;
}

static enum slv_status take_option(struct people_command *command, int option,
                                   const char *value, struct slv_error *err)
{
    switch (option) {
    case 'd':
        command->data = value;
        break;
    case 'n':
        command->name = value;
        break;
    case 'e':
        command->email = value;
        break;
    case 'r':
        command->role = value;
        break;
    case 'c':
        command->customer = value;
        break;
    case 'u':
        command->user = value;
        break;
    case 'R':
        command->rights = value;
        break;
    case 'E':
        command->events = value;
        break;
    case 'C':
        command->config = value;
        break;
    case 'f':
        command->is_first = true;
        break;
    case 'j':
        command->is_json = true;
        break;
    case 'g':
        command->are_groups_given = true;
        if (command->group_count == BOUND_USER_GROUPS)
            return slv_fail(err, SLV_ERR_USAGE, "there are too many groups");
        if (value[0] != '\0') /* --group "": in none */
            command->groups[command->group_count++] = str_from(value);
        break;
    default:
        break;
    }
    return SLV_OK;
}

enum slv_status people_command_read(struct people_command *command, int argc,
                                    char **argv, const char *allowed,
                                    struct slv_error *err)
{
    static const struct option names[] = {
        {"data", required_argument, NULL, 'd'},
        {"name", required_argument, NULL, 'n'},
        {"email", required_argument, NULL, 'e'},
        {"role", required_argument, NULL, 'r'},
        {"customer", required_argument, NULL, 'c'},
        {"group", required_argument, NULL, 'g'},
        {"user", required_argument, NULL, 'u'},
        {"rights", required_argument, NULL, 'R'},
        {"events", required_argument, NULL, 'E'},
        {"config", required_argument, NULL, 'C'},
        {"first", no_argument, NULL, 'f'},
        {"json", no_argument, NULL, 'j'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;
    int place = 0;
    enum slv_status status = SLV_OK;

    *command = (struct people_command){.data = NULL};
    opterr = 0;
    while (status == SLV_OK &&
           (option = getopt_long(argc, argv, "", names, &place)) != -1) {
        if (option == 'h') {
            command->wants_help = true;
            return SLV_OK;
        }
        if (option == '?' || !is_allowed(allowed, names[place].name))
            status = slv_fail(err, SLV_ERR_USAGE,
                              "%s does not take \"%s\", or not without a value",
                              argv[0], argv[optind - 1]);
        else
            status = take_option(command, option, optarg, err);
    }
    for (int i = optind; status == SLV_OK && i < argc; i++) {
        if (command->word_count == COMMAND_WORDS_MAX)
            status = slv_fail(err, SLV_ERR_USAGE, "%s takes no \"%s\"", argv[0],
                              argv[i]);
        else
            command->words[command->word_count++] = argv[i];
    }
    if (status == SLV_OK && !command->data && command->word_count > 0)
        status = slv_fail(err, SLV_ERR_USAGE,
                          "%s needs --data DIR, the folder of the case store",
                          argv[0]);
    if (status != SLV_OK)
        slv_hint(err, "Run 'solvent %s --help' for examples.", argv[0]);
    return status;
}

/* Whoever types the command, as the system calls them. */
static struct str actor_name(struct arena *arena)
{
    const struct passwd *entry = getpwuid(getuid());

    if (entry && entry->pw_name[0] != '\0')
        return arena_format(arena, "command line (%s)", entry->pw_name);
    return arena_format(arena, "command line (%u)", (unsigned) getuid());
}

enum slv_status people_command_open(struct people_command *command,
                                    bool makes_it, struct slv_error *err)
{
    struct str path;

    command->arena = arena_new();
    command->actor =
        (struct case_actor){actor_name(command->arena), clock_unix_s()};
    path = arena_format(command->arena, "%s/solvent.db", command->data);
    if (makes_it) {
        enum slv_status status = file_make_folders(command->data, 0755, err);

        if (status != SLV_OK)
            return status;
    } else if (access(path.ptr, F_OK) != 0) {
        return slv_fail(err, SLV_ERR_NO_INPUT, "there is no case store %s",
                        path.ptr);
    }
    return people_store_open(path.ptr, &command->store, err);
}

int people_command_end(struct people_command *command, enum slv_status status,
                       const struct slv_error *err)
{
    people_store_close(command->store);
    arena_free(command->arena);
    if (status == SLV_OK)
        return 0;
    fprintf(stderr, "solvent: %s\n", err->text);
    if (err->hint[0])
        fprintf(stderr, "%s\n", err->hint);
    return slv_status_exit_code(status);
}

/* --- passwords --- */

/* Read up to a line end, byte by byte: nothing of the secret stays in a buffer of
 * the library. */
static enum slv_status read_line(int descriptor, char out[PASSWORD_LINE_BYTES],
                                 struct slv_error *err)
{
    size_t len = 0;
    char byte;
    ssize_t got;

    while ((got = read(descriptor, &byte, 1)) == 1 && byte != '\n') {
        if (len == PASSWORD_LINE_BYTES - 1)
            return slv_fail(err, SLV_ERR_TOO_BIG,
                            "The password is longer than %d bytes",
                            AUTH_PASSWORD_BYTES_MAX);
        out[len++] = byte;
    }
    if (got < 0)
        return slv_fail_errno(err, errno, "The password cannot be read");
    if (len > 0 && out[len - 1] == '\r')
        len--;
    out[len] = '\0';
    return SLV_OK;
}

static enum slv_status ask(int terminal, const char *question,
                           char out[PASSWORD_LINE_BYTES], struct slv_error *err)
{
    enum slv_status status;

    dprintf(terminal, "%s: ", question);
    status = read_line(terminal, out, err);
    dprintf(terminal, "\n");
    return status;
}

static enum slv_status ask_twice(int terminal, char out[PASSWORD_LINE_BYTES],
                                 struct slv_error *err)
{
    char again[PASSWORD_LINE_BYTES];
    enum slv_status status = ask(terminal, "New password", out, err);

    if (status == SLV_OK)
        status = auth_password_check(str_from(out), err);
    if (status == SLV_OK)
        status = ask(terminal, "The same again", again, err);
    if (status == SLV_OK && strcmp(out, again) != 0)
        status =
            slv_fail(err, SLV_ERR_INPUT, "The two passwords are not the same");
    auth_forget(again, sizeof again);
    return status;
}

static enum slv_status ask_without_echo(int terminal,
                                        char out[PASSWORD_LINE_BYTES],
                                        struct slv_error *err)
{
    struct termios shown;
    struct termios hidden;
    enum slv_status status;

    if (tcgetattr(terminal, &shown) != 0)
        return slv_fail_errno(err, errno, "The terminal cannot be set up");
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t) ECHO;
    if (tcsetattr(terminal, TCSAFLUSH, &hidden) != 0)
        return slv_fail_errno(err, errno, "The terminal cannot be set up");
    status = ask_twice(terminal, out, err);
    tcsetattr(terminal, TCSAFLUSH, &shown);
    return status;
}

enum slv_status people_command_password(char out[PASSWORD_LINE_BYTES],
                                        struct slv_error *err)
{
    enum slv_status status;
    int terminal;

    if (!isatty(STDIN_FILENO)) {
        status = read_line(STDIN_FILENO, out, err);
        return status == SLV_OK ? auth_password_check(str_from(out), err)
                                : status;
    }
    terminal = open("/dev/tty", O_RDWR | O_CLOEXEC);
    if (terminal < 0)
        return slv_fail_errno(err, errno, "The terminal cannot be opened");
    status = ask_without_echo(terminal, out, err);
    close(terminal);
    return status;
}
