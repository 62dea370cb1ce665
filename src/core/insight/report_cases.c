/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a number to its cases: the row becomes a group, or a range when it is a
 * period, and the tally is taken apart. See report_cases.h.
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

static enum slv_status no_row(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_NOT_FOUND, "The report has no such row");
}

/* The ask of one period. */
static enum slv_status narrow(const struct report_pick *asked,
                              struct report_cases *out, struct arena *arena,
                              struct slv_error *err)
{
    struct report_ask *ask = &out->ask;
    const struct str day =
        asked->row.len == 7
            ? arena_format(arena, "%.*s-01", STR_ARG(asked->row))
            : asked->row;
    int64_t from;
    int64_t next;

    if (!report_day_parse(day, &from))
        return no_row(err);
    from = report_period_begin(ask->by, from);
    next = report_period_next(ask->by, from);
    if (next <= ask->from_day || from > ask->to_day)
        return no_row(err);
    if (from > ask->from_day)
        ask->from_day = from;
    if (next - 1 < ask->to_day)
        ask->to_day = next - 1;
    out->name = asked->row;
    return SLV_OK;
}

static enum slv_status find_group(const struct tally_groups *groups,
                                  const struct report_pick *asked,
                                  size_t *group, struct slv_error *err)
{
    for (size_t g = 0; g < groups->count; g++)
        if (asked->row.len > 0 ? str_equal(asked->row, groups->keys[g])
                               : groups->keys[g].len == 0 &&
                                     str_equal(asked->name, groups->names[g])) {
            *group = g;
            return SLV_OK;
        }
    return no_row(err);
}

static enum slv_status find_currency(const struct report_facts *facts,
                                     const struct report_pick *asked,
                                     struct tally_pick *pick,
                                     struct slv_error *err)
{
    if (pick->source != SOURCE_COST)
        return SLV_OK;
    for (size_t c = 0; c < facts->currencies.count; c++)
        if (str_equal(asked->currency,
                      cost_currency_at(&facts->currencies, c))) {
            pick->currency = c;
            return SLV_OK;
        }
    return no_row(err);
}

static enum slv_status choose(const struct report_facts *facts,
                              const struct report_pick *asked,
                              struct tally_groups *groups,
                              struct tally_pick *pick, struct arena *arena,
                              struct report_cases *out, struct slv_error *err)
{
    const enum report_rows rows = out->ask.report->rows;
    const bool is_period = rows == ROWS_PERIODS;
    enum slv_status status;

    tally_groups_make(&out->ask, facts, is_period ? ROWS_CUSTOMERS : rows,
                      arena, groups);
    *pick = (struct tally_pick){out->column->source, TALLY_ALL, 0};
    status = find_currency(facts, asked, pick, err);
    if (status == SLV_OK && groups->by == TALLY_BY_ARTICLE &&
        asked->row.len == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "The column counts cases of one row: say which");
    if (status != SLV_OK || asked->row.len + asked->name.len == 0)
        return status;
    if (is_period)
        return narrow(asked, out, arena, err);
    status = find_group(groups, asked, &pick->group, err);
    if (status == SLV_OK)
        out->name = groups->names[pick->group];
    return status;
}

/* --- in order --- */

static int compare_values(const void *a, const void *b)
{
    const struct tally_part *first = a;
    const struct tally_part *second = b;

    if (first->value != second->value)
        return first->value > second->value ? -1 : 1;
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

enum slv_status report_cases_read(const struct report_ask *ask,
                                  const struct report_facts *facts,
                                  const struct report_pick *asked, size_t limit,
                                  struct arena *arena, struct report_cases *out,
                                  struct slv_error *err)
{
    struct tally_groups groups;
    struct tally_pick tally_pick;
    struct tally_part *parts = NULL;
    struct report_case *items;
    int64_t sum = 0;
    enum slv_status status;

    *out = (struct report_cases){
        .column = asked->column,
        .ask = *ask,
    };
    status = choose(facts, asked, &groups, &tally_pick, arena, out, err);
    if (status != SLV_OK)
        return status;
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
