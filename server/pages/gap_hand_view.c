/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the forms on the page of a gap by which people name, merge and split
 * it. What they do is server/gap_hand.c.
 */
#include "server/pages/coverage_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/rights.h"
#include "text/html_write.h"

static bool may_decide(const struct gap_view *view)
{
    return rights_have(view->desk.rights, RIGHT_ARTICLES_PUBLISH) &&
           view->figures.gap.state != GAP_COVERED && view->figures.cases > 0;
}

bool gap_may_split(const struct gap_view *view)
{
    return may_decide(view) &&
           rights_have(view->desk.rights, RIGHT_CASES_READ) &&
           view->figures.cases > 1;
}

bool gap_tried(const struct gap_view *view, const char *action)
{
    return view->mistake.len > 0 && str_equal(view->tried, str_from(action));
}

static void begin_form(struct strbuf *out, const struct gap_view *view,
                       const char *id)
{
    html_markup(out, "<form method=\"post\"");
    if (id)
        strbuf_add_format(out, " id=\"%s\"", id);
    strbuf_add_format(out, " action=\"/coverage/%lld\">\n",
                      (long long) view->figures.gap.id);
    visitor_csrf_field(out, view->desk.visitor);
}

static void end_form(struct strbuf *out, const char *action, const char *words)
{
    strbuf_add_format(out,
                      "<p class=\"acts\"><button class=\"button\" "
                      "name=\"action\" value=\"%s\">%s</button></p></form>\n",
                      action, words);
}

static void add_name(struct strbuf *out, const struct gap_view *view)
{
    begin_form(out, view, NULL);
    html_markup(out, "<label for=\"~name\">Name</label>\n<p class=\"hint\">In "
                     "place of the words that tell it from others. Empty: by "
                     "these words again.</p>\n<input id=\"~name\" "
                     "name=\"name\" maxlength=\"200\" autocomplete=\"off\" "
                     "value=\"");
    html_attr(out, view->name.len > 0 ? view->name : view->figures.gap.name);
    html_markup(out, "\">\n");
    end_form(out, "name", "Call it so");
}

static void add_merge(struct strbuf *out, const struct gap_view *view)
{
    size_t count = 0;

    for (size_t i = 0; i < view->other_count; i++)
        count += view->others[i].gap.id != view->figures.gap.id &&
                 view->others[i].cases > 0;
    if (count == 0)
        return;
    begin_form(out, view, NULL);
    html_markup(out, "<label for=\"~into\">The same problem as</label>\n"
                     "<p class=\"hint\">Its cases become cases of that gap. "
                     "This can be undone there.</p>\n"
                     "<select id=\"~into\" name=\"into\">\n");
    for (size_t i = 0; i < view->other_count; i++) {
        const struct gap_figures *other = &view->others[i];

        if (other->gap.id == view->figures.gap.id || other->cases == 0)
            continue;
        strbuf_add_format(out, "<option value=\"%lld\">",
                          (long long) other->gap.id);
        html_text(out, coverage_gap_title(&other->gap));
        strbuf_add_format(out, " (%llu)</option>\n",
                          (unsigned long long) other->cases);
    }
    html_markup(out, "</select>\n");
    end_form(out, "merge", "Make them one");
}

static bool can_undo(const struct gap_view *view)
{
    for (size_t i = 0; i < view->tie_count; i++)
        if (view->ties[i].from_gap_id != view->ties[i].gap_id)
            return true;
    return false;
}

void gap_hand_write(struct strbuf *out, const struct gap_view *view)
{
    if (!may_decide(view))
        return;
    if (gap_may_split(view)) {
        begin_form(out, view, "~split");
        end_form(out, "split", "Make the ticked cases a gap of their own");
    }
    if (can_undo(view)) {
        begin_form(out, view, NULL);
        html_markup(out, "<p>Cases were brought here by hand.</p>\n");
        end_form(out, "undo", "Undo that");
    }
    html_markup(out, "<details class=\"more\"");
    if (gap_tried(view, "name") || gap_tried(view, "merge"))
        html_markup(out, " open");
    html_markup(out, "><summary>Name this gap, or merge it with another"
                     "</summary>\n");
    add_name(out, view);
    add_merge(out, view);
    html_markup(out, "</details>\n");
}
