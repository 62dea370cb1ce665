/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people searched, counted from the rows of a search log that
 * store/search_counts.h keeps; NULL for these has nothing.
 *
 * What counts. Searches with equal keys are one. A *visit* is what one session
 * number did: searches without a number are one visit each. Keystrokes do not
 * count: a search that the same visit made longer within
 * SEARCH_KEYSTROKE_S, its words beginning with the former ones, and the same
 * search repeated by one visit within that time count once, as the last. A visit
 * with more than SEARCH_CRAWLER_DAY searches is a program's, and none of it
 * counts. A visit *searched again* when another search of other words came
 * within SEARCH_AGAIN_S and nothing was opened before.
 *
 * Statuses are those of store/sql.h. A file that is not there has nothing. Each
 * call takes some milliseconds for 100,000 searches in the span.
 */
#ifndef STORE_SEARCH_REPORT_H
#define STORE_SEARCH_REPORT_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct search_counts; /* store/search_counts.h */

enum {
    SEARCH_KEYSTROKE_S = 20,
    SEARCH_AGAIN_S = 10 * 60,
    SEARCH_CRAWLER_DAY = 300
};

/* From, and before which instant. */
struct search_span {
    int64_t from_unix_s;
    int64_t to_unix_s;
};

enum search_report {
    SEARCH_REPORT_TOP,
    SEARCH_REPORT_NO_RESULT, /* found nothing, the last time too */
    SEARCH_REPORT_NO_CLICK,  /* found something; nobody opened anything */
    SEARCH_REPORT_CASE,      /* a case followed */
    SEARCH_REPORT_UNANSWERED /* no result or a case: for gaps */
};
enum { SEARCH_REPORT_COUNT = SEARCH_REPORT_UNANSWERED };

struct search_count {
    struct str key;
    struct str query; /* as it was typed last */
    uint64_t visits;
    uint64_t searches;
    uint64_t found;  /* results of the last one */
    uint64_t opened; /* visits that opened an article */
    uint64_t again;  /* visits that searched for something else then */
    uint64_t cases;  /* visits after which a case was opened */
    int64_t last_unix_s;
};

/* The first `limit`, most visits (for SEARCH_REPORT_CASE: most cases) first. */
SLV_MUST_CHECK enum slv_status
search_report_read(struct search_counts *counts, enum search_report report,
                   struct search_span span, size_t limit, struct arena *arena,
                   struct search_count **out, size_t *count,
                   struct slv_error *err);

/* Sums of a period (a day, week or month) or of the whole span. */
struct search_period {
    int64_t begin_unix_s;
    uint64_t visits;
    uint64_t searches;
    uint64_t no_result;
    uint64_t opened; /* searches from which an article was opened */
    uint64_t cases;
};
/* Those of the periods that have a search, oldest first. Period i goes from begins[i]
 * to begins[i + 1], so there is one instant more than periods; where a period begins
 * is the caller's, who knows the zone. */
SLV_MUST_CHECK enum slv_status
search_report_periods(struct search_counts *counts, const int64_t *begins,
                      size_t period_count, struct arena *arena,
                      struct search_period **out, size_t *count,
                      struct slv_error *err);
/* When somebody searched last; 0: nobody did. */
SLV_MUST_CHECK enum slv_status
search_report_newest(struct search_counts *counts, int64_t *unix_s,
                     struct slv_error *err);
SLV_MUST_CHECK enum slv_status search_report_total(struct search_counts *counts,
                                                   struct search_span span,
                                                   struct search_period *out,
                                                   struct slv_error *err);

/* What one visit came to: of those who read what everybody may, and no program.
 * Searches without a session number are a visit each. */
struct search_visit {
    int64_t session; /* 0: not known */
    int64_t last_unix_s;
    bool has_found; /* at least one search had a result */
    bool has_opened;
    bool is_case_after;
};
/* In no order. */
SLV_MUST_CHECK enum slv_status
search_report_visits(struct search_counts *counts, struct search_span span,
                     struct arena *arena, struct search_visit **out,
                     size_t *count, struct slv_error *err);

/* Visits that opened an article from a search. */
struct search_view {
    struct str article_id;
    uint64_t visits;
};
/* By article id. */
SLV_MUST_CHECK enum slv_status
search_report_views(struct search_counts *counts, struct search_span span,
                    struct arena *arena, struct search_view **out,
                    size_t *count, struct slv_error *err);

/* Forget searches before this instant; *count says how many. */
SLV_MUST_CHECK enum slv_status search_report_forget(const char *path,
                                                    int64_t before_unix_s,
                                                    uint64_t *count,
                                                    struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
