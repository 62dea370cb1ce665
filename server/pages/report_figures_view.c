/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The key figures of a department: now, before, and the next goal.
 */
#include "server/pages/report_view.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/goals.h"
#include "text/html_write.h"

/* The nearest goal of a figure, "80 %, medium term"; empty when nobody has set
 * one. */
static struct str goal_text(const struct reports_view *view,
                            const struct key_figure *figure)
{
    for (size_t i = 0; goal_figure_at(i); i++) {
        const struct goal_figure *at = goal_figure_at(i);
        const struct report_goal *goal;

        if (at->report != figure->report ||
            !str_equal(str_from(at->column), str_from(figure->column)))
            continue;
        goal = goal_newest(view->figures->facts, at);
        for (size_t term = 1; goal && term < GOAL_TERMS; term++) {
            if (goal->has[term])
                return arena_format(
                    view->arena, "%.*s%s%s, %s",
                    STR_ARG(goal_write(goal->value[term], view->arena)),
                    goal_unit(at)[0] ? " " : "", goal_unit(at),
                    goal_term_name(term));
        }
    }
    return STR("");
}

static void add_cell(struct strbuf *out, struct str text)
{
    html_markup(out, "<td class=\"number\">");
    if (text.len > 0)
        html_text(out, text);
    else
        html_markup(out, "<span class=\"soft\" title=\"Nothing to say\">"
                         "\xe2\x80\x93</span>");
    html_markup(out, "</td>");
}

static bool has_goal(const struct reports_view *view)
{
    const struct key_figures *figures = &view->figures->figures;

    for (size_t i = 0; i < figures->count; i++) {
        if (goal_text(view, figures->items[i].figure).len > 0)
            return true;
    }
    return false;
}

static void add_row(struct strbuf *out, const struct reports_view *view,
                    const struct key_figure_values *values, bool with_goal)
{
    char from[DAY_TEXT_BYTES];

    report_day_format(values->now->ask.from_day, from);
    strbuf_add_format(out, "<tr><th scope=\"row\"><a href=\"/reports/%s\">",
                      values->now->report->name);
    html_text(out, str_from(values->figure->title));
    strbuf_add_format(out, "</a></th><td><time>%s</time></td>", from);
    add_cell(out, key_figure_text(values, values->now, view->arena));
    add_cell(out, key_figure_text(values, values->before, view->arena));
    if (with_goal)
        add_cell(out, goal_text(view, values->figure));
    html_markup(out, "</tr>\n");
}

void report_figures_write(struct strbuf *out, const struct reports_view *view)
{
    const struct key_figures *figures = &view->figures->figures;
    bool with_goal;

    if (view->waiting.len > 0) {
        html_markup(out, "<p class=\"hint\" role=\"status\">");
        html_text(out, view->waiting);
        html_markup(out, "</p>\n");
    }
    if (view->waiting.len > 0 || figures->count == 0)
        return;
    with_goal = has_goal(view);
    html_markup(out, "<section><h2>At a glance</h2>\n<div class=\"table\" "
                     "tabindex=\"0\" role=\"region\" aria-label=\"Key figures"
                     "\"><table class=\"report\">\n<thead><tr><th scope=\"col"
                     "\">Figure</th><th scope=\"col\">Since</th>"
                     "<th scope=\"col\" class=\"number\">Now</th>"
                     "<th scope=\"col\" class=\"number\">Before</th>");
    if (with_goal)
        html_markup(out, "<th scope=\"col\" class=\"number\">Goal</th>");
    html_markup(out, "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < figures->count; i++)
        add_row(out, view, &figures->items[i], with_goal);
    html_markup(out,
                "</tbody></table></div>\n<p class=\"hint\">Before: the same "
                "days twelve weeks earlier, and a year earlier where there "
                "is money. Days are those of ");
    html_text(out, figures->items[0].now->zone);
    html_markup(out, ".</p></section>\n");
}
