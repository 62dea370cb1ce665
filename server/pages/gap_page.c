/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /coverage/{id}: one gap, and what is decided about it.
 */
#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "core/insight/coverage.h"
#include "core/insight/gap_cost.h"
#include "server/coverage_worker.h"
#include "server/gap_articles.h"
#include "server/gap_hand.h"
#include "server/pages/coverage_view.h"
#include "server/pages/desk_page.h"
#include "server/router.h"

enum { SEARCHES_SHOWN = 50, DAY_S = 24 * 60 * 60 };

static enum slv_status read_gap(struct app *app, const struct request *request,
                                struct coverage_gap *out, struct slv_error *err)
{
    unsigned long long id;

    if (!str_to_uint(request_capture(request, "id"), &id) || id > INT64_MAX)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such gap");
    return coverage_store_find_gap(app->cases, (int64_t) id, request->arena,
                                   out, err);
}

static enum slv_status read_rows(struct app *app, const struct request *request,
                                 struct gap_view *view, struct slv_error *err)
{
    struct arena *arena = request->arena;
    const int64_t now = view->desk.now_unix_s;
    const int64_t span = (int64_t) view->days * DAY_S;
    const int64_t to = view->is_before ? now - span : INT64_MAX;
    const int64_t from = view->days == 0   ? 0
                         : view->is_before ? now - 2 * span
                                           : now - span;
    struct gap_case *cases = NULL;
    struct coverage_weight *weights = NULL;
    struct gap_case_row *rows;
    size_t weight_count = 0;
    enum slv_status status = coverage_store_gap_cases(
        app->cases, view->figures.gap.id, from, to, GAP_CASES_SHOWN, arena,
        &cases, &view->row_count, err);

    if (status == SLV_OK)
        status =
            coverage_store_gap_weights(app->cases, view->figures.gap.id, arena,
                                       &weights, &weight_count, err);
    rows = arena_calloc(arena, view->row_count, sizeof *rows);
    for (size_t i = 0; status == SLV_OK && i < view->row_count; i++) {
        struct str *why = NULL;

        rows[i].item = &cases[i];
        status =
            coverage_why(app->cases, app->config->language, weights,
                         weight_count, cases[i].subject, cases[i].body,
                         GAP_WHY_WORDS, arena, &why, &rows[i].why_count, err);
        rows[i].why = why;
    }
    view->rows = rows;
    view->has_words = weight_count > 0;
    return status;
}

/* The gaps that this one may become part of, and what was decided before. */
static enum slv_status read_hand(struct app *app, const struct request *request,
                                 struct gap_view *view, struct slv_error *err)
{
    struct gap_figures *others = NULL;
    struct coverage_tie *ties = NULL;
    enum slv_status status =
        coverage_store_ties(app->cases, view->figures.gap.id, request->arena,
                            &ties, &view->tie_count, err);

    view->ties = ties;
    if (status == SLV_OK && request_may(request, RIGHT_ARTICLES_PUBLISH))
        status = coverage_store_list(app->cases, GAP_OPEN, GAP_BY_CASES,
                                     view->desk.now_unix_s, COVERAGE_GAPS_SHOWN,
                                     request->arena, &others,
                                     &view->other_count, err);
    view->others = others;
    return status;
}

/* The article that the telling words find first; without one there is no
 * hint. */
static void find_likely(const struct request *request, struct gap_view *view)
{
    const struct slv_search_request search = {
        .query = view->figures.gap.words, .limit = 2, .is_verbatim = true};
    struct slv_search_result found = {.hit_count = 0};
    struct slv_reader *reader = NULL;
    struct slv_article article = {.id = {NULL, 0}};
    size_t first;

    if (request_reader(request, &reader, NULL) != SLV_OK)
        return;
    view->has_article =
        view->figures.gap.article_id.len > 0 &&
        slv_article_get(reader, view->figures.gap.article_id, request->arena,
                        &article, NULL) == SLV_OK;
    if (view->figures.gap.state == GAP_COVERED ||
        slv_search(reader, &search, request->arena, &found, NULL) != SLV_OK)
        return;
    /* its own draft is no news */
    first = found.hit_count > 0 &&
            str_equal(found.hits[0].id, view->figures.gap.article_id);
    if (first >= found.hit_count)
        return;
    view->likely_id = found.hits[first].id;
    view->likely_title = found.hits[first].title.text;
}

static enum slv_status show(struct app *app, const struct request *request,
                            const struct coverage_gap *gap,
                            struct gap_view *view, struct response *response,
                            struct slv_error *err)
{
    struct coverage_search *searches = NULL;
    struct gap_costs *costs = arena_calloc(request->arena, 1, sizeof *costs);
    enum slv_status status =
        coverage_store_figures(app->cases, gap->id, view->desk.now_unix_s,
                               request->arena, &view->figures, err);

    if (status == SLV_OK && request_may(request, RIGHT_TIME_READ)) {
        status =
            gap_costs_read(app->cases, &view->figures, 1, view->desk.now_unix_s,
                           request->arena, costs, err);
        view->costs = costs;
    }
    if (status == SLV_OK && request_may(request, RIGHT_CASES_READ))
        status = read_rows(app, request, view, err);
    if (status == SLV_OK)
        status = read_hand(app, request, view, err);
    if (status == SLV_OK)
        status = coverage_store_gap_searches(
            app->cases, gap->id, SEARCHES_SHOWN, request->arena, &searches,
            &view->search_count, err);
    view->searches = searches;
    if (status == SLV_OK && gap->state == GAP_COVERED)
        status = gap_changes_read(app->cases, &view->figures, 1,
                                  view->desk.now_unix_s, request->arena,
                                  &view->change, err);
    if (status != SLV_OK)
        return status;
    find_likely(request, view);
    response_html(response);
    gap_view_write(&response->body, view);
    return SLV_OK;
}

static void read_done(const struct request *request, struct gap_view *view)
{
    static const struct {
        struct str word;
        struct str sentence;
    } sentences[] = {
        {{"draft", 5},
         {"The draft is written. It is searchable for staff in a moment.", 61}},
        {{"cover", 5}, {"The gap is covered from now on.", 31}},
        {{"ignore", 6}, {"The gap is ignored.", 19}},
        {{"open", 4}, {"The gap is on the board again.", 30}},
        {{"name", 4}, {"The gap has its name.", 21}},
        {{"merge", 5}, {"The two gaps are one from now on.", 33}},
        {{"split", 5}, {"These cases are a gap of their own.", 35}},
        {{"undo", 4}, {"It is as it was before.", 23}},
    };
    struct str word = request_param(request, "done");

    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (str_equal(word, sentences[i].word))
            view->done = sentences[i].sentence;
}

enum slv_status gap_page(struct app *app, const struct request *request,
                         struct response *response, struct slv_error *err)
{
    struct gap_view view = {.arena = request->arena};
    struct coverage_gap gap = {.id = 0};
    int64_t days;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = coverage_worker_catch_up(app, err);
    if (status == SLV_OK)
        status = gap_articles_follow(app, request, err);
    if (status == SLV_OK)
        status = read_gap(app, request, &gap, err);
    if (status != SLV_OK)
        return status;
    if (request_param_int(request, "days", 0, 3650, 0, &days))
        view.days = (int) days;
    view.is_before = view.days > 0 && request_param(request, "before").len > 0;
    read_done(request, &view);
    return show(app, request, &gap, &view, response, err);
}

/* --- forms --- */

/* The cases that were ticked. */
static size_t chosen_cases(const struct uri_params *form, struct arena *arena,
                           struct str **out)
{
    size_t count = 0;

    *out = arena_calloc(arena, form->count, sizeof **out);
    for (size_t i = 0; i < form->count; i++)
        if (str_equal(form->items[i].name, STR("case")))
            (*out)[count++] = form->items[i].value;
    return count;
}

static enum slv_status decide(struct app *app, const struct request *request,
                              const struct uri_params *form,
                              const struct gap_view *view, struct str action,
                              const struct coverage_gap *gap, int64_t *shown,
                              struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct gap_wish wish = {
        .action = action, .name = view->name, .article = view->article};
    struct str *cases;
    unsigned long long into = 0;

    wish.case_count = chosen_cases(form, request->arena, &cases);
    wish.cases = cases;
    if (str_to_uint(desk_line(form, "into", request->arena), &into) &&
        into <= INT64_MAX)
        wish.into = (int64_t) into;
    return gap_hand_do(app, request, gap, &wish, &actor, shown, err);
}

enum slv_status gap_post(struct app *app, const struct request *request,
                         struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    struct gap_view view = {.arena = request->arena,
                            .article =
                                desk_line(&form, "article", request->arena),
                            .name = desk_line(&form, "name", request->arena)};
    const struct str action = desk_line(&form, "action", request->arena);
    struct coverage_gap gap = {.id = 0};
    int64_t shown = 0;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = read_gap(app, request, &gap, err);
    if (status != SLV_OK)
        return status;
    view.tried = action;
    status = decide(app, request, &form, &view, action, &gap, &shown, err);
    if (status == SLV_OK) {
        response_redirect(response, 303,
                          arena_format(request->arena,
                                       "/coverage/%lld?done=%.*s",
                                       (long long) shown, STR_ARG(action)),
                          request->arena);
        return SLV_OK;
    }
    if (status != SLV_ERR_INPUT && status != SLV_ERR_CONFLICT &&
        status != SLV_ERR_UNAVAILABLE)
        return status;
    view.mistake = arena_str(request->arena, str_from(err->text));
    response->status = status == SLV_ERR_INPUT ? 422 : 409;
    return show(app, request, &gap, &view, response, err);
}
