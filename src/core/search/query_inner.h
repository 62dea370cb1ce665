/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands for an identifier of a query that no article has: the identifiers
 * that it holds ("net::ERR_CERT_DATE_INVALID", "10.0.0.1:80",
 * "KB5012170.msu"), as far as articles have those by themselves. A query whose
 * identifiers are all known, or that has none, is left as it is.
 */
#ifndef SEARCH_QUERY_INNER_H
#define SEARCH_QUERY_INNER_H

#include "core/search/searching.h"

enum {
    QUERY_INNER_WORDS_MAX =
        16,              /* identifiers of a query that are taken apart */
    QUERY_INNER_MAX = 32 /* that stand for them, all together */
};

struct query_inner {
    struct query_word word; /* an alternative of the identifier */
    uint64_t articles;      /* that have it */
};

/* Find them. `frequencies` tells how many articles have each word of
 * search->query; groups are given to identifiers that have none. *out (at most
 * QUERY_INNER_MAX) is in the search's arena. Statuses of reading. */
SLV_MUST_CHECK enum slv_status query_inner_find(struct searching *search,
                                                const uint64_t *frequencies,
                                                const struct query_inner **out,
                                                size_t *count,
                                                struct slv_error *err);

#endif
