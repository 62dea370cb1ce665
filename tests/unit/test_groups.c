/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/groups: which names are one, and what sets have in common.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/article/groups.h"

#include <string.h>

enum { NAMES_MAX = 8 };

/* The set of names with '|' between them. */
static struct str set_of(struct arena *arena, const char *names)
{
    struct str items[NAMES_MAX];
    struct str_list list = {items, 0};

    for (struct str rest = str_from(names); rest.len;)
        items[list.count++] = str_take_until(&rest, '|');
    return groups_write(&list, arena);
}

static void names_are_compared_folded_and_trimmed(void **state)
{
    struct fixture *fixture = *state;
    static const char *const same[] = {
        "blue|red",
        "red|blue",
        "Red|BLUE|red",
        " red |\tblue\n",
        "red||blue| |",
        "\xC2\xA0red|blue",
        "red\xE2\x80\x8B|blue",
    };

    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        assert_string_equal(set_of(fixture->arena, same[i]).ptr, "blue\nred\n");
    assert_string_equal(set_of(fixture->arena, "Gold  \n Support").ptr,
                        "gold support\n");
}

static void names_that_differ_otherwise_are_not_one(void **state)
{
    struct fixture *fixture = *state;
    static const char *const other[] = {"re", "redd",
                                        "r\xC3\xA9"
                                        "d",
                                        "r ed", "red,"};

    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        assert_false(groups_meet(set_of(fixture->arena, other[i]),
                                 set_of(fixture->arena, "red")));
    /* an accent of its own and one with its letter are one way of writing */
    assert_true(
        groups_meet(set_of(fixture->arena, "re\xCC\x81"), /* e, accent */
                    set_of(fixture->arena, "R\xC3\x89")));
}

static void sets_without_a_name_are_empty(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(set_of(fixture->arena, "").len, 0);
    assert_int_equal(set_of(fixture->arena, " |\t|\xE2\x80\x8B").len, 0);
    assert_false(groups_meet(STR(""), STR("")));
    assert_false(groups_meet(STR(""), STR("red\n")));
}

static void sets_meet_when_they_share_a_name(void **state)
{
    struct fixture *fixture = *state;
    struct str some = set_of(fixture->arena, "blue|green|red");
    static const struct {
        const char *names;
        bool do_meet;
        bool are_within;
    } cases[] = {
        {"red", true, true},         {"blue", true, true},
        {"green", true, true},       {"red|yellow", true, false},
        {"amber|blue", true, false}, {"amber|yellow", false, false},
        {"black", false, false},     {"red|blue|green", true, true},
        {"blue|red", true, true},    {"", false, true},
        {"g", false, false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str set = set_of(fixture->arena, cases[i].names);

        assert_int_equal(groups_meet(some, set), cases[i].do_meet);
        assert_int_equal(groups_meet(set, some), cases[i].do_meet);
        assert_int_equal(groups_are_within(set, some), cases[i].are_within);
    }
    assert_false(groups_are_within(some, set_of(fixture->arena, "blue|red")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(names_are_compared_folded_and_trimmed),
        FIXTURE_TEST(names_that_differ_otherwise_are_not_one),
        FIXTURE_TEST(sets_without_a_name_are_empty),
        FIXTURE_TEST(sets_meet_when_they_share_a_name),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
