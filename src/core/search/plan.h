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
/* Is `word` not searched, because others tell more? */
bool plan_leaves_out(const struct searching *search,
                     const struct query_word *word);

#endif
