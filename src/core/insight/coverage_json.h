/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gaps as JSON, the same for the command and the API.
 */
#ifndef CORE_INSIGHT_COVERAGE_JSON_H
#define CORE_INSIGHT_COVERAGE_JSON_H

#include "store/coverage_store.h"

struct arena;
struct gap_change;
struct gap_costs;
struct json_writer;

/* What is told of a gap beside its figures. */
struct coverage_told {
    const struct str *numbers; /* of its cases, as far as they were read */
    size_t number_count;
    const struct gap_costs *costs;   /* NULL: what it costs is not told */
    size_t place;                    /* of the gap in them */
    const struct gap_change *change; /* of a covered one; else NULL */
    bool tells_subjects;             /* else no text of a case is told */
};

/* One object; texts of money go to `arena`. */
void coverage_gap_write(struct json_writer *json,
                        const struct gap_figures *figures,
                        const struct coverage_told *told, struct arena *arena);

/* Change in 30 days for 100 cases in the 30 before; false when there was none
 * before, so that nothing can be said. */
bool coverage_growth_percent(const struct gap_figures *figures, int64_t *out);

#endif
