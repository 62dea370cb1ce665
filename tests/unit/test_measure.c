/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/eval/measure: figures worked out by hand, and what must hold of any
 * ranking.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/str.h"
#include "core/eval/measure.h"
#include "core/eval/sampling.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Discounts of the ranks 1 to 5: 1/log2(2) = 1, 1/log2(3) = 0.6309297536,
 * 1/log2(4) = 0.5, 1/log2(5) = 0.4306765581, 1/log2(6) = 0.3868528072. */
static const struct {
    const char *name;
    int ranked[12];
    size_t ranked_count;
    int judged[12];
    size_t judged_count;
    double expected[MEASURE_COUNT];
} cases[] = {
    /* 2 x 1 + 3 x 0.5 + 1 x 0.3868528072 = 3.8868528072, of the best order
     * 3 x 1 + 2 x 0.6309297536 + 1 x 0.5 = 4.7618595071 */
    {"graded, one unjudged and one of no use between",
     {2, 0, 3, 0, 1},
     5,
     {3, 2, 1, 0},
     4,
     {0.8162468467, 1, 1, 1, 1}},
    {"first found at rank 12 of 2",
     {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
     12,
     {1, 1},
     2,
     {0, 1.0 / 12, 0, 0, 0.5}},
    {"nothing found", {0}, 0, {1}, 1, {0, 0, 0, 0, 0}},
    {"a grade below 0 is of no use",
     {-1, 1},
     2,
     {-1, 1},
     2,
     {0.6309297536, 0.5, 0, 1, 1}},
    {"more that is relevant than ten places",
     {1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
     10,
     {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1},
     12,
     {1, 1, 1, 10.0 / 12, 10.0 / 12}},
    /* 1 x 1 + 5 x 0.4306765581 = 3.1533827904, of the best order
     * 5 x 1 + 1 x 0.6309297536 = 5.6309297536 */
    {"the best comes fourth",
     {1, 0, 0, 5},
     4,
     {0, 1, 5},
     3,
     {0.5600110334, 1, 1, 1, 1}},
    {"nothing is relevant", {0, 0}, 2, {0, -2}, 2, {0, 0, 0, 0, 0}},
    {"nothing is judged", {0, 0}, 2, {0}, 0, {0, 0, 0, 0, 0}},
};

static void figures_are_those_worked_out_by_hand(void **state)
{
    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        double found[MEASURE_COUNT];

        measure_ranking(cases[i].ranked, cases[i].ranked_count, cases[i].judged,
                        cases[i].judged_count, found);
        for (unsigned k = 0; k < MEASURE_COUNT; k++)
            if (fabs(found[k] - cases[i].expected[k]) > 1e-9)
                fail_msg("%s: %s is %.10f and not %.10f", cases[i].name,
                         measure_name((enum measure) k), found[k],
                         cases[i].expected[k]);
    }
}

static int compare_falling(const void *a, const void *b)
{
    return *(const int *) b - *(const int *) a;
}

enum { RANKED_MAX = 150 };

/* Random grades, most of them 0, at least one relevant. */
static size_t draw_grades(struct sampling *sampling, int grades[RANKED_MAX])
{
    size_t count = 1 + sampling_below(sampling, RANKED_MAX);

    for (size_t i = 0; i < count; i++)
        grades[i] = sampling_below(sampling, 3) == 0
                        ? (int) sampling_below(sampling, 5) - 1
                        : 0;
    grades[sampling_below(sampling, (uint32_t) count)] = 4;
    return count;
}

static void the_best_order_is_perfect(void **state)
{
    struct sampling sampling;
    int grades[RANKED_MAX];
    double found[MEASURE_COUNT];

    (void) state;
    sampling_begin(&sampling, 1);
    for (int round = 0; round < 500; round++) {
        size_t count = draw_grades(&sampling, grades);

        qsort(grades, count, sizeof *grades, compare_falling);
        measure_ranking(grades, count, grades, count, found);
        assert_true(fabs(found[MEASURE_NDCG_10] - 1) < 1e-12);
        assert_true(found[MEASURE_MRR] == 1 && found[MEASURE_P_1] == 1);
    }
}

static void no_order_leaves_the_range_and_an_exchange_has_its_sign(void **state)
{
    struct sampling sampling;
    int judged[RANKED_MAX];
    int ranked[RANKED_MAX];
    double before[MEASURE_COUNT];
    double after[MEASURE_COUNT];
    size_t fell = 0;

    (void) state;
    sampling_begin(&sampling, 2);
    for (int round = 0; round < 2000; round++) {
        size_t count = draw_grades(&sampling, judged);
        size_t low = sampling_below(&sampling, (uint32_t) count);
        size_t high = sampling_below(&sampling, (uint32_t) (low + 1));
        int moved;

        memcpy(ranked, judged, sizeof ranked);
        measure_ranking(ranked, count, judged, count, before);
        /* the better of two comes to the lower place */
        moved = ranked[low];
        if (moved < ranked[high]) {
            ranked[low] = ranked[high];
            ranked[high] = moved;
        }
        measure_ranking(ranked, count, judged, count, after);
        for (unsigned i = 0; i < MEASURE_COUNT; i++) {
            assert_true(before[i] >= 0 && before[i] <= 1);
            assert_true(after[i] <= before[i] + 1e-12);
        }
        fell += after[MEASURE_NDCG_10] < before[MEASURE_NDCG_10];
    }
    assert_true(fell > 50);
}

static void what_follows_the_depth_of_a_measure_changes_nothing(void **state)
{
    int ranked[RANKED_MAX] = {0, 2};
    const int judged[] = {2, 3, 1};
    double short_one[MEASURE_COUNT];
    double long_one[MEASURE_COUNT];

    (void) state;
    measure_ranking(ranked, 10, judged, 3, short_one);
    ranked[10] = 3;
    ranked[100] = 1;
    measure_ranking(ranked, RANKED_MAX, judged, 3, long_one);
    assert_true(long_one[MEASURE_NDCG_10] == short_one[MEASURE_NDCG_10]);
    assert_true(long_one[MEASURE_RECALL_10] == 1.0 / 3);
    assert_true(long_one[MEASURE_RECALL_100] == 2.0 / 3);
    assert_true(long_one[MEASURE_MRR] == 0.5);
}

static void names_go_both_ways(void **state)
{
    enum measure measure;

    (void) state;
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        assert_true(
            measure_parse(str_from(measure_name((enum measure) i)), &measure));
        assert_int_equal(measure, i);
        assert_non_null(strstr(MEASURE_NAMES, measure_name((enum measure) i)));
    }
    assert_true(measure_parse(STR("nDCG@10"), &measure));
    assert_int_equal(measure, MEASURE_NDCG_10);
    assert_false(measure_parse(STR("map"), &measure));
    assert_false(measure_parse(STR(""), &measure));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_are_those_worked_out_by_hand),
        cmocka_unit_test(the_best_order_is_perfect),
        cmocka_unit_test(
            no_order_leaves_the_range_and_an_exchange_has_its_sign),
        cmocka_unit_test(what_follows_the_depth_of_a_measure_changes_nothing),
        cmocka_unit_test(names_go_both_ways),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
