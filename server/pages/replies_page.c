/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /articles-health/replies/{id...}: the answers that use the reply of an
 * article. What was changed is shown against the reply as it is now, filled in
 * from the case of each answer.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/article_health.h"
#include "server/article_links.h"
#include "server/inserted.h"
#include "server/pages/desk_page.h"
#include "server/pages/replies_view.h"
#include "server/router.h"

#include <stdlib.h>

static enum slv_status fill_rows(struct app *app, const struct request *request,
                                 const struct reply_use *uses,
                                 struct replies_view *view,
                                 struct slv_error *err)
{
    struct replies_row *rows =
        arena_calloc(request->arena, view->count, sizeof *rows);
    enum slv_status status = SLV_OK;

    view->rows = rows;
    for (size_t i = 0; status == SLV_OK && i < view->count; i++) {
        struct case_record record;

        rows[i].use = &uses[i];
        status = case_store_find_case(app->cases, uses[i].case_number,
                                      request->arena, &record, err);
        if (status == SLV_OK)
            status = inserted_reply(app, request, &record, uses[i].author_name,
                                    view->article->id, &rows[i].reply, err);
    }
    return status;
}

static int compare_newest(const void *a, const void *b)
{
    const struct reply_use *left = a;
    const struct reply_use *right = b;

    if (left->created_unix_s != right->created_unix_s)
        return left->created_unix_s > right->created_unix_s ? -1 : 1;
    return (left->message_id < right->message_id) -
           (left->message_id > right->message_id);
}

/* The newest answers that use its reply, also those of when it had another id. */
static enum slv_status list_uses(struct app *app, const struct request *request,
                                 const struct slv_article *article,
                                 struct reply_use **out, size_t *count,
                                 struct slv_error *err)
{
    struct reply_use *all = arena_calloc(
        request->arena, (article->replaces.count + 1) * (REPLIES_SHOWN + 1),
        sizeof *all);
    enum slv_status status = SLV_OK;

    *count = 0;
    for (size_t i = 0; status == SLV_OK && i <= article->replaces.count; i++) {
        struct reply_use *uses = NULL;
        size_t found = 0;

        status = reply_uses_list(
            app->cases, i == 0 ? article->id : article->replaces.items[i - 1],
            0, REPLIES_SHOWN + 1, request->arena, &uses, &found, err);
        for (size_t k = 0; k < found; k++)
            all[(*count)++] = uses[k];
    }
    if (*count > 0)
        qsort(all, *count, sizeof *all, compare_newest);
    *out = all;
    return status;
}

enum slv_status replies_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct replies_view view = {
        .may_edit = request_may(request, RIGHT_ARTICLES_DRAFT),
    };
    struct slv_article article;
    struct slv_reader *reader;
    struct reply_use *uses = NULL;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = request_reader(request, &reader, err);
    if (status == SLV_OK)
        status = article_find(reader, request_capture(request, "id"), arena,
                              &article, err);
    if (status != SLV_OK)
        return status;
    view.article = &article;
    status = article_health_of(app, request, &article, &view.evidence,
                               &view.since_unix_s, err);
    if (status == SLV_OK)
        status = list_uses(app, request, &article, &uses, &view.count, err);
    if (status != SLV_OK)
        return status;
    view.has_more = view.count > REPLIES_SHOWN;
    if (view.has_more)
        view.count = REPLIES_SHOWN;
    status = fill_rows(app, request, uses, &view, err);
    if (status != SLV_OK)
        return status;
    response_html(response);
    replies_view_write(&response->body, &view, arena);
    return SLV_OK;
}
