/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/complete, and the searches of others in it: what is offered, to
 * whom, and what never is.
 */
#include "tests/support/fixture.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "indexer/commands.h"
#include "server/popular.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

#include <pthread.h>

static int setup(void **state)
{
    *state = server_fixture_new();
    return 0;
}

static int teardown(void **state)
{
    struct server_fixture *fixture = *state;

    popular_free(fixture->app.popular);
    server_fixture_free(fixture);
    return 0;
}

#define SERVER_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static const char *complete(struct server_fixture *fixture, const char *query,
                            int expected_status)
{
    char target[4096];

    snprintf(target, sizeof target, "/api/v1/complete?%s", query);
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

/* `count` visitors search for `query` and open the article `id`. */
static void succeed(struct server_fixture *fixture, int count,
                    const char *query, const char *id)
{
    for (int i = 0; i < count; i++) {
        char address[32];
        char target[512];

        snprintf(address, sizeof address, "192.0.2.%d", i);
        snprintf(target, sizeof target, "/search?q=%s", query);
        server_fixture_begin(fixture, "GET", str_from(target))->client_address =
            str_from(address);
        assert_int_equal(server_fixture_send(fixture)->status, 200);
        snprintf(target, sizeof target, "/articles/%s?q=%s", id, query);
        server_fixture_begin(fixture, "GET", str_from(target))->client_address =
            str_from(address);
        assert_int_equal(server_fixture_send(fixture)->status, 200);
    }
    search_log_flush(fixture->app.search_log);
}

static void renew(struct server_fixture *fixture)
{
    if (fixture->app.popular)
        popular_renew(fixture->app.popular);
    else
        fixture->app.popular =
            popular_new(fixture->app.search_log, fixture->app.data);
}

static void titles_are_completed(void **state)
{
    struct server_fixture *fixture = *state;
    const char *body = complete(fixture, "q=disk+fu", 200);

    assert_has(body, "{\"query\":\"disk fu\",\"completions\":["
                     "{\"kind\":\"title\","
                     "\"text\":\"Disk full \\u003cnow> & here\",\"html\":\"");
    assert_has(body, "&lt;now&gt; &amp; here\",\"url\":\"/articles/disk/full\","
                     "\"id\":\"disk/full\"}");
    assert_lacks(body, "Secret");
    assert_lacks(complete(fixture, "q=secret", 200), "Secret");
    fixture->app.base_url = STR("https://help.example.com");
    assert_has(complete(fixture, "q=printer", 200),
               "\"url\":\"https://help.example.com/articles/third\"");
}

static void what_cannot_be_completed_is_an_empty_list(void **state)
{
    static const char nothing[] = "\"completions\":[]}";
    struct server_fixture *fixture = *state;
    struct strbuf query;

    assert_has(complete(fixture, "", 200), nothing);
    assert_has(complete(fixture, "q=", 200), nothing);
    assert_has(complete(fixture, "q=+%20", 200), nothing);
    assert_has(complete(fixture, "q=zebra", 200), nothing);
    assert_has(complete(fixture, "q=%00%ff%22", 200), "\"completions\":[");
    strbuf_init(&query, 4096);
    strbuf_add_cstr(&query, "q=disk");
    while (query.len < 600)
        strbuf_add_cstr(&query, "+disk");
    assert_has(complete(fixture, query.ptr, 200), nothing);
    strbuf_release(&query);
    complete(fixture, "q=disk&limit=0", 400);
    complete(fixture, "q=disk&limit=21", 400);
    complete(fixture, "q=disk&limit=x", 400);
}

static void searches_that_helped_five_visitors_are_offered(void **state)
{
    struct server_fixture *fixture = *state;

    succeed(fixture, POPULAR_SESSIONS_MIN - 1, "No+Space+left", "disk/full");
    renew(fixture);
    assert_lacks(complete(fixture, "q=no+sp", 200), "\"search\"");
    succeed(fixture, POPULAR_SESSIONS_MIN, "No+Space+left", "disk/full");
    renew(fixture);
    assert_has(complete(fixture, "q=no+sp", 200),
               "{\"kind\":\"search\",\"text\":\"No Space left\",\"html\":"
               "\"\\u003cmark>No Sp\\u003c/mark>ace left\","
               "\"url\":\"/search?q=No%20Space%20left\"}");
    assert_has(complete(fixture, "q=NO", 200), "No Space left");
    assert_lacks(complete(fixture, "q=no+space+left", 200), "\"search\"");
    assert_lacks(complete(fixture, "q=space", 200), "\"search\"");
    assert_lacks(complete(fixture, "q=+", 200), "\"search\"");
}

static void one_visitor_is_not_five(void **state)
{
    struct server_fixture *fixture = *state;

    for (int i = 0; i < 2 * POPULAR_SESSIONS_MIN; i++)
        succeed(fixture, 1, "no+space", "disk/full");
    renew(fixture);
    assert_lacks(complete(fixture, "q=no", 200), "\"search\"");
}

/* Found by its other words, but one stands in an internal article alone, one
 * in none at all. */
static void words_that_are_not_public_are_not_passed_on(void **state)
{
    struct server_fixture *fixture = *state;

    succeed(fixture, POPULAR_SESSIONS_MIN, "disk+trick", "disk/full");
    succeed(fixture, POPULAR_SESSIONS_MIN, "disk+of+mallory", "disk/full");
    succeed(fixture, POPULAR_SESSIONS_MIN, "disk+quota", "disk/full");
    renew(fixture);
    assert_has(complete(fixture, "q=disk+", 200), "disk quota");
    assert_lacks(fixture->response.body.ptr, "trick");
    assert_lacks(fixture->response.body.ptr, "mallory");
}

static void a_word_that_became_secret_is_gone_at_once(void **state)
{
    struct server_fixture *fixture = *state;

    succeed(fixture, POPULAR_SESSIONS_MIN, "printer+toner", "third");
    renew(fixture);
    assert_has(complete(fixture, "q=printer+t", 200), "printer toner");
    server_fixture_write(fixture, "articles/third.md",
                         STR("---\naccess: internal\n---\n# Printer prints "
                             "blank pages\n\nThe toner is empty.\n"));
    server_fixture_index(fixture);
    assert_lacks(complete(fixture, "q=printer+t", 200), "toner");
    assert_lacks(complete(fixture, "q=printer", 200), "\"third\"");
}

static void an_answer_that_the_client_has_is_not_sent_again(void **state)
{
    struct server_fixture *fixture = *state;
    struct str etag;

    complete(fixture, "q=no", 200);
    etag = arena_format(fixture->arena, "\"%.*s\"",
                        STR_ARG(fixture->response.etag));
    server_fixture_begin(fixture, "GET", STR("/api/v1/complete?q=no"))
        ->headers.if_none_match = etag;
    assert_int_equal(server_fixture_send(fixture)->status, 304);
    /* searches of others change without the index */
    succeed(fixture, POPULAR_SESSIONS_MIN, "no+space", "disk/full");
    renew(fixture);
    server_fixture_begin(fixture, "GET", STR("/api/v1/complete?q=no"))
        ->headers.if_none_match = etag;
    assert_int_equal(server_fixture_send(fixture)->status, 200);
}

enum { ASKERS = 3, QUESTIONS = 300 };

static void *ask_often(void *argument)
{
    struct popular *popular = argument;
    struct arena *arena = arena_new();

    for (int i = 0; i < QUESTIONS; i++) {
        struct str found[3];

        SLV_ASSERT(popular_find(popular, STR("no"), 3, arena, found) == 1);
        SLV_ASSERT(str_equal(found[0], STR("no space")));
        arena_reset(arena);
    }
    arena_free(arena);
    return NULL;
}

static void threads_ask_while_the_list_is_made_anew(void **state)
{
    struct server_fixture *fixture = *state;
    pthread_t threads[ASKERS];

    succeed(fixture, POPULAR_SESSIONS_MIN, "no+space", "disk/full");
    renew(fixture);
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(
            pthread_create(&threads[i], NULL, ask_often, fixture->app.popular),
            0);
    for (int i = 0; i < 20; i++)
        renew(fixture);
    for (int i = 0; i < ASKERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
}

static void a_list_without_articles_is_empty(void **state)
{
    struct server_fixture *fixture = server_fixture_new_empty();
    struct str found[3];

    (void) state;
    fixture->app.popular =
        popular_new(fixture->app.search_log, fixture->app.data);
    assert_int_equal(
        popular_find(fixture->app.popular, STR("a"), 3, fixture->arena, found),
        0);
    popular_free(fixture->app.popular);
    server_fixture_free(fixture);
    popular_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(titles_are_completed),
        SERVER_TEST(what_cannot_be_completed_is_an_empty_list),
        SERVER_TEST(searches_that_helped_five_visitors_are_offered),
        SERVER_TEST(one_visitor_is_not_five),
        SERVER_TEST(words_that_are_not_public_are_not_passed_on),
        SERVER_TEST(a_word_that_became_secret_is_gone_at_once),
        SERVER_TEST(an_answer_that_the_client_has_is_not_sent_again),
        SERVER_TEST(threads_ask_while_the_list_is_made_anew),
        cmocka_unit_test(a_list_without_articles_is_empty),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
