/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The clocks of a case for reports: when the first reply and the fix came, after
 * how much business time, and how much was promised. What the clocks are is
 * core/cases/clocks.h; a case whose clocks never stood still is counted by the
 * table of days, which says the same sooner.
 *
 * Threads: one at a time.
 */
#ifndef INSIGHT_REPORT_CLOCKS_H
#define INSIGHT_REPORT_CLOCKS_H

#include "core/insight/report_facts.h"

struct report_clocks;

/* Severities, calendars and contracts as they are now; report_clocks_free(). */
SLV_MUST_CHECK enum slv_status report_clocks_read(struct case_store *store,
                                                  struct report_clocks **out,
                                                  struct slv_error *err);
void report_clocks_free(struct report_clocks *clocks); /* NULL is allowed */
/* Would every case have the same clocks? False when one is NULL. */
bool report_clocks_equal(const struct report_clocks *a,
                         const struct report_clocks *b);
/* Tell which customer has which contract; before cases are counted. */
void report_clocks_customers(struct report_clocks *clocks,
                             const struct report_names *names);

/* Of the default calendar; borrowed, also below. */
const struct report_days *
report_clocks_days(const struct report_clocks *clocks);
struct str report_clocks_zone(const struct report_clocks *clocks);
const struct severity *
report_clocks_severities(const struct report_clocks *clocks, size_t *count);

/* Fill in reply_* and fix_* of `one`. */
void report_clocks_count(const struct report_clocks *clocks,
                         const struct report_days *days,
                         const struct report_case_row *row,
                         struct fact_case *one);

#endif
