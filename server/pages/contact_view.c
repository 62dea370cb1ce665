/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the pages of the contact form. What is kept of them is left to
 * contact_page.c.
 */
#include "server/pages/contact_view.h"

#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "server/pages/files_view.h"
#include "server/pages/known_issues_view.h"
#include "store/severity_store.h"
#include "text/html_write.h"
#include "text/uri.h"

#include <string.h>

/* --- the articles, before anything is sent --- */

static void add_answer_url(struct strbuf *out, const struct contact_view *view,
                           const struct slv_hit *hit)
{
    html_markup(out, "/articles/");
    uri_encode_path(out, hit->id);
    html_markup(out, "?asked=");
    uri_encode(out, view->form.once);
    if (hit->section_anchor.len > 0) {
        html_markup(out, "#");
        uri_encode(out, hit->section_anchor);
    }
}

static void add_answer(struct strbuf *out, const struct contact_view *view,
                       const struct slv_hit *hit)
{
    html_markup(out, "<li>\n<h3");
    layout_lang(out, hit->language);
    html_markup(out, "><a target=\"_blank\" href=\"");
    add_answer_url(out, view, hit);
    html_markup(out, "\">");
    html_text(out, hit->title.text);
    html_markup(out, "<span class=\"unseen\"> (opens beside this form)</span>"
                     "</a></h3>\n<p class=\"snippet\"");
    layout_lang(out, hit->language);
    html_markup(out, ">");
    html_text(out, hit->snippet.text);
    html_markup(out, "</p>\n<p class=\"go\"><button class=\"button\" "
                     "name=\"solved\" value=\"");
    html_attr(out, hit->id);
    html_markup(out, "\">This solved it</button></p>\n</li>\n");
}

static void add_send(struct strbuf *out)
{
    html_markup(out, "<p class=\"go\"><button class=\"button main\" "
                     "name=\"action\" value=\"send\">Send it to us</button>"
                     "</p>\n");
}

void contact_view_answers(struct strbuf *out, const struct contact_view *view)
{
    const struct likely *likely = view->likely;

    html_markup(out, "<div id=\"~likely\" class=\"answers\"");
    if (likely && likely->count > 0)
        strbuf_add_format(out, " data-said=\"%zu article%s may help.\"",
                          likely->count, likely->count == 1 ? "" : "s");
    html_markup(out, ">\n");
    known_issues_write(out, &view->issues, view->form.once);
    if (!likely) {
        html_markup(out, "<p class=\"go\"><button class=\"button main\" "
                         "name=\"action\" value=\"look\">Go on</button></p>\n"
                         "<p class=\"hint\">First you see the articles that "
                         "may help; nothing is sent yet.</p>\n");
    } else if (likely->count == 0) {
        html_markup(out, "<p class=\"soft\">No article seems to answer this."
                         "</p>\n");
        add_send(out);
    } else {
        html_markup(out, "<h2>This may help at once</h2>\n"
                         "<ol class=\"likely\">\n");
        for (size_t i = 0; i < likely->count; i++)
            add_answer(out, view, likely->articles[i].hit);
        html_markup(out, "</ol>\n<h2>None of these?</h2>\n");
        add_send(out);
    }
    html_markup(out, "</div>\n");
}

/* --- the form --- */

struct contact_field {
    const char *name;
    const char *label;
    const char *hint;
    const char *attributes;
    int max;
};

static void add_field(struct strbuf *out, const struct contact_view *view,
                      const struct contact_field *field, struct str value)
{
    bool is_wrong = view->wrong && strcmp(view->wrong, field->name) == 0;

    strbuf_add_format(out, "<label for=\"~%s\">%s</label>\n", field->name,
                      field->label);
    if (field->hint[0] != '\0')
        strbuf_add_format(out, "<p class=\"hint\" id=\"~%s-hint\">%s</p>\n",
                          field->name, field->hint);
    strbuf_add_format(out, "<input id=\"~%s\" name=\"%s\" maxlength=\"%d\" %s",
                      field->name, field->name, field->max, field->attributes);
    if (field->hint[0] != '\0')
        strbuf_add_format(out, " aria-describedby=\"~%s-hint\"", field->name);
    if (is_wrong)
        html_markup(out, " aria-invalid=\"true\"");
    html_markup(out, " dir=\"auto\" value=\"");
    html_attr(out, value);
    html_markup(out, "\">\n");
}

static void add_who(struct strbuf *out, const struct contact_view *view)
{
    static const struct contact_field name = {"name", "Your name", "",
                                              "autocomplete=\"name\"",
                                              BOUND_CASE_NAME_BYTES};
    static const struct contact_field email = {
        "email", "Your mail address", "So that we can answer you.",
        "type=\"email\" autocomplete=\"email\"", BOUND_CASE_KEY_BYTES};

    add_field(out, view, &name, view->form.name);
    add_field(out, view, &email, view->form.email);
    /* only programs fill it in */
    html_markup(out, "<p class=\"none\"><label>Leave this empty <input "
                     "name=\"website\" tabindex=\"-1\" "
                     "autocomplete=\"off\"></label></p>\n");
}

static void add_problem(struct strbuf *out, const struct contact_view *view)
{
    static const struct contact_field subject = {
        "subject", "What is the problem?",
        "In a few words; with the error message when there is one.",
        "autocomplete=\"off\" required", BOUND_CASE_SUBJECT_BYTES};
    static const struct contact_field product = {
        "product", "Product", "", "autocomplete=\"off\" list=\"~products\"",
        BOUND_CASE_NAME_BYTES};
    static const struct contact_field version = {"version", "Version", "",
                                                 "autocomplete=\"off\"",
                                                 BOUND_CASE_NAME_BYTES};

    add_field(out, view, &subject, view->form.subject);
    html_markup(out, "<label for=\"~words\">What happened, and what did you "
                     "try?</label>\n<textarea id=\"~words\" name=\"text\" "
                     "rows=\"7\" dir=\"auto\">\n");
    html_text(out, view->form.text);
    html_markup(out, "</textarea>\n<div class=\"pair\"><div>\n");
    add_field(out, view, &product, view->form.product);
    html_markup(out, "<datalist id=\"~products\">\n");
    for (size_t i = 0; i < view->product_count; i++)
        desk_option(out, view->products[i].name, STR(""), false);
    html_markup(out, "</datalist>\n</div><div>\n");
    add_field(out, view, &version, view->form.version);
    html_markup(out, "</div></div>\n");
}

static void add_mistake(struct strbuf *out, const struct contact_view *view)
{
    if (view->mistake.len == 0)
        return;
    html_markup(out, "<div class=\"mistake\" id=\"~mistake\" role=\"alert\">"
                     "<p>");
    if (view->wrong)
        strbuf_add_format(out, "<a href=\"#~%s\">", view->wrong);
    html_text(out, view->mistake);
    if (view->wrong)
        html_markup(out, "</a>");
    html_markup(out, "</p></div>\n");
}

void contact_view_write(struct strbuf *out, const struct contact_view *view)
{
    desk_begin(out, &view->desk, STR("Contact us"));
    html_markup(out, "<div class=\"desk contact-form\">\n<div class=\"head\">"
                     "<h1>Contact us</h1>\n");
    add_mistake(out, view);
    html_markup(out, "</div>\n<form method=\"post\" action=\"/contact\" "
                     "data-likely=\"/contact/likely\"" FILES_ENCTYPE ">\n"
                     /* what Enter in a field does: never the first answer */
                     "<button class=\"unseen\" tabindex=\"-1\" "
                     "aria-hidden=\"true\" name=\"action\" value=\"look\">"
                     "Go on</button>\n");
    visitor_csrf_field(out, view->desk.visitor);
    html_markup(out, "<input type=\"hidden\" name=\"once\" value=\"");
    html_attr(out, view->form.once);
    html_markup(out, "\">\n");
    add_problem(out, view);
    if (view->asks_who)
        add_who(out, view);
    else
        files_field(out, &view->desk, view->has_files);
    contact_view_answers(out, view);
    html_markup(out, "</form>\n</div>\n");
    desk_end(out, &view->desk);
}

/* --- afterwards --- */

static const char *const weekdays[SEVERITY_WEEKDAYS] = {
    "Monday", "Tuesday",  "Wednesday", "Thursday",
    "Friday", "Saturday", "Sunday"};

static void add_minute(struct strbuf *out, int minute)
{
    strbuf_add_format(out, "%d:%02d", minute / 60, minute % 60);
}

/* "Monday to Friday 7:00 to 18:00, Saturday 9:00 to 12:00 (America/Chicago)" */
static void add_hours(struct strbuf *out,
                      const struct severity_calendar *calendar)
{
    const struct severity_hours *hours = calendar->hours;
    const char *comma = "";
    int last;

    for (int day = 0; day < SEVERITY_WEEKDAYS; day = last + 1) {
        last = day;
        while (last + 1 < SEVERITY_WEEKDAYS &&
               hours[last + 1].opens_minute == hours[day].opens_minute &&
               hours[last + 1].closes_minute == hours[day].closes_minute)
            last++;
        if (hours[day].closes_minute == 0)
            continue;
        strbuf_add_format(out, "%s%s", comma, weekdays[day]);
        if (last > day)
            strbuf_add_format(out, " to %s", weekdays[last]);
        html_markup(out, " ");
        add_minute(out, hours[day].opens_minute);
        html_markup(out, " to ");
        add_minute(out, hours[day].closes_minute);
        comma = ", ";
    }
    html_markup(out, " (");
    html_text(out, calendar->zone);
    html_markup(out, ")");
}

void contact_sent_write(struct strbuf *out, const struct contact_sent *view)
{
    desk_begin(out, &view->desk, STR("It was sent"));
    html_markup(out, "<div class=\"desk contact-form\">\n<h1>It was sent</h1>\n"
                     "<p class=\"lead\">It is case <b>");
    html_text(out, view->number);
    html_markup(out, "</b>. Name this number when you write or call.</p>\n");
    if (view->hours) {
        html_markup(out, "<p>We answer ");
        add_hours(out, view->hours);
        html_markup(out, ", the most severe cases first. ");
        if (view->is_open) {
            html_markup(out, "We are there now.");
        } else if (view->next_open.len > 0) {
            html_markup(out, "We are back on ");
            html_text(out, view->next_open);
            html_markup(out, ".");
        }
        html_markup(out, "</p>\n");
    }
    if (view->is_own) {
        html_markup(out, "<p class=\"go\"><a class=\"button main\" "
                         "href=\"/my/cases/");
        uri_encode(out, view->number);
        html_markup(out, "\">Look at the case</a></p>\n");
    }
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}

void contact_solved_write(struct strbuf *out, const struct desk *desk)
{
    desk_begin(out, desk, STR("Solved"));
    html_markup(out, "<div class=\"desk contact-form\">\n<h1>Solved</h1>\n"
                     "<p class=\"lead\">Thank you for saying so: the next one "
                     "who has this problem finds the article sooner. Nothing "
                     "was sent.</p>\n<p class=\"go\"><a class=\"button\" "
                     "href=\"/\">To the articles</a>\n<a class=\"button\" "
                     "href=\"/contact\">Ask something else</a></p>\n</div>\n");
    desk_end(out, desk);
}
