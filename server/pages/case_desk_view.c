/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the parts of a case's page that case_desk.c sees to: who is
 * responsible for what, the timer, and cases that are the same.
 */
#include "server/pages/case_parts.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/desk_page.h"
#include "text/html_write.h"

#include <stdio.h>

/* Was this form refused, and are its fields shown as they were typed? */
static bool is_again(const struct case_view *view, enum case_action action)
{
    return view->form.action == action && view->mistake.len > 0;
}

/* --- responsibilities --- */

static struct str person(const struct case_view *view, struct str key)
{
    for (size_t i = 0; i < view->people_count; i++)
        if (str_equal(view->people[i].key, key) && view->people[i].name.len > 0)
            return view->people[i].name;
    return key;
}

static void add_person_select(struct strbuf *out, const struct case_view *view,
                              const char *name, const char *label,
                              struct str chosen)
{
    bool is_there = chosen.len == 0;

    strbuf_add_format(out, "<label>%s <select name=\"%s\">\n", label, name);
    desk_option(out, STR(""), STR("Nobody yet"), chosen.len == 0);
    for (size_t i = 0; i < view->people_count; i++) {
        const struct case_agent *one = &view->people[i];
        bool is_chosen = str_equal(one->key, chosen);

        is_there = is_there || is_chosen;
        desk_option(out, one->key, one->name.len > 0 ? one->name : one->key,
                    is_chosen);
    }
    if (!is_there)
        desk_option(out, chosen, chosen, true);
    html_markup(out, "</select></label>\n");
}

static void add_duty(struct strbuf *out, const char *name, struct str who)
{
    strbuf_add_format(out, "<dt>%s</dt><dd>", name);
    if (who.len > 0)
        html_text(out, who);
    else
        html_markup(out, "<span class=\"soft\">Nobody yet</span>");
    html_markup(out, "</dd>\n");
}

static void add_fix(struct strbuf *out, const struct case_record *record)
{
    if (record->fix_id.len > 0) {
        html_markup(out, "<dt>Bug</dt><dd>");
        if (case_fix_id_is_address(record->fix_id)) {
            html_markup(out, "<a rel=\"noopener noreferrer\" href=\"");
            html_url(out, record->fix_id);
            html_markup(out, "\">");
            html_text(out, record->fix_id);
            html_markup(out, "</a>");
        } else {
            html_text(out, record->fix_id);
        }
        html_markup(out, "</dd>\n");
    }
    if (record->fixed_in.len > 0) {
        html_markup(out, "<dt>Fixed in</dt><dd>");
        html_text(out, record->fixed_in);
        html_markup(out, "</dd>\n");
    }
}

void case_duties_write(struct strbuf *out, const struct case_view *view)
{
    const struct case_record *record = view->record;
    bool again = is_again(view, CASE_ACTION_DUTIES);

    html_markup(out, "<section aria-labelledby=\"~duties\">\n<h2 "
                     "id=\"~duties\">Who sees to what</h2>\n<dl "
                     "class=\"facts\">\n");
    add_duty(out, "Fix", view->owner_name);
    add_duty(out, "Documentation", person(view, record->documenter));
    add_duty(out, "Permanent fix", person(view, record->fixer));
    add_fix(out, record);
    html_markup(out, "</dl>\n");
    if (case_view_may(view, RIGHT_CASES_FIX)) {
        html_markup(out, "<details class=\"more\"");
        if (again)
            html_markup(out, " open");
        html_markup(out, "><summary>Change</summary>\n");
        case_form_begin(out, view, "~duties-form");
        add_person_select(out, view, "documenter", "Documentation",
                          again ? view->form.documenter : record->documenter);
        add_person_select(out, view, "fixer", "Permanent fix",
                          again ? view->form.fixer : record->fixer);
        html_markup(out, "<label>Its number or address in the bug tracker "
                         "<input name=\"fix_id\" maxlength=\"1000\" value=\"");
        html_attr(out, again ? view->form.fix_id : record->fix_id);
        html_markup(out, "\"></label>\n<label>Version that ships it <input "
                         "name=\"fixed_in\" maxlength=\"400\" value=\"");
        html_attr(out, again ? view->form.fixed_in : record->fixed_in);
        html_markup(out, "\"></label>\n<button class=\"button\" "
                         "name=\"action\" value=\"duties\">Save</button>\n"
                         "</form>\n</details>\n");
    }
    html_markup(out, "</section>\n");
}

/* --- the timer --- */

static void add_running(struct strbuf *out, const struct case_view *view,
                        const struct timer *timer)
{
    int64_t minutes = timer_minutes(timer, view->desk.now_unix_s);

    strbuf_add_format(out,
                      "<p class=\"timer\">The timer runs: <b data-since=\""
                      "%lld\">",
                      (long long) timer->started_unix_s);
    desk_minutes(out, (int) (minutes < 1000000 ? minutes : 1000000));
    html_markup(out, "</b></p>\n");
    if (timer_is_forgotten(timer, view->desk.now_unix_s))
        html_markup(out, "<p class=\"hint\">It has run for more than half a "
                         "day. When you stop it, you say yourself how long the "
                         "work took.</p>\n");
    case_form_begin(out, view, "");
    html_markup(out, "<p class=\"go\"><button class=\"button\" name=\"action\" "
                     "value=\"stop\">Stop the timer</button></p>\n</form>\n");
}

static void add_stopped(struct strbuf *out, const struct case_view *view,
                        const struct timer *timer)
{
    char id[24];
    bool again;

    snprintf(id, sizeof id, "%lld", (long long) timer->id);
    again = is_again(view, CASE_ACTION_TIMER_ENTER) &&
            str_equal(view->form.timer, str_from(id));
    case_form_begin(out, view, "");
    strbuf_add_format(out,
                      "<input type=\"hidden\" name=\"timer\" value=\"%s\">\n"
                      "<p class=\"hint\">",
                      id);
    if (timer_is_forgotten(timer, view->desk.now_unix_s)) {
        html_markup(out, "This timer ran for ");
        desk_minutes(out, (int) (timer_minutes(timer, 0) < 1000000
                                     ? timer_minutes(timer, 0)
                                     : 1000000));
        html_markup(out, ". How long did the work take?");
    } else {
        html_markup(out, "The timer was stopped. Its time is entered when you "
                         "say so.");
    }
    html_markup(out, "</p>\n<div class=\"pair\"><label>Minutes <input "
                     "name=\"minutes\" inputmode=\"numeric\" maxlength=\"5\" "
                     "required value=\"");
    if (again)
        html_attr(out, view->form.minutes);
    else if (!timer_is_forgotten(timer, view->desk.now_unix_s))
        strbuf_add_format(out, "%lld", (long long) timer_minutes(timer, 0));
    html_markup(out, "\"></label>\n<label>Day <input name=\"worked_on\" "
                     "type=\"date\" value=\"");
    html_attr(out, again ? view->form.worked_on : view->today);
    html_markup(out, "\"></label></div>\n<label>What was done <input "
                     "name=\"time_note\" maxlength=\"2000\" value=\"");
    html_attr(out, again ? view->form.time_note : STR(""));
    html_markup(out, "\"></label>\n<p class=\"go\"><button class=\"button "
                     "main\" name=\"action\" value=\"enter\">Enter this time"
                     "</button>\n<button class=\"button\" name=\"action\" "
                     "value=\"drop\" formnovalidate>Throw it away</button></p>"
                     "\n</form>\n");
}

void case_timer_write(struct strbuf *out, const struct case_view *view)
{
    const struct visitor *visitor = view->desk.visitor;
    size_t count = visitor ? visitor->timer_count : 0;
    bool runs_here = false;

    for (size_t i = 0; i < count; i++) {
        const struct timer *timer = &visitor->timers[i];

        if (!str_equal(timer->case_number, view->record->number))
            continue;
        if (timer->stopped_unix_s == 0) {
            add_running(out, view, timer);
            runs_here = true;
        } else {
            add_stopped(out, view, timer);
        }
    }
    if (runs_here)
        return;
    case_form_begin(out, view, "");
    html_markup(out, "<p class=\"go\"><button class=\"button\" name=\"action\" "
                     "value=\"start\">Start the timer</button></p>\n</form>\n");
}

/* --- cases that are the same --- */

static void add_duplicate(struct strbuf *out, const struct case_view *view,
                          const struct case_queue_row *row)
{
    html_markup(out, "<li><a href=\"");
    desk_case_url(out, row->number);
    html_markup(out, "\">");
    html_text(out, row->number);
    html_markup(out, " ");
    html_text(out, row->subject);
    html_markup(out, "</a> <span class=\"soft\">");
    desk_ago(out, &view->desk, row->opened_unix_s);
    html_markup(out, "</span>");
    if (case_view_may(view, RIGHT_CASES_WORK)) {
        html_markup(out, "\n");
        case_form_begin(out, view, "");
        html_markup(out, "<input type=\"hidden\" name=\"other_case\" value=\"");
        html_attr(out, row->number);
        html_markup(out, "\">\n<button class=\"small\" name=\"action\" "
                         "value=\"merge\">Merge this case into it</button>\n"
                         "</form>");
    }
    html_markup(out, "</li>\n");
}

static void add_merged(struct strbuf *out, const struct case_view *view,
                       const struct case_merge *one)
{
    html_markup(out, "<li>");
    html_text(out, one->number);
    html_markup(out, " ");
    html_text(out, one->subject);
    html_markup(out, " <span class=\"soft\">merged by ");
    html_text(out, one->who);
    html_markup(out, ", ");
    desk_ago(out, &view->desk, one->at_unix_s);
    html_markup(out, "</span>");
    if (one->can_be_undone && case_view_may(view, RIGHT_CASES_WORK)) {
        html_markup(out, "\n");
        case_form_begin(out, view, "");
        html_markup(out, "<input type=\"hidden\" name=\"other_case\" value=\"");
        html_attr(out, one->number);
        html_markup(out, "\">\n<button class=\"small\" name=\"action\" "
                         "value=\"unmerge\">Take that back</button>\n</form>");
    }
    html_markup(out, "</li>\n");
}

static void add_merge_form(struct strbuf *out, const struct case_view *view)
{
    bool again = is_again(view, CASE_ACTION_MERGE);

    html_markup(out, "<details class=\"more\"");
    if (again)
        html_markup(out, " open");
    html_markup(out, "><summary>Merge into another case</summary>\n");
    case_form_begin(out, view, "~merge");
    html_markup(out, "<label>Number of the case that goes on <input "
                     "name=\"other_case\" maxlength=\"40\" value=\"");
    html_attr(out, again ? view->form.other_case : STR(""));
    html_markup(out, "\"></label>\n<p class=\"hint\">Conversation, links, time "
                     "and files go there, and this case is closed. Both are of "
                     "the same customer. It can be taken back until something "
                     "follows.</p>\n<button class=\"button\" name=\"action\" "
                     "value=\"merge\">Merge</button>\n</form>\n</details>\n");
}

void case_same_write(struct strbuf *out, const struct case_view *view)
{
    bool may_merge = case_view_may(view, RIGHT_CASES_WORK);

    if (view->duplicate_count + view->merge_count == 0 && !may_merge)
        return;
    html_markup(out, "<section aria-labelledby=\"~same\">\n<h2 id=\"~same\">"
                     "The same problem</h2>\n");
    if (view->duplicate_count > 0)
        html_markup(out, "<p>This customer has other open cases with much the "
                         "same subject:</p>\n<ul class=\"plain old-cases\">\n");
    for (size_t i = 0; i < view->duplicate_count; i++)
        add_duplicate(out, view, &view->duplicates[i]);
    if (view->duplicate_count > 0)
        html_markup(out, "</ul>\n");
    if (view->merge_count > 0)
        html_markup(out, "<p>Part of this case:</p>\n<ul class=\"plain "
                         "old-cases\">\n");
    for (size_t i = 0; i < view->merge_count; i++)
        add_merged(out, view, &view->merges[i]);
    if (view->merge_count > 0)
        html_markup(out, "</ul>\n");
    if (may_merge)
        add_merge_form(out, view);
    html_markup(out, "</section>\n");
}
