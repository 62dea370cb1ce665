/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Grouping with what people decided: the cases that are tied to one gap go into
 * the grouping as one point that weighs as much as they do. So others join it by
 * the same measure, it never comes apart, and two of them never become one: when
 * the grouping would have it so, each keeps what is most like it.
 */
#include "core/insight/coverage_parts.h"

#include "base/alloc.h"
#include "base/arena.h"

#include <stdlib.h>

enum { TIED_TERMS = 256 }; /* kept of the average of tied cases */

struct fixed {
    int64_t gap_id;
    uint32_t *points;
    size_t point_count;
    struct gap_vector average;
};

struct fixing {
    struct coverage_work *work;
    const struct coverage_tie **tie_of; /* of each point; NULL: free */
    struct fixed *items;                /* by gap id */
    size_t count;
    struct gap_vector *points; /* the fixed ones, then the free ones */
    uint32_t *group_of;        /* of these */
};

bool coverage_is_tied(const struct coverage_work *work, int64_t gap_id)
{
    size_t low = 0;
    size_t high = work->tied_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (work->tied_gaps[middle] < gap_id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < work->tied_count && work->tied_gaps[low] == gap_id;
}

static int compare_case_ids(const void *a, const void *b)
{
    const struct coverage_tie *first = a;
    const struct coverage_tie *second = b;

    return (first->case_id > second->case_id) -
           (first->case_id < second->case_id);
}

static int compare_gap_ids(const void *a, const void *b)
{
    const struct fixed *first = a;
    const struct fixed *second = b;

    return (first->gap_id > second->gap_id) - (first->gap_id < second->gap_id);
}

/* Equal texts are one point: of several ties the last one holds. */
static size_t find_ties(struct fixing *fixing)
{
    const struct coverage_work *work = fixing->work;
    size_t count = 0;

    for (size_t i = 0; i < work->case_count && work->tie_count > 0; i++) {
        const struct coverage_tie wanted = {.case_id = work->cases[i].id};
        const struct coverage_tie **of = &fixing->tie_of[work->cases[i].point];
        const struct coverage_tie *tie =
            bsearch(&wanted, work->ties, work->tie_count, sizeof wanted,
                    compare_case_ids);

        if (!tie || (*of && (*of)->at_unix_s >= tie->at_unix_s))
            continue;
        count += !*of;
        *of = tie;
    }
    return count;
}

static struct fixed *fixed_with(const struct fixing *fixing, int64_t gap_id)
{
    const struct fixed wanted = {.gap_id = gap_id};

    return bsearch(&wanted, fixing->items, fixing->count, sizeof wanted,
                   compare_gap_ids);
}

static void list_fixed(struct fixing *fixing, size_t tied)
{
    struct coverage_work *work = fixing->work;
    size_t kept = 0;

    fixing->items = arena_calloc(work->arena, tied, sizeof *fixing->items);
    for (size_t i = 0; i < work->point_count; i++)
        if (fixing->tie_of[i])
            fixing->items[fixing->count++].gap_id = fixing->tie_of[i]->gap_id;
    if (fixing->count > 0)
        qsort(fixing->items, fixing->count, sizeof *fixing->items,
              compare_gap_ids);
    for (size_t i = 0; i < fixing->count; i++) {
        if (kept == 0 ||
            fixing->items[kept - 1].gap_id != fixing->items[i].gap_id)
            fixing->items[kept++].gap_id = fixing->items[i].gap_id;
        fixing->items[kept - 1].point_count++;
    }
    fixing->count = kept;
    work->tied_count = kept;
    work->tied_gaps = arena_calloc(work->arena, kept, sizeof(int64_t));
    for (size_t i = 0; i < kept; i++)
        work->tied_gaps[i] = fixing->items[i].gap_id;
    for (size_t i = 0; i < kept; i++) {
        fixing->items[i].points = arena_calloc(
            work->arena, fixing->items[i].point_count, sizeof(uint32_t));
        fixing->items[i].point_count = 0;
    }
    for (size_t i = 0; i < work->point_count; i++)
        if (fixing->tie_of[i]) {
            struct fixed *of = fixed_with(fixing, fixing->tie_of[i]->gap_id);

            of->points[of->point_count++] = (uint32_t) i;
        }
}

static void average(struct fixing *fixing, struct fixed *fixed)
{
    struct coverage_work *work = fixing->work;
    const struct gap_vector sum =
        gap_sum(work->points, fixed->points, fixed->point_count, TIED_TERMS,
                work->arena);
    struct gap_weight *weights =
        arena_calloc(work->arena, sum.count, sizeof *weights);

    for (size_t i = 0; i < sum.count; i++)
        weights[i] = (struct gap_weight){
            sum.weights[i].term, sum.weights[i].weight / (float) sum.copies};
    fixed->average = (struct gap_vector){weights, sum.count, sum.copies};
}

/* Of the fixed points in a group, the one that a free point is most like. */
static size_t nearest(const struct fixing *fixing, uint32_t group,
                      const struct gap_vector *point)
{
    size_t best = SIZE_MAX;
    double best_likeness = -1;

    for (size_t i = 0; i < fixing->count; i++) {
        double likeness;

        if (fixing->group_of[i] != group)
            continue;
        likeness = gap_product(point, &fixing->items[i].average);
        if (likeness > best_likeness) {
            best = i;
            best_likeness = likeness;
        }
    }
    return best;
}

/* Numbers that rise with the first point of each group. A group's label is the
 * number of a fixed point, or behind these that of a group without one. */
static void number_groups(struct fixing *fixing, const size_t *label_of,
                          size_t labels)
{
    struct coverage_work *work = fixing->work;
    uint32_t *number = alloc_zeroed(labels + 1, sizeof *number);

    for (size_t i = 0; i < work->point_count; i++) {
        const size_t label = label_of[i];

        if (number[label] == 0) {
            if (label < fixing->count)
                work->tied_to[work->group_count] = fixing->items[label].gap_id;
            number[label] = (uint32_t) ++work->group_count;
        }
        work->group_of[i] = number[label] - 1;
    }
    free(number);
}

static void cluster_with(struct fixing *fixing)
{
    struct coverage_work *work = fixing->work;
    size_t *label_of = alloc_zeroed(work->point_count + 1, sizeof *label_of);
    size_t count = fixing->count;
    size_t groups;

    fixing->points =
        alloc_zeroed(work->point_count + fixing->count, sizeof(*work->points));
    fixing->group_of =
        alloc_zeroed(work->point_count + fixing->count, sizeof(uint32_t));
    for (size_t i = 0; i < fixing->count; i++) {
        average(fixing, &fixing->items[i]);
        fixing->points[i] = fixing->items[i].average;
    }
    for (size_t i = 0; i < work->point_count; i++)
        if (!fixing->tie_of[i])
            fixing->points[count++] = work->points[i];
    groups = gap_cluster(fixing->points, count, gap_texts_terms(work->texts),
                         GAP_LIKENESS_MIN, GAP_LEFTOVER_LIKENESS_MIN,
                         fixing->group_of);
    count = fixing->count;
    for (size_t i = 0; i < work->point_count; i++) {
        if (fixing->tie_of[i]) {
            label_of[i] =
                (size_t) (fixed_with(fixing, fixing->tie_of[i]->gap_id) -
                          fixing->items);
            continue;
        }
        label_of[i] =
            nearest(fixing, fixing->group_of[count], &work->points[i]);
        if (label_of[i] == SIZE_MAX)
            label_of[i] = fixing->count + fixing->group_of[count];
        count++;
    }
    number_groups(fixing, label_of, fixing->count + groups);
    free(label_of);
    free(fixing->points);
    free(fixing->group_of);
}

void coverage_cluster(struct coverage_work *work)
{
    struct fixing fixing = {.work = work};
    size_t tied;

    work->group_count = 0;
    work->tied_to =
        arena_calloc(work->arena, work->point_count, sizeof *work->tied_to);
    fixing.tie_of = arena_calloc(work->arena, work->point_count,
                                 sizeof(const struct coverage_tie *));
    tied = find_ties(&fixing);
    if (tied == 0) {
        work->group_count = gap_cluster(
            work->points, work->point_count, gap_texts_terms(work->texts),
            GAP_LIKENESS_MIN, GAP_LEFTOVER_LIKENESS_MIN, work->group_of);
        return;
    }
    list_fixed(&fixing, tied);
    cluster_with(&fixing);
}
