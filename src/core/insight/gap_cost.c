/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Costs of gaps, read and written. Counting is left to case_cost.c.
 */
#include "core/insight/gap_cost.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/insight/report_write.h"
#include "text/json_write.h"

enum { DAY_S = 24 * 60 * 60 };

enum slv_status gap_costs_read(struct case_store *store,
                               const struct gap_figures *gaps, size_t count,
                               int64_t now_unix_s, struct arena *arena,
                               struct gap_costs *out, struct slv_error *err)
{
    struct gap_cost *items = arena_calloc(arena, count, sizeof *items);
    char from[CLOCK_DATE_BYTES];
    enum slv_status status = costing_read(store, arena, &out->costing, err);

    clock_format_date(now_unix_s - (int64_t) GAP_COST_DAYS * DAY_S, from);
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        status = case_cost_of_gap(store, &out->costing, gaps[i].gap.id,
                                  STR("0001-01-01"), STR("9999-12-31"),
                                  &items[i].all, err);
        if (status == SLV_OK)
            status = case_cost_of_gap(store, &out->costing, gaps[i].gap.id,
                                      str_from(from), STR("9999-12-31"),
                                      &items[i].lately, err);
    }
    out->items = items;
    return status;
}

struct str gap_cost_text(const struct gap_costs *costs, size_t place,
                         struct arena *arena)
{
    return case_cost_text(&costs->items[place].all, &costs->costing, 1, arena);
}

struct str gap_cost_month_text(const struct gap_costs *costs, size_t place,
                               struct arena *arena)
{
    return case_cost_text(&costs->items[place].lately, &costs->costing,
                          GAP_COST_MONTHS, arena);
}

void gap_cost_write(struct json_writer *json, const struct gap_costs *costs,
                    size_t place, struct arena *arena)
{
    const struct gap_cost *cost = &costs->items[place];

    json_key(json, "costs");
    json_array_begin(json);
    for (size_t i = 0; i < costs->costing.currencies.count; i++) {
        const struct str currency =
            cost_currency_at(&costs->costing.currencies, i);

        if (cost->all.parts[i] == 0)
            continue;
        json_object_begin(json);
        json_key_string(json, "currency", currency);
        json_key_string(json, "cost",
                        report_money_plain(cost_round(cost->all.parts[i]),
                                           currency, arena));
        json_key_string(json, "cost_per_month",
                        report_money_plain(
                            cost_round(cost->lately.parts[i] / GAP_COST_MONTHS),
                            currency, arena));
        json_object_end(json);
    }
    json_array_end(json);
    json_key_int(json, "minutes_without_rate", cost->all.unrated_minutes);
}
