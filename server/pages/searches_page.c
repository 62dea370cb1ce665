/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /searches, and GET /searches/{table}/csv: what people searched.
 */
#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "server/pages/desk_page.h"
#include "server/pages/searches_view.h"
#include "server/router.h"
#include "text/csv.h"

enum { ARTICLES_SHOWN = 25, NUMBER_BYTES = 24 };

static enum slv_status read_view(struct app *app, const struct request *request,
                                 const struct searches_range *range,
                                 struct searches_view *view,
                                 struct slv_error *err)
{
    const char *path = searches_path(app, request);
    const struct search_span span = range->span;
    struct unhelpful_article *articles = NULL;
    struct search_week *weeks = NULL;
    enum slv_status status = search_report_total(path, span, &view->total, err);

    if (status == SLV_OK)
        status =
            searches_weeks(app, request, range, &weeks, &view->week_count, err);
    for (size_t i = 0; status == SLV_OK && i < SEARCH_REPORT_COUNT; i++) {
        struct search_count *rows = NULL;

        status = search_report_read(path, searches_tables[i].report, span,
                                    SEARCHES_SHOWN, request->arena, &rows,
                                    &view->tables[i].count, err);
        view->tables[i].rows = rows;
    }
    if (status == SLV_OK)
        status = searches_unhelpful(app, request, span, ARTICLES_SHOWN,
                                    &articles, &view->article_count, err);
    view->weeks = weeks;
    view->articles = articles;
    return status;
}

enum slv_status searches_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct searches_view view = {.is_off = !app->search_log,
                                 .kept_days = app->config->search_log_days,
                                 .arena = request->arena};
    struct searches_range range;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    status = searches_range(app, request, &range, err);
    view.range = &range;
    if (status == SLV_OK) {
        view.from =
            searches_day(&range, range.span.from_unix_s, request->arena);
        view.to =
            searches_day(&range, range.span.to_unix_s - 1, request->arena);
        status = read_view(app, request, &range, &view, err);
    } else if (status == SLV_ERR_INPUT) {
        view.from = str_first(request_param(request, "from"), 40);
        view.to = str_first(request_param(request, "to"), 40);
        view.mistake = arena_str(request->arena, str_from(err->text));
        response->status = 422;
        status = SLV_OK;
    }
    if (status != SLV_OK)
        return status;
    response_html(response);
    searches_view_write(&response->body, &view);
    return SLV_OK;
}

/* --- the file --- */

static void add_number(struct strbuf *out, uint64_t number, struct arena *arena)
{
    csv_write_cell(
        out, arena_format(arena, "%llu", (unsigned long long) number), false);
}

static void write_csv(struct strbuf *out, const struct searches_range *range,
                      const struct search_count *rows, size_t count,
                      struct arena *arena)
{
    static const char *const heads[] = {
        "search",         "visits",         "searches",    "results",
        "opened_article", "searched_again", "opened_case", "last_day",
    };

    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
        csv_write_cell(out, str_from(heads[i]), i == 0);
    csv_write_end(out);
    for (size_t i = 0; i < count; i++) {
        csv_write_cell(out, rows[i].query, true);
        add_number(out, rows[i].visits, arena);
        add_number(out, rows[i].searches, arena);
        add_number(out, rows[i].found, arena);
        add_number(out, rows[i].opened, arena);
        add_number(out, rows[i].again, arena);
        add_number(out, rows[i].cases, arena);
        csv_write_cell(out, searches_day(range, rows[i].last_unix_s, arena),
                       false);
        csv_write_end(out);
    }
}

enum slv_status searches_csv(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct searches_table *table =
        searches_table_find(request_capture(request, "table"));
    struct search_count *rows = NULL;
    struct searches_range range;
    size_t count = 0;
    enum slv_status status;

    if (!table)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such table");
    status = searches_range(app, request, &range, err);
    if (status == SLV_OK)
        status = search_report_read(searches_path(app, request), table->report,
                                    range.span, SEARCHES_ROWS_MAX,
                                    request->arena, &rows, &count, err);
    if (status != SLV_OK)
        return status;
    response->content_type = "text/csv; charset=utf-8";
    response_header(response, "Content-Disposition",
                    arena_format(request->arena,
                                 "attachment; filename=\"searches-%s.csv\"",
                                 table->word),
                    request->arena);
    write_csv(&response->body, &range, rows, count, request->arena);
    return SLV_OK;
}
