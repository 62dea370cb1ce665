/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rankings of many queries against their judgements: each query's measures,
 * their means with intervals, and what changed between two sets of rankings.
 * Searching, files and printing are left to others. Any thread.
 *
 * Averaged are the queries that have a relevant judgement; one without hits
 * counts as 0 (as trec_eval -c does it).
 */
#ifndef EVAL_EVAL_H
#define EVAL_EVAL_H

#include "core/eval/measure.h"
#include "core/eval/sampling.h"
#include "core/eval/trec.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* The hits of one query, best first, each article once; ids as trec_id()
 * writes them. */
struct eval_ranking {
    struct str *articles;
    size_t count;
};

struct eval_query {
    const struct trec_query *query;
    bool is_judged; /* has a relevant judgement */
    size_t hit_count;
    double values[MEASURE_COUNT]; /* all 0 unless is_judged */
};

struct eval_result {
    struct eval_query *queries; /* in the order of the file */
    size_t query_count;
    size_t judged_count;
    size_t empty_count; /* of all queries, those without a hit */
    double means[MEASURE_COUNT];
    struct sampling_interval intervals[MEASURE_COUNT]; /* 95%, bootstrap */
};

/* Measure `rankings`, one for each query in its order. The result is in `arena`
 * and borrows from `queries`. Means and intervals are 0 when no query is
 * judged. */
void eval_measure(const struct trec_queries *queries,
                  const struct trec_judgements *judgements,
                  const struct eval_ranking *rankings, struct arena *arena,
                  struct eval_result *out);

/* The first `depth` hits of each query in a run: rankings to be measured, in
 * `arena`. Returns how many of the queries have a hit. */
size_t eval_rankings_of_run(const struct trec_queries *queries,
                            const struct trec_run *run, size_t depth,
                            struct arena *arena, struct eval_ranking **out);

/* --- what does not fit together --- */

/* Ids of queries without a relevant judgement: not averaged. */
struct str_list eval_unjudged(const struct eval_result *result,
                              struct arena *arena);
/* Ids that are judged but are no query of `queries`: not asked. */
struct str_list eval_not_asked(const struct trec_queries *queries,
                               const struct trec_judgements *judgements,
                               struct arena *arena);
/* Articles that are relevant to a query of `queries` and no hit of any, by id,
 * each once. */
struct str_list eval_never_found(const struct trec_queries *queries,
                                 const struct trec_judgements *judgements,
                                 const struct eval_ranking *rankings,
                                 struct arena *arena);

/* --- comparing --- */

struct eval_change {
    const struct trec_query *query;
    double ours; /* nDCG@10 */
    double other;
};

struct eval_comparison {
    double other[MEASURE_COUNT];       /* means */
    double differences[MEASURE_COUNT]; /* ours less the other's */
    double p;                          /* of nDCG@10, sampling_paired_p() */
    struct eval_change *won;           /* greatest change first */
    size_t won_count;
    struct eval_change *lost; /* the same */
    size_t lost_count;
    size_t same_count;
};

/* Compare two results of the same queries and judgements; in `arena`. */
void eval_compare(const struct eval_result *ours,
                  const struct eval_result *other, struct arena *arena,
                  struct eval_comparison *out);

#endif
