/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What work costs. See case_cost.h. Which minutes are meant is left to whoever
 * asks.
 */
#include "core/insight/case_cost.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/report_days.h"
#include "core/insight/report_write.h"

#include <string.h>

enum { COST_TEXT_BYTES = 64 * COST_CURRENCIES_MAX };

/* --- currencies --- */

bool cost_currency_place(struct cost_currencies *currencies,
                         struct str currency, uint8_t *out)
{
    for (size_t i = 0; i < currencies->count; i++) {
        if (str_equal(cost_currency_at(currencies, i), currency)) {
            *out = (uint8_t) i;
            return true;
        }
    }
    if (currencies->count == COST_CURRENCIES_MAX ||
        currency.len != REPORT_CURRENCY_BYTES)
        return false;
    *out = (uint8_t) currencies->count;
    memcpy(currencies->letters[currencies->count++], currency.ptr,
           REPORT_CURRENCY_BYTES);
    return true;
}

struct str cost_currency_at(const struct cost_currencies *currencies,
                            size_t place)
{
    return (struct str){currencies->letters[place], REPORT_CURRENCY_BYTES};
}

enum slv_status cost_fail_currencies(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_TOO_BIG,
                    "rates and income have more than %d currencies",
                    COST_CURRENCIES_MAX);
}

/* --- rates --- */

/* The agent's own from the latest on, and behind them those of the role. */
static enum slv_status rates_of(const struct report_agent *agent,
                                const struct report_rate *list, size_t count,
                                struct cost_currencies *currencies,
                                struct arena *arena, struct cost_rates *out,
                                struct slv_error *err)
{
    struct cost_rate *items = arena_calloc(arena, count, sizeof *items);
    size_t used = 0;

    for (int turn = 0; turn < 2; turn++) {
        const bool is_of_role = turn == 1;
        const struct str key = is_of_role ? agent->role : agent->key;

        for (size_t i = count; i-- > 0;) {
            int64_t day;

            if (list[i].is_of_role != is_of_role ||
                !str_equal(list[i].key, key) ||
                !report_day_parse(list[i].valid_from, &day))
                continue;
            items[used].from_day = (int32_t) day;
            items[used].per_hour = list[i].per_hour;
            if (!cost_currency_place(currencies, list[i].currency,
                                     &items[used].currency))
                return cost_fail_currencies(err);
            used++;
        }
    }
    *out = (struct cost_rates){items, used};
    return SLV_OK;
}

enum slv_status cost_rates_read(struct case_store *store,
                                const struct report_agent *agents, size_t count,
                                struct cost_currencies *currencies,
                                struct arena *arena,
                                const struct cost_rates **out,
                                struct slv_error *err)
{
    struct cost_rates *rates = arena_calloc(arena, count + 1, sizeof *rates);
    struct report_rate *list = NULL;
    size_t list_count = 0;
    enum slv_status status =
        report_store_rates(store, arena, &list, &list_count, err);

    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = rates_of(&agents[i], list, list_count, currencies, arena,
                          &rates[i], err);
    *out = rates;
    return status;
}

const struct cost_rate *cost_rate_on(const struct cost_rates *rates,
                                     int32_t day)
{
    for (size_t i = 0; i < rates->count; i++) {
        if (rates->items[i].from_day <= day)
            return &rates->items[i];
    }
    return NULL;
}

int64_t cost_round(int64_t parts)
{
    const int64_t half = COST_PARTS / 2;

    return (parts + (parts < 0 ? -half : half)) / COST_PARTS;
}

/* --- the cost of some cases --- */

enum slv_status costing_read(struct case_store *store, struct arena *arena,
                             struct costing *out, struct slv_error *err)
{
    struct report_names names = {.agents = NULL};
    enum slv_status status = report_store_agents(store, arena, &names, err);

    *out = (struct costing){.agent_count = names.agent_count};
    if (status == SLV_OK)
        status = cost_rates_read(store, names.agents, names.agent_count,
                                 &out->currencies, arena, &out->rates, err);
    return status;
}

void case_cost_add(struct case_cost *cost, const struct costing *costing,
                   int64_t agent_id, int32_t day, int64_t minutes)
{
    const struct cost_rate *rate =
        agent_id >= 0 && (uint64_t) agent_id < costing->agent_count
            ? cost_rate_on(&costing->rates[agent_id], day)
            : NULL;

    cost->minutes += minutes;
    if (rate)
        cost->parts[rate->currency] += rate->per_hour * minutes;
    else
        cost->unrated_minutes += minutes;
}

struct cost_sink {
    struct case_cost *cost;
    const struct costing *costing;
};

static void take_minutes(void *context, int64_t agent_id, struct str worked_on,
                         int64_t minutes)
{
    const struct cost_sink *sink = context;
    int64_t day = 0;

    (void) report_day_parse(worked_on, &day);
    case_cost_add(sink->cost, sink->costing, agent_id, (int32_t) day, minutes);
}

enum slv_status case_cost_of_gap(struct case_store *store,
                                 const struct costing *costing, int64_t gap_id,
                                 struct str from_day, struct str to_day,
                                 struct case_cost *out, struct slv_error *err)
{
    struct cost_sink sink = {out, costing};

    *out = (struct case_cost){.minutes = 0};
    return report_store_gap_minutes(store, gap_id, from_day, to_day,
                                    take_minutes, &sink, err);
}

struct str case_cost_text(const struct case_cost *cost,
                          const struct costing *costing, int share,
                          struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, COST_TEXT_BYTES);
    for (size_t i = 0; i < costing->currencies.count; i++) {
        if (cost->parts[i] == 0)
            continue;
        if (text.len > 0)
            strbuf_add_cstr(&text, " and ");
        strbuf_add_str(
            &text, report_money_text(cost_round(cost->parts[i] / share),
                                     cost_currency_at(&costing->currencies, i),
                                     arena));
    }
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}
