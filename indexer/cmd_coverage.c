/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent coverage`: the recurring problems that no article covers. The gaps
 * are worked out first when cases have changed since; see core/insight.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/coverage.h"
#include "core/insight/coverage_json.h"
#include "core/insight/gap_change.h"
#include "core/insight/gap_cost.h"
#include "indexer/options.h"
#include "store/case_store.h"
#include "store/coverage_store.h"
#include "text/json_write.h"

#include <errno.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum {
    TEXT_BYTES_MAX = 1024 * 1024 * 1024,
    SAID_BYTES_MAX = 1024,
    LIMIT = 100,
    LIMIT_MAX = 10000
};

static const char help_text[] =
    "Print the recurring problems that no article covers, what costs most "
    "first.\n"
    "\n"
    "Example:\n"
    "  solvent coverage --data var/data\n"
    "\n"
    "A gap is three or more cases about one problem that were closed without\n"
    "an article or are open without one. Gaps are worked out anew when cases\n"
    "have changed since the last time.\n"
    "\n"
    "Options:\n"
    "  --data DIR     the folder of the case store (needed)\n"
    "  --state WORD   open (default), ignored or covered\n"
    "  --limit N      how many gaps (default 100)\n"
    "  --full         work the gaps out even if no case has changed\n"
    "  --config FILE  the configuration, for the language of cases\n"
    "  --json         print one JSON object\n"
    "  --help         this text\n";

struct coverage_command {
    const char *data;
    const char *config;
    enum gap_state state;
    unsigned limit;
    bool is_full;
    bool is_json;
};

/* What was read of the gaps to print. */
struct found_gaps {
    struct gap_figures *items;
    size_t count;
    struct gap_costs costs;
    const struct gap_change *changes; /* of covered ones; else NULL */
};

static enum slv_status add_json(struct case_store *store,
                                const struct found_gaps *gaps,
                                struct strbuf *out, struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct json_writer json;
    enum slv_status status = SLV_OK;

    json_begin(&json, out);
    json_object_begin(&json);
    json_key(&json, "gaps");
    json_array_begin(&json);
    for (size_t i = 0; status == SLV_OK && i < gaps->count; i++) {
        struct str *numbers = NULL;
        size_t number_count = 0;

        arena_reset(arena);
        status = coverage_store_gap_numbers(store, gaps->items[i].gap.id, arena,
                                            &numbers, &number_count, err);
        if (status == SLV_OK)
            coverage_gap_write(
                &json, &gaps->items[i],
                &(struct coverage_told){
                    .numbers = numbers,
                    .number_count = number_count,
                    .costs = &gaps->costs,
                    .place = i,
                    .change = gaps->changes ? &gaps->changes[i] : NULL,
                    .tells_subjects = true,
                },
                arena);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    strbuf_add_char(out, '\n');
    arena_free(arena);
    return status;
}

static void print_growth(const struct gap_figures *gap)
{
    int64_t growth;

    printf("  %llu in the last %d days, %llu in those before",
           (unsigned long long) gap->cases_month, GAP_MONTH_DAYS,
           (unsigned long long) gap->cases_before);
    if (coverage_growth_percent(gap, &growth))
        printf(" (%+lld%%)", (long long) growth);
    putchar('\n');
}

static void print_cost(const struct gap_costs *costs, size_t place,
                       struct arena *arena)
{
    const struct str all = gap_cost_text(costs, place, arena);
    const struct str month = gap_cost_month_text(costs, place, arena);

    if (all.len == 0)
        return;
    fputs("  cost ", stdout);
    put_text(stdout, all);
    fputs(", a month ", stdout);
    put_text(stdout, month.len > 0 ? month : STR("0"));
    putchar('\n');
}

static void print_change(const struct gap_change *change)
{
    struct strbuf said;

    strbuf_init(&said, SAID_BYTES_MAX);
    gap_change_say(&said, change);
    fputs("  ", stdout);
    fwrite(said.ptr, 1, said.len, stdout);
    putchar('\n');
    strbuf_release(&said);
}

static void print_cases(const struct gap_figures *gap)
{
    print_growth(gap);
    printf("  %llu minutes, %llu a month; %llu searches\n  for example ",
           (unsigned long long) gap->minutes,
           (unsigned long long) gap->cost_minutes * GAP_MONTH_DAYS /
               GAP_COST_DAYS,
           (unsigned long long) gap->searches);
    put_text(stdout, gap->example_number);
    fputs(": ", stdout);
    put_text(stdout, gap->example);
    putchar('\n');
}

static void print_title(const struct gap_figures *gap)
{
    if (gap->cases == 0)
        printf("%llu searches without an answer about: ",
               (unsigned long long) gap->searches);
    else
        printf("%llu cases of %llu %s about: ", (unsigned long long) gap->cases,
               (unsigned long long) gap->customers,
               gap->customers == 1 ? "customer" : "customers");
    put_text(stdout, coverage_gap_title(&gap->gap));
    putchar('\n');
}

static void print_text(const struct found_gaps *gaps, enum gap_state state,
                       struct arena *arena)
{
    if (gaps->count == 0 && state == GAP_OPEN)
        puts("No gap: no problem without an article came three times.");
    else if (gaps->count == 0)
        printf("No gap is %s.\n", gap_state_word(state));
    for (size_t i = 0; i < gaps->count; i++) {
        const struct gap_figures *gap = &gaps->items[i];

        if (i > 0)
            putchar('\n');
        print_title(gap);
        if (gap->cases > 0)
            print_cases(gap);
        print_cost(&gaps->costs, i, arena);
        if (gaps->changes)
            print_change(&gaps->changes[i]);
    }
}

static enum slv_status print(const struct coverage_command *command,
                             struct case_store *store, struct arena *arena,
                             struct slv_error *err)
{
    const int64_t now_unix_s = clock_unix_s();
    struct found_gaps gaps = {.items = NULL};
    struct strbuf text;
    enum slv_status status = coverage_store_list(
        store, command->state, GAP_BY_CASES, now_unix_s, command->limit, arena,
        &gaps.items, &gaps.count, err);

    if (status == SLV_OK)
        status = gap_costs_read(store, gaps.items, gaps.count, now_unix_s,
                                arena, &gaps.costs, err);
    if (status == SLV_OK && command->state == GAP_COVERED)
        status = gap_changes_read(store, gaps.items, gaps.count, now_unix_s,
                                  arena, &gaps.changes, err);
    if (status != SLV_OK)
        return status;
    errno = 0;
    if (command->is_json) {
        strbuf_init(&text, TEXT_BYTES_MAX);
        status = add_json(store, &gaps, &text, err);
        if (status == SLV_OK)
            fwrite(text.ptr, 1, text.len, stdout);
        strbuf_release(&text);
    } else {
        print_text(&gaps, command->state, arena);
    }
    if (status == SLV_OK && (fflush(stdout) != 0 || ferror(stdout)))
        status =
            slv_fail_errno(err, errno, "standard output cannot be written");
    return status;
}

/* Somebody who was faster has done what is to be done. */
static enum slv_status work_out(const struct coverage_command *command,
                                struct case_store *store, struct str language,
                                struct slv_error *err)
{
    struct coverage_counts counts = {.cases = 0};
    bool is_old = true;
    enum slv_status status = SLV_OK;

    if (!command->is_full)
        status = coverage_is_old(store, clock_unix_s(), &is_old, err);
    if (status != SLV_OK || !is_old)
        return status;
    status = coverage_run(store, language, clock_unix_s(), NULL, &counts, err);
    if (status == SLV_ERR_CONFLICT)
        return SLV_OK;
    if (status == SLV_OK)
        fprintf(stderr, "%zu cases without an article, %zu gaps\n",
                counts.cases, counts.gaps);
    return status;
}

static enum slv_status run(void *context, struct arena *arena,
                           struct slv_error *err)
{
    const struct coverage_command *command = context;
    const char *path = arena_format(arena, "%s/solvent.db", command->data).ptr;
    struct case_store *store = NULL;
    struct config config;
    enum slv_status status =
        command_config(command->config, command->data, arena, &config, err);

    if (status == SLV_OK && access(path, F_OK) != 0) {
        status = slv_fail_errno(err, errno, "there is no case store in %s",
                                command->data);
        slv_hint(err, "Bring cases in: solvent import cases FILE --data DIR");
    }
    if (status == SLV_OK)
        status = case_store_open(path, CASE_STORE_WRITE, &store, err);
    if (status == SLV_OK)
        status = work_out(command, store, config.language, err);
    if (status == SLV_OK)
        status = print(command, store, arena, err);
    case_store_close(store);
    return status;
}

static const char *take_state(const struct command_option *option,
                              void *command, const char *value)
{
    struct coverage_command *to = command;

    (void) option;
    return gap_state_parse(str_from(value), &to->state) &&
                   to->state != GAP_MERGED
               ? NULL
               : "--state takes open, ignored or covered";
}

static const char *read_words(int count, char **words, void *command,
                              char usage[USAGE_MAX])
{
    (void) command;
    return count == 0
               ? NULL
               : usage_of(usage, "coverage takes no word, such as", words[0]);
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_FOLDER, struct coverage_command, data),
    OPTION_TAKE("state", take_state, 0),
    OPTION_NUMBER("limit", struct coverage_command, limit, 1, LIMIT_MAX),
    OPTION_FIELD("full", OPTION_FLAG, struct coverage_command, is_full),
    OPTION_FIELD("config", OPTION_TEXT, struct coverage_command, config),
    OPTION_FIELD("json", OPTION_FLAG, struct coverage_command, is_json),
    {.name = NULL},
};

static const struct command_shape shape = {
    "coverage", help_text, option_table, read_words, run,
};

int cmd_coverage(int argc, char **argv)
{
    struct coverage_command command = {.state = GAP_OPEN, .limit = LIMIT};

    return command_main(&shape, &command, argc, argv);
}
