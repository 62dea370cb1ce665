/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a search does not do without end: texts that are looked into for a
 * phrase, and versions that cover many others. Times are bounds that only work
 * of another order passes, in any build.
 */
#include "tests/unit/search_fixture.h"

#include "indexer/commands.h"

enum { SECONDS_US = 1000 * 1000 };

static void write_numbered(struct kb *kb, int number, const char *text)
{
    struct arena *arena = kb->fixture->arena;

    kb_write(kb, arena_format(arena, "articles/a%04d.md", number).ptr,
             arena_format(arena, "# Article %d\n\n%s\n", number, text).ptr);
}

/* Every article has the words and the phrase: so many are counted. */
static void phrases_of_stop_words_look_at_few_articles(void **state)
{
    enum { ARTICLES = 400, COMMON_MAX = 200 };
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result first;
    struct slv_search_result again;

    for (int i = 0; i < ARTICLES; i++)
        write_numbered(kb, i, "The part of the machine.");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    first = kb_ask(kb, reader, "\"of the\"");
    assert_true(first.total > 0 && first.total <= COMMON_MAX);
    assert_false(first.is_total_exact);
    assert_true(first.hit_count > 0);
    /* two phrases of them, and one in quotes behind a name */
    first = kb_ask(kb, reader, "\"of the\" \"the\"");
    assert_true(first.total > 0 && first.total <= COMMON_MAX);
    assert_false(first.is_total_exact);
    /* the same each time: those that are looked at whatever the time */
    again = kb_ask(kb, reader, "\"of the\" \"the\"");
    assert_true(first.hit_count >= 60 && again.hit_count >= 60);
    for (size_t i = 0; i < 60; i++)
        assert_true(str_equal(first.hits[i].id, again.hits[i].id));
    slv_reader_close(reader);
}

/* A word that tells is looked for everywhere, also among stop words. */
static void few_articles_with_stop_words_are_all_found(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;

    for (int i = 0; i < 40; i++)
        write_numbered(kb, i, "The part of the machine.");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = kb_ask(kb, reader, "\"of the\"");
    assert_int_equal(result.total, 40);
    assert_true(result.is_total_exact);
    result = kb_ask(kb, reader, "\"of the machine\" -\"of a\"");
    assert_int_equal(result.total, 40);
    assert_true(result.is_total_exact);
    result = kb_ask(kb, reader, "\"machine of\"");
    assert_int_equal(result.total, 0);
    assert_true(result.is_total_exact);
    slv_reader_close(reader);
}

/* The words stand everywhere in long texts, but never in this order. */
static void looking_ends_when_the_time_is_over(void **state)
{
    enum { ARTICLES = 160, REPEATS = 6000 };
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_result result;
    struct strbuf text;

    strbuf_init(&text, 1024 * 1024);
    for (int i = 0; i < REPEATS; i++)
        strbuf_add_cstr(&text, "alpha gamma beta ");
    for (int i = 0; i < ARTICLES; i++) {
        strbuf_add_char(&text, (char) ('a' + i % 26));
        write_numbered(kb, i, text.ptr);
    }
    strbuf_release(&text);
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = kb_ask(kb, reader, "\"alpha beta\"");
    assert_int_equal(result.total, 0);
    assert_false(result.is_total_exact);
    result = kb_ask(kb, reader, "\"gamma beta\"");
    assert_true(result.total > 0 && result.total <= ARTICLES);
    assert_int_equal(result.hit_count, result.total < 100 ? result.total : 100);
    slv_reader_close(reader);
}

/* Ranges and what they all cover, in several articles that differ in a tag. */
static void many_versions_that_cover_each_other_are_counted(void **state)
{
    enum { ARTICLES = 20, RANGES = 490 };
    struct kb *kb = *state;
    struct slv_reader *reader;
    struct slv_search_request request = {.want_facets = true};
    struct slv_search_result result;
    struct strbuf text;

    strbuf_init(&text, 1024 * 1024);
    for (int i = 0; i < ARTICLES; i++) {
        strbuf_clear(&text);
        strbuf_add_format(&text, "---\ntags: [t%d]\nversions: [", i);
        for (int k = 1; k <= RANGES; k++)
            strbuf_add_format(&text, "\"%d - 5000\",\"%d\",", k, 1000 + k);
        strbuf_add_cstr(&text, "]\n---\n# Ranges\n\nText.\n");
        kb_write(kb, arena_format(kb->fixture->arena, "articles/v%d.md", i).ptr,
                 text.ptr);
    }
    strbuf_release(&text);
    /* one that covers all */
    kb_write(kb, "articles/w.md",
             "---\nversions: [\"1 - 5000\"]\n---\n# Range\n\nText.\n");
    kb_index(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    assert_int_equal(
        slv_search(reader, &request, kb->fixture->arena, &result, &kb->err),
        SLV_OK);
    assert_int_equal(result.facets[SLV_FACET_VERSION].count, 2 * RANGES);
    /* the versions, and the range that is in one article more */
    for (size_t i = 0; i < result.facets[SLV_FACET_VERSION].count; i++)
        assert_int_equal(result.facets[SLV_FACET_VERSION].values[i].count,
                         ARTICLES + (i <= RANGES));
    assert_true(result.took_us < 10 * SECONDS_US);
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(phrases_of_stop_words_look_at_few_articles),
        KB_TEST(few_articles_with_stop_words_are_all_found),
        KB_TEST(looking_ends_when_the_time_is_over),
        KB_TEST(many_versions_that_cover_each_other_are_counted),
    };

    return cmocka_run_group_tests_name("search_bounds", tests, NULL, NULL);
}
