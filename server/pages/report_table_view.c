/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of a report, and its goals. The page around it is report_view.c.
 */
#include "server/pages/report_view.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/goals.h"
#include "core/insight/report_write.h"
#include "server/article_links.h"
#include "store/people_store.h"
#include "text/html_write.h"
#include "text/uri.h"

/* All there is to count lies before the range: where it ends, one step away. */
void report_newest_write(struct strbuf *out, const struct report_view *view)
{
    char day[DAY_TEXT_BYTES];

    if (!report_has_range(view->run->report) || view->newest_day <= 0 ||
        view->newest_day >= view->run->table.ask.from_day)
        return;
    report_day_format(view->newest_day, day);
    strbuf_add_format(out,
                      "<p class=\"older\">Nothing to count is newer than "
                      "<time>%s</time>. <a href=\"?to=%s",
                      day, day);
    report_filters_write(out, view->run);
    html_markup(out, "\">Show the time until then</a></p>\n");
}

/* --- the table --- */

/* A period leads to its days, a product or an agent to their cases, a customer
 * to the usage statement, an article and a case to themselves. False when there
 * is nowhere to go. */
static bool add_address(struct strbuf *out, const struct report_view *view,
                        const struct report_row *row)
{
    const struct report_ask *ask = &view->run->table.ask;
    const struct report *report = view->run->report;
    int64_t from = 0;
    int64_t to;

    if (row->key.len == 0)
        return false;
    switch (report->rows) {
    case ROWS_PERIODS: {
        const struct str day =
            row->key.len == 7
                ? arena_format(view->arena, "%.*s-01", STR_ARG(row->key))
                : row->key;

        if (ask->by == PERIOD_DAY || !report_day_parse(day, &from))
            return false;
        to = report_period_next(ask->by, from) - 1;
        strbuf_add_format(out, "/reports/%s", report->name);
        report_query_write(out, view->run,
                           from < ask->from_day ? ask->from_day : from,
                           to > ask->to_day ? ask->to_day : to, PERIOD_DAY);
        return true;
    }
    case ROWS_PRODUCTS:
    case ROWS_AGENTS:
        if (!view->may_see_cases)
            return false;
        strbuf_add_cstr(out, report->rows == ROWS_AGENTS
                                 ? "/cases?state=all&amp;agent="
                                 : "/cases?state=all&amp;product=");
        uri_encode(out, row->key);
        return true;
    case ROWS_CUSTOMERS:
        if (!view->may_see_usage)
            return false;
        html_markup(out, "/reports/usage?customer=");
        uri_encode(out, row->key);
        {
            char text[DAY_TEXT_BYTES];

            report_day_format(ask->from_day, text);
            strbuf_add_format(out, "&amp;from=%s", text);
            report_day_format(ask->to_day, text);
            strbuf_add_format(out, "&amp;to=%s", text);
        }
        return true;
    case ROWS_ARTICLES:
        article_url(out, row->key, STR(""));
        return true;
    case ROWS_CASES:
        if (!view->may_see_cases)
            return false;
        desk_case_url(out, row->key);
        return true;
    case ROWS_AUTHORS:
        if (!view->may_see_articles)
            return false;
        html_markup(out, "/my-articles?of=");
        uri_encode(out, row->key);
        return true;
    case ROWS_GAPS:
        html_markup(out, "/coverage/");
        strbuf_add_str(out, row->key);
        return true;
    case ROWS_SEVERITIES:
    case ROWS_FIXES:
    case ROWS_LINES:
    case ROWS_MARKETS:
    case ROWS_SIZES:
    case ROWS_INDUSTRIES:
    case ROWS_SALESPEOPLE:
    case ROWS_TITLES:
        break;
    }
    return false;
}

/* Days as <time>, so that no line ends within one. */
void report_text_write(struct strbuf *out, struct str text)
{
    const size_t day_len = DAY_TEXT_BYTES - 1;

    for (size_t at = 0; at + day_len <= text.len; at++) {
        const struct str day = str_first(str_from_offset(text, at), day_len);
        int64_t number;

        if (!report_day_parse(day, &number))
            continue;
        html_text(out, str_first(text, at));
        html_markup(out, "<time>");
        html_text(out, day);
        html_markup(out, "</time>");
        text = str_from_offset(text, at + day_len);
        at = (size_t) -1;
    }
    html_text(out, text);
}

static bool is_number(enum report_unit unit)
{
    return unit != UNIT_LABEL && unit != UNIT_TEXT && unit != UNIT_CURRENCY &&
           unit != UNIT_DAY;
}

static const char *cell_class(enum report_unit unit)
{
    if (unit == UNIT_TEXT)
        return " class=\"words\"";
    return is_number(unit) ? " class=\"number\"" : "";
}

/* The number that the chart draws: shares as percent, minutes as hours. */
static void add_drawn_value(struct strbuf *out,
                            const struct report_column *column,
                            const struct report_cell *cell, struct arena *arena)
{
    if (!column->is_drawn || !cell->has)
        return;
    strbuf_add_cstr(out, " data-value=\"");
    html_attr(out, report_cell_plain(column, cell, arena));
    strbuf_add_cstr(out, "\"");
}

static void add_label(struct strbuf *out, const struct report_view *view,
                      const struct report_row *row,
                      const struct report_cell *cell)
{
    struct strbuf address;
    bool is_link;

    strbuf_init(&address, 8192);
    is_link = add_address(&address, view, row);
    html_markup(out, "<th scope=\"row\">");
    if (is_link) {
        html_markup(out, "<a href=\"");
        strbuf_add_str(out, strbuf_str(&address));
        html_markup(out, "\">");
    }
    html_text(out, cell->text);
    if (is_link)
        html_markup(out, "</a>");
    if (row->is_partial)
        html_markup(out, " <span class=\"soft\">(in part)</span>");
    html_markup(out, "</th>");
    strbuf_release(&address);
}

/* A number leads to the cases that it counts. */
static void add_number(struct strbuf *out, const struct report_view *view,
                       const struct report_row *row, bool is_total,
                       const struct report_column *column,
                       const struct report_cell *cell)
{
    const struct str text = report_cell_text(column, cell, view->arena);
    struct report_pick pick = {.column = column};

    if (cell->value == 0 || !report_run_may_list(view->desk.rights, column)) {
        report_text_write(out, text);
        return;
    }
    if (column->unit == UNIT_MONEY)
        pick.currency = cell->text;
    if (!is_total) {
        pick.row = row->key;
        pick.is_without = row->key.len == 0;
    }
    html_markup(out, "<a href=\"");
    report_list_url(out, view->run, &pick);
    html_markup(out, "\">");
    html_text(out, text);
    html_markup(out, "</a>");
}

static void add_row(struct strbuf *out, const struct report_view *view,
                    const struct report_row *row, bool is_total)
{
    size_t count;
    const struct report_column *columns =
        report_columns(view->run->report, &count);

    html_markup(out, "<tr>");
    for (size_t c = 0; c < count; c++) {
        const struct report_cell *cell = &row->cells[c];

        if (columns[c].unit == UNIT_LABEL) {
            add_label(out, view, row, cell);
            continue;
        }
        strbuf_add_format(out, "<td%s", cell_class(columns[c].unit));
        add_drawn_value(out, &columns[c], cell, view->arena);
        html_markup(out, ">");
        if (cell->has)
            add_number(out, view, row, is_total, &columns[c], cell);
        else
            html_markup(out, "<span class=\"soft\" title=\"Nothing to say\">"
                             "\xe2\x80\x93</span>");
        html_markup(out, "</td>");
    }
    html_markup(out, "</tr>\n");
}

static void add_head(struct strbuf *out, const struct report_view *view)
{
    size_t count;
    const struct report_column *columns =
        report_columns(view->run->report, &count);

    html_markup(out, "<thead><tr>");
    for (size_t c = 0; c < count; c++) {
        strbuf_add_format(out, "<th scope=\"col\"%s",
                          cell_class(columns[c].unit));
        if (columns[c].is_drawn) {
            html_markup(out, " data-drawn=\"");
            html_attr(out, report_column_header(&columns[c], view->arena));
            html_markup(out, "\"");
        }
        if (columns[c].unit == UNIT_CURRENCY)
            html_markup(out, " data-unit=\"currency\"");
        html_markup(out, ">");
        html_text(out, str_from(columns[c].title));
        html_markup(out, "</th>");
    }
    html_markup(out, "</tr></thead>\n");
}

/* The goals of the figures that are drawn, as attributes: reports.js draws them
 * into the chart. */
static void add_goals(struct strbuf *out, const struct report_view *view)
{
    for (size_t i = 0; goal_figure_at(i); i++) {
        const struct goal_figure *figure = goal_figure_at(i);
        const struct report_goal *goal = goal_newest(view->run->facts, figure);

        if (figure->report != view->run->report->id || !goal)
            continue;
        html_markup(out, " data-goals=\"");
        for (size_t term = 1; term < GOAL_TERMS; term++) {
            if (!goal->has[term])
                continue;
            strbuf_add_format(out, "%s=", goal_term_title(term));
            html_attr(out, goal_write(goal->value[term], view->arena));
            strbuf_add_cstr(out, ";");
        }
        html_markup(out, "\"");
        return;
    }
}

void report_goals_write(struct strbuf *out, const struct report_view *view)
{
    for (size_t i = 0; goal_figure_at(i); i++) {
        const struct goal_figure *figure = goal_figure_at(i);
        const struct report_goal *goal = goal_newest(view->run->facts, figure);

        if (figure->report != view->run->report->id || !goal)
            continue;
        html_markup(out, "<p class=\"hint\">Goals for \xe2\x80\x9c");
        html_text(out, str_from(figure->title));
        html_markup(out, "\xe2\x80\x9d:");
        for (size_t term = 0; term < GOAL_TERMS; term++) {
            if (!goal->has[term])
                continue;
            strbuf_add_format(out, " %s ", goal_term_title(term));
            html_text(out, goal_write(goal->value[term], view->arena));
            strbuf_add_format(out, "%s%s.", goal_unit(figure)[0] ? " " : "",
                              goal_unit(figure));
        }
        html_markup(out, "</p>\n");
    }
}

void report_table_write(struct strbuf *out, const struct report_view *view)
{
    static const char *const charts[] = {
        [CHART_NONE] = "", [CHART_BAR] = "bar", [CHART_LINE] = "line"};
    const struct report_table *table = &view->run->table;
    const size_t shown = table->row_count < REPORT_ROWS_SHOWN
                             ? table->row_count
                             : REPORT_ROWS_SHOWN;

    if (table->row_count == 0)
        return;
    html_markup(out, "<div class=\"table\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Table\">\n<table class=\"report\"");
    if (charts[table->report->chart][0] && shown > 1)
        strbuf_add_format(out, " data-chart=\"%s\"",
                          charts[table->report->chart]);
    add_goals(out, view);
    html_markup(out, ">\n<caption>");
    html_text(out, str_from(table->report->title));
    html_markup(out, "</caption>\n");
    add_head(out, view);
    html_markup(out, "<tbody>\n");
    for (size_t i = 0; i < shown; i++)
        add_row(out, view, &table->rows[i], false);
    html_markup(out, "</tbody>\n");
    if (table->total_count > 0) {
        html_markup(out, "<tfoot>\n");
        for (size_t i = 0; i < table->total_count; i++)
            add_row(out, view, &table->totals[i], true);
        html_markup(out, "</tfoot>\n");
    }
    html_markup(out, "</table>\n</div>\n");
    if (shown < table->row_count) {
        html_markup(out, "<p class=\"hint\">The first ");
        layout_number(out, shown);
        html_markup(out, " of ");
        layout_number(out, table->row_count);
        html_markup(out, " rows. The file has all of them.</p>\n");
    }
}
