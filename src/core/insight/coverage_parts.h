/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What one run over the uncovered cases has in its hands.
 */
#ifndef CORE_INSIGHT_COVERAGE_PARTS_H
#define CORE_INSIGHT_COVERAGE_PARTS_H

#include "core/insight/coverage.h"

struct work_case {
    int64_t id;
    int64_t opened_unix_s;
    struct str number;
    uint32_t point;
};

struct work_group {
    int64_t id; /* of the gap; 0: it is none */
    const uint32_t *points;
    size_t point_count;
    uint64_t case_count;
    struct gap_vector sum; /* COVERAGE_WEIGHTS of it */
};

struct coverage_work {
    struct case_store *store;
    struct arena *arena;
    struct gap_texts *texts;

    /* as it was */
    struct coverage_run seen;
    int64_t change;
    struct coverage_member *members; /* by case id */
    size_t member_count;
    struct coverage_gap *gaps; /* by id */
    size_t gap_count;

    struct work_case *cases; /* uncovered, newest first; on the heap */
    size_t case_count;
    size_t case_capacity;
    size_t others;

    struct gap_vector *points; /* by their newest case */
    uint32_t *own_number;      /* of each, in `texts` */
    size_t point_count;
    uint32_t *group_of;        /* of each point */
    struct coverage_tie *ties; /* by case id */
    size_t tie_count;
    int64_t *tied_gaps; /* those that cases are tied to, rising */
    size_t tied_count;
    int64_t *tied_to; /* of each group: the gap that it is, 0: none by hand */
    struct work_group *groups;
    size_t group_count;
    struct work_group **kept; /* those that are gaps, by id */
    size_t kept_count;

    struct coverage_search *searched; /* of gaps without a case, by key */
    size_t searched_count;
    int64_t next_id; /* greater than that of each gap */

    struct coverage_result result;
    size_t moved;
};

/* Group the points, cases that are tied to a gap with it: fills group_of,
 * group_count and tied_to. */
void coverage_cluster(struct coverage_work *work);
/* Is the gap one that cases are tied to? */
bool coverage_is_tied(const struct coverage_work *work, int64_t gap_id);

/* Put the searches that are about one of the gaps into the result, and make
 * gaps of those that are about none and like each other. */
void coverage_place_searches(struct coverage_work *work,
                             const struct coverage_searches *searches);

/* Is the gap one without cases whose searches stay, or are found again? */
bool coverage_is_searched(const struct coverage_work *work,
                          const struct coverage_gap *gap);

#endif
