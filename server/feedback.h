/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeping what a reader says about an article, the same for the API and for
 * the form under an article.
 */
#ifndef SERVER_FEEDBACK_H
#define SERVER_FEEDBACK_H

#include "server/app.h"
#include "solvent/status.h"

#include <stdbool.h>

/* Keep it; when SLV_OK is returned it survives a crash. `comment` may be empty,
 * and so may `session_hash`, by which a comment can be given later.
 * ERR_NOT_FOUND when there is no such article for this reader, ERR_TOO_BIG when
 * the comment is longer than BOUND_FEEDBACK_COMMENT_BYTES, ERR_UNAVAILABLE when
 * the case store is not open, and those of feedback_store_add(). */
SLV_MUST_CHECK enum slv_status
feedback_keep(struct app *app, const struct request *request,
              struct str article_id, bool is_helpful, struct str comment,
              struct str session_hash, struct slv_error *err);

#endif
