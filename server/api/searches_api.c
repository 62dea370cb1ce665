/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/searches: what people searched, as on the page /searches.
 */
#include "base/str.h"
#include "server/api/case_api.h"
#include "server/router.h"
#include "server/searches.h"
#include "text/json_write.h"

static void write_search(struct json_writer *json,
                         const struct search_count *row, struct str last_day)
{
    json_object_begin(json);
    json_key_string(json, "search", row->query);
    json_key_int(json, "visits", (int64_t) row->visits);
    json_key_int(json, "searches", (int64_t) row->searches);
    json_key_int(json, "results", (int64_t) row->found);
    json_key_int(json, "opened_article", (int64_t) row->opened);
    json_key_int(json, "searched_again", (int64_t) row->again);
    json_key_int(json, "opened_case", (int64_t) row->cases);
    json_key_string(json, "last_day", last_day);
    json_object_end(json);
}

static void write_sums(struct json_writer *json,
                       const struct search_period *total)
{
    json_key_int(json, "visits", (int64_t) total->visits);
    json_key_int(json, "searches", (int64_t) total->searches);
    json_key_int(json, "no_result", (int64_t) total->no_result);
    json_key_int(json, "opened_article", (int64_t) total->opened);
    json_key_int(json, "opened_case", (int64_t) total->cases);
}

static void write_period(struct json_writer *json,
                         const struct search_period *period,
                         struct str first_day)
{
    json_object_begin(json);
    json_key_string(json, "first_day", first_day);
    write_sums(json, period);
    json_object_end(json);
}

static void write_article(struct json_writer *json,
                          const struct unhelpful_article *article)
{
    json_object_begin(json);
    json_key_string(json, "id", article->id);
    json_key_int(json, "unhelpful", (int64_t) article->unhelpful);
    json_key_int(json, "votes", (int64_t) article->votes);
    json_key_int(json, "views", (int64_t) article->views);
    json_key_double(json, "share_at_least", article->share, 3);
    json_object_end(json);
}

enum slv_status api_searches_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct str word = request_param(request, "table");
    const struct searches_table *table =
        searches_table_find(word.len > 0 ? word : STR("top"));
    struct search_counts *counts = searches_now(app);
    struct search_count *rows = NULL;
    struct search_period total;
    struct unhelpful_article *articles = NULL;
    struct search_period *periods = NULL;
    struct searches_range range;
    struct json_writer json;
    size_t limit;
    size_t article_count = 0;
    size_t period_count = 0;
    size_t count = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK && !table)
        return slv_fail(err, SLV_ERR_INPUT,
                        "table is top, no-result, no-click or case");
    if (status == SLV_OK)
        status = searches_range(app, request, &range, err);
    if (status == SLV_OK)
        status = search_report_total(counts, range.span, &total, err);
    if (status == SLV_OK)
        status = search_report_read(counts, table->report, range.span, limit,
                                    request->arena, &rows, &count, err);
    if (status == SLV_OK)
        status = searches_periods(app, request, &range, &periods, &period_count,
                                  err);
    if (status == SLV_OK)
        status = searches_unhelpful(app, request, range.span, limit, &articles,
                                    &article_count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "zone", range.zone);
    json_key(&json, "total");
    json_object_begin(&json);
    write_sums(&json, &total);
    json_object_end(&json);
    json_key(&json, "searches");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        write_search(&json, &rows[i],
                     searches_day(&range, rows[i].last_unix_s, request->arena));
    json_array_end(&json);
    json_key_string(&json, "by", str_from(report_period_word(range.by)));
    json_key(&json, "periods");
    json_array_begin(&json);
    for (size_t i = 0; i < period_count; i++)
        write_period(
            &json, &periods[i],
            searches_day(&range, periods[i].begin_unix_s, request->arena));
    json_array_end(&json);
    json_key(&json, "unhelpful_articles");
    json_array_begin(&json);
    for (size_t i = 0; i < article_count; i++)
        write_article(&json, &articles[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
