/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Answering with an article's page, for the route and for feedback that has to
 * be shown again.
 */
#ifndef SERVER_PAGES_ARTICLE_PAGE_H
#define SERVER_PAGES_ARTICLE_PAGE_H

#include "server/pages/article_view.h"
#include "server/router.h"

enum { FEEDBACK_TOKEN_LENGTH = 32 };

/* Is it 32 lower case hex digits? */
bool feedback_token_is_valid(struct str token);

/* Write the page of article `id`; `state` says where the question at its end
 * stands (step, token, comment). SLV_ERR_NOT_FOUND as slv_article_get(). */
SLV_MUST_CHECK enum slv_status
article_page_write(struct app *app, const struct request *request,
                   struct str id, const struct article_view *state,
                   struct response *response, struct slv_error *err);

#endif
