/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of a case from its view: the conversation and its box in the
 * middle, help beside it. The parts beside it are in case_side_view.c, what
 * forms do in case_actions.c.
 */
#include "server/pages/case_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "server/pages/case_parts.h"
#include "server/pages/files_view.h"
#include "server/pages/replies_view.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

#include <stdio.h>

/* What a mailto: address carries; programs cut longer ones. */
enum { MAILED_BYTES_MAX = 1200 };

void case_form_begin(struct strbuf *out, const struct case_view *view,
                     const char *id)
{
    html_markup(out, "<form method=\"post\" action=\"");
    desk_case_url(out, view->record->number);
    html_markup(out, "\"");
    if (id[0] != '\0')
        strbuf_add_format(out, " id=\"%s\"", id);
    if (str_equal(str_from(id), STR("~answer"))) {
        html_markup(out, FILES_ENCTYPE " data-likely=\"/cases/likely\" "
                                       "data-case=\"");
        html_attr(out, view->record->number);
        html_markup(out, "\"");
    }
    html_markup(out, ">\n");
    visitor_csrf_field(out, view->desk.visitor);
    visitor_once_field(out);
    strbuf_add_format(
        out, "<input type=\"hidden\" name=\"change\" value=\"%lld\">\n",
        (long long) view->record->change);
}

bool case_view_may(const struct case_view *view, enum right right)
{
    return rights_have(view->desk.rights, right);
}

void case_severity_select(struct strbuf *out, const struct case_view *view,
                          const char *id, int chosen)
{
    strbuf_add_format(out, "<select name=\"severity\" id=\"%s\">\n", id);
    desk_option(out, STR(""), STR("Not set"), chosen == 0);
    for (size_t i = 0; i < view->desk.severity_count; i++) {
        const char digit[] = {(char) ('1' + i), '\0'};

        desk_option(out, str_from(digit), view->desk.severities[i],
                    chosen == (int) i + 1);
    }
    html_markup(out, "</select>\n");
}

/* --- head --- */

/* The customer had this solved a short time ago, and is back. */
static void add_repeats(struct strbuf *out, const struct case_view *view)
{
    if (view->repeat_count == 0)
        return;
    strbuf_add_format(out,
                      "<div class=\"guest\">\n<p><b>The customer is back.</b> "
                      "The same seemed solved in the %d days before:</p>\n"
                      "<ul class=\"plain\">\n",
                      REPEAT_CONTACT_DAYS);
    for (size_t i = 0; i < view->repeat_count; i++) {
        const struct repeat_contact *each = &view->repeats[i];

        html_markup(out, "<li><a href=\"");
        desk_case_url(out, each->number);
        html_markup(out, "\"><span class=\"number\">");
        html_text(out, each->number);
        html_markup(out, "</span> ");
        html_text(out, each->subject);
        html_markup(out, "</a> <span class=\"soft\">closed ");
        desk_ago(out, &view->desk, each->closed_unix_s);
        strbuf_add_cstr(out,
                        each->article_id.len > 0
                            ? ", resolved by an article that stands here too"
                            : ", told in like words");
        html_markup(out, "</span></li>\n");
    }
    html_markup(out, "</ul>\n</div>\n");
}

static void add_head(struct strbuf *out, const struct case_view *view)
{
    const struct case_record *record = view->record;

    html_markup(out, "<div class=\"head\">\n<nav class=\"crumbs\" "
                     "aria-label=\"Where this is\"><ol><li><a "
                     "href=\"/cases\">Cases</a></li><li>");
    html_text(out, record->number);
    html_markup(out, "</li></ol></nav>\n<h1>");
    html_text(out, record->subject);
    html_markup(out, "</h1>\n<p class=\"labels\">");
    desk_state(out, record->state);
    html_markup(out, " ");
    desk_severity(out, &view->desk, record->severity);
    html_markup(out, " ");
    desk_clocks_write(out, &view->clocks);
    if (record->reopened_count > 0)
        strbuf_add_format(
            out, " <span class=\"label\">Reopened %d time%s</span>",
            record->reopened_count, record->reopened_count == 1 ? "" : "s");
    html_markup(out, " <span class=\"soft\">opened ");
    desk_ago(out, &view->desk, record->opened_unix_s);
    html_markup(out, ", owner ");
    if (view->owner_name.len > 0)
        html_text(out, view->owner_name);
    else
        html_markup(out, "nobody yet");
    html_markup(out, "</span>");
    absent_write(out, &view->absent, record->agent, view->desk.now_unix_s);
    html_markup(out, "</p>\n");
    desk_mistake(out, view->mistake);
    desk_done(out, view->done);
    customer_glance_write(out, &view->desk, record, &view->glance);
    add_repeats(out, view);
    html_markup(out, "</div>\n");
}

/* --- conversation --- */

/* Whose reply the message uses, and how much of it was sent. */
static void add_use(struct strbuf *out, const struct case_view *view,
                    const struct case_reply_use *use)
{
    struct str title = STR("");

    for (size_t i = 0; i < view->used_count; i++)
        if (str_equal(view->used[i].id, use->article_id))
            title = view->used[i].title;
    html_markup(out, "<p class=\"soft use\">Reply of ");
    if (title.len > 0) {
        html_markup(out, "<a target=\"_blank\" href=\"");
        article_url(out, use->article_id, STR(""));
        html_markup(out, "\">");
        html_text(out, title);
        html_markup(out, "</a>: <a href=\"");
        replies_url(out, use->article_id);
        html_markup(out, "\">");
    } else {
        html_text(out, use->article_id);
        html_markup(out, ": ");
    }
    strbuf_add_format(out, "%d of %d words kept", use->kept_count,
                      use->word_count);
    if (title.len > 0)
        html_markup(out, "</a>");
    if (reply_was_edited(use->kept_count, use->word_count))
        html_markup(out, " <span class=\"label\">edited much</span>");
    html_markup(out, "</p>\n");
}

static void add_message(struct strbuf *out, const struct case_view *view,
                        const struct files_view *files, size_t index)
{
    const struct case_message *message = &view->record->messages[index];
    static const char *const who[] = {
        [CASE_BY_CUSTOMER] = "Customer",
        [CASE_BY_AGENT] = "Agent",
        [CASE_BY_NOTE] = "Note, for staff alone",
    };

    struct str source = view->record->message_sources
                            ? view->record->message_sources[index]
                            : STR("");
    struct str name = message->author_name;

    if (name.len == 0 && message->author == CASE_BY_CUSTOMER)
        name = view->glance.contact.name;
    strbuf_add_format(out, "<li class=\"said by-%s\"",
                      case_author_word(message->author));
    if (view->record->message_ids)
        strbuf_add_format(out, " id=\"~message-%lld\"",
                          (long long) view->record->message_ids[index]);
    html_markup(out, ">\n<p class=\"by\">");
    if (name.len > 0) {
        html_markup(out, "<b>");
        html_text(out, name);
        html_markup(out, "</b> ");
    }
    html_markup(out, "<span class=\"soft\">");
    strbuf_add_cstr(out, who[message->author]);
    html_markup(out, " <span class=\"dot\"></span>");
    desk_ago(out, &view->desk, message->created_unix_s);
    if (source.len > 0) {
        html_markup(out, " <span class=\"dot\"></span>in case ");
        html_text(out, source);
    }
    html_markup(out, "</span></p>\n<div class=\"words\" dir=\"auto\">");
    html_text(out, message->text);
    html_markup(out, "</div>\n");
    files_of_message(out, files, view->record, index);
    for (size_t i = 0; i < message->use_count; i++)
        add_use(out, view, &message->uses[i]);
    html_markup(out, "</li>\n");
}

/* What will be gone is said before; the reason stays in the event log. */
static void add_removal(struct strbuf *out, const void *context,
                        const struct attachment *row)
{
    const struct case_view *view = context;
    char id[24];
    bool is_again;

    snprintf(id, sizeof id, "%lld", (long long) row->id);
    is_again = view->form.action == CASE_ACTION_DETACH &&
               view->mistake.len > 0 &&
               str_equal(view->form.file, str_from(id));
    html_markup(out, "<details class=\"more\"");
    if (is_again)
        html_markup(out, " open");
    html_markup(out, "><summary>Take away<span class=\"unseen\"> ");
    html_text(out, row->name);
    html_markup(out, "</span></summary>\n");
    case_form_begin(out, view, "");
    strbuf_add_format(out,
                      "<input type=\"hidden\" name=\"file_id\" "
                      "value=\"%s\">\n<label>Why <input name=\"why\" "
                      "required maxlength=\"2000\" value=\"",
                      id);
    html_attr(out, is_again ? view->form.why : STR(""));
    html_markup(out, "\"></label>\n<p class=\"hint\">The file is erased for "
                     "good. Its name, size and checksum stay in the event log, "
                     "with who took it away and why.</p>\n<button "
                     "class=\"button\" name=\"action\" value=\"detach\">Erase "
                     "the file</button>\n</form>\n</details>\n");
}

static void add_thread(struct strbuf *out, const struct case_view *view)
{
    const struct case_record *record = view->record;
    const struct files_view files = {
        .rows = view->files,
        .count = view->file_count,
        .add_removal =
            case_view_may(view, RIGHT_CASES_WORK) ? add_removal : NULL,
        .context = view,
    };

    html_markup(out, "<section aria-labelledby=\"~said\">\n<h2 id=\"~said\" "
                     "class=\"unseen\">Conversation</h2>\n");
    if (record->message_count == 0)
        html_markup(out, "<p class=\"soft\">Nothing was written yet.</p>\n");
    html_markup(out, "<ol class=\"thread plain\">\n");
    for (size_t i = 0; i < record->message_count; i++)
        add_message(out, view, &files, i);
    html_markup(out, "</ol>\n</section>\n");
    files_alone(out, &files, record);
}

static void add_answer_options(struct strbuf *out, const struct case_view *view)
{
    html_markup(out, "<div class=\"options\">\n");
    if (view->record->severity == 0) {
        unsigned long long chosen = 0;

        (void) str_to_uint(view->form.severity, &chosen);
        html_markup(out, "<label for=\"~first-severity\">Severity, set by who "
                         "answers first</label> ");
        case_severity_select(out, view, "~first-severity", (int) chosen);
    }
    if (view->record->state != CASE_CLOSED) {
        html_markup(out, "<label class=\"check\"><input type=\"checkbox\" "
                         "name=\"goes_on\" value=\"1\"");
        if (view->form.goes_on)
            html_markup(out, " checked");
        html_markup(out, "> Keep it open: the customer need not answer"
                         "</label>\n");
    }
    html_markup(out, "</div>\n");
}

/* As mail has it: lines end with CR LF. */
static void add_lines(struct strbuf *out, struct str text)
{
    while (text.len > 0) {
        uri_encode(out, str_take_line(&text));
        if (text.len > 0)
            html_markup(out, "%0D%0A");
    }
}

/* What is typed, else the last answer, when it is short enough for a link. */
static struct str text_to_mail(const struct case_view *view)
{
    const struct case_record *record = view->record;
    struct str text = view->form.answer;

    for (size_t i = record->message_count; i > 0 && text.len == 0; i--)
        if (record->messages[i - 1].author == CASE_BY_AGENT)
            text = record->messages[i - 1].text;
    return text.len <= MAILED_BYTES_MAX ? text : STR("");
}

/* Nothing here reaches a guest: who answers has to mail it. */
static void add_guest(struct strbuf *out, const struct case_view *view)
{
    struct str email = view->glance.contact.email;
    struct str text = text_to_mail(view);

    if (!view->is_guest)
        return;
    html_markup(out, "<p class=\"guest\">This customer has no account here and "
                     "does not see what is sent on this page. ");
    if (email.len == 0) {
        html_markup(out, "No mail address is known either: tell them by "
                         "telephone, or ask for one.</p>\n");
        return;
    }
    html_markup(out, "Send the answer, and then <a href=\"mailto:");
    uri_encode(out, email);
    html_markup(out, "?subject=");
    uri_encode(out, STR("Re: "));
    uri_encode(out, view->record->subject);
    uri_encode(out, STR(" ["));
    uri_encode(out, view->record->number);
    uri_encode(out, STR("]"));
    if (text.len > 0) {
        html_markup(out, "&amp;body=");
        add_lines(out, text);
    }
    html_markup(out, "\">mail it to ");
    html_text(out, email);
    html_markup(out, "</a>");
    if (text.len > 0)
        html_markup(out, ": the message has the text of the last answer");
    html_markup(out, ".</p>\n");
}

static void add_answer(struct strbuf *out, const struct case_view *view)
{
    bool may_answer = case_view_may(view, RIGHT_CASES_WORK);
    bool is_wrong =
        view->mistake.len > 0 && (view->form.action == CASE_ACTION_ANSWER ||
                                  view->form.action == CASE_ACTION_NOTE);

    if (!may_answer && !case_view_may(view, RIGHT_CASES_FIX))
        return;
    html_markup(out, "<section class=\"box\" aria-labelledby=\"~box\">\n"
                     "<h2 id=\"~box\">");
    strbuf_add_cstr(out, may_answer ? "Answer" : "Note");
    html_markup(out, "</h2>\n");
    if (may_answer)
        add_guest(out, view);
    case_form_begin(out, view, "~answer");
    for (size_t i = 0; i < view->form.inserted.count; i++) {
        html_markup(out, "<input type=\"hidden\" name=\"inserted\" value=\"");
        html_attr(out, view->form.inserted.items[i]);
        html_markup(out, "\">\n");
    }
    html_markup(out, "<label class=\"unseen\" for=\"~text\">Your text</label>\n"
                     "<textarea id=\"~text\" name=\"text\" rows=\"9\" "
                     "dir=\"auto\" aria-describedby=\"~text-hint");
    if (is_wrong)
        html_markup(out, " ~mistake\" aria-invalid=\"true");
    html_markup(out, "\">\n");
    html_text(out, view->form.answer);
    html_markup(out, "</textarea>\n<p id=\"~text-hint\" class=\"hint\">Plain "
                     "text; the customer sees it as it stands here. "
                     "<span class=\"left\" hidden></span></p>\n");
    if (may_answer)
        add_answer_options(out, view);
    files_field(out, &view->desk, view->form.has_files);
    html_markup(out, "<p class=\"go\">");
    if (may_answer)
        html_markup(out, "<button class=\"button main\" name=\"action\" "
                         "value=\"answer\" aria-keyshortcuts=\"Control+Enter\">"
                         "Send to customer</button>\n");
    html_markup(out, "<button class=\"button\" name=\"action\" value=\"note\">"
                     "Keep as note</button></p>\n</form>\n</section>\n");
}

/* --- closing --- */

static void add_choice(struct strbuf *out, const struct case_view *view,
                       const char *value, const char *text)
{
    strbuf_add_format(out,
                      "<label class=\"check\"><input type=\"radio\" "
                      "name=\"outcome\" value=\"%s\"",
                      value);
    if (str_equal(view->form.outcome, str_from(value)))
        html_markup(out, " checked");
    strbuf_add_format(out, "> %s</label>\n", text);
}

static void add_article_choice(struct strbuf *out, const struct case_view *view,
                               struct str id, struct str title, bool is_chosen)
{
    html_markup(out, "<label class=\"check\"><input type=\"radio\" "
                     "name=\"article\" value=\"");
    html_attr(out, id);
    html_markup(out, "\"");
    if (view->form.action == CASE_ACTION_CLOSE
            ? str_equal(view->form.article, id)
            : is_chosen)
        html_markup(out, " checked");
    html_markup(out, "> ");
    html_text(out, title.len > 0 ? title : id);
    html_markup(out, "</label>\n");
}

static bool is_linked(const struct case_record *record, struct str id)
{
    for (size_t i = 0; i < record->link_count; i++) {
        if (str_equal(record->links[i].article_id, id))
            return true;
    }
    return false;
}

static void add_known(struct strbuf *out, const struct case_view *view)
{
    const struct case_record *record = view->record;
    bool has_chosen = false;

    html_markup(out, "<div class=\"under\" role=\"radiogroup\" "
                     "aria-label=\"Which article\">\n");
    for (size_t i = 0; i < record->link_count; i++) {
        bool resolved = record->links[i].kind == CASE_LINK_RESOLVED;

        if (record->links[i].kind == CASE_LINK_WRONG)
            continue;
        add_article_choice(out, view, record->links[i].article_id,
                           view->linked[i].title, resolved && !has_chosen);
        has_chosen = has_chosen || resolved;
    }
    for (size_t i = 0; i < view->likely->count; i++) {
        const struct slv_hit *hit = view->likely->articles[i].hit;

        if (!is_linked(record, hit->id))
            add_article_choice(out, view, hit->id, hit->title.text, false);
    }
    html_markup(out, "<label>Another article: its address or id <input "
                     "name=\"other\" maxlength=\"400\"></label>\n</div>\n");
}

/* Cases like this one have been resolved by an article: perhaps nothing is new. */
static void add_warning(struct strbuf *out, const struct case_view *view)
{
    const struct slv_hit *nearest =
        view->likely->count > 0 ? view->likely->articles[0].hit : NULL;

    if (!nearest || nearest->similar_cases == 0)
        return;
    html_markup(out, "<p class=\"under hint\">There may be one already: <a "
                     "target=\"_blank\" href=\"");
    article_url(out, nearest->id, STR(""));
    html_markup(out, "\">");
    html_text(out, nearest->title.text);
    strbuf_add_format(out, "</a> resolved %u similar case%s.</p>\n",
                      nearest->similar_cases,
                      nearest->similar_cases == 1 ? "" : "s");
}

/* What resolved it; of something new, the draft that was made from it. */
static void add_ended_by(struct strbuf *out, const struct case_view *view)
{
    const struct case_record *record = view->record;

    for (size_t i = 0; i < record->link_count; i++) {
        if (record->links[i].kind != CASE_LINK_RESOLVED)
            continue;
        strbuf_add_format(out, "<p>%s: ",
                          record->outcome == CASE_OUTCOME_NEW
                              ? "Something new, and an article from it"
                              : "Resolved by");
        case_linked_write(out, view, i);
        html_markup(out, "</p>\n");
    }
    if (record->outcome == CASE_OUTCOME_NONE) {
        html_markup(out, "<p>No article: ");
        html_text(out, record->reason);
        html_markup(out, "</p>\n");
    }
}

static void add_close(struct strbuf *out, const struct case_view *view)
{
    bool is_open = view->form.action == CASE_ACTION_CLOSE;

    if (!case_view_may(view, RIGHT_CASES_WORK))
        return;
    html_markup(out, "<section class=\"box\" aria-labelledby=\"~ending\">\n");
    if (view->record->state == CASE_CLOSED) {
        html_markup(out, "<h2 id=\"~ending\">This case is closed</h2>\n");
        add_ended_by(out, view);
        case_form_begin(out, view, "~reopen");
        html_markup(out, "<p class=\"hint\">Reopening counts against the "
                         "article that was said to have resolved it.</p>\n"
                         "<button class=\"button\" name=\"action\" "
                         "value=\"reopen\">Reopen the case</button>\n</form>\n"
                         "</section>\n");
        return;
    }
    html_markup(out, "<details class=\"close\" id=\"~closing\"");
    if (is_open)
        html_markup(out, " open");
    html_markup(out, ">\n<summary id=\"~ending\">Close the case</summary>\n");
    case_form_begin(out, view, "~close");
    html_markup(out, "<fieldset>\n<legend>What resolved it?</legend>\n");
    add_choice(out, view, "known", "An article that is there");
    add_known(out, view);
    add_choice(out, view, "new",
               "Something new: draft an article from this case");
    add_warning(out, view);
    add_choice(out, view, "none", "No article, because");
    html_markup(out, "<div class=\"under\"><input name=\"reason\" "
                     "aria-label=\"Why no article\" maxlength=\"2000\" "
                     "value=\"");
    html_attr(out, view->form.reason);
    html_markup(out, "\"></div>\n</fieldset>\n<button class=\"button main\" "
                     "name=\"action\" value=\"close\">Close the case</button>\n"
                     "</form>\n</details>\n</section>\n");
}

void case_view_write(struct strbuf *out, const struct case_view *view)
{
    desk_begin(out, &view->desk, view->record->subject);
    html_markup(out, "<div class=\"desk case\">\n");
    add_head(out, view);
    html_markup(out, "<div class=\"talk\">\n");
    add_thread(out, view);
    add_answer(out, view);
    add_close(out, view);
    case_below_write(out, view);
    html_markup(out, "</div>\n<aside class=\"beside\" "
                     "aria-label=\"About this case\">\n");
    case_side_write(out, view);
    html_markup(out, "</aside>\n</div>\n");
    desk_end(out, &view->desk);
}
