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

void report_page_begin(struct strbuf *out, const struct desk *desk,
                       struct str title)
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

static const struct {
    enum user_role role;
    const char *title;
    const char *name;
} departments[] = {
    {ROLE_SALES, "Sales", "sales"},
    {ROLE_MARKETING, "Marketing", "marketing"},
    {ROLE_ACCOUNTING, "Accounting", "accounting"},
    {ROLE_DEVELOPER, "Development", "development"},
    {ROLE_WRITER, "Doc writers", "doc writers"},
};

const char *reports_department_name(enum user_role role)
{
    for (size_t i = 0; i < ARRAY_LEN(departments); i++) {
        if (departments[i].role == role)
            return departments[i].name;
    }
    return user_role_word(role);
}

static void add_departments(struct strbuf *out)
{
    html_markup(out, "<nav class=\"departments\" aria-label=\"Departments\">"
                     "<p>What each department sees:</p><ul>\n");
    for (size_t i = 0; i < ARRAY_LEN(departments); i++)
        strbuf_add_format(out, "<li><a href=\"/reports/for/%s\">%s</a></li>\n",
                          user_role_word(departments[i].role),
                          departments[i].title);
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
    report_page_begin(out, &view->desk, view->title);
    html_markup(out, "<div class=\"desk report-list\">\n<h1>");
    html_text(out, view->title);
    html_markup(out, "</h1>\n");
    report_figures_write(out, view);
    for (int group = 0; group < REPORTS_GROUP_COUNT; group++)
        add_group(out, view->role, (enum report_group) group);
    if (view->has_goals)
        html_markup(out, "<section><h2>Goals</h2>\n<ul class=\"plain "
                         "reports\"><li><a href=\"/reports/goals\">Goals"
                         "</a><span class=\"soft\">Where are we to be, and "
                         "when?</span></li></ul></section>\n");
    if (view->has_departments)
        add_departments(out);
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
        if (view->may_choose_customer)
            add_field(out, "Customer (key)", "customer", "text",
                      run->wish.customer);
        if (view->may_choose_agent && run->report->rows != ROWS_CUSTOMERS)
            add_field(out, "Owner (login)", "agent", "text", run->wish.agent);
    }
    html_markup(out, "<button class=\"button\">Show</button>\n</form>\n");
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
    report_query_write(out, view->run, ask->from_day, ask->to_day, ask->by);
    html_markup(out, "\">Download as CSV</a>");
    strbuf_add_format(out,
                      "<a class=\"button\" "
                      "href=\"/api/v1/reports/%s",
                      table->report->name);
    report_query_write(out, view->run, ask->from_day, ask->to_day, ask->by);
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

    report_page_begin(out, &view->desk, str_from(report->title));
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
        report_text_write(out, view->run->table.sentence);
        html_markup(out, "</p>\n");
        add_form(out, view);
        report_newest_write(out, view);
        report_goals_write(out, view);
        report_table_write(out, view);
        add_ways(out, view);
    }
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
