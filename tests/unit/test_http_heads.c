/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/request_head and server/response_head: which lines of a request make
 * it dangerous, and what each kind of response lets a browser do.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/request_head.h"
#include "server/response_head.h"

static int setup(void **state)
{
    *state = arena_new();
    return 0;
}

static int teardown(void **state)
{
    arena_free(*state);
    return 0;
}

#define ARENA_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

struct line {
    const char *name;
    const char *value;
};

static struct request_head read_head(const struct line *lines, size_t count,
                                     struct strbuf *forwarded)
{
    struct request_head head = {.host_count = 0};

    for (size_t i = 0; i < count; i++)
        request_head_add(&head, str_from(lines[i].name),
                         str_from(lines[i].value), STR("X-Forwarded-For"),
                         forwarded);
    return head;
}

static void names_are_read_in_any_case_and_others_are_left(void **state)
{
    const struct line lines[] = {
        {"hOST", "kb.example.com"}, {"If-Match", "\"a\""}, {"X-Unknown", "one"},
        {"x-csrf-token", "t"},      {"accept", "first"},   {"Accept", "last"},
    };
    struct strbuf forwarded;
    struct request_head head;

    (void) state;
    strbuf_init(&forwarded, 100);
    head = read_head(lines, ARRAY_LEN(lines), &forwarded);
    assert_true(str_equal(head.known.host, STR("kb.example.com")));
    assert_true(str_equal(head.known.if_match, STR("\"a\"")));
    assert_true(str_equal(head.known.csrf_token, STR("t")));
    assert_true(str_equal(head.known.accept, STR("last")));
    assert_false(request_head_is_ambiguous(&head));
    assert_int_equal(forwarded.len, 0);
    strbuf_release(&forwarded);
}

static void lines_of_several_proxies_become_one_list(void **state)
{
    const struct line lines[] = {
        {"x-forwarded-for", "192.0.2.1, 192.0.2.2"},
        {"X-Forwarded-For", "192.0.2.3"},
        {"Forwarded", "for=192.0.2.4"},
    };
    struct strbuf forwarded;

    (void) state;
    strbuf_init(&forwarded, 100);
    (void) read_head(lines, ARRAY_LEN(lines), &forwarded);
    assert_string_equal(forwarded.ptr, "192.0.2.1, 192.0.2.2,192.0.2.3");
    strbuf_release(&forwarded);
}

static void a_body_must_have_one_end(void **state)
{
    static const struct {
        struct line lines[2];
        bool is_ambiguous;
    } rows[] = {
        {{{"Content-Length", "5"}, {"Host", "a"}}, false},
        {{{"Transfer-Encoding", "Chunked"}, {"Host", "a"}}, false},
        {{{"Content-Length", "5"}, {"content-length", "5"}}, true},
        {{{"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}, true},
        {{{"Transfer-Encoding", "gzip, chunked"}, {"Host", "a"}}, true},
        {{{"Host", "a"}, {"Host", "a"}}, true},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct strbuf forwarded;
        struct request_head head;

        strbuf_init(&forwarded, 100);
        head = read_head(rows[i].lines, 2, &forwarded);
        assert_int_equal(request_head_is_ambiguous(&head),
                         rows[i].is_ambiguous);
        strbuf_release(&forwarded);
    }
}

static const char *line_of(const struct response_head *head, const char *name)
{
    for (size_t i = 0; i < head->count; i++)
        if (str_equal(str_from(head->lines[i].name), str_from(name)))
            return head->lines[i].value.ptr;
    return NULL;
}

static void only_pages_may_run_scripts_and_nothing_may_be_framed(void **state)
{
    static const struct {
        enum response_kind kind;
        bool may_run_scripts;
        bool is_sandboxed;
    } rows[] = {
        {RESPONSE_DATA, false, false},
        {RESPONSE_PAGE, true, false},
        {RESPONSE_IMAGE, false, true},
        {RESPONSE_FILE, false, true},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct response response;
        struct response_head head;
        const char *policy;

        response_init(&response);
        response.kind = rows[i].kind;
        response_head(&head, &response, false, *state);
        policy = line_of(&head, "Content-Security-Policy");
        assert_non_null(policy);
        assert_non_null(strstr(policy, "default-src 'none'"));
        assert_non_null(strstr(policy, "frame-ancestors 'none'"));
        assert_int_equal(strstr(policy, "script-src 'self'") != NULL,
                         rows[i].may_run_scripts);
        assert_int_equal(strstr(policy, "sandbox") != NULL,
                         rows[i].is_sandboxed);
        assert_string_equal(line_of(&head, "X-Content-Type-Options"),
                            "nosniff");
        assert_null(line_of(&head, "Connection"));
        response_release(&response);
    }
}

static void a_304_says_nothing_of_a_body_it_does_not_have(void **state)
{
    struct response response;
    struct response_head head;

    response_init(&response);
    response.status = 304;
    response.etag = STR("abc");
    response.cache = CACHE_REVALIDATE;
    response_head(&head, &response, true, *state);
    assert_null(line_of(&head, "Content-Type"));
    assert_null(line_of(&head, "Content-Security-Policy"));
    assert_string_equal(line_of(&head, "ETag"), "W/\"abc\"");
    assert_string_equal(line_of(&head, "Cache-Control"), "no-cache");
    assert_string_equal(line_of(&head, "Connection"), "close");
    response_release(&response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_read_in_any_case_and_others_are_left),
        cmocka_unit_test(lines_of_several_proxies_become_one_list),
        cmocka_unit_test(a_body_must_have_one_end),
        ARENA_TEST(only_pages_may_run_scripts_and_nothing_may_be_framed),
        ARENA_TEST(a_304_says_nothing_of_a_body_it_does_not_have),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
