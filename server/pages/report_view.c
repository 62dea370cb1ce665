/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reports as pages: the sentence, the form that asks again, the table that the
 * chart is drawn from, and the ways to take it along. Without a script the
 * table stands alone.
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

enum { SELECT_MAX = 200 };

static void begin(struct strbuf *out, const struct desk *desk, struct str title)
{
    const struct page page = {
        .site = desk->site,
        .visitor = desk->visitor,
        .title = title,
        .is_hidden = true,
        .is_desk = true,
        .is_report = true,
    };

    layout_begin(out, &page);
}

/* --- the list --- */

static void add_departments(struct strbuf *out)
{
    static const enum user_role roles[] = {ROLE_SALES, ROLE_MARKETING,
                                           ROLE_ACCOUNTING, ROLE_DEVELOPER,
                                           ROLE_WRITER};
    static const char *const names[] = {"Sales", "Marketing", "Accounting",
                                        "Development", "Doc writers"};

    html_markup(out, "<nav class=\"departments\" aria-label=\"Departments\">"
                     "<p>What each department sees:</p><ul>\n");
    for (size_t i = 0; i < ARRAY_LEN(roles); i++)
        strbuf_add_format(out, "<li><a href=\"/reports/for/%s\">%s</a></li>\n",
                          user_role_word(roles[i]), names[i]);
    html_markup(out, "</ul></nav>\n");
}

static void add_group(struct strbuf *out, enum user_role role,
                      enum report_group group)
{
    bool is_begun = false;

    for (size_t i = 0; i < REPORT_COUNT; i++) {
        const struct report *report = report_get((enum report_id) i);

        if (report->group != group || !report_is_for(report, role))
            continue;
        if (!is_begun) {
            html_markup(out, "<section><h2>");
            strbuf_add_cstr(out, report_group_title(group));
            html_markup(out, "</h2>\n<ul class=\"plain reports\">\n");
        }
        is_begun = true;
        strbuf_add_format(out, "<li><a href=\"/reports/%s\">", report->name);
        html_text(out, str_from(report->title));
        html_markup(out, "</a><span class=\"soft\">");
        html_text(out, str_from(report->question));
        html_markup(out, "</span></li>\n");
    }
    if (is_begun)
        html_markup(out, "</ul></section>\n");
}

void reports_view_write(struct strbuf *out, const struct reports_view *view)
{
    begin(out, &view->desk, view->title);
    html_markup(out, "<div class=\"desk report-list\">\n<h1>");
    html_text(out, view->title);
    html_markup(out, "</h1>\n");
    for (int group = 0; group < REPORTS_GROUP_COUNT; group++)
        add_group(out, view->role, (enum report_group) group);
    if (view->has_departments) {
        html_markup(out, "<section><h2>Goals</h2>\n<ul class=\"plain "
                         "reports\"><li><a href=\"/reports/goals\">Goals"
                         "</a><span class=\"soft\">Where are we to be, and "
                         "when?</span></li></ul></section>\n");
        add_departments(out);
    }
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}

/* --- asking --- */

static void add_field(struct strbuf *out, const char *label, const char *name,
                      const char *type, struct str value)
{
    strbuf_add_format(out, "<label>%s <input type=\"%s\" name=\"%s\" value=\"",
                      label, type, name);
    html_attr(out, value);
    html_markup(out, "\"></label>\n");
}

static struct str asked_day(const struct report_view *view, struct str typed,
                            int64_t day)
{
    char text[DAY_TEXT_BYTES];

    if (typed.len > 0 || view->mistake.len > 0)
        return typed;
    report_day_format(day, text);
    return arena_str(view->arena, str_from(text));
}

static void add_periods(struct strbuf *out, const struct report_view *view)
{
    static const char *const names[] = {"Days", "Weeks", "Months"};
    const struct report_run *run = view->run;
    const enum report_id id = run->report->id;

    if (run->report->rows != ROWS_PERIODS || id == REPORT_OUTSIDE ||
        id == REPORT_CAPACITY)
        return;
    html_markup(out, "<label>By <select name=\"by\">\n");
    for (int i = 0; i < PERIOD_COUNT; i++) {
        const char *word = report_period_word((enum report_period) i);

        desk_option(out, str_from(word), str_from(names[i]),
                    view->mistake.len > 0
                        ? str_equal(run->wish.by, str_from(word))
                        : run->table.ask.by == (enum report_period) i);
    }
    html_markup(out, "</select></label>\n");
}

static void add_severities(struct strbuf *out, const struct report_view *view)
{
    html_markup(out, "<label>Severity <select name=\"severity\">\n");
    desk_option(out, STR(""), STR("All"), view->run->wish.severity.len == 0);
    for (size_t i = 0; i < view->desk.severity_count; i++) {
        const struct str number = arena_format(view->arena, "%zu", i + 1);

        desk_option(out, number, view->desk.severities[i],
                    str_equal(view->run->wish.severity, number));
    }
    html_markup(out, "</select></label>\n");
}

static void add_products(struct strbuf *out, const struct report_view *view)
{
    const struct report_names *names = &view->run->facts->names;

    if (names->product_count > SELECT_MAX) {
        add_field(out, "Product", "product", "text", view->run->wish.product);
        return;
    }
    html_markup(out, "<label>Product <select name=\"product\">\n");
    desk_option(out, STR(""), STR("All"), view->run->wish.product.len == 0);
    for (size_t i = 1; i < names->product_count; i++) {
        const struct str name = names->products[i].name;

        if (name.len > 0)
            desk_option(out, name, name,
                        str_equal(view->run->wish.product, name));
    }
    html_markup(out, "</select></label>\n");
}

static void add_form(struct strbuf *out, const struct report_view *view)
{
    const struct report_run *run = view->run;
    const struct report_ask *ask = &run->table.ask;

    if (!report_has_range(run->report) && !report_has_filters(run->report))
        return;
    html_markup(out, "<form class=\"choose\" method=\"get\">\n");
    if (report_has_range(run->report)) {
        add_field(out, "From", "from", "date",
                  asked_day(view, run->wish.from, ask->from_day));
        add_field(out, "To", "to", "date",
                  asked_day(view, run->wish.to, ask->to_day));
        add_periods(out, view);
    }
    if (report_has_filters(run->report)) {
        add_severities(out, view);
        add_products(out, view);
        add_field(out, "Customer (key)", "customer", "text",
                  run->wish.customer);
        if (run->report->rows != ROWS_CUSTOMERS)
            add_field(out, "Owner (login)", "agent", "text", run->wish.agent);
    }
    html_markup(out, "<button class=\"button\">Show</button>\n</form>\n");
}

/* --- the table --- */

/* The address of the report with its range and filters, for `from` to `to`. */
static void add_query(struct strbuf *out, const struct report_view *view,
                      int64_t from, int64_t to, enum report_period by)
{
    const struct report_wish *wish = &view->run->wish;
    const struct {
        const char *name;
        struct str value;
    } params[] = {{"severity", wish->severity},
                  {"product", wish->product},
                  {"customer", wish->customer},
                  {"agent", wish->agent}};
    char text[DAY_TEXT_BYTES];

    report_day_format(from, text);
    strbuf_add_format(out, "?from=%s", text);
    report_day_format(to, text);
    strbuf_add_format(out, "&amp;to=%s", text);
    if (view->run->report->rows == ROWS_PERIODS)
        strbuf_add_format(out, "&amp;by=%s", report_period_word(by));
    for (size_t i = 0; i < ARRAY_LEN(params); i++) {
        if (params[i].value.len == 0)
            continue;
        strbuf_add_format(out, "&amp;%s=", params[i].name);
        uri_encode(out, params[i].value);
    }
}

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
        add_query(out, view, from < ask->from_day ? ask->from_day : from,
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
static void add_text(struct strbuf *out, struct str text)
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

static void add_row(struct strbuf *out, const struct report_view *view,
                    const struct report_row *row)
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
        strbuf_add_cstr(out, is_number(columns[c].unit) ? "<td class=\"number\""
                                                        : "<td");
        add_drawn_value(out, &columns[c], cell, view->arena);
        html_markup(out, ">");
        if (cell->has)
            add_text(out, report_cell_text(&columns[c], cell, view->arena));
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
        strbuf_add_cstr(out, is_number(columns[c].unit)
                                 ? "<th scope=\"col\" class=\"number\""
                                 : "<th scope=\"col\"");
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

static void add_goal_list(struct strbuf *out, const struct report_view *view)
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

static void add_table(struct strbuf *out, const struct report_view *view)
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
        add_row(out, view, &table->rows[i]);
    html_markup(out, "</tbody>\n");
    if (table->total_count > 0) {
        html_markup(out, "<tfoot>\n");
        for (size_t i = 0; i < table->total_count; i++)
            add_row(out, view, &table->totals[i]);
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

static void add_ways(struct strbuf *out, const struct report_view *view)
{
    const struct report_table *table = &view->run->table;
    const struct report_ask *ask = &table->ask;

    html_markup(out, "<p class=\"hint\">Days are those of ");
    html_text(out, table->zone);
    html_markup(out, ". ");
    html_text(out, table->note);
    html_markup(out, "</p>\n<p class=\"go\">");
    strbuf_add_format(out, "<a class=\"button\" href=\"/reports/%s/csv",
                      table->report->name);
    add_query(out, view, ask->from_day, ask->to_day, ask->by);
    html_markup(out, "\">Download as CSV</a>");
    strbuf_add_format(out,
                      "<a class=\"button\" "
                      "href=\"/api/v1/reports/%s",
                      table->report->name);
    add_query(out, view, ask->from_day, ask->to_day, ask->by);
    html_markup(out, "\">JSON</a></p>\n");
}

/* What was asked for, for the next try. */
static void add_asked_again(struct strbuf *out, const struct report_view *view)
{
    const struct report_wish *wish = &view->run->wish;
    const struct {
        const char *name;
        struct str value;
    } fields[] = {{"from", wish->from},       {"to", wish->to},
                  {"by", wish->by},           {"severity", wish->severity},
                  {"product", wish->product}, {"customer", wish->customer},
                  {"agent", wish->agent}};

    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        if (fields[i].value.len == 0)
            continue;
        strbuf_add_format(out, "<input type=\"hidden\" name=\"%s\" value=\"",
                          fields[i].name);
        html_attr(out, fields[i].value);
        html_markup(out, "\">");
    }
}

void report_view_write(struct strbuf *out, const struct report_view *view)
{
    const struct report *report = view->run->report;

    begin(out, &view->desk, str_from(report->title));
    html_markup(out, "<div class=\"desk report-page\">\n"
                     "<p class=\"crumbs\"><a href=\"/reports\">Reports</a></p>"
                     "\n<h1>");
    html_text(out, str_from(report->title));
    html_markup(out, "</h1>\n");
    if (view->waiting.len > 0) {
        html_markup(out, "<p class=\"proves\" role=\"status\">");
        html_text(out, view->waiting);
        html_markup(out, "</p>\n<p class=\"hint\">This page asks again by "
                         "itself.</p>\n<form method=\"get\">");
        add_asked_again(out, view);
        html_markup(out, "<button class=\"button\">Try again</button></form>"
                         "\n");
    } else if (view->mistake.len > 0) {
        desk_mistake(out, view->mistake);
        add_form(out, view);
    } else {
        html_markup(out, "<p class=\"proves\">");
        add_text(out, view->run->table.sentence);
        html_markup(out, "</p>\n");
        add_form(out, view);
        add_goal_list(out, view);
        add_table(out, view);
        add_ways(out, view);
    }
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
