/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports for programs.
 */
#include "base/str.h"
#include "core/insight/report_write.h"
#include "server/report_run.h"
#include "server/router.h"
#include "text/json_write.h"

enum slv_status api_reports_get(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    struct json_writer json;

    (void) app;
    (void) err;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "reports");
    json_array_begin(&json);
    for (size_t i = 0; i < REPORT_COUNT; i++) {
        const struct report *report = report_get((enum report_id) i);

        if (!report_run_may(request, report))
            continue;
        json_object_begin(&json);
        json_key_string(&json, "name", str_from(report->name));
        json_key_string(&json, "title", str_from(report->title));
        json_key_string(&json, "question", str_from(report->question));
        json_key_bool(&json, "has_money", report_has_money(report));
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_report_get(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct report_run run;
    struct json_writer json;
    enum slv_status status = report_run_begin(app, request, &run, err);

    if (status == SLV_OK) {
        json_begin(&json, &response->body);
        report_write_json(&json, &run.table);
        json_end(&json);
    }
    report_run_end(&run);
    return status;
}
