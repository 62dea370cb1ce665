/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /reports/goals, POST /reports/weeks: goals, and what people
 * enter by hand. Whoever may set them sees them; what is there is measured as
 * the reports measure it.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/insight/goals.h"
#include "server/pages/desk_page.h"
#include "server/pages/goals_view.h"
#include "server/router.h"

static enum slv_status measure(struct goals_view *view, struct slv_error *err)
{
    for (size_t i = 0; goal_figure_at(i) && i < GOALS_MAX; i++) {
        const struct report_wish wish = {.from = STR("")};
        struct report_ask ask;
        struct report_table table;
        enum slv_status status =
            report_ask_read(report_get(goal_figure_at(i)->report), &wish,
                            view->facts, view->desk.now_unix_s, &ask, err);

        if (status == SLV_OK)
            status = report_count(&ask, view->facts, view->arena, &table, err);
        if (status != SLV_OK)
            return status;
        view->today = ask.today;
        view->is_measured[i] =
            goal_measure(goal_figure_at(i), &table, &view->measured[i]);
    }
    return SLV_OK;
}

/* The page, with what is in `view` already. */
static enum slv_status show(struct app *app, const struct request *request,
                            struct goals_view *view, struct response *response,
                            struct slv_error *err)
{
    enum slv_status status = desk_open(app, request, &view->desk, err);

    if (status == SLV_OK && !app->reports)
        status = slv_fail(err, SLV_ERR_UNAVAILABLE,
                          "Reports cannot be counted at the moment");
    if (status != SLV_OK)
        return status;
    view->arena = request->arena;
    view->may_set = request_may(request, RIGHT_SETTINGS);
    status = report_facts_hold(app->reports, &view->facts, err);
    if (status != SLV_OK)
        return status;
    status = measure(view, err);
    if (status == SLV_OK) {
        response_html(response);
        goals_view_write(&response->body, view);
    }
    report_facts_release(app->reports);
    return status;
}

enum slv_status goals_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct goals_view view = {.mistake = STR("")};

    if (request_param(request, "done").len > 0)
        view.done = STR("It is kept.");
    return show(app, request, &view, response, err);
}

/* The form again, with the sentence and what was typed. */
static enum slv_status refuse(struct app *app, const struct request *request,
                              struct goals_view *view,
                              struct response *response, struct slv_error *err)
{
    view->mistake =
        arena_format(request->arena, "%s. %s", err->text, err->hint);
    response->status = slv_status_http(err->status);
    return show(app, request, view, response, err);
}

enum slv_status goals_post(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct case_actor actor = desk_actor(request);
    struct goals_view view = {.mistake = STR("")};
    struct report_goal goal = {.figure = form_field(&form, "figure")};
    enum slv_status status = SLV_OK;

    if (!app->cases)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Goals cannot be kept at the moment");
    view.typed.figure = goal_figure_find(goal.figure);
    if (!view.typed.figure)
        return slv_fail(err, SLV_ERR_INPUT, "There is no such figure");
    for (size_t i = 0; i < GOAL_TERMS; i++) {
        view.typed.terms[i] =
            desk_line(&form, goal_term_word(i), request->arena);
        if (status == SLV_OK)
            status = goal_read(view.typed.figure, view.typed.terms[i],
                               &goal.has[i], &goal.value[i], err);
    }
    if (status == SLV_OK)
        status = report_store_add_goal(app->cases, &goal, &actor, err);
    if (status == SLV_ERR_INPUT)
        return refuse(app, request, &view, response, err);
    if (status == SLV_OK)
        response_redirect(response, 303, STR("/reports/goals?done=1"),
                          request->arena);
    return status;
}

enum slv_status weeks_post(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct case_actor actor = desk_actor(request);
    struct goals_view view = {.mistake = STR("")};
    struct report_week_figure row = {.figure = form_field(&form, "figure")};
    unsigned long long value = 0;
    int64_t day = 0;
    enum slv_status status = SLV_OK;

    if (!app->cases)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Figures cannot be kept at the moment");
    view.typed.week_figure = row.figure;
    view.typed.week = desk_line(&form, "week", request->arena);
    view.typed.value = desk_line(&form, "value", request->arena);
    if (!report_day_parse(view.typed.week, &day) || day < 0)
        status = slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is not in the calendar",
                          STR_ARG(str_first(view.typed.week, 40)));
    else if (!str_to_uint(view.typed.value, &value) ||
             value > REPORT_FIGURE_MAX)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "\"%.*s\" is no whole number from 0 on",
                          STR_ARG(str_first(view.typed.value, 40)));
    if (status == SLV_OK) {
        char monday[DAY_TEXT_BYTES];

        report_day_format(report_period_begin(PERIOD_WEEK, day), monday);
        row.week = str_from(monday);
        row.value = (int64_t) value;
        status = report_store_put_week_figure(app->cases, &row, &actor, err);
    }
    if (status == SLV_ERR_INPUT)
        return refuse(app, request, &view, response, err);
    if (status == SLV_OK)
        response_redirect(response, 303, STR("/reports/goals?done=1#~weeks"),
                          request->arena);
    return status;
}
