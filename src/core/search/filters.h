/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The filters of a search: from its request and from its query, to what the
 * index is asked.
 */
#ifndef SEARCH_FILTERS_H
#define SEARCH_FILTERS_H

#include "core/search/searching.h"

/* Fill the filters and ranges of search->plan, and search->roles. */
void filters_plan(struct searching *search);

#endif
