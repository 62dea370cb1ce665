/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The pages of reports, written from tables that are counted already.
 */
#ifndef SERVER_PAGES_REPORT_VIEW_H
#define SERVER_PAGES_REPORT_VIEW_H

#include "server/pages/desk.h"
#include "server/report_run.h"

struct arena;
struct strbuf;

enum { REPORT_ROWS_SHOWN = 500 };

struct report_view {
    struct desk desk;
    int64_t newest_day; /* with something to count; 0: not known */
    const struct report_run *run;
    struct str mistake; /* a sentence; then there is no table */
    struct str waiting; /* likewise; nor a form */
    struct arena *arena;
    bool may_see_cases;
    bool may_see_usage;
    bool may_choose_customer;
    bool may_choose_agent;
    bool may_see_articles; /* of each writer */
};
void report_view_write(struct strbuf *out, const struct report_view *view);

/* Parts of that page: the table that the chart is drawn from, ... */
void report_table_write(struct strbuf *out, const struct report_view *view);
/* ... goals that are set for its figure, ... */
void report_goals_write(struct strbuf *out, const struct report_view *view);
/* ... where to look when all there is lies before the range, ... */
void report_newest_write(struct strbuf *out, const struct report_view *view);
/* ... and a text whose days no line ends within. */
void report_text_write(struct strbuf *out, struct str text);

/* The head of every page of reports. */
void report_page_begin(struct strbuf *out, const struct desk *desk,
                       struct str title);
/* "?from=...": the query that asks for the same from `from` to `to`, and its
 * part of severity, product, customer and agent. */
void report_query_write(struct strbuf *out, const struct report_run *run,
                        int64_t from, int64_t to, enum report_period by);
void report_filters_write(struct strbuf *out, const struct report_run *run);
/* The address of the cases behind a number of the report. */
void report_list_url(struct strbuf *out, const struct report_run *run,
                     const struct report_pick *pick);

struct report_list_view {
    struct desk desk;
    const struct report_run *run;
    const struct report_cases *cases;
    struct arena *arena;
    bool may_choose_customer; /* else no case says whose it is */
};
void report_list_view_write(struct strbuf *out,
                            const struct report_list_view *view);

struct reports_view {
    struct desk desk;
    struct str title;
    enum user_role role;  /* whose reports they are */
    bool has_departments; /* links to those of others */
    bool has_goals;       /* a link to them */
    const struct report_figures *figures;
    struct str waiting; /* a sentence in place of them; may be empty */
    struct arena *arena;
};
/* "sales", "doc writers": within a sentence. Borrowed, for ever. */
const char *reports_department_name(enum user_role role);
void reports_view_write(struct strbuf *out, const struct reports_view *view);
/* Part of that page: the key figures beside what they were and are to be. */
void report_figures_write(struct strbuf *out, const struct reports_view *view);

#endif
