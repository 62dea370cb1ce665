/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports: a question, a range of days, and a table that answers it, with the
 * sentence that it proves. report.def says which there are; each is counted
 * from the facts (report_facts.h) when it is asked for.
 *
 * What counts when. A case is opened and closed on the days of the default
 * calendar's zone; a first reply counts on its own day, and minutes on the day
 * they were worked. Closed means closed now: a case that was opened again
 * counts with its last closing. Half of a number of values is the smallest that
 * at least half of them do not pass, and nine of ten likewise; nothing is
 * interpolated.
 *
 * Money. A time entry costs its minutes at the rate of whoever worked, on the
 * day it was worked; costs are added exactly and rounded once, in each figure
 * that is shown, halves away from zero. Currencies are never added together:
 * what has several has a row for each, and no profit.
 *
 * Pure but for names of single cases, gaps and questions, which the store is
 * asked for, searches, and articles, which the reader is asked for. What comes
 * out is in the caller's arena and borrows from the facts: hold them as long.
 */
#ifndef INSIGHT_REPORT_H
#define INSIGHT_REPORT_H

#include "core/insight/report_facts.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "store/people_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct slv_reader;

enum {
    REPORT_DAYS_MAX = 100 * 366,
    REPORT_PERIODS_MAX = 4000, /* more are asked for by week or month */
    REPORT_COLUMNS_MAX = 12
};

enum report_id {
#define REPORT(ID, ...) REPORT_##ID,
#define COLUMN(ID, ...)
#include "core/insight/report.def"
#undef REPORT
#undef COLUMN
    REPORT_COUNT
};

enum report_group {
    REPORTS_WORK,
    REPORTS_TIMES,
    REPORTS_KNOWLEDGE,
    REPORTS_CUSTOMERS,
    REPORTS_MONEY,
    REPORTS_GROUP_COUNT
};

enum report_rows {
    ROWS_PERIODS,
    ROWS_SEVERITIES,
    ROWS_PRODUCTS,
    ROWS_LINES,
    ROWS_CUSTOMERS,
    ROWS_MARKETS,
    ROWS_SIZES,
    ROWS_INDUSTRIES,
    ROWS_SALESPEOPLE,
    ROWS_TITLES,
    ROWS_AGENTS,
    ROWS_ARTICLES,
    ROWS_AUTHORS,
    ROWS_GAPS,
    ROWS_FIXES,
    ROWS_CASES
};

enum report_chart { CHART_NONE, CHART_BAR, CHART_LINE };

enum report_unit {
    UNIT_LABEL, /* what the row is */
    UNIT_TEXT,
    UNIT_COUNT,
    UNIT_MINUTES,
    UNIT_SPAN,  /* business seconds */
    UNIT_SHARE, /* `value` of `of` */
    UNIT_MONEY, /* in the smallest unit of `text`, a currency */
    UNIT_DAY,
    UNIT_CURRENCY
};

/* What a column without a function of its own counts. */
enum report_source {
    SOURCE_OWN, /* the report's function fills it */
    SOURCE_NAME,
    SOURCE_CURRENCY,
    SOURCE_OPENED,
    SOURCE_INSIDE,
    SOURCE_OUTSIDE,
    SOURCE_EXECUTIVE,
    SOURCE_CLOSED,
    SOURCE_BACKLOG,
    SOURCE_KNOWN,
    SOURCE_NEW,
    SOURCE_NONE,
    SOURCE_UNSAID,
    SOURCE_KNOWN_SHARE,
    SOURCE_LINKED,
    SOURCE_SOLVED, /* closed, with a link that says the row's article did it */
    SOURCE_SOLVED_MINUTES, /* ever worked on these */
    SOURCE_LINK_SHARE,
    SOURCE_REOPENED,
    SOURCE_REPLIES,
    SOURCE_REPLIES_WITH_TARGET,
    SOURCE_REPLIES_MET,
    SOURCE_REPLY_SHARE,
    SOURCE_REPLY_MEDIAN,
    SOURCE_REPLY_P90,
    SOURCE_FIXES_WITH_TARGET,
    SOURCE_FIXES_MET,
    SOURCE_FIX_SHARE,
    SOURCE_FIX_MEDIAN,
    SOURCE_FIX_P90,
    SOURCE_MINUTES,
    SOURCE_CASE_MINUTES,
    SOURCE_MINUTES_MEAN,
    SOURCE_MINUTES_MEDIAN,
    SOURCE_MINUTES_P90,
    SOURCE_DEVELOPER_MINUTES,
    SOURCE_DEVELOPER_SHARE,
    SOURCE_MONEY_MINUTES, /* in the first row of a group alone */
    SOURCE_COST,
    SOURCE_INCOME,
    SOURCE_PROFIT,
    SOURCE_COUNT
};

struct report_column {
    enum report_id report;
    const char *key; /* unique in its report */
    const char *title;
    enum report_unit unit;
    enum report_source source;
    bool is_drawn;
};

struct report {
    enum report_id id;
    const char *name; /* of the address: "opened-closed" */
    enum report_group group;
    const char *title;
    const char *question;
    enum report_rows rows;
    enum report_chart chart;
};

/* Borrowed, for ever. */
const struct report *report_get(enum report_id id);
const struct report_column *report_columns(const struct report *report,
                                           size_t *count);
/* NULL when there is none of this name. */
const struct report *report_find(struct str name);
const char *report_group_title(enum report_group group);
/* May somebody with this role see it? */
bool report_is_for(const struct report *report, enum user_role role);
/* Is money in it? */
bool report_has_money(const struct report *report);
/* Is it about a range of days, or about how things are now? */
bool report_has_range(const struct report *report);
/* Is it made of cases, which severity, product, customer and agent narrow? */
bool report_has_filters(const struct report *report);

/* --- asking --- */

/* What was typed; empty texts mean the usual. */
struct report_wish {
    struct str from;
    struct str to;
    struct str by;
    struct str severity; /* 1 to 5 */
    struct str product;  /* name */
    struct str customer; /* key */
    struct str agent;    /* key */
};

struct report_ask {
    const struct report *report;
    int64_t from_day;
    int64_t to_day; /* in it */
    enum report_period by;
    int64_t now_unix_s;
    int64_t today;
    int severity; /* 0: all; likewise below, row ids */
    uint32_t product;
    uint32_t customer;
    uint32_t agent;
    /* of articles, borrowed; report_ask_read() leaves it NULL: nothing is known
     * of them but their ids */
    struct slv_reader *reader;
};

/* Understand a wish, as of now. Without a range: twelve weeks up to today, or
 * twelve months where there is money; without a period: days up to a month,
 * weeks up to two years, else months. ERR_INPUT for a day that there is not, a
 * range that ends before it begins or is too long, too many periods, a product,
 * customer or agent who is not there, and filters where there are none. */
SLV_MUST_CHECK enum slv_status
report_ask_read(const struct report *report, const struct report_wish *wish,
                const struct report_facts *facts, int64_t now_unix_s,
                struct report_ask *out, struct slv_error *err);

/* --- the answer --- */

struct report_cell {
    bool has; /* false: there is nothing to say, such as a share of nothing */
    int64_t value;
    int64_t of;      /* of a share; 1 or more when it has one */
    struct str text; /* of a label, a text; the currency of money */
};

struct report_row {
    const struct report_cell *cells; /* as many as the report has columns */
    struct str key;  /* what the row is: a customer's key, an article's id, a
                       period's first day; empty for what has none */
    bool is_partial; /* a period that the range cuts */
};

struct report_table {
    const struct report *report;
    struct report_ask ask;
    struct str sentence;
    struct str note; /* what to know about the figures; may be empty */
    struct str zone;
    const struct report_row *rows;
    size_t row_count;
    const struct report_row *totals; /* one, or one per currency; may be 0 */
    size_t total_count;
};

/* ERR_INPUT where the report needs what the ask does not say. */
SLV_MUST_CHECK enum slv_status report_count(const struct report_ask *ask,
                                            const struct report_facts *facts,
                                            struct arena *arena,
                                            struct report_table *out,
                                            struct slv_error *err);

#endif
