/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the coverage board from its view. The page of one gap is gap_view.c.
 */
#include "server/pages/coverage_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/coverage_json.h"
#include "core/insight/gap_cost.h"
#include "server/rights.h"
#include "text/html_write.h"

static const char *const order_words[] = {
    [GAP_BY_CASES] = "cases",
    [GAP_BY_MINUTES] = "minutes",
    [GAP_BY_GROWTH] = "growth",
};

const char *gap_order_word(enum gap_order order)
{
    return order_words[order];
}

static void add_count(struct strbuf *out, uint64_t number, const char *one,
                      const char *many)
{
    layout_number(out, number);
    strbuf_add_cstr(out, number == 1 ? one : many);
}

void coverage_growth_write(struct strbuf *out, int64_t percent)
{
    strbuf_add_format(out, percent == 0 ? "%lld %%" : "%+lld %%",
                      (long long) percent);
}

static void add_mark(struct strbuf *out, const char *what,
                     const struct gap_mark *mark)
{
    if (mark->who.len == 0)
        return;
    strbuf_add_format(out, " <span class=\"label\">%s by ", what);
    html_text(out, mark->who);
    html_markup(out, ", ");
    layout_date(out, mark->at_unix_s, true);
    html_markup(out, "</span>");
}

void coverage_marks_write(struct strbuf *out, const struct gap_figures *gap)
{
    static const char *const decided[] = {
        [GAP_OPEN] = "Put back",
        [GAP_IGNORED] = "Ignored",
        [GAP_COVERED] = "Covered",
        [GAP_MERGED] = "Merged",
    };

    add_mark(out, "Named", &gap->gap.named);
    add_mark(out, gap->is_merger ? "Merged" : "Split", &gap->brought);
    if (!str_equal(gap->gap.decided.who, STR(GAP_FOLLOWER)))
        add_mark(out, decided[gap->gap.state], &gap->gap.decided);
}

/* --- on top --- */

static void add_lead(struct strbuf *out, const struct coverage_view *view)
{
    const struct gap_figures *first = view->gaps;

    html_markup(out, "<p class=\"lead\">");
    if (!view->was_run) {
        html_markup(out, "The gaps are being worked out. Load the page again "
                         "in a moment.");
    } else if (view->gap_count == 0 && view->state == GAP_OPEN) {
        html_markup(out, "No problem without an article came three times.");
    } else if (view->gap_count == 0) {
        strbuf_add_format(out, "No gap is %s.", gap_state_word(view->state));
    } else if (view->state != GAP_OPEN) {
        add_count(out, view->gap_count, " gap is ", " gaps are ");
        strbuf_add_format(out, "%s.", gap_state_word(view->state));
    } else {
        if (first->cases == 0)
            add_count(out, first->searches, " search without an answer",
                      " searches without an answer");
        else if (first->cases_month > 0)
            add_count(out, first->cases_month, " case in the last 30 days",
                      " cases in the last 30 days");
        else
            add_count(out, first->cases, " case so far", " cases so far");
        html_markup(out, " about <a href=\"/coverage/");
        strbuf_add_format(out, "%lld\">", (long long) first->gap.id);
        html_text(out, coverage_gap_title(&first->gap));
        strbuf_add_cstr(out, "</a>; ");
        strbuf_add_cstr(out, first->gap.article_id.len > 0
                                 ? "an article is drafted, not published."
                                 : "no article yet.");
    }
    html_markup(out, "</p>\n");
}

static void add_choice(struct strbuf *out, const struct coverage_view *view,
                       enum gap_state state, enum gap_order order,
                       const char *words)
{
    const bool is_here = view->state == state && view->order == order;

    strbuf_add_cstr(out, is_here ? "<a aria-current=\"page\" href=\""
                                 : "<a href=\"");
    strbuf_add_format(out, "/coverage?state=%s&amp;sort=%s\">%s</a>\n",
                      gap_state_word(state), gap_order_word(order), words);
}

static void add_choices(struct strbuf *out, const struct coverage_view *view)
{
    html_markup(out, "<nav class=\"choose\" aria-label=\"Which gaps\">\n");
    add_choice(out, view, view->state, GAP_BY_CASES, "Most cases lately");
    add_choice(out, view, view->state, GAP_BY_MINUTES, "Most time first");
    add_choice(out, view, view->state, GAP_BY_GROWTH, "Growing first");
    if (view->state != GAP_OPEN)
        add_choice(out, view, GAP_OPEN, view->order, "Open gaps");
    if (view->state != GAP_COVERED)
        add_choice(out, view, GAP_COVERED, view->order, "Covered gaps");
    if (view->state != GAP_IGNORED)
        add_choice(out, view, GAP_IGNORED, view->order, "Ignored gaps");
    html_markup(out, "</nav>\n");
}

/* --- the table --- */

static void add_number(struct strbuf *out, const char *label, int64_t id,
                       const char *query, uint64_t number)
{
    strbuf_add_format(out, "<td class=\"number\" data-label=\"%s\">", label);
    strbuf_add_format(out, "<a href=\"/coverage/%lld%s\">", (long long) id,
                      query);
    layout_number(out, number);
    html_markup(out, "</a></td>");
}

static void add_growth(struct strbuf *out, const struct gap_figures *gap)
{
    int64_t growth;

    html_markup(out, "<td class=\"number\" data-label=\"Growth\">");
    if (coverage_growth_percent(gap, &growth))
        coverage_growth_write(out, growth);
    else
        strbuf_add_cstr(out, gap->cases_month > 0
                                 ? "new"
                                 : "<span class=\"soft\">none</span>");
    html_markup(out, "</td>");
}

static void add_row(struct strbuf *out, const struct coverage_view *view,
                    size_t number)
{
    const struct gap_figures *gap = &view->gaps[number];
    const int64_t id = gap->gap.id;

    strbuf_add_format(out, "<tr><th scope=\"row\"><a href=\"/coverage/%lld\">",
                      (long long) id);
    html_text(out, coverage_gap_title(&gap->gap));
    html_markup(out, "</a>");
    if (rights_have(view->desk.rights, RIGHT_CASES_READ)) {
        html_markup(out, "<br><span class=\"soft\">");
        html_text(out, gap->example);
        html_markup(out, "</span>");
    }
    if (gap->cases == 0)
        html_markup(out, " <span class=\"label\">Searches only</span>");
    if (view->state == GAP_OPEN && gap->gap.article_id.len > 0)
        html_markup(out, " <span class=\"label\">Drafted</span>");
    coverage_marks_write(out, gap);
    if (view->changes) {
        html_markup(out, "<br><span class=\"soft\">");
        gap_change_say(out, &view->changes[number]);
        html_markup(out, "</span>");
    }
    html_markup(out, "</th>");
    add_number(out, "Cases", id, "", gap->cases);
    add_number(out, "Last 30 days", id, "?days=30", gap->cases_month);
    add_number(out, "30 days before", id, "?days=30&amp;before=1",
               gap->cases_before);
    add_growth(out, gap);
    add_number(out, "Customers", id, "#customers", gap->customers);
    html_markup(out, "<td class=\"number\" data-label=\"Time a month\">");
    desk_minutes(out,
                 (int) (gap->cost_minutes * GAP_MONTH_DAYS / GAP_COST_DAYS));
    html_markup(out, "</td>");
    if (view->costs) {
        const struct str cost =
            gap_cost_month_text(view->costs, number, view->arena);

        html_markup(out, "<td class=\"number\" data-label=\"Cost a month\">");
        if (cost.len > 0)
            html_text(out, cost);
        else
            html_markup(out, "<span class=\"soft\">none known</span>");
        html_markup(out, "</td>");
    }
    add_number(out, "Searches", id, "#searches", gap->searches);
    html_markup(out, "</tr>\n");
}

void coverage_view_write(struct strbuf *out, const struct coverage_view *view)
{
    static const char *const columns[] = {
        "Cases",     "Last 30 days", "30 days before", "Growth",
        "Customers", "Time a month", "Cost a month",   "Searches",
    };
    enum { COST_COLUMN = 6 };

    desk_begin_look(out, &view->desk, STR("Coverage"), "boards.css");
    html_markup(out, "<div class=\"desk coverage\">\n<h1>Coverage</h1>\n");
    add_lead(out, view);
    html_markup(out, "<p class=\"hint\">A gap is three or more cases about one "
                     "problem that were closed without an article, or are open "
                     "without one; or three or more visits that searched for "
                     "something like it in vain.</p>\n");
    add_choices(out, view);
    if (view->gap_count > 0) {
        html_markup(out, "<table class=\"list\">\n<thead><tr>"
                         "<th scope=\"col\">Problem</th>");
        for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
            if (i != COST_COLUMN || view->costs)
                strbuf_add_format(out,
                                  "<th scope=\"col\" class=\"number\">%s</th>",
                                  columns[i]);
        html_markup(out, "</tr></thead>\n<tbody>\n");
        for (size_t i = 0; i < view->gap_count; i++)
            add_row(out, view, i);
        html_markup(out, "</tbody></table>\n");
    }
    if (view->gap_count == COVERAGE_GAPS_SHOWN)
        strbuf_add_format(out,
                          "<p class=\"hint\">The first %d are shown.</p>\n",
                          COVERAGE_GAPS_SHOWN);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
