/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a request to the table of a report, or to key figures. See report_run.h.
 */
#include "server/report_run.h"

#include "base/clock.h"
#include "base/str.h"
#include "core/insight/report_tally.h"
#include "text/utf8.h"

static struct str param(const struct request *request, const char *name)
{
    return str_trim(
        utf8_repair(request_param(request, name), request->arena, NULL));
}

bool report_run_may(const struct request *request, const struct report *report)
{
    return request->user && report_is_for(report, request->user->role);
}

/* A filter says of one what a report says of all. */
static enum slv_status check_filters(const struct request *request,
                                     const struct report_wish *wish,
                                     struct slv_error *err)
{
    if (wish->customer.len > 0 &&
        !report_run_may(request, report_get(REPORT_BY_CUSTOMER)))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Figures of one customer are not for your role");
    if (wish->agent.len > 0 &&
        !report_run_may(request, report_get(REPORT_BY_AGENT)))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Figures of one agent are not for your role");
    return SLV_OK;
}

static enum slv_status hold(struct app *app, struct report_keeper **keeper,
                            const struct report_facts **facts,
                            struct slv_error *err)
{
    enum slv_status status;

    if (!app->reports)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Reports cannot be counted at the moment");
    status = report_facts_hold(app->reports, facts, err);
    if (status == SLV_OK)
        *keeper = app->reports;
    return status;
}

static void let_go(struct report_keeper **keeper)
{
    if (*keeper)
        report_facts_release(*keeper);
    *keeper = NULL;
}

/* Without the articles their titles and owners are not known, nothing more. */
static struct slv_reader *reader_of(const struct request *request)
{
    struct slv_reader *reader;

    return request_reader(request, &reader, NULL) == SLV_OK ? reader : NULL;
}

/* Everything but the counting. */
static enum slv_status begin(struct app *app, const struct request *request,
                             struct report_run *out, struct slv_error *err)
{
    enum slv_status status;

    *out = (struct report_run){
        .report = report_find(request_capture(request, "name")),
        .wish = {.from = param(request, "from"),
                 .to = param(request, "to"),
                 .by = param(request, "by"),
                 .severity = param(request, "severity"),
                 .product = param(request, "product"),
                 .customer = param(request, "customer"),
                 .agent = param(request, "agent")},
    };
    if (!out->report)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such report");
    if (!report_run_may(request, out->report)) {
        (void) slv_fail(err, SLV_ERR_PERMISSION,
                        "The report \"%s\" is not for your role",
                        out->report->title);
        slv_hint(err, "/reports lists those that are.");
        return SLV_ERR_PERMISSION;
    }
    status = check_filters(request, &out->wish, err);
    if (status != SLV_OK)
        return status;
    status = hold(app, &out->keeper, &out->facts, err);
    if (status != SLV_OK)
        return status;
    status = report_ask_read(out->report, &out->wish, out->facts,
                             clock_unix_s(), &out->ask, err);
    out->ask.reader = reader_of(request);
    return status;
}

static enum slv_status count(struct report_run *run, struct arena *arena,
                             struct slv_error *err)
{
    return report_count(&run->ask, run->facts, arena, &run->table, err);
}

enum slv_status report_run_begin(struct app *app, const struct request *request,
                                 struct report_run *out, struct slv_error *err)
{
    enum slv_status status = begin(app, request, out, err);

    return status == SLV_OK ? count(out, request->arena, err) : status;
}

bool report_run_may_list(uint64_t rights, const struct report_column *column)
{
    return tally_has_parts(column->source) &&
           rights_have(rights, RIGHT_CASES_READ) &&
           (column->unit == UNIT_COUNT || rights_have(rights, RIGHT_TIME_READ));
}

/* As it is kept, with the blanks that it may begin or end with. */
static struct str exact_param(const struct request *request, const char *name)
{
    return utf8_repair(request_param(request, name), request->arena, NULL);
}

enum slv_status report_run_list(struct app *app, const struct request *request,
                                size_t limit, struct report_run *out,
                                struct report_cases *cases,
                                struct slv_error *err)
{
    const struct str key = param(request, "column");
    struct report_pick pick = {
        .row = exact_param(request, "row"),
        .is_without = str_equal(param(request, "without"), STR("1")),
        .currency = param(request, "currency"),
    };
    enum slv_status status = begin(app, request, out, err);

    if (status != SLV_OK)
        return status;
    pick.column = report_cases_column(out->report, key);
    if (!pick.column)
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "The report has no column \"%.*s\" that counts cases",
                        STR_ARG(str_first(key, 100)));
    if (!report_run_may_list(request->rights, pick.column))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "The cases behind this number are not for your role");
    status = count(out, request->arena, err);
    if (status == SLV_OK)
        status = report_cases_read(&out->table, out->facts, &pick, limit,
                                   request->arena, cases, err);
    return status;
}

void report_run_end(struct report_run *run)
{
    let_go(&run->keeper);
}

bool report_is_leader(const struct request *request)
{
    return request->user && (request->user->role == ROLE_MANAGER ||
                             request->user->role == ROLE_ADMIN);
}

enum slv_status report_department(const struct request *request,
                                  enum user_role *out, struct slv_error *err)
{
    if (!user_role_parse(request_capture(request, "department"), out) ||
        *out == ROLE_CUSTOMER || *out == ROLE_AGENT)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such department");
    if (!report_is_leader(request) &&
        (!request->user || request->user->role != *out))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This is the page of another department");
    return SLV_OK;
}

enum slv_status report_figures_begin(struct app *app,
                                     const struct request *request,
                                     enum user_role department,
                                     struct report_figures *out,
                                     struct slv_error *err)
{
    enum slv_status status;

    *out = (struct report_figures){.keeper = NULL};
    status = hold(app, &out->keeper, &out->facts, err);
    if (status == SLV_OK)
        status = key_figures_count(department, out->facts, reader_of(request),
                                   clock_unix_s(), request->arena,
                                   &out->figures, err);
    return status;
}

void report_figures_end(struct report_figures *figures)
{
    let_go(&figures->keeper);
}
