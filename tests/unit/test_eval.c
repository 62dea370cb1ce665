/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/eval/eval and its JSON: a small set of queries worked out by hand, what
 * does not fit together, and comparisons.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/eval/eval.h"
#include "core/eval/eval_json.h"

#include <math.h>
#include <string.h>

/* Rankings and judgements:
 *
 *     query   found             judged
 *     graded  b x a d c         a 3, b 2, c 1, d 0 (x is not)
 *     late    o0 to o10, e      e 1, f 1
 *     none    nothing           g 1
 *     minus   h i               h -1, i 1
 *     many    m0 to m9          m0 to m11, each 1
 *     useless z                 z 0
 *     unknown z                 nothing
 *
 * The first five are averaged:
 *
 *             ndcg@10       mrr     p@1   recall@10   recall@100
 *     graded  0.8162468467  1       1     1           1
 *     late    0             1/12    0     0           1/2
 *     none    0             0       0     0           0
 *     minus   0.6309297536  1/2     0     1           1
 *     many    1             1       1     10/12       10/12
 *     sum     2.4471766003  31/12   2     34/12       40/12
 *     mean    0.4894353201  31/60   0.4   34/60       40/60
 *
 * graded: DCG 2/log2(2) + 3/log2(4) + 1/log2(6) = 2 + 1.5 + 0.3868528072, ideal
 * 3/log2(2) + 2/log2(3) + 1/log2(4) = 3 + 1.2618595071 + 0.5.
 * minus: 1/log2(3) of 1. late: eleven others come before e, so rank 12. */
static const char queries_text[] = "graded\tone\nlate\ttwo\nnone\tthree\n"
                                   "minus\tfour\nmany\tfive\nuseless\tsix\n"
                                   "unknown\tseven\n";
static const char judgements_text[] =
    "graded 0 a 3\ngraded 0 b 2\ngraded 0 c 1\ngraded 0 d 0\n"
    "late 0 e 1\nlate 0 f 1\nnone 0 g 1\nminus 0 h -1\nminus 0 i 1\n"
    "many 0 m0 1\nmany 0 m1 1\nmany 0 m2 1\nmany 0 m3 1\nmany 0 m4 1\n"
    "many 0 m5 1\nmany 0 m6 1\nmany 0 m7 1\nmany 0 m8 1\nmany 0 m9 1\n"
    "many 0 m10 1\nmany 0 m11 1\nuseless 0 z 0\nforeign 0 y 1\n";
static const struct {
    const char *query;
    const char *articles;
} found[] = {
    {"graded", "b x a d c"}, {"late", "o0 o1 o2 o3 o4 o5 o6 o7 o8 o9 o10 e"},
    {"minus", "h i"},        {"many", "m0 m1 m2 m3 m4 m5 m6 m7 m8 m9"},
    {"useless", "z"},        {"unknown", "z"},
};
static const double means[MEASURE_COUNT] = {0.4894353201, 31.0 / 60, 0.4,
                                            34.0 / 60, 40.0 / 60};

struct set {
    struct arena *arena;
    struct trec_queries queries;
    struct trec_judgements judgements;
};

static void read_set(struct set *set, void **state)
{
    struct trec_faults faults;

    set->arena = ((struct fixture *) *state)->arena;
    trec_read_queries(str_from(queries_text), set->arena, &set->queries,
                      &faults);
    assert_int_equal(faults.count, 0);
    trec_read_judgements(str_from(judgements_text), set->arena,
                         &set->judgements, &faults);
    assert_int_equal(faults.count, 0);
}

/* The rankings of a text in the form of a run; *count as with_hits. */
static struct eval_ranking *read_rankings(struct set *set, struct str text,
                                          size_t depth, size_t *with_hits)
{
    struct trec_run run;
    struct trec_faults faults;
    struct eval_ranking *rankings;

    trec_read_run(text, set->arena, &run, &faults);
    assert_int_equal(faults.count, 0);
    *with_hits =
        eval_rankings_of_run(&set->queries, &run, depth, set->arena, &rankings);
    return rankings;
}

/* `found` as a run, but for the hits of the query `without`. */
static struct str found_as_run(struct set *set, const char *without)
{
    struct strbuf out;
    struct str text;

    strbuf_init(&out, 100000);
    for (size_t i = 0; i < ARRAY_LEN(found); i++) {
        struct str rest = str_from(found[i].articles);

        for (int rank = 1; rest.len > 0; rank++) {
            struct str article = str_take_until(&rest, ' ');

            if (strcmp(found[i].query, without) != 0)
                strbuf_add_format(&out, "%s Q0 %.*s %d %d test\n",
                                  found[i].query, STR_ARG(article), rank,
                                  100 - rank);
        }
    }
    text = arena_str(set->arena, strbuf_str(&out));
    strbuf_release(&out);
    return text;
}

static struct eval_result measure_found(struct set *set, const char *without)
{
    size_t with_hits;
    struct eval_ranking *rankings =
        read_rankings(set, found_as_run(set, without), 100, &with_hits);
    struct eval_result result;

    eval_measure(&set->queries, &set->judgements, rankings, set->arena,
                 &result);
    return result;
}

static void means_are_those_worked_out_by_hand(void **state)
{
    struct set set;
    struct eval_result result;

    read_set(&set, state);
    result = measure_found(&set, "");
    assert_int_equal(result.query_count, 7);
    assert_int_equal(result.judged_count, 5);
    assert_int_equal(result.empty_count, 1);
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        assert_true(fabs(result.means[i] - means[i]) < 1e-9);
        assert_true(result.intervals[i].low < result.means[i]);
        assert_true(result.intervals[i].high > result.means[i]);
        assert_true(result.intervals[i].low >= 0);
        assert_true(result.intervals[i].high <= 1);
    }
}

static void hits_beyond_the_depth_are_not_looked_at(void **state)
{
    struct set set;
    struct eval_result result;
    struct eval_ranking *rankings;
    size_t with_hits;

    read_set(&set, state);
    rankings = read_rankings(&set, found_as_run(&set, ""), 11, &with_hits);
    assert_int_equal(with_hits, 6);
    eval_measure(&set.queries, &set.judgements, rankings, set.arena, &result);
    /* `late` loses its hit at rank 12: 1/12 and 1/2 */
    assert_true(fabs(result.means[MEASURE_MRR] - 30.0 / 60) < 1e-9);
    assert_true(fabs(result.means[MEASURE_RECALL_100] - 34.0 / 60) < 1e-9);
    assert_true(fabs(result.means[MEASURE_NDCG_10] - means[0]) < 1e-9);
}

static void nothing_judged_gives_nothing(void **state)
{
    struct set set;
    struct eval_result result;

    read_set(&set, state);
    set.judgements.count = 0;
    result = measure_found(&set, "");
    assert_int_equal(result.judged_count, 0);
    assert_true(result.means[MEASURE_MRR] == 0);
}

static const char *join(struct set *set, struct str_list ids)
{
    struct str text = STR("");

    for (size_t i = 0; i < ids.count; i++)
        text = arena_format(set->arena, "%.*s%s%.*s", STR_ARG(text),
                            i ? " " : "", STR_ARG(ids.items[i]));
    return ids.count ? text.ptr : "";
}

static void what_does_not_fit_together_is_named(void **state)
{
    struct set set;
    struct eval_result result;
    struct eval_ranking *rankings;
    size_t with_hits;

    read_set(&set, state);
    result = measure_found(&set, "");
    assert_string_equal(join(&set, eval_unjudged(&result, set.arena)),
                        "useless unknown");
    assert_string_equal(
        join(&set, eval_not_asked(&set.queries, &set.judgements, set.arena)),
        "foreign");
    rankings = read_rankings(&set, found_as_run(&set, ""), 100, &with_hits);
    /* y is relevant to a query that is not asked, h is not relevant */
    assert_string_equal(
        join(&set, eval_never_found(&set.queries, &set.judgements, rankings,
                                    set.arena)),
        "f g m10 m11");
}

static const char *changes_text(struct set *set,
                                const struct eval_change *changes, size_t count)
{
    struct str text = STR("");

    for (size_t i = 0; i < count; i++)
        text = arena_format(set->arena, "%.*s%.*s %.4f %.4f;", STR_ARG(text),
                            STR_ARG(changes[i].query->id), changes[i].other,
                            changes[i].ours);
    return count ? text.ptr : "";
}

static void a_comparison_lists_what_changed_the_greatest_first(void **state)
{
    static const char other_text[] =
        "graded Q0 a 1 3 t\ngraded Q0 b 2 2 t\ngraded Q0 c 3 1 t\n"
        "none Q0 x 1 2 t\nnone Q0 g 2 1 t\n"
        "many Q0 m4 1 2 t\nforeign Q0 y 1 1 t\n";
    struct set set;
    struct eval_result ours;
    struct eval_result other;
    struct eval_comparison comparison;
    struct eval_ranking *rankings;
    size_t with_hits;

    read_set(&set, state);
    ours = measure_found(&set, "");
    rankings = read_rankings(&set, str_from(other_text), 100, &with_hits);
    assert_int_equal(with_hits, 3);
    eval_measure(&set.queries, &set.judgements, rankings, set.arena, &other);
    eval_compare(&ours, &other, set.arena, &comparison);
    /* many: 1 of the ten best, whose discounts add up to 4.5435594 */
    assert_string_equal(
        changes_text(&set, comparison.won, comparison.won_count),
        "many 0.2201 1.0000;minus 0.0000 0.6309;");
    assert_string_equal(
        changes_text(&set, comparison.lost, comparison.lost_count),
        "none 0.6309 0.0000;graded 1.0000 0.8162;");
    assert_int_equal(comparison.same_count, 1);
    /* P@1 of the other: graded and many */
    assert_true(fabs(comparison.other[MEASURE_P_1] - 0.4) < 1e-9);
    assert_true(fabs(comparison.differences[MEASURE_P_1]) < 1e-9);
    assert_true(fabs(comparison.other[MEASURE_MRR] - 2.5 / 5) < 1e-9);
    assert_true(fabs(comparison.differences[MEASURE_MRR] - 1.0 / 60) < 1e-9);
    /* The differences are 0.7799, 0.6309, -0.6309 and -0.1838, their sum is
     * 0.5962. With the sign of the first fixed there are eight choices:
     * 2.0418 +- 0.1838, twice 0.7799 +- 0.1838, and -0.4820 +- 0.1838. Only
     * -0.4820 + 0.1838 is nearer to 0 than 0.5962. */
    assert_true(fabs(comparison.p - 7.0 / 8) < 0.0175);
}

static void a_comparison_with_itself_finds_nothing(void **state)
{
    struct set set;
    struct eval_result ours;
    struct eval_comparison comparison;

    read_set(&set, state);
    ours = measure_found(&set, "");
    eval_compare(&ours, &ours, set.arena, &comparison);
    assert_int_equal(comparison.won_count + comparison.lost_count, 0);
    assert_int_equal(comparison.same_count, 5);
    assert_true(comparison.p == 1);
}

static void the_json_is_one_object_with_all_of_it(void **state)
{
    struct set set;
    struct eval_result ours;
    struct eval_result other;
    struct eval_comparison comparison;
    struct eval_report report = {0};
    struct strbuf out;

    read_set(&set, state);
    ours = measure_found(&set, "");
    other = measure_found(&set, "minus");
    eval_compare(&ours, &other, set.arena, &comparison);
    report.result = &ours;
    report.unjudged = eval_unjudged(&ours, set.arena);
    report.comparison = &comparison;
    report.other = STR("old.run");
    report.has_floor[MEASURE_MRR] = true;
    report.floors[MEASURE_MRR] = 0.5;
    report.has_floor[MEASURE_P_1] = true;
    report.floors[MEASURE_P_1] = 0.41;
    assert_false(eval_is_below_floor(&report, MEASURE_MRR));
    assert_true(eval_is_below_floor(&report, MEASURE_P_1));
    assert_false(eval_is_below_floor(&report, MEASURE_NDCG_10));
    strbuf_init(&out, 100000);
    eval_json_write(&report, &out);
    assert_non_null(strstr(out.ptr, "{\"ndcg@10\":0.489435,\"ndcg@10_ci\":[0"));
    assert_non_null(strstr(out.ptr, "\"mrr\":0.516667,\"mrr_ci\":["));
    assert_non_null(strstr(out.ptr, "\"queries\":7,\"judged\":5,\"empty\":1,"
                                    "\"seconds\":0,"
                                    "\"unjudged\":[\"useless\",\"unknown\"],"
                                    "\"not_asked\":[],\"not_there\":[],"
                                    "\"floors\":{\"mrr\":{\"floor\":0.5,"
                                    "\"ok\":true},\"p@1\":{\"floor\":0.41,"
                                    "\"ok\":false}},\"compare\":{\"run\":"
                                    "\"old.run\",\"ndcg@10\":{\"other\":"));
    assert_non_null(strstr(out.ptr, "\"won\":[{\"query\":\"minus\",\"text\":"
                                    "\"four\",\"ours\":0.63093,\"other\":0}],"
                                    "\"lost\":[],\"same\":4}}"));
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(means_are_those_worked_out_by_hand),
        FIXTURE_TEST(hits_beyond_the_depth_are_not_looked_at),
        FIXTURE_TEST(nothing_judged_gives_nothing),
        FIXTURE_TEST(what_does_not_fit_together_is_named),
        FIXTURE_TEST(a_comparison_lists_what_changed_the_greatest_first),
        FIXTURE_TEST(a_comparison_with_itself_finds_nothing),
        FIXTURE_TEST(the_json_is_one_object_with_all_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
