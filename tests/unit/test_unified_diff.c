/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/unified_diff: hunks, their numbers, and where they meet.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/unified_diff.h"

static void check(struct fixture *f, const char *before, const char *after,
                  const char *expected)
{
    const struct str out =
        unified_diff(str_from(before), str_from(after), f->arena);

    assert_string_equal(arena_cstr(f->arena, out), expected);
}

static void texts_that_are_the_same_differ_nowhere(void **state)
{
    check(*state, "", "", "");
    check(*state, "a\nb\n", "a\nb\n", "");
    check(*state, "a\nb\n", "a\nb", "");
}

static void a_change_has_three_lines_around_it(void **state)
{
    check(*state, "1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nX\n6\n7\n8\n9\n",
          "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+X\n 6\n 7\n 8\n");
    check(*state, "1\n2\n", "0\n1\n2\n", "@@ -1,2 +1,3 @@\n+0\n 1\n 2\n");
    check(*state, "1\n2\n", "1\n2\n3\n", "@@ -1,2 +1,3 @@\n 1\n 2\n+3\n");
}

/* A side without lines is named by the line before it, as patch reads it. */
static void from_and_to_nothing(void **state)
{
    check(*state, "", "1\n2\n", "@@ -0,0 +1,2 @@\n+1\n+2\n");
    check(*state, "1\n2\n", "", "@@ -1,2 +0,0 @@\n-1\n-2\n");
}

/* Six equal lines between two changes are in one hunk, seven part them. */
static void near_changes_are_one_hunk(void **state)
{
    check(*state, "a\n1\n2\n3\n4\n5\n6\nb\n", "A\n1\n2\n3\n4\n5\n6\nB\n",
          "@@ -1,8 +1,8 @@\n-a\n+A\n 1\n 2\n 3\n 4\n 5\n 6\n-b\n+B\n");
    check(*state, "a\n1\n2\n3\n4\n5\n6\n7\nb\n", "A\n1\n2\n3\n4\n5\n6\n7\nB\n",
          "@@ -1,4 +1,4 @@\n-a\n+A\n 1\n 2\n 3\n"
          "@@ -6,4 +6,4 @@\n 5\n 6\n 7\n-b\n+B\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(texts_that_are_the_same_differ_nowhere),
        FIXTURE_TEST(a_change_has_three_lines_around_it),
        FIXTURE_TEST(from_and_to_nothing),
        FIXTURE_TEST(near_changes_are_one_hunk),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
