/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whose review of which article is due when, as the articles said it last: what
 * reminders and the count in the bar of the desk are read from. The articles
 * themselves are the truth.
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_REVIEW_STORE_H
#define STORE_REVIEW_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct article_review {
    struct str article_id; /* at most BOUND_ARTICLE_ID_BYTES */
    struct str owner;      /* may be empty; cut at BOUND_CASE_NAME_BYTES */
    int64_t due_unix_s;
};

/* These are the published articles with a date of review, in the order of ids.
 * Receivers are told of those that are due at actor->now_unix_s
 * ("article.review_due"), once for each date. Nothing is written when nothing has
 * changed. */
SLV_MUST_CHECK enum slv_status
review_store_see(struct case_store *store, const struct article_review *reviews,
                 size_t count, const struct case_actor *actor,
                 struct slv_error *err);
/* How many of `owner` (not empty, in any case of letters) are due. */
SLV_MUST_CHECK enum slv_status
review_store_count_due(struct case_store *store, struct str owner,
                       int64_t now_unix_s, int64_t *out, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
