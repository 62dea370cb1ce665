/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/router: which route a request reaches, and what is answered when it
 * reaches none. A real index stands behind it.
 */
#include "tests/support/fixture.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "indexer/commands.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

static int setup(void **state)
{
    *state = server_fixture_new();
    return 0;
}

static int setup_empty(void **state)
{
    *state = server_fixture_new_empty();
    return 0;
}

static int teardown(void **state)
{
    server_fixture_free(*state);
    return 0;
}

#define SERVER_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static void check_status(struct server_fixture *fixture, const char *method,
                         struct str target, int expected)
{
    server_fixture_begin(fixture, method, target);
    if (server_fixture_send(fixture)->status != expected)
        fail_msg("%s %.*s: %d, not %d", method, STR_ARG(target),
                 fixture->response.status, expected);
}

/* A path that fits the pattern, made of an article that exists. */
static void write_path_for(struct strbuf *out, const char *pattern)
{
    for (const char *c = pattern; *c; c++) {
        if (*c != '{') {
            strbuf_add_char(out, *c);
            continue;
        }
        strbuf_add_cstr(out, strncmp(c, "{id...", 6) == 0 ? "disk/full" : "x");
        c = strchr(c, '}');
    }
}

/* Is there a row of this method for the same pattern? */
static bool has_method(const struct route *routes, size_t count,
                       const char *pattern, enum method method)
{
    for (size_t i = 0; i < count; i++)
        if (routes[i].method == method && !strcmp(routes[i].pattern, pattern))
            return true;
    return false;
}

static void every_route_is_reached_and_knows_its_methods(void **state)
{
    struct server_fixture *fixture = *state;
    size_t count;
    const struct route *routes = router_routes(&count);
    struct strbuf path;

    strbuf_init(&path, 1000);
    assert_true(count > 5);
    for (size_t i = 0; i < count; i++) {
        const char *method = method_name(routes[i].method);

        strbuf_clear(&path);
        write_path_for(&path, routes[i].pattern);
        server_fixture_begin(fixture, method, strbuf_str(&path));
        server_fixture_send(fixture);
        if (fixture->request.route != &routes[i])
            fail_msg("%s %s does not reach its route", method, path.ptr);
        assert_true(fixture->response.status < 500);
        assert_int_not_equal(fixture->response.status, 405);
        if (routes[i].method == METHOD_GET) {
            server_fixture_begin(fixture, "HEAD", strbuf_str(&path));
            server_fixture_send(fixture);
            assert_ptr_equal(fixture->request.route, &routes[i]);
        }
        server_fixture_begin(fixture, "OPTIONS", strbuf_str(&path));
        assert_int_equal(server_fixture_send(fixture)->status, 204);
        assert_non_null(
            strstr(response_find_header(&fixture->response, "Allow"), method));
        if (!has_method(routes, count, routes[i].pattern, METHOD_DELETE)) {
            check_status(fixture, "DELETE", strbuf_str(&path), 405);
            assert_non_null(strstr(
                response_find_header(&fixture->response, "Allow"), method));
        }
        assert_true(strlen(routes[i].summary) > 0);
    }
    strbuf_release(&path);
}

static void unknown_paths_and_methods_are_told_apart(void **state)
{
    struct server_fixture *fixture = *state;

    check_status(fixture, "GET", STR("/nowhere"), 404);
    check_status(fixture, "GET", STR("/healthz/"), 404);
    check_status(fixture, "GET", STR("/healthz/x"), 404);
    check_status(fixture, "GET", STR("//healthz"), 404);
    check_status(fixture, "GET", STR("/Healthz"), 404);
    check_status(fixture, "GET", STR("/api/v1/articles/"), 404);
    check_status(fixture, "OPTIONS", STR("/nowhere"), 404);
    check_status(fixture, "OPTIONS", STR("*"), 204);
    check_status(fixture, "GET", STR("*"), 404);
    check_status(fixture, "GET", STR(""), 404);
    check_status(fixture, "GET", STR("healthz"), 404);
    check_status(fixture, "POST", STR("/healthz"), 405);
    assert_string_equal(response_find_header(&fixture->response, "Allow"),
                        "GET, HEAD, OPTIONS");
    check_status(fixture, "BREW", STR("/healthz"), 501);
    check_status(fixture, "get", STR("/healthz"), 501);
    check_status(fixture, "", STR("/healthz"), 501);
}

static void whole_addresses_and_queries_are_taken_apart(void **state)
{
    struct server_fixture *fixture = *state;

    check_status(fixture, "GET", STR("http://example.com/healthz"), 200);
    check_status(fixture, "GET", STR("http://example.com/healthz?x=1"), 200);
    check_status(fixture, "GET", STR("/healthz?a=/../b%00"), 200);
    check_status(fixture, "GET", STR("/healthz#x"), 200);
    check_status(fixture, "GET", STR("http://example.com"), 200);
    check_status(fixture, "GET", STR("/%68ealthz"), 200);
}

static void paths_that_climb_or_hold_control_bytes_are_refused(void **state)
{
    struct server_fixture *fixture = *state;

    check_status(fixture, "GET", STR("/articles/../healthz"), 404);
    check_status(fixture, "GET", STR("/articles/%2e%2e/healthz"), 404);
    check_status(fixture, "GET", STR("/articles/disk%2f..%2fx"), 404);
    check_status(fixture, "GET", STR("/./healthz"), 404);
    check_status(fixture, "GET", STR("/healthz%00"), 400);
    check_status(fixture, "GET", STR("/healthz\0x"), 400);
    check_status(fixture, "GET", STR("/api/v1/articles/disk/full%00.md"), 400);
    check_status(fixture, "GET", STR("/articles/%0d%0aSet-Cookie:x"), 400);
    check_status(fixture, "GET", STR("/articles/%zz"), 404);
}

static void long_paths_are_refused(void **state)
{
    struct server_fixture *fixture = *state;
    struct strbuf path;

    strbuf_init(&path, 10000);
    strbuf_add_cstr(&path, "/articles/");
    for (int i = 0; i < 5000; i++)
        strbuf_add_char(&path, 'a');
    check_status(fixture, "GET", strbuf_str(&path), 414);
    strbuf_release(&path);
}

static void captured_text_is_decoded_once(void **state)
{
    struct server_fixture *fixture = *state;
    struct request *request = &fixture->request;

    server_fixture_get(fixture, "/api/v1/articles/a%2520b/c");
    assert_int_equal(fixture->response.status, 200);
    assert_true(str_equal(request_capture(request, "id"), STR("a%20b/c")));
    server_fixture_get(fixture, "/images/x%2Fy/disk%2Ffull");
    assert_true(str_equal(request_capture(request, "name"), STR("x/y")));
    assert_true(str_equal(request_capture(request, "id"), STR("disk/full")));
    assert_int_equal(request_capture(request, "other").len, 0);
}

static void bodies_beyond_the_route_s_maximum_are_refused(void **state)
{
    struct server_fixture *fixture = *state;
    static char body[20000];
    size_t max = 1;

    server_fixture_begin(fixture, "POST", STR("/api/v1/feedback"))->body =
        (struct str){body, sizeof body};
    assert_int_equal(server_fixture_send(fixture)->status, 413);
    server_fixture_begin(fixture, "GET", STR("/healthz"))->body = STR("x");
    assert_int_equal(server_fixture_send(fixture)->status, 413);
    assert_true(router_body_max(METHOD_POST, STR("/api/v1/feedback"),
                                fixture->worker.arena, &max));
    assert_int_equal(max, 16 * 1024);
    assert_false(router_body_max(METHOD_GET, STR("/nowhere"),
                                 fixture->worker.arena, &max));
    assert_int_equal(max, 0);
    assert_false(router_body_max(METHOD_POST, STR("/healthz"),
                                 fixture->worker.arena, &max));
}

static void programs_get_problem_json_and_browsers_a_page(void **state)
{
    struct server_fixture *fixture = *state;
    struct request *request;

    server_fixture_get(fixture, "/nowhere");
    assert_string_equal(fixture->response.content_type,
                        "application/problem+json");
    assert_non_null(strstr(fixture->response.body.ptr, "\"status\":404"));
    assert_non_null(
        strstr(fixture->response.body.ptr, "\"request_id\":\"test\""));
    request = server_fixture_begin(fixture, "GET", STR("/nowhere"));
    request->headers.accept = STR("text/html,application/xhtml+xml;q=0.9");
    server_fixture_send(fixture);
    assert_int_equal(fixture->response.kind, RESPONSE_PAGE);
    assert_int_equal(fixture->response.status, 404);
    request = server_fixture_begin(fixture, "GET", STR("/api/v1/nowhere"));
    request->headers.accept = STR("text/html");
    server_fixture_send(fixture);
    assert_string_equal(fixture->response.content_type,
                        "application/problem+json");
}

static void secret_and_missing_articles_answer_the_same(void **state)
{
    struct server_fixture *fixture = *state;
    char first[2000];

    server_fixture_get(fixture, "/api/v1/articles/secret");
    assert_int_equal(fixture->response.status, 404);
    snprintf(first, sizeof first, "%s", fixture->response.body.ptr);
    server_fixture_get(fixture, "/api/v1/articles/missing");
    assert_int_equal(fixture->response.status, 404);
    assert_string_equal(fixture->response.body.ptr, first);
}

static void a_client_that_has_it_already_gets_304(void **state)
{
    struct server_fixture *fixture = *state;
    struct response *response =
        server_fixture_get(fixture, "/api/v1/articles/third");
    char tag[100];

    assert_true(response->etag.len > 0);
    snprintf(tag, sizeof tag, "\"x\", W/\"%.*s\"", STR_ARG(response->etag));
    server_fixture_begin(fixture, "GET", STR("/api/v1/articles/third"))
        ->headers.if_none_match = str_from(tag);
    assert_int_equal(server_fixture_send(fixture)->status, 304);
    assert_int_equal(fixture->response.body.len, 0);
    assert_true(fixture->response.etag.len > 0);
    fixture->app.build_tag++;
    server_fixture_begin(fixture, "GET", STR("/api/v1/articles/third"))
        ->headers.if_none_match = str_from(tag);
    assert_int_equal(server_fixture_send(fixture)->status, 200);
    fixture->app.build_tag--;
    server_fixture_write(fixture, "articles/third.md",
                         STR("# Other\n\nNew.\n"));
    server_fixture_index(fixture);
    server_fixture_begin(fixture, "GET", STR("/api/v1/articles/third"))
        ->headers.if_none_match = str_from(tag);
    assert_int_equal(server_fixture_send(fixture)->status, 200);
    assert_non_null(strstr(fixture->response.body.ptr, "Other"));
}

/* The etag of the last answer, as a client sends it back. */
static struct str known_tag(struct server_fixture *fixture)
{
    return arena_format(fixture->arena, "W/\"%.*s\"",
                        STR_ARG(fixture->response.etag));
}

static void what_the_client_has_is_not_made_again(void **state)
{
    struct server_fixture *fixture = *state;
    struct str tag;

    server_fixture_get(fixture, "/articles/third");
    tag = known_tag(fixture);
    server_fixture_begin(fixture, "GET", STR("/articles/third"))
        ->headers.if_none_match = tag;
    assert_int_equal(server_fixture_send(fixture)->status, 304);
    assert_int_equal(fixture->response.cache, CACHE_REVALIDATE);
    assert_true(fixture->response.etag.len > 0);
    /* the handler would have told the date */
    assert_int_equal(fixture->response.last_modified_unix_s, 0);
    server_fixture_begin(fixture, "GET", STR("/articles/third?x"))
        ->headers.if_none_match = tag;
    assert_int_equal(server_fixture_send(fixture)->status, 200);
    server_fixture_begin(fixture, "GET", STR("/articles/missing"))
        ->headers.if_none_match = tag;
    assert_int_equal(server_fixture_send(fixture)->status, 404);
    server_fixture_begin(fixture, "GET", STR("/articles/missing"))
        ->headers.if_none_match = STR("*");
    assert_int_equal(server_fixture_send(fixture)->status, 404);
}

static void searches_are_counted_though_the_client_has_them(void **state)
{
    static const char *const targets[] = {"/api/v1/search?q=disk",
                                          "/search?q=disk"};
    struct server_fixture *fixture = *state;

    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct str tag;

        server_fixture_get(fixture, targets[i]);
        tag = known_tag(fixture);
        server_fixture_begin(fixture, "GET", str_from(targets[i]))
            ->headers.if_none_match = tag;
        server_fixture_send(fixture);
    }
    server_fixture_get(fixture, "/metrics");
    assert_non_null(strstr(fixture->response.body.ptr,
                           "solvent_search_duration_seconds_count 4\n"));
}

static void articles_tell_when_they_were_changed(void **state)
{
    struct server_fixture *fixture = *state;
    int64_t of_api = server_fixture_get(fixture, "/api/v1/articles/third")
                         ->last_modified_unix_s;

    assert_true(of_api > 0);
    assert_int_equal(
        server_fixture_get(fixture, "/articles/third")->last_modified_unix_s,
        of_api);
}

static void errors_are_never_stored(void **state)
{
    struct server_fixture *fixture = *state;

    server_fixture_get(fixture, "/api/v1/articles/missing");
    assert_int_equal(fixture->response.cache, CACHE_NEVER);
    assert_int_equal(fixture->response.etag.len, 0);
}

static void large_text_is_compressed_for_who_takes_it(void **state)
{
    struct server_fixture *fixture = *state;
    struct response *response = server_fixture_get(fixture, "/openapi.json");
    size_t plain_len = response->body.len;

    assert_false(response->is_gzip);
    assert_true(response->varies_by_encoding);
    server_fixture_begin(fixture, "GET", STR("/openapi.json"))
        ->headers.accept_encoding = STR("br, gzip;q=0.5");
    server_fixture_send(fixture);
    assert_true(response->is_gzip);
    assert_true(response->body.len < plain_len / 2);
    assert_memory_equal(response->body.ptr, "\x1F\x8B", 2);
    server_fixture_begin(fixture, "GET", STR("/healthz"))
        ->headers.accept_encoding = STR("gzip");
    server_fixture_send(fixture);
    assert_false(response->is_gzip);
    assert_false(response->varies_by_encoding);
}

static void before_the_first_index_searches_are_told_to_come_back(void **state)
{
    struct server_fixture *fixture = *state;

    check_status(fixture, "GET", STR("/api/v1/search?q=x"), 503);
    assert_string_equal(response_find_header(&fixture->response, "Retry-After"),
                        "5");
    check_status(fixture, "GET", STR("/healthz"), 503);
    server_fixture_write_articles(fixture);
    server_fixture_index(fixture);
    check_status(fixture, "GET", STR("/api/v1/search?q=x"), 200);
    check_status(fixture, "GET", STR("/healthz"), 200);
}

static void what_is_wrong_on_our_side_is_told_in_general(void **state)
{
    struct server_fixture *fixture = *state;
    struct slv_error err;
    struct request *request =
        server_fixture_begin(fixture, "GET", STR("/healthz"));

    (void) slv_fail(&err, SLV_ERR_IO, "cannot read /srv/secret/file");
    router_error(&fixture->app, request, 500, &err, &fixture->response);
    assert_int_equal(fixture->response.status, 500);
    assert_null(strstr(fixture->response.body.ptr, "/srv/secret"));
}

static void metrics_count_what_was_answered(void **state)
{
    struct server_fixture *fixture = *state;

    server_fixture_get(fixture, "/nowhere");
    server_fixture_begin(fixture, "HEAD", STR("/healthz"));
    server_fixture_send(fixture);
    server_fixture_get(fixture, "/api/v1/search?q=disk");
    server_fixture_get(fixture, "/api/v1/search?q=xyzzy");
    server_fixture_get(fixture, "/metrics");
    assert_int_equal(fixture->response.status, 200);
    assert_non_null(
        strstr(fixture->response.body.ptr,
               "solvent_http_requests_total{route=\"/api/v1/search\","
               "method=\"GET\",status=\"200\"} 2\n"));
    assert_non_null(strstr(fixture->response.body.ptr,
                           "solvent_http_requests_total{route=\"/healthz\","
                           "method=\"HEAD\",status=\"200\"} 1\n"));
    assert_null(strstr(fixture->response.body.ptr,
                       "solvent_http_requests_total{route=\"/healthz\","
                       "method=\"GET\""));
    assert_non_null(strstr(fixture->response.body.ptr,
                           "solvent_http_requests_total{route=\"none\","
                           "method=\"ANY\",status=\"404\"} 1\n"));
    assert_non_null(
        strstr(fixture->response.body.ptr, "solvent_searches_empty_total 1\n"));
    assert_non_null(strstr(fixture->response.body.ptr,
                           "solvent_search_duration_seconds_count 2\n"));
    assert_non_null(
        strstr(fixture->response.body.ptr, "solvent_index_info{version="));
}

static void forms_of_other_sites_are_recognised(void **state)
{
    struct server_fixture *fixture = *state;
    struct request *request = server_fixture_begin(fixture, "POST", STR("/x"));

    assert_true(request_is_same_origin(request, STR("")));
    request->headers.host = STR("help.example.com");
    request->headers.origin = STR("https://help.example.com");
    assert_true(request_is_same_origin(request, STR("")));
    request->headers.origin = STR("https://example.net");
    assert_false(request_is_same_origin(request, STR("")));
    assert_true(request_is_same_origin(request, STR("https://example.net")));
    request->headers.origin = STR("null");
    assert_false(request_is_same_origin(request, STR("")));
    request->headers.sec_fetch_site = STR("same-origin");
    assert_true(request_is_same_origin(request, STR("")));
    request->headers.sec_fetch_site = STR("cross-site");
    assert_false(request_is_same_origin(request, STR("")));
    request->headers.sec_fetch_site = STR("same-site");
    assert_false(request_is_same_origin(request, STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(every_route_is_reached_and_knows_its_methods),
        SERVER_TEST(unknown_paths_and_methods_are_told_apart),
        SERVER_TEST(whole_addresses_and_queries_are_taken_apart),
        SERVER_TEST(paths_that_climb_or_hold_control_bytes_are_refused),
        SERVER_TEST(long_paths_are_refused),
        SERVER_TEST(captured_text_is_decoded_once),
        SERVER_TEST(bodies_beyond_the_route_s_maximum_are_refused),
        SERVER_TEST(programs_get_problem_json_and_browsers_a_page),
        SERVER_TEST(secret_and_missing_articles_answer_the_same),
        SERVER_TEST(a_client_that_has_it_already_gets_304),
        SERVER_TEST(what_the_client_has_is_not_made_again),
        SERVER_TEST(searches_are_counted_though_the_client_has_them),
        SERVER_TEST(articles_tell_when_they_were_changed),
        SERVER_TEST(errors_are_never_stored),
        SERVER_TEST(large_text_is_compressed_for_who_takes_it),
        cmocka_unit_test_setup_teardown(
            before_the_first_index_searches_are_told_to_come_back, setup_empty,
            teardown),
        SERVER_TEST(what_is_wrong_on_our_side_is_told_in_general),
        SERVER_TEST(metrics_count_what_was_answered),
        SERVER_TEST(forms_of_other_sites_are_recognised),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
