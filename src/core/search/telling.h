/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Why a case is like what somebody tells: the words and codes that both have,
 * those first that fewest cases have. For staff, as similar_cases.h.
 */
#ifndef SEARCH_TELLING_H
#define SEARCH_TELLING_H

#include "core/search/searching.h"

struct telling; /* of one search */

/* What may tell: the words that learn_note() noted, but for stop words and what
 * no case has. In the arena of the search. Statuses of reading. */
SLV_MUST_CHECK enum slv_status telling_begin(struct searching *search,
                                             struct telling **out,
                                             struct slv_error *err);
/* Fill codes and words of `one`, which names a case of search->reader->cases;
 * without a word that both have they stay empty. SLV_ERR_NOT_FOUND for a case
 * that is not there; statuses of reading. */
SLV_MUST_CHECK enum slv_status telling_take(struct searching *search,
                                            const struct telling *telling,
                                            struct slv_similar_case *one,
                                            struct slv_error *err);

#endif
