/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /searches, and GET /searches/{table}/csv: what people searched.
 */
#include "base/arena.h"
#include "base/check.h"
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
    struct search_counts *counts = searches_now(app);
    const struct search_span span = range->span;
    struct unhelpful_article *articles = NULL;
    struct search_period *periods = NULL;
    int64_t newest_unix_s = 0;
    enum slv_status status =
        search_report_total(counts, span, &view->total, err);

    if (status == SLV_OK)
        status = searches_periods(app, request, range, &periods,
                                  &view->period_count, err);
    for (size_t i = 0; status == SLV_OK && i < SEARCH_REPORT_COUNT; i++) {
        struct search_count *rows = NULL;

        status = search_report_read(counts, searches_tables[i].report, span,
                                    SEARCHES_SHOWN, request->arena, &rows,
                                    &view->tables[i].count, err);
        view->tables[i].rows = rows;
    }
    if (status == SLV_OK)
        status = searches_unhelpful(app, request, span, ARTICLES_SHOWN,
                                    &articles, &view->article_count, err);
    if (status == SLV_OK && view->total.searches == 0)
        status = search_report_newest(counts, &newest_unix_s, err);
    if (newest_unix_s > 0 &&
        (newest_unix_s < span.from_unix_s || newest_unix_s >= span.to_unix_s))
        view->newest = searches_day(range, newest_unix_s, request->arena);
    view->periods = periods;
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

static void write_heads(struct strbuf *out, const char *const *heads,
                        size_t count)
{
    for (size_t i = 0; i < count; i++)
        csv_write_cell(out, str_from(heads[i]), i == 0);
    csv_write_end(out);
}

static void write_searches(struct strbuf *out,
                           const struct searches_range *range,
                           const struct search_count *rows, size_t count,
                           struct arena *arena)
{
    static const char *const heads[] = {
        "search",         "visits",         "searches",    "results",
        "opened_article", "searched_again", "opened_case", "last_day",
    };

    write_heads(out, heads, ARRAY_LEN(heads));
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

static enum slv_status periods_csv(struct app *app,
                                   const struct request *request,
                                   const struct searches_range *range,
                                   struct strbuf *out, struct slv_error *err)
{
    static const char *const heads[] = {
        "first_day", "searches",       "visits",
        "no_result", "opened_article", "opened_case",
    };
    struct search_period *periods = NULL;
    size_t count = 0;
    enum slv_status status =
        searches_periods(app, request, range, &periods, &count, err);

    if (status != SLV_OK)
        return status;
    write_heads(out, heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < count; i++) {
        csv_write_cell(
            out, searches_day(range, periods[i].begin_unix_s, request->arena),
            true);
        add_number(out, periods[i].searches, request->arena);
        add_number(out, periods[i].visits, request->arena);
        add_number(out, periods[i].no_result, request->arena);
        add_number(out, periods[i].opened, request->arena);
        add_number(out, periods[i].cases, request->arena);
        csv_write_end(out);
    }
    return SLV_OK;
}

static enum slv_status articles_csv(struct app *app,
                                    const struct request *request,
                                    const struct searches_range *range,
                                    struct strbuf *out, struct slv_error *err)
{
    static const char *const heads[] = {"article", "unhelpful", "votes",
                                        "views", "share_at_least"};
    struct unhelpful_article *articles = NULL;
    size_t count = 0;
    enum slv_status status = searches_unhelpful(
        app, request, range->span, SEARCHES_ROWS_MAX, &articles, &count, err);

    if (status != SLV_OK)
        return status;
    write_heads(out, heads, ARRAY_LEN(heads));
    for (size_t i = 0; i < count; i++) {
        csv_write_cell(out, articles[i].id, true);
        add_number(out, articles[i].unhelpful, request->arena);
        add_number(out, articles[i].votes, request->arena);
        add_number(out, articles[i].views, request->arena);
        csv_write_cell(out,
                       arena_format(request->arena, "%.3f", articles[i].share),
                       false);
        csv_write_end(out);
    }
    return SLV_OK;
}

static enum slv_status searched_csv(struct app *app,
                                    const struct request *request,
                                    const struct searches_range *range,
                                    struct strbuf *out, struct slv_error *err)
{
    const struct searches_table *table =
        searches_table_find(request_capture(request, "table"));
    struct search_count *rows = NULL;
    size_t count = 0;
    enum slv_status status = search_report_read(
        searches_now(app), table->report, range->span, SEARCHES_ROWS_MAX,
        request->arena, &rows, &count, err);

    if (status == SLV_OK)
        write_searches(out, range, rows, count, request->arena);
    return status;
}

enum slv_status searches_csv(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct str word = request_capture(request, "table");
    struct searches_range range;
    enum slv_status (*write)(struct app *, const struct request *,
                             const struct searches_range *, struct strbuf *,
                             struct slv_error *) = searched_csv;
    enum slv_status status;

    if (str_equal(word, STR("periods")))
        write = periods_csv;
    else if (str_equal(word, STR("unhelpful")))
        write = articles_csv;
    else if (!searches_table_find(word))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such table");
    status = searches_range(app, request, &range, err);
    if (status == SLV_OK)
        status = write(app, request, &range, &response->body, err);
    if (status != SLV_OK)
        return status;
    response->content_type = "text/csv; charset=utf-8";
    response_header(response, "Content-Disposition",
                    arena_format(request->arena,
                                 "attachment; filename=\"searches-%.*s.csv\"",
                                 (int) word.len, word.ptr),
                    request->arena);
    return SLV_OK;
}
