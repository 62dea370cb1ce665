/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/api/case_api: what a client has seen of a case, read from If-Match, and
 * sentences of the store as they are told. What the routes answer is tested over
 * HTTP (tests/http/cases.test.mjs).
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "indexer/commands.h"
#include "server/api/case_api.h"
#include "server/router.h"

static struct api_match match_of(const char *text)
{
    const struct request request = {.headers.if_match = str_from(text)};

    return api_if_match(&request);
}

static void if_match_names_one_change_any_or_none(void **state)
{
    static const struct {
        const char *text;
        bool is_given;
        int64_t change;
    } cases[] = {
        {"", false, 0},
        {"  ", false, 0},
        {"*", true, 0},
        {"\"7\"", true, 7},
        {" \"7\" ", true, 7},
        {"W/\"7\"", true, 7},
        {"\"123456789012\"", true, 123456789012},
        /* what no case can have never fits */
        {"\"9223372036854775807\"", true, -1},
        {"\"99999999999999999999999\"", true, -1},
        {"\"0\"", true, -1},
        {"\"-1\"", true, -1},
        {"\"\"", true, -1},
        {"\"", true, -1},
        {"7", true, -1},
        {"\"7", true, -1},
        {"\"7\", \"8\"", true, -1},
        {"\"x7\"", true, -1},
        {"W/", true, -1},
        {"w/\"7\"", true, -1},
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct api_match match = match_of(cases[i].text);

        if (match.is_given != cases[i].is_given ||
            match.change != cases[i].change)
            fail_msg("\"%s\": %d, %lld", cases[i].text, match.is_given,
                     (long long) match.change);
    }
}

static void sentences_begin_with_a_capital(void **state)
{
    struct slv_error err;

    (void) state;
    assert_int_equal(
        api_told(slv_fail(&err, SLV_ERR_INPUT, "the subject"), &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text, "The subject");
    (void) api_told(slv_fail(&err, SLV_ERR_INPUT, "\"x\" is odd"), &err);
    assert_string_equal(err.text, "\"x\" is odd");
    (void) api_told(slv_fail(&err, SLV_ERR_INPUT, "\xC3\xA4"), &err);
    assert_string_equal(err.text, "\xC3\xA4");
    assert_int_equal(api_told(SLV_OK, NULL), SLV_OK);
    assert_int_equal(api_told(SLV_ERR_IO, NULL), SLV_ERR_IO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(if_match_names_one_change_any_or_none),
        FIXTURE_TEST(sentences_begin_with_a_capital),
    };

    return cmocka_run_group_tests_name("case_api", tests, NULL, NULL);
}
