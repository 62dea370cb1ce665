/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The coverage board's work: grouping uncovered cases (store/coverage_store.h)
 * to gaps, and giving a new case its gap at once. How likeness is measured
 * stands in gap_terms.h and gap_cluster.h, why so in docs/coverage.md.
 *
 * Threads: a case store may be used by several; two runs at the same time are
 * allowed, and one of them is told that the other was first.
 */
#ifndef CORE_INSIGHT_COVERAGE_H
#define CORE_INSIGHT_COVERAGE_H

#include "core/insight/gap_terms.h"
#include "store/coverage_store.h"

struct arena;

enum {
    COVERAGE_CASES_MAX = 200000, /* the newest uncovered ones are grouped */
    COVERAGE_OTHERS_MAX = 20000, /* the newest others tell what is frequent */
    COVERAGE_WEIGHTS = 40,       /* of a gap that are kept */
    COVERAGE_SINGLES = 5000,     /* gaps of one case that others may join */
    COVERAGE_TELLING = 6,        /* words that name a gap */
    COVERAGE_JOIN_MAX = 200,     /* cases that one call joins to gaps */
    COVERAGE_TERMS_MAX = 200000, /* words whose frequency is kept */
    COVERAGE_SEARCHES_S = 3600,
    /* a word is common that is in more cases than this, and in more than one
     * of so many */
    COVERAGE_COMMON_MIN = 10,
    COVERAGE_COMMON_PART = 20
};

/* A search is about a gap when its cosine with the average of the gap's cases
 * is at least this: some words must weigh much in the gap. */
#define COVERAGE_SEARCH_LIKENESS 0.30

/* A search that found nothing or after which a case was opened; its gap_id is
 * set by the run. */
struct coverage_searches {
    struct coverage_search *items;
    size_t count;
};

struct coverage_counts {
    size_t cases; /* uncovered */
    size_t gaps;  /* with GAP_CASES_MIN cases or more */
    size_t moved; /* cases that came from another gap */
};

/* Work out all gaps and keep them. `language` is that of the site;
 * without `searches` those of the last run stay; `counts` may be NULL.
 * ERR_CONFLICT when another run was
 * first; nothing is kept then. Some seconds for 100,000 cases. */
SLV_MUST_CHECK enum slv_status
coverage_run(struct case_store *store, struct str language, int64_t now_unix_s,
             const struct coverage_searches *searches,
             struct coverage_counts *counts, struct slv_error *err);

/* Give cases that changed since the last run or call their gap: the nearest
 * that reaches GAP_JOIN_LIKENESS_MIN, else one of their own; those that are covered
 * by now leave theirs. At most COVERAGE_JOIN_MAX; *is_all says whether that was
 * all. Nothing before the first run. */
SLV_MUST_CHECK enum slv_status coverage_join(struct case_store *store,
                                             struct str language,
                                             int64_t now_unix_s, bool *is_all,
                                             struct slv_error *err);

/* Is there anything that a run would take in: a case that changed, or after
 * COVERAGE_SEARCHES_S searches? */
SLV_MUST_CHECK enum slv_status coverage_is_old(struct case_store *store,
                                               int64_t now_unix_s, bool *out,
                                               struct slv_error *err);

/* Why a case is in a gap: the words of its text that weigh most in it, the
 * heaviest first, at most `max`, in `arena`, as they are written in the case. */
SLV_MUST_CHECK enum slv_status
coverage_why(struct case_store *store, struct str language,
             const struct coverage_weight *weights, size_t weight_count,
             struct str subject, struct str body, size_t max,
             struct arena *arena, struct str **out, size_t *count,
             struct slv_error *err);

#endif
