/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Identifiers of a query that only the index can tell: those that were typed
 * in pieces ("ora 01017", "err connection reset", a GUID with spaces) or, of
 * letters alone, in one ("errconnectionreset"). And what other spellings of an
 * identifier are worth: all of them count as one word, however rare one is.
 */
#ifndef SEARCH_QUERY_JOINS_H
#define SEARCH_QUERY_JOINS_H

#include "core/search/searching.h"

enum {
    QUERY_JOIN_MAX = 8 /* pieces of one identifier */
};

/* Add to search->query, just parsed, the identifiers that the index has for
 * pieces of it; take out spellings that it does not have, and pieces that are
 * an identifier which it does not have: those must not be searched for
 * themselves. Statuses of reading. */
SLV_MUST_CHECK enum slv_status query_join(struct searching *search,
                                          struct slv_error *err);

#endif
