/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/insight/gap_effect: whether cases fell, and how sure that is.
 */
#include "tests/support/fixture.h"

#include "core/insight/gap_effect.h"

enum { DAY_S = 24 * 60 * 60, LONG = 60 * DAY_S };

static void a_clear_fall_is_told_with_its_interval(void **state)
{
    /* ln(10.5/40.5) - ln(100.5/100.5) = -1.35: 74 % fewer; the error is
     * 1.96 sqrt(1/10.5 + 1/40.5 + 2/100.5) = 0.734 */
    const struct gap_effect effect = gap_effect_of(40, 10, 100, 100, LONG);

    (void) state;
    assert_int_equal(effect.verdict, GAP_FELL);
    assert_int_equal(effect.percent, -74);
    assert_int_equal(effect.low, -88);
    assert_int_equal(effect.high, -46);
}

static void a_fall_of_all_gaps_is_no_merit_of_the_article(void **state)
{
    const struct gap_effect effect = gap_effect_of(40, 10, 400, 100, LONG);

    (void) state;
    assert_int_equal(effect.verdict, GAP_NOT_SURE);
    assert_in_range(effect.percent + 10, 0, 20);
}

static void small_numbers_say_so(void **state)
{
    (void) state;
    assert_int_equal(gap_effect_of(3, 1, 5, 5, LONG).verdict, GAP_NOT_SURE);
    assert_int_equal(gap_effect_of(0, 0, 0, 0, LONG).verdict, GAP_NOT_SURE);
}

static void a_rise_is_a_rise(void **state)
{
    (void) state;
    assert_int_equal(gap_effect_of(10, 60, 100, 100, LONG).verdict, GAP_ROSE);
    assert_int_equal(gap_effect_of(0, 1000000, 1000, 1, LONG).percent, 999);
}

static void the_first_week_says_nothing(void **state)
{
    (void) state;
    assert_int_equal(gap_effect_of(40, 0, 100, 100, 6 * DAY_S).verdict,
                     GAP_TOO_EARLY);
    assert_int_equal(gap_effect_of(40, 0, 100, 100, 7 * DAY_S).verdict,
                     GAP_FELL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clear_fall_is_told_with_its_interval),
        cmocka_unit_test(a_fall_of_all_gaps_is_no_merit_of_the_article),
        cmocka_unit_test(small_numbers_say_so),
        cmocka_unit_test(a_rise_is_a_rise),
        cmocka_unit_test(the_first_week_says_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
