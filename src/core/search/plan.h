/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From an understood query to what the index is asked: which words count, with
 * which weights, which filters.
 */
#ifndef SEARCH_PLAN_H
#define SEARCH_PLAN_H

#include "core/search/searching.h"

#include <stdbool.h>

/* The idf of the ranking (xapian_shim.h). */
double plan_idf(double articles, double with_term);

/* Fill search->plan and search->roles from search->query and the request; a
 * long query is cut to its most telling words first. Statuses of reading. */
SLV_MUST_CHECK enum slv_status plan_make(struct searching *search,
                                         struct slv_error *err);
/* The steps of it, for an index of another kind. */

/* Keep of a long query every exclusion (to a bound), and of the other words
 * those that tell most in `index`: those of phrases, rare ones, and those that
 * are typed often. The words are replaced, not changed. Statuses of reading. */
SLV_MUST_CHECK enum slv_status plan_keep_telling(struct xap_reader *index,
                                                 struct arena *arena,
                                                 struct query *query,
                                                 struct slv_error *err);
/* The terms of a query's words. */
void plan_terms(const struct query *query, bool skip_stop_words,
                struct arena *arena, struct xap_plan_term **out, size_t *count);
/* The score of a document that had impact 1 for each word of the plan: of
 * alternatives the best one counts. Statuses of reading. */
SLV_MUST_CHECK enum slv_status plan_bound(struct xap_reader *index,
                                          const struct xap_plan *plan,
                                          struct arena *arena, double *out,
                                          struct slv_error *err);

/* Is `word` not searched, because others tell more? */
bool plan_leaves_out(const struct searching *search,
                     const struct query_word *word);

#endif
