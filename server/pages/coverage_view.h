/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The coverage board and the page of one gap, as their handlers fill them.
 */
#ifndef SERVER_PAGES_COVERAGE_VIEW_H
#define SERVER_PAGES_COVERAGE_VIEW_H

#include "core/insight/gap_change.h"
#include "server/pages/desk.h"
#include "store/coverage_store.h"
#include "store/search_report.h"

struct arena;
struct gap_costs;
struct strbuf;

enum { COVERAGE_GAPS_SHOWN = 100, GAP_CASES_SHOWN = 200, GAP_WHY_WORDS = 4 };

struct coverage_view {
    struct desk desk;
    struct arena *arena;           /* of the request */
    const struct gap_costs *costs; /* NULL: whoever looks may not see them */
    enum gap_state state;
    enum gap_order order;
    const struct gap_figures *gaps;
    size_t gap_count;
    const struct gap_change *changes; /* of covered gaps; else NULL */
    bool was_run; /* gaps have been worked out at least once */
};

void coverage_view_write(struct strbuf *out, const struct coverage_view *view);
/* "open", "ignored", "covered" and "cases", "minutes", "growth" of addresses. */
const char *gap_order_word(enum gap_order order);

/* A case of a gap and why it is there. */
struct gap_case_row {
    const struct gap_case *item;
    const struct str *why;
    size_t why_count;
};

struct gap_view {
    struct desk desk;
    struct arena *arena;           /* of the request */
    const struct gap_costs *costs; /* as above; of the one */
    struct gap_figures figures;
    const struct gap_case_row *rows;
    size_t row_count;
    int days;       /* 0: all cases; 30: those of so many days */
    bool is_before; /* and those of as many days before these */
    const struct coverage_search *searches;
    size_t search_count;
    struct str likely_id; /* of the article that is nearest; empty: none */
    struct str likely_title;
    const struct gap_change *change; /* of a covered gap; else NULL */
    const struct coverage_tie *ties; /* cases that a person put here */
    size_t tie_count;
    const struct gap_figures *others; /* open gaps, to merge it into */
    size_t other_count;
    struct str mistake;
    struct str done;    /* a sentence */
    struct str article; /* typed */
    struct str name;    /* typed */
    struct str tried;   /* the action that the mistake is in */
    bool has_words;     /* of its cases: they are worked out */
    bool has_article;   /* its article can be opened */
};

/* The forms to name, merge and split it, and to undo that. */
void gap_hand_write(struct strbuf *out, const struct gap_view *view);
/* Is the mistake in this action? */
bool gap_tried(const struct gap_view *view, const char *action);
bool gap_may_split(const struct gap_view *view);
void gap_view_write(struct strbuf *out, const struct gap_view *view);

/* Who named it, brought cases to it or decided about it, as labels. */
void coverage_marks_write(struct strbuf *out, const struct gap_figures *gap);

/* "+50 %", "0 %". */
void coverage_growth_write(struct strbuf *out, int64_t percent);

#endif
