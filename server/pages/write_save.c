/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Saving from the page for writing: what its form asks for goes to
 * article_save.h, and what came of it is told on the page.
 */
#include "server/pages/write_parts.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/article/article_read.h"
#include "server/article_save.h"

/* The word of done_sentence() for what was saved. */
static const char *done_word(const struct article_wish *wish,
                             const struct article_saved *saved)
{
    if (wish->is_new)
        return "made";
    if (saved->was_published && saved->article.state == SLV_STATE_REVIEWED &&
        saved->article.access != SLV_ACCESS_INTERNAL &&
        saved->article.publish_on_unix_s > clock_unix_s() &&
        (!wish->has_state || wish->state == SLV_STATE_PUBLISHED))
        return "away";
    if (!wish->has_state)
        return "saved";
    if (saved->article.state == SLV_STATE_PUBLISHED &&
        saved->article.access == SLV_ACCESS_INTERNAL)
        return "staff";
    if (wish->state == SLV_STATE_PUBLISHED &&
        saved->article.state == SLV_STATE_REVIEWED)
        return "later";
    return slv_state_name(wish->state);
}

static bool is_told_on_page(enum slv_status status)
{
    return status == SLV_ERR_CONFLICT || status == SLV_ERR_INPUT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_PERMISSION ||
           status == SLV_ERR_NO_SPACE || status == SLV_ERR_IO ||
           status == SLV_ERR_CANNOT_CREATE;
}

static enum slv_status refuse(struct app *app, const struct request *request,
                              struct write_view *view, const struct wish *wish,
                              const struct article_saved *saved,
                              enum slv_status status,
                              const struct slv_error *err,
                              struct response *response)
{
    view->losses = saved->losses;
    view->loss_count = saved->loss_count;
    if (saved->loss_count) {
        view->anyhow = wish->action;
        view->reason = wish->reason;
    }
    return write_page_refuse(app, request, view, status, err, &saved->file,
                             response);
}

enum slv_status write_save(struct app *app, const struct request *request,
                           struct write_view *view, const struct wish *wish,
                           struct response *response, struct slv_error *err)
{
    struct article_wish asked = {
        .path = view->path,
        .is_new = view->is_new,
        .text = wish->text,
        .digest = wish->digest,
        .is_anyhow = wish->is_anyhow,
        .reason = wish->reason,
    };
    struct article_saved saved;
    struct strbuf url;
    enum slv_status status;

    asked.has_state = slv_state_parse(wish->action, &asked.state);
    status = article_save(app, request, &asked, &saved, err);
    if (status != SLV_OK)
        return is_told_on_page(status) ? refuse(app, request, view, wish,
                                                &saved, status, err, response)
                                       : status;
    strbuf_init(&url, 4 * ARTICLE_ID_BYTES_MAX + 100);
    write_url(&url, view->id);
    strbuf_add_format(&url, "?done=%s", done_word(&asked, &saved));
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}
