/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/eval/sampling: the generator, intervals and p values beside what theory
 * says they are near to.
 */
#include "tests/support/fixture.h"

#include "core/eval/sampling.h"

#include <math.h>

static bool is_near(double value, double expected, double tolerance)
{
    return fabs(value - expected) <= tolerance;
}

static void the_generator_gives_the_known_numbers(void **state)
{
    /* of SplitMix64 from the state 1234567 */
    static const uint64_t known[] = {6457827717110365317u, 3203168211198807973u,
                                     9817491932198370423u, 4593380528125082431u,
                                     16408922859458223821u};
    struct sampling sampling;

    (void) state;
    sampling_begin(&sampling, 1234567);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_true(sampling_next(&sampling) == known[i]);
}

static void numbers_below_a_bound_are_even(void **state)
{
    enum { BOUND = 7, DRAWS = 70000 };
    struct sampling sampling;
    unsigned counts[BOUND] = {0};
    unsigned of_three = 0;

    (void) state;
    sampling_begin(&sampling, 3);
    for (int i = 0; i < DRAWS; i++)
        counts[sampling_below(&sampling, BOUND)]++;
    /* five standard deviations of a binomial count are 463 */
    for (int i = 0; i < BOUND; i++)
        assert_true(is_near(counts[i], DRAWS / BOUND, 463));
    for (int i = 0; i < 1000; i++)
        assert_int_equal(sampling_below(&sampling, 1), 0);
    /* three quarters of 2^32: without drawing again, the multiples of 3 would
     * come twice as often as the others */
    for (int i = 0; i < 30000; i++)
        of_three += sampling_below(&sampling, 0xC0000000u) % 3 == 0;
    assert_true(is_near(of_three, 10000, 410));
}

static void an_interval_is_that_of_the_mean(void **state)
{
    enum { ROWS = 100 };
    double values[ROWS][3];
    struct sampling_interval first[3];
    struct sampling_interval again[3];

    (void) state;
    for (int i = 0; i < ROWS; i++) {
        values[i][0] = i % 2;
        values[i][1] = 0.25;
        values[i][2] = 1 - i % 2;
    }
    sampling_intervals(&values[0][0], ROWS, 3, first);
    sampling_intervals(&values[0][0], ROWS, 3, again);
    assert_memory_equal(first, again, sizeof first);
    /* 1.96 x sqrt(0.5 x 0.5 / 100) = 0.098 */
    assert_true(is_near(first[0].low, 0.402, 0.0101));
    assert_true(is_near(first[0].high, 0.598, 0.0101));
    assert_true(first[1].low == 0.25 && first[1].high == 0.25);
    /* columns are drawn alike: what is high in one is low in its mirror */
    assert_true(is_near(first[2].low, 1 - first[0].high, 1e-12));
    assert_true(is_near(first[2].high, 1 - first[0].low, 1e-12));
}

static void an_interval_of_one_row_is_a_point(void **state)
{
    const double value = 0.7;
    struct sampling_interval interval;

    (void) state;
    sampling_intervals(&value, 1, 1, &interval);
    assert_true(interval.low == 0.7 && interval.high == 0.7);
}

static void p_is_near_that_of_all_choices_of_signs(void **state)
{
    static const struct {
        double differences[12];
        size_t count;
        double p;
    } cases[] = {
        {{0, 0, 0}, 3, 1},
        {{0}, 0, 1},
        {{0.4}, 1, 1},
        {{0.2, 0.2, 0.2}, 3, 2.0 / 8},
        {{0.1, 0.1, 0.1, -0.1}, 4, 10.0 / 16},
        /* no other choice of signs reaches the sum of all */
        {{0.8, 0.4, 0.2, 0.1}, 4, 2.0 / 16},
        {{0.5, 0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5, 0, 0.5}, 11, 2.0 / 64},
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double turned[12];
        double p = sampling_paired_p(cases[i].differences, cases[i].count);

        /* five standard deviations of a share of 10,000 */
        assert_true(
            is_near(p, cases[i].p,
                    5 * sqrt(cases[i].p * (1 - cases[i].p) / 10000) + 1e-4));
        for (size_t k = 0; k < cases[i].count; k++)
            turned[k] = -cases[i].differences[k];
        assert_true(sampling_paired_p(turned, cases[i].count) == p);
    }
}

static void p_is_never_nothing(void **state)
{
    double differences[200];

    (void) state;
    for (int i = 0; i < 200; i++)
        differences[i] = 0.01;
    assert_true(
        is_near(sampling_paired_p(differences, 200), 1.0 / 10001, 1e-9));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_generator_gives_the_known_numbers),
        cmocka_unit_test(numbers_below_a_bound_are_even),
        cmocka_unit_test(an_interval_is_that_of_the_mean),
        cmocka_unit_test(an_interval_of_one_row_is_a_point),
        cmocka_unit_test(p_is_near_that_of_all_choices_of_signs),
        cmocka_unit_test(p_is_never_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
