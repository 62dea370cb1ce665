/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Goals: where a figure stands and is to go, in a short, a medium and a long
 * term, as people set them (store/report_store.h keeps them, with who and
 * when). goals.def says which figures there are.
 *
 * Pure.
 */
#ifndef INSIGHT_GOALS_H
#define INSIGHT_GOALS_H

#include "core/insight/report.h"

enum { GOAL_TERMS = 4, GOAL_PARTS = 100 };

struct goal_figure {
    const char *name;
    const char *title;
    enum report_unit unit;
    enum report_id report;
    const char *column;
};

/* NULL after the last. Borrowed, for ever. */
const struct goal_figure *goal_figure_at(size_t index);
/* NULL when there is none of this name. */
const struct goal_figure *goal_figure_find(struct str name);
/* "now", "short_term"...: fields of forms; and "Short term". Borrowed. */
const char *goal_term_word(size_t term);
const char *goal_term_title(size_t term);
/* "short term", within a sentence. Borrowed. */
const char *goal_term_name(size_t term);
/* "%", "min" or "". */
const char *goal_unit(const struct goal_figure *figure);

/* The goal that counts, NULL when nobody has set one. */
const struct report_goal *goal_newest(const struct report_facts *facts,
                                      const struct goal_figure *figure);
/* "62.5" to 6250, hundredths of the unit; empty: not set. ERR_INPUT when it is no
 * number, negative, too large, or a share over 100. */
SLV_MUST_CHECK enum slv_status goal_read(const struct goal_figure *figure,
                                         struct str text, bool *has,
                                         int64_t *out, struct slv_error *err);
/* The other way: "62.5". */
struct str goal_write(int64_t value, struct arena *arena);
/* A figure of a report's table in hundredths of the goal's unit; false when it
 * cannot be said. */
bool goal_measure(const struct goal_figure *figure,
                  const struct report_table *table, int64_t *out);

#endif
