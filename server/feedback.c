/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Checks on feedback before it is stored: it must be about an article that its
 * sender can read, and short enough. Text is kept as valid UTF-8.
 */
#include "server/feedback.h"

#include "base/bounds.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/article_links.h"
#include "server/metrics.h"
#include "store/feedback_store.h"
#include "text/utf8.h"

enum slv_status feedback_keep(struct app *app, const struct request *request,
                              struct str article_id, bool is_helpful,
                              struct str comment, struct str session_hash,
                              struct slv_error *err)
{
    struct slv_reader *reader;
    struct slv_article article;
    struct feedback entry;
    enum slv_status status;

    comment = utf8_repair(str_trim(comment), request->arena, NULL);
    if (comment.len > BOUND_FEEDBACK_COMMENT_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "The comment is longer than %d bytes",
                        BOUND_FEEDBACK_COMMENT_BYTES);
    if (!app->feedback)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Feedback cannot be kept at the moment");
    status = request_reader(request, &reader, err);
    if (status == SLV_OK)
        status = article_get(reader, article_id, request->arena, &article, err);
    if (status != SLV_OK)
        return status;
    entry = (struct feedback){
        .article_id = article.id,
        .is_helpful = is_helpful,
        .comment = comment,
        .created_unix_s = clock_unix_s(),
        .session_hash = session_hash,
    };
    status = feedback_store_add(app->feedback, &entry, err);
    if (status == SLV_OK)
        metrics_count_feedback(app->metrics, is_helpful);
    return status;
}
