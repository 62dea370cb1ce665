/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Articles of gaps: making the draft of one from its cases, and noticing that it
 * was published, which covers the gap.
 */
#ifndef SERVER_GAP_ARTICLES_H
#define SERVER_GAP_ARTICLES_H

#include "server/app.h"
#include "store/coverage_store.h"

/* Gaps whose article is published by now are covered since now. At most
 * GAP_ARTICLES_MAX are looked at. */
SLV_MUST_CHECK enum slv_status
gap_articles_follow(struct app *app, const struct request *request,
                    struct slv_error *err);
enum { GAP_ARTICLES_MAX = 500 };

/* Write the draft of a gap into the article folder and keep its id with the
 * gap. ERR_CONFLICT when the gap has an article, ERR_UNAVAILABLE without a
 * folder. *id is in the request's arena. */
SLV_MUST_CHECK enum slv_status
gap_articles_draft(struct app *app, const struct request *request,
                   const struct coverage_gap *gap,
                   const struct case_actor *actor, struct str *id,
                   struct slv_error *err);

#endif
