/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes what stands beside the conversation of a case (likely articles, links)
 * and below it (owner and severity, time).
 */
#include "server/pages/case_parts.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "text/html_write.h"

static void begin_part(struct strbuf *out, const char *id, const char *title)
{
    strbuf_add_format(
        out, "<section aria-labelledby=\"%s\">\n<h2 id=\"%s\">%s</h2>\n", id,
        id, title);
}

static void end_part(struct strbuf *out)
{
    html_markup(out, "</section>\n");
}

static void add_likely(struct strbuf *out, const struct case_view *view)
{
    begin_part(out, "~likely-title", "Likely articles");
    desk_likely(out, view->likely,
                case_view_may(view, RIGHT_CASES_WORK) ? LIKELY_TO_ANSWER
                                                      : LIKELY_TO_READ);
    end_part(out);
}

/* --- links --- */

static void add_edit(struct strbuf *out, struct str id, struct str title)
{
    html_markup(out, " <a href=\"/write/");
    uri_encode_path(out, id);
    html_markup(out, "\" aria-label=\"Edit the draft ");
    html_attr(out, title);
    html_markup(out, "\">Edit the draft</a>");
}

void case_linked_write(struct strbuf *out, const struct case_view *view,
                       size_t i)
{
    const struct case_linked *linked = &view->linked[i];
    struct str id = view->record->links[i].article_id;

    if (linked->has_page) {
        html_markup(out, "<a target=\"_blank\" href=\"");
        article_url(out, id, STR(""));
        html_markup(out, "\">");
    }
    html_text(out, linked->title.len > 0 ? linked->title : id);
    if (linked->has_page)
        html_markup(out, "</a>");
    if (linked->title.len == 0)
        html_markup(out, " <span class=\"soft\">(no such article yet)</span>");
    if (linked->is_draft)
        html_markup(out, " <span class=\"label\">draft</span>");
    if (linked->is_draft && linked->may_be_edited)
        add_edit(out, id, linked->title);
}

static void add_link(struct strbuf *out, const struct case_view *view, size_t i)
{
    static const char *const words[] = {
        [CASE_LINK_RESOLVED] = "Resolved it",
        [CASE_LINK_TRIED] = "Tried",
        [CASE_LINK_WRONG] = "Wrong",
    };
    const struct case_link *link = &view->record->links[i];

    strbuf_add_format(out, "<li class=\"link %s\">\n",
                      case_link_kind_word(link->kind));
    case_linked_write(out, view, i);
    strbuf_add_format(out, "\n<p class=\"soft\"><b>%s</b>", words[link->kind]);
    if (link->who.len > 0) {
        html_markup(out, ", said ");
        html_text(out, link->who);
    }
    html_markup(out, ", ");
    desk_ago(out, &view->desk, link->created_unix_s);
    html_markup(out, "</p>\n");
    if (link->comment.len > 0) {
        html_markup(out, "<p dir=\"auto\">");
        html_text(out, link->comment);
        html_markup(out, "</p>\n");
    }
    if (case_view_may(view, RIGHT_CASES_WORK)) {
        html_markup(out, "<button class=\"small\" form=\"~link\" "
                         "name=\"unlink\" value=\"");
        html_attr(out, link->article_id);
        html_markup(out, "\" aria-label=\"Remove the link to ");
        html_attr(out, view->linked[i].title.len > 0 ? view->linked[i].title
                                                     : link->article_id);
        html_markup(out, "\">Remove</button>\n");
    }
    html_markup(out, "</li>\n");
}

static void add_link_form(struct strbuf *out, const struct case_view *view)
{
    static const struct {
        struct str value;
        struct str text;
    } kinds[] = {
        {{"tried", 5}, {"Tried", 5}},
        {{"resolved", 8}, {"Resolved it", 11}},
        {{"wrong", 5}, {"Wrong", 5}},
    };
    bool is_open =
        view->form.action == CASE_ACTION_LINK && view->mistake.len > 0;

    html_markup(out, "<details class=\"more\" id=\"~linking\"");
    if (is_open)
        html_markup(out, " open");
    html_markup(out, "><summary>Link an article, or say what is wrong with "
                     "one</summary>\n");
    case_form_begin(out, view, "~link");
    html_markup(out, "<label>Its address or id <input name=\"article\" "
                     "list=\"~likely-ids\" maxlength=\"400\" value=\"");
    html_attr(out, is_open ? view->form.article : STR(""));
    html_markup(out, "\"></label>\n<datalist id=\"~likely-ids\">\n");
    for (size_t i = 0; i < view->likely->count; i++)
        desk_option(out, view->likely->articles[i].hit->id,
                    view->likely->articles[i].hit->title.text, false);
    html_markup(out, "</datalist>\n<label>It was <select name=\"kind\">\n");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        desk_option(out, kinds[i].value, kinds[i].text,
                    is_open &&
                        str_equal(kinds[i].value, str_from(case_link_kind_word(
                                                      view->form.kind))));
    html_markup(out, "</select></label>\n<label>What is wrong with it <span "
                     "class=\"soft\">(needed for a wrong one)</span> <input "
                     "name=\"comment\" maxlength=\"2000\" value=\"");
    html_attr(out, is_open ? view->form.comment : STR(""));
    html_markup(out, "\"></label>\n<button class=\"button\" name=\"action\" "
                     "value=\"link\">Link it</button>\n</form>\n</details>\n");
}

static void add_links(struct strbuf *out, const struct case_view *view)
{
    begin_part(out, "~links", "Articles of this case");
    if (view->record->link_count == 0)
        html_markup(out, "<p class=\"soft\">None yet.</p>\n");
    else
        html_markup(out, "<ul class=\"plain links-of-case\">\n");
    for (size_t i = 0; i < view->record->link_count; i++)
        add_link(out, view, i);
    if (view->record->link_count > 0)
        html_markup(out, "</ul>\n");
    if (case_view_may(view, RIGHT_CASES_WORK))
        add_link_form(out, view);
    end_part(out);
}

/* --- owner, severity, state --- */

static void add_owner_select(struct strbuf *out, const struct case_view *view)
{
    bool has_me = view->login.len == 0;

    html_markup(out, "<label>Owner <select name=\"agent\">\n");
    desk_option(out, STR(""), STR("Nobody yet"), view->record->agent.len == 0);
    for (size_t i = 0; i < view->agent_count; i++) {
        const struct case_agent *agent = &view->agents[i];

        has_me = has_me || str_equal(agent->key, view->login);
        desk_option(out, agent->key,
                    agent->name.len > 0 ? agent->name : agent->key,
                    str_equal(agent->key, view->record->agent));
    }
    if (!has_me)
        desk_option(out, view->login, view->login, false);
    html_markup(out, "</select></label>\n");
}

/* What reports of the team's work want to know of it. */
static void add_mark(struct strbuf *out, const char *name, const char *label,
                     bool is_set)
{
    strbuf_add_format(out,
                      "<label class=\"check\"><input type=\"checkbox\" "
                      "name=\"%s\" value=\"1\"%s> %s</label>\n",
                      name, is_set ? " checked" : "", label);
}

static void add_settings(struct strbuf *out, const struct case_view *view)
{
    const struct case_record *record = view->record;

    if (!case_view_may(view, RIGHT_CASES_WORK))
        return;
    begin_part(out, "~owner", "Owner and severity");
    case_form_begin(out, view, "~set");
    add_owner_select(out, view);
    html_markup(out, "<label for=\"~severity\">Severity</label>\n");
    case_severity_select(out, view, "~severity", record->severity);
    if (record->state != CASE_CLOSED) {
        html_markup(out, "<label>State <select name=\"state\">\n");
        desk_option(out, STR("open"), STR("Open"), record->state == CASE_OPEN);
        desk_option(out, STR("waiting"), STR("Waiting for customer"),
                    record->state == CASE_WAITING);
        html_markup(out, "</select></label>\n");
    }
    html_markup(out, "<label>Version <input name=\"version\" "
                     "maxlength=\"400\" value=\"");
    html_attr(out, record->product_version);
    html_markup(out, "\"></label>\n<label>Where it happens: platform, test "
                     "site <input name=\"environment\" maxlength=\"400\" "
                     "value=\"");
    html_attr(out, record->environment);
    html_markup(out, "\"></label>\n");
    add_mark(out, "outside", "Another department handled it",
             record->is_outside);
    add_mark(out, "executive", "It reached an executive", record->is_executive);
    html_markup(out, "<button class=\"button\" name=\"action\" "
                     "value=\"set\">Save</button>\n</form>\n");
    end_part(out);
}

/* --- time --- */

static void add_times(struct strbuf *out, const struct case_view *view)
{
    int total = 0;

    for (size_t i = 0; i < view->time_count; i++)
        total += view->times[i].minutes;
    html_markup(out, "<p>");
    if (total == 0)
        html_markup(out, "<span class=\"soft\">None yet.</span>");
    else
        desk_minutes(out, total);
    html_markup(out, "</p>\n");
    if (view->time_count == 0)
        return;
    html_markup(out, "<ul class=\"plain times\">\n");
    for (size_t i = 0; i < view->time_count; i++) {
        const struct case_time *entry = &view->times[i];

        html_markup(out, "<li>");
        html_text(out, entry->worked_on);
        html_markup(out, ", ");
        desk_minutes(out, entry->minutes);
        html_markup(out, ", ");
        html_text(out, entry->agent);
        if (entry->note.len > 0) {
            html_markup(out, ": ");
            html_text(out, entry->note);
        }
        html_markup(out, "</li>\n");
    }
    html_markup(out, "</ul>\n");
}

static void add_time(struct strbuf *out, const struct case_view *view)
{
    bool is_again =
        view->form.action == CASE_ACTION_TIME && view->mistake.len > 0;

    begin_part(out, "~time", "Time");
    add_times(out, view);
    if (case_view_may(view, RIGHT_TIME_WRITE)) {
        case_timer_write(out, view);
        case_form_begin(out, view, "~time-form");
        html_markup(out, "<div class=\"pair\"><label>Minutes <input "
                         "name=\"minutes\" inputmode=\"numeric\" "
                         "maxlength=\"5\" value=\"");
        html_attr(out, is_again ? view->form.minutes : STR(""));
        html_markup(out, "\"></label>\n<label>Day <input name=\"worked_on\" "
                         "type=\"date\" value=\"");
        html_attr(out, is_again ? view->form.worked_on : view->today);
        html_markup(out, "\"></label></div>\n<label>What was done <input "
                         "name=\"time_note\" maxlength=\"2000\" value=\"");
        html_attr(out, is_again ? view->form.time_note : STR(""));
        html_markup(out, "\"></label>\n<button class=\"button\" "
                         "name=\"action\" value=\"time\">Add time</button>\n"
                         "</form>\n");
    }
    end_part(out);
}

void case_side_write(struct strbuf *out, const struct case_view *view)
{
    add_likely(out, view);
    add_links(out, view);
    case_duties_write(out, view);
    case_same_write(out, view);
}

void case_below_write(struct strbuf *out, const struct case_view *view)
{
    html_markup(out, "<div class=\"below\">\n");
    add_settings(out, view);
    add_time(out, view);
    html_markup(out, "</div>\n");
}
