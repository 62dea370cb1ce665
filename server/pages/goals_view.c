/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Goals beside what was measured, a form for each, and the figures that no
 * case says. See goals_view.h.
 */
#include "server/pages/goals_view.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/visitor.h"
#include "text/html_write.h"

static const struct {
    const char *word;
    const char *title;
} week_figures[] = {
    {"outside", "Calls handled by other departments"},
    {"executive", "Complaints that reached executives"},
    {"capacity", "Capacity in minutes, from this week on"},
};

static void add_value(struct strbuf *out, const struct goals_view *view,
                      const struct goal_figure *figure, int64_t value)
{
    html_text(out, goal_write(value, view->arena));
    if (goal_unit(figure)[0])
        strbuf_add_format(out, " %s", goal_unit(figure));
}

/* --- goals --- */

static void add_field(struct strbuf *out, const struct goals_view *view,
                      const struct goal_figure *figure,
                      const struct report_goal *goal, size_t term)
{
    struct str value = STR("");

    if (goal && goal->has[term])
        value = goal_write(goal->value[term], view->arena);
    if (view->typed.figure == figure && view->mistake.len > 0)
        value = view->typed.terms[term];
    strbuf_add_format(out, "<label>%s", goal_term_title(term));
    if (goal_unit(figure)[0])
        strbuf_add_format(out, " (%s)", goal_unit(figure));
    strbuf_add_format(out, " <input name=\"%s\" inputmode=\"decimal\" value=\"",
                      goal_term_word(term));
    html_attr(out, value);
    html_markup(out, "\"></label>\n");
}

static void add_set_by(struct strbuf *out, const struct goals_view *view,
                       const struct report_goal *goal)
{
    if (!goal)
        return;
    html_markup(out, "<p class=\"hint\">Set by ");
    html_text(out, goal->who);
    html_markup(out, ", ");
    desk_ago(out, &view->desk, goal->at_unix_s);
    html_markup(out, "</p>\n");
}

static void add_terms(struct strbuf *out, const struct goals_view *view,
                      const struct goal_figure *figure,
                      const struct report_goal *goal)
{
    if (!goal) {
        html_markup(out, "<p class=\"hint\">No goal is set.</p>\n");
        return;
    }
    html_markup(out, "<dl class=\"terms\">\n");
    for (size_t term = 0; term < GOAL_TERMS; term++) {
        if (!goal->has[term])
            continue;
        strbuf_add_format(out, "<div><dt>%s</dt><dd>", goal_term_title(term));
        add_value(out, view, figure, goal->value[term]);
        html_markup(out, "</dd></div>\n");
    }
    html_markup(out, "</dl>\n");
}

static void add_figure(struct strbuf *out, const struct goals_view *view,
                       size_t place)
{
    const struct goal_figure *figure = goal_figure_at(place);
    const struct report_goal *goal = goal_newest(view->facts, figure);

    strbuf_add_format(out,
                      "<section class=\"goal\" id=\"~%s\">\n<h2>"
                      "<a href=\"/reports/%s\">",
                      figure->name, report_get(figure->report)->name);
    html_text(out, str_from(figure->title));
    html_markup(out, "</a></h2>\n<p>");
    if (view->is_measured[place]) {
        html_markup(out, "Measured in the last twelve weeks: <strong>");
        add_value(out, view, figure, view->measured[place]);
        html_markup(out, "</strong>");
    } else {
        html_markup(out, "Nothing to measure in the last twelve weeks.");
    }
    html_markup(out, "</p>\n");
    if (view->may_set) {
        html_markup(out, "<form class=\"choose\" method=\"post\" "
                         "action=\"/reports/goals\">\n");
        visitor_csrf_field(out, view->desk.visitor);
        strbuf_add_format(out,
                          "<input type=\"hidden\" name=\"figure\" "
                          "value=\"%s\">\n",
                          figure->name);
        for (size_t term = 0; term < GOAL_TERMS; term++)
            add_field(out, view, figure, goal, term);
        html_markup(out, "<button class=\"button\">Keep</button>\n</form>\n");
    } else {
        add_terms(out, view, figure, goal);
    }
    add_set_by(out, view, goal);
    html_markup(out, "</section>\n");
}

/* --- weeks --- */

static void add_week_form(struct strbuf *out, const struct goals_view *view)
{
    char today[DAY_TEXT_BYTES];
    const struct goals_typed *typed = &view->typed;

    report_day_format(report_period_begin(PERIOD_WEEK, view->today), today);
    html_markup(out, "<form class=\"choose\" method=\"post\" "
                     "action=\"/reports/weeks\">\n");
    visitor_csrf_field(out, view->desk.visitor);
    html_markup(out, "<label>Figure <select name=\"figure\">\n");
    for (size_t i = 0; i < sizeof week_figures / sizeof *week_figures; i++)
        desk_option(
            out, str_from(week_figures[i].word),
            str_from(week_figures[i].title),
            str_equal(typed->week_figure, str_from(week_figures[i].word)));
    html_markup(out, "</select></label>\n<label>Any day of the week "
                     "<input type=\"date\" name=\"week\" value=\"");
    html_attr(out, typed->week.len > 0 ? typed->week : str_from(today));
    html_markup(out, "\"></label>\n<label>How many <input name=\"value\" "
                     "inputmode=\"numeric\" value=\"");
    html_attr(out, typed->value);
    html_markup(out, "\"></label>\n<button class=\"button\">Keep</button>\n"
                     "</form>\n");
}

static void add_week_table(struct strbuf *out, const struct goals_view *view)
{
    const size_t count = view->facts->week_figure_count;

    if (count == 0) {
        html_markup(out, "<p class=\"hint\">Nothing was entered yet.</p>\n");
        return;
    }
    html_markup(out, "<div class=\"table\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Figures of weeks\">\n"
                     "<table class=\"report\"><thead><tr><th scope=\"col\">"
                     "Figure</th><th scope=\"col\">Week of</th><th "
                     "scope=\"col\" class=\"number\">Value</th><th "
                     "scope=\"col\">Entered by</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < sizeof week_figures / sizeof *week_figures; i++) {
        size_t shown = 0;

        for (size_t k = count; k-- > 0 && shown < GOAL_WEEKS_SHOWN;) {
            const struct report_week_figure *one =
                &view->facts->week_figures[k];

            if (!str_equal(one->figure, str_from(week_figures[i].word)))
                continue;
            shown++;
            strbuf_add_format(out, "<tr><th scope=\"row\">%s</th><td>",
                              week_figures[i].title);
            html_text(out, one->week);
            html_markup(out, "</td><td class=\"number\">");
            layout_number(out, (uint64_t) one->value);
            html_markup(out, "</td><td>");
            html_text(out, one->who);
            html_markup(out, "</td></tr>\n");
        }
    }
    html_markup(out, "</tbody></table></div>\n");
}

void goals_view_write(struct strbuf *out, const struct goals_view *view)
{
    const struct page page = {
        .site = view->desk.site,
        .visitor = view->desk.visitor,
        .title = STR("Goals"),
        .is_hidden = true,
        .is_desk = true,
        .is_report = true,
    };

    layout_begin(out, &page);
    html_markup(out, "<div class=\"desk report-page\">\n"
                     "<p class=\"crumbs\"><a href=\"/reports\">Reports</a></p>"
                     "\n<h1>Goals</h1>\n<p class=\"proves\">Where each figure "
                     "stands, and where it is to go.</p>\n");
    desk_mistake(out, view->mistake);
    desk_done(out, view->done);
    for (size_t i = 0; goal_figure_at(i); i++)
        add_figure(out, view, i);
    html_markup(out, "<section class=\"goal\" id=\"~weeks\">\n<h2>What no case "
                     "says</h2>\n<p>How many calls other departments handled, "
                     "how many complaints reached executives, and how many "
                     "minutes the team can work.</p>\n");
    if (view->may_set)
        add_week_form(out, view);
    add_week_table(out, view);
    html_markup(out, "</section>\n</div>\n");
    desk_end(out, &view->desk);
}
