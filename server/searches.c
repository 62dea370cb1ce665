/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ranges of days, and what of the search log is set against other stores. See
 * searches.h; counting is left to store/search_report.c.
 */
#include "server/searches.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "core/insight/health_lists.h"
#include "core/insight/report_days.h"
#include "server/sessions.h"
#include "store/article_evidence.h"
#include "store/search_log.h"
#include "store/severity_store.h"

#include <stdlib.h>

enum { DAY_S = 24 * 60 * 60 };

const struct searches_table searches_tables[SEARCH_REPORT_COUNT] = {
    {SEARCH_REPORT_NO_RESULT, "no-result", "Found nothing",
     "No article has these words: write it, or add a synonym."},
    {SEARCH_REPORT_CASE, "case", "Searched, then opened a case",
     "What was found did not solve it."},
    {SEARCH_REPORT_NO_CLICK, "no-click", "Nothing was opened",
     "Articles were found, and none looked like the answer."},
    {SEARCH_REPORT_TOP, "top", "Most searched", "All searches, by visits."},
};

const struct searches_table *searches_table_find(struct str word)
{
    for (size_t i = 0; i < ARRAY_LEN(searches_tables); i++)
        if (str_equal(word, str_from(searches_tables[i].word)))
            return &searches_tables[i];
    return NULL;
}

/* --- days --- */

static int64_t day_of(const struct searches_range *range, int64_t unix_s)
{
    return range->calendar ? calendar_day(range->calendar, unix_s)
                           : unix_s / DAY_S;
}

static int64_t day_begins(const struct searches_range *range, int64_t day)
{
    return range->calendar ? calendar_day_begins(range->calendar, day)
                           : day * DAY_S;
}

static enum slv_status read_calendar(struct app *app, struct arena *arena,
                                     struct searches_range *out,
                                     struct slv_error *err)
{
    struct severity_calendar *said = arena_calloc(arena, 1, sizeof *said);
    struct calendar *calendar = arena_calloc(arena, 1, sizeof *calendar);
    enum slv_status status =
        severity_store_find_calendar(app->cases, STR(""), arena, said, err);

    if (status == SLV_OK)
        status = calendar_load(said, arena, calendar, err);
    if (status == SLV_OK) {
        out->calendar = calendar;
        out->zone = said->zone;
    }
    return status;
}

enum slv_status searches_range(struct app *app, const struct request *request,
                               struct searches_range *out,
                               struct slv_error *err)
{
    const struct str from = request_param(request, "from");
    const struct str to = request_param(request, "to");
    const struct str by = request_param(request, "by");

    *out = (struct searches_range){.zone = STR("UTC"), .by = PERIOD_WEEK};
    if (app->cases) {
        enum slv_status status = read_calendar(app, request->arena, out, err);

        if (status != SLV_OK)
            return status;
    }
    out->last_day = day_of(out, clock_unix_s());
    if (to.len > 0 && !report_day_parse(to, &out->last_day))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The last day is not a day such as 2026-01-31");
    out->first_day = out->last_day - (SEARCHES_DAYS - 1);
    if (from.len > 0 && !report_day_parse(from, &out->first_day))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The first day is not a day such as 2026-01-01");
    if (by.len > 0 && !report_period_parse(by, &out->by))
        return slv_fail(err, SLV_ERR_INPUT, "by is day, week or month");
    if (out->first_day > out->last_day)
        return slv_fail(err, SLV_ERR_INPUT,
                        "The first day is after the last one");
    out->span = (struct search_span){day_begins(out, out->first_day),
                                     day_begins(out, out->last_day + 1)};
    return SLV_OK;
}

struct str searches_day(const struct searches_range *range, int64_t unix_s,
                        struct arena *arena)
{
    char text[DAY_TEXT_BYTES];

    report_day_format(day_of(range, unix_s), text);
    return arena_str(arena, str_from(text));
}

/* Every period from the first one with a search on: one that nobody searched in is
 * a zero, not a gap that a chart draws its line across. */
static void fill_periods(struct arena *arena, const int64_t *begins,
                         size_t period_count, struct search_period **periods,
                         size_t *count)
{
    struct search_period *filled =
        arena_calloc(arena, period_count, sizeof *filled);
    size_t used = 0;
    size_t next = 0;

    for (size_t i = 0; (*count) > 0 && i < period_count; i++) {
        const struct search_period *found = &(*periods)[next];

        if (next < *count && found->begin_unix_s == begins[i]) {
            filled[used++] = *found;
            next++;
        } else if (used > 0) {
            filled[used++] = (struct search_period){.begin_unix_s = begins[i]};
        }
    }
    *periods = filled;
    *count = used;
}

/* The periods of the days up to today, or to the last one with a search. */
static size_t periods_begun(const int64_t *begins, size_t period_count,
                            const struct search_period *periods, size_t count)
{
    const int64_t now_unix_s = clock_unix_s();

    while (period_count > 0 && begins[period_count - 1] > now_unix_s &&
           (count == 0 ||
            begins[period_count - 1] > periods[count - 1].begin_unix_s))
        period_count--;
    return period_count;
}

enum slv_status searches_periods(struct app *app, const struct request *request,
                                 const struct searches_range *range,
                                 struct search_period **out, size_t *count,
                                 struct slv_error *err)
{
    int64_t *begins =
        arena_calloc(request->arena, SEARCHES_PERIODS_MAX + 1, sizeof *begins);
    int64_t begin = report_period_begin(range->by, range->last_day);
    const int64_t first = report_period_begin(range->by, range->first_day);
    enum slv_status status;
    size_t periods = 0;

    for (size_t i = 1; i < SEARCHES_PERIODS_MAX && begin > first; i++)
        begin = report_period_begin(range->by, begin - 1);
    for (; begin <= range->last_day;
         begin = report_period_next(range->by, begin))
        begins[periods++] = day_begins(range, begin);
    if (begins[0] < range->span.from_unix_s)
        begins[0] = range->span.from_unix_s;
    begins[periods] = range->span.to_unix_s;
    status = search_report_periods(searches_now(app), begins, periods,
                                   request->arena, out, count, err);
    if (status == SLV_OK)
        fill_periods(request->arena, begins,
                     periods_begun(begins, periods, *out, *count), out, count);
    return status;
}

struct search_counts *searches_now(struct app *app)
{
    if (app->search_log)
        search_log_flush(app->search_log);
    return app->searches;
}

/* --- articles --- */

static int compare_views(const void *a, const void *b)
{
    return str_compare(((const struct search_view *) a)->article_id,
                       ((const struct search_view *) b)->article_id);
}

static int compare_shares(const void *a, const void *b)
{
    const struct unhelpful_article *first = a;
    const struct unhelpful_article *second = b;

    if (first->share > second->share || first->share < second->share)
        return first->share < second->share ? 1 : -1;
    return str_compare(first->id, second->id);
}

enum slv_status searches_unhelpful(struct app *app,
                                   const struct request *request,
                                   struct search_span span, size_t limit,
                                   struct unhelpful_article **out,
                                   size_t *count, struct slv_error *err)
{
    struct article_evidence *evidence = NULL;
    struct search_view *views = NULL;
    size_t evidence_count = 0;
    size_t view_count = 0;
    enum slv_status status;

    *count = 0;
    *out = NULL;
    if (!app->cases)
        return SLV_OK;
    status = article_evidence_list(app->cases, STR(""), span.from_unix_s,
                                   span.to_unix_s, request->arena, &evidence,
                                   &evidence_count, err);
    if (status == SLV_OK)
        status = search_report_views(searches_now(app), span, request->arena,
                                     &views, &view_count, err);
    if (status != SLV_OK)
        return status;
    *out = arena_calloc(request->arena, evidence_count, sizeof **out);
    for (size_t i = 0; i < evidence_count; i++) {
        const struct search_view wanted = {evidence[i].article_id, 0};
        const struct search_view *found =
            view_count > 0 ? bsearch(&wanted, views, view_count, sizeof wanted,
                                     compare_views)
                           : NULL;
        struct unhelpful_article *article = &(*out)[*count];

        if (evidence[i].unhelpful == 0)
            continue;
        *article = (struct unhelpful_article){
            .id = evidence[i].article_id,
            .unhelpful = evidence[i].unhelpful,
            .votes = evidence[i].unhelpful + evidence[i].helpful,
            .views = found ? found->visits : 0,
        };
        if (article->views < article->votes)
            article->views = article->votes;
        article->share = health_doubt(article->unhelpful, article->views);
        (*count)++;
    }
    if (*count > 0)
        qsort(*out, *count, sizeof **out, compare_shares);
    if (*count > limit)
        *count = limit;
    return SLV_OK;
}

void searches_led_to_case(struct app *app, const struct request *request)
{
    const int64_t now_unix_s = clock_unix_s();
    int64_t session;

    if (!app->search_log || !app->sessions)
        return;
    session = session_of(app->sessions, request, now_unix_s);
    if (session != 0)
        search_log_add_case(app->search_log, session, now_unix_s);
}
