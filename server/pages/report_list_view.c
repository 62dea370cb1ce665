/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The cases behind one number of a report, as a page.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/report_write.h"
#include "server/pages/report_view.h"
#include "text/html_write.h"

static void add_day(struct strbuf *out, int32_t day)
{
    char text[DAY_TEXT_BYTES];

    if (day == FACT_NO_DAY)
        return;
    report_day_format(day, text);
    strbuf_add_format(out, "<time>%s</time>", text);
}

/* What the report was narrowed to, beside the range. */
static void add_filters(struct strbuf *out, const struct report_wish *wish)
{
    const struct {
        const char *what;
        struct str value;
    } filters[] = {{"severity", wish->severity},
                   {"product", wish->product},
                   {"customer", wish->customer},
                   {"owner", wish->agent}};

    for (size_t i = 0; i < ARRAY_LEN(filters); i++) {
        if (filters[i].value.len == 0)
            continue;
        strbuf_add_format(out, ", %s ", filters[i].what);
        html_text(out, filters[i].value);
    }
}

/* "3 h 20 min on 12 cases from 2026-10-05 to 2026-10-11, severity 1." */
static void add_lead(struct strbuf *out, const struct report_list_view *view)
{
    const struct report_cases *cases = view->cases;
    const struct report_ask *ask = &cases->ask;

    html_markup(out, "<p class=\"proves\">");
    if (cases->column->unit != UNIT_COUNT) {
        html_text(out,
                  report_cell_text(cases->column, &cases->sum, view->arena));
        if (cases->sum.text.len > 0) {
            html_markup(out, " ");
            html_text(out, cases->sum.text);
        }
        html_markup(out, " on ");
    }
    if (cases->count == 0)
        html_markup(out, "No case");
    else
        layout_number(out, cases->count);
    if (cases->count > 0)
        strbuf_add_cstr(out, cases->count == 1 ? " case" : " cases");
    if (cases->column->source == SOURCE_BACKLOG) {
        html_markup(out, " at the end of ");
        add_day(out, (int32_t) ask->to_day);
    } else if (ask->from_day == ask->to_day) {
        html_markup(out, " on ");
        add_day(out, (int32_t) ask->from_day);
    } else {
        html_markup(out, " from ");
        add_day(out, (int32_t) ask->from_day);
        html_markup(out, " to ");
        add_day(out, (int32_t) ask->to_day);
    }
    add_filters(out, &view->run->wish);
    html_markup(out, ".</p>\n");
}

static void add_head(struct strbuf *out, const struct report_list_view *view)
{
    const struct report_column *column = view->cases->column;

    html_markup(out, "<thead><tr><th scope=\"col\">Case</th>"
                     "<th scope=\"col\">Subject</th>");
    if (view->may_choose_customer)
        html_markup(out, "<th scope=\"col\">Customer</th>");
    html_markup(out, "<th scope=\"col\">Product</th><th scope=\"col\">Opened"
                     "</th><th scope=\"col\">Closed</th>");
    if (column->unit != UNIT_COUNT) {
        html_markup(out, "<th scope=\"col\" class=\"number\">");
        html_text(out, str_from(column->title));
        html_markup(out, "</th>");
    }
    html_markup(out, "</tr></thead>\n");
}

static void add_row(struct strbuf *out, const struct report_list_view *view,
                    const struct report_case *one)
{
    const struct report_column *column = view->cases->column;

    html_markup(out, "<tr><th scope=\"row\"><a href=\"");
    desk_case_url(out, one->number);
    html_markup(out, "\">");
    html_text(out, one->number);
    html_markup(out, "</a></th><td class=\"words\">");
    html_text(out, one->subject);
    html_markup(out, "</td><td class=\"words\">");
    if (view->may_choose_customer) {
        html_text(out, one->customer);
        html_markup(out, "</td><td class=\"words\">");
    }
    html_text(out, one->product);
    html_markup(out, "</td><td>");
    add_day(out, one->opened_day);
    html_markup(out, "</td><td>");
    add_day(out, one->closed_day);
    html_markup(out, "</td>");
    if (column->unit != UNIT_COUNT) {
        html_markup(out, "<td class=\"number\">");
        html_text(out, report_cell_text(column, &one->value, view->arena));
        html_markup(out, "</td>");
    }
    html_markup(out, "</tr>\n");
}

static void add_table(struct strbuf *out, const struct report_list_view *view)
{
    const struct report_cases *cases = view->cases;

    if (cases->count == 0)
        return;
    html_markup(out, "<div class=\"table\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Cases\">\n<table class=\"report\">\n"
                     "<caption>Cases</caption>\n");
    add_head(out, view);
    html_markup(out, "<tbody>\n");
    for (size_t i = 0; i < cases->item_count; i++)
        add_row(out, view, &cases->items[i]);
    html_markup(out, "</tbody>\n</table>\n</div>\n");
    if (cases->item_count == cases->count)
        return;
    html_markup(out, "<p class=\"hint\">The ");
    strbuf_add_cstr(out, cases->column->unit == UNIT_COUNT
                             ? "newest "
                             : "first, with the most, ");
    layout_number(out, cases->item_count);
    html_markup(out, " of ");
    layout_number(out, cases->count);
    html_markup(out, " cases. A shorter range has fewer.</p>\n");
}

void report_list_view_write(struct strbuf *out,
                            const struct report_list_view *view)
{
    const struct report_run *run = view->run;
    const struct report_ask *ask = &run->ask;
    const struct report_cases *cases = view->cases;
    const struct str title =
        arena_format(view->arena, "%s%s%.*s", cases->column->title,
                     cases->name.len > 0 ? ": " : "", STR_ARG(cases->name));

    report_page_begin(out, &view->desk, title);
    html_markup(out, "<div class=\"desk report-page\">\n"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/reports\">Reports</a></li>\n"
                     "<li><a href=\"");
    strbuf_add_format(out, "/reports/%s", run->report->name);
    report_query_write(out, run, ask->from_day, ask->to_day, ask->by);
    html_markup(out, "\">");
    html_text(out, str_from(run->report->title));
    html_markup(out, "</a></li></ol></nav>\n<h1>");
    html_text(out, title);
    html_markup(out, "</h1>\n");
    add_lead(out, view);
    add_table(out, view);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
