/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Key figures of departments. See key_figures.h.
 */
#include "core/insight/key_figures.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/insight/report_write.h"

#include <stdio.h>

enum { DAYS_BEFORE = 12 * 7 };

#define KEY_FIGURE(role, report, column, title) \
    {ROLE_##role, REPORT_##report, column, title},
static const struct key_figure figures[] = {
#include "core/insight/key_figures.def"
};
#undef KEY_FIGURE

const struct key_figure *key_figure_at(size_t index)
{
    return index < ARRAY_LEN(figures) ? &figures[index] : NULL;
}

/* The same day a year earlier; of 29 February the day before. */
static int64_t year_before(int64_t day)
{
    char text[DAY_TEXT_BYTES];
    unsigned long long year = 0;
    int64_t before = day;

    report_day_format(day, text);
    if (!str_to_uint(str_first(str_from(text), 4), &year))
        return day;
    (void) snprintf(text, 5, "%04u", (unsigned) (year - 1) % 10000);
    text[4] = '-';
    return report_day_parse(str_from(text), &before) ? before
                                                     : year_before(day - 1);
}

static enum slv_status count_table(const struct report_ask *ask,
                                   const struct report_facts *facts,
                                   struct arena *arena,
                                   const struct report_table **out,
                                   struct slv_error *err)
{
    struct report_table *table = arena_calloc(arena, 1, sizeof *table);

    *out = table;
    return report_count(ask, facts, arena, table, err);
}

static enum slv_status
count_tables(const struct report *report, const struct report_facts *facts,
             struct slv_reader *reader, int64_t now_unix_s, struct arena *arena,
             struct key_figure_values *out, struct slv_error *err)
{
    static const struct report_wish usual = {.from = {NULL, 0}};
    struct report_ask ask;
    enum slv_status status =
        report_ask_read(report, &usual, facts, now_unix_s, &ask, err);

    if (status != SLV_OK)
        return status;
    ask.reader = reader;
    status = count_table(&ask, facts, arena, &out->now, err);
    if (status != SLV_OK)
        return status;
    if (report_has_money(report)) {
        ask.from_day = year_before(ask.from_day);
        ask.to_day = year_before(ask.to_day);
    } else {
        ask.from_day -= DAYS_BEFORE;
        ask.to_day -= DAYS_BEFORE;
    }
    return count_table(&ask, facts, arena, &out->before, err);
}

static const struct report_column *find_column(const struct report *report,
                                               const char *key)
{
    size_t count;
    const struct report_column *columns = report_columns(report, &count);

    for (size_t i = 0; i < count; i++) {
        if (str_equal(str_from(columns[i].key), str_from(key)))
            return &columns[i];
    }
    return NULL;
}

enum slv_status key_figures_count(enum user_role role,
                                  const struct report_facts *facts,
                                  struct slv_reader *reader, int64_t now_unix_s,
                                  struct arena *arena, struct key_figures *out,
                                  struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    out->count = 0;
    for (size_t i = 0; i < ARRAY_LEN(figures) && status == SLV_OK; i++) {
        struct key_figure_values *item = &out->items[out->count];
        const struct report *report = report_get(figures[i].report);

        if (figures[i].role != role)
            continue;
        SLV_ASSERT(out->count < KEY_FIGURES_MAX);
        if (out->count > 0 && item[-1].figure->report == figures[i].report)
            *item = item[-1];
        else
            status = count_tables(report, facts, reader, now_unix_s, arena,
                                  item, err);
        item->figure = &figures[i];
        item->column = find_column(report, figures[i].column);
        SLV_ASSERT(item->column);
        out->count++;
    }
    return status;
}

size_t key_figure_place(const struct key_figure_values *values)
{
    size_t count;

    return (size_t) (values->column -
                     report_columns(values->now->report, &count));
}

struct str key_figure_text(const struct key_figure_values *values,
                           const struct report_table *table,
                           struct arena *arena)
{
    const size_t at = key_figure_place(values);
    struct str text = STR("");

    for (size_t i = 0; i < table->total_count; i++) {
        const struct report_cell *cell = &table->totals[i].cells[at];

        if (!cell->has)
            continue;
        text = arena_format(
            arena, "%.*s%s%.*s", STR_ARG(text), text.len > 0 ? "\n" : "",
            STR_ARG(values->column->unit == UNIT_MONEY
                        ? report_money_text(cell->value, cell->text, arena)
                        : report_cell_text(values->column, cell, arena)));
    }
    return text;
}
