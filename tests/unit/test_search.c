/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * solvent/search: what a search answers. The larger part runs over the articles
 * of corpus/, which are real text.
 */
#include "tests/unit/search_fixture.h"

#include "base/check.h"
#include "core/search/schema.h"
#include "core/search/versions.h"
#include "indexer/commands.h"
#include "text/utf8.h"
#include "text/words.h"

#include <math.h>
#include <stdlib.h>

#define CORPUS TESTS_FOLDER "/../corpus/articles"

static void ask(struct kb *kb, struct slv_reader *reader,
                const struct slv_search_request *request,
                struct slv_search_result *out)
{
    if (slv_search(reader, request, kb->fixture->arena, out, &kb->err) !=
        SLV_OK)
        fail_msg("search for '%.*s' failed: %s", STR_ARG(request->query),
                 kb->err.text);
}

static void index_corpus(struct kb *kb)
{
    kb->folders[0] = CORPUS;
    kb_index(kb);
}

/* --- words, phrases, exclusions --- */

static void write_phrases(struct kb *kb)
{
    kb_write(kb, "articles/a.md", "# One\n\nThe disk is full, sir.\n");
    kb_write(kb, "articles/b.md", "# Two\n\nA full disk. Is it so?\n");
    kb_write(kb, "articles/c.md", "# Three\n\nDisk -- is \"full\" today.\n");
    kb_write(kb, "articles/d.md", "# To be\n\nTo be or not to be.\n");
    kb_write(kb, "articles/e.md",
             "# Five\n\nError 0x80070005 in a-b_c.example.com says nothing.\n");
    kb_write(kb, "articles/f.md",
             "# Six\n\nThe a b c example com part 0x8007\n");
    kb_write(kb, "articles/g.md",
             "---\nkeywords: [purple monkey]\nerrors: [ERR_TOO_MANY]\n"
             "products: [Green Ham]\ntags: [dish washer]\n---\n# Seven\n");
    kb_index(kb);
}

static void phrases_are_exact(void **state)
{
    static const struct {
        const char *query;
        const char *ids;
    } asked[] = {
        {"\"disk is full\"", "c a"},
        {"\"full disk\"", "b"},
        {"\xE2\x80\x9C"
         "full disk\xE2\x80\x9D",
         "b"},
        {"\"disk full\"", ""},
        {"\"disks is full\"", ""},
        {"\"DISK, is: full!\"", "c a"},
        {"\"to be or not to be\"", "d"},
        {"\"to be to\"", ""},
        {"\"is it\"", "b"},
        {"\"full disk", "b c a"},
        {"full\"", "b c a"},
        {"\"\" \"\"", ""},
        {"\"--\" disk", "b c a"},
        {"\"c.example.com says\"", "e"},
        {"\"error 0x80070005 in a-b\"", "e"},
        {"\"in a b c example com\"", "e"},
        {"\"a b c example com part\"", "f"},
        {"\"part 0x8007\"", "f"},
        {"\"disk is full\" \"full today\"", "c"},
        {"\"disk is full\" -today", "a"},
        {"\"disk is full\" today sir", "c a"},
        {"\"purple monkey\"", "g"},
        {"\"monkey purple\"", ""},
        {"\"err_too_many\"", "g"},
        {"\"green ham\"", "g"},
        {"\"dish washer\"", "g"},
    };
    struct kb *kb = *state;

    write_phrases(kb);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const char *ids = kb_find(kb, SLV_AS_PUBLIC, asked[i].query);

        if (strcmp(ids, asked[i].ids) != 0 &&
            !(strlen(ids) == strlen(asked[i].ids) && strlen(ids) > 2 &&
              strspn(ids, asked[i].ids) == strlen(ids)))
            fail_msg("%s gave '%s' and not '%s'", asked[i].query, ids,
                     asked[i].ids);
    }
}

/* Some words that follow each other in `text`, as a phrase; empty when there
 * are none. */
static struct str phrase_of(struct kb *kb, struct str text, size_t from)
{
    struct word_scan scan;
    struct word word;
    size_t begin = 0;
    size_t words = 0;

    while (from > 0 && from < text.len && !ascii_is_space(text.ptr[from - 1]))
        from++;
    word_scan_begin(&scan, text, from < text.len ? from : 0);
    while (word_scan_next(&scan, &word) && words < 4)
        if (!word.is_part && words++ == 0)
            begin = word.begin;
    if (words < 4)
        return STR("");
    text = str_first(str_from_offset(text, begin), word.begin - begin);
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '"' || (unsigned char) text.ptr[i] >= 0x80)
            return STR("");
    return arena_format(kb->fixture->arena, "\"%.*s\"", STR_ARG(text));
}

/* Whatever stands in an article finds it as a phrase. */
static void phrases_find_the_articles_they_are_from(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request every = {.limit = SLV_SEARCH_LIMIT_MAX};
    struct slv_search_result articles;
    size_t asked = 0;

    index_corpus(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    ask(kb, reader, &every, &articles);
    for (size_t i = 0; i < articles.hit_count; i++) {
        struct slv_article article;

        assert_int_equal(slv_article_get(reader, articles.hits[i].id,
                                         kb->fixture->arena, &article, NULL),
                         SLV_OK);
        for (size_t part = 0; part < 5; part++) {
            struct slv_search_request request = {
                .query =
                    phrase_of(kb, article.text, article.text.len * part / 5),
                .limit = 100};
            struct slv_search_result found;
            bool is_found = false;

            if (request.query.len == 0)
                continue;
            ask(kb, reader, &request, &found);
            /* words that most articles have: on a slow machine the time for
             * looking into texts was over */
            if (!found.is_total_exact)
                continue;
            for (size_t k = 0; k < found.hit_count; k++)
                is_found |= str_equal(found.hits[k].id, article.id);
            if (!is_found)
                fail_msg("%.*s does not find %.*s", STR_ARG(request.query),
                         STR_ARG(article.id));
            asked++;
        }
    }
    assert_true(asked > 200);
    slv_reader_close(reader);
}

static void excluded_words_are_not_there(void **state)
{
    struct kb *kb = *state;

    write_phrases(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "disk -today -sir"), "b");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "disk -disk"), "d e f g");
    assert_string_equal(
        kb_find(kb, SLV_AS_PUBLIC, "-disk -error -part -one -be"), "g");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "error -0x80070005"), "");
    /* a minus within or behind a word excludes nothing */
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "six- today -"), "f c");
}

static void identifiers_never_fall_back_to_their_parts(void **state)
{
    struct kb *kb = *state;

    write_phrases(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "a-b_c.example.com"), "e");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "A-B_C.EXAMPLE.COM"), "e");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "example_com"), "e");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "b_com"), "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "x_y.example.com"), "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "0x80070005"), "e");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "0x80070006"), "");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "0x8007"), "f");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "0x80070006 part"), "f");
    /* a part is found by itself */
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "example -six"), "e");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "err_too_many"), "g");
}

/* --- fields --- */

static void write_fields(struct kb *kb)
{
    kb_write_at(kb, "articles/a.md",
                STR("---\nproducts: [Exchange Server]\ntags: [mail]\n"
                    "versions: [\"2016 and later\"]\n---\n# Mail queue full\n\n"
                    "Printing stops. Code E_1603 here.\n\n"
                    "## Workaround\n\nRestart it.\n"),
                1704067200); /* 2024-01-01 */
    kb_write_at(kb, "articles/b.md",
                STR("---\nproducts: [Print Server]\ntags: [print, mail]\n"
                    "versions: [\"4.0 - 4.6\", \"5.x\"]\nerrors: [ENOSPC]\n"
                    "---\n# Printer prints nothing\n\nThe queue is full. "
                    "554 5.7.1 relay.\n"),
                1706745600); /* 2024-02-01 */
    kb_write_at(kb, "articles/c.md",
                STR("---\nproducts: [Print Server]\nversions: [\"4.7\"]\n"
                    "language: de\n---\n# Warteschlange\n\n"
                    "KB-1603-22 and ENOSPC_2. Mail queue.\n"),
                1672531200); /* 2023-01-01 */
    kb_index(kb);
}

static void fields_choose(void **state)
{
    static const struct {
        const char *query;
        const char *ids; /* in the order of their letters */
    } asked[] = {
        {"title:queue", "a"},
        {"title:printing", "b"},
        {"title:\"queue full\"", "a"},
        {"title:\"full queue\"", ""},
        {"queue -title:queue", "b c"},
        {"title:queue OR title:nothing", "a b"},
        {"title:queue full", "a"},
        {"error:enospc", "b"},
        {"error:E_1603", "a"},
        {"error:e-1603", "a"},
        {"queue -error:enospc", "a c"},
        {"error:\"queue is full\"", "b"},
        {"error:5.7.1", "b"},
        {"error:554", "b"},
        {"error:7.1", ""},
        {"error:1603", ""},
        {"error:KB-1603-22", "c"},
        {"product:\"exchange server\"", "a"},
        {"product:\"Print Server\" queue", "b c"},
        {"-product:\"Print Server\"", "a"},
        {"tag:mail", "a b"},
        {"tag:mail tag:print", "a b"},
        {"tag:mail product:\"Print Server\"", "b"},
        {"tag:print OR product:\"Exchange Server\"", "a b"},
        {"lang:de", "c"},
        {"-language:de", "a b"},
        {"section:workaround", "a"},
        {"updated:2024", "a b"},
        {"updated:2024-01", "a"},
        {"updated:>2024-01", "b"},
        {"updated:>=2024-01", "a b"},
        {"updated:<2024", "c"},
        {"updated:2022..2023-06", "c"},
        {"-updated:2024 queue", "c"},
        {"updated:>2024-01 updated:<2024-01", ""},
        {"version:4.3", "b"},
        {"version:4.6.2", "b"},
        {"version:4.7", "c"},
        {"version:5.9", "b"},
        {"version:2019", "a"},
        {"version:2013", ""},
        {"version:\"2016 and later\"", "a"},
        {"-version:4.3", "a c"},
        {"version:4.3 OR version:2019", "a b"},
        {"\"queue is full\" OR \"mail queue full\"", "a b"},
        {"\"queue is full\" OR stops", "a b"},
        {"\"queue is full\" OR title:warteschlange", "b c"},
        {"queue -\"queue is full\"", "a c"},
        {"-\"queue is full\" -\"mail queue\"", ""},
        {"printing OR warteschlange", "a b c"},
        {"title:nowhere", ""},
        {"product:Nothing", ""},
        {"title: queue", "a b c"},
        {"updated:never queue", "a b c"},
    };
    struct kb *kb = *state;

    write_fields(kb);
    for (size_t i = 0; i < ARRAY_LEN(asked); i++) {
        const char *found = kb_find(kb, SLV_AS_PUBLIC, asked[i].query);
        char sorted[8];
        size_t len = 0;

        for (const char *id = "abc"; *id; id++) {
            if (!strchr(found, *id))
                continue;
            if (len > 0)
                sorted[len++] = ' ';
            sorted[len++] = *id;
        }
        sorted[len] = '\0';
        if (strcmp(sorted, asked[i].ids) != 0)
            fail_msg("%s gave '%s' and not '%s'", asked[i].query, found,
                     asked[i].ids);
    }
}

static uint64_t count_of(const struct slv_search_result *result,
                         enum slv_facet facet, const char *value)
{
    for (size_t i = 0; i < result->facets[facet].count; i++)
        if (str_equal(result->facets[facet].values[i].value, str_from(value)))
            return result->facets[facet].values[i].count;
    return 0;
}

/* Each count is what choosing the value would find: its own facet does not
 * narrow it, the others do. */
static void counts_say_what_choosing_finds(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct str mail[] = {STR("mail")};
    struct str print_server[] = {STR("Print Server")};
    static const char *const queries[] = {"queue", "\"queue is full\"", "",
                                          "title:queue OR title:printer"};

    write_fields(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t q = 0; q < ARRAY_LEN(queries); q++) {
        struct slv_search_request request = {.query = str_from(queries[q]),
                                             .want_facets = true};
        struct slv_search_result result;

        request.filters[SLV_FACET_TAG] = (struct str_list){mail, 1};
        request.filters[SLV_FACET_PRODUCT] = (struct str_list){print_server, 1};
        ask(kb, reader, &request, &result);
        assert_int_equal(result.hit_count, 0);
        for (unsigned f = 0; f < SLV_FACET_COUNT; f++)
            for (size_t v = 0; v < result.facets[f].count; v++) {
                struct slv_search_request chosen = request;
                struct slv_search_result narrowed;

                chosen.filters[f] =
                    (struct str_list){&result.facets[f].values[v].value, 1};
                ask(kb, reader, &chosen, &narrowed);
                assert_int_equal(narrowed.total,
                                 result.facets[f].values[v].count);
                assert_true(narrowed.total > 0);
            }
    }
    {
        struct slv_search_request request = {
            .query = STR("queue tag:mail"), .limit = 10, .want_facets = true};
        struct slv_search_result result;

        ask(kb, reader, &request, &result);
        assert_int_equal(result.total, 2);
        assert_int_equal(result.hit_count, 2);
        assert_int_equal(count_of(&result, SLV_FACET_TAG, "mail"), 2);
        assert_int_equal(count_of(&result, SLV_FACET_TAG, "print"), 1);
        assert_int_equal(
            count_of(&result, SLV_FACET_PRODUCT, "Exchange Server"), 1);
        assert_int_equal(count_of(&result, SLV_FACET_LANGUAGE, "de"), 0);
    }
    slv_reader_close(reader);
}

/* A version that a range covers is counted with it, also after a commit. */
static void versions_count_with_the_ranges_that_cover_them(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request request = {.want_facets = true};
    struct slv_search_result result;

    write_fields(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    ask(kb, reader, &request, &result);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "4.7"), 1);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "4.0 - 4.6"), 1);
    kb_write(kb, "articles/d.md",
             "---\nversions: [\"4.2\", \"before 5.0\"]\n---\n# D\n");
    kb_index(kb);
    ask(kb, reader, &request, &result);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "4.7"), 2);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "4.2"), 2);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "before 5.0"), 1);
    kb->options.is_full = true;
    kb_remove(kb, "articles/b.md");
    kb_index(kb);
    ask(kb, reader, &request, &result);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "4.2"), 1);
    assert_int_equal(count_of(&result, SLV_FACET_VERSION, "5.x"), 0);
    slv_reader_close(reader);
}

/* While it is typed, a filter's value is a beginning. */
static void a_filter_being_typed_is_a_beginning(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request request = {
        .query = STR("queue product:print"), .limit = 10, .want_total = true};
    struct slv_search_result result;

    write_fields(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 0);
    request.is_partial = true;
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 2);
    /* and one of a title is a word */
    request.query = STR("title:prin");
    ask(kb, reader, &request, &result);
    assert_true(result.total >= 1);
    request.query = STR("title:queu ");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 0);
    request.query = STR("queue product:print ");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 0);
    slv_reader_close(reader);
}

/* --- odd queries --- */

static void odd_queries_are_answered(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request request = {.limit = 10, .want_total = true};
    struct slv_search_result result;
    struct strbuf text;
    static const struct str nothing[] = {
        {"\0", 1},       {"...!?", 5},
        {" \t\n\"-", 5}, {"\xF0\x9F\x98\x80", 4},
        {"\xCC\x81", 2}, {"\xFF\xFE", 2},
        {"--", 2},       {"\xE2\x80\x8B", 3}};

    write_phrases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        request.query = nothing[i];
        ask(kb, reader, &request, &result);
        assert_int_equal(result.total, 0);
        assert_int_equal(result.hit_count, 0);
        assert_true(result.is_total_exact);
    }
    request.query = STR("");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 7);
    request.query = STR("  \n ");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 7);
    request.query = STR("disk\0full \xF0\x9F\x92\xBE full\xCC\x81 'quote' (");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 3);
    request.query = STR("the is a");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.total, 5);

    strbuf_init(&text, 4 * 1024 * 1024);
    strbuf_add_cstr(&text, "monkey full ");
    for (unsigned i = 0; i < 10000; i++)
        strbuf_add_format(&text, "w%x ", i);
    strbuf_add_cstr(&text, "-disk");
    request.query = strbuf_str(&text);
    ask(kb, reader, &request, &result);
    assert_string_equal(kb_ids(kb, &result), "g");
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "monkey full");
    for (unsigned i = 0; i < 60; i++)
        strbuf_add_format(&text, " -zz%u", i);
    strbuf_add_cstr(&text, " -disk");
    request.query = strbuf_str(&text);
    ask(kb, reader, &request, &result);
    assert_string_equal(kb_ids(kb, &result), "g");
    strbuf_clear(&text);
    while (text.len < SLV_QUERY_BYTES_MAX)
        strbuf_add_char(&text, "a\"-b\xCC\x81_. "[text.len % 9]);
    request.query = strbuf_str(&text);
    assert_int_equal(request.query.len, SLV_QUERY_BYTES_MAX);
    ask(kb, reader, &request, &result);
    strbuf_add_char(&text, 'x');
    request.query = strbuf_str(&text);
    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_ERR_TOO_BIG);
    strbuf_release(&text);
    slv_reader_close(reader);
}

static void combining_marks_and_composed_letters_are_one(void **state)
{
    struct kb *kb = *state;

    kb_write(kb, "articles/a.md",
             "# Probl\xC3\xA8me\n\nL'Or\xC3\xA9"
             "al d'acc\xC3\xA8s, O\xE2\x80\x99"
             "Brien\n");
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "probleme"), "a");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "PROBLE\xCC\x80ME"), "a");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "oreal"), "a");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "o'brien"), "a");
    {
        struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
        struct slv_search_result result =
            kb_ask(kb, reader, "o'brien oreal l'acc\xC3\xA8s");

        assert_int_equal(result.hits[0].snippet.mark_count, 3);
        slv_reader_close(reader);
    }
}

/* --- pages, ties, filters, facets --- */

static void pages_follow_each_other_without_gap(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request request = {.query = STR("server error"),
                                         .limit = SLV_SEARCH_LIMIT_MAX,
                                         .want_total = true};
    struct slv_search_result all;
    struct slv_search_result page;

    index_corpus(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    ask(kb, reader, &request, &all);
    assert_true(all.hit_count > 20);
    for (int total = 0; total < 2; total++) {
        for (size_t offset = 0; offset < all.hit_count; offset += 7) {
            request.offset = offset;
            request.limit = 7;
            request.want_total = total;
            ask(kb, reader, &request, &page);
            for (size_t i = 0; i < page.hit_count; i++) {
                assert_true(
                    str_equal(page.hits[i].id, all.hits[offset + i].id));
                assert_true(
                    fabs(page.hits[i].score - all.hits[offset + i].score) == 0);
            }
            assert_int_equal(page.hit_count, all.hit_count - offset < 7
                                                 ? all.hit_count - offset
                                                 : 7);
            assert_true(page.total <= all.total);
        }
    }
    request.offset = SIZE_MAX;
    request.limit = SIZE_MAX;
    ask(kb, reader, &request, &page);
    assert_int_equal(page.hit_count, 0);
    request.offset = 0;
    ask(kb, reader, &request, &page);
    assert_true(page.hit_count <= SLV_SEARCH_LIMIT_MAX);
    request.limit = 0;
    ask(kb, reader, &request, &page);
    assert_int_equal(page.hit_count, 0);
    assert_int_equal(page.total, all.total);
    slv_reader_close(reader);
}

static void equal_scores_are_ordered_by_id(void **state)
{
    struct kb *kb = *state;

    for (unsigned i = 0; i < 40; i++)
        kb_write(
            kb,
            arena_format(kb->fixture->arena, "articles/%02u.md", i * 27 % 40)
                .ptr,
            "# Omega\n");
    kb_index(kb);
    for (int full = 0; full < 2; full++) {
        struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
        struct slv_search_request request = {.query = STR("omega"),
                                             .limit = 5 + 30 * (size_t) full};
        struct slv_search_result result;

        ask(kb, reader, &request, &result);
        for (size_t i = 0; i < result.hit_count; i++)
            assert_true(
                str_equal(result.hits[i].id,
                          arena_format(kb->fixture->arena, "%02zu", i)));
        slv_reader_close(reader);
        kb_write(kb, "articles/07.md", "# Omega \n");
        kb_index(kb);
    }
}

static void without_words_the_newest_come_first(void **state)
{
    struct kb *kb = *state;

    kb_write_at(kb, "articles/a.md", STR("# Omega\n"), 100);
    kb_write_at(kb, "articles/b.md", STR("# Omega\n"), 4000000000);
    kb_write_at(kb, "articles/c.md", STR("# Omega\n"), 100);
    kb_write_at(kb, "articles/d.md", STR("# Delta\n"), 300);
    kb_index(kb);
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, ""), "b d a c");
    assert_string_equal(kb_find(kb, SLV_AS_PUBLIC, "-delta"), "b a c");
}

/* Does one of the versions of an article cover this one? */
static bool covers(const struct str_list *list, struct str version)
{
    struct version_set wanted;

    if (!version_set_parse(version, &wanted))
        return false;
    for (size_t i = 0; i < list->count; i++) {
        struct version_set set;

        if (version_set_parse(list->items[i], &set) &&
            version_set_includes(&set, &wanted))
            return true;
    }
    return false;
}

static bool has(const struct str_list *list, struct str value)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal_nocase(list->items[i], value))
            return true;
    return false;
}

/* The values of a facet as an article gives them, section roles too. */
static struct str_list values_of(const struct slv_article *article,
                                 enum slv_facet facet, struct arena *arena)
{
    struct str_list roles = {
        arena_calloc(arena, SLV_ROLE_COUNT, sizeof *roles.items), 0};

    switch (facet) {
    case SLV_FACET_PRODUCT:
        return article->products;
    case SLV_FACET_VERSION:
        return article->versions;
    case SLV_FACET_TAG:
        return article->tags;
    case SLV_FACET_LANGUAGE:
        roles.items[roles.count++] = article->language;
        return roles;
    case SLV_FACET_SECTION:
    case SLV_FACET_COUNT:
        break;
    }
    for (size_t i = 0; i < article->section_count; i++) {
        struct str role = str_from(slv_role_name(article->sections[i].role));

        if (role.len && !has(&roles, role))
            roles.items[roles.count++] = role;
    }
    return roles;
}

static void facets_and_filters_are_as_counted_by_hand(void **state)
{
    static const char *const queries[] = {"", "error", "permission denied",
                                          "\"permission denied\"",
                                          "disk -full"};
    struct kb *kb = *state;
    struct arena *arena = kb->fixture->arena;
    struct slv_reader *reader;

    index_corpus(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    for (size_t q = 0; q < sizeof queries / sizeof *queries; q++) {
        struct slv_search_request request = {
            .query = str_from(queries[q]), .limit = 100, .want_facets = true};
        struct slv_search_result result;
        struct slv_article *articles;
        size_t count = 0;

        ask(kb, reader, &request, &result);
        assert_true(result.is_total_exact);
        articles = arena_calloc(arena, result.total, sizeof *articles);
        while (count < result.total) {
            struct slv_search_result page;

            request.offset = count;
            ask(kb, reader, &request, &page);
            assert_true(page.hit_count > 0);
            for (size_t i = 0; i < page.hit_count; i++)
                assert_int_equal(slv_article_get(reader, page.hits[i].id, arena,
                                                 &articles[count++], NULL),
                                 SLV_OK);
        }
        request.offset = 0;
        for (unsigned f = 0; f < SLV_FACET_COUNT; f++) {
            uint64_t counted = 0;
            uint64_t said = 0;

            for (size_t i = 0; i < count; i++)
                counted +=
                    values_of(&articles[i], (enum slv_facet) f, arena).count;
            for (size_t v = 0; v < result.facets[f].count; v++) {
                struct slv_facet_value value = result.facets[f].values[v];
                struct slv_search_request filtered = request;
                struct slv_search_result narrowed;
                char *upper = arena_cstr(arena, value.value);
                uint64_t by_hand = 0;

                said += value.count;
                for (size_t i = 0; i < count; i++) {
                    struct str_list values =
                        values_of(&articles[i], (enum slv_facet) f, arena);

                    by_hand += has(&values, value.value) ||
                               (f == SLV_FACET_VERSION &&
                                covers(&values, value.value));
                }
                assert_int_equal(value.count, by_hand);
                if (v > 0)
                    assert_true(value.count <
                                value.value.len * 0 + 1 +
                                    result.facets[f].values[v - 1].count);
                if (v % 5 != 0)
                    continue;
                for (char *c = upper; *c; c++)
                    if (*c >= 'a' && *c <= 'z')
                        *c = (char) (*c - 32);
                filtered.filters[f] = (struct str_list){
                    (struct str[]){arena_format(arena, "  %s ", upper),
                                   STR("no such value")},
                    2};
                ask(kb, reader, &filtered, &narrowed);
                assert_int_equal(narrowed.total, by_hand);
            }
            if (f == SLV_FACET_VERSION)
                assert_true(said >= counted);
            else
                assert_int_equal(said, counted);
        }
    }
    slv_reader_close(reader);
}

static void filters_of_one_field_widen_and_of_two_narrow(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct str both[] = {STR("RED"), STR("Blue")};
    struct str one[] = {STR("big")};
    struct slv_search_request request = {.limit = 10};
    struct slv_search_result result;

    kb_write(kb, "articles/a.md",
             "---\nproducts: [Red]\ntags: [big]\n---\n# A\n");
    kb_write(kb, "articles/b.md", "---\nproducts: [blue]\n---\n# B\n");
    kb_write(kb, "articles/c.md",
             "---\nproducts: [green]\ntags: big\n---\n# C\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    request.filters[SLV_FACET_PRODUCT] = (struct str_list){both, 2};
    ask(kb, reader, &request, &result);
    assert_string_equal(kb_ids(kb, &result), "a b");
    request.filters[SLV_FACET_TAG] = (struct str_list){one, 1};
    ask(kb, reader, &request, &result);
    assert_string_equal(kb_ids(kb, &result), "a");
    request.filters[SLV_FACET_TAG].items[0] = STR("");
    ask(kb, reader, &request, &result);
    assert_int_equal(result.hit_count, 0);
    request.filters[SLV_FACET_TAG].items[0] =
        arena_format(kb->fixture->arena, "%s", "");
    {
        char nul[300] = {0};

        request.filters[SLV_FACET_TAG].items[0] = (struct str){nul, sizeof nul};
        ask(kb, reader, &request, &result);
        assert_int_equal(result.hit_count, 0);
    }
    slv_reader_close(reader);
}

/* --- snippets, sections, explanations over real text --- */

static bool is_inside_word(struct str text, size_t at)
{
    uint32_t before = 0;
    uint32_t after;

    if (at == 0 || at >= text.len)
        return false;
    for (size_t i = utf8_floor(text, at - 1); i < at;)
        i += utf8_decode(text, i, &before);
    utf8_decode(text, at, &after);
    return utf8_is_word(before) && utf8_is_word(after);
}

static void check_marked(const struct slv_marked *marked)
{
    uint32_t end = 0;

    assert_true(utf8_is_valid(marked->text));
    for (size_t i = 0; i < marked->text.len; i++)
        assert_true((unsigned char) marked->text.ptr[i] >= ' ' ||
                    marked->text.ptr[i] == '\t');
    for (size_t i = 0; i < marked->mark_count; i++) {
        struct slv_mark mark = marked->marks[i];

        assert_true(mark.begin >= end && mark.begin < mark.end);
        assert_true(mark.end <= marked->text.len);
        assert_false(is_inside_word(marked->text, mark.begin));
        assert_false(is_inside_word(marked->text, mark.end));
        end = mark.end;
    }
}

static struct str squeeze(struct str text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++) {
        bool is_space = ascii_is_space(text.ptr[i]);

        if (!is_space || (len > 0 && out[len - 1] != ' '))
            out[len++] = is_space ? ' ' : text.ptr[i];
    }
    out[len] = '\0';
    return (struct str){out, len};
}

/* Without the signs of omission, the snippet stands in the article so. */
static void check_snippet(const struct slv_hit *hit,
                          const struct slv_article *article,
                          struct arena *arena)
{
    struct str ellipsis = STR("\xE2\x80\xA6");
    struct str text = squeeze(article->text, arena);
    struct str core = hit->snippet.text;
    size_t at;

    if (str_has_prefix(core, ellipsis))
        core = str_from_offset(core, ellipsis.len);
    if (str_has_suffix(core, ellipsis))
        core = str_first(core, core.len - ellipsis.len);
    assert_true(core.len <= 260);
    at = str_find(text, core, 0);
    if (at == text.len && core.len)
        fail_msg("not in %.*s: %.*s", STR_ARG(hit->id), STR_ARG(core));
    if (core.len == 0)
        return;
    /* one of the places where it stands is not inside a word */
    for (; at < text.len; at = str_find(text, core, at + 1))
        if (!is_inside_word(text, at) && !is_inside_word(text, at + core.len))
            return;
    fail_msg("cut inside a word in %.*s: %.*s", STR_ARG(hit->id),
             STR_ARG(hit->snippet.text));
}

static void check_section(const struct slv_hit *hit,
                          const struct slv_article *article)
{
    const struct slv_section *found = NULL;

    if (hit->section_anchor.len == 0)
        return;
    for (size_t i = 0; i < article->section_count; i++)
        if (str_equal(article->sections[i].anchor, hit->section_anchor))
            found = &article->sections[i];
    assert_non_null(found);
    assert_true(str_equal(found->title, hit->section_title));
    assert_int_equal(found->role, hit->section_role);
}

static void check_explanation(const struct slv_hit *hit)
{
    double sum = 0;

    for (size_t i = 0; i < hit->explanation_count; i++) {
        const struct slv_explanation *row = &hit->explanation[i];

        assert_true(row->word.len > 0 && row->term.len > 0);
        assert_true(row->articles > 0 && row->score > 0);
        sum += row->score;
    }
    if (fabs(sum - hit->score) > 1e-6 * (1 + hit->score))
        fail_msg("%.*s: %f is explained as %f", STR_ARG(hit->id), hit->score,
                 sum);
}

static void check_query(struct kb *kb, struct slv_reader *reader,
                        struct str query)
{
    struct arena *arena = arena_new();
    struct slv_search_request request = {
        .query = query, .limit = 10, .want_explanation = true};
    struct slv_search_result result;
    double score = INFINITY;

    if (slv_search(reader, &request, arena, &result, &kb->err) != SLV_OK)
        fail_msg("'%.*s': %s", STR_ARG(query), kb->err.text);
    for (size_t i = 0; i < result.hit_count; i++) {
        const struct slv_hit *hit = &result.hits[i];
        struct slv_article article;

        assert_int_equal(
            slv_article_get(reader, hit->id, arena, &article, NULL), SLV_OK);
        assert_true(hit->score <= score);
        score = hit->score;
        check_marked(&hit->title);
        check_marked(&hit->snippet);
        assert_true(hit->title.mark_count + hit->snippet.mark_count > 0 ||
                    hit->score == 0 || hit->section_anchor.len > 0 ||
                    article.keywords.count + article.errors.count +
                            article.tags.count + article.products.count >
                        0);
        check_snippet(hit, &article, arena);
        check_section(hit, &article);
        check_explanation(hit);
    }
    arena_free(arena);
}

static void answers_over_the_corpus_are_sound(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_article *list;
    struct str queries;
    size_t count;
    uint64_t total;

    index_corpus(kb);
    reader = kb_open(kb, SLV_AS_STAFF);
    assert_int_equal(slv_article_list(reader, 0, 100000, kb->fixture->arena,
                                      &list, &count, &total, NULL),
                     SLV_OK);
    assert_true(count > 50);
    for (size_t i = 0; i < count; i++) {
        struct slv_article article;

        assert_true(list[i].path.len > 0);
        assert_true(list[i].id.len > 0 && list[i].title.len > 0);
        check_query(kb, reader, list[i].title);
        assert_int_equal(slv_article_get(reader, list[i].id, kb->fixture->arena,
                                         &article, NULL),
                         SLV_OK);
        assert_true(str_equal(article.path, list[i].path));
        for (size_t k = 0; k < article.errors.count; k++)
            check_query(kb, reader, article.errors.items[k]);
        for (size_t k = 0; k < article.section_count; k += 3)
            check_query(
                kb, reader,
                str_first(str_from_offset(article.text,
                                          article.sections[k].text_begin),
                          60));
    }
    queries = fixture_read(kb->fixture, TESTS_FOLDER "/../corpus/queries.tsv");
    while (queries.len) {
        struct str line = str_take_line(&queries);

        (void) str_take_until(&line, '\t');
        check_query(kb, reader, line);
    }
    slv_reader_close(reader);
}

/* --- what the public may not learn --- */

static void answers_to_the_public_are_as_without_secrets(void **state)
{
    struct kb *kb = *state;
    struct strbuf with;
    struct strbuf without;
    struct str secret_tags[] = {STR("plain"), STR("hidden")};

    strbuf_init(&with, 64 * 1024 * 1024);
    strbuf_init(&without, 64 * 1024 * 1024);
    for (int secrets = 0; secrets < 2; secrets++) {
        static const char *const heads[] = {
            "access: internal", "state: draft",
            "state: archived",  "access: restricted\ngroups: [gold]",
            "access: unknown",  "state: reviewed"};
        struct strbuf *out = secrets ? &with : &without;
        struct slv_reader *reader;

        for (unsigned i = 0; i < 60; i++)
            kb_write(kb,
                     arena_format(kb->fixture->arena, "articles/p%u.md", i).ptr,
                     arena_format(kb->fixture->arena,
                                  "---\nid: public-%u\ntags: [plain, t%u]\n"
                                  "versions: ['%u']\n---\n# Printer %u\n\n"
                                  "The printer word%u jams word%u.\n\n"
                                  "[!INCLUDE [more](secret-part.md)]\n\n"
                                  "[see](s%u.md) ![i](s.png)\n",
                                  i, i % 7, i % 4, i, i % 5, i % 11, i)
                         .ptr);
        for (unsigned i = 0; secrets && i < 60; i++)
            kb_write(kb,
                     arena_format(kb->fixture->arena, "articles/%cs%u.md",
                                  i % 2 ? 'a' : 'z', i)
                         .ptr,
                     arena_format(
                         kb->fixture->arena,
                         "---\nid: %s-%u\n%s\ntags: [plain, hidden, t1]\n"
                         "replaces: [public-%u]\n---\n# Printer secret %u\n\n"
                         "The printer word%u jams hiddenword printer.\n",
                         i < 50 ? "secret" : "public", i, heads[i % 6], i, i,
                         i % 5)
                         .ptr);
        if (secrets)
            kb_write(kb, "articles/secret-part.md",
                     "---\naccess: internal\n---\nPrinter hiddenword.\n");
        kb_index(kb);
        reader = kb_open(kb, SLV_AS_PUBLIC);
        for (unsigned q = 0; q < 60; q++) {
            struct slv_search_request request = {
                .query =
                    arena_format(kb->fixture->arena,
                                 q % 4 == 0   ? "printer word%u"
                                 : q % 4 == 1 ? "\"printer word%u\" jams"
                                 : q % 4 == 2 ? "hiddenword secret word%u -jams"
                                              : "%u jams more",
                                 q % 11),
                .limit = 20,
                .offset = q % 3,
                .want_total = q % 2,
                .want_facets = q % 5 == 0,
                .want_explanation = true};
            struct slv_search_result result;

            if (q % 7 == 0)
                request.filters[SLV_FACET_TAG] =
                    (struct str_list){secret_tags, 2};
            ask(kb, reader, &request, &result);
            kb_print_answer(&result, out);
        }
        slv_reader_close(reader);
        kb_print_all(kb, SLV_AS_PUBLIC, out);
        assert_null(strstr(out->ptr, "hiddenword"));
    }
    for (size_t i = 0; i < with.len; i++)
        if (with.ptr[i] != without.ptr[i])
            fail_msg("with secrets %.300s\nwithout %.300s",
                     with.ptr + (i > 150 ? i - 150 : 0),
                     without.ptr + (i > 150 ? i - 150 : 0));
    assert_int_equal(with.len, without.len);
    strbuf_release(&with);
    strbuf_release(&without);
}

static void a_secret_article_is_not_found_like_a_missing_one(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_article article;
    struct slv_error missing;
    struct slv_error secret;
    struct str id;

    kb_write(kb, "articles/a.md",
             "---\nid: it\naccess: internal\nreplaces: [old]\n---\n# Alpha\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(slv_article_get(reader, STR("it"), kb->fixture->arena,
                                     &article, &secret),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(slv_article_get(reader, STR("no"), kb->fixture->arena,
                                     &article, &missing),
                     SLV_ERR_NOT_FOUND);
    assert_memory_equal(&secret.text, &missing.text, strlen(secret.text) + 1);
    assert_int_equal(slv_article_find_path(reader, 0, STR("a.md"),
                                           kb->fixture->arena, &id, NULL),
                     SLV_ERR_NOT_FOUND);
    assert_int_equal(slv_article_find_replaced(reader, STR("old"),
                                               kb->fixture->arena, &id, NULL),
                     SLV_ERR_NOT_FOUND);
    slv_reader_close(reader);
    reader = kb_open(kb, SLV_AS_STAFF);
    assert_int_equal(slv_article_find_replaced(reader, STR("old"),
                                               kb->fixture->arena, &id, NULL),
                     SLV_OK);
    assert_true(str_equal(id, STR("it")));
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(phrases_are_exact),
        KB_TEST(phrases_find_the_articles_they_are_from),
        KB_TEST(excluded_words_are_not_there),
        KB_TEST(identifiers_never_fall_back_to_their_parts),
        KB_TEST(fields_choose),
        KB_TEST(counts_say_what_choosing_finds),
        KB_TEST(versions_count_with_the_ranges_that_cover_them),
        KB_TEST(a_filter_being_typed_is_a_beginning),
        KB_TEST(odd_queries_are_answered),
        KB_TEST(combining_marks_and_composed_letters_are_one),
        KB_TEST(pages_follow_each_other_without_gap),
        KB_TEST(equal_scores_are_ordered_by_id),
        KB_TEST(without_words_the_newest_come_first),
        KB_TEST(facets_and_filters_are_as_counted_by_hand),
        KB_TEST(filters_of_one_field_widen_and_of_two_narrow),
        KB_TEST(answers_over_the_corpus_are_sound),
        KB_TEST(answers_to_the_public_are_as_without_secrets),
        KB_TEST(a_secret_article_is_not_found_like_a_missing_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
