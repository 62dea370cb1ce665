/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An evaluation as JSON.
 */
#ifndef EVAL_EVAL_JSON_H
#define EVAL_EVAL_JSON_H

#include "core/eval/eval.h"

struct strbuf;

/* All that is told of one evaluation. Borrows everything. */
struct eval_report {
    const struct eval_result *result;
    double seconds; /* that the searches took */
    struct str_list unjudged;
    struct str_list not_asked;
    struct str_list not_there; /* relevant articles this reader has not */
    bool has_floor[MEASURE_COUNT];
    double floors[MEASURE_COUNT];
    const struct eval_comparison *comparison; /* NULL: none was asked for */
    struct str other;                         /* what was compared with */
};

static inline bool eval_is_below_floor(const struct eval_report *report,
                                       enum measure measure)
{
    return report->has_floor[measure] &&
           report->result->means[measure] < report->floors[measure];
}

/* Append one object: each measure and its interval ("mrr", "mrr_ci"), queries,
 * judged, empty, seconds, unjudged, not_asked, not_there, and when there are
 * some, floors and compare. Means have six decimals. */
void eval_json_write(const struct eval_report *report, struct strbuf *out);

#endif
