/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The measures of one ranking against the judgements of its query, as the
 * public evaluator trec_eval defines them. Pure arithmetic; any thread.
 *
 * A grade above 0 is relevant, and is the gain as well; 0, less than 0 and
 * unjudged are not relevant.
 */
#ifndef EVAL_MEASURE_H
#define EVAL_MEASURE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

enum measure {
    MEASURE_NDCG_10,    /* ndcg_cut_10 */
    MEASURE_MRR,        /* recip_rank */
    MEASURE_P_1,        /* P_1 */
    MEASURE_RECALL_10,  /* recall_10 */
    MEASURE_RECALL_100, /* recall_100 */
    MEASURE_COUNT
};

#define MEASURE_NAMES "ndcg@10, mrr, p@1, recall@10, recall@100"

/* "ndcg@10": option, column and JSON key. Borrowed, never NULL. */
const char *measure_name(enum measure measure);
/* The other way round, ASCII case folded; false when there is no such name. */
bool measure_parse(struct str name, enum measure *out);

/* Measure one ranking.
 *
 * ranked  The grade of each hit, best hit first; 0 for one that is unjudged.
 * judged  The grades of all judgements of the query, in any order.
 * out     Each from 0 to 1; all 0 when no judgement is relevant. */
void measure_ranking(const int *ranked, size_t ranked_count, const int *judged,
                     size_t judged_count, double out[MEASURE_COUNT]);

#endif
