/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes what people searched. Counting is left to store/search_report.c.
 */
#include "server/pages/searches_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"
#include "text/uri.h"

enum { PERCENT = 100 };

static void add_count(struct strbuf *out, uint64_t number, const char *one,
                      const char *many)
{
    layout_number(out, number);
    strbuf_add_cstr(out, number == 1 ? one : many);
}

static void add_share(struct strbuf *out, uint64_t part, uint64_t whole)
{
    strbuf_add_format(
        out, "%llu %%",
        (unsigned long long) ((part * PERCENT + whole / 2) / whole));
}

static void add_lead(struct strbuf *out, const struct searches_view *view)
{
    const struct search_period *total = &view->total;

    html_markup(out, "<p class=\"lead\">");
    if (view->is_off) {
        html_markup(out, "Searches are not recorded at the moment.");
    } else if (total->searches == 0) {
        html_markup(out, "Nobody searched on these days.");
    } else {
        add_count(out, total->searches, " search of ", " searches of ");
        add_count(out, total->visits, " visit: ", " visits: ");
        add_share(out, total->no_result, total->searches);
        html_markup(out, " found nothing, ");
        add_share(out, total->opened, total->searches);
        html_markup(out, " led to an article; after ");
        add_count(out, total->cases, " visit a case was opened.",
                  " visits a case was opened.");
    }
    html_markup(out, "</p>\n");
}

static void add_form(struct strbuf *out, const struct searches_view *view)
{
    static const char *const names[PERIOD_COUNT] = {"Days", "Weeks", "Months"};

    html_markup(out, "<form class=\"choose\" action=\"/searches\" "
                     "aria-label=\"Which days\">\n<label>First day "
                     "<input type=\"date\" name=\"from\" value=\"");
    html_attr(out, view->from);
    html_markup(out, "\"></label>\n<label>Last day <input type=\"date\" "
                     "name=\"to\" value=\"");
    html_attr(out, view->to);
    html_markup(out, "\"></label>\n<label>By <select name=\"by\">\n");
    for (int i = 0; i < PERIOD_COUNT; i++)
        desk_option(out, str_from(report_period_word((enum report_period) i)),
                    str_from(names[i]),
                    view->range->by == (enum report_period) i);
    html_markup(out, "</select></label>\n<button class=\"button\">Show"
                     "</button>\n</form>\n");
}

/* --- tables --- */

static void add_cell(struct strbuf *out, const char *label, uint64_t number)
{
    strbuf_add_format(out, "<td class=\"number\" data-label=\"%s\">", label);
    layout_number(out, number);
    html_markup(out, "</td>");
}

static void add_head(struct strbuf *out, const char *first,
                     const char *const *columns, size_t count)
{
    strbuf_add_format(out,
                      "<table class=\"list\">\n<thead><tr>"
                      "<th scope=\"col\">%s</th>",
                      first);
    for (size_t i = 0; i < count; i++)
        strbuf_add_format(out, "<th scope=\"col\" class=\"number\">%s</th>",
                          columns[i]);
    html_markup(out, "</tr></thead>\n<tbody>\n");
}

static void add_search(struct strbuf *out, const struct search_count *row)
{
    html_markup(out, "<tr><th scope=\"row\"><a href=\"/search?q=");
    uri_encode(out, row->query);
    html_markup(out, "\">");
    html_text(out, row->query);
    html_markup(out, "</a></th>");
    add_cell(out, "Visits", row->visits);
    add_cell(out, "Results", row->found);
    add_cell(out, "Opened an article", row->opened);
    add_cell(out, "Searched again", row->again);
    add_cell(out, "Opened a case", row->cases);
    html_markup(out, "</tr>\n");
}

static void add_file(struct strbuf *out, const struct searches_view *view,
                     const char *word)
{
    strbuf_add_format(out,
                      "<p class=\"go\"><a class=\"button\" "
                      "href=\"/searches/%s/csv?from=",
                      word);
    uri_encode(out, view->from);
    html_markup(out, "&amp;to=");
    uri_encode(out, view->to);
    if (str_equal(str_from(word), STR("periods")))
        strbuf_add_format(out, "&amp;by=%s",
                          report_period_word(view->range->by));
    html_markup(out, "\">Download all as CSV</a></p>\n");
}

static void add_table(struct strbuf *out, const struct searches_view *view,
                      size_t number)
{
    static const char *const columns[] = {"Visits", "Results",
                                          "Opened an article", "Searched again",
                                          "Opened a case"};
    const struct searches_table *table = &searches_tables[number];
    const size_t count = view->tables[number].count;

    strbuf_add_format(
        out,
        "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n"
        "<p class=\"hint\">%s</p>\n",
        table->word, table->word, table->title, table->hint);
    if (count == 0) {
        html_markup(out, "<p class=\"empty\">There are none.</p>\n"
                         "</section>\n");
        return;
    }
    add_head(out, "Search", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < count && i < SEARCHES_SHOWN; i++)
        add_search(out, &view->tables[number].rows[i]);
    html_markup(out, "</tbody></table>\n");
    add_file(out, view, table->word);
    html_markup(out, "</section>\n");
}

static void add_periods(struct strbuf *out, const struct searches_view *view)
{
    static const struct {
        const char *title;
        const char *hint;
        const char *column;
    } trends[PERIOD_COUNT] = {
        {"Day by day", "The newest 600 days at most.", "Day"},
        {"Week by week",
         "Weeks begin on Monday; the days chosen may cut the first and the "
         "last.",
         "Week from"},
        {"Month by month", "The days chosen may cut the first and the last.",
         "Month from"},
    };
    const enum report_period by = view->range->by;

    if (view->period_count == 0)
        return;
    html_markup(out, "<section aria-labelledby=\"periods\">\n"
                     "<h2 id=\"periods\">");
    strbuf_add_cstr(out, trends[by].title);
    html_markup(out, "</h2>\n<p class=\"hint\">");
    strbuf_add_cstr(out, trends[by].hint);
    html_markup(out, "</p>\n"
                     "<div class=\"table\" tabindex=\"0\" role=\"region\" "
                     "aria-label=\"Table of periods\">\n<table class=\"list\"");
    if (view->period_count > 1)
        html_markup(out, " data-chart=\"line\"");
    html_markup(out, ">\n<thead><tr><th scope=\"col\">");
    strbuf_add_cstr(out, trends[by].column);
    html_markup(out, "</th>"
                     "<th scope=\"col\" class=\"number\" "
                     "data-drawn=\"Searches\">Searches</th>"
                     "<th scope=\"col\" class=\"number\">Visits</th>"
                     "<th scope=\"col\" class=\"number\" "
                     "data-drawn=\"Found nothing\">Found nothing</th>"
                     "<th scope=\"col\" class=\"number\">Led to an article</th>"
                     "<th scope=\"col\" class=\"number\">Ended in a case</th>"
                     "</tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < view->period_count; i++) {
        const struct search_period *period = &view->periods[i];

        html_markup(out, "<tr><th scope=\"row\">");
        html_text(out,
                  searches_day(view->range, period->begin_unix_s, view->arena));
        strbuf_add_format(out,
                          "</th><td class=\"number\" "
                          "data-label=\"Searches\" data-value=\"%llu\">",
                          (unsigned long long) period->searches);
        layout_number(out, period->searches);
        html_markup(out, "</td>");
        add_cell(out, "Visits", period->visits);
        strbuf_add_format(out,
                          "<td class=\"number\" data-label=\"Found nothing\" "
                          "data-value=\"%llu\">",
                          (unsigned long long) period->no_result);
        layout_number(out, period->no_result);
        html_markup(out, "</td>");
        add_cell(out, "Led to an article", period->opened);
        add_cell(out, "Ended in a case", period->cases);
        html_markup(out, "</tr>\n");
    }
    html_markup(out, "</tbody></table>\n</div>\n");
    add_file(out, view, "periods");
    html_markup(out, "</section>\n");
}

static void add_articles(struct strbuf *out, const struct searches_view *view)
{
    static const char *const columns[] = {"Did not help", "Votes", "Views",
                                          "At least"};

    html_markup(out, "<section aria-labelledby=\"unhelpful\">\n"
                     "<h2 id=\"unhelpful\">Articles that did not help</h2>\n"
                     "<p class=\"hint\">Votes against an article, set against "
                     "the visits that opened it from a search. The last column "
                     "is what share is at least unhappy, with an allowance for "
                     "small numbers; it decides the order.</p>\n");
    if (view->article_count == 0) {
        html_markup(out, "<p class=\"empty\">No reader said so.</p>\n"
                         "</section>\n");
        return;
    }
    add_head(out, "Article", columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < view->article_count; i++) {
        const struct unhelpful_article *article = &view->articles[i];

        html_markup(out, "<tr><th scope=\"row\"><a href=\"/articles/");
        uri_encode_path(out, article->id);
        html_markup(out, "\">");
        html_text(out, article->id);
        html_markup(out, "</a></th>");
        add_cell(out, "Did not help", article->unhelpful);
        add_cell(out, "Votes", article->votes);
        add_cell(out, "Views", article->views);
        strbuf_add_format(out,
                          "<td class=\"number\" data-label=\"At least\">"
                          "%.0f %%</td></tr>\n",
                          article->share * PERCENT);
    }
    html_markup(out, "</tbody></table>\n");
    add_file(out, view, "unhelpful");
    html_markup(out, "</section>\n");
}

void searches_view_write(struct strbuf *out, const struct searches_view *view)
{
    const struct page page = {
        .site = view->desk.site,
        .visitor = view->desk.visitor,
        .title = STR("Searches"),
        .is_hidden = true,
        .is_desk = true,
        .look = "boards.css",
        .is_report = view->period_count > 1, /* draws a chart */
    };

    layout_begin(out, &page);
    html_markup(out, "<div class=\"desk searches\">\n"
                     "<h1>What people searched</h1>\n");
    desk_mistake(out, view->mistake);
    if (view->mistake.len == 0)
        add_lead(out, view);
    add_form(out, view);
    if (view->newest.len > 0) {
        html_markup(out, "<p class=\"older\">The newest search is of <time>");
        html_text(out, view->newest);
        html_markup(out, "</time>. <a href=\"/searches?to=");
        html_attr(out, view->newest);
        strbuf_add_format(out,
                          "&amp;by=%s\">Show the days until then</a></p>\n",
                          report_period_word(view->range->by));
    }
    html_markup(out, "<p class=\"hint\">Days are those of ");
    html_text(out, view->range->zone);
    html_markup(out, ". What was searched is kept ");
    if (str_equal(view->kept_days, STR("forever"))) {
        html_markup(out, "for good");
    } else {
        html_markup(out, "for ");
        html_text(out, view->kept_days);
        html_markup(out, " days");
    }
    html_markup(
        out,
        ", and who searched is not; programs and repeated keystrokes are not "
        "counted.</p>\n");
    if (view->mistake.len == 0 && view->total.searches > 0) {
        add_periods(out, view);
        for (size_t i = 0; i < SEARCH_REPORT_COUNT; i++)
            add_table(out, view, i);
    }
    if (view->mistake.len == 0)
        add_articles(out, view);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
