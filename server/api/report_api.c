/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports for programs.
 */
#include "base/str.h"
#include "core/insight/report_write.h"
#include "server/api/case_api.h"
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

static void write_day(struct json_writer *json, const char *key, int64_t day)
{
    char text[DAY_TEXT_BYTES];

    report_day_format(day, text);
    json_key_string(json, key, str_from(text));
}

static void write_case(struct json_writer *json,
                       const struct report_column *column,
                       const struct report_case *one, bool tells_customer,
                       struct arena *arena)
{
    json_object_begin(json);
    json_key_string(json, "number", one->number);
    json_key_string(json, "subject", one->subject);
    if (tells_customer && one->customer.len > 0)
        json_key_string(json, "customer", one->customer);
    if (one->product.len > 0)
        json_key_string(json, "product", one->product);
    write_day(json, "opened", one->opened_day);
    if (one->closed_day != FACT_NO_DAY)
        write_day(json, "closed", one->closed_day);
    json_key(json, "value");
    report_write_cell(json, column, &one->value, arena);
    json_object_end(json);
}

static void write_cases(struct json_writer *json,
                        const struct report_cases *cases, bool tells_customer,
                        struct arena *arena)
{
    json_object_begin(json);
    json_key_string(json, "report", str_from(cases->ask.report->name));
    json_key_string(json, "column", str_from(cases->column->key));
    json_key_string(json, "unit",
                    str_from(report_unit_word(cases->column->unit)));
    json_key_string(json, "name", cases->name);
    write_day(json, "from", cases->ask.from_day);
    write_day(json, "to", cases->ask.to_day);
    json_key(json, "value");
    report_write_cell(json, cases->column, &cases->sum, arena);
    if (cases->sum.text.len > 0)
        json_key_string(json, "currency", cases->sum.text);
    json_key_int(json, "case_count", (int64_t) cases->count);
    json_key(json, "cases");
    json_array_begin(json);
    for (size_t i = 0; i < cases->item_count; i++)
        write_case(json, cases->column, &cases->items[i], tells_customer,
                   arena);
    json_array_end(json);
    json_object_end(json);
}

enum slv_status api_report_cases_get(struct app *app,
                                     const struct request *request,
                                     struct response *response,
                                     struct slv_error *err)
{
    struct report_run run = {.keeper = NULL};
    struct report_cases cases;
    struct json_writer json;
    size_t limit;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK)
        status = report_run_list(app, request, limit, &run, &cases, err);
    if (status == SLV_OK) {
        json_begin(&json, &response->body);
        write_cases(&json, &cases,
                    report_run_may(request, report_get(REPORT_BY_CUSTOMER)),
                    request->arena);
        json_end(&json);
    }
    report_run_end(&run);
    return status;
}

static void write_values(struct json_writer *json, const char *key,
                         const struct key_figure_values *values,
                         const struct report_table *table, struct arena *arena)
{
    char day[DAY_TEXT_BYTES];

    json_key(json, key);
    json_object_begin(json);
    report_day_format(table->ask.from_day, day);
    json_key_string(json, "from", str_from(day));
    report_day_format(table->ask.to_day, day);
    json_key_string(json, "to", str_from(day));
    json_key(json, "values");
    json_array_begin(json);
    for (size_t i = 0; i < table->total_count; i++) {
        const struct report_cell *cell =
            &table->totals[i].cells[key_figure_place(values)];

        if (!cell->has)
            continue;
        json_object_begin(json);
        json_key(json, "value");
        report_write_cell(json, values->column, cell, arena);
        if (values->column->unit == UNIT_MONEY)
            json_key_string(json, "currency", cell->text);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

enum slv_status api_report_figures_get(struct app *app,
                                       const struct request *request,
                                       struct response *response,
                                       struct slv_error *err)
{
    struct report_figures run = {.keeper = NULL};
    struct json_writer json;
    enum user_role role;
    enum slv_status status = report_department(request, &role, err);

    if (status == SLV_OK)
        status = report_figures_begin(app, request, role, &run, err);
    if (status == SLV_OK) {
        json_begin(&json, &response->body);
        json_object_begin(&json);
        json_key(&json, "figures");
        json_array_begin(&json);
        for (size_t i = 0; i < run.figures.count; i++) {
            const struct key_figure_values *values = &run.figures.items[i];

            json_object_begin(&json);
            json_key_string(&json, "title", str_from(values->figure->title));
            json_key_string(&json, "report",
                            str_from(values->now->report->name));
            json_key_string(&json, "column", str_from(values->column->key));
            json_key_string(&json, "unit",
                            str_from(report_unit_word(values->column->unit)));
            write_values(&json, "now", values, values->now, request->arena);
            write_values(&json, "before", values, values->before,
                         request->arena);
            json_object_end(&json);
        }
        json_array_end(&json);
        json_object_end(&json);
        json_end(&json);
    }
    report_figures_end(&run);
    return status;
}
