/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a request to the table of a report. See report_run.h.
 */
#include "server/report_run.h"

#include "base/clock.h"
#include "base/str.h"
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

enum slv_status report_run_begin(struct app *app, const struct request *request,
                                 struct report_run *out, struct slv_error *err)
{
    struct report_ask ask;
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
    if (!app->reports)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Reports cannot be counted at the moment");
    status = report_facts_hold(app->reports, &out->facts, err);
    if (status != SLV_OK)
        return status;
    out->keeper = app->reports;
    status = report_ask_read(out->report, &out->wish, out->facts,
                             clock_unix_s(), &ask, err);
    if (status == SLV_OK &&
        request_reader(request, &ask.reader, NULL) != SLV_OK)
        ask.reader = NULL;
    if (status == SLV_OK)
        status =
            report_count(&ask, out->facts, request->arena, &out->table, err);
    return status;
}

void report_run_end(struct report_run *run)
{
    if (run->keeper)
        report_facts_release(run->keeper);
    run->keeper = NULL;
}
