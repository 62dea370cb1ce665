/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports of money that are more than sums by a group: how lumpy the cost is,
 * minutes against payment, and what launches cost.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_parts.h"
#include "store/coverage_store.h"

#include <math.h>
#include <string.h>

enum { LAUNCH_DAYS = 90 };

static void count_customers(struct report_making *making)
{
    struct tally_groups *groups =
        arena_calloc(making->arena, 1, sizeof *groups);
    struct tallies *tallies = arena_calloc(making->arena, 1, sizeof *tallies);

    tally_groups_make(making->ask, making->facts, ROWS_CUSTOMERS, making->arena,
                      groups);
    tally_count(making->ask, making->facts, groups,
                (struct tally_wants){.money = true}, making->arena, tallies);
    making->tallies = tallies;
    making->groups = groups;
}

/* --- the lumpy distribution --- */

enum slv_status fill_distribution(struct report_making *making,
                                  struct slv_error *err)
{
    const struct tallies *tallies;
    int64_t before = 0;
    struct str currency = STR("");

    (void) err;
    count_customers(making);
    tallies = making->tallies;
    for (size_t g = 0; g < making->groups->count; g++) {
        for (size_t c = 0; c < making->facts->currencies.count; c++) {
            const int64_t parts = tallies->cost[g * tallies->stride + c];
            struct report_cell *cells;

            if (parts <= 0)
                continue;
            cells = report_row_add(making, making->groups->keys[g]);
            cells[0] = report_text(making->groups->names[g]);
            cells[1] =
                report_text(cost_currency_at(&making->facts->currencies, c));
            cells[2] = report_money(
                parts, cost_currency_at(&making->facts->currencies, c));
            cells[3] = report_share(
                parts, tallies->cost[tallies->count * tallies->stride + c]);
        }
    }
    report_sort(making, 2);
    for (size_t i = 0; i < making->count; i++) {
        /* rows of our own making, which were const for readers only */
        struct report_cell *cells =
            arena_calloc(making->arena, 5, sizeof *cells);

        memcpy(cells, making->rows[i].cells, 5 * sizeof *cells);
        if (!str_equal(currency, cells[1].text))
            before = 0;
        currency = cells[1].text;
        before += cells[2].value;
        cells[4] = report_share(before, cells[3].of);
        cells[2].value = cost_round(cells[2].value);
        making->rows[i].cells = cells;
    }
    return SLV_OK;
}

/* --- minutes against payment --- */

enum slv_status fill_spread(struct report_making *making, struct slv_error *err)
{
    const struct tallies *tallies;
    const int64_t *totals;

    (void) err;
    count_customers(making);
    tallies = making->tallies;
    totals = &tallies->income[tallies->count * tallies->stride];
    for (size_t c = 0; c < making->facts->currencies.count; c++) {
        const struct str currency =
            cost_currency_at(&making->facts->currencies, c);
        int64_t minutes = 0;

        /* those who pay in this currency are compared with each other */
        for (size_t g = 0; g < tallies->count; g++) {
            if (tallies->income[g * tallies->stride + c] != 0)
                minutes += tallies->groups[g].minutes;
        }
        for (size_t g = 0; g < tallies->count; g++) {
            const int64_t income = tallies->income[g * tallies->stride + c];
            struct report_cell *cells;

            if (income == 0)
                continue;
            cells = report_row_add(making, making->groups->keys[g]);
            cells[0] = report_text(making->groups->names[g]);
            cells[1] = report_text(currency);
            cells[2] = report_number(tallies->groups[g].minutes);
            cells[3] = report_share(tallies->groups[g].minutes, minutes);
            cells[4] = report_money(income, currency);
            cells[5] = report_share(income, totals[c]);
            if (totals[c] > 0)
                cells[6] = report_number(llround(
                    (double) minutes * ((double) income / (double) totals[c])));
        }
    }
    report_sort(making, 2);
    making->out->note =
        STR("Customers who pay in one currency are compared with each other. "
            "Who has no income in the range is left out.");
    return SLV_OK;
}

/* --- problems without an article --- */

/* The open gaps that the coverage board shows are groups from 1 on; what is in
 * none of them is group 0. */
static enum slv_status group_gaps(const struct report_making *making,
                                  struct tally_groups *out,
                                  struct slv_error *err)
{
    const size_t case_count = making->facts->case_count;
    struct case_store *store = making->facts->store;
    struct coverage_gap *gaps = NULL;
    struct coverage_member *members = NULL;
    size_t gap_count = 0;
    size_t member_count = 0;
    uint32_t *of = arena_calloc(making->arena, case_count + 1, sizeof *of);
    uint32_t *group_of_gap;
    struct str *names;
    struct str *keys;
    size_t greatest = 0;
    enum slv_status status =
        coverage_store_gaps(store, making->arena, &gaps, &gap_count, err);

    if (status == SLV_OK)
        status = coverage_store_members(store, making->arena, &members,
                                        &member_count, err);
    if (status != SLV_OK)
        return status;
    /* by id, so the last one has the greatest */
    if (gap_count > 0)
        greatest = (size_t) gaps[gap_count - 1].id;
    group_of_gap =
        arena_calloc(making->arena, greatest + 1, sizeof *group_of_gap);
    names = arena_calloc(making->arena, gap_count + 1, sizeof *names);
    keys = arena_calloc(making->arena, gap_count + 1, sizeof *keys);
    *out = (struct tally_groups){.by = TALLY_BY_CASE,
                                 .of = of,
                                 .id_count = case_count,
                                 .count = 1,
                                 .names = names,
                                 .keys = keys};
    for (size_t i = 0; i < gap_count; i++) {
        if (gaps[i].state != GAP_OPEN || gaps[i].case_count < GAP_CASES_MIN)
            continue;
        names[out->count] = coverage_gap_title(&gaps[i]);
        keys[out->count] =
            arena_format(making->arena, "%lld", (long long) gaps[i].id);
        group_of_gap[gaps[i].id] = (uint32_t) out->count++;
    }
    for (size_t i = 0; i < member_count; i++) {
        if ((size_t) members[i].case_id < case_count &&
            (size_t) members[i].gap_id <= greatest)
            of[members[i].case_id] = group_of_gap[members[i].gap_id];
    }
    return SLV_OK;
}

static void add_gap(struct report_making *making, size_t group,
                    const struct tallies *tallies)
{
    const struct tally *tally = &tallies->groups[group];
    bool is_first = true;

    for (size_t c = 0; c < tallies->stride; c++) {
        const size_t at = group * tallies->stride + c;
        const bool has = tallies->has_money[at];
        struct report_cell *cells;

        /* without any money there is one row all the same */
        if (!has && !(is_first && c + 1 == tallies->stride))
            continue;
        cells = report_row_add(making, making->groups->keys[group]);
        cells[0] = report_text(making->groups->names[group]);
        if (is_first) {
            cells[2] = report_number(tally->opened);
            cells[3] = report_number(tally->minutes);
        }
        is_first = false;
        if (!has)
            continue;
        cells[1] = report_text(cost_currency_at(&making->facts->currencies, c));
        cells[4] = report_money(cost_round(tallies->cost[at]), cells[1].text);
    }
}

static void add_gap_totals(struct report_making *making,
                           const struct tallies *tallies)
{
    int64_t opened = 0;
    int64_t minutes = 0;
    bool is_first = true;

    for (size_t g = 1; g < tallies->count; g++) {
        opened += tallies->groups[g].opened;
        minutes += tallies->groups[g].minutes;
    }
    for (size_t c = 0; c < tallies->stride; c++) {
        int64_t parts = 0;
        bool has = false;
        struct report_cell *cells;

        for (size_t g = 1; g < tallies->count; g++) {
            parts += tallies->cost[g * tallies->stride + c];
            has |= tallies->has_money[g * tallies->stride + c];
        }
        if (!has && !(is_first && c + 1 == tallies->stride))
            continue;
        cells = report_row_add(making, STR(""));
        cells[0] = report_text(STR("Total"));
        if (is_first) {
            cells[2] = report_number(opened);
            cells[3] = report_number(minutes);
        }
        is_first = false;
        if (!has)
            continue;
        cells[1] = report_text(cost_currency_at(&making->facts->currencies, c));
        cells[4] = report_money(cost_round(parts), cells[1].text);
    }
    report_rows_are_totals(making);
}

enum slv_status fill_gap_costs(struct report_making *making,
                               struct slv_error *err)
{
    struct tally_groups *groups =
        arena_calloc(making->arena, 1, sizeof *groups);
    struct tallies *tallies = arena_calloc(making->arena, 1, sizeof *tallies);
    enum slv_status status = group_gaps(making, groups, err);

    if (status != SLV_OK)
        return status;
    tally_count(making->ask, making->facts, groups,
                (struct tally_wants){.money = true}, making->arena, tallies);
    making->tallies = tallies;
    making->groups = groups;
    add_gap_totals(making, tallies);
    for (size_t g = 1; g < tallies->count; g++) {
        if (tallies->groups[g].opened + tallies->groups[g].minutes > 0)
            add_gap(making, g, tallies);
    }
    report_sort(making, 4);
    making->out->note = STR("The open gaps of the coverage board: the work on "
                            "their cases in the range, at the rates of whoever "
                            "worked.");
    return SLV_OK;
}

/* --- launches --- */

struct launch {
    int32_t day; /* FACT_NO_DAY: not known */
    int64_t cases;
    int64_t minutes;
    int64_t cost[COST_CURRENCIES_MAX];
    int64_t first[COST_CURRENCIES_MAX]; /* of the first LAUNCH_DAYS days */
};

static struct launch *find_launches(const struct report_making *making)
{
    const struct report_names *names = &making->facts->names;
    struct launch *launches =
        arena_calloc(making->arena, names->product_count + 1, sizeof *launches);

    for (size_t id = 0; id <= names->product_count; id++) {
        int64_t day = 0;

        launches[id].day = FACT_NO_DAY;
        if (id < names->product_count && names->products[id].name.len > 0 &&
            report_day_parse(names->products[id].launched_on, &day))
            launches[id].day = (int32_t) day;
    }
    return launches;
}

/* The launch that a case belongs to: it was opened since. NULL for none. */
static struct launch *launch_of(const struct report_making *making,
                                struct launch *launches,
                                const struct fact_case *one)
{
    struct launch *launch;

    if (!tally_takes(making->ask, one) ||
        one->product >= making->facts->names.product_count)
        return NULL;
    launch = &launches[one->product];
    return launch->day != FACT_NO_DAY && one->opened_day >= launch->day ? launch
                                                                        : NULL;
}

/* A launch counts from its own day on, whenever the range begins. */
static bool is_by_end(const struct report_making *making, int64_t day)
{
    return day != FACT_NO_DAY && day <= making->ask->to_day;
}

static void count_launch_time(struct report_making *making,
                              struct launch *launches,
                              const struct fact_time *entry)
{
    const struct report_facts *facts = making->facts;
    const struct cost_rate *rate;
    struct launch *to;

    if (entry->case_id == 0 || !is_by_end(making, entry->day))
        return;
    to = launch_of(making, launches, &facts->cases[entry->case_id]);
    if (!to)
        return;
    to->minutes += entry->minutes;
    rate = fact_rate_of(facts, entry->agent, entry->day);
    if (!rate)
        return;
    to->cost[rate->currency] += rate->per_hour * entry->minutes;
    if (entry->day < to->day + LAUNCH_DAYS)
        to->first[rate->currency] += rate->per_hour * entry->minutes;
}

static void add_launch(struct report_making *making, size_t id,
                       const struct launch *launch)
{
    const struct report_product *product = &making->facts->names.products[id];
    bool is_first = true;

    for (size_t c = 0; c < COST_CURRENCIES_MAX; c++) {
        const struct str currency =
            cost_currency_at(&making->facts->currencies, c);
        const bool is_last = c == COST_CURRENCIES_MAX - 1;
        struct report_cell *cells;

        /* one without any cost has one row all the same */
        if (launch->cost[c] == 0 && !(is_last && is_first))
            continue;
        cells = report_row_add(making, product->name);
        cells[0] = report_text(product->name);
        cells[1] = report_day(launch->day);
        if (is_first) {
            cells[3] = report_number(launch->cases);
            cells[4] = report_number(launch->minutes);
        }
        is_first = false;
        if (launch->cost[c] == 0)
            continue;
        cells[2] = report_text(currency);
        cells[5] = report_money(cost_round(launch->first[c]), currency);
        cells[6] = report_money(cost_round(launch->cost[c]), currency);
    }
}

enum slv_status fill_launches(struct report_making *making,
                              struct slv_error *err)
{
    const struct report_facts *facts = making->facts;
    struct launch *launches = find_launches(making);

    (void) err;
    for (size_t id = 1; id < facts->case_count; id++) {
        struct launch *to = launch_of(making, launches, &facts->cases[id]);

        if (to && is_by_end(making, facts->cases[id].opened_day))
            to->cases++;
    }
    for (size_t id = 1; id < facts->time_count; id++)
        count_launch_time(making, launches, &facts->times[id]);
    for (size_t id = 1; id < facts->names.product_count; id++) {
        if (launches[id].day != FACT_NO_DAY &&
            launches[id].cases + launches[id].minutes > 0)
            add_launch(making, id, &launches[id]);
    }
    report_sort(making, 6);
    making->out->note = STR(
        "A launch counts from its own day to the end of the range, whenever "
        "that begins, and only with cases that were opened on that day or "
        "later. A product without a day of its own has that of its line.");
    return SLV_OK;
}
