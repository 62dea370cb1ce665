/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Old cases like the query of a search under way, for slv_search() and
 * slv_similar_cases().
 */
#ifndef SEARCH_SIMILAR_CASES_H
#define SEARCH_SIMILAR_CASES_H

#include "core/search/searching.h"

/* The cases nearest to the words that learn_note() noted, at most `limit`, in
 * the arena of the search; none when there are no cases. Those that voted are
 * not matched again. Statuses of reading. */
SLV_MUST_CHECK enum slv_status similar_take(struct searching *search,
                                            size_t limit,
                                            struct slv_similar_case **out,
                                            size_t *count,
                                            struct slv_error *err);

#endif
