/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of goals and of the figures of weeks.
 */
#ifndef SERVER_PAGES_GOALS_VIEW_H
#define SERVER_PAGES_GOALS_VIEW_H

#include "core/insight/goals.h"
#include "server/pages/desk.h"

struct arena;
struct strbuf;

enum { GOALS_MAX = 16, GOAL_WEEKS_SHOWN = 12 };

/* What was typed for one figure, and what came of it. */
struct goals_typed {
    const struct goal_figure *figure; /* NULL: nothing was */
    struct str terms[GOAL_TERMS];
    struct str week_figure;
    struct str week;
    struct str value;
};

struct goals_view {
    struct desk desk;
    const struct report_facts *facts;
    bool is_measured[GOALS_MAX]; /* in the last twelve weeks */
    int64_t measured[GOALS_MAX];
    struct goals_typed typed;
    struct str mistake;
    struct str done;
    bool may_set;
    int64_t today;
    struct arena *arena;
};

void goals_view_write(struct strbuf *out, const struct goals_view *view);

#endif
