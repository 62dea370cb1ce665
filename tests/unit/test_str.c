/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/str: slices are cut, found and compared by bytes.
 */
#include "tests/support/fixture.h"

#include "base/str.h"

static void assert_str(struct str s, const char *expected)
{
    assert_int_equal(s.len, strlen(expected));
    if (s.len > 0)
        assert_memory_equal(s.ptr, expected, s.len);
}

static void equality_is_by_bytes_and_length(void **state)
{
    (void) state;
    assert_true(str_equal(STR("a\0b"), STR("a\0b")));
    assert_false(str_equal(STR("a\0b"), STR("a\0c")));
    assert_false(str_equal(STR("a"), STR("ab")));
    assert_true(str_equal((struct str){NULL, 0}, STR("")));
    assert_true(str_equal_nocase(STR("Disk FULL"), STR("disk full")));
    assert_false(str_equal_nocase(STR("disk"), STR("disc")));
    /* only ASCII letters fold: "[" and "{" differ by the same bit */
    assert_false(str_equal_nocase(STR("["), STR("{")));
}

static void order_is_by_bytes_then_length(void **state)
{
    (void) state;
    assert_true(str_compare(STR("a"), STR("b")) < 0);
    assert_true(str_compare(STR("b"), STR("a")) > 0);
    assert_true(str_compare(STR("a"), STR("ab")) < 0);
    assert_true(str_compare(STR("ab"), STR("a")) > 0);
    assert_int_equal(str_compare(STR(""), (struct str){NULL, 0}), 0);
    assert_true(str_compare(STR("\xC3"), STR("z")) > 0);
}

static void prefixes_and_suffixes_are_seen(void **state)
{
    (void) state;
    assert_true(str_has_prefix(STR("article.md"), STR("art")));
    assert_true(str_has_prefix(STR("a"), STR("")));
    assert_false(str_has_prefix(STR("a"), STR("ab")));
    assert_true(str_has_suffix(STR("article.md"), STR(".md")));
    assert_false(str_has_suffix(STR("md"), STR(".md")));
}

static void find_gives_the_length_when_there_is_none(void **state)
{
    const struct str text = STR("one two two");

    (void) state;
    assert_int_equal(str_find(text, STR("two"), 0), 4);
    assert_int_equal(str_find(text, STR("two"), 5), 8);
    assert_int_equal(str_find(text, STR("two"), 9), text.len);
    assert_int_equal(str_find(text, STR("two"), 99), text.len);
    assert_int_equal(str_find(text, STR(""), 3), 3);
    assert_int_equal(str_find(STR("a"), STR("ab"), 0), 1);
    assert_int_equal(str_find_char(text, 't'), 4);
    assert_int_equal(str_find_char(text, 'x'), text.len);
    assert_int_equal(str_find_char((struct str){NULL, 0}, 'x'), 0);
}

static void trim_takes_white_space_from_both_ends(void **state)
{
    (void) state;
    assert_str(str_trim(STR(" \t a b\r\n")), "a b");
    assert_str(str_trim(STR(" \n ")), "");
    assert_str(str_trim(STR("")), "");
}

static void lines_end_with_lf_or_crlf(void **state)
{
    struct str rest = STR("one\r\ntwo\n\nlast");

    (void) state;
    assert_str(str_take_line(&rest), "one");
    assert_str(str_take_line(&rest), "two");
    assert_str(str_take_line(&rest), "");
    assert_str(str_take_line(&rest), "last");
    assert_int_equal(rest.len, 0);
}

static void taking_until_a_separator_drops_it(void **state)
{
    struct str rest = STR("a=b=c");

    (void) state;
    assert_str(str_take_until(&rest, '='), "a");
    assert_str(rest, "b=c");
    assert_str(str_take_until(&rest, '&'), "b=c");
    assert_int_equal(rest.len, 0);
    rest = STR("end=");
    assert_str(str_take_until(&rest, '='), "end");
    assert_int_equal(rest.len, 0);
}

static void numbers_are_digits_and_nothing_else(void **state)
{
    unsigned long long n = 7;

    (void) state;
    assert_true(str_to_uint(STR("0042"), &n));
    assert_int_equal(n, 42);
    assert_true(str_to_uint(STR("999999999999999999"), &n));
    assert_true(n == 999999999999999999ULL);
    assert_false(str_to_uint(STR("1000000000000000000"), &n));
    assert_false(str_to_uint(STR(""), &n));
    assert_false(str_to_uint(STR("-1"), &n));
    assert_false(str_to_uint(STR("1 "), &n));
    assert_false(str_to_uint(STR("0x10"), &n));
}

static void slices_are_cut_within_bounds(void **state)
{
    (void) state;
    assert_str(str_first(STR("abc"), 2), "ab");
    assert_str(str_first(STR("abc"), 9), "abc");
    assert_str(str_from_offset(STR("abc"), 3), "");
    assert_str(str_from(NULL), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality_is_by_bytes_and_length),
        cmocka_unit_test(order_is_by_bytes_then_length),
        cmocka_unit_test(prefixes_and_suffixes_are_seen),
        cmocka_unit_test(find_gives_the_length_when_there_is_none),
        cmocka_unit_test(trim_takes_white_space_from_both_ends),
        cmocka_unit_test(lines_end_with_lf_or_crlf),
        cmocka_unit_test(taking_until_a_separator_drops_it),
        cmocka_unit_test(numbers_are_digits_and_nothing_else),
        cmocka_unit_test(slices_are_cut_within_bounds),
    };

    return cmocka_run_group_tests_name("str", tests, NULL, NULL);
}
