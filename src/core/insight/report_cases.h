/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The cases behind one number of a report: what was counted, so that whoever
 * doubts a figure can look. Their values add up to the number.
 */
#ifndef INSIGHT_REPORT_CASES_H
#define INSIGHT_REPORT_CASES_H

#include "core/insight/report.h"

/* Which number. */
struct report_pick {
    const struct report_column *column; /* of report_cases_column() */
    struct str row;                     /* the row's key */
    bool is_without;     /* the row of what has no key; neither: the total */
    struct str currency; /* of a row of money */
};

struct report_case {
    struct str number;
    struct str subject;
    struct str customer; /* name */
    struct str product;
    int32_t opened_day;
    int32_t closed_day;       /* FACT_NO_DAY unless closed */
    struct report_cell value; /* money is rounded each */
};

struct report_cases {
    const struct report_column *column;
    struct report_ask ask;  /* of the row: a period is its range */
    struct str name;        /* of the row; empty: the total */
    size_t count;           /* of all cases */
    struct report_cell sum; /* of all their values: the number */
    /* counts: the newest first; minutes and money: the most first */
    const struct report_case *items;
    size_t item_count;
};

/* The column with this key; NULL when there is none, or when it counts no cases.
 * Borrowed, for ever. */
const struct report_column *report_cases_column(const struct report *report,
                                                struct str key);

/* The first `limit` of them, of a number of `table`, which report_count() has made
 * of the facts. ERR_NOT_FOUND for a row that is not in it; else as
 * report_store_case_name(). Everything is in `arena` or the facts. */
SLV_MUST_CHECK enum slv_status report_cases_read(
    const struct report_table *table, const struct report_facts *facts,
    const struct report_pick *pick, size_t limit, struct arena *arena,
    struct report_cases *out, struct slv_error *err);

#endif
