/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/strbuf: always a C string, never past its maximum.
 */
#include "tests/support/fixture.h"

#include "base/strbuf.h"

#include <stdlib.h>
#include <string.h>

static void new_buffer_is_an_empty_string(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 10);
    assert_string_equal(buf.ptr, "");
    assert_int_equal(buf.len, 0);
    strbuf_release(&buf);
    assert_string_equal(buf.ptr, "");
}

static void appends_of_every_kind_add_up(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 100);
    strbuf_add(&buf, "a\0b", 3);
    strbuf_add_char(&buf, 'c');
    strbuf_add_str(&buf, (struct str){"def", 2});
    strbuf_add_str(&buf, (struct str){NULL, 0});
    strbuf_add_cstr(&buf, "g");
    strbuf_add_format(&buf, "%d-%s", 12, "x");
    assert_int_equal(buf.len, 11);
    assert_memory_equal(buf.ptr, "a\0bcdeg12-x", 12);
    assert_false(buf.overflowed);
    strbuf_release(&buf);
}

static void an_append_past_the_maximum_adds_nothing(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 5);
    strbuf_add_cstr(&buf, "12345");
    assert_false(buf.overflowed);
    strbuf_add_cstr(&buf, "");
    assert_false(buf.overflowed);
    strbuf_add_char(&buf, '6');
    assert_true(buf.overflowed);
    assert_string_equal(buf.ptr, "12345");
    strbuf_release(&buf);
}

static void overflow_is_sticky_until_cleared(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 5);
    strbuf_add_format(&buf, "%s", "too long");
    assert_true(buf.overflowed);
    strbuf_add_char(&buf, 'a');
    assert_string_equal(buf.ptr, "");
    strbuf_clear(&buf);
    strbuf_add_char(&buf, 'a');
    assert_string_equal(buf.ptr, "a");
    assert_false(strbuf_reserve(&buf, SIZE_MAX));
    assert_true(buf.overflowed);
    strbuf_release(&buf);
}

static void growth_keeps_what_is_there(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 1000000);
    for (int i = 0; i < 100000; i++)
        strbuf_add_char(&buf, (char) ('a' + i % 26));
    assert_int_equal(buf.len, 100000);
    for (size_t i = 0; i < buf.len; i++)
        assert_int_equal(buf.ptr[i], (char) ('a' + i % 26));
    assert_int_equal(buf.ptr[buf.len], 0);
    strbuf_release(&buf);
}

static void truncate_cuts_and_terminates(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 10);
    strbuf_truncate(&buf, 0);
    strbuf_add_cstr(&buf, "abc");
    strbuf_truncate(&buf, 1);
    assert_string_equal(buf.ptr, "a");
    strbuf_release(&buf);
}

static void take_moves_the_memory(void **state)
{
    struct strbuf buf;
    size_t len = 9;
    char *text;

    (void) state;
    strbuf_init(&buf, 10);
    text = strbuf_take(&buf, &len);
    assert_string_equal(text, "");
    assert_int_equal(len, 0);
    free(text);
    strbuf_add_cstr(&buf, "abc");
    text = strbuf_take(&buf, NULL);
    assert_string_equal(text, "abc");
    assert_int_equal(buf.len, 0);
    strbuf_add_cstr(&buf, "d");
    assert_string_equal(text, "abc");
    free(text);
    strbuf_release(&buf);
}

static void direct_writes_are_within_the_reserve(void **state)
{
    struct strbuf buf;

    (void) state;
    strbuf_init(&buf, 10);
    assert_true(strbuf_reserve(&buf, 3));
    memcpy(buf.ptr, "xyz", 3);
    strbuf_set_len(&buf, 3);
    assert_string_equal(buf.ptr, "xyz");
    strbuf_release(&buf);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(new_buffer_is_an_empty_string),
        cmocka_unit_test(appends_of_every_kind_add_up),
        cmocka_unit_test(an_append_past_the_maximum_adds_nothing),
        cmocka_unit_test(overflow_is_sticky_until_cleared),
        cmocka_unit_test(growth_keeps_what_is_there),
        cmocka_unit_test(truncate_cuts_and_terminates),
        cmocka_unit_test(take_moves_the_memory),
        cmocka_unit_test(direct_writes_are_within_the_reserve),
    };

    return cmocka_run_group_tests_name("strbuf", tests, NULL, NULL);
}
