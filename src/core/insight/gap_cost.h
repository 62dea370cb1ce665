/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What gaps cost: the work on their cases at the rates of whoever did it, in
 * all and of the last GAP_COST_DAYS, of which a third is a month's.
 */
#ifndef CORE_INSIGHT_GAP_COST_H
#define CORE_INSIGHT_GAP_COST_H

#include "core/insight/case_cost.h"
#include "store/coverage_store.h"

struct arena;
struct json_writer;

enum { GAP_COST_MONTHS = GAP_COST_DAYS / GAP_MONTH_DAYS };

struct gap_cost {
    struct case_cost all;
    struct case_cost lately; /* worked in the last GAP_COST_DAYS */
};

/* Costs of some gaps, by the same places. */
struct gap_costs {
    struct costing costing;
    const struct gap_cost *items;
};

/* Of the gaps, in `arena`. ERR_TOO_BIG for more currencies than can be told
 * apart; else as store/report_store.h. */
SLV_MUST_CHECK enum slv_status
gap_costs_read(struct case_store *store, const struct gap_figures *gaps,
               size_t count, int64_t now_unix_s, struct arena *arena,
               struct gap_costs *out, struct slv_error *err);

/* "1,240.50 EUR and 12.00 USD"; empty when nothing costs anything. */
struct str gap_cost_text(const struct gap_costs *costs, size_t place,
                         struct arena *arena);
struct str gap_cost_month_text(const struct gap_costs *costs, size_t place,
                               struct arena *arena);

/* The keys "costs" and "minutes_without_rate" of an object. */
void gap_cost_write(struct json_writer *json, const struct gap_costs *costs,
                    size_t place, struct arena *arena);

#endif
