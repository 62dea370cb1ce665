/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a match of the index to a hit: record and body are opened, the section
 * that answers is found, and when asked for, the score is explained.
 */
#ifndef SEARCH_HITS_H
#define SEARCH_HITS_H

#include "core/search/searching.h"

/* A match with its sections and text, which last until the next one. */
struct opened_hit {
    struct slv_article article;
    const struct cached_body *body;
};

/* SLV_ERR_STALE when the article was removed since it was matched. */
SLV_MUST_CHECK enum slv_status hit_open(struct searching *search,
                                        const struct xap_hit *match,
                                        struct opened_hit *out,
                                        struct slv_error *err);
/* Append the hit to out->hits, which has room. */
SLV_MUST_CHECK enum slv_status hit_add(struct searching *search,
                                       const struct xap_hit *match,
                                       struct slv_search_result *out,
                                       struct slv_error *err);

#endif
