/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /reports and what is below: the lists, a report, and its CSV.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_write.h"
#include "server/pages/desk_page.h"
#include "server/pages/report_view.h"
#include "server/router.h"
#include "server/searches.h"
#include "store/people_store.h"

/* After how long a page whose figures are not read yet asks again. */
#define REFRESH_S "5"

/* While the figures cannot be counted the list is there all the same. */
static enum slv_status write_list(struct app *app,
                                  const struct request *request,
                                  const struct reports_view *list,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct report_figures figures;
    struct reports_view view = *list;
    enum slv_status status =
        report_figures_begin(app, request, view.role, &figures, err);

    if (status == SLV_ERR_UNAVAILABLE)
        view.waiting =
            arena_format(request->arena, "%s. %s", err->text, err->hint);
    if (status == SLV_OK || status == SLV_ERR_UNAVAILABLE) {
        view.figures = &figures;
        view.arena = request->arena;
        view.has_departments = report_is_leader(request);
        response_html(response);
        reports_view_write(&response->body, &view);
        status = SLV_OK;
    }
    report_figures_end(&figures);
    return status;
}

enum slv_status reports_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct reports_view view = {.title = STR("Reports")};
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    view.role = request->user ? request->user->role : ROLE_CUSTOMER;
    view.has_goals = report_is_leader(request);
    return write_list(app, request, &view, response, err);
}

/* A department's own people and those who lead all of them. */
enum slv_status reports_department_page(struct app *app,
                                        const struct request *request,
                                        struct response *response,
                                        struct slv_error *err)
{
    struct reports_view view = {.title = STR("")};
    enum slv_status status = report_department(request, &view.role, err);

    if (status == SLV_OK)
        status = desk_open(app, request, &view.desk, err);
    if (status != SLV_OK)
        return status;
    view.title = arena_format(request->arena, "Reports for %s",
                              reports_department_name(view.role));
    return write_list(app, request, &view, response, err);
}

/* The newest day that the report has something of. */
static enum slv_status find_newest(struct app *app,
                                   const struct report_run *run, int64_t *out,
                                   struct slv_error *err)
{
    int64_t unix_s = 0;
    enum slv_status status;

    *out = run->facts ? run->facts->newest_day : 0;
    if (!run->facts || run->report->id != REPORT_SELF_SERVICE)
        return SLV_OK;
    status = search_report_newest(searches_now(app), &unix_s, err);
    *out = unix_s > 0 ? report_days_day(run->facts->days, unix_s) : 0;
    return status;
}

enum slv_status report_page(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    struct report_view view = {.arena = request->arena};
    struct report_run run = {.keeper = NULL};
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    status = report_run_begin(app, request, &run, err);
    if (status == SLV_ERR_INPUT && run.keeper) {
        /* the form comes again with what was typed */
        view.mistake =
            arena_format(request->arena, "%s. %s", err->text, err->hint);
        response->status = slv_status_http(status);
        status = SLV_OK;
    }
    if (status == SLV_ERR_UNAVAILABLE && run.report && app->reports) {
        /* the first seconds of the server: the page asks again by itself */
        view.waiting =
            arena_format(request->arena, "%s. %s", err->text, err->hint);
        response->status = slv_status_http(status);
        response_header(response, "Retry-After", STR(REFRESH_S),
                        request->arena);
        response_header(response, "Refresh", STR(REFRESH_S), request->arena);
        status = SLV_OK;
    }
    if (status == SLV_OK) {
        view.run = &run;
        status = find_newest(app, &run, &view.newest_day, err);
    }
    view.may_choose_customer =
        report_run_may(request, report_get(REPORT_BY_CUSTOMER));
    view.may_choose_agent =
        report_run_may(request, report_get(REPORT_BY_AGENT));
    if (status == SLV_OK) {
        view.may_see_cases = request_may(request, RIGHT_CASES_READ);
        view.may_see_articles = request_may(request, RIGHT_ARTICLES_DRAFT);
        view.may_see_usage = report_run_may(request, report_get(REPORT_USAGE));
        response_html(response);
        report_view_write(&response->body, &view);
    }
    report_run_end(&run);
    return status;
}

enum slv_status report_cases_page(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct report_list_view view = {.arena = request->arena};
    struct report_run run = {.keeper = NULL};
    struct report_cases cases;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status =
            report_run_list(app, request, REPORT_ROWS_SHOWN, &run, &cases, err);
    if (status == SLV_OK) {
        view.run = &run;
        view.cases = &cases;
        view.may_choose_customer =
            report_run_may(request, report_get(REPORT_BY_CUSTOMER));
        response_html(response);
        report_list_view_write(&response->body, &view);
    }
    report_run_end(&run);
    return status;
}

enum slv_status report_csv(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct report_run run;
    enum slv_status status = report_run_begin(app, request, &run, err);

    if (status == SLV_OK) {
        char from[DAY_TEXT_BYTES];
        char to[DAY_TEXT_BYTES];

        report_day_format(run.table.ask.from_day, from);
        report_day_format(run.table.ask.to_day, to);
        response->content_type = "text/csv; charset=utf-8";
        response_header(response, "Content-Disposition",
                        arena_format(request->arena,
                                     "attachment; filename=\"%s-%s-%s.csv\"",
                                     run.report->name, from, to),
                        request->arena);
        report_write_csv(&response->body, &run.table, request->arena);
    }
    report_run_end(&run);
    return status;
}
