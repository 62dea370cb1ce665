/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/insight/gap_*: texts to groups, groups to the gaps they were, words that
 * tell. Pure: no store.
 */
#include "tests/support/fixture.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/gap_cluster.h"
#include "core/insight/gap_match.h"
#include "core/insight/gap_rounds.h"
#include "core/insight/gap_terms.h"

#include <math.h>
#include <stdlib.h>

static const char *const texts[][2] = {
    {"Move my profile to a new computer", "How do I move the profile folder?"},
    {"Profile on new computer", "I bought a computer and moved my profile."},
    {"Moving the profile folder", "The old computer has the profile."},
    {"Printer offline", "The printer is offline and prints nothing."},
    {"Printer prints nothing", "It says offline since the printer moved."},
    {"Offline printer", "Prints nothing, the printer is offline."},
    {"Invoice missing", "Where do I find last year's invoice?"},
};
enum { TEXTS = sizeof texts / sizeof texts[0] };

struct grouped {
    struct gap_texts *texts;
    uint32_t groups[4 * TEXTS];
    size_t points;
    size_t count;
};

/* Group the texts in the order of `order`. */
static struct grouped group(struct fixture *f, const size_t *order,
                            size_t count, double likeness_min)
{
    struct grouped out = {.texts = gap_texts_new(STR("en"))};
    struct gap_vector *vectors;

    for (size_t i = 0; i < count; i++)
        (void) gap_texts_add(out.texts, str_from(texts[order[i]][0]),
                             str_from(texts[order[i]][1]));
    out.points = gap_texts_points(out.texts);
    vectors = gap_texts_vectors(out.texts, f->arena);
    out.count =
        gap_cluster(vectors, out.points, gap_texts_terms(out.texts),
                    likeness_min, GAP_LEFTOVER_LIKENESS_MIN, out.groups);
    return out;
}

static void texts_about_one_problem_are_one_group(void **state)
{
    static const size_t order[] = {0, 1, 2, 3, 4, 5, 6};
    struct grouped found = group(*state, order, TEXTS, GAP_LIKENESS_MIN);

    assert_int_equal(found.count, 3);
    assert_int_equal(found.groups[0], found.groups[1]);
    assert_int_equal(found.groups[0], found.groups[2]);
    assert_int_equal(found.groups[3], found.groups[4]);
    assert_int_equal(found.groups[3], found.groups[5]);
    assert_int_not_equal(found.groups[0], found.groups[3]);
    assert_int_not_equal(found.groups[6], found.groups[0]);
    gap_texts_free(found.texts);
}

static void the_order_of_texts_changes_nothing(void **state)
{
    static const size_t one[] = {0, 1, 2, 3, 4, 5, 6};
    static const size_t other[] = {6, 3, 1, 5, 0, 4, 2};
    struct grouped first = group(*state, one, TEXTS, GAP_LIKENESS_MIN);
    struct grouped second = group(*state, other, TEXTS, GAP_LIKENESS_MIN);

    for (size_t i = 0; i < TEXTS; i++)
        for (size_t j = 0; j < TEXTS; j++)
            assert_int_equal(second.groups[i] == second.groups[j],
                             first.groups[other[i]] == first.groups[other[j]]);
    gap_texts_free(first.texts);
    gap_texts_free(second.texts);
}

static void shared_neighbours_bring_texts_together(void **state)
{
    static const float half = 0.70710678F;
    static const struct gap_weight weights[][2] = {
        {{0, half}, {1, half}}, {{1, half}, {2, half}}, {{3, half}, {4, half}},
        {{5, half}, {6, half}}, {{0, half}, {2, half}},
    };
    struct gap_vector points[5];
    uint32_t groups[5];

    (void) state;
    for (size_t i = 0; i < 5; i++)
        points[i] = (struct gap_vector){weights[i], 2, 1};
    /* 0, 1 and 4 are 0.5 alike each, and like the same three: profiles of
     * (1, .5, .5) and its turns, cosine 1.25 / 1.5; 0.6 x 0.5 + 0.4 x 0.8333 =
     * 0.633 */
    assert_int_equal(gap_block_cluster(points, 5, 7, 0.63, 0.63, false, groups),
                     5);
    assert_int_equal(gap_block_cluster(points, 5, 7, 0.63, 0.63, true, groups),
                     3);
    assert_int_equal(groups[0], groups[1]);
    assert_int_equal(groups[0], groups[4]);
    assert_int_equal(gap_block_cluster(points, 5, 7, 0.64, 0.64, true, groups),
                     5);
}

/* A group of three, and two pairs that are too unlike it and each other. */
static void what_is_left_over_comes_together_by_less(void **state)
{
    static const float half = 0.70710678F;
    static const float third = 0.57735027F;
    static const struct gap_weight weights[][3] = {
        {{0, 1}},
        {{0, 1}},
        {{0, 1}},
        {{0, third}, {1, third}, {2, third}},
        {{1, half}, {2, half}},
        {{2, half}, {3, half}},
        {{3, half}, {4, half}},
    };
    static const size_t lengths[] = {1, 1, 1, 3, 2, 2, 2};
    struct gap_vector points[7];
    uint32_t groups[7];

    (void) state;
    for (size_t i = 0; i < 7; i++)
        points[i] = (struct gap_vector){weights[i], lengths[i], 1};
    /* 3 and 4: 2 / sqrt(6) = 0.82; 5 and 6: 0.5; the pairs: (0.41 + 0.5) / 4 =
     * 0.23; the three and 3: 0.58, the three and the first pair: 0.29 */
    assert_int_equal(gap_block_cluster(points, 7, 5, 0.3, 0.3, false, groups),
                     3);
    assert_int_not_equal(groups[3], groups[5]);
    assert_int_equal(gap_block_cluster(points, 7, 5, 0.3, 0.24, false, groups),
                     3);
    assert_int_equal(gap_block_cluster(points, 7, 5, 0.3, 0.22, false, groups),
                     2);
    assert_int_equal(groups[3], groups[4]);
    assert_int_equal(groups[3], groups[5]);
    assert_int_equal(groups[3], groups[6]);
    assert_int_not_equal(groups[3], groups[0]); /* is large enough */
    /* equal texts count: with a copy more a pair is no leftover */
    points[6].copies = 2;
    assert_int_equal(gap_block_cluster(points, 7, 5, 0.3, 0.1, false, groups),
                     3);
}

static void equal_texts_are_one_point_with_copies(void **state)
{
    static const size_t order[] = {3, 0, 3, 6, 3};
    struct fixture *f = *state;
    struct grouped found = group(f, order, 5, GAP_LIKENESS_MIN);
    struct gap_vector *vectors = gap_texts_vectors(found.texts, f->arena);

    assert_int_equal(found.points, 3);
    assert_int_equal(vectors[0].copies, 3);
    assert_int_equal(vectors[1].copies, 1);
    assert_int_equal(gap_texts_cases(found.texts), 5);
    gap_texts_free(found.texts);
}

static void a_text_without_words_is_alone(void **state)
{
    struct fixture *f = *state;
    struct gap_texts *words = gap_texts_new(STR("en"));
    struct gap_vector *vectors;
    uint32_t groups[3];

    (void) gap_texts_add(words, STR("?"), STR(""));
    (void) gap_texts_add(words, STR("!"), STR("the of and"));
    (void) gap_texts_add(words, STR("Printer"), STR(""));
    vectors = gap_texts_vectors(words, f->arena);
    assert_int_equal(vectors[0].count, 0);
    assert_int_equal(gap_cluster(vectors, 3, gap_texts_terms(words),
                                 GAP_LIKENESS_MIN, GAP_LEFTOVER_LIKENESS_MIN,
                                 groups),
                     3);
    gap_texts_free(words);
}

static void vectors_have_the_length_one(void **state)
{
    static const size_t order[] = {0, 1, 2, 3, 4, 5, 6};
    struct fixture *f = *state;
    struct grouped found = group(f, order, TEXTS, GAP_LIKENESS_MIN);
    struct gap_vector *vectors = gap_texts_vectors(found.texts, f->arena);

    for (size_t i = 0; i < TEXTS; i++)
        assert_true(fabs(gap_product(&vectors[i], &vectors[i]) - 1) < 1e-5);
    gap_texts_free(found.texts);
}

/* Average-link by its definition: the most alike pair of groups, over all
 * pairs of their points, again and again. */
static size_t group_by_definition(const struct gap_vector *points, size_t count,
                                  double likeness_min, uint32_t *out)
{
    size_t groups = count;

    for (size_t i = 0; i < count; i++)
        out[i] = (uint32_t) i;
    for (;;) {
        double best = likeness_min;
        uint32_t from = UINT32_MAX;
        uint32_t into = 0;

        for (uint32_t a = 0; a < count; a++)
            for (uint32_t b = a + 1; b < count; b++) {
                double sum = 0;
                double pairs = 0;

                for (size_t i = 0; i < count; i++)
                    for (size_t j = 0; j < count; j++)
                        if (out[i] == a && out[j] == b) {
                            const double weight =
                                (double) points[i].copies * points[j].copies;

                            sum += weight * gap_product(&points[i], &points[j]);
                            pairs += weight;
                        }
                if (pairs > 0 && sum / pairs > best) {
                    best = sum / pairs;
                    into = a;
                    from = b;
                }
            }
        if (from == UINT32_MAX)
            return groups;
        for (size_t i = 0; i < count; i++)
            if (out[i] == from)
                out[i] = into;
        groups--;
    }
}

static double next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) / 16777216.0;
}

static void chains_of_neighbours_are_average_link(void **state)
{
    enum { POINTS = 24, TERMS = 12, PER_POINT = 4 };
    struct fixture *f = *state;

    for (uint32_t seed = 1; seed <= 20; seed++) {
        struct gap_vector points[POINTS];
        uint32_t fast[POINTS];
        uint32_t slow[POINTS];
        uint32_t random = seed;

        for (size_t i = 0; i < POINTS; i++) {
            struct gap_weight *weights =
                arena_calloc(f->arena, PER_POINT, sizeof *weights);
            double length = 0;

            for (uint32_t j = 0; j < PER_POINT; j++) {
                const double weight = 0.1 + next_random(&random);

                weights[j].term = j * 3 + (uint32_t) (next_random(&random) * 3);
                weights[j].weight = (float) weight;
                length += weight * weight;
            }
            for (size_t j = 0; j < PER_POINT; j++)
                weights[j].weight =
                    (float) ((double) weights[j].weight / sqrt(length));
            points[i] =
                (struct gap_vector){weights, PER_POINT, 1 + (uint32_t) (i % 3)};
        }
        assert_int_equal(
            gap_block_cluster(points, POINTS, TERMS, 0.4, 0.4, false, fast),
            group_by_definition(points, POINTS, 0.4, slow));
        for (size_t i = 0; i < POINTS; i++)
            for (size_t j = 0; j < POINTS; j++)
                assert_int_equal(fast[i] == fast[j], slow[i] == slow[j]);
    }
}

/* Three kinds of texts, more than one block of them, all different. */
static void many_blocks_come_to_the_same_groups(void **state)
{
    enum { POINTS = 3 * GAP_BLOCK, KINDS = 3, OWN = 4 };
    struct fixture *f = *state;
    struct gap_vector *points = arena_calloc(f->arena, POINTS, sizeof *points);
    uint32_t *groups = arena_calloc(f->arena, POINTS, sizeof *groups);

    for (uint32_t i = 0; i < POINTS; i++) {
        struct gap_weight *weights = arena_calloc(f->arena, 2, sizeof *weights);

        weights[0] = (struct gap_weight){i % KINDS, 0.8f};
        weights[1] = (struct gap_weight){KINDS + i, 0.6f};
        points[i] = (struct gap_vector){weights, 2, 1};
    }
    assert_int_equal(
        gap_cluster(points, POINTS, KINDS + POINTS, 0.1, 0.1, groups), KINDS);
    for (uint32_t i = 0; i < POINTS; i++)
        assert_int_equal(groups[i], i % KINDS);
}

static void telling_words_are_in_the_group_and_not_elsewhere(void **state)
{
    static const size_t order[] = {0, 1, 2, 3, 4, 5, 6};
    static const uint32_t printers[] = {3, 4, 5};
    struct grouped found = group(*state, order, TEXTS, GAP_LIKENESS_MIN);
    struct gap_word words[3];
    size_t count = gap_texts_telling(found.texts, printers, 3, 3, words);

    assert_int_equal(count, 3);
    for (size_t i = 0; i < count; i++) {
        struct str form = gap_texts_form(found.texts, words[i].term);

        assert_true(str_equal(form, STR("printer")) ||
                    str_equal(form, STR("offline")) ||
                    str_equal(form, STR("nothing")) ||
                    str_equal(form, STR("prints")));
    }
    gap_texts_free(found.texts);
}

/* It may be about the customer of that case. */
static void a_word_of_one_case_tells_nothing_of_several(void **state)
{
    static const char *const said[] = {"The album of Zorblax shows no pictures",
                                       "The album shows no pictures any more",
                                       "No pictures in the album since today",
                                       "The fax is silent"};
    static const uint32_t albums[] = {0, 1, 2};
    struct gap_texts *known = gap_texts_new(STR("en"));
    struct gap_word words[10];
    size_t count;

    (void) state;
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        (void) gap_texts_add(known, str_from(said[i]), STR(""));
    count = gap_texts_telling(known, albums, 3, 10, words);
    assert_true(count >= 2);
    for (size_t i = 0; i < count; i++) {
        struct str form = gap_texts_form(known, words[i].term);

        if (str_equal(form, STR("zorblax")) || str_equal(form, STR("today")))
            fail_msg("%.*s", STR_ARG(form));
    }
    gap_texts_free(known);
}

static void a_question_is_weighed_without_being_counted(void **state)
{
    static const size_t order[] = {0, 1, 2, 3, 4, 5, 6};
    struct fixture *f = *state;
    struct grouped found = group(f, order, TEXTS, GAP_LIKENESS_MIN);
    struct gap_vector *vectors = gap_texts_vectors(found.texts, f->arena);
    struct gap_vector asked =
        gap_texts_ask(found.texts, STR("printers offline"), f->arena);

    assert_int_equal(gap_texts_cases(found.texts), TEXTS);
    assert_true(gap_product(&asked, &vectors[3]) > 0.5);
    assert_true(gap_product(&asked, &vectors[0]) < 0.01);
    gap_texts_free(found.texts);
}

static void a_group_keeps_the_id_it_shares_most_cases_with(void **state)
{
    /* gap 7: three cases in group 1, one in group 0; gap 9: two in group 0 */
    struct gap_passage passages[] = {
        {7, 1}, {7, 0}, {9, 0}, {7, 1}, {9, 0}, {7, 1}, {0, 2}, {5, UINT32_MAX},
    };
    int64_t ids[3];

    (void) state;
    gap_match(passages, 8, 3, ids);
    assert_int_equal(ids[0], 9);
    assert_int_equal(ids[1], 7);
    assert_int_equal(ids[2], 0);
}

static void an_id_is_given_once(void **state)
{
    /* gap 4 fell apart into two equal groups; gap 6 went into group 0 too */
    struct gap_passage passages[] = {{4, 0}, {4, 1}, {6, 0}, {4, 0}, {4, 1}};
    int64_t ids[2];

    (void) state;
    gap_match(passages, 5, 2, ids);
    assert_int_equal(ids[0], 4);
    assert_int_equal(ids[1], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(texts_about_one_problem_are_one_group),
        FIXTURE_TEST(the_order_of_texts_changes_nothing),
        FIXTURE_TEST(shared_neighbours_bring_texts_together),
        FIXTURE_TEST(what_is_left_over_comes_together_by_less),
        FIXTURE_TEST(equal_texts_are_one_point_with_copies),
        FIXTURE_TEST(a_text_without_words_is_alone),
        FIXTURE_TEST(vectors_have_the_length_one),
        FIXTURE_TEST(chains_of_neighbours_are_average_link),
        FIXTURE_TEST(many_blocks_come_to_the_same_groups),
        FIXTURE_TEST(telling_words_are_in_the_group_and_not_elsewhere),
        FIXTURE_TEST(a_word_of_one_case_tells_nothing_of_several),
        FIXTURE_TEST(a_question_is_weighed_without_being_counted),
        FIXTURE_TEST(a_group_keeps_the_id_it_shares_most_cases_with),
        FIXTURE_TEST(an_id_is_given_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
