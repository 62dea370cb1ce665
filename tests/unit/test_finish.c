/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/finish: who takes gzip, and whose copy is still right.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "server/finish.h"

static void accept_encoding_is_weighed(void **state)
{
    (void) state;
    assert_true(finish_accepts_gzip(STR("gzip")));
    assert_true(finish_accepts_gzip(STR("br;q=1.0, GZip ; q=0.001")));
    assert_true(finish_accepts_gzip(STR("*")));
    assert_true(finish_accepts_gzip(STR("*;q=0, gzip")));
    assert_true(finish_accepts_gzip(STR("x-gzip")));
    assert_false(finish_accepts_gzip(STR("")));
    assert_false(finish_accepts_gzip(STR("br, deflate")));
    assert_false(finish_accepts_gzip(STR("gzip;q=0")));
    assert_false(finish_accepts_gzip(STR("gzip; q=0.000, *")));
    assert_false(finish_accepts_gzip(STR("*;q=0")));
    assert_false(finish_accepts_gzip(STR("notgzip")));
}

static void tags_are_compared_weakly(void **state)
{
    (void) state;
    assert_true(finish_etag_matches(STR("\"a-1\""), STR("a-1")));
    assert_true(finish_etag_matches(STR("W/\"a-1\""), STR("a-1")));
    assert_true(finish_etag_matches(STR("\"x\" , W/\"a-1\""), STR("a-1")));
    assert_true(finish_etag_matches(STR("*"), STR("a-1")));
    assert_false(finish_etag_matches(STR("a-1"), STR("a-1")));
    assert_false(finish_etag_matches(STR("\"a-12\""), STR("a-1")));
    assert_false(finish_etag_matches(STR("\"A-1\""), STR("a-1")));
    assert_false(finish_etag_matches(STR(""), STR("a-1")));
    assert_false(finish_etag_matches(STR("\""), STR("a-1")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accept_encoding_is_weighed),
        cmocka_unit_test(tags_are_compared_weakly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
