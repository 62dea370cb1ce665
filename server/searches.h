/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people searched, read for a page, the API or a file: a range of days and
 * the tables of store/search_report.h in it.
 */
#ifndef SERVER_SEARCHES_H
#define SERVER_SEARCHES_H

#include "core/cases/calendar.h"
#include "core/insight/report_days.h"
#include "server/app.h"
#include "store/search_report.h"

enum {
    SEARCHES_DAYS = 30,
    SEARCHES_PERIODS_MAX = 600,
    SEARCHES_ROWS_MAX = 10000
};

/* One table: its word in addresses, its title, what it says. */
struct searches_table {
    enum search_report report;
    const char *word;
    const char *title;
    const char *hint;
};
extern const struct searches_table searches_tables[SEARCH_REPORT_COUNT];
/* NULL when there is no such table. */
const struct searches_table *searches_table_find(struct str word);

/* Days, both in it, counted from 1970 in the zone of the default calendar. */
struct searches_range {
    int64_t first_day;
    int64_t last_day;
    struct search_span span;
    struct str zone;
    const struct calendar *calendar; /* NULL: UTC, there is no case store */
    enum report_period by;           /* of the trend */
};

/* The days of the parameters "from" and "to", by themselves the last
 * SEARCHES_DAYS, and the periods of "by". In the request's arena. ERR_INPUT for
 * what is no day, and for a range back to front. */
SLV_MUST_CHECK enum slv_status searches_range(struct app *app,
                                              const struct request *request,
                                              struct searches_range *out,
                                              struct slv_error *err);
/* The day of an instant, "2026-01-31", in `arena`. */
struct str searches_day(const struct searches_range *range, int64_t unix_s,
                        struct arena *arena);
/* Period by period, weeks from Monday, oldest first, from the first one with a
 * search to that of today; at most the last SEARCHES_PERIODS_MAX of the days. */
SLV_MUST_CHECK enum slv_status
searches_periods(struct app *app, const struct request *request,
                 const struct searches_range *range, struct search_period **out,
                 size_t *count, struct slv_error *err);
/* The searches, with everything written so far. */
struct search_counts *searches_now(struct app *app);

/* An article that readers said did not help. */
struct unhelpful_article {
    struct str id;
    uint64_t unhelpful; /* votes on these days */
    uint64_t votes;
    uint64_t views; /* visits that opened it from a search; at least `votes` */
    double share;   /* health_doubt() of these (core/insight/health_lists.h) */
};
/* The most doubtful first, in the request's arena. */
SLV_MUST_CHECK enum slv_status
searches_unhelpful(struct app *app, const struct request *request,
                   struct search_span span, size_t limit,
                   struct unhelpful_article **out, size_t *count,
                   struct slv_error *err);

/* The visit that sent this request has opened a case: its last searches ended in
 * one. Nobody waits for it to be kept (store/search_log.h). */
void searches_led_to_case(struct app *app, const struct request *request);

#endif
