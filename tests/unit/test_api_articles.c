/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The API beside the search: articles with their links and images, feedback,
 * and the description of it all.
 */
#include "tests/support/fixture.h"

#include "base/log.h"
#include "base/strbuf.h"
#include "indexer/commands.h"
#include "server/api/openapi.h"
#include "server/article_links.h"
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

static const char *get(struct server_fixture *fixture, const char *target,
                       int expected_status)
{
    server_fixture_get(fixture, target);
    if (fixture->response.status != expected_status)
        fail_msg("%s: %d, not %d: %s", target, fixture->response.status,
                 expected_status, fixture->response.body.ptr);
    return fixture->response.body.ptr;
}

static void assert_has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no %s in %s", part, text);
}

static void an_article_has_metadata_sections_html_and_source(void **state)
{
    const char *body = get(*state, "/api/v1/articles/disk/full", 200);

    assert_has(body, "{\"id\":\"disk/full\",");
    assert_has(body, "\"path\":\"full.md\"");
    assert_has(body, "\"state\":\"published\"");
    assert_has(body, "\"replaces\":[\"old-full\"]");
    assert_has(body, "\"published_on\":null,\"publish_on\":null,"
                     "\"unpublish_on\":null,\"reviewed\":\"2026-01-31\"");
    assert_has(body, "{\"title\":\"Symptoms\",\"anchor\":\"symptoms\","
                     "\"level\":2,\"role\":\"problem\","
                     "\"url\":\"/articles/disk/full#symptoms\"}");
    assert_has(body, "\"html\":\"");
    assert_has(body, "\"markdown\":\"# Disk full");
}

static void links_lead_where_the_reader_may_go(void **state)
{
    struct server_fixture *fixture = *state;
    const char *body = get(fixture, "/api/v1/articles/disk/full", 200);

    assert_has(body, "href=\\\"/articles/a%2520b/c#cause\\\"");
    assert_has(body, "href=\\\"https://example.com/a?b=1&amp;c=2\\\"");
    assert_null(strstr(body, "/articles/secret"));
    assert_null(strstr(body, "href=\\\"/docs/x"));
    assert_has(body, "src=\\\"/images/");
    fixture->config.link_base = STR("https://docs.example.com/");
    assert_has(get(fixture, "/api/v1/articles/disk/full", 200),
               "href=\\\"https://docs.example.com/docs/x\\\"");
}

static void ids_from_paths_are_encoded_for_addresses(void **state)
{
    struct strbuf url;

    assert_has(get(*state, "/api/v1/articles/a%2520b/c", 200),
               "\"id\":\"a%20b/c\"");
    get(*state, "/api/v1/articles/a%20b/c", 404);
    strbuf_init(&url, 100);
    article_url(&url, STR("a%20b/c"), STR("x y"));
    assert_string_equal(url.ptr, "/articles/a%2520b/c#x%20y");
    strbuf_release(&url);
}

static void a_former_id_leads_to_its_successor(void **state)
{
    struct server_fixture *fixture = *state;

    get(fixture, "/api/v1/articles/old-full", 308);
    assert_string_equal(response_find_header(&fixture->response, "Location"),
                        "/api/v1/articles/disk/full");
}

/* The image's address stands in the article's HTML. */
static void find_image(struct server_fixture *fixture, char path[256])
{
    const char *body = get(fixture, "/api/v1/articles/disk/full", 200);
    const char *begin = strstr(body, "src=\\\"/images/");
    const char *end;

    assert_non_null(begin);
    begin += strlen("src=\\\"");
    end = strchr(begin, '\\');
    snprintf(path, 256, "%.*s", (int) (end - begin), begin);
}

static void an_image_is_served_through_its_article_alone(void **state)
{
    struct server_fixture *fixture = *state;
    char path[256];
    char other[300];

    find_image(fixture, path);
    get(fixture, path, 200);
    assert_string_equal(fixture->response.content_type, "image/png");
    assert_int_equal(fixture->response.kind, RESPONSE_IMAGE);
    assert_memory_equal(fixture->response.bytes.ptr, "\x89PNG", 4);
    snprintf(other, sizeof other, "%.*sthird",
             (int) (strlen(path) - strlen("disk/full")), path);
    get(fixture, other, 404);
    snprintf(other, sizeof other, "%.*ssecret",
             (int) (strlen(path) - strlen("disk/full")), path);
    get(fixture, other, 404);
    get(fixture, "/images/..%2F..%2Fdata/disk/full", 404);
    get(fixture, "/images/none.png/disk/full", 404);
}

static int post(struct server_fixture *fixture, const char *type,
                struct str body)
{
    struct request *request =
        server_fixture_begin(fixture, "POST", STR("/api/v1/feedback"));

    request->headers.content_type = str_from(type);
    request->body = body;
    return server_fixture_send(fixture)->status;
}

static void feedback_is_kept(void **state)
{
    struct server_fixture *fixture = *state;
    struct feedback *entries;
    size_t count;

    assert_int_equal(post(fixture, "application/json; charset=utf-8",
                          STR("{\"article\":\"disk/full\",\"helpful\":false,"
                              "\"comment\":\" not <b>this\\u0000 \"}")),
                     201);
    assert_has(fixture->response.body.ptr,
               "{\"article\":\"disk/full\",\"helpful\":false}");
    assert_int_equal(post(fixture, "application/json",
                          STR("{\"article\":\"third\",\"helpful\":true}")),
                     201);
    assert_int_equal(feedback_store_list(fixture->app.feedback, STR(""), 10,
                                         fixture->arena, &entries, &count,
                                         NULL),
                     SLV_OK);
    assert_int_equal(count, 2);
    assert_true(entries[0].is_helpful);
    assert_true(str_equal(entries[1].comment, STR("not <b>this\xEF\xBF\xBD")));
    assert_true(entries[1].created_unix_s > 0);
}

static void feedback_that_makes_no_sense_is_refused(void **state)
{
    struct server_fixture *fixture = *state;
    struct feedback *entries;
    struct strbuf body;
    size_t count;

    assert_int_equal(post(fixture, "application/json", STR("")), 400);
    assert_int_equal(post(fixture, "application/json", STR("{}")), 400);
    assert_has(fixture->response.body.ptr, "article is missing");
    assert_int_equal(
        post(fixture, "application/json", STR("{\"article\":\"third\"}")), 400);
    assert_int_equal(post(fixture, "application/json",
                          STR("{\"article\":\"third\",\"helpful\":\"yes\"}")),
                     400);
    assert_int_equal(post(fixture, "text/plain",
                          STR("{\"article\":\"third\",\"helpful\":true}")),
                     400);
    assert_int_equal(post(fixture, "application/json",
                          STR("{\"article\":\"none\",\"helpful\":true}")),
                     404);
    assert_int_equal(post(fixture, "application/json",
                          STR("{\"article\":\"secret\",\"helpful\":true}")),
                     404);
    strbuf_init(&body, 10000);
    strbuf_add_cstr(&body,
                    "{\"article\":\"third\",\"helpful\":true,\"comment\":\"");
    for (int i = 0; i < 2001; i++)
        strbuf_add_char(&body, 'x');
    strbuf_add_cstr(&body, "\"}");
    assert_int_equal(post(fixture, "application/json", strbuf_str(&body)), 413);
    strbuf_release(&body);
    assert_int_equal(feedback_store_list(fixture->app.feedback, STR(""), 10,
                                         fixture->arena, &entries, &count,
                                         NULL),
                     SLV_OK);
    assert_int_equal(count, 0);
}

static void feedback_without_a_store_is_told_to_come_back(void **state)
{
    struct server_fixture *fixture = *state;
    struct feedback_store *store = fixture->app.feedback;

    fixture->app.feedback = NULL;
    assert_int_equal(post(fixture, "application/json",
                          STR("{\"article\":\"third\",\"helpful\":true}")),
                     503);
    get(fixture, "/healthz", 503);
    fixture->app.feedback = store;
}

static void the_description_names_every_route(void **state)
{
    const char *body = get(*state, "/openapi.json", 200);
    size_t count;
    const struct route *routes = router_routes(&count);

    assert_has(body, "{\"openapi\":\"3.1.0\"");
    for (size_t i = 0; i < count; i++) {
        char name[100];

        snprintf(name, sizeof name, "\"operationId\":\"%s\"",
                 routes[i].handler_name);
        assert_has(body, name);
    }
    assert_null(strstr(body, "..."));
    assert_has(body, "\"/api/v1/articles/{id}\":{\"get\":");
}

/* SLV_UPDATE_GOLDEN=1 writes the tables into docs/api.md anew. */
static void the_documentation_holds_the_tables(void **state)
{
    struct server_fixture *fixture = *state;
    const char *path = TESTS_FOLDER "/../docs/api.md";
    struct strbuf table;
    struct str text;
    struct str begin = STR("<!-- routes: begin -->\n");
    struct str end = STR("<!-- routes: end -->\n");
    size_t from;
    size_t to;

    strbuf_init(&table, 1024 * 1024);
    openapi_write_table(&table);
    assert_int_equal(file_read(path, 1024 * 1024, fixture->arena, &text, NULL),
                     SLV_OK);
    from = str_find(text, begin, 0) + begin.len;
    to = str_find(text, end, 0);
    assert_true(from <= to && to < text.len);
    if (getenv("SLV_UPDATE_GOLDEN")) {
        struct strbuf whole;

        strbuf_init(&whole, 1024 * 1024);
        strbuf_add_str(&whole, str_first(text, from));
        strbuf_add_str(&whole, strbuf_str(&table));
        strbuf_add_str(&whole, str_from_offset(text, to));
        assert_int_equal(file_replace(path, strbuf_str(&whole), 0644, NULL),
                         SLV_OK);
        strbuf_release(&whole);
    } else {
        assert_true(str_equal((struct str){text.ptr + from, to - from},
                              strbuf_str(&table)));
    }
    strbuf_release(&table);
}

static void sitemap_has_the_parts_that_it_names(void **state)
{
    struct server_fixture *fixture = *state;

    fixture->site->base_url = STR("https://help.example.com");
    server_fixture_get(fixture, "/sitemap.xml");
    assert_int_equal(fixture->response.status, 200);
    assert_non_null(strstr(fixture->response.body.ptr, "<urlset"));
    assert_int_equal(server_fixture_get(fixture, "/sitemap.xml?part=1")->status,
                     200);
    assert_non_null(strstr(fixture->response.body.ptr, "/articles/third<"));
    assert_int_equal(server_fixture_get(fixture, "/sitemap.xml?part=2")->status,
                     404);
    assert_int_equal(server_fixture_get(fixture, "/sitemap.xml?part=x")->status,
                     404);
}

static void related_articles_are_those_of_the_public(void **state)
{
    struct server_fixture *fixture = *state;
    const char *body;

    server_fixture_write(fixture, "articles/old.md",
                         STR("---\nproducts: [Linux storage]\n---\n# Disk full "
                             "again\n\nWriting fails with `No space left on "
                             "device`. Remove old files.\n"));
    server_fixture_write(fixture, "articles/like.md",
                         STR("---\naccess: internal\n---\n# Disk full, as "
                             "told inside\n\nWriting fails with `No space left "
                             "on device`. Remove old files.\n"));
    server_fixture_index(fixture);
    body = get(fixture, "/api/v1/related/disk/full", 200);
    assert_has(body, "{\"id\":\"disk/full\",\"articles\":[{\"id\":\"old\","
                     "\"title\":\"Disk full again\","
                     "\"url\":\"/articles/old\",\"language\":");
    assert_has(body, "\"products\":[\"Linux storage\"],\"versions\":[]}");
    assert_null(strstr(body, "like"));
    get(fixture, "/api/v1/related/like", 404);
    get(fixture, "/api/v1/related/none", 404);
    get(fixture, "/api/v1/related/old?limit=0", 400);
    get(fixture, "/api/v1/related/old?limit=21", 400);
    body = get(fixture, "/articles/disk/full", 200);
    assert_has(body, "Related articles</h2>");
    assert_has(body, "<li><a href=\"/articles/old\"");
    assert_null(strstr(body, "told inside"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SERVER_TEST(an_article_has_metadata_sections_html_and_source),
        SERVER_TEST(links_lead_where_the_reader_may_go),
        SERVER_TEST(ids_from_paths_are_encoded_for_addresses),
        SERVER_TEST(a_former_id_leads_to_its_successor),
        SERVER_TEST(an_image_is_served_through_its_article_alone),
        SERVER_TEST(feedback_is_kept),
        SERVER_TEST(feedback_that_makes_no_sense_is_refused),
        SERVER_TEST(feedback_without_a_store_is_told_to_come_back),
        SERVER_TEST(the_description_names_every_route),
        SERVER_TEST(the_documentation_holds_the_tables),
        SERVER_TEST(related_articles_are_those_of_the_public),
        SERVER_TEST(sitemap_has_the_parts_that_it_names),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
