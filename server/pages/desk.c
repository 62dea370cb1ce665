/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Small pieces of the pages of the desk. See desk.h.
 */
#include "server/pages/desk.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

void desk_begin_look(struct strbuf *out, const struct desk *desk,
                     struct str title, const char *look)
{
    const struct page page = {
        .site = desk->site,
        .visitor = desk->visitor,
        .title = title,
        .is_hidden = true,
        .is_desk = true,
        .look = look,
    };

    layout_begin(out, &page);
}

void desk_begin(struct strbuf *out, const struct desk *desk, struct str title)
{
    desk_begin_look(out, desk, title, NULL);
}

void desk_end(struct strbuf *out, const struct desk *desk)
{
    const struct page page = {.site = desk->site};

    layout_end(out, &page);
}

static void add_count(struct strbuf *out, int64_t count, const char *unit)
{
    strbuf_add_format(out, "%lld %s%s ago", (long long) count, unit,
                      count == 1 ? "" : "s");
}

void desk_ago(struct strbuf *out, const struct desk *desk, int64_t unix_s)
{
    char iso[CLOCK_ISO_BYTES];
    int64_t past_s = desk->now_unix_s - unix_s;

    clock_format_iso(unix_s, iso);
    strbuf_add_format(out, "<time datetime=\"%s\" title=\"%.10s %.5s UTC\">",
                      iso, iso, iso + 11);
    if (past_s < 0 || past_s >= 60 * (int64_t) DAY)
        strbuf_add_format(out, "%.10s", iso);
    else if (past_s < MINUTE)
        strbuf_add_cstr(out, "just now");
    else if (past_s < HOUR)
        add_count(out, past_s / MINUTE, "minute");
    else if (past_s < DAY)
        add_count(out, past_s / HOUR, "hour");
    else
        add_count(out, past_s / DAY, "day");
    html_markup(out, "</time>");
}

void desk_minutes(struct strbuf *out, int minutes)
{
    if (minutes >= 60)
        strbuf_add_format(out, "%d h", minutes / 60);
    if (minutes >= 60 && minutes % 60 > 0)
        strbuf_add_char(out, ' ');
    if (minutes < 60 || minutes % 60 > 0)
        strbuf_add_format(out, "%d min", minutes % 60);
}

void desk_state(struct strbuf *out, enum case_state state)
{
    static const char *const words[] = {
        [CASE_OPEN] = "Open",
        [CASE_WAITING] = "Waiting for customer",
        [CASE_CLOSED] = "Closed",
    };

    strbuf_add_format(out, "<span class=\"state %s\">%s</span>",
                      case_state_word(state), words[state]);
}

void desk_severity(struct strbuf *out, const struct desk *desk, int severity)
{
    if (severity < 1 || (size_t) severity > desk->severity_count) {
        html_markup(out,
                    "<span class=\"severity none-yet\">No severity</span>");
        return;
    }
    strbuf_add_format(out, "<span class=\"severity s%d\">", severity);
    html_text(out, desk->severities[severity - 1]);
    html_markup(out, "</span>");
}

void desk_case_url(struct strbuf *out, struct str number)
{
    html_markup(out, "/cases/");
    uri_encode(out, number);
}

void desk_mistake(struct strbuf *out, struct str sentence)
{
    if (sentence.len == 0)
        return;
    html_markup(out, "<div class=\"mistake\" id=\"~mistake\" role=\"alert\" "
                     "tabindex=\"-1\"><p>");
    html_text(out, sentence);
    html_markup(out, "</p></div>\n");
}

void desk_done(struct strbuf *out, struct str sentence)
{
    if (sentence.len == 0)
        return;
    html_markup(out, "<p class=\"done\" role=\"status\">");
    html_text(out, sentence);
    html_markup(out, "</p>\n");
}

void desk_option(struct strbuf *out, struct str value, struct str text,
                 bool is_selected)
{
    html_markup(out, "<option value=\"");
    html_attr(out, value);
    html_markup(out, "\"");
    if (is_selected)
        html_markup(out, " selected");
    html_markup(out, ">");
    html_text(out, text);
    html_markup(out, "</option>\n");
}

/* --- likely articles --- */

static void add_why(struct strbuf *out, const struct slv_hit *hit)
{
    if (hit->similar_cases == 0)
        return;
    strbuf_add_format(out,
                      "<p class=\"why\">%u similar case%s resolved by "
                      "this</p>\n",
                      hit->similar_cases,
                      hit->similar_cases == 1 ? " was" : "s were");
}

static void add_labels(struct strbuf *out, const struct slv_hit *hit)
{
    if (hit->state != SLV_STATE_PUBLISHED) {
        html_markup(out, " <span class=\"label\">");
        strbuf_add_cstr(out, slv_state_name(hit->state));
        html_markup(out, "</span>");
    }
    if (hit->access != SLV_ACCESS_PUBLIC) {
        html_markup(out, " <span class=\"label\">");
        strbuf_add_cstr(out, slv_access_name(hit->access));
        html_markup(out, "</span>");
    }
}

static void add_button(struct strbuf *out, const char *form, const char *name,
                       const char *before, struct str id, const char *text)
{
    strbuf_add_format(out,
                      "<button class=\"small\" form=\"%s\" name=\"%s\" "
                      "value=\"%s",
                      form, name, before);
    html_attr(out, id);
    strbuf_add_format(out, "\">%s</button>\n", text);
}

static void add_actions(struct strbuf *out,
                        const struct likely_article *article, size_t place)
{
    struct str id = article->hit->id;

    html_markup(out, "<div class=\"acts\">\n");
    if (article->reply.len > 0) {
        html_markup(out, "<button class=\"small insert\" form=\"~answer\" "
                         "formnovalidate name=\"insert\" value=\"");
        html_attr(out, id);
        strbuf_add_format(out,
                          "\" aria-keyshortcuts=\"Alt+%zu\">Insert reply "
                          "<kbd aria-hidden=\"true\">Alt+%zu</kbd></button>\n",
                          place, place);
    }
    if (article->is_for_public) {
        html_markup(out, "<button class=\"small insert\" form=\"~answer\" "
                         "formnovalidate name=\"insert_link\" value=\"");
        html_attr(out, id);
        html_markup(out, "\">Insert link</button>\n");
    }
    add_button(out, "~link", "link", "resolved ", id, "Resolved it");
    add_button(out, "~link", "link", "tried ", id, "Tried");
    html_markup(out, "</div>\n");
}

static void add_reply(struct strbuf *out, const struct likely_article *article)
{
    if (article->reply.len == 0)
        return;
    html_markup(out, "<details class=\"reply\"><summary>What would be "
                     "sent</summary><pre>");
    html_text(out, article->reply);
    html_markup(out, "</pre></details>\n");
}

static void add_solutions(struct strbuf *out, const struct likely_case *one)
{
    for (size_t i = 0; i < one->solution_count; i++) {
        strbuf_add_cstr(out, i == 0 ? "<p>Resolved by " : ", ");
        html_markup(out, "<a target=\"_blank\" href=\"");
        article_url(out, one->solutions[i].id, STR(""));
        html_markup(out, "\">");
        html_text(out, one->solutions[i].title);
        html_markup(out, "</a>");
    }
    if (one->solution_count > 0)
        html_markup(out, "</p>\n");
}

static void add_cases(struct strbuf *out, const struct likely *likely)
{
    if (likely->case_count == 0)
        return;
    html_markup(out, "<h2 class=\"old\">Similar cases</h2>\n"
                     "<ul class=\"plain old-cases\">\n");
    for (size_t i = 0; i < likely->case_count; i++) {
        const struct likely_case *one = &likely->cases[i];

        html_markup(out, "<li><a target=\"_blank\" href=\"");
        desk_case_url(out, one->found->number);
        html_markup(out, "\">");
        html_text(out, one->found->subject);
        html_markup(out, "</a> <span class=\"soft\">");
        html_text(out, one->found->number);
        html_markup(out, "</span>\n");
        if (one->why.len > 0) {
            html_markup(out, "<p class=\"why\">");
            html_text(out, one->why);
            html_markup(out, "</p>\n");
        }
        add_solutions(out, one);
        html_markup(out, "</li>\n");
    }
    html_markup(out, "</ul>\n");
}

void desk_likely(struct strbuf *out, const struct likely *likely,
                 enum desk_likely_use use)
{
    html_markup(out, "<div id=\"~likely\">\n");
    if (likely->count == 0)
        html_markup(out, "<p class=\"soft\">No article seems near. The words "
                         "of the case are what is searched for.</p>\n");
    else
        html_markup(out, "<ol class=\"likely\">\n");
    for (size_t i = 0; i < likely->count; i++) {
        const struct likely_article *article = &likely->articles[i];
        const struct slv_hit *hit = article->hit;

        html_markup(out, "<li>\n<h3");
        layout_lang(out, hit->language);
        html_markup(out, "><a target=\"_blank\" href=\"");
        article_url(out, hit->id, hit->section_anchor);
        html_markup(out, "\">");
        html_text(out, hit->title.text);
        html_markup(out, "</a>");
        add_labels(out, hit);
        html_markup(out, "</h3>\n");
        add_why(out, hit);
        html_markup(out, "<p class=\"snippet\"");
        layout_lang(out, hit->language);
        html_markup(out, ">");
        html_text(out, hit->snippet.text);
        html_markup(out, "</p>\n");
        if (use == LIKELY_TO_ANSWER)
            add_actions(out, article, i + 1);
        add_reply(out, article);
        html_markup(out, "</li>\n");
    }
    if (likely->count > 0)
        html_markup(out, "</ol>\n");
    add_cases(out, likely);
    html_markup(out, "</div>\n");
}
