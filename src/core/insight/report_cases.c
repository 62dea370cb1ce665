/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a number to its cases: its row is looked for in the table, becomes a
 * group, or a range when it is a period, and the tally is taken apart. See
 * report_cases.h.
 */
#include "core/insight/report_cases.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/insight/report_tally.h"

#include <stdlib.h>

const struct report_column *report_cases_column(const struct report *report,
                                                struct str key)
{
    size_t count;
    const struct report_column *list = report_columns(report, &count);

    for (size_t i = 0; i < count; i++)
        if (str_equal(key, str_from(list[i].key)) &&
            tally_has_parts(list[i].source))
            return &list[i];
    return NULL;
}

/* --- the row --- */

static bool is_asked(const struct report_pick *pick,
                     const struct report_column *columns, size_t count,
                     const struct report_row *row, bool is_total)
{
    for (size_t i = 0; i < count; i++) {
        const struct report_cell *cell = &row->cells[i];

        if (&columns[i] != pick->column)
            continue;
        return cell->has && (is_total || str_equal(row->key, pick->row)) &&
               (columns[i].unit != UNIT_MONEY ||
                str_equal(cell->text, pick->currency));
    }
    return false;
}

/* A number that nobody is shown has no cases either. NULL: there is none. */
static const struct report_row *find_row(const struct report_table *table,
                                         const struct report_pick *pick)
{
    const bool is_total = pick->row.len == 0 && !pick->is_without;
    const struct report_row *rows = is_total ? table->totals : table->rows;
    const size_t row_count = is_total ? table->total_count : table->row_count;
    size_t count;
    const struct report_column *columns = report_columns(table->report, &count);

    for (size_t i = 0; i < row_count; i++)
        if (is_asked(pick, columns, count, &rows[i], is_total))
            return &rows[i];
    return NULL;
}

/* --- its group --- */

/* The ask of one period, by its key. */
static void narrow(struct str key, struct report_ask *ask, struct arena *arena)
{
    const struct str day =
        key.len == 7 ? arena_format(arena, "%.*s-01", STR_ARG(key)) : key;
    int64_t from = 0;
    int64_t next;

    (void) report_day_parse(day, &from);
    next = report_period_next(ask->by, from);
    if (from > ask->from_day)
        ask->from_day = from;
    if (next - 1 < ask->to_day)
        ask->to_day = next - 1;
}

static bool find_group(const struct tally_groups *groups, struct str key,
                       size_t *out)
{
    for (size_t g = 0; g < groups->count; g++)
        if (str_equal(key, groups->keys[g])) {
            *out = g;
            return true;
        }
    return false;
}

static bool find_currency(const struct report_facts *facts, struct str currency,
                          size_t *out)
{
    for (size_t c = 0; c < facts->currencies.count; c++)
        if (str_equal(currency, cost_currency_at(&facts->currencies, c))) {
            *out = c;
            return true;
        }
    return false;
}

/* Groups and range that have the row's cases and no other; false when there are
 * none. */
static bool choose(const struct report_facts *facts,
                   const struct report_pick *asked, struct tally_groups *groups,
                   struct tally_pick *pick, struct arena *arena,
                   struct report_cases *out)
{
    const enum report_rows rows = out->ask.report->rows;
    const bool is_period = rows == ROWS_PERIODS;
    const bool is_total = asked->row.len == 0 && !asked->is_without;

    *pick = (struct tally_pick){.source = asked->column->source,
                                .group = TALLY_ALL};
    tally_groups_make(&out->ask, facts, is_period ? ROWS_CUSTOMERS : rows,
                      arena, groups);
    if (pick->source == SOURCE_COST &&
        !find_currency(facts, asked->currency, &pick->currency))
        return false;
    if (is_total)
        return true;
    if (!is_period)
        return find_group(groups, asked->row, &pick->group);
    narrow(asked->row, &out->ask, arena);
    return true;
}

/* --- in order --- */

static int compare_values(const void *a, const void *b)
{
    const struct tally_part *first = a;
    const struct tally_part *second = b;

    if (first->value != second->value)
        return first->value > second->value ? -1 : 1;
    if (first->opened_unix_s != second->opened_unix_s)
        return first->opened_unix_s > second->opened_unix_s ? -1 : 1;
    return first->case_id > second->case_id ? -1 : 1;
}

static struct report_cell value_of(const struct report_facts *facts,
                                   const struct tally_pick *pick, int64_t sum)
{
    struct report_cell cell = {.has = true, .value = sum};

    if (pick->source == SOURCE_COST) {
        cell.value = cost_round(sum);
        cell.text = cost_currency_at(&facts->currencies, pick->currency);
    }
    return cell;
}

static enum slv_status read_items(const struct report_facts *facts,
                                  const struct tally_pick *pick,
                                  const struct tally_part *parts,
                                  struct report_case *items, size_t count,
                                  struct arena *arena, struct slv_error *err)
{
    const struct report_names *names = &facts->names;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        const struct fact_case *one = &facts->cases[parts[i].case_id];

        items[i] = (struct report_case){
            .customer = one->customer < names->customer_count
                            ? names->customers[one->customer].name
                            : STR(""),
            .product = one->product < names->product_count
                           ? names->products[one->product].name
                           : STR(""),
            .opened_day = one->opened_day,
            .closed_day = one->closed_day,
            .value = value_of(facts, pick, parts[i].value),
        };
        status = report_store_case_name(
            facts->store, (int64_t) parts[i].case_id, arena, &items[i].number,
            &items[i].subject, err);
    }
    return status;
}

enum slv_status report_cases_read(const struct report_table *table,
                                  const struct report_facts *facts,
                                  const struct report_pick *pick, size_t limit,
                                  struct arena *arena, struct report_cases *out,
                                  struct slv_error *err)
{
    const struct report_row *row = find_row(table, pick);
    struct tally_groups groups;
    struct tally_pick tally_pick;
    struct tally_part *parts = NULL;
    struct report_case *items;
    int64_t sum = 0;

    *out = (struct report_cases){.column = pick->column, .ask = table->ask};
    if (!row || !choose(facts, pick, &groups, &tally_pick, arena, out))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "The report has no such row");
    if (pick->row.len > 0 || pick->is_without)
        out->name = row->cells[0].text;
    out->count =
        tally_parts(&out->ask, facts, &groups, &tally_pick, arena, &parts);
    for (size_t i = 0; i < out->count; i++)
        sum += parts[i].value;
    out->sum = value_of(facts, &tally_pick, sum);
    if (out->count > 0)
        qsort(parts, out->count, sizeof *parts, compare_values);
    out->item_count = out->count < limit ? out->count : limit;
    items = arena_calloc(arena, out->item_count, sizeof *items);
    out->items = items;
    return read_items(facts, &tally_pick, parts, items, out->item_count, arena,
                      err);
}
