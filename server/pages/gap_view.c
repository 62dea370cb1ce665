/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of one gap: its figures, what can be done about it, its cases
 * and why each is in it, and what people searched.
 */
#include "server/pages/coverage_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/coverage_json.h"
#include "core/insight/gap_cost.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

static bool may(const struct gap_view *view, enum right right)
{
    return rights_have(view->desk.rights, right);
}

static void add_count(struct strbuf *out, uint64_t number, const char *one,
                      const char *many)
{
    layout_number(out, number);
    strbuf_add_cstr(out, number == 1 ? one : many);
}

static void add_article_link(struct strbuf *out, struct str id,
                             struct str words)
{
    html_markup(out, "<a href=\"/articles/");
    uri_encode_path(out, id);
    html_markup(out, "\">");
    html_text(out, words);
    html_markup(out, "</a>");
}

static void add_lead(struct strbuf *out, const struct gap_view *view)
{
    const struct gap_figures *gap = &view->figures;

    html_markup(out, "<p class=\"lead\">");
    if (gap->cases == 0) {
        add_count(out, gap->searches, " visit searched", " visits searched");
        html_markup(out, " for this in vain, and no case is about it; ");
    } else {
        add_count(out, gap->cases, " case of ", " cases of ");
        add_count(out, gap->customers, " customer, ", " customers, ");
        layout_number(out, gap->cases_month);
        html_markup(out, " in the last 30 days; ");
    }
    if (gap->gap.article_id.len == 0) {
        html_markup(out, "no article yet.");
    } else {
        strbuf_add_cstr(out, gap->gap.state == GAP_COVERED
                                 ? "covered by "
                                 : "drafted, not published: ");
        if (view->has_article)
            add_article_link(out, gap->gap.article_id, gap->gap.article_id);
        else
            html_text(out, gap->gap.article_id);
        html_markup(out, ".");
    }
    html_markup(out, "</p>\n");
    if (gap->gap.named.who.len + gap->gap.decided.who.len +
            gap->brought.who.len >
        0) {
        html_markup(out, "<p class=\"decided\">");
        coverage_marks_write(out, gap);
        html_markup(out, "</p>\n");
    }
    if (view->change) {
        html_markup(out, "<p>");
        gap_change_say(out, view->change);
        html_markup(out, "</p>\n");
    }
    if (gap->gap.state == GAP_IGNORED)
        html_markup(out, "<p>This gap is ignored: it does not stand on the "
                         "board of open gaps.</p>\n");
}

/* Minutes that nobody has a rate for are told, since they cost something too. */
static void add_cost(struct strbuf *out, const struct gap_view *view)
{
    struct arena *arena = view->arena;
    const struct str all = gap_cost_text(view->costs, 0, arena);
    const struct str month = gap_cost_month_text(view->costs, 0, arena);
    const int64_t unrated = view->costs->items[0].all.unrated_minutes;

    if (all.len == 0 && unrated == 0)
        return;
    html_markup(out, "<dt>Cost of that time</dt><dd>");
    if (all.len > 0) {
        html_text(out, all);
        html_markup(out, "; ");
        html_text(out, month.len > 0 ? month : STR("nothing"));
        html_markup(out, " a month");
    }
    if (unrated > 0) {
        strbuf_add_cstr(out, all.len > 0 ? "; " : "");
        desk_minutes(out, (int) unrated);
        html_markup(out, " of it have <a href=\"/settings/rates\">no "
                         "rate</a>");
    }
    html_markup(out, "</dd>\n");
}

static void add_case_facts(struct strbuf *out, const struct gap_view *view)
{
    const struct gap_figures *gap = &view->figures;
    int64_t growth;

    html_markup(out, "<dt>Customers</dt><dd>");
    layout_number(out, gap->customers);
    html_markup(out, "</dd>\n<dt>Time on its cases</dt><dd>");
    desk_minutes(out, (int) gap->minutes);
    html_markup(out, "; ");
    desk_minutes(out,
                 (int) (gap->cost_minutes * GAP_MONTH_DAYS / GAP_COST_DAYS));
    html_markup(out, " a month</dd>\n");
    if (view->costs)
        add_cost(out, view);
    html_markup(out, "<dt>Last 30 days</dt><dd>");
    strbuf_add_format(out, "<a href=\"/coverage/%lld?days=30\">",
                      (long long) gap->gap.id);
    add_count(out, gap->cases_month, " case</a>, ", " cases</a>, ");
    strbuf_add_format(out, "<a href=\"/coverage/%lld?days=30&amp;before=1\">",
                      (long long) gap->gap.id);
    layout_number(out, gap->cases_before);
    html_markup(out, "</a> in the 30 days before");
    if (coverage_growth_percent(gap, &growth)) {
        html_markup(out, " (");
        coverage_growth_write(out, growth);
        html_markup(out, ")");
    }
    html_markup(out, "</dd>\n");
}

static void add_facts(struct strbuf *out, const struct gap_view *view)
{
    const struct gap_figures *gap = &view->figures;

    html_markup(out, "<dl class=\"facts\" id=\"customers\">\n");
    if (gap->cases > 0)
        add_case_facts(out, view);
    if (view->likely_id.len > 0) {
        html_markup(out, "<dt>Nearest article</dt><dd>");
        add_article_link(out, view->likely_id, view->likely_title);
        strbuf_add_format(out,
                          " <span class=\"soft\">(a hint by its words: none of "
                          "these %s is linked to it)</span></dd>\n",
                          gap->cases > 0 ? "cases" : "searches");
    }
    html_markup(out, "</dl>\n");
}

/* --- forms --- */

static void begin_form(struct strbuf *out, const struct gap_view *view)
{
    strbuf_add_format(out, "<form method=\"post\" action=\"/coverage/%lld\">\n",
                      (long long) view->figures.gap.id);
    visitor_csrf_field(out, view->desk.visitor);
}

static void add_button(struct strbuf *out, const char *action,
                       const char *words, bool is_main)
{
    strbuf_add_format(out,
                      "<button class=\"button%s\" name=\"action\" "
                      "value=\"%s\">%s</button>\n",
                      is_main ? " main" : "", action, words);
}

static void add_forms(struct strbuf *out, const struct gap_view *view)
{
    const struct coverage_gap *gap = &view->figures.gap;
    const bool is_searched = view->figures.cases == 0;

    if (may(view, RIGHT_ARTICLES_DRAFT) && gap->article_id.len == 0 &&
        (is_searched || may(view, RIGHT_CASES_READ))) {
        begin_form(out, view);
        html_markup(out, "<p>");
        add_button(out, "draft",
                   is_searched ? "Draft an article from these searches"
                               : "Draft an article from these cases",
                   true);
        html_markup(out, "</p></form>\n");
    }
    if (!may(view, RIGHT_ARTICLES_PUBLISH))
        return;
    html_markup(out, "<details class=\"more\"");
    if (gap_tried(view, "cover") || gap_tried(view, "ignore") ||
        gap_tried(view, "open"))
        html_markup(out, " open");
    strbuf_add_format(out, "><summary>Cover it with %s, or %s</summary>\n",
                      gap->article_id.len > 0 ? "another article"
                                              : "an article that is there",
                      gap->state == GAP_OPEN ? "ignore it"
                                             : "put it back on the board");
    begin_form(out, view);
    html_markup(out,
                "<label for=\"~article\">Article</label>\n<p class=\"hint\">"
                "Its id, or the address of its page. From now on it is "
                "compared whether such cases become fewer.</p>\n"
                "<input id=\"~article\" name=\"article\" maxlength=\"400\" "
                "autocomplete=\"off\" value=\"");
    html_attr(out, view->article);
    html_markup(out, "\">\n<p class=\"acts\">");
    add_button(out, "cover", "Covered by this article", false);
    html_markup(out, "</p></form>\n");
    begin_form(out, view);
    html_markup(out, "<p class=\"acts\">");
    if (gap->state == GAP_OPEN)
        add_button(out, "ignore", "Ignore this gap", false);
    else
        add_button(out, "open", "Put it back on the board", false);
    html_markup(out, "</p></form>\n</details>\n");
}

/* --- cases --- */

static const struct coverage_tie *tie_of(const struct gap_view *view,
                                         int64_t case_id)
{
    for (size_t i = 0; i < view->tie_count; i++)
        if (view->ties[i].case_id == case_id)
            return &view->ties[i];
    return NULL;
}

/* Where it came from, and whether a person or its words brought it. */
static void add_former(struct strbuf *out, const struct gap_view *view,
                       const struct gap_case *item)
{
    const struct coverage_tie *tie = tie_of(view, item->id);

    if (tie) {
        html_markup(out, "<br><span class=\"soft\">put here by hand by ");
        html_text(out, tie->who);
        html_markup(out, ", ");
        layout_date(out, tie->at_unix_s, true);
        html_markup(out, ": working the gaps out leaves it here</span>");
    } else if (item->former_gap_id != 0 && item->likeness > 0) {
        strbuf_add_format(out,
                          "<br><span class=\"soft\">came from <a "
                          "href=\"/coverage/%lld\">another gap</a>, which it "
                          "is less like (%.2f, here %.2f)</span>",
                          (long long) item->former_gap_id,
                          item->former_likeness, item->likeness);
    }
}

static void add_why(struct strbuf *out, const struct gap_view *view,
                    const struct gap_case_row *row)
{
    const struct gap_case *item = row->item;

    html_markup(out, "<td data-label=\"Why here\">");
    for (size_t i = 0; i < row->why_count; i++) {
        if (i > 0)
            html_markup(out, ", ");
        html_text(out, row->why[i]);
    }
    if (row->why_count == 0)
        strbuf_add_format(out, "<span class=\"soft\">%s</span>",
                          view->has_words
                              ? "no word that others share"
                              : "its words are worked out in a moment");
    if (item->is_provisional)
        html_markup(out, " <span class=\"label\">Provisional</span>");
    add_former(out, view, item);
    html_markup(out, "</td>");
}

static void add_case(struct strbuf *out, const struct gap_view *view,
                     const struct gap_case_row *row)
{
    const struct gap_case *item = row->item;

    html_markup(out, "<tr><th scope=\"row\">");
    if (gap_may_split(view)) {
        html_markup(out, "<input type=\"checkbox\" name=\"case\" "
                         "form=\"~split\" aria-label=\"Take out ");
        html_attr(out, item->number);
        html_markup(out, "\" value=\"");
        html_attr(out, item->number);
        html_markup(out, "\"> ");
    }
    html_markup(out, "<a href=\"");
    desk_case_url(out, item->number);
    html_markup(out, "\"><span class=\"soft\">");
    html_text(out, item->number);
    html_markup(out, "</span> ");
    html_text(out, item->subject);
    html_markup(out, "</a></th><td data-label=\"Customer\">");
    html_text(out, item->customer_name);
    html_markup(out, "</td><td data-label=\"Opened\">");
    layout_date(out, item->opened_unix_s, true);
    html_markup(out, "</td><td data-label=\"State\">");
    desk_state(out, item->state);
    html_markup(out, "</td><td class=\"number\" data-label=\"Time\">");
    desk_minutes(out, (int) item->minutes);
    html_markup(out, "</td>");
    add_why(out, view, row);
    html_markup(out, "</tr>\n");
}

static void add_cases(struct strbuf *out, const struct gap_view *view)
{
    html_markup(out, "<section aria-labelledby=\"~cases\">\n"
                     "<h2 id=\"~cases\">Cases");
    if (view->days > 0)
        strbuf_add_format(out,
                          view->is_before ? " of the %d days before the last %d"
                                          : " of the last %d days",
                          view->days, view->days);
    html_markup(out, "</h2>\n");
    if (view->days > 0)
        strbuf_add_format(out,
                          "<p><a href=\"/coverage/%lld\">Show all</a></p>\n",
                          (long long) view->figures.gap.id);
    if (view->row_count == 0) {
        html_markup(out,
                    "<p class=\"empty\">There are none.</p>\n</section>\n");
        return;
    }
    html_markup(out,
                "<table class=\"list\">\n<thead><tr>"
                "<th scope=\"col\">Case</th><th scope=\"col\">Customer</th>"
                "<th scope=\"col\">Opened</th><th scope=\"col\">State</th>"
                "<th scope=\"col\" class=\"number\">Time</th>"
                "<th scope=\"col\">Why here</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < view->row_count; i++)
        add_case(out, view, &view->rows[i]);
    html_markup(out, "</tbody></table>\n");
    gap_hand_write(out, view);
    if (view->row_count == GAP_CASES_SHOWN)
        strbuf_add_format(out,
                          "<p class=\"hint\">The newest %d are shown.</p>\n",
                          GAP_CASES_SHOWN);
    html_markup(out, "</section>\n");
}

static void add_searches(struct strbuf *out, const struct gap_view *view)
{
    html_markup(out, "<section aria-labelledby=\"searches\">\n"
                     "<h2 id=\"searches\">Searches that did not help</h2>\n");
    if (view->search_count == 0) {
        html_markup(out, "<p class=\"empty\">No search about this found "
                         "nothing or ended in a case.</p>\n</section>\n");
        return;
    }
    html_markup(out, "<table class=\"list\">\n<thead><tr>"
                     "<th scope=\"col\">Search</th><th scope=\"col\" "
                     "class=\"number\">Visits</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < view->search_count; i++) {
        html_markup(out, "<tr><th scope=\"row\"><a href=\"/search?q=");
        uri_encode(out, view->searches[i].query);
        html_markup(out, "\">");
        html_text(out, view->searches[i].query);
        html_markup(out, "</a></th><td class=\"number\" "
                         "data-label=\"Visits\">");
        layout_number(out, view->searches[i].visits);
        html_markup(out, "</td></tr>\n");
    }
    html_markup(out, "</tbody></table>\n</section>\n");
}

void gap_view_write(struct strbuf *out, const struct gap_view *view)
{
    desk_begin_look(out, &view->desk, coverage_gap_title(&view->figures.gap),
                    "boards.css");
    html_markup(out, "<div class=\"desk coverage\">\n"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/coverage\">Coverage</a></li></ol></nav>\n"
                     "<h1>");
    html_text(out, coverage_gap_title(&view->figures.gap));
    html_markup(out, "</h1>\n");
    desk_mistake(out, view->mistake);
    desk_done(out, view->done);
    add_lead(out, view);
    add_forms(out, view);
    add_facts(out, view);
    if (may(view, RIGHT_CASES_READ) && view->figures.cases > 0)
        add_cases(out, view);
    add_searches(out, view);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
