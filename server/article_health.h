/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Article health of the running server, for its page and the API: reads the
 * articles and what happened with them since each was last reviewed. What
 * follows from it is core/insight/health_lists.h's.
 */
#ifndef SERVER_ARTICLE_HEALTH_H
#define SERVER_ARTICLE_HEALTH_H

#include "core/insight/health_lists.h"
#include "server/app.h"

enum { ARTICLE_HEALTH_MAX = 200000 /* articles that are looked at */ };

/* Fill *out, of the articles of `owner` alone when that is not empty; in the
 * request's arena. Without a case store there is no evidence. For requests of
 * those who may read every article. Statuses of request_reader() and of reading
 * the store. */
SLV_MUST_CHECK enum slv_status
article_health_read(struct app *app, const struct request *request,
                    struct str owner, struct health *out,
                    struct slv_error *err);

/* What happened with one article since its last review, a year at most; *since
 * is that day. All zeros without a case store; of the search log nothing. */
SLV_MUST_CHECK enum slv_status
article_health_of(struct app *app, const struct request *request,
                  const struct slv_article *article,
                  struct article_evidence *out, int64_t *since_unix_s,
                  struct slv_error *err);

/* Articles whose replies are rewritten (health_reply_is_rewritten()) and that
 * whoever asks may read, in the order of ids; in the request's arena. */
struct article_rewritten {
    struct slv_article article;
    struct article_evidence evidence;
};
SLV_MUST_CHECK enum slv_status
article_health_rewritten(struct app *app, const struct request *request,
                         struct article_rewritten **out, size_t *count,
                         struct slv_error *err);

#endif
