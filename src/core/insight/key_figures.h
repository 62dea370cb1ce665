/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each department looks at first: some figures of its reports, beside
 * what they were before. key_figures.def says which.
 */
#ifndef INSIGHT_KEY_FIGURES_H
#define INSIGHT_KEY_FIGURES_H

#include "core/insight/report.h"

enum { KEY_FIGURES_MAX = 12 };

struct key_figure {
    enum user_role role;
    enum report_id report;
    const char *column; /* key of a column of the report */
    const char *title;
};

/* NULL after the last. Borrowed, for ever. */
const struct key_figure *key_figure_at(size_t index);

/* A figure stands in the totals of its tables, once for each currency where it
 * is money. */
struct key_figure_values {
    const struct key_figure *figure;
    const struct report_column *column;
    const struct report_table *now; /* the usual range of the report */
    /* the same days twelve weeks earlier; a year, where there is money */
    const struct report_table *before;
};

struct key_figures {
    struct key_figure_values items[KEY_FIGURES_MAX];
    size_t count;
};

/* The figures of a role as of now. `reader` may be NULL, as in report_ask. What
 * comes out is in `arena` and borrows from the facts. Statuses of
 * report_count(). */
SLV_MUST_CHECK enum slv_status
key_figures_count(enum user_role role, const struct report_facts *facts,
                  struct slv_reader *reader, int64_t now_unix_s,
                  struct arena *arena, struct key_figures *out,
                  struct slv_error *err);

/* Which of the cells of a total it is. */
size_t key_figure_place(const struct key_figure_values *values);
/* A figure for people: "66.7 %", or a line for each currency; empty when there
 * is nothing to say. `table` is one of the two of `values`. */
struct str key_figure_text(const struct key_figure_values *values,
                           const struct report_table *table,
                           struct arena *arena);

#endif
