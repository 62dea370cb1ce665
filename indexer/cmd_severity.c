/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent severity`: print the categories of severity and the business hours,
 * or put those of a file in their place. The file is core/cases/severity.h's.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"
#include "core/cases/severity_json.h"
#include "indexer/options.h"
#include "store/case_store.h"
#include "store/severity_store.h"
#include "text/json_write.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { TEXT_BYTES_MAX = 64 * 1024 * 1024, DATA_MODE = 0755 };

static const char help_text[] =
    "Print how fast cases are to be answered and fixed, or set it.\n"
    "\n"
    "Example:\n"
    "  solvent severity --data var/data >severity.conf\n"
    "  solvent severity set severity.conf --data var/data\n"
    "\n"
    "What is printed can be edited and set again. A file names 3 to 5\n"
    "severities, the most severe first, each with the business time for the\n"
    "first reply and the fix, and says when time counts:\n"
    "  severity = Critical, 30m, 8h\n"
    "  zone = America/Chicago\n"
    "  hours = Mon-Fri 7:00-18:00\n"
    "  holiday = 2026-12-25 Christmas Day\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --json         print one JSON object\n"
    "  --help         this text\n";

struct severity_command {
    const char *data;
    const char *file; /* NULL: print */
    bool is_json;
};

static void write_json(const struct severity_settings *settings,
                       struct strbuf *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_begin(&json);
    json_key(&json, "severities");
    severity_json_list(settings->list, settings->count, &json);
    json_key(&json, "calendar");
    json_object_begin(&json);
    severity_json_calendar(&settings->calendar, &json);
    json_object_end(&json);
    json_object_end(&json);
    json_end(&json);
    strbuf_add_char(out, '\n');
}

static enum slv_status print(const struct severity_command *command,
                             struct case_store *store, struct arena *arena,
                             struct slv_error *err)
{
    struct severity_settings settings = {.count = 0};
    struct severity *list = NULL;
    struct strbuf text;
    enum slv_status status =
        severity_store_list(store, arena, &list, &settings.count, err);

    if (status == SLV_OK)
        status = severity_store_find_calendar(store, STR(""), arena,
                                              &settings.calendar, err);
    if (status != SLV_OK)
        return status;
    settings.list = list;
    strbuf_init(&text, TEXT_BYTES_MAX);
    if (command->is_json)
        write_json(&settings, &text);
    else
        severity_settings_write(&settings, &text);
    errno = 0;
    if (fwrite(text.ptr, 1, text.len, stdout) != text.len ||
        fflush(stdout) != 0)
        status =
            slv_fail_errno(err, errno, "standard output cannot be written");
    strbuf_release(&text);
    return status;
}

static enum slv_status set(const struct severity_settings *settings,
                           struct case_store *store, struct slv_error *err)
{
    const struct case_actor actor = {STR("severity"), clock_unix_s()};
    enum case_put list_did = CASE_UNCHANGED;
    enum case_put calendar_did = CASE_UNCHANGED;
    enum slv_status status = severity_store_put(
        store, settings->list, settings->count, &actor, &list_did, err);

    if (status == SLV_OK)
        status = severity_store_put_calendar(store, &settings->calendar, &actor,
                                             &calendar_did, err);
    if (status == SLV_OK)
        fprintf(stderr, "%zu severities %s, business hours %s\n",
                settings->count,
                list_did == CASE_UNCHANGED ? "as before" : "set",
                calendar_did == CASE_UNCHANGED ? "as before" : "set");
    return status;
}

static enum slv_status run(void *context, struct arena *arena,
                           struct slv_error *err)
{
    const struct severity_command *command = context;
    const char *path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    struct severity_settings settings;
    struct case_store *store = NULL;
    struct str text;
    enum slv_status status = SLV_OK;

    /* the file first: a wrong one makes no store */
    if (command->file) {
        status =
            file_read(command->file, SEVERITY_FILE_BYTES, arena, &text, err);
        if (status == SLV_OK)
            status = severity_settings_parse(text, command->file, arena,
                                             &settings, err);
    }
    if (status == SLV_OK && command->file)
        status = file_make_folders(command->data, DATA_MODE, err);
    /* reading makes no store */
    if (status == SLV_OK && !command->file && access(path, F_OK) != 0) {
        status = slv_fail_errno(err, errno, "there is no case store in %s",
                                command->data);
        slv_hint(err, "Make one: solvent severity set FILE --data DIR");
    }
    if (status == SLV_OK)
        status = case_store_open(
            path, command->file ? CASE_STORE_WRITE : CASE_STORE_READ, &store,
            err);
    if (status == SLV_OK)
        status = command->file ? set(&settings, store, err)
                               : print(command, store, arena, err);
    case_store_close(store);
    return status;
}

/* What is wrong with the words that are no options. */
static const char *read_words(int argc, char **argv, void *context,
                              char usage[USAGE_MAX])
{
    struct severity_command *command = context;

    if (argc == 0)
        return NULL;
    if (!str_equal(str_from(argv[0]), STR("set")))
        return usage_of(usage, "the only word that may follow is set, not",
                        argv[0]);
    if (argc < 2)
        return "set needs a file";
    if (argc > 2)
        return usage_of(usage, "set takes one file; what is", argv[2]);
    if (command->is_json)
        return "--json belongs to printing";
    command->file = argv[1];
    return NULL;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_FOLDER, struct severity_command, data),
    OPTION_FIELD("json", OPTION_FLAG, struct severity_command, is_json),
    {.name = NULL},
};

static const struct command_shape shape = {
    "severity", help_text, option_table, read_words, run,
};

int cmd_severity(int argc, char **argv)
{
    struct severity_command command = {.is_json = false};

    return command_main(&shape, &command, argc, argv);
}
