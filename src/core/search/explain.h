/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Why a hit has its score: what each word adds, field by field, of alternatives
 * the one that counts, and what the second look (rank.h) adds.
 */
#ifndef SEARCH_EXPLAIN_H
#define SEARCH_EXPLAIN_H

#include "core/search/searching.h"

/* Fill out->explanation for the article out->id; the rows add up to its score,
 * but for a pin's place. Statuses of reading. */
SLV_MUST_CHECK enum slv_status explain_hit(struct searching *search,
                                           struct slv_hit *out,
                                           struct slv_error *err);

#endif
