/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What reports are counted from, in memory: each case, time entry and link as a
 * few numbers, and the names they stand for. Read once from the case store,
 * then kept in step by its change numbers: a case that changed is read again,
 * all others stay. About 120 bytes a case with its time and links.
 *
 * Days are those of the default calendar's zone. The clocks of a case are those
 * of core/cases/clocks.h, of the calendar and targets that its customer was
 * promised; a change of those counts everything again.
 *
 * Threads: report_facts_hold() lets many read at once; bringing them up to date
 * is done by one, while the others wait.
 */
#ifndef INSIGHT_REPORT_FACTS_H
#define INSIGHT_REPORT_FACTS_H

#include "core/insight/case_cost.h"
#include "core/insight/report_days.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "store/report_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    FACT_NO_DAY = INT32_MIN,
    FACTS_WAIT_MS = 1500 /* for the first reading */
};

struct fact_case {
    int64_t opened_unix_s;
    int64_t closed_unix_s; /* 0 unless closed */
    int32_t opened_day;
    int32_t closed_day;     /* FACT_NO_DAY unless closed; likewise below */
    int32_t reply_day;      /* when the first reply clock stopped */
    int32_t reply_s;        /* business seconds until then */
    int32_t reply_target_s; /* 0: no target */
    int32_t fix_s;          /* until it was closed */
    int32_t fix_target_s;
    uint32_t customer; /* row ids; 0: none */
    uint32_t contact;
    uint32_t product;
    uint32_t agent;
    uint32_t first_link; /* 0: none */
    uint32_t minutes;    /* all time ever entered on it */
    uint32_t fix;        /* place in `fixes`; 0: none */
    uint32_t fixed_in;   /* place in `versions`; 0: none ships it yet */
    uint16_t reopened;
    uint8_t severity;
    uint8_t state;     /* enum case_state */
    uint8_t outcome;   /* enum case_outcome */
    bool is_there;     /* ids may have gaps */
    bool is_outside;   /* another department handled it */
    bool is_executive; /* it reached an executive */
    bool is_linked;    /* closed, with an article that resolved it */
};

struct fact_time {
    uint32_t case_id; /* 0: no such entry */
    uint32_t agent;
    int32_t day;
    int32_t minutes;
};

struct fact_link {
    uint32_t case_id; /* 0: taken away */
    uint32_t article; /* place in `articles` */
    uint32_t next;    /* of the same case; 0: the last */
    uint8_t kind;     /* enum case_link_kind */
    int64_t created_unix_s;
};

struct fact_income {
    uint32_t customer;
    int32_t day; /* the first of the period */
    uint8_t currency;
    int64_t amount;
};

struct report_facts {
    const struct fact_case *cases; /* by row id; likewise times */
    size_t case_count;
    const struct fact_time *times;
    size_t time_count;
    int32_t newest_day; /* of a case or of work, ever seen; 0: none */
    const struct fact_link *links; /* from 1 on */
    size_t link_count;
    const struct str *articles; /* ids */
    size_t article_count;
    const struct str *fixes; /* their ids outside, from 1 on */
    size_t fix_count;
    const struct str *versions; /* that ship fixes, from 1 on */
    size_t version_count;
    struct search_counts *searches; /* NULL: there is no search log */
    const struct report_days *days;
    struct str zone;
    struct report_names names;
    const struct severity *severities;
    size_t severity_count;
    const struct cost_rates *rates; /* by agent */
    const bool *are_developers;     /* likewise */
    const struct fact_income *incomes;
    size_t income_count;
    struct cost_currencies currencies;
    const struct report_goal *goals;
    size_t goal_count;
    const struct report_week_figure *week_figures;
    size_t week_figure_count;
    struct case_store *store; /* for names of single cases */
};

struct report_keeper;
struct search_counts; /* store/search_counts.h */

/* For the case store in the file `path`, which is opened for reading. Nothing
 * is read before the first report_facts_hold() or report_keeper_warm(). `searches`
 * (may be NULL) outlives the keeper. */
SLV_MUST_CHECK enum slv_status
report_keeper_open(const char *path, struct search_counts *searches,
                   struct report_keeper **out, struct slv_error *err);
/* Read everything now, in a thread of the keeper's own, so that the first report
 * is as quick as the others. What fails is tried again by whoever asks. */
void report_keeper_warm(struct report_keeper *keeper);
/* Breaks off what is being read. NULL is allowed. */
void report_keeper_close(struct report_keeper *keeper);

/* The facts as the store has them now. They stay as they are until
 * report_facts_release(), which must follow when, and only when, it was SLV_OK.
 * Statuses as store/case_store.h, ERR_TOO_BIG for more currencies than
 * COST_CURRENCIES_MAX, and ERR_UNAVAILABLE, with how far it is, when everything
 * is being read for the first time and that takes longer than
 * FACTS_WAIT_MS. */
SLV_MUST_CHECK enum slv_status
report_facts_hold(struct report_keeper *keeper, const struct report_facts **out,
                  struct slv_error *err);
void report_facts_release(struct report_keeper *keeper);

/* The rate of an agent on a day; NULL: none is known. */
const struct cost_rate *fact_rate_of(const struct report_facts *facts,
                                     uint32_t agent, int32_t day);

#endif
