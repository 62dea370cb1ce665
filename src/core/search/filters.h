/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The filters of a search: from its request and from its query, to what the
 * index is asked.
 */
#ifndef SEARCH_FILTERS_H
#define SEARCH_FILTERS_H

#include "core/search/searching.h"

/* Fill the filters and ranges of search->plan, search->facet_filters and
 * search->roles. Statuses of reading. */
SLV_MUST_CHECK enum slv_status filters_plan(struct searching *search,
                                            struct slv_error *err);

#endif
