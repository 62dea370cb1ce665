/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What work costs: the rates that hold for an agent on a day, and the minutes on
 * some cases as money. Whatever shows a cost counts it here, so that all of them
 * agree to the cent.
 *
 * A rate holds from its day until the next one; an agent's own goes before that
 * of the agent's role. Costs are added exactly, in parts of the smallest unit of
 * a currency, and rounded once, when they are shown. Currencies are never added
 * together.
 *
 * Threads: what is read does not change; any may use it.
 */
#ifndef INSIGHT_CASE_COST_H
#define INSIGHT_CASE_COST_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/report_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    COST_CURRENCIES_MAX = 16,
    /* the smallest unit of a currency has been multiplied by this in costs */
    COST_PARTS = 60
};

/* Currencies by place; a place stays the same as long as they do. */
struct cost_currencies {
    char letters[COST_CURRENCIES_MAX][REPORT_CURRENCY_BYTES];
    size_t count;
};
/* False for one more than COST_CURRENCIES_MAX. */
bool cost_currency_place(struct cost_currencies *currencies,
                         struct str currency, uint8_t *out);
/* Borrowed from them. */
struct str cost_currency_at(const struct cost_currencies *currencies,
                            size_t place);

/* What an hour costs from a day on. */
struct cost_rate {
    int32_t from_day;
    uint8_t currency; /* place */
    int64_t per_hour;
};
/* Of one agent, in the order in which they are to be asked. */
struct cost_rates {
    const struct cost_rate *items;
    size_t count;
};

/* The rates of each of the agents, by the same places, in `arena`. ERR_TOO_BIG
 * for too many currencies; else as store/report_store.h. */
SLV_MUST_CHECK enum slv_status
cost_rates_read(struct case_store *store, const struct report_agent *agents,
                size_t count, struct cost_currencies *currencies,
                struct arena *arena, const struct cost_rates **out,
                struct slv_error *err);
SLV_MUST_CHECK enum slv_status cost_fail_currencies(struct slv_error *err);
/* NULL: none is known. */
const struct cost_rate *cost_rate_on(const struct cost_rates *rates,
                                     int32_t day);
/* Parts of costs to smallest units, halves away from zero. */
int64_t cost_round(int64_t parts);

/* --- the cost of some cases --- */

/* Everybody's rates, as they are now. */
struct costing {
    struct cost_currencies currencies;
    const struct cost_rates *rates; /* by the row id of agents */
    size_t agent_count;
};
SLV_MUST_CHECK enum slv_status costing_read(struct case_store *store,
                                            struct arena *arena,
                                            struct costing *out,
                                            struct slv_error *err);

struct case_cost {
    int64_t minutes;
    int64_t unrated_minutes; /* of these: nobody said what they cost */
    int64_t parts[COST_CURRENCIES_MAX]; /* by place */
};
/* Add minutes that an agent worked on a day. */
void case_cost_add(struct case_cost *cost, const struct costing *costing,
                   int64_t agent_id, int32_t day, int64_t minutes);
/* The minutes on the cases of a gap, from the first to the last day, that one
 * included ("YYYY-MM-DD"). */
SLV_MUST_CHECK enum slv_status
case_cost_of_gap(struct case_store *store, const struct costing *costing,
                 int64_t gap_id, struct str from_day, struct str to_day,
                 struct case_cost *out, struct slv_error *err);
/* For people: "1,240.50 EUR", with " and " between several currencies; empty
 * when nothing costs anything. `share` divides first, such as 3 for a month of
 * a quarter. */
struct str case_cost_text(const struct case_cost *cost,
                          const struct costing *costing, int share,
                          struct arena *arena);

#endif
