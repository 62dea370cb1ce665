/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/diagnostics: collecting, and the bound.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "core/article/diagnostics.h"

static void entries_are_kept_in_order_up_to_the_bound(void **state)
{
    struct fixture *f = *state;
    struct diagnostics list;

    diagnostics_init(&list, STR("a.md"), f->arena);
    for (int i = 0; i < DIAGNOSTICS_PER_FILE_MAX + 10; i++)
        diagnostics_add(&list, i % 2 ? SLV_ERROR : SLV_WARNING, "rule", i,
                        "Number %d.", i);
    assert_int_equal(list.count, DIAGNOSTICS_PER_FILE_MAX);
    assert_int_equal(list.items[7].line, 7);
    assert_int_equal(list.items[7].severity, SLV_ERROR);
    assert_string_equal(list.items[7].rule, "rule");
    assert_true(str_equal(list.items[7].message, STR("Number 7.")));
    assert_true(str_equal(list.items[7].file, STR("a.md")));
}

static void a_long_message_is_cut(void **state)
{
    struct fixture *f = *state;
    struct diagnostics list;
    char text[5000];

    memset(text, 'x', sizeof text);
    diagnostics_init(&list, STR("a.md"), f->arena);
    diagnostics_add(&list, SLV_ERROR, "rule", 1, "%.*s", (int) sizeof text,
                    text);
    assert_in_range(list.items[0].message.len, 500, 1023);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(entries_are_kept_in_order_up_to_the_bound),
        FIXTURE_TEST(a_long_message_is_cut),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
