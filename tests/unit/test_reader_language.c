/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/reader_language: what the address says counts before what the browser
 * says, and an answer names the header that it depends on.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/log.h"
#include "indexer/commands.h"
#include "server/reader_language.h"
#include "server/router.h"
#include "tests/unit/server_fixture.h"

static int setup(void **state)
{
    *state = server_fixture_new_empty();
    return 0;
}

static int teardown(void **state)
{
    server_fixture_free(*state);
    return 0;
}

static const char *wishes(struct server_fixture *fixture, const char *target,
                          const char *header)
{
    struct request *request =
        server_fixture_begin(fixture, "GET", str_from(target));
    struct str joined = STR("");
    struct str_list list;
    bool are_chosen;

    request->headers.accept_language = str_from(header);
    list = reader_languages(request, &are_chosen);
    assert_int_equal(are_chosen, strstr(target, "lang=") != NULL &&
                                     !strstr(target, "lang=&") &&
                                     target[strlen(target) - 1] != '=');
    for (size_t i = 0; i < list.count; i++)
        joined = arena_format(request->arena, "%.*s%s%.*s", STR_ARG(joined),
                              i ? " " : "", STR_ARG(list.items[i]));
    return arena_cstr(request->arena, joined);
}

static void the_address_counts_before_the_browser(void **state)
{
    static const struct {
        const char *target;
        const char *header;
        const char *wishes;
    } samples[] = {
        {"/search?q=a", "", ""},
        {"/search?q=a", "de-AT,de;q=0.9,en;q=0.8", "de en"},
        {"/search?q=a&lang=fr", "de", "fr"},
        {"/search?q=a&lang=pt-br", "de", "pt-BR"},
        {"/search?q=a&lang=French", "de", "fr"},
        {"/search?q=a&lang=fr,de;q=0.5", "en", "fr de"},
        {"/search?q=a&lang=all", "de", ""},
        {"/search?q=a&lang=ALL", "de", ""},
        {"/search?q=a&lang=", "de", "de"},
        {"/search?q=a&lang=%00%ff", "de", ""},
    };
    struct server_fixture *fixture = *state;

    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        assert_string_equal(
            wishes(fixture, samples[i].target, samples[i].header),
            samples[i].wishes);
}

static void write_articles(struct server_fixture *fixture)
{
    assert_int_equal(
        file_make_folders(server_fixture_path(fixture, "articles"), 0755, NULL),
        SLV_OK);
    server_fixture_write(fixture, "articles/en.md",
                         STR("---\nlanguage: en\n---\n# Printer offline\n"));
    server_fixture_write(fixture, "articles/de.md",
                         STR("---\nlanguage: de\n---\n# Drucker offline\n"));
    server_fixture_index(fixture);
}

static const char *ask(struct server_fixture *fixture, const char *target,
                       const char *header)
{
    server_fixture_begin(fixture, "GET", str_from(target))
        ->headers.accept_language = str_from(header);
    assert_int_equal(server_fixture_send(fixture)->status, 200);
    return fixture->response.body.ptr;
}

static void the_api_tells_the_language_that_it_searched(void **state)
{
    struct server_fixture *fixture = *state;
    const char *body;

    write_articles(fixture);
    body = ask(fixture, "/api/v1/search?q=offline&total=1", "de, en;q=0.5");
    assert_non_null(strstr(body, "\"language\":\"de\","
                                 "\"is_other_language\":false,\"total\":1,"));
    body = ask(fixture, "/api/v1/search?q=printer&total=1", "de, en;q=0.5");
    assert_non_null(strstr(body, "\"language\":\"de\","
                                 "\"is_other_language\":true,\"total\":1,"));
    body = ask(fixture, "/api/v1/search?q=offline&total=1&lang=all", "de");
    assert_non_null(strstr(body, "\"total\":2,"));
    assert_null(strstr(body, "is_other_language"));
    body = ask(fixture, "/api/v1/search?q=offline&total=1&language=en", "de");
    assert_non_null(strstr(body, "\"total\":1,"));
    assert_non_null(strstr(body, "\"id\":\"en\""));
    assert_null(strstr(body, "is_other_language"));
}

/* A cache must not give the answer for one reader to another. */
static void an_answer_is_that_of_its_languages(void **state)
{
    static const char *const targets[] = {"/api/v1/search?q=offline",
                                          "/api/v1/facets?q=offline",
                                          "/search?q=offline"};
    struct server_fixture *fixture = *state;

    write_articles(fixture);
    for (size_t i = 0; i < ARRAY_LEN(targets); i++) {
        struct str tag;

        (void) ask(fixture, targets[i], "de");
        assert_true(fixture->response.varies_by_language);
        tag = arena_str(fixture->arena, fixture->response.etag);
        (void) ask(fixture, targets[i], "en");
        assert_false(str_equal(tag, fixture->response.etag));
        (void) ask(fixture, targets[i], "de");
        assert_true(str_equal(tag, fixture->response.etag));
    }
    (void) ask(fixture, "/articles/de", "de");
    assert_false(fixture->response.varies_by_language);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_address_counts_before_the_browser,
                                        setup, teardown),
        cmocka_unit_test_setup_teardown(
            the_api_tells_the_language_that_it_searched, setup, teardown),
        cmocka_unit_test_setup_teardown(an_answer_is_that_of_its_languages,
                                        setup, teardown),
    };

    log_set_level(LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
