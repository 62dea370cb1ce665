/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent search`: one search, shown to a person or as JSON.
 */
#include "indexer/commands.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query_fields.h"
#include "core/search/result_json.h"
#include "core/search/schema.h"
#include "indexer/options.h"
#include "solvent/search.h"
#include "text/language.h"

#include <getopt.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum {
    LIMIT_DEFAULT = 10,
    JSON_BYTES_MAX = 64 * 1024 * 1024,
    EXIT_NO_OUTPUT = 74
};

static const char help_begin[] =
    "Search the articles from the terminal.\n"
    "\n"
    "Example:\n"
    "  solvent search permission denied publickey --data var/data\n"
    "\n"
    "Beside words, a search may hold what follows; put it in single quotes, "
    "and "
    "-word\n"
    "behind --, so that it is not taken for an option.\n";

static const char help_end[] =
    "\n"
    "Options:\n"
    "  --data DIR                the folder of the index (needed)\n"
    "  --as public|staff|group:NAME[,NAME]\n"
    "                            whose articles to search (default public)\n"
    "  --limit N                 hits to show, 1 to 100 (default 10)\n"
    "  --product, --version, --tag, --language, --section VALUE\n"
    "                            only such articles; may be repeated, and any "
    "of the\n"
    "                            values will do; --version 4.3 finds \"4.0 and "
    "later\"\n"
    "                            too\n"
    "  --lang TAG                articles in this language first; may be "
    "repeated\n"
    "  --verbatim                search for what was typed: no spelling is "
    "corrected\n"
    "  --learning on|off         whether resolved cases bring up what "
    "resolved\n"
    "                            them (default on)\n"
    "  --partial                 the last word may be unfinished\n"
    "  --facets                  how many articles each filter would find\n"
    "  --explain                 why each hit has its score, field by field\n"
    "  --json                    print one JSON object\n"
    "  --help                    this text\n";

struct search_command {
    char usage[USAGE_MAX];
    const char *data;
    unsigned limit;
    struct slv_viewer viewer;
    bool is_json;
    struct arena *arena;
    struct slv_search_request request;
};

struct look {
    const char *bold;
    const char *faint;
    const char *mark;
    const char *plain;
};

static const struct look colourful = {"\033[1m", "\033[2m", "\033[1;33m",
                                      "\033[0m"};
static const struct look sober = {"", "", "", ""};

/* `text` in lines that begin at `column`; the first one is there already. */
static void put_wrapped(const char *text, int column)
{
    enum { WIDTH = 79 };
    int at = column;
    struct str rest = str_from(text);

    while (rest.len > 0) {
        struct str word = str_take_until(&rest, ' ');

        if (at > column && at + 1 + (int) word.len > WIDTH) {
            printf("\n%*s", column, "");
            at = column;
        }
        at += printf("%s%.*s", at > column ? " " : "", STR_ARG(word));
    }
    putchar('\n');
}

static void put_help(void)
{
    enum { COLUMN = 20 };
    size_t count;
    const struct query_help *lines = query_help_lines(&count);

    puts(help_begin);
    for (size_t i = 0; i < count; i++) {
        printf("  %-*s", COLUMN - 2, lines[i].form);
        put_wrapped(lines[i].meaning, COLUMN);
        printf("%*s%s\n", COLUMN, "", lines[i].example);
    }
    fputs(help_end, stdout);
}

static void put_marked(const struct slv_marked *marked, const struct look *look,
                       const char *around)
{
    size_t at = 0;

    fputs(around, stdout);
    for (size_t i = 0; i < marked->mark_count; i++) {
        struct slv_mark mark = marked->marks[i];

        put_text(stdout, (struct str){marked->text.ptr + at, mark.begin - at});
        fputs(look->mark, stdout);
        put_text(stdout, (struct str){marked->text.ptr + mark.begin,
                                      mark.end - mark.begin});
        fputs(look->plain, stdout);
        fputs(around, stdout);
        at = mark.end;
    }
    put_text(stdout, str_from_offset(marked->text, at));
    fputs(look->plain, stdout);
}

static void put_list(const char *before, const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        fputs(i ? ", " : before, stdout);
        put_text(stdout, list->items[i]);
    }
}

static void put_explanation(const struct slv_hit *hit)
{
    printf("   score %.4f =\n", hit->score);
    for (size_t i = 0; i < hit->explanation_count; i++) {
        const struct slv_explanation *row = &hit->explanation[i];

        printf("     %.4f  %.*s (in %llu articles, idf %.3f):", row->score,
               STR_ARG(row->word), (unsigned long long) row->articles,
               row->idf);
        for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
            if (row->field_weights[field] > 0)
                printf(" %s %.3f", schema_fields[field].name,
                       row->field_weights[field]);
        putchar('\n');
    }
    if (hit->similar_cases > 0)
        printf("     %.4f  %" PRIu32 " similar case%s resolved by this\n",
               hit->case_score, hit->similar_cases,
               hit->similar_cases == 1 ? " was" : "s were");
    else if (hit->case_score < 0)
        printf("     %.4f  similar cases were not resolved by this\n",
               hit->case_score);
}

static void put_hit(const struct search_command *command, size_t number,
                    const struct slv_hit *hit, const struct look *look)
{
    printf("%2zu ", number);
    put_marked(&hit->title, look, look->bold);
    printf("\n   %s", look->faint);
    put_text(stdout, hit->id);
    if (hit->section_anchor.len) {
        fputs(" \xC2\xA7 ", stdout);
        put_text(stdout, hit->section_title);
    }
    put_list("  ", &hit->products);
    put_list(" ", &hit->versions);
    if (hit->is_pinned)
        fputs("  [pinned]", stdout);
    if (hit->state != SLV_STATE_PUBLISHED)
        printf("  [%s]", slv_state_name(hit->state));
    if (hit->access != SLV_ACCESS_PUBLIC)
        printf("  [%s]", slv_access_name(hit->access));
    printf("%s\n", look->plain);
    if (hit->snippet.text.len) {
        fputs("   ", stdout);
        put_marked(&hit->snippet, look, "");
        putchar('\n');
    }
    if (command->request.want_explanation)
        put_explanation(hit);
}

static void put_facets(const struct slv_search_result *result)
{
    enum { SHOWN_MAX = 10 };

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++) {
        size_t count = result->facets[facet].count;

        for (size_t i = 0; i < count && i < SHOWN_MAX; i++) {
            const struct slv_facet_value *value =
                &result->facets[facet].values[i];

            printf("%8llu  %s: ", (unsigned long long) value->count,
                   slv_facet_name((enum slv_facet) facet));
            put_text(stdout, value->value);
            putchar('\n');
        }
        if (count > SHOWN_MAX)
            printf("%10s%s: %zu more; --json has them all\n", "",
                   slv_facet_name((enum slv_facet) facet), count - SHOWN_MAX);
    }
}

static void put_result(const struct search_command *command,
                       const struct slv_search_result *result)
{
    const struct look *look = is_colourful(STDOUT_FILENO) ? &colourful : &sober;

    if (result->corrected.len) {
        fputs("Showing results for \"", stdout);
        put_text(stdout, result->corrected);
        fputs("\". Use --verbatim to search for \"", stdout);
        put_text(stdout, command->request.query);
        fputs("\".\n", stdout);
    }
    if (result->is_other_language) {
        fputs("No article in ", stdout);
        put_text(stdout, language_name(result->language, command->arena));
        fputs(" matches. Showing articles in other languages.\n", stdout);
    }
    for (size_t i = 0; i < result->hit_count; i++)
        put_hit(command, i + 1, &result->hits[i], look);
    if (result->hit_count == 0)
        printf("No article has these words. Try fewer or other words%s.\n",
               command->viewer.audience == SLV_AS_PUBLIC
                   ? ", or --as staff to search every article"
                   : "");
    else
        printf("%s%llu articles, %.1f ms\n",
               result->is_total_exact ? "" : "at least ",
               (unsigned long long) result->total,
               (double) result->took_us / 1e3);
    put_facets(result);
}

static void put_json(const struct search_command *command,
                     const struct slv_search_result *result)
{
    struct strbuf text;

    strbuf_init(&text, JSON_BYTES_MAX);
    result_json_write(&command->request, result, STR("/articles/"), &text);
    puts(text.ptr);
    strbuf_release(&text);
}

static void join_words(struct search_command *command, char **words, int count)
{
    struct strbuf query;

    strbuf_init(&query, 16 * 1024 * 1024);
    for (int i = 0; i < count; i++) {
        if (i)
            strbuf_add_char(&query, ' ');
        strbuf_add_cstr(&query, words[i]);
    }
    command->request.query = arena_str(command->arena, strbuf_str(&query));
    strbuf_release(&query);
}

static const char *take_viewer(const struct command_option *option,
                               void *command, const char *value)
{
    struct search_command *to = command;

    (void) option;
    return option_viewer(value, to->arena, &to->viewer);
}

static const char *take_learning(const struct command_option *option,
                                 void *command, const char *value)
{
    struct search_command *to = command;
    bool is_on = true;

    (void) option;
    if (!option_switch(value, &is_on))
        return "--learning is on or off";
    to->request.without_learning = !is_on;
    return NULL;
}

static const char *take_filter(const struct command_option *option,
                               void *command, const char *value)
{
    struct search_command *to = command;
    struct str_list *list = &to->request.filters[option->which];

    if (!list->items)
        list->items =
            arena_calloc(to->arena, SLV_FILTER_VALUES_MAX, sizeof *list->items);
    if (list->count == SLV_FILTER_VALUES_MAX)
        return "there are more than 32 values of one filter";
    list->items[list->count++] = str_from(value);
    return NULL;
}

static const char *take_language(const struct command_option *option,
                                 void *command, const char *value)
{
    struct search_command *to = command;
    struct str_list *list = &to->request.languages;
    struct str tag;

    (void) option;
    if (!language_normalize(str_from(value), to->arena, &tag))
        return "--lang takes a language such as de or pt-BR";
    if (!list->items)
        list->items =
            arena_calloc(to->arena, LANGUAGE_WISHES_MAX, sizeof *list->items);
    if (list->count < LANGUAGE_WISHES_MAX)
        list->items[list->count++] = tag;
    return NULL;
}

static const struct command_option option_table[] = {
    OPTION_FIELD("data", OPTION_TEXT, struct search_command, data),
    OPTION_TAKE("as", take_viewer, 0),
    OPTION_NUMBER("limit", struct search_command, limit, 1,
                  SLV_SEARCH_LIMIT_MAX),
    OPTION_FIELD("verbatim", OPTION_FLAG, struct search_command,
                 request.is_verbatim),
    OPTION_TAKE("learning", take_learning, 0),
    OPTION_FIELD("partial", OPTION_FLAG, struct search_command,
                 request.is_partial),
    OPTION_FIELD("facets", OPTION_FLAG, struct search_command,
                 request.want_facets),
    OPTION_FIELD("explain", OPTION_FLAG, struct search_command,
                 request.want_explanation),
    OPTION_FIELD("json", OPTION_FLAG, struct search_command, is_json),
    OPTION_TAKE("product", take_filter, SLV_FACET_PRODUCT),
    OPTION_TAKE("version", take_filter, SLV_FACET_VERSION),
    OPTION_TAKE("tag", take_filter, SLV_FACET_TAG),
    OPTION_TAKE("language", take_filter, SLV_FACET_LANGUAGE),
    OPTION_TAKE("section", take_filter, SLV_FACET_SECTION),
    OPTION_TAKE("lang", take_language, 0),
    {.name = NULL},
};

/* False after --help; *wrong says what cannot be understood. */
static bool read_arguments(int argc, char **argv,
                           struct search_command *command, const char **wrong)
{
    if (!options_read(option_table, command, argc, argv, command->usage, wrong))
        return false;
    if (!*wrong && (!command->data || !command->data[0]))
        *wrong = "--data names no folder";
    command->request.limit = command->limit;
    join_words(command, argv + optind, argc - optind);
    return true;
}

int cmd_search(int argc, char **argv)
{
    struct search_command command = {.arena = arena_new(),
                                     .limit = LIMIT_DEFAULT};
    struct slv_reader *reader = NULL;
    struct slv_search_result result;
    struct slv_error err;
    const char *wrong;
    enum slv_status status = SLV_OK;
    int code = 0;

    if (!read_arguments(argc, argv, &command, &wrong)) {
        put_help();
    } else if (wrong) {
        code = command_usage("search", wrong);
    } else {
        status =
            slv_reader_open_for(&reader, command.data, &command.viewer, &err);
        if (status == SLV_OK)
            status = slv_search(reader, &command.request, command.arena,
                                &result, &err);
        if (status != SLV_OK)
            code = command_fail(&err);
        else if (command.is_json)
            put_json(&command, &result);
        else
            put_result(&command, &result);
    }
    slv_reader_close(reader);
    arena_free(command.arena);
    if (fflush(stdout) != 0 && code == 0)
        code = EXIT_NO_OUTPUT;
    return code;
}
