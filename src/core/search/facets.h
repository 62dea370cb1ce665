/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counts of facets, and totals. A count says what choosing the value would
 * find: within one facet any value will do, so its other values are counted as
 * if none of it were chosen; and an article for "4.2 and later" counts for
 * each version that it covers.
 */
#ifndef SEARCH_FACETS_H
#define SEARCH_FACETS_H

#include "core/search/searching.h"

/* The values of facets in the articles that a reader sees, as they were at the
 * last count: what belongs to each combination of them, and which version
 * covers which. Belongs to one reader. */
struct facet_index;

struct facet_index *facet_index_new(void);
void facet_index_free(struct facet_index *index); /* NULL is allowed */
/* Forget everything: the reader's xap_reader is another one. */
void facet_index_reset(struct facet_index *index);

/* The filter terms of the versions that cover `version`, itself among them, in
 * *terms (in search->arena). Statuses of reading. */
SLV_MUST_CHECK enum slv_status facets_versions(struct searching *search,
                                               struct str version,
                                               struct str_list *terms,
                                               struct slv_error *err);

/* Count the matches of `plan`, whose filters are those of search->plan and may
 * be more behind them: out->total, and out->facets when they are asked for.
 * Statuses of reading. */
SLV_MUST_CHECK enum slv_status facets_count(struct searching *search,
                                            const struct xap_plan *plan,
                                            struct slv_search_result *out,
                                            struct slv_error *err);

#endif
