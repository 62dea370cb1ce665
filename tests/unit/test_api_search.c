/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/search: parameters in, JSON out, and what is recorded of it.
 */
#include "tests/support/fixture.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "core/search/result_json.h"
#include "indexer/commands.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

static int setup(void **state)
{
    *state = server_fixture_new();
    return 0;
}

static int teardown(void **state)
{
    server_fixture_free(*state);
    return 0;
}

#define SERVER_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static const char *search(struct server_fixture *fixture, const char *query,
                          int expected_status)
{
    char target[4096];

    snprintf(target, sizeof target, "/api/v1/search?%s", query);
    server_fixture_get(fixture, target);
    if (fixture->response.status != expected_status)
        fail_msg("%s: %d, not %d: %s", query, fixture->response.status,
                 expected_status, fixture->response.body.ptr);
    return fixture->response.body.ptr;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no %s in %s", part, text);
}

static void assert_lacks(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("%s in %s", part, text);
}

static void a_hit_has_all_its_fields(void **state)
{
    const char *body = search(*state, "q=no+space+left+on+device", 200);

    assert_has(body, "{\"query\":\"no space left on device\",\"total\":1,");
    assert_has(body, "\"hits\":[{\"id\":\"disk/full\","
                     "\"title\":\"Disk full \\u003cnow> & here\","
                     "\"url\":\"/articles/disk/full\",\"score\":");
    assert_has(body, "\"section\":{\"title\":\"Symptoms\","
                     "\"url\":\"/articles/disk/full#symptoms\"}");
    assert_has(body, "\\u003cmark>device\\u003c/mark>");
    assert_has(body, "\"products\":[\"Linux storage\"],\"versions\":[\"6.1\"]");
    assert_has(body, "\"language\":\"en\"");
    assert_has(body, "\"updated\":\"20");
    assert_has(body, "\"facets\":{}}");
    assert_lacks(body, "total_is");
}

static void a_hit_always_has_a_section_to_link_to(void **state)
{
    const char *body = search(*state, "q=toner", 200);

    assert_has(body, "\"section\":{\"title\":\"Printer prints blank pages\","
                     "\"url\":\"/articles/third");
}

static void text_of_articles_is_escaped_in_snippets(void **state)
{
    struct strbuf out;
    struct slv_mark marks[] = {{0, 3}, {4, 5}};
    struct slv_marked marked = {STR("<b> & \"x\""), marks, 2};

    (void) state;
    strbuf_init(&out, 1000);
    marked_html(&out, &marked);
    assert_string_equal(out.ptr, "<mark>&lt;b&gt;</mark> <mark>&amp;</mark> "
                                 "\"x\"");
    strbuf_release(&out);
}

static void addresses_are_absolute_when_configured(void **state)
{
    struct server_fixture *fixture = *state;

    fixture->app.base_url = STR("https://help.example.com");
    assert_has(search(fixture, "q=quota", 200),
               "\"url\":\"https://help.example.com/articles/a%2520b/c\"");
}

static void numbers_out_of_range_name_their_parameter(void **state)
{
    static const char *const wrong[][2] = {
        {"limit=0", "limit"},     {"limit=101", "limit"},
        {"limit=x", "limit"},     {"limit=1.5", "limit"},
        {"limit=-1", "limit"},    {"limit=99999999999999999999", "limit"},
        {"offset=-1", "offset"},  {"offset=10001", "offset"},
        {"offset=1e3", "offset"}, {"facets=2", "facets"},
        {"total=yes", "total"},   {"limit=%00", "limit"},
    };

    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        char words[64];

        snprintf(words, sizeof words, "parameter %s ", wrong[i][1]);
        assert_has(search(*state, wrong[i][0], 400), words);
    }
}

static void other_parameters_are_ignored(void **state)
{
    assert_has(search(*state, "q=disk&x=1&utm_source=y&limit=&facets=", 200),
               "\"hits\":[{");
}

static void limit_and_offset_page_through_the_hits(void **state)
{
    char first[2000];
    const char *body = search(*state, "q=disk&limit=1&total=1", 200);

    assert_has(body, "\"total\":2");
    snprintf(first, sizeof first, "%s", body);
    body = search(*state, "q=disk&limit=1&offset=1&total=1", 200);
    assert_has(body, "\"total\":2");
    assert_true(strcmp(strstr(body, "\"hits\""), strstr(first, "\"hits\"")));
    assert_has(search(*state, "q=disk&offset=10", 200), "\"hits\":[]");
}

static void filters_narrow_and_facets_count(void **state)
{
    const char *body =
        search(*state, "q=disk&facets=1&product=Linux+storage", 200);

    assert_has(body, "\"total\":1");
    assert_has(body, "\"facets\":{\"product\":[{\"value\":\"Linux storage\","
                     "\"count\":1}]");
    assert_has(search(*state, "q=disk&product=Git&total=1", 200),
               "\"total\":0");
    assert_has(search(*state, "q=disk&product=Git&product=Linux+storage", 200),
               "disk/full");
    assert_has(search(*state, "section=cause", 200), "a%20b/c");
    assert_lacks(search(*state, "section=cause", 200), "disk/full");
}

static void secret_articles_are_not_counted(void **state)
{
    const char *body = search(*state, "q=trick&total=1&facets=1", 200);

    assert_has(body, "\"total\":0");
    assert_lacks(body, "secret");
    assert_has(search(*state, "total=1", 200), "\"total\":3");
}

static void odd_queries_are_answered(void **state)
{
    static const char *const odd[] = {
        "q=%22unbalanced",
        "q=-",
        "q=%00",
        "q=%FF%FE",
        "q=AND+OR+NOT",
        "q=*:*",
        "q=((((((",
        "q=%22%22%22",
        "q=-disk",
        "q=+++",
        "q=%25%25",
        "q=a%3Ab%3Ac",
        "q",
        "q=x&q=y",
        "q=%E2%80%AE",
        "&&&",
    };

    for (size_t i = 0; i < ARRAY_LEN(odd); i++)
        assert_has(search(*state, odd[i], 200), "\"hits\":[");
}

static void ten_thousand_words_are_answered(void **state)
{
    struct server_fixture *fixture = *state;
    struct strbuf target;

    strbuf_init(&target, 200000);
    strbuf_add_cstr(&target, "/api/v1/search?q=");
    for (int i = 0; i < 10000; i++)
        strbuf_add_format(&target, "disk%d+", i);
    strbuf_add_cstr(&target, "toner");
    server_fixture_begin(fixture, "GET", strbuf_str(&target));
    assert_int_equal(server_fixture_send(fixture)->status, 200);
    strbuf_release(&target);
}

static void searches_are_recorded_once(void **state)
{
    struct server_fixture *fixture = *state;
    struct search_record *records;
    size_t count;

    search(fixture, "q=toner&tag=x&product=y", 200);
    search(fixture, "q=toner&offset=10", 200);
    search(fixture, "q=", 200);
    search(fixture, "q=disk", 200);
    search_log_flush(fixture->app.search_log);
    assert_int_equal(search_log_list(fixture->app.search_log, 10,
                                     fixture->arena, &records, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 2);
    assert_true(str_equal(records[0].query, STR("disk")));
    assert_int_equal(records[0].hit_count, 2);
    assert_true(str_equal(records[1].query, STR("toner")));
    assert_true(str_equal(records[1].filters, STR("product=y&tag=x")));
    assert_int_equal(records[1].total, 0);
}

static void
an_unknown_role_is_told_and_other_unknown_values_are_not(void **state)
{
    const char *answer = search(*state, "section=bogus&section=cause", 400);

    assert_has(answer,
               "The parameter section knows problem, environment, "
               "cause, resolution, workaround, reply, not \\\"bogus\\\"");
    assert_has(search(*state, "section=%20Cause%20", 200), "a%20b/c");
    assert_has(search(*state, "product=bogus&total=1", 200), "\"total\":0");
    assert_has(search(*state, "tag=bogus&total=1", 200), "\"total\":0");
}

static const char *counts(struct server_fixture *fixture, const char *query,
                          int expected_status)
{
    char target[4096];

    snprintf(target, sizeof target, "/api/v1/facets?%s", query);
    server_fixture_get(fixture, target);
    assert_int_equal(fixture->response.status, expected_status);
    return fixture->response.body.ptr;
}

static void counts_are_given_without_hits(void **state)
{
    struct server_fixture *fixture = *state;
    const char *body = counts(fixture, "q=disk", 200);
    struct search_record *records;
    size_t count;

    assert_has(body, "{\"query\":\"disk\",\"total\":2,\"took_us\":");
    assert_has(body, "\"product\":[{\"value\":\"Linux storage\",\"count\":1}]");
    assert_lacks(body, "hits");
    assert_lacks(body, "Secret");
    assert_has(counts(fixture, "q=disk&tag=disk", 200), "\"total\":1,");
    assert_has(counts(fixture, "q=zebra", 200), "\"total\":0,");
    counts(fixture, "section=solution", 400);
    counts(fixture, "verbatim=x", 400);
    search_log_flush(fixture->app.search_log);
    assert_int_equal(search_log_list(fixture->app.search_log, 10,
                                     fixture->arena, &records, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 0);
}

static void a_search_while_typing_is_not_recorded(void **state)
{
    struct server_fixture *fixture = *state;
    struct search_record *records;
    size_t count;

    assert_has(search(fixture, "q=printer&partial=1", 200), "\"id\":\"third\"");
    search(fixture, "q=disk&partial=2", 400);
    search(fixture, "q=disk&verbatim=no", 400);
    search(fixture, "q=disk&verbatim=1", 200);
    search_log_flush(fixture->app.search_log);
    assert_int_equal(search_log_list(fixture->app.search_log, 10,
                                     fixture->arena, &records, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 1);
    assert_true(str_equal(records[0].query, STR("disk")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(a_hit_has_all_its_fields),
        SERVER_TEST(a_hit_always_has_a_section_to_link_to),
        SERVER_TEST(text_of_articles_is_escaped_in_snippets),
        SERVER_TEST(addresses_are_absolute_when_configured),
        SERVER_TEST(numbers_out_of_range_name_their_parameter),
        SERVER_TEST(other_parameters_are_ignored),
        SERVER_TEST(limit_and_offset_page_through_the_hits),
        SERVER_TEST(filters_narrow_and_facets_count),
        SERVER_TEST(secret_articles_are_not_counted),
        SERVER_TEST(odd_queries_are_answered),
        SERVER_TEST(ten_thousand_words_are_answered),
        SERVER_TEST(searches_are_recorded_once),
        SERVER_TEST(counts_are_given_without_hits),
        SERVER_TEST(a_search_while_typing_is_not_recorded),
        SERVER_TEST(an_unknown_role_is_told_and_other_unknown_values_are_not),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
