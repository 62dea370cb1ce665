/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent report`: print a report, as the page of the same name shows it.
 * Which reports there are and what they count is core/insight's.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/report_write.h"
#include "indexer/options.h"
#include "solvent/search.h"
#include "store/search_counts.h"
#include "text/json_write.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { TEXT_BYTES_MAX = 256 * 1024 * 1024 };

static const char help_text[] =
    "Print a report.\n"
    "\n"
    "Example:\n"
    "  solvent report link-rate --data var/data --from 2026-01-01 --by month\n"
    "  solvent report cost-by-customer --data var/data --csv >cost.csv\n"
    "\n"
    "Without a name it lists the reports. Days are those of the default\n"
    "calendar's time zone; without a range it is the last twelve weeks, or\n"
    "twelve months where there is money.\n"
    "\n"
    "Options:\n"
    "  --data DIR      the folder of the case store (needed)\n"
    "  --from DAY      the first day, such as 2026-01-31\n"
    "  --to DAY        the last day; today when not given\n"
    "  --by PERIOD     day, week or month, in reports over time\n"
    "  --severity N    only cases of this severity\n"
    "  --product NAME  only cases about this product\n"
    "  --customer KEY  only cases of this customer\n"
    "  --agent KEY     only cases that this agent owns\n"
    "  --json          print one JSON object\n"
    "  --csv           print a table for a spreadsheet\n"
    "  --help          this text\n";

enum format { FORMAT_TEXT, FORMAT_JSON, FORMAT_CSV };

struct report_command {
    const char *data;
    const struct report *report; /* NULL: list them */
    struct report_wish wish;
    enum format format;
};

static void list_reports(const struct report_command *command)
{
    struct strbuf out;
    struct json_writer json;

    strbuf_init(&out, TEXT_BYTES_MAX);
    json_begin(&json, &out);
    json_object_begin(&json);
    json_key(&json, "reports");
    json_array_begin(&json);
    for (size_t i = 0; i < REPORT_COUNT; i++) {
        const struct report *report = report_get((enum report_id) i);

        json_object_begin(&json);
        json_key_string(&json, "name", str_from(report->name));
        json_key_string(&json, "question", str_from(report->question));
        json_object_end(&json);
        if (command->format != FORMAT_JSON)
            printf("%-20s %s\n", report->name, report->question);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    if (command->format == FORMAT_JSON)
        puts(out.ptr);
    strbuf_release(&out);
}

static void write_table(const struct report_command *command,
                        const struct report_table *table, struct arena *arena,
                        struct strbuf *out)
{
    struct json_writer json;

    switch (command->format) {
    case FORMAT_TEXT:
        report_write_text(out, table, arena);
        return;
    case FORMAT_CSV:
        report_write_csv(out, table, arena);
        return;
    case FORMAT_JSON:
        json_begin(&json, out);
        report_write_json(&json, table);
        json_end(&json);
        strbuf_add_char(out, '\n');
        return;
    }
}

static enum slv_status count(const struct report_command *command,
                             const struct report_facts *facts,
                             struct arena *arena, struct slv_error *err)
{
    struct slv_reader *reader = NULL;
    struct report_ask ask;
    struct report_table table;
    struct strbuf out;
    enum slv_status status = report_ask_read(command->report, &command->wish,
                                             facts, clock_unix_s(), &ask, err);

    /* before the first indexing reports do without articles */
    if (status == SLV_OK &&
        slv_reader_open(&reader, command->data, SLV_AS_STAFF, NULL) == SLV_OK)
        ask.reader = reader;
    if (status == SLV_OK)
        status = report_count(&ask, facts, arena, &table, err);
    slv_reader_close(reader);
    if (status != SLV_OK)
        return status;
    strbuf_init(&out, TEXT_BYTES_MAX);
    write_table(command, &table, arena, &out);
    errno = 0;
    if (fwrite(out.ptr, 1, out.len, stdout) != out.len || fflush(stdout) != 0)
        status =
            slv_fail_errno(err, errno, "standard output cannot be written");
    strbuf_release(&out);
    return status;
}

static enum slv_status run(void *context, struct arena *arena,
                           struct slv_error *err)
{
    const struct report_command *command = context;
    const char *path;
    struct search_counts *searches;
    struct report_keeper *keeper = NULL;
    const struct report_facts *facts;
    enum slv_status status;

    if (!command->report) {
        list_reports(command);
        return SLV_OK;
    }
    path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    if (access(path, F_OK) != 0)
        return slv_fail_errno(err, errno, "there is no case store in %s",
                              command->data);
    searches = search_counts_open(
        arena_format(arena, "%s/searches.db", command->data).ptr);
    status = report_keeper_open(path, searches, &keeper, err);
    if (status == SLV_OK)
        status = report_facts_hold(keeper, &facts, err);
    if (status == SLV_OK) {
        status = count(command, facts, arena, err);
        report_facts_release(keeper);
    }
    report_keeper_close(keeper);
    search_counts_close(searches);
    return status;
}

static const char *read_words(int count, char **words, void *context,
                              char usage[USAGE_MAX])
{
    struct report_command *command = context;

    if (count > 1)
        return usage_of(usage, "one report at a time; what is", words[1]);
    if (count == 1) {
        command->report = report_find(str_from(words[0]));
        if (!command->report)
            return usage_of(usage, "there is no such report", words[0]);
    }
    if (count == 1 && (!command->data || !command->data[0]))
        return "--data names no folder";
    return NULL;
}

static const char *take_format(const struct command_option *option,
                               void *command, const char *value)
{
    (void) value;
    ((struct report_command *) command)->format = option->which;
    return NULL;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct report_command, data),
    OPTION_FIELD("from", OPTION_STR, struct report_command, wish.from),
    OPTION_FIELD("to", OPTION_STR, struct report_command, wish.to),
    OPTION_FIELD("by", OPTION_STR, struct report_command, wish.by),
    OPTION_FIELD("severity", OPTION_STR, struct report_command, wish.severity),
    OPTION_FIELD("product", OPTION_STR, struct report_command, wish.product),
    OPTION_FIELD("customer", OPTION_STR, struct report_command, wish.customer),
    OPTION_FIELD("agent", OPTION_STR, struct report_command, wish.agent),
    OPTION_DO("json", take_format, FORMAT_JSON),
    OPTION_DO("csv", take_format, FORMAT_CSV),
    {.name = NULL},
};

static const struct command_shape shape = {
    "report", help_text, option_table, read_words, run,
};

int cmd_report(int argc, char **argv)
{
    struct report_command command = {.format = FORMAT_TEXT};

    return command_main(&shape, &command, argc, argv);
}
