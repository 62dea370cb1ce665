/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent eval`: asks every query of a file, measures the rankings against
 * judgements, and shows the figures to a person or as JSON. What the figures
 * are is in core/eval.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/eval/eval.h"
#include "core/eval/eval_json.h"
#include "indexer/options.h"
#include "solvent/search.h"
#include "text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    JSON_BYTES_MAX = 1024 * 1024 * 1024,
    CHUNK_BYTES = 64 * 1024,
    CHANGES_SHOWN = 20,
    NAMES_SHOWN = 10,
    TEXT_SHOWN_BYTES = 70,
    EXIT_BELOW_FLOOR = 1,
    EXIT_NO_OUTPUT = 74
};

static const char help_text[] =
    "Measure how well the search finds what it should.\n"
    "\n"
    "Example:\n"
    "  solvent eval --data var/data --queries kb/queries.tsv \\\n"
    "      --qrels kb/qrels.txt --floor ndcg@10=0.8\n"
    "\n"
    "A line of the queries is an id, a tab and the text; a line of the\n"
    "judgements (qrels) is query, 0, article and grade. A grade above 0 is\n"
    "relevant. Measured are ndcg@10, mrr, p@1, recall@10 and recall@100, as\n"
    "means over the queries that have a relevant judgement, each with its 95%\n"
    "bootstrap interval. A query without hits counts as 0.\n"
    "\n"
    "Options:\n"
    "  --data DIR                the folder of the index (needed)\n"
    "  --queries FILE            what to ask (needed)\n"
    "  --qrels FILE              what is relevant (needed)\n"
    "  --as public|staff|group:NAME[,NAME]\n"
    "                            whose articles to search (default public)\n"
    "  --limit N                 hits to look at, 1 to 100 (default 100)\n"
    "  --floor MEASURE=VALUE     end with status 1 when the mean is below; "
    "may\n"
    "                            be repeated\n"
    "  --learning on|off         whether resolved cases vote (default on)\n"
    "  --now DATE                when votes are looked at (default: when the\n"
    "                            newest case was closed)\n"
    "  --new FILE                articles to treat as new, one id a line\n"
    "  --run FILE                write the rankings as a TREC run\n"
    "  --compare FILE            compare with an earlier run, query by query\n"
    "  --json                    print one JSON object\n"
    "  --help                    this text\n";

struct eval_command {
    char usage[USAGE_MAX];
    const char *data;
    const char *queries_path;
    const char *qrels_path;
    const char *run_path;
    const char *compare_path;
    const char *new_path;
    struct str_list new_articles;
    bool without_learning;
    int64_t now_unix_s; /* 0: of the newest case */
    struct slv_viewer viewer;
    const char *as; /* the word for it; NULL: public */
    bool is_json;
    unsigned limit;
    struct arena *arena;
    struct trec_queries queries;
    struct trec_judgements judgements;
    struct trec_run other_run;
    struct eval_ranking *rankings;
    struct strbuf run; /* the rows of --run */
    struct eval_report report;
};

/* --- reading --- */

/* Every line that cannot be read is told; then nothing is measured. */
static enum slv_status tell_faults(const char *path,
                                   const struct trec_faults *faults,
                                   struct slv_error *err)
{
    if (faults->count == 0)
        return SLV_OK;
    for (size_t i = 0; i < faults->count && i < TREC_FAULTS_MAX; i++) {
        fprintf(stderr, "%s:%d: ", path, faults->items[i].line);
        put_text(stderr, faults->items[i].what);
        putc('\n', stderr);
    }
    if (faults->count > TREC_FAULTS_MAX)
        fprintf(stderr, "%s: and %zu lines more\n", path,
                faults->count - TREC_FAULTS_MAX);
    return slv_fail(err, SLV_ERR_INPUT, "%s: %zu %s cannot be read", path,
                    faults->count, faults->count == 1 ? "line" : "lines");
}

/* All that a file or a stream gives; file_read() takes plain files alone. */
static enum slv_status read_stream(int descriptor, const char *path,
                                   struct strbuf *content,
                                   struct slv_error *err)
{
    while (strbuf_reserve(content, CHUNK_BYTES)) {
        ssize_t got =
            read(descriptor, content->ptr + content->len, CHUNK_BYTES);

        if (got == 0)
            return SLV_OK;
        if (got > 0)
            strbuf_set_len(content, content->len + (size_t) got);
        else if (errno == EISDIR)
            return slv_fail(err, SLV_ERR_INPUT, "%s is a folder", path);
        else if (errno != EINTR)
            return slv_fail_errno(err, errno, "cannot read %s", path);
    }
    return slv_fail(err, SLV_ERR_TOO_BIG,
                    "%s is larger than the limit of %d bytes", path,
                    TREC_FILE_BYTES_MAX);
}

static enum slv_status read_table(const char *path, struct arena *arena,
                                  struct str *out, struct slv_error *err)
{
    struct strbuf content;
    enum slv_status status;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot open %s", path);
    strbuf_init(&content, TREC_FILE_BYTES_MAX + CHUNK_BYTES);
    status = read_stream(descriptor, path, &content, err);
    if (status == SLV_OK)
        *out = arena_str(arena, strbuf_str(&content));
    strbuf_release(&content);
    close(descriptor);
    return status;
}

/* One id a line; empty lines are nothing. */
static enum slv_status read_new(struct eval_command *command,
                                struct slv_error *err)
{
    struct str bytes = STR("");
    struct str rest;
    size_t count = 0;
    enum slv_status status;

    if (!command->new_path)
        return SLV_OK;
    status = read_table(command->new_path, command->arena, &bytes, err);
    if (status != SLV_OK)
        return status;
    for (rest = bytes; rest.len; str_take_line(&rest))
        count++;
    command->new_articles.items =
        arena_calloc(command->arena, count, sizeof(struct str));
    for (rest = bytes; rest.len;) {
        struct str id = str_trim(str_take_line(&rest));

        if (id.len)
            command->new_articles.items[command->new_articles.count++] = id;
    }
    return SLV_OK;
}

static enum slv_status read_tables(struct eval_command *command,
                                   struct slv_error *err)
{
    struct trec_faults faults;
    struct str bytes = STR("");
    enum slv_status status =
        read_table(command->queries_path, command->arena, &bytes, err);

    if (status != SLV_OK)
        return status;
    trec_read_queries(bytes, command->arena, &command->queries, &faults);
    status = tell_faults(command->queries_path, &faults, err);
    if (status == SLV_OK)
        status = read_table(command->qrels_path, command->arena, &bytes, err);
    if (status != SLV_OK)
        return status;
    trec_read_judgements(bytes, command->arena, &command->judgements, &faults);
    status = tell_faults(command->qrels_path, &faults, err);
    if (status != SLV_OK || !command->compare_path)
        return status;
    status = read_table(command->compare_path, command->arena, &bytes, err);
    if (status != SLV_OK)
        return status;
    trec_read_run(bytes, command->arena, &command->other_run, &faults);
    return tell_faults(command->compare_path, &faults, err);
}

/* --- asking --- */

static enum slv_status ask(struct eval_command *command,
                           struct slv_reader *reader, size_t index,
                           struct arena *scratch, struct slv_error *err)
{
    const struct trec_query *query = &command->queries.items[index];
    struct eval_ranking *ranking = &command->rankings[index];
    const struct slv_search_request request = {
        .query = query->text,
        .limit = command->limit,
        .without_learning = command->without_learning,
        .now_unix_s = command->now_unix_s,
        .new_articles = command->new_path ? &command->new_articles : NULL,
        .want_ids_only = true,
    };
    double scores[SLV_SEARCH_LIMIT_MAX];
    struct slv_search_result result;
    enum slv_status status;

    arena_reset(scratch);
    status = slv_search(reader, &request, scratch, &result, err);
    if (status != SLV_OK)
        return status;
    ranking->articles = arena_calloc(command->arena, result.hit_count,
                                     sizeof *ranking->articles);
    ranking->count = result.hit_count;
    for (size_t i = 0; i < result.hit_count; i++) {
        ranking->articles[i] = arena_str(
            command->arena, trec_id(result.hits[i].id, command->arena));
        scores[i] = result.hits[i].score;
    }
    if (command->run_path)
        trec_write_hits(query->id, ranking->articles, scores, ranking->count,
                        &command->run);
    return SLV_OK;
}

static enum slv_status ask_all(struct eval_command *command,
                               struct slv_reader *reader, struct slv_error *err)
{
    struct arena *scratch = arena_new();
    int64_t began_us = clock_mono_us();
    enum slv_status status = SLV_OK;

    command->rankings = arena_calloc(command->arena, command->queries.count,
                                     sizeof *command->rankings);
    for (size_t i = 0; i < command->queries.count && status == SLV_OK; i++)
        status = ask(command, reader, i, scratch, err);
    command->report.seconds = (double) (clock_mono_us() - began_us) / 1e6;
    arena_free(scratch);
    return status;
}

static enum slv_status write_run(const struct eval_command *command,
                                 struct slv_error *err)
{
    if (!command->run_path)
        return SLV_OK;
    if (command->run.overflowed)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s: the run is too large",
                        command->run_path);
    return file_replace(command->run_path, strbuf_str(&command->run), 0644,
                        err);
}

/* --- judging --- */

/* Is there an article that a file names `id`? The id itself may hold %20. */
static enum slv_status find_article(struct slv_reader *reader, struct str id,
                                    struct arena *scratch,
                                    struct slv_error *err)
{
    struct slv_article article;
    enum slv_status status;
    struct strbuf spaced;

    arena_reset(scratch);
    status = slv_article_get(reader, id, scratch, &article, err);
    if (status != SLV_ERR_NOT_FOUND || str_find(id, STR("%20"), 0) == id.len)
        return status;
    strbuf_init(&spaced, id.len);
    for (size_t i = 0; i < id.len; i++) {
        if (str_has_prefix(str_from_offset(id, i), STR("%20"))) {
            strbuf_add_char(&spaced, ' ');
            i += 2;
        } else {
            strbuf_add_char(&spaced, id.ptr[i]);
        }
    }
    status =
        slv_article_get(reader, strbuf_str(&spaced), scratch, &article, err);
    strbuf_release(&spaced);
    return status;
}

static enum slv_status find_not_there(struct eval_command *command,
                                      struct slv_reader *reader,
                                      struct slv_error *err)
{
    struct str_list never =
        eval_never_found(&command->queries, &command->judgements,
                         command->rankings, command->arena);
    struct arena *scratch = arena_new();
    enum slv_status status = SLV_OK;
    size_t kept = 0;

    for (size_t i = 0; i < never.count && status == SLV_OK; i++) {
        status = find_article(reader, never.items[i], scratch, err);
        if (status == SLV_ERR_NOT_FOUND) {
            never.items[kept++] = never.items[i];
            status = SLV_OK;
        }
    }
    arena_free(scratch);
    command->report.not_there = (struct str_list){never.items, kept};
    return status;
}

static enum slv_status compare(struct eval_command *command,
                               struct slv_error *err)
{
    struct eval_ranking *rankings;
    struct eval_result other;
    struct eval_comparison *comparison =
        arena_calloc(command->arena, 1, sizeof *comparison);
    size_t with_hits =
        eval_rankings_of_run(&command->queries, &command->other_run,
                             command->limit, command->arena, &rankings);

    if (with_hits == 0 && command->other_run.count > 0)
        return slv_fail(err, SLV_ERR_INPUT, "%s has none of the queries of %s",
                        command->compare_path, command->queries_path);
    eval_measure(&command->queries, &command->judgements, rankings,
                 command->arena, &other);
    eval_compare(command->report.result, &other, command->arena, comparison);
    command->report.comparison = comparison;
    command->report.other = str_from(command->compare_path);
    return SLV_OK;
}

static enum slv_status judge(struct eval_command *command,
                             struct slv_reader *reader, struct slv_error *err)
{
    struct eval_result *result =
        arena_calloc(command->arena, 1, sizeof *result);

    eval_measure(&command->queries, &command->judgements, command->rankings,
                 command->arena, result);
    command->report.result = result;
    if (result->judged_count == 0) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "no query of %s has a relevant judgement in %s",
                        command->queries_path, command->qrels_path);
        slv_hint(err, "The ids of both files must be the same, and a grade "
                      "above 0 says that an article is relevant.");
        return SLV_ERR_INPUT;
    }
    command->report.unjudged = eval_unjudged(result, command->arena);
    command->report.not_asked =
        eval_not_asked(&command->queries, &command->judgements, command->arena);
    if (command->compare_path) {
        enum slv_status status = compare(command, err);

        if (status != SLV_OK)
            return status;
    }
    return find_not_there(command, reader, err);
}

/* --- telling --- */

/* "path: 3 <what>: a, b, c", when there are some. */
static void put_names(const char *path, const char *one, const char *many,
                      const struct str_list *names)
{
    if (names->count == 0)
        return;
    fprintf(stderr, "%s: %zu %s: ", path, names->count,
            names->count == 1 ? one : many);
    for (size_t i = 0; i < names->count && i < NAMES_SHOWN; i++) {
        fputs(i ? ", " : "", stderr);
        put_text(stderr, names->items[i]);
    }
    if (names->count > NAMES_SHOWN)
        fprintf(stderr, " and %zu more", names->count - NAMES_SHOWN);
    putc('\n', stderr);
}

static void put_notes(const struct eval_command *command)
{
    put_names(command->queries_path,
              "query has no relevant judgement and is not averaged",
              "queries have no relevant judgement and are not averaged",
              &command->report.unjudged);
    put_names(command->qrels_path, "query is judged and not among those asked",
              "queries are judged and not among those asked",
              &command->report.not_asked);
    put_names(command->qrels_path,
              "relevant article is not there for this reader",
              "relevant articles are not there for this reader",
              &command->report.not_there);
}

static void put_changes(const char *heading, const struct eval_change *changes,
                        size_t count)
{
    if (count)
        printf("\n%s\n", heading);
    for (size_t i = 0; i < count && i < CHANGES_SHOWN; i++) {
        const struct trec_query *query = changes[i].query;
        struct str text = utf8_prefix(query->text, TEXT_SHOWN_BYTES);

        printf("  %.4f -> %.4f  ", changes[i].other, changes[i].ours);
        put_text(stdout, query->id);
        fputs("  ", stdout);
        put_text(stdout, text);
        puts(text.len < query->text.len ? "..." : "");
    }
    if (count > CHANGES_SHOWN)
        printf("  and %zu more (--json lists all)\n", count - CHANGES_SHOWN);
}

static void put_table(const struct eval_command *command)
{
    const struct eval_result *result = command->report.result;
    const struct eval_comparison *comparison = command->report.comparison;

    printf("%zu queries of %s in %s as %s: %zu judged, %zu without hits, "
           "%.2f s\n\n",
           result->query_count, command->queries_path, command->data,
           command->as ? command->as : "public", result->judged_count,
           result->empty_count, command->report.seconds);
    printf("%-12s%6s   95%% interval%s\n", "measure", "mean",
           comparison ? "          other   difference" : "");
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        printf("%-12s%.4f   %.4f to %.4f", measure_name((enum measure) i),
               result->means[i], result->intervals[i].low,
               result->intervals[i].high);
        if (comparison)
            printf("     %.4f      %+.4f", comparison->other[i],
                   comparison->differences[i]);
        putchar('\n');
    }
    if (!comparison)
        return;
    printf("\nndcg@10 against %s: %zu won, %zu lost, %zu the same, p = %.4f\n",
           command->compare_path, comparison->won_count, comparison->lost_count,
           comparison->same_count, comparison->p);
    put_changes("Won (other -> now):", comparison->won, comparison->won_count);
    put_changes("Lost (other -> now):", comparison->lost,
                comparison->lost_count);
}

static void put_json(const struct eval_command *command)
{
    struct strbuf text;

    strbuf_init(&text, JSON_BYTES_MAX);
    eval_json_write(&command->report, &text);
    puts(text.ptr);
    strbuf_release(&text);
}

/* The exit code. */
static int tell_floors(const struct eval_report *report)
{
    int code = 0;

    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        if (!eval_is_below_floor(report, (enum measure) i))
            continue;
        fprintf(stderr, "solvent: %s is %.6f, below the floor %g\n",
                measure_name((enum measure) i), report->result->means[i],
                report->floors[i]);
        code = EXIT_BELOW_FLOOR;
    }
    return code;
}

/* --- arguments --- */

static const char *find_missing(struct eval_command *command, const char *word)
{
    if (!command->data || !command->data[0])
        return "--data names no folder";
    if (!command->queries_path)
        return "--queries names no file";
    if (!command->qrels_path)
        return "--qrels names no file";
    return word ? usage_of(command->usage, "eval takes options alone", word)
                : NULL;
}

static const char *take_viewer(const struct command_option *option,
                               void *command, const char *value)
{
    struct eval_command *to = command;

    (void) option;
    to->as = value;
    return option_viewer(value, to->arena, &to->viewer);
}

static const char *take_learning(const struct command_option *option,
                                 void *command, const char *value)
{
    struct eval_command *to = command;
    bool is_on = true;

    (void) option;
    if (!option_switch(value, &is_on))
        return "--learning is on or off";
    to->without_learning = !is_on;
    return NULL;
}

static const char *take_now(const struct command_option *option, void *command,
                            const char *value)
{
    struct eval_command *to = command;

    (void) option;
    return clock_parse_iso(str_from(value), &to->now_unix_s)
               ? NULL
               : "--now takes a date, such as 2026-01-31";
}

static const char *take_floor(const struct command_option *option,
                              void *command, const char *value)
{
    struct eval_command *to = command;
    struct str rest = str_from(value);
    struct str name = str_take_until(&rest, '=');
    enum measure measure;
    double floor;
    char *end;

    (void) option;
    if (!measure_parse(name, &measure)) {
        snprintf(to->usage, sizeof to->usage,
                 "--floor %s: there is no such measure; they are %s", value,
                 MEASURE_NAMES);
        return to->usage;
    }
    floor = strtod(rest.len ? rest.ptr : "", &end);
    if (rest.len == 0 || *end != '\0' || !(floor >= 0 && floor <= 1))
        return usage_of(to->usage,
                        "--floor takes MEASURE=VALUE, the value from 0 to 1",
                        value);
    to->report.has_floor[measure] = true;
    to->report.floors[measure] = floor;
    return NULL;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct eval_command, data),
    OPTION_FIELD("queries", OPTION_TEXT, struct eval_command, queries_path),
    OPTION_FIELD("qrels", OPTION_TEXT, struct eval_command, qrels_path),
    OPTION_TAKE("as", take_viewer, 0),
    OPTION_NUMBER("limit", struct eval_command, limit, 1, SLV_SEARCH_LIMIT_MAX),
    OPTION_TAKE("floor", take_floor, 0),
    OPTION_FIELD("run", OPTION_TEXT, struct eval_command, run_path),
    OPTION_FIELD("compare", OPTION_TEXT, struct eval_command, compare_path),
    OPTION_TAKE("learning", take_learning, 0),
    OPTION_TAKE("now", take_now, 0),
    OPTION_FIELD("new", OPTION_TEXT, struct eval_command, new_path),
    OPTION_FIELD("json", OPTION_FLAG, struct eval_command, is_json),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv, struct eval_command *command,
                           const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, command->usage, wrong))
        return false;
    if (!*wrong)
        *wrong = find_missing(command, argv[optind]);
    return true;
}

/* --- command --- */

static int evaluate(struct eval_command *command)
{
    struct slv_reader *reader = NULL;
    struct slv_error err;
    enum slv_status status = read_tables(command, &err);

    if (status == SLV_OK)
        status = read_new(command, &err);
    if (status == SLV_OK)
        status =
            slv_reader_open_for(&reader, command->data, &command->viewer, &err);
    if (status == SLV_OK && command->now_unix_s == 0)
        status = slv_newest_case(reader, &command->now_unix_s, &err);
    if (status == SLV_OK)
        status = ask_all(command, reader, &err);
    if (status == SLV_OK)
        status = write_run(command, &err);
    if (status == SLV_OK)
        status = judge(command, reader, &err);
    slv_reader_close(reader);
    if (status != SLV_OK)
        return command_fail(&err);
    put_notes(command);
    if (command->is_json)
        put_json(command);
    else
        put_table(command);
    return tell_floors(&command->report);
}

int cmd_eval(int argc, char **argv)
{
    struct eval_command command = {.arena = arena_new(),
                                   .limit = SLV_SEARCH_LIMIT_MAX};
    const char *wrong;
    int code = 0;

    /* no larger than what can be read again */
    strbuf_init(&command.run, TREC_FILE_BYTES_MAX);
    if (!read_arguments(argc, argv, &command, &wrong))
        fputs(help_text, stdout);
    else if (wrong)
        code = command_usage("eval", wrong);
    else
        code = evaluate(&command);
    strbuf_release(&command.run);
    arena_free(command.arena);
    if (fflush(stdout) != 0 && code == 0)
        code = EXIT_NO_OUTPUT;
    return code;
}
