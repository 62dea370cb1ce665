/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of reports, and the tables of those whose columns are all sources.
 * Asking is in report_ask.c, the others' own functions in report_own.c and
 * report_money.c, the sentences in report_say.c.
 */
#include "core/insight/report.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/insight/report_parts.h"

#include <stdlib.h>
#include <string.h>

/* --- the table --- */

struct about {
    struct report report;
    report_fill_fn *fill;
    report_say_fn *say;
    bool is_for[ROLE_COUNT];
};

#define REPORT(ID, name, group, title, question, rows, chart, fill, say, wr, \
               ma, ad, sa, mk, ac, de)                                       \
    [REPORT_##ID] = {{REPORT_##ID, name, REPORTS_##group, title, question,   \
                      ROWS_##rows, CHART_##chart},                           \
                     fill,                                                   \
                     say,                                                    \
                     {[ROLE_WRITER] = (wr),                                  \
                      [ROLE_MANAGER] = (ma),                                 \
                      [ROLE_ADMIN] = (ad),                                   \
                      [ROLE_SALES] = (sa),                                   \
                      [ROLE_MARKETING] = (mk),                               \
                      [ROLE_ACCOUNTING] = (ac),                              \
                      [ROLE_DEVELOPER] = (de)}},
#define COLUMN(ID, ...)
static const struct about abouts[] = {
#include "core/insight/report.def"
};
#undef REPORT
#undef COLUMN

/* Each report's columns stand together. */
#define REPORT(ID, ...)
#define COLUMN(ID, key, title, unit, source, is_drawn) \
    {REPORT_##ID, key, title, UNIT_##unit, SOURCE_##source, is_drawn},
static const struct report_column columns[] = {
#include "core/insight/report.def"
};
#undef REPORT
#undef COLUMN

const struct report *report_get(enum report_id id)
{
    SLV_ASSERT(id < REPORT_COUNT);
    return &abouts[id].report;
}

const struct report_column *report_columns(const struct report *report,
                                           size_t *count)
{
    size_t first = 0;

    while (columns[first].report != report->id)
        first++;
    *count = 0;
    while (first + *count < sizeof columns / sizeof *columns &&
           columns[first + *count].report == report->id)
        ++*count;
    return &columns[first];
}

const struct report *report_find(struct str name)
{
    for (size_t i = 0; i < REPORT_COUNT; i++) {
        if (str_equal(name, str_from(abouts[i].report.name)))
            return &abouts[i].report;
    }
    return NULL;
}

const char *report_group_title(enum report_group group)
{
    static const char *const titles[] = {
        [REPORTS_WORK] = "Work",
        [REPORTS_TIMES] = "Times",
        [REPORTS_KNOWLEDGE] = "Knowledge",
        [REPORTS_CUSTOMERS] = "Customers",
        [REPORTS_MONEY] = "Cost and profit",
    };

    return titles[group];
}

bool report_is_for(const struct report *report, enum user_role role)
{
    return abouts[report->id].is_for[role];
}

bool report_has_money(const struct report *report)
{
    size_t count;
    const struct report_column *list = report_columns(report, &count);

    for (size_t i = 0; i < count; i++) {
        if (list[i].unit == UNIT_MONEY)
            return true;
    }
    return false;
}

bool report_has_range(const struct report *report)
{
    return report->id != REPORT_DRAFTS && report->id != REPORT_WORKAROUNDS;
}

bool report_has_filters(const struct report *report)
{
    return report->id != REPORT_DRAFTS && report->id != REPORT_SELF_SERVICE;
}

/* --- a table in the making --- */

static size_t column_count(const struct report_making *making)
{
    size_t count;

    (void) report_columns(making->ask->report, &count);
    return count;
}

struct report_cell *report_row_add(struct report_making *making, struct str key)
{
    struct report_cell *cells =
        arena_calloc(making->arena, column_count(making), sizeof *cells);

    if (making->count == making->capacity) {
        const size_t capacity = making->capacity ? making->capacity * 2 : 64;
        struct report_row *rows =
            arena_calloc(making->arena, capacity, sizeof *rows);

        if (making->count > 0)
            memcpy(rows, making->rows, making->count * sizeof *rows);
        making->rows = rows;
        making->capacity = capacity;
    }
    making->rows[making->count++] =
        (struct report_row){.cells = cells, .key = key};
    return cells;
}

void report_rows_are_totals(struct report_making *making)
{
    making->out->totals = making->rows;
    making->out->total_count = making->count;
    making->rows = NULL;
    making->count = making->capacity = 0;
}

struct sorted {
    struct report_row row;
    size_t place;
    struct str currency;
    int64_t value;
};

static int compare_sorted(const void *a, const void *b)
{
    const struct sorted *first = a;
    const struct sorted *second = b;
    const int order = str_compare(first->currency, second->currency);

    if (order != 0)
        return order;
    if (first->value != second->value)
        return first->value > second->value ? -1 : 1;
    return first->place < second->place ? -1 : 1;
}

void report_sort(struct report_making *making, size_t by)
{
    report_sort_from(making, 0, by);
}

void report_sort_from(struct report_making *making, size_t first, size_t by)
{
    struct report_row *rows = making->rows + first;
    const size_t row_count = making->count - first;
    size_t count;
    const struct report_column *list =
        report_columns(making->ask->report, &count);
    struct sorted *sorted =
        arena_calloc(making->arena, row_count, sizeof *sorted);

    for (size_t i = 0; i < row_count; i++) {
        sorted[i] = (struct sorted){
            .row = rows[i],
            .place = i,
            .value = rows[i].cells[by].value,
        };
        for (size_t c = 0; c < count; c++) {
            if (list[c].unit == UNIT_CURRENCY)
                sorted[i].currency = rows[i].cells[c].text;
        }
    }
    if (row_count > 0)
        qsort(sorted, row_count, sizeof *sorted, compare_sorted);
    for (size_t i = 0; i < row_count; i++)
        rows[i] = sorted[i].row;
}

/* --- sources --- */

/* What a row of sources is of. */
struct place {
    const struct tally *tally;
    size_t group;     /* tallies->count: the total */
    int currency;     /* -1: the report has no money */
    bool is_first;    /* the first row of its group */
    bool has_several; /* the group has money in several currencies */
    struct str name;
};

static struct report_cell quantile(const struct tallies *tallies,
                                   const struct tally_samples *of, size_t group,
                                   int of_ten)
{
    const bool is_total = group == tallies->count;
    const size_t from = is_total ? 0 : of->first[group];
    const size_t to = of->first[is_total ? tallies->count : group + 1];
    struct report_cell cell = {.has = false};

    cell.has =
        tally_quantile(of->values + from, to - from, of_ten, &cell.value);
    return cell;
}

static struct report_cell money(const struct report_making *making,
                                const struct place *place,
                                enum report_source source)
{
    const struct tallies *tallies = making->tallies;
    const size_t at = place->group * tallies->stride + (size_t) place->currency;
    const struct str currency =
        cost_currency_at(&making->facts->currencies, (size_t) place->currency);
    const int64_t cost = cost_round(tallies->cost[at]);

    if (source == SOURCE_COST)
        return report_money(cost, currency);
    if (!tally_has_income(making->ask))
        return (struct report_cell){.has = false};
    if (source == SOURCE_INCOME)
        return report_money(tallies->income[at], currency);
    if (place->has_several)
        return (struct report_cell){.has = false};
    return report_money(tallies->income[at] - cost, currency);
}

int64_t report_mean(int64_t sum, int64_t count)
{
    return (sum + count / 2) / count;
}

static struct report_cell from_money(const struct report_making *making,
                                     const struct place *place,
                                     enum report_source source)
{
    if (source == SOURCE_MONEY_MINUTES)
        return place->is_first ? report_number(place->tally->minutes)
                               : (struct report_cell){.has = false};
    if (place->currency < 0)
        return (struct report_cell){.has = false};
    if (source == SOURCE_CURRENCY)
        return report_text(cost_currency_at(&making->facts->currencies,
                                            (size_t) place->currency));
    return money(making, place, source);
}

static struct report_cell from_source(const struct report_making *making,
                                      const struct place *place,
                                      enum report_source source)
{
    const struct tallies *all = making->tallies;
    const struct tally *t = place->tally;
    const size_t group = place->group;
    const int64_t known = t->by_outcome[CASE_OUTCOME_KNOWN];
    const int64_t new_ones = t->by_outcome[CASE_OUTCOME_NEW];
    int64_t sum;

    if (source != SOURCE_MONEY_MINUTES && tally_sum(source, t, &sum))
        return report_number(sum);
    switch (source) {
    case SOURCE_NAME:
        return report_text(place->name);
    case SOURCE_KNOWN_SHARE:
        return report_share(known, known + new_ones);
    case SOURCE_LINK_SHARE:
        return report_share(t->linked, t->closed);
    case SOURCE_REPLY_SHARE:
        return report_share(t->replies_met, t->replies_with_target);
    case SOURCE_REPLY_MEDIAN:
        return quantile(all, &all->replies, group, 5);
    case SOURCE_REPLY_P90:
        return quantile(all, &all->replies, group, 9);
    case SOURCE_FIX_SHARE:
        return report_share(t->fixes_met, t->fixes_with_target);
    case SOURCE_FIX_MEDIAN:
        return quantile(all, &all->fixes, group, 5);
    case SOURCE_FIX_P90:
        return quantile(all, &all->fixes, group, 9);
    case SOURCE_MINUTES_MEAN:
        return t->closed > 0
                   ? report_number(report_mean(t->case_minutes, t->closed))
                   : (struct report_cell){.has = false};
    case SOURCE_MINUTES_MEDIAN:
        return quantile(all, &all->minutes, group, 5);
    case SOURCE_MINUTES_P90:
        return quantile(all, &all->minutes, group, 9);
    case SOURCE_DEVELOPER_SHARE:
        return report_share(t->developer_minutes, t->minutes);
    case SOURCE_CURRENCY:
    case SOURCE_MONEY_MINUTES:
    case SOURCE_COST:
    case SOURCE_INCOME:
    case SOURCE_PROFIT:
        return from_money(making, place, source);
    default: /* the report's own */
        break;
    }
    return (struct report_cell){.has = false};
}

static void add_row(struct report_making *making, const struct place *place,
                    struct str key)
{
    size_t count;
    const struct report_column *list =
        report_columns(making->ask->report, &count);
    struct report_cell *cells = report_row_add(making, key);

    for (size_t c = 0; c < count; c++)
        cells[c] = from_source(making, place, list[c].source);
}

/* One row, or one for each of the currencies that the group has. */
static void add_group(struct report_making *making, struct place place,
                      struct str key)
{
    const struct tallies *tallies = making->tallies;
    size_t used = 0;

    place.currency = -1;
    place.is_first = true;
    if (!tallies->cost) {
        add_row(making, &place, key);
        return;
    }
    for (size_t c = 0; c < making->facts->currencies.count; c++)
        used += tallies->has_money[place.group * tallies->stride + c];
    place.has_several = used > 1;
    if (used == 0) {
        add_row(making, &place, key);
        return;
    }
    for (size_t c = 0; c < making->facts->currencies.count; c++) {
        if (!tallies->has_money[place.group * tallies->stride + c])
            continue;
        place.currency = (int) c;
        add_row(making, &place, key);
        place.is_first = false;
    }
}

static bool has_anything(const struct tallies *tallies, size_t group)
{
    const struct tally *t = &tallies->groups[group];

    if (tallies->cost) {
        for (size_t c = 0; c < tallies->facts->currencies.count; c++) {
            if (tallies->has_money[group * tallies->stride + c])
                return true;
        }
        return t->minutes > 0;
    }
    return t->opened || t->closed || t->backlog || t->replies || t->minutes;
}

static size_t first_drawn(const struct report *report)
{
    size_t count;
    const struct report_column *list = report_columns(report, &count);

    for (size_t c = 0; c < count; c++) {
        if (list[c].is_drawn)
            return c;
    }
    return 0;
}

static void mark_partial(struct report_making *making)
{
    const struct report_ask *ask = making->ask;
    const int64_t first = report_period_begin(ask->by, ask->from_day);
    const int64_t last = report_period_begin(ask->by, ask->to_day);

    if (making->count == 0)
        return;
    making->rows[0].is_partial = first < ask->from_day;
    if (report_period_next(ask->by, last) > ask->to_day + 1)
        making->rows[making->count - 1].is_partial = true;
}

static struct tally_wants wants_of(const struct report *report)
{
    size_t count;
    const struct report_column *list = report_columns(report, &count);
    struct tally_wants wants = {.money = report_has_money(report)};

    for (size_t c = 0; c < count; c++) {
        wants.replies |= list[c].source == SOURCE_REPLY_MEDIAN;
        wants.fixes |= list[c].source == SOURCE_FIX_MEDIAN;
        wants.minutes |= list[c].source == SOURCE_MINUTES_MEDIAN;
    }
    return wants;
}

static bool has_income(const struct report *report)
{
    size_t count;
    const struct report_column *list = report_columns(report, &count);

    for (size_t c = 0; c < count; c++) {
        if (list[c].source == SOURCE_INCOME)
            return true;
    }
    return false;
}

/* What is without a cost, and why there is no income or no profit. */
static void note_money(struct report_making *making)
{
    const int64_t unrated = making->tallies->unrated_minutes;
    struct str rates = STR("");
    struct str income = STR("");

    if (unrated > 0)
        rates = arena_format(making->arena,
                             "%lld minutes are without a cost, because no rate "
                             "is known of whoever worked them.",
                             (long long) unrated);
    if (has_income(making->ask->report) && !tally_has_income(making->ask))
        income = STR("What customers pay is no part of a severity, a product "
                     "or an agent, so no income stands beside what these "
                     "narrow.");
    else if (has_income(making->ask->report) && making->out->total_count > 1)
        income = STR("Currencies are not added together, so what has several "
                     "has a row for each and no profit.");
    making->out->note = arena_format(
        making->arena, "%.*s%s%.*s", STR_ARG(rates),
        rates.len > 0 && income.len > 0 ? " " : "", STR_ARG(income));
}

static void fill_from_sources(struct report_making *making)
{
    const struct report_ask *ask = making->ask;
    const bool are_periods = ask->report->rows == ROWS_PERIODS;
    struct tally_groups *groups =
        arena_calloc(making->arena, 1, sizeof *groups);
    struct tallies *tallies = arena_calloc(making->arena, 1, sizeof *tallies);

    tally_groups_make(ask, making->facts, ask->report->rows, making->arena,
                      groups);
    tally_count(ask, making->facts, groups, wants_of(ask->report),
                making->arena, tallies);
    making->tallies = tallies;
    making->groups = groups;
    add_group(making,
              (struct place){.tally = &tallies->total,
                             .group = tallies->count,
                             .name = STR("Total")},
              STR(""));
    report_rows_are_totals(making);
    for (size_t g = 0; g < groups->count; g++) {
        if (are_periods || has_anything(tallies, g))
            add_group(making,
                      (struct place){.tally = &tallies->groups[g],
                                     .group = g,
                                     .name = groups->names[g]},
                      groups->keys[g]);
    }
    if (!are_periods && ask->report->rows != ROWS_SEVERITIES)
        report_sort(making, first_drawn(ask->report));
    note_money(making);
}

enum slv_status report_count(const struct report_ask *ask,
                             const struct report_facts *facts,
                             struct arena *arena, struct report_table *out,
                             struct slv_error *err)
{
    const struct about *about = &abouts[ask->report->id];
    struct report_making making = {
        .ask = ask, .facts = facts, .arena = arena, .out = out};
    enum slv_status status = SLV_OK;

    *out = (struct report_table){
        .report = ask->report, .ask = *ask, .zone = facts->zone};
    if (about->fill)
        status = about->fill(&making, err);
    else
        fill_from_sources(&making);
    if (status != SLV_OK)
        return status;
    if (ask->report->rows == ROWS_PERIODS)
        mark_partial(&making);
    out->rows = making.rows;
    out->row_count = making.count;
    about->say(&making);
    return SLV_OK;
}
