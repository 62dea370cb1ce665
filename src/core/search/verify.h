/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the index alone cannot tell of a match, looked up in its text: that the
 * words of a phrase follow each other, that a word stands in the title, that a
 * code is not a part of a longer one.
 */
#ifndef SEARCH_VERIFY_H
#define SEARCH_VERIFY_H

#include "core/search/searching.h"

/* Run search->plan and keep the matches that meet the query's conditions. At
 * most 2,000 candidates are looked at, 200 when the conditions hold nothing but
 * stop words, and after 64 none for longer than 25 ms of work: then the total
 * is a lower bound, and not exact. Statuses of reading. */
SLV_MUST_CHECK enum slv_status verify_search(struct searching *search,
                                             struct slv_search_result *out,
                                             struct slv_error *err);

#endif
