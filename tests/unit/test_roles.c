/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/article/roles: which headings say what a section is for.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "core/article/roles.h"

static const struct {
    const char *heading;
    enum slv_role role;
} headings[] = {
    {"Symptoms", SLV_ROLE_PROBLEM},
    {" ISSUE ", SLV_ROLE_PROBLEM},
    {"Applies to", SLV_ROLE_ENVIRONMENT},
    {"Applies to: Debian", SLV_ROLE_ENVIRONMENT},
    {"cause", SLV_ROLE_CAUSE},
    {"Cause 2", SLV_ROLE_CAUSE},
    {"Method 12: Do it by hand", SLV_ROLE_RESOLUTION},
    {"Method 1 - By hand", SLV_ROLE_RESOLUTION},
    {"Solution \xE2\x80\x93 by hand", SLV_ROLE_RESOLUTION},
    {"Fix", SLV_ROLE_RESOLUTION},
    {"Workaround", SLV_ROLE_WORKAROUND},
    {"Reply", SLV_ROLE_REPLY},
    {"Fixed disks", SLV_ROLE_NONE},
    {"LöSUNG 2: von Hand", SLV_ROLE_RESOLUTION},
    {"Solution de contournement", SLV_ROLE_WORKAROUND},
    {"Проблема", SLV_ROLE_PROBLEM},
    {"解決方法 1", SLV_ROLE_RESOLUTION},
    {"الحل", SLV_ROLE_RESOLUTION},
    {"الحل البديل", SLV_ROLE_WORKAROUND},
    {"Lösungsmittel", SLV_ROLE_NONE},
    {"Antwort", SLV_ROLE_NONE},
    {"Problem solving with care", SLV_ROLE_NONE},
    {"Because", SLV_ROLE_NONE},
    {"", SLV_ROLE_NONE},
    {"Replying to all", SLV_ROLE_NONE},
};

static void headings_have_these_roles(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        assert_int_equal(
            role_of_heading(str_from(headings[i].heading), NULL, 0),
            headings[i].role);
}

static void headings_of_the_configuration_come_first(void **state)
{
    const struct slv_role_heading extra[] = {
        {STR("Symptome"), SLV_ROLE_PROBLEM}, {STR("fix"), SLV_ROLE_WORKAROUND}};

    (void) state;
    assert_int_equal(role_of_heading(STR("SYMPTOME: a"), extra, 2),
                     SLV_ROLE_PROBLEM);
    assert_int_equal(role_of_heading(STR("Fix 3"), extra, 2),
                     SLV_ROLE_WORKAROUND);
    assert_int_equal(role_of_heading(STR("Cause"), extra, 2), SLV_ROLE_CAUSE);
}

static void names_of_roles_states_and_access_go_both_ways(void **state)
{
    enum slv_role role;
    enum slv_state article_state;
    enum slv_access access;

    (void) state;
    for (unsigned i = 1; i < SLV_ROLE_COUNT; i++) {
        assert_true(
            slv_role_parse(str_from(slv_role_name((enum slv_role) i)), &role));
        assert_int_equal(role, i);
    }
    for (unsigned i = 0; i < SLV_STATE_COUNT; i++) {
        assert_true(slv_state_parse(
            str_from(slv_state_name((enum slv_state) i)), &article_state));
        assert_int_equal(article_state, i);
    }
    for (unsigned i = 0; i < SLV_ACCESS_COUNT; i++) {
        assert_true(slv_access_parse(
            str_from(slv_access_name((enum slv_access) i)), &access));
        assert_int_equal(access, i);
    }
    assert_true(slv_access_parse(STR("PUBLIC"), &access));
    assert_false(slv_access_parse(STR(""), &access));
    assert_false(slv_role_parse(STR(""), &role));
    assert_false(slv_state_parse(STR("published "), &article_state));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headings_have_these_roles),
        cmocka_unit_test(headings_of_the_configuration_come_first),
        cmocka_unit_test(names_of_roles_states_and_access_go_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
