/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gaps as JSON, the same for the command and the API.
 */
#ifndef CORE_INSIGHT_COVERAGE_JSON_H
#define CORE_INSIGHT_COVERAGE_JSON_H

#include "store/coverage_store.h"

struct arena;
struct json_writer;

/* One object. Numbers of cases are listed as far as they were read:
 * `number_count` of figures->cases. */
void coverage_gap_write(struct json_writer *json,
                        const struct gap_figures *figures,
                        const struct str *numbers, size_t number_count);

/* Change in 30 days for 100 cases in the 30 before; false when there was none
 * before, so that nothing can be said. */
bool coverage_growth_percent(const struct gap_figures *figures, int64_t *out);

#endif
