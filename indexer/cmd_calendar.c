/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent calendar`: business hours by name, for customers whose contract says
 * others than the default. The file is core/cases/severity.h's.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
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
    "Business hours by name: print, set and remove them.\n"
    "\n"
    "Example:\n"
    "  solvent calendar set berlin berlin.conf --data var/data\n"
    "  solvent contract set C-1 --calendar berlin --data var/data\n"
    "\n"
    "Words:\n"
    "  (none)          the names and their time zones\n"
    "  NAME            print one, as a file that can be set again\n"
    "  set NAME FILE   add it, or put the file in the place of what it was\n"
    "  remove NAME     the default stays, and so does one that a contract "
    "names\n"
    "\n"
    "A file says when time counts:\n"
    "  zone = Europe/Berlin\n"
    "  hours = Mon-Fri 9:00-17:00\n"
    "  holiday = 2026-12-25 Christmas Day\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --help         this text\n";

enum calendar_verb {
    CALENDAR_LIST,
    CALENDAR_PRINT,
    CALENDAR_SET,
    CALENDAR_REMOVE
};

struct calendar_command {
    enum calendar_verb verb;
    const char *data;
    const char *file;
    struct str name;
};

static enum slv_status print_text(const struct strbuf *text,
                                  struct slv_error *err)
{
    errno = 0;
    if (fwrite(text->ptr, 1, text->len, stdout) == text->len &&
        fflush(stdout) == 0)
        return SLV_OK;
    return slv_fail_errno(err, errno, "standard output cannot be written");
}

static enum slv_status print(const struct calendar_command *command,
                             struct case_store *store, struct arena *arena,
                             struct slv_error *err)
{
    struct severity_calendar *all = NULL;
    struct severity_calendar one;
    struct strbuf text;
    size_t count = 0;
    enum slv_status status =
        command->verb == CALENDAR_LIST
            ? severity_store_list_calendars(store, arena, &all, &count, err)
            : severity_store_find_calendar(store, command->name, arena, &one,
                                           err);

    if (status != SLV_OK)
        return status;
    strbuf_init(&text, TEXT_BYTES_MAX);
    for (size_t i = 0; i < count; i++)
        strbuf_add_format(&text, "%.*s\t%.*s\n", STR_ARG(all[i].name),
                          STR_ARG(all[i].zone));
    if (command->verb == CALENDAR_PRINT)
        severity_calendar_write(&one, &text);
    status = print_text(&text, err);
    strbuf_release(&text);
    return status;
}

static enum slv_status act(const struct calendar_command *command,
                           const struct severity_calendar *calendar,
                           struct case_store *store, struct arena *arena,
                           struct slv_error *err)
{
    const struct case_actor actor = {STR("calendar"), clock_unix_s()};

    if (command->verb == CALENDAR_SET)
        return severity_store_put_calendar(store, calendar, &actor, NULL, err);
    if (command->verb == CALENDAR_REMOVE)
        return severity_store_remove_calendar(store, command->name, NULL,
                                              &actor, err);
    return print(command, store, arena, err);
}

static enum slv_status run(void *context, struct arena *arena,
                           struct slv_error *err)
{
    const struct calendar_command *command = context;
    const char *path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    const bool writes =
        command->verb == CALENDAR_SET || command->verb == CALENDAR_REMOVE;
    struct severity_calendar calendar = {.name = command->name};
    struct case_store *store = NULL;
    struct str text;
    enum slv_status status = SLV_OK;

    if (command->file) {
        status =
            file_read(command->file, SEVERITY_FILE_BYTES, arena, &text, err);
        if (status == SLV_OK)
            status = severity_calendar_parse(text, command->file, command->name,
                                             arena, &calendar, err);
    }
    if (status == SLV_OK && access(path, F_OK) != 0)
        status = slv_fail_errno(err, errno, "there is no case store in %s",
                                command->data);
    if (status == SLV_OK)
        status = case_store_open(
            path, writes ? CASE_STORE_WRITE : CASE_STORE_READ, &store, err);
    if (status == SLV_OK)
        status = act(command, &calendar, store, arena, err);
    case_store_close(store);
    return status;
}

/* What is wrong with the words that are no options. */
static const char *read_words(int argc, char **argv, void *context,
                              char usage[USAGE_MAX])
{
    struct calendar_command *command = context;
    const struct str first = argc > 0 ? str_from(argv[0]) : STR("");
    int taken = 1;

    if (argc == 0)
        return NULL;
    command->verb = str_equal(first, STR("set"))      ? CALENDAR_SET
                    : str_equal(first, STR("remove")) ? CALENDAR_REMOVE
                                                      : CALENDAR_PRINT;
    command->name = first;
    if (command->verb != CALENDAR_PRINT) {
        if (argc < 2)
            return "name the calendar";
        command->name = str_from(argv[taken++]);
    }
    if (command->verb == CALENDAR_SET) {
        if (argc < 3)
            return "set needs a file after the name";
        command->file = argv[taken++];
    }
    if (command->name.len == 0)
        return "the name of the calendar is empty";
    return taken == argc ? NULL
                         : usage_of(usage, "one calendar at a time; what is",
                                    argv[taken]);
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_FOLDER, struct calendar_command, data),
    {.name = NULL},
};

static const struct command_shape shape = {
    "calendar", help_text, option_table, read_words, run,
};

int cmd_calendar(int argc, char **argv)
{
    struct calendar_command command = {.verb = CALENDAR_LIST};

    return command_main(&shape, &command, argc, argv);
}
