/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * More texts than one block: joining groups by their heaviest terms, block
 * after block. See gap_cluster.h.
 */
#include "core/insight/gap_rounds.h"

#include "base/alloc.h"
#include "base/arena.h"

#include <stdlib.h>

enum {
    SUM_TERMS = 64,   /* kept of the sum of a group */
    ASKED_TERMS = 12, /* the heaviest of a text, to find groups by */
    CANDIDATES = 8    /* groups that a text is compared with */
};

/* Groups that have a term among their heaviest. */
struct term_groups {
    uint32_t *groups;
    uint32_t count;
    uint32_t capacity;
};

struct rounds {
    const struct gap_vector *points;
    size_t count;
    size_t term_count;
    double likeness_min;
    uint32_t *group_of; /* UINT32_MAX: not yet in one */
    struct arena *arena;
    struct gap_vector *sums; /* of each group, and its size in `copies` */
    size_t group_count;
    size_t group_capacity;
    struct term_groups *terms; /* of each term */
    float *scores;             /* of each group, 0 between two texts */
    uint32_t *touched;         /* room for each group */
};

static void add_group(struct rounds *rounds, struct gap_vector sum)
{
    if (rounds->group_count == rounds->group_capacity) {
        rounds->group_capacity = rounds->group_capacity * 2 + GAP_BLOCK;
        rounds->sums = alloc_resize(rounds->sums, rounds->group_capacity,
                                    sizeof *rounds->sums);
        rounds->scores = alloc_resize(rounds->scores, rounds->group_capacity,
                                      sizeof *rounds->scores);
        rounds->touched = alloc_resize(rounds->touched, rounds->group_capacity,
                                       sizeof *rounds->touched);
    }
    for (size_t i = 0; i < sum.count; i++) {
        struct term_groups *term = &rounds->terms[sum.weights[i].term];

        if (term->count == term->capacity) {
            term->capacity = term->capacity * 2 + 4;
            term->groups = alloc_resize(term->groups, term->capacity,
                                        sizeof *term->groups);
        }
        term->groups[term->count++] = (uint32_t) rounds->group_count;
    }
    rounds->scores[rounds->group_count] = 0;
    rounds->sums[rounds->group_count++] = sum;
}

static int compare_weights(const void *a, const void *b)
{
    const struct gap_weight *first = a;
    const struct gap_weight *second = b;

    if (first->weight > second->weight || first->weight < second->weight)
        return first->weight < second->weight ? 1 : -1;
    return (first->term > second->term) - (first->term < second->term);
}

/* The heaviest terms of a point, heaviest first. */
static size_t heaviest(const struct gap_vector *point,
                       struct gap_weight out[ASKED_TERMS])
{
    size_t count = 0;

    for (size_t i = 0; i < point->count; i++) {
        size_t at = count < ASKED_TERMS ? count++ : ASKED_TERMS;

        if (at == ASKED_TERMS) {
            at--;
            if (compare_weights(&point->weights[i], &out[at]) > 0)
                continue;
        }
        while (at > 0 &&
               compare_weights(&point->weights[i], &out[at - 1]) < 0) {
            out[at] = out[at - 1];
            at--;
        }
        out[at] = point->weights[i];
    }
    return count;
}

/* Keep the best groups, best first; of equal ones the first. */
static size_t keep_candidate(const float *scores, uint32_t kept[CANDIDATES],
                             size_t count, uint32_t group)
{
    size_t at = count < CANDIDATES ? count : CANDIDATES - 1;

    if (count == CANDIDATES && scores[group] <= scores[kept[at]])
        return count;
    while (at > 0 && scores[group] > scores[kept[at - 1]]) {
        kept[at] = kept[at - 1];
        at--;
    }
    kept[at] = group;
    return count < CANDIDATES ? count + 1 : count;
}

/* Groups that have one of the terms, with the sum of the terms' weights. */
static size_t touch_groups(struct rounds *rounds,
                           const struct gap_weight *asked, size_t asked_count)
{
    size_t count = 0;

    for (size_t i = 0; i < asked_count; i++) {
        const struct term_groups *term = &rounds->terms[asked[i].term];

        for (size_t j = 0; j < term->count; j++) {
            uint32_t group = term->groups[j];

            if (rounds->scores[group] <= 0)
                rounds->touched[count++] = group;
            rounds->scores[group] += asked[i].weight;
        }
    }
    return count;
}

/* The group that a point is most like, UINT32_MAX when it is like none. */
static uint32_t find_group(struct rounds *rounds,
                           const struct gap_vector *point)
{
    struct gap_weight asked[ASKED_TERMS];
    uint32_t kept[CANDIDATES];
    size_t count = 0;
    size_t touched = touch_groups(rounds, asked, heaviest(point, asked));
    uint32_t best = UINT32_MAX;
    double best_likeness = rounds->likeness_min;

    for (size_t i = 0; i < touched; i++)
        count = keep_candidate(rounds->scores, kept, count, rounds->touched[i]);
    for (size_t i = 0; i < touched; i++)
        rounds->scores[rounds->touched[i]] = 0;
    for (size_t i = 0; i < count; i++) {
        const struct gap_vector *sum = &rounds->sums[kept[i]];
        double likeness = gap_product(point, sum) / sum->copies;

        if (likeness < best_likeness ||
            (best != UINT32_MAX && likeness <= best_likeness))
            continue;
        best = kept[i];
        best_likeness = likeness;
    }
    return best;
}

/* --- blocks --- */

/* Make groups of the points of a block; `numbers` has room for one each. */
static void end_block(struct rounds *rounds, const uint32_t *block,
                      size_t count, uint32_t *numbers)
{
    struct gap_vector *points = alloc_zeroed(count + 1, sizeof *points);
    uint32_t *members = alloc_zeroed(count + 1, sizeof *members);
    size_t groups;

    for (size_t i = 0; i < count; i++)
        points[i] = rounds->points[block[i]];
    groups = gap_block_cluster(points, count, rounds->term_count,
                               rounds->likeness_min, rounds->likeness_min, true,
                               numbers);
    for (size_t group = 0; group < groups; group++) {
        size_t size = 0;

        for (size_t i = 0; i < count; i++)
            if (numbers[i] == group)
                members[size++] = (uint32_t) i;
        for (size_t i = 0; i < size; i++)
            rounds->group_of[block[members[i]]] =
                (uint32_t) rounds->group_count;
        add_group(rounds,
                  gap_sum(points, members, size, SUM_TERMS, rounds->arena));
    }
    free(members);
    free(points);
}

static void run_rounds(struct rounds *rounds)
{
    uint32_t *block = alloc_zeroed(GAP_BLOCK, sizeof *block);
    uint32_t *numbers = alloc_zeroed(GAP_BLOCK, sizeof *numbers);
    size_t in_block = 0;
    size_t done = 0;

    for (size_t i = 0; i < rounds->count; i++) {
        rounds->group_of[i] = find_group(rounds, &rounds->points[i]);
        if (rounds->group_of[i] != UINT32_MAX)
            continue;
        if (done == GAP_ROUNDS) {
            rounds->group_of[i] = (uint32_t) rounds->group_count;
            add_group(rounds, (struct gap_vector){.copies = 1});
            continue;
        }
        block[in_block++] = (uint32_t) i;
        if (in_block == GAP_BLOCK) {
            end_block(rounds, block, in_block, numbers);
            in_block = 0;
            done++;
        }
    }
    end_block(rounds, block, in_block, numbers);
    free(numbers);
    free(block);
}

/* --- the end: groups of several blocks that are one --- */

struct sized_group {
    uint32_t group;
    uint32_t size;
};

static int compare_sizes(const void *a, const void *b)
{
    const struct sized_group *first = a;
    const struct sized_group *second = b;

    if (first->size != second->size)
        return first->size < second->size ? 1 : -1;
    return (first->group > second->group) - (first->group < second->group);
}

/* Sums of groups over all that joined them since, as averages. */
static struct gap_vector *average(struct rounds *rounds,
                                  const struct sized_group *order, size_t count)
{
    struct gap_vector *out = arena_calloc(rounds->arena, count, sizeof *out);
    size_t *begin = alloc_zeroed(rounds->group_count + 2, sizeof *begin);
    uint32_t *members = alloc_zeroed(rounds->count + 1, sizeof *members);

    for (size_t i = 0; i < rounds->count; i++)
        begin[rounds->group_of[i] + 2]++;
    for (size_t i = 2; i < rounds->group_count + 2; i++)
        begin[i] += begin[i - 1];
    for (size_t i = 0; i < rounds->count; i++)
        members[begin[rounds->group_of[i] + 1]++] = (uint32_t) i;
    for (size_t i = 0; i < count; i++) {
        uint32_t group = order[i].group;
        struct gap_weight *weights;

        out[i] = gap_sum(rounds->points, members + begin[group],
                         begin[group + 1] - begin[group],
                         4 * (size_t) SUM_TERMS, rounds->arena);
        weights = arena_alloc(rounds->arena, out[i].count * sizeof *weights);
        for (size_t j = 0; j < out[i].count; j++)
            weights[j] = (struct gap_weight){out[i].weights[j].term,
                                             out[i].weights[j].weight /
                                                 (float) out[i].copies};
        out[i].weights = weights;
    }
    free(members);
    free(begin);
    return out;
}

static void join_groups(struct rounds *rounds)
{
    struct sized_group *order =
        alloc_zeroed(rounds->group_count + 1, sizeof *order);
    uint32_t *into = alloc_zeroed(rounds->group_count + 1, sizeof *into);
    uint32_t numbers[GAP_BLOCK];
    uint32_t first[GAP_BLOCK];
    size_t count = rounds->group_count;
    struct gap_vector *averages;

    for (size_t i = 0; i < count; i++) {
        order[i].group = (uint32_t) i;
        into[i] = (uint32_t) i;
    }
    for (size_t i = 0; i < rounds->count; i++)
        order[rounds->group_of[i]].size += rounds->points[i].copies;
    qsort(order, count, sizeof *order, compare_sizes);
    while (count > 0 && (count > GAP_BLOCK || order[count - 1].size < 2))
        count--;
    averages = average(rounds, order, count);
    if (gap_block_cluster(averages, count, rounds->term_count,
                          rounds->likeness_min, rounds->likeness_min, false,
                          numbers) < count) {
        for (size_t i = count; i-- > 0;)
            first[numbers[i]] = order[i].group;
        for (size_t i = 0; i < count; i++)
            into[order[i].group] = first[numbers[i]];
    }
    for (size_t i = 0; i < rounds->count; i++)
        rounds->group_of[i] = into[rounds->group_of[i]];
    free(into);
    free(order);
}

/* Numbers that rise with the first point of each group. */
static size_t number_groups(uint32_t *groups, size_t count, size_t bound)
{
    uint32_t *numbers = alloc_zeroed(bound + 1, sizeof *numbers);
    size_t next = 0;

    for (size_t i = 0; i < count; i++) {
        if (numbers[groups[i]] == 0)
            numbers[groups[i]] = (uint32_t) ++next;
        groups[i] = numbers[groups[i]] - 1;
    }
    free(numbers);
    return next;
}

size_t gap_cluster(const struct gap_vector *points, size_t count,
                   size_t term_count, double likeness_min, double leftover_min,
                   uint32_t *out)
{
    struct rounds rounds = {.points = points,
                            .count = count,
                            .term_count = term_count,
                            .likeness_min = likeness_min,
                            .group_of = out};
    size_t groups;

    if (count <= GAP_BLOCK)
        return gap_block_cluster(points, count, term_count, likeness_min,
                                 leftover_min, true, out);
    rounds.arena = arena_new();
    rounds.scores = alloc_zeroed(1, sizeof *rounds.scores);
    rounds.touched = alloc_zeroed(1, sizeof *rounds.touched);
    rounds.sums = alloc_zeroed(1, sizeof *rounds.sums);
    rounds.terms = alloc_zeroed(term_count + 1, sizeof *rounds.terms);
    run_rounds(&rounds);
    join_groups(&rounds);
    groups = number_groups(out, count, rounds.group_count);
    for (size_t i = 0; i < term_count; i++)
        free(rounds.terms[i].groups);
    free(rounds.terms);
    free(rounds.sums);
    free(rounds.scores);
    free(rounds.touched);
    arena_free(rounds.arena);
    return groups;
}
