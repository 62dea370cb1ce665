/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/learn: what resolved cases do to the order of a search.
 */
#include "tests/unit/learn_fixture.h"

#include "core/search/learn.h"
#include "indexer/commands.h"

#include <math.h>
#include <stdlib.h>

enum { YEAR_S = 365 * 86400 };

static void begin(struct kb *kb)
{
    write_printers(kb);
    kb_index(kb);
}

/* --- votes --- */

static void what_resolved_similar_cases_comes_up(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    struct slv_search_result result;
    struct slv_reader *reader;

    begin(kb);
    add_case(kb, "1", "printer silent since monday", "d");
    add_case(kb, "2", "our printer fell silent", "d");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = learn_ask(kb, reader, &request);
    assert_string_equal(kb_ids(kb, &result), "d a b c");
    assert_int_equal(hit_of(&result, "d")->similar_cases, 2);
    assert_true(hit_of(&result, "d")->case_score > 0);
    assert_int_equal(hit_of(&result, "a")->similar_cases, 0);
    assert_true(hit_of(&result, "a")->case_score == 0);
    assert_int_equal(result.total, 4);

    request.without_learning = true;
    result = learn_ask(kb, reader, &request);
    assert_true(str_equal(result.hits[0].id, STR("a")));
    assert_int_equal(hit_of(&result, "d")->similar_cases, 0);
    slv_reader_close(reader);
}

static void the_score_is_that_of_the_words_and_the_votes(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    struct slv_search_result with;
    struct slv_search_result without;
    struct slv_reader *reader;

    begin(kb);
    add_case(kb, "1", "printer silent", "d");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    with = learn_ask(kb, reader, &request);
    request.without_learning = true;
    without = learn_ask(kb, reader, &request);
    for (size_t i = 0; i < without.hit_count; i++) {
        const struct slv_hit *hit =
            hit_of(&with, arena_cstr(kb->fixture->arena, without.hits[i].id));

        assert_true(fabs(hit->score - hit->case_score - without.hits[i].score) <
                    1e-9);
    }
    slv_reader_close(reader);
}

static void the_nearer_case_counts_more(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", "printer silent", "b");
    add_case(kb, "2", "toner of the printer is empty and light blinks", "d");
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b") >
                gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "d"));
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "d") > 0);
}

static void wrong_links_count_against_and_tried_ones_not_at_all(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", "printer silent", "b -a ?c");
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "a") < 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "c") == 0);
}

static void a_wrong_link_of_a_case_without_an_answer_counts_too(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", "printer silent", "-a");
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "a") < 0);
}

static void a_case_that_came_back_counts_against_what_resolved_it(void **state)
{
    struct kb *kb = *state;
    double whole;

    begin(kb);
    add_case(kb, "1", "printer silent", "b");
    index_cases(kb);
    whole = gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b");
    assert_true(whole > 0);

    /* open again: it says nothing */
    reopen_case(kb, "1");
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b") == 0);

    /* resolved by another article now */
    close_case(kb, "1", "c", CLOSED_UNIX_S);
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b") < 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "c") > 0);

    /* or by the same after all */
    reopen_case(kb, "1");
    close_case(kb, "1", "b ?c", CLOSED_UNIX_S);
    index_cases(kb);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b") > 0);
    assert_true(gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b") < whole);
}

static void votes_grow_old_by_the_clock_that_is_named(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    struct slv_search_result fresh;
    struct slv_search_result old;
    struct slv_search_result early;
    struct slv_reader *reader;

    begin(kb);
    add_case(kb, "1", "printer silent", "b");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    fresh = learn_ask(kb, reader, &request);
    request.now_unix_s += (int64_t) LEARN_HALF_LIFE_DAYS * 86400;
    old = learn_ask(kb, reader, &request);
    /* half the votes: the root of a half of what they add */
    assert_true(fabs(hit_of(&old, "b")->case_score -
                     hit_of(&fresh, "b")->case_score * sqrt(0.5)) < 1e-9);
    /* a case from the future is one of today */
    request.now_unix_s = CLOSED_UNIX_S - YEAR_S;
    early = learn_ask(kb, reader, &request);
    assert_true(hit_of(&early, "b")->case_score ==
                hit_of(&fresh, "b")->case_score);
    slv_reader_close(reader);
}

static void the_clock_is_that_of_now_unless_named(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    double fresh;

    begin(kb);
    add_case(kb, "1", "printer silent", "b");
    index_cases(kb);
    request.now_unix_s = 0;
    setenv("SOLVENT_NOW", "2026-01-01T12:00:00Z", 1);
    fresh = gain_of_hit(kb, SLV_AS_PUBLIC, "printer silent", "b");
    setenv("SOLVENT_NOW", "2034-01-01T12:00:00Z", 1);
    {
        struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);
        struct slv_search_result result = learn_ask(kb, reader, &request);

        assert_true(hit_of(&result, "b")->case_score < fresh * 0.6);
        slv_reader_close(reader);
    }
    unsetenv("SOLVENT_NOW");
}

static void the_newest_case_is_known(void **state)
{
    struct kb *kb = *state;
    struct slv_reader *reader;
    int64_t newest = -1;

    begin(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    MUST(kb, slv_newest_case(reader, &newest, &kb->err));
    assert_int_equal(newest, 0);
    add_closed(kb, "1", "printer silent", "b", CLOSED_UNIX_S - YEAR_S);
    add_closed(kb, "2", "printer silent", "b", CLOSED_UNIX_S - 7);
    add_closed(kb, "3", "printer silent", "b", CLOSED_UNIX_S - 3 * YEAR_S);
    index_cases(kb);
    MUST(kb, slv_newest_case(reader, &newest, &kb->err));
    assert_int_equal(newest, CLOSED_UNIX_S - 7);
    slv_reader_close(reader);
}

/* --- what comes in by votes alone --- */

static void an_article_without_a_word_of_the_query_comes_in(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    struct slv_search_result result;
    struct slv_reader *reader;

    begin(kb);
    add_case(kb, "1", "printer silent", "e");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = learn_ask(kb, reader, &request);
    assert_int_equal(result.hit_count, 5);
    assert_int_equal(result.total, 5);
    assert_int_equal(hit_of(&result, "e")->similar_cases, 1);
    assert_true(hit_of(&result, "e")->score ==
                hit_of(&result, "e")->case_score);
    assert_true(hit_of(&result, "e")->snippet.text.len > 0);
    slv_reader_close(reader);
}

static void what_is_wrong_does_not_come_in(void **state)
{
    struct kb *kb = *state;

    begin(kb);
    add_case(kb, "1", "printer silent", "b -e");
    index_cases(kb);
    assert_null(strstr(learn_find(kb, SLV_AS_PUBLIC, "printer silent"), "e"));
}

static void what_comes_in_keeps_to_the_conditions(void **state)
{
    static const struct {
        const char *query;
        bool is_found;
    } asked[] = {
        {"printer silent", true},
        {"printer silent product:mail", true},
        {"printer silent product:fax", false},
        {"printer silent -queue", false},
        {"printer silent -late", false},
        {"printer silent -toner", true},
        {"printer silent updated:>2020-01-01", true},
        {"printer silent updated:>2025-01-01", false},
    };
    struct kb *kb = *state;

    write_printers(kb);
    kb_write(kb, "articles/e.md",
             "---\nproducts: [mail]\n---\n# Mail is late\n\nThe queue has to "
             "drain.\n");
    kb_index(kb);
    add_case(kb, "1", "printer silent", "e");
    index_cases(kb);
    for (size_t i = 0; i < sizeof asked / sizeof *asked; i++) {
        const char *ids = learn_find(kb, SLV_AS_PUBLIC, asked[i].query);

        if ((strchr(ids, 'e') != NULL) != asked[i].is_found)
            fail_msg("%s gave '%s'", asked[i].query, ids);
    }
}

static void filters_of_the_request_hold_too(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    struct str tag = STR("office");

    write_printers(kb);
    kb_write(kb, "articles/b.md",
             "---\ntags: [office]\n---\n# Spooler stops\n\nThe spooler of the "
             "printer hangs.\n");
    kb_index(kb);
    add_case(kb, "1", "printer silent", "e d");
    index_cases(kb);
    request.filters[SLV_FACET_TAG] = (struct str_list){&tag, 1};
    assert_string_equal(learn_ids(kb, SLV_AS_PUBLIC, &request), "b");
}

/* --- what is not learned --- */

static void phrases_and_unfinished_queries_are_left_alone(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request =
        learn_request("\"printer stays silent\"");
    struct slv_search_result result;
    struct slv_reader *reader;

    begin(kb);
    add_case(kb, "1", "printer stays silent", "b e");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    result = learn_ask(kb, reader, &request);
    assert_string_equal(kb_ids(kb, &result), "a");
    assert_true(result.hits[0].case_score == 0);

    request = learn_request("printer sil");
    request.is_partial = true;
    result = learn_ask(kb, reader, &request);
    assert_true(str_equal(result.hits[0].id, STR("a")));
    for (size_t i = 0; i < result.hit_count; i++) {
        assert_true(result.hits[i].case_score == 0);
        assert_false(str_equal(result.hits[i].id, STR("e")));
    }

    /* every article, newest first */
    request = learn_request("");
    result = learn_ask(kb, reader, &request);
    assert_int_equal(result.hit_count, 5);
    for (size_t i = 0; i < result.hit_count; i++)
        assert_true(result.hits[i].case_score == 0);
    slv_reader_close(reader);
}

static void a_query_without_similar_cases_is_as_without_learning(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("spooler hangs");
    struct strbuf with;
    struct strbuf without;
    struct slv_reader *reader;
    struct slv_search_result result;

    begin(kb);
    add_case(kb, "1", "mail late", "e");
    index_cases(kb);
    strbuf_init(&with, 1024 * 1024);
    strbuf_init(&without, 1024 * 1024);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    request.want_facets = true;
    request.want_explanation = true;
    result = learn_ask(kb, reader, &request);
    kb_print_answer(&result, &with);
    request.without_learning = true;
    result = learn_ask(kb, reader, &request);
    kb_print_answer(&result, &without);
    assert_string_equal(with.ptr, without.ptr);
    slv_reader_close(reader);
    strbuf_release(&with);
    strbuf_release(&without);
}

/* --- pins and new articles --- */

static void pins_stay_first(void **state)
{
    struct kb *kb = *state;

    write_printers(kb);
    kb_write(kb, "articles/search.rules", "[pins]\nprinter silent -> c\n");
    kb_index(kb);
    if (strncmp(learn_find(kb, SLV_AS_PUBLIC, "printer silent"), "c ", 2) != 0)
        fail_msg("the pin is not first: %s",
                 learn_find(kb, SLV_AS_PUBLIC, "printer silent"));
    add_case(kb, "1", "printer silent", "d");
    add_case(kb, "2", "printer silent", "b -c");
    index_cases(kb);
    {
        const char *ids = learn_find(kb, SLV_AS_PUBLIC, "printer silent");

        assert_memory_equal(ids, "c ", 2);
        assert_non_null(strchr("bd", ids[2]));
    }
}

static void new_articles_keep_the_place_that_their_words_earn(void **state)
{
    struct str a = STR("a");
    struct str d = STR("d");
    const struct str_list only_a = {&a, 1};
    const struct str_list only_d = {&d, 1};
    const struct str_list nothing = {NULL, 0};
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");

    begin(kb);
    for (int i = 0; i < 5; i++) {
        add_case(kb, arena_format(kb->fixture->arena, "%d", i + 1).ptr,
                 "printer silent", "d e");
    }
    index_cases(kb);
    request.new_articles = &nothing;
    assert_string_equal(learn_ids(kb, SLV_AS_PUBLIC, &request), "d e a b c");
    /* first by its words: the others fill the places behind it */
    request.new_articles = &only_a;
    assert_string_equal(learn_ids(kb, SLV_AS_PUBLIC, &request), "a d e b c");
    /* a case speaks for it, so it is new no longer */
    request.new_articles = &only_d;
    assert_string_equal(learn_ids(kb, SLV_AS_PUBLIC, &request), "d e a b c");
}

static void a_new_article_in_the_middle_stays_there(void **state)
{
    struct str c = STR("c");
    const struct str_list only_c = {&c, 1};
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("paper printer silent");
    const char *ids;

    begin(kb);
    request.without_learning = true;
    ids = learn_ids(kb, SLV_AS_PUBLIC, &request);
    /* a and c have two of the words each; which is first is not the point */
    assert_non_null(strchr(ids, 'c'));
    add_case(kb, "1", "paper printer silent", "d e b");
    index_cases(kb);
    request.without_learning = false;
    request.new_articles = &only_c;
    {
        const char *with = learn_ids(kb, SLV_AS_PUBLIC, &request);

        assert_int_equal(strchr(with, 'c') - with, strchr(ids, 'c') - ids);
        assert_int_equal(strlen(with), strlen("a b c d e"));
    }
}

/* --- pages --- */

static const char *paged_ids(struct kb *kb, struct slv_reader *reader,
                             struct slv_search_request request, size_t size,
                             size_t total)
{
    struct str ids = STR("");

    request.limit = size;
    for (request.offset = 0; request.offset < total; request.offset += size) {
        struct slv_search_result page = learn_ask(kb, reader, &request);

        assert_int_equal(page.total, total);
        for (size_t i = 0; i < page.hit_count; i++)
            ids =
                arena_format(kb->fixture->arena, "%.*s%.*s:%.6f ", STR_ARG(ids),
                             STR_ARG(page.hits[i].id), page.hits[i].score);
    }
    return ids.ptr;
}

/* 45 articles that share words with the queries, in titles too, and 20 cases. */
static const char *const paged_queries[] = {
    "printer silent", "how to change the toner", "paper jam printer",
    "jam of a printer"};

static void write_many(struct kb *kb, bool with_wrong_links)
{
    struct arena *arena = kb->fixture->arena;

    write_printers(kb);
    for (int i = 0; i < 40; i++)
        kb_write(kb, arena_format(arena, "articles/x%02d.md", i).ptr,
                 arena_format(arena, "# %s %s\n\nPrinter %d says %s. %s\n",
                              i % 3 ? "Paper" : "Jam of a printer",
                              i % 5 ? "toner" : "silent how to", i,
                              i % 4 ? "paper paper paper" : "jam",
                              i % 7 ? "The change of it." : "Silent.")
                     .ptr);
    kb_index(kb);
    for (int i = 0; i < 20; i++) {
        const char *links =
            with_wrong_links
                ? arena_format(arena, "x%02d -x%02d%s", i * 2,
                               39 - (i * 7) % 19 * 2, i % 2 ? " e" : "")
                      .ptr
                : arena_format(arena, "x%02d%s", i * 2, i % 2 ? " e" : "").ptr;

        add_case(kb, arena_format(arena, "%d", i + 1).ptr, paged_queries[i % 3],
                 links);
    }
    index_cases(kb);
}

static void assert_pages_fit(struct kb *kb, struct slv_reader *reader,
                             const struct slv_search_request *request)
{
    static const size_t sizes[] = {1, 3, 10, 50};
    struct slv_search_result all = learn_ask(kb, reader, request);
    const char *whole = paged_ids(kb, reader, *request, 100, all.total);

    assert_int_equal(all.hit_count, all.total);
    assert_true(all.hit_count > 30);
    for (size_t k = 0; k < all.hit_count; k++)
        for (size_t j = 0; j < k; j++)
            assert_false(str_equal(all.hits[k].id, all.hits[j].id));
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        assert_string_equal(
            paged_ids(kb, reader, *request, sizes[k], all.total), whole);
}

static void assert_all_pages_fit(struct kb *kb)
{
    struct str news[2] = {STR("x07"), STR("x21")};
    const struct str_list new_articles = {news, 2};
    struct slv_reader *reader = kb_open(kb, SLV_AS_PUBLIC);

    for (size_t i = 0; i < sizeof paged_queries / sizeof *paged_queries; i++) {
        struct slv_search_request request = learn_request(paged_queries[i]);

        assert_pages_fit(kb, reader, &request);
        request.new_articles = &new_articles;
        assert_pages_fit(kb, reader, &request);
    }
    slv_reader_close(reader);
}

static void pages_together_are_the_whole(void **state)
{
    write_many(*state, false);
    assert_all_pages_fit(*state);
}

static void pages_fit_with_votes_against_too(void **state)
{
    write_many(*state, true);
    assert_all_pages_fit(*state);
}

static uint64_t count_of(const struct slv_search_result *result,
                         const char *product)
{
    const struct slv_facet_value *values =
        result->facets[SLV_FACET_PRODUCT].values;

    for (size_t i = 0; i < result->facets[SLV_FACET_PRODUCT].count; i++)
        if (str_equal(values[i].value, str_from(product)))
            return values[i].count;
    return 0;
}

/* A count is what choosing the value finds, also of what votes alone bring. */
static void what_votes_bring_is_counted_everywhere(void **state)
{
    struct kb *kb = *state;
    struct slv_search_request request = learn_request("printer silent");
    struct str chosen = STR("Mail");
    struct slv_search_result result;
    struct slv_reader *reader;

    write_printers(kb);
    kb_write(kb, "articles/e.md",
             "---\nproducts: [Mail]\n---\n# Mail is late\n\nThe queue.\n");
    kb_index(kb);
    add_case(kb, "1", "printer silent", "e");
    index_cases(kb);
    reader = kb_open(kb, SLV_AS_PUBLIC);
    request.want_facets = true;
    result = learn_ask(kb, reader, &request);
    assert_int_equal(result.hit_count, 5);
    assert_int_equal(result.total, 5);
    assert_int_equal(count_of(&result, "Mail"), 1);
    /* counted alone, as the pages do */
    request.limit = 0;
    result = learn_ask(kb, reader, &request);
    assert_int_equal(result.total, 5);
    assert_int_equal(count_of(&result, "Mail"), 1);
    request.limit = 10;
    request.filters[SLV_FACET_PRODUCT] = (struct str_list){&chosen, 1};
    result = learn_ask(kb, reader, &request);
    assert_int_equal(result.hit_count, 1);
    assert_int_equal(result.total, 1);
    assert_int_equal(count_of(&result, "Mail"), 1);
    /* without learning there is nothing to count */
    request.without_learning = true;
    result = learn_ask(kb, reader, &request);
    assert_int_equal(result.total, 0);
    slv_reader_close(reader);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(what_resolved_similar_cases_comes_up),
        KB_TEST(the_score_is_that_of_the_words_and_the_votes),
        KB_TEST(the_nearer_case_counts_more),
        KB_TEST(wrong_links_count_against_and_tried_ones_not_at_all),
        KB_TEST(a_wrong_link_of_a_case_without_an_answer_counts_too),
        KB_TEST(a_case_that_came_back_counts_against_what_resolved_it),
        KB_TEST(votes_grow_old_by_the_clock_that_is_named),
        KB_TEST(the_clock_is_that_of_now_unless_named),
        KB_TEST(the_newest_case_is_known),
        KB_TEST(an_article_without_a_word_of_the_query_comes_in),
        KB_TEST(what_is_wrong_does_not_come_in),
        KB_TEST(what_votes_bring_is_counted_everywhere),
        KB_TEST(what_comes_in_keeps_to_the_conditions),
        KB_TEST(filters_of_the_request_hold_too),
        KB_TEST(phrases_and_unfinished_queries_are_left_alone),
        KB_TEST(a_query_without_similar_cases_is_as_without_learning),
        KB_TEST(pins_stay_first),
        KB_TEST(new_articles_keep_the_place_that_their_words_earn),
        KB_TEST(a_new_article_in_the_middle_stays_there),
        KB_TEST(pages_together_are_the_whole),
        KB_TEST(pages_fit_with_votes_against_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
