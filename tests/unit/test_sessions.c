/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * server/sessions: one number for a visit, another one for any other, and for
 * the same visitor on another day.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "server/sessions.h"

enum { DAY_S = 24 * 60 * 60 };

static int64_t number_of(struct sessions *sessions, const char *address,
                         const char *agent, int64_t now_unix_s)
{
    const struct request request = {
        .client_address = str_from(address),
        .headers = {.user_agent = str_from(agent)},
    };

    return session_of(sessions, &request, now_unix_s);
}

static void a_visit_keeps_its_number_for_a_day(void **state)
{
    struct sessions *sessions = sessions_new();
    int64_t now = 20000 * (int64_t) DAY_S;
    int64_t first = number_of(sessions, "192.0.2.1", "A", now);

    (void) state;
    assert_true(first != 0);
    assert_true(number_of(sessions, "192.0.2.1", "A", now + DAY_S - 1) ==
                first);
    assert_true(number_of(sessions, "192.0.2.2", "A", now) != first);
    /* what a browser calls itself makes nobody another visitor */
    assert_true(number_of(sessions, "192.0.2.1", "B", now) == first);
    assert_true(number_of(sessions, "192.0.2.1", "", now) == first);
    assert_true(number_of(sessions, "192.0.2.1", "A", now + DAY_S) != first);
    /* the key of the day before is gone */
    assert_true(number_of(sessions, "192.0.2.1", "A", now) != first);
    sessions_free(sessions);
    sessions_free(NULL);
}

static void a_household_has_one_number(void **state)
{
    struct sessions *sessions = sessions_new();
    int64_t first = number_of(sessions, "2001:db8:1:2::1", "A", 0);

    (void) state;
    assert_true(number_of(sessions, "2001:db8:1:2:ffff::9", "A", 0) == first);
    assert_true(number_of(sessions, "2001:db8:1:3::1", "A", 0) != first);
    assert_true(number_of(sessions, "::ffff:192.0.2.1", "A", 0) !=
                number_of(sessions, "::ffff:192.0.2.2", "A", 0));
    sessions_free(sessions);
}

static void odd_callers_have_numbers_too(void **state)
{
    struct sessions *sessions = sessions_new();
    static char agent[100000];

    (void) state;
    memset(agent, 'x', sizeof agent - 1);
    assert_true(number_of(sessions, "", "", 0) != 0);
    assert_true(number_of(sessions, agent, agent, 0) ==
                number_of(sessions, agent, agent, 0));
    sessions_free(sessions);
}

static void each_start_of_the_program_has_other_numbers(void **state)
{
    struct sessions *one = sessions_new();
    struct sessions *other = sessions_new();

    (void) state;
    assert_true(number_of(one, "192.0.2.1", "A", 0) !=
                number_of(other, "192.0.2.1", "A", 0));
    sessions_free(one);
    sessions_free(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_visit_keeps_its_number_for_a_day),
        cmocka_unit_test(a_household_has_one_number),
        cmocka_unit_test(odd_callers_have_numbers_too),
        cmocka_unit_test(each_start_of_the_program_has_other_numbers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
