/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the pages of customers about their own cases. Notes never come here.
 */
#include "server/pages/my_cases_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/files_view.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_state(struct strbuf *out, enum case_state state)
{
    static const char *const words[] = {
        [CASE_OPEN] = "We are on it",
        [CASE_WAITING] = "Waiting for you",
        [CASE_CLOSED] = "Closed",
    };

    strbuf_add_format(out, "<span class=\"state %s\">%s</span>",
                      case_state_word(state), words[state]);
}

void my_cases_view_write(struct strbuf *out, const struct my_cases_view *view)
{
    desk_begin(out, &view->desk, STR("Your cases"));
    html_markup(out, "<div class=\"desk queue\">\n<div class=\"head\">"
                     "<h1>Your cases</h1></div>\n");
    if (view->row_count == 0)
        html_markup(out, "<div class=\"empty\"><p>You have no case with us. "
                         "Search the articles first; when none helps, contact "
                         "us.</p></div>\n");
    else
        html_markup(out, "<ol class=\"cases plain\">\n");
    for (size_t i = 0; i < view->row_count; i++) {
        const struct case_queue_row *row = &view->rows[i];

        html_markup(out, "<li class=\"case-row\">\n<h2><a href=\"/my/cases/");
        uri_encode(out, row->number);
        html_markup(out, "\"><span class=\"number\">");
        html_text(out, row->number);
        html_markup(out, "</span> <span class=\"subject\">");
        html_text(out, row->subject);
        html_markup(out, "</span></a></h2>\n<p class=\"facts\">");
        html_text(out, row->product);
        html_markup(out, " ");
        html_text(out, row->product_version);
        html_markup(out, "</p>\n<p class=\"labels\">");
        add_state(out, row->state);
        html_markup(out, "</p>\n<p class=\"last\">opened ");
        desk_ago(out, &view->desk, row->opened_unix_s);
        html_markup(out, "</p>\n</li>\n");
    }
    if (view->row_count > 0)
        html_markup(out, "</ol>\n");
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}

static void add_message(struct strbuf *out, const struct my_case_view *view,
                        const struct files_view *files, size_t index)
{
    const struct case_message *message = &view->record->messages[index];

    if (message->author == CASE_BY_NOTE)
        return;
    strbuf_add_format(out, "<li class=\"said by-%s\">\n<p class=\"by\"><b>",
                      case_author_word(message->author));
    if (message->author_name.len > 0)
        html_text(out, message->author_name);
    else
        strbuf_add_cstr(out,
                        message->author == CASE_BY_AGENT ? "Support" : "You");
    html_markup(out, "</b> <span class=\"soft\"><span class=\"dot\"></span>");
    desk_ago(out, &view->desk, message->created_unix_s);
    html_markup(out, "</span></p>\n<div class=\"words\" dir=\"auto\">");
    html_text(out, message->text);
    html_markup(out, "</div>\n");
    files_of_message(out, files, view->record, index);
    html_markup(out, "</li>\n");
}

static void add_answer(struct strbuf *out, const struct my_case_view *view)
{
    html_markup(out, "<section class=\"box\" aria-labelledby=\"~box\">\n"
                     "<h2 id=\"~box\">Your answer</h2>\n<form method=\"post\" "
                     "action=\"/my/cases/");
    uri_encode(out, view->record->number);
    html_markup(out, "\"" FILES_ENCTYPE ">\n");
    visitor_csrf_field(out, view->desk.visitor);
    visitor_once_field(out);
    html_markup(out, "<label class=\"unseen\" for=\"~text\">Your text</label>\n"
                     "<textarea id=\"~text\" name=\"text\" rows=\"7\" "
                     "dir=\"auto\"");
    if (view->mistake.len > 0)
        html_markup(out, " aria-invalid=\"true\" "
                         "aria-describedby=\"~mistake\"");
    html_markup(out, ">\n");
    html_text(out, view->answer);
    html_markup(out, "</textarea>\n");
    files_field(out, &view->desk, view->has_files);
    if (view->record->state == CASE_CLOSED)
        html_markup(out, "<p class=\"hint\">This case is closed. Your answer "
                         "opens it again.</p>\n");
    html_markup(out, "<p class=\"go\"><button class=\"button main\">Send"
                     "</button></p>\n</form>\n</section>\n");
}

void my_case_view_write(struct strbuf *out, const struct my_case_view *view)
{
    const struct case_record *record = view->record;
    const struct files_view files = {
        .rows = view->files, .count = view->file_count, .is_own = true};

    desk_begin(out, &view->desk, record->subject);
    html_markup(out, "<div class=\"desk own-case\">\n<div class=\"head\">\n"
                     "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/my/cases\">Your cases</a></li><li>");
    html_text(out, record->number);
    html_markup(out, "</li></ol></nav>\n<h1>");
    html_text(out, record->subject);
    html_markup(out, "</h1>\n<p class=\"labels\">");
    add_state(out, record->state);
    html_markup(out, " <span class=\"soft\">opened ");
    desk_ago(out, &view->desk, record->opened_unix_s);
    html_markup(out, "</span></p>\n");
    desk_mistake(out, view->mistake);
    desk_done(out, view->done);
    html_markup(out, "</div>\n<ol class=\"thread plain\">\n");
    for (size_t i = 0; i < record->message_count; i++)
        add_message(out, view, &files, i);
    html_markup(out, "</ol>\n");
    files_alone(out, &files, record);
    add_answer(out, view);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
