/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /articles/{id...}: one article. A former id leads to its successor; an id
 * that the public may not see is answered as one that is not there.
 */
#include "server/pages/article_page.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/mark.h"
#include "server/app.h"
#include "server/article_links.h"
#include "server/pages/visitor.h"
#include "server/search_run.h"
#include "store/question_store.h"
#include "text/utf8.h"

enum { RELATED_MAX = 5 };

bool feedback_token_is_valid(struct str token)
{
    for (size_t i = 0; i < token.len; i++) {
        char c = token.ptr[i];

        if (!ascii_is_digit(c) && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return token.len == FEEDBACK_TOKEN_LENGTH;
}

/* Related articles and marks are extras: a failure leaves them out. */
static void find_related(struct slv_reader *reader, struct arena *arena,
                         struct article_view *view)
{
    struct slv_article *related;
    size_t count;

    if (slv_article_related(reader, view->article->id, RELATED_MAX, arena,
                            &related, &count, NULL) != SLV_OK)
        return;
    view->related = related;
    view->related_count = count;
}

static void mark(struct slv_reader *reader, struct arena *arena,
                 struct article_view *view)
{
    const struct article_view plain = *view;
    size_t count = 0;

    if (mark_words(reader, view->query, view->article->language, view->body,
                   arena, &view->body, &count, NULL) != SLV_OK) {
        view->body = plain.body;
        return;
    }
    view->has_marks = count > 0;
}

/* The version in which a case says the cause was fixed for good: for those who
 * may read the case, as long as it does not stand in the article. */
static void find_fix(struct app *app, const struct request *request,
                     const struct slv_article *article, struct mend_fix *out)
{
    if (!app->cases || !request_may(request, RIGHT_CASES_READ) ||
        mend_store_find_fix(app->cases, article->id, request->arena, out,
                            NULL) != SLV_OK ||
        str_equal(out->version, article->fixed_in))
        *out = (struct mend_fix){.version = STR("")};
}

enum slv_status article_page_write(struct app *app,
                                   const struct request *request, struct str id,
                                   const struct article_view *state,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct article_view view = *state;
    struct slv_article article;
    struct slv_article shown;
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    if (status == SLV_OK)
        status = article_get(reader, id, request->arena, &article, err);
    if (status != SLV_OK)
        return status;
    shown = article;
    shown.markdown = article_view_markdown(&article, request->arena);
    view.site = app->site;
    view.visitor = page_visitor(app, request);
    view.article = &article;
    find_fix(app, request, &article, &view.fix);
    view.body = article_html(app, request, reader, &shown, true);
    if (view.query.len > 0)
        mark(reader, request->arena, &view);
    find_related(reader, request->arena, &view);
    response_html(response);
    if (view.step == FEEDBACK_ASK)
        response->last_modified_unix_s = article.updated_unix_s;
    article_view_write(&response->body, &view, request->arena);
    return SLV_OK;
}

static enum feedback_step step_of(struct str word)
{
    if (str_equal(word, STR("yes")))
        return FEEDBACK_YES;
    if (str_equal(word, STR("no")))
        return FEEDBACK_NO;
    if (str_equal(word, STR("done")))
        return FEEDBACK_DONE;
    return FEEDBACK_ASK;
}

/* The search that led here, as a hit's link names it. */
static struct str searched(const struct request *request)
{
    struct str query =
        utf8_repair(request_param(request, "q"), request->arena, NULL);

    return str_trim(utf8_prefix(query, MARK_QUERY_BYTES_MAX));
}

static enum slv_status redirect_to_successor(const struct request *request,
                                             struct str id,
                                             struct response *response,
                                             struct slv_error *err)
{
    struct slv_reader *reader;
    struct str successor;
    struct strbuf url;
    enum slv_status status = request_reader(request, &reader, err);

    if (status == SLV_OK)
        status = slv_article_find_replaced(reader, id, request->arena,
                                           &successor, NULL);
    if (status != SLV_OK)
        return status;
    strbuf_init(&url, 8 * BOUND_ARTICLE_ID_BYTES + 4 * MARK_QUERY_BYTES_MAX);
    article_url_searched(&url, successor, searched(request), STR(""));
    response_redirect(response, 301, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}

/* The contact form showed it (contact_page.c). A question that is not there, or
 * did not show it, means nothing. */
static void opened_by_question(struct app *app, const struct request *request,
                               struct str id)
{
    struct str asked = request_param(request, "asked");
    struct slv_error ignored;

    if (asked.len == 0 || !app->cases || request->method == METHOD_HEAD)
        return;
    (void) !question_store_open(app->cases, asked, id, &ignored);
}

enum slv_status article_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct str id = request_capture(request, "id");
    struct str token = request_param(request, "token");
    struct article_view state = {
        .step = step_of(request_param(request, "feedback")),
        .query = searched(request),
    };
    enum slv_status status;

    if (feedback_token_is_valid(token))
        state.token = token;
    else if (state.step != FEEDBACK_DONE)
        state.step = FEEDBACK_ASK;
    status = article_page_write(app, request, id, &state, response, err);
    if (status == SLV_OK)
        opened_by_question(app, request, id);
    if (status == SLV_OK && state.query.len > 0 && state.step == FEEDBACK_ASK)
        search_opened(app, request, state.query, id);
    if (status == SLV_ERR_NOT_FOUND &&
        redirect_to_successor(request, id, response, NULL) == SLV_OK)
        return SLV_OK;
    if (state.step != FEEDBACK_ASK)
        response->cache = CACHE_NEVER;
    return status;
}
