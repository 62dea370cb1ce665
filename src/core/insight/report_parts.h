/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of reports share: a table in the making, and the functions
 * that report.def names. Only report*.c include this.
 */
#ifndef INSIGHT_REPORT_PARTS_H
#define INSIGHT_REPORT_PARTS_H

#include "core/insight/report.h"
#include "core/insight/report_tally.h"

struct report_making {
    const struct report_ask *ask;
    const struct report_facts *facts;
    struct arena *arena;
    struct report_table *out;
    struct report_row *rows;
    size_t count;
    size_t capacity;
    const struct tallies *tallies; /* NULL in a report with its own function */
    const struct tally_groups *groups;
};

/* The cells of a new row, all empty. */
struct report_cell *report_row_add(struct report_making *making,
                                   struct str key);
/* The rows so far become the totals, and the rows begin again. */
void report_rows_are_totals(struct report_making *making);

static inline struct report_cell report_text(struct str text)
{
    return (struct report_cell){.has = true, .text = text};
}

static inline struct report_cell report_number(int64_t value)
{
    return (struct report_cell){.has = true, .value = value};
}

/* A sum over a count of more than 0, rounded once, halves away from zero. */
int64_t report_mean(int64_t sum, int64_t count);

static inline struct report_cell report_share(int64_t value, int64_t of)
{
    return (struct report_cell){.has = of > 0, .value = value, .of = of};
}

static inline struct report_cell report_money(int64_t value,
                                              struct str currency)
{
    return (struct report_cell){.has = true, .value = value, .text = currency};
}

/* FACT_NO_DAY: an empty cell. */
static inline struct report_cell report_day(int32_t day)
{
    return (struct report_cell){.has = day != FACT_NO_DAY, .value = day};
}

/* Put the rows in order: by a column, the greatest first, after a column with
 * a currency when there is one. */
void report_sort(struct report_making *making, size_t by);
/* The same for the rows from the one at `first` on. */
void report_sort_from(struct report_making *making, size_t first, size_t by);

typedef enum slv_status report_fill_fn(struct report_making *making,
                                       struct slv_error *err);
typedef void report_say_fn(struct report_making *making);

#define REPORT(ID, name, group, title, question, rows, chart, fill, say, ...) \
    report_say_fn say;
#define COLUMN(ID, ...)
/* NOLINTNEXTLINE(readability-redundant-declaration): several share one */
#include "core/insight/report.def"
#undef REPORT
#undef COLUMN

report_fill_fn fill_reuse;
report_fill_fn fill_drafting;
report_fill_fn fill_praise;
report_fill_fn fill_drafts;
report_fill_fn fill_workarounds;
report_fill_fn fill_self_service;
report_fill_fn fill_gap_costs;
report_fill_fn fill_outside;
report_fill_fn fill_capacity;
report_fill_fn fill_change_requests;
report_fill_fn fill_little_use;
report_fill_fn fill_repeats;
report_fill_fn fill_on_hold;
report_fill_fn fill_usage;
report_fill_fn fill_spread;
report_fill_fn fill_distribution;
report_fill_fn fill_launches;

#endif
