/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page for writing from its view.
 */
#include "server/pages/write_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_files.h"
#include "server/article_links.h"
#include "server/article_text.h"
#include "text/html_write.h"
#include "text/uri.h"

enum { LOSS_BYTES_SHOWN = 120, SUBJECT_BYTES_SHOWN = 120 };

void write_url(struct strbuf *out, struct str id)
{
    html_markup(out, "/write/");
    uri_encode_path(out, id);
}

/* Who brought the article to the state that it has, when it was done here. */
static void add_state_by(struct strbuf *out, const struct write_view *view)
{
    for (size_t i = 0; i < view->history.event_count; i++) {
        const struct article_event *event = &view->history.events[i];

        if (event->action < ARTICLE_TO_DRAFT ||
            event->action > ARTICLE_TO_ARCHIVED)
            continue;
        if ((int) event->action - ARTICLE_TO_DRAFT != (int) view->article.state)
            return; /* the file says another one since */
        html_markup(out, " <span class=\"soft\">by ");
        html_text(out, event->actor);
        html_markup(out, ", ");
        desk_ago(out, &view->desk, event->at_unix_s);
        html_markup(out, "</span>");
        return;
    }
}

static void add_head(struct strbuf *out, const struct write_view *view)
{
    html_markup(out, "<div class=\"head\">\n<nav class=\"crumbs\" "
                     "aria-label=\"Where this is\"><ol><li>"
                     "<a href=\"/articles-health\">Articles</a></li></ol>"
                     "</nav>\n<h1>");
    html_text(out,
              view->is_new ? STR("Write an article") : view->article.title);
    html_markup(out, "</h1>\n<p class=\"labels\">");
    if (!view->is_new) {
        strbuf_add_format(out, "<span class=\"label\">%s</span>",
                          slv_state_name(view->article.state));
        add_state_by(out, view);
        strbuf_add_format(out, " <span class=\"label\">%s</span> <a href=\"",
                          slv_access_name(view->article.access));
        article_url(out, view->id, STR(""));
        html_markup(out, "\">See it</a> <span class=\"soft\"><code>");
        html_text(out, view->path);
        html_markup(out, "</code></span>");
    }
    html_markup(out, "</p>\n");
    desk_done(out, view->done);
    desk_mistake(out, view->mistake);
    html_markup(out, "</div>\n");
}

static void add_hidden(struct strbuf *out, const char *name, struct str value)
{
    strbuf_add_format(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    html_attr(out, value);
    html_markup(out, "\">\n");
}

static void add_button(struct strbuf *out, const char *value, const char *text,
                       bool is_main)
{
    strbuf_add_format(out,
                      "<button class=\"button%s\" name=\"action\" "
                      "value=\"%s\">%s</button>\n",
                      is_main ? " main" : "", value, text);
}

/* The states that the article can go to from where it is. */
static void add_states(struct strbuf *out, const struct write_view *view)
{
    static const struct {
        enum slv_state state;
        const char *text;
    } steps[] = {
        {SLV_STATE_DRAFT, "Back to draft"},
        {SLV_STATE_REVIEWED, "Save as reviewed"},
        {SLV_STATE_PUBLISHED, "Publish"},
        {SLV_STATE_ARCHIVED, "Archive"},
    };

    if (view->is_new || !view->may_publish || view->is_conflict)
        return;
    html_markup(out, "<fieldset class=\"states\">\n<legend>State</legend>\n");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (steps[i].state != view->article.state)
            add_button(out, slv_state_name(steps[i].state), steps[i].text,
                       false);
    html_markup(out, "</fieldset>\n");
}

static void add_form(struct strbuf *out, const struct write_view *view)
{
    html_markup(out, "<form method=\"post\" id=\"~write\" action=\"");
    if (view->is_new)
        html_markup(out, "/write");
    else
        write_url(out, view->id);
    html_markup(out, "\">\n");
    visitor_csrf_field(out, view->desk.visitor);
    add_hidden(out, "digest", view->digest);
    if (view->is_new) {
        html_markup(out, "<label for=\"~name\">Name of the file</label>\n"
                         "<p class=\"soft\" id=\"~name-hint\">Letters, digits "
                         "and hyphens, with folders if you like: "
                         "ssh/permission-denied. It becomes the address.</p>\n"
                         "<input id=\"~name\" name=\"name\" maxlength=\"200\" "
                         "autocomplete=\"off\" "
                         "aria-describedby=\"~name-hint\" value=\"");
        html_attr(out, view->id);
        html_markup(out, "\">\n");
    }
    html_markup(out, "<label for=\"~text\">Text</label>\n"
                     "<textarea id=\"~text\" name=\"text\" rows=\"32\" "
                     "spellcheck=\"true\" dir=\"auto\">\n");
    html_text(out, view->text);
    html_markup(out, "</textarea>\n<p class=\"go\">");
    add_button(out, "save",
               view->is_conflict ? "Save mine over the other" : "Save", true);
    add_button(out, "preview", "Preview", false);
    html_markup(out, "</p>\n");
    add_states(out, view);
    html_markup(out, "</form>\n");
}

/* --- what searches would lose --- */

static void add_loss(struct strbuf *out, const struct hold_loss *loss)
{
    struct str query = str_first(loss->query, str_find_char(loss->query, '\n'));

    html_markup(out, "<tr><td data-label=\"Asked\">");
    if (str_equal(loss->source, STR("case"))) {
        html_markup(out, "<a href=\"");
        desk_case_url(out, loss->case_number);
        html_markup(out, "\">Case ");
        html_text(out, loss->case_number);
        html_markup(out, "</a>: ");
        html_text(out, str_cut(query, LOSS_BYTES_SHOWN));
    } else {
        html_markup(out, "<a href=\"/search?q=");
        uri_encode(out, loss->query);
        html_markup(out, "\">");
        html_text(out, str_cut(query, LOSS_BYTES_SHOWN));
        html_markup(out, "</a>");
    }
    html_markup(out, "</td><td data-label=\"Kind\">");
    strbuf_add_cstr(out, str_equal(loss->source, STR("case"))
                             ? "a case that it resolved"
                         : str_equal(loss->source, STR("pin"))
                             ? "pinned to it"
                             : "searched, and it was opened");
    strbuf_add_format(out,
                      "</td><td data-label=\"Times\">%llu</td>"
                      "<td data-label=\"Place now\">%llu</td></tr>\n",
                      (unsigned long long) loss->times,
                      (unsigned long long) loss->rank_before);
}

/* The button sends the text as it stands in the box, with the reason. */
static void add_anyhow(struct strbuf *out, const struct write_view *view)
{
    html_markup(out, "<label for=\"~reason\">Why it is published all the same"
                     "</label>\n<input id=\"~reason\" name=\"reason\" "
                     "form=\"~write\" maxlength=\"1000\" "
                     "autocomplete=\"off\" value=\"");
    html_attr(out, view->reason);
    html_markup(out, "\">\n<p class=\"go\"><button class=\"button\" "
                     "form=\"~write\" name=\"anyhow\" value=\"");
    html_attr(out, view->anyhow.len ? view->anyhow : STR("published"));
    html_markup(out, "\">Publish anyhow</button></p>\n");
}

static void add_losses(struct strbuf *out, const struct write_view *view)
{
    if (view->loss_count == 0)
        return;
    html_markup(out, "<section id=\"~losses\" aria-labelledby=\"~losses-title"
                     "\">\n<h2 id=\"~losses-title\">Searches that would lose "
                     "it</h2>\n<p>");
    if (view->is_held)
        html_markup(out, "Readers do not have this text yet: it was held "
                         "back. ");
    html_markup(out, "These found the article on their first page, and would "
                     "not find it among the first 20 any more. Put their words "
                     "back into the text, or say why they do not matter.</p>\n"
                     "<table class=\"list\">\n<thead><tr><th scope=\"col\">"
                     "Asked</th><th scope=\"col\">Kind</th><th scope=\"col\">"
                     "Times</th><th scope=\"col\">Place now</th></tr></thead>"
                     "\n<tbody>\n");
    for (size_t i = 0; i < view->loss_count && i < HOLD_LOSSES_MAX; i++)
        add_loss(out, &view->losses[i]);
    html_markup(out, "</tbody></table>\n");
    if (view->loss_count > HOLD_LOSSES_MAX)
        strbuf_add_format(out, "<p class=\"hint\">And %zu more.</p>\n",
                          view->loss_count - HOLD_LOSSES_MAX);
    if (view->may_publish)
        add_anyhow(out, view);
    html_markup(out, "</section>\n");
}

/* --- beside --- */

static void add_findings(struct strbuf *out, const struct write_view *view)
{
    const struct diagnostics *findings = &view->findings;

    html_markup(out, "<section id=\"~findings\" aria-label=\"Findings\">\n"
                     "<h2>What the checker says</h2>\n");
    if (findings->count == 0) {
        html_markup(out, "<p class=\"soft\">Nothing to mend.</p>\n");
    } else {
        html_markup(out, "<ul class=\"findings\">\n");
        for (size_t i = 0; i < findings->count; i++) {
            const struct slv_diagnostic *item = &findings->items[i];

            strbuf_add_format(out, "<li class=\"%s\">",
                              slv_severity_name(item->severity));
            if (item->line)
                strbuf_add_format(out,
                                  "<a href=\"#~text\" data-line=\"%d\">Line "
                                  "%d</a>: ",
                                  item->line, item->line);
            html_text(out, item->message);
            strbuf_add_format(out, " <code>%s</code></li>\n", item->rule);
        }
        html_markup(out, "</ul>\n");
    }
    html_markup(out, "</section>\n");
}

static void add_preview(struct strbuf *out, const struct write_view *view)
{
    html_markup(out, "<section id=\"~preview\" aria-label=\"Preview\">\n"
                     "<h2>Preview</h2>\n<article class=\"prose\"");
    layout_lang(out, view->article.language);
    html_markup(out, ">\n<p class=\"preview-title\">");
    html_text(out, view->article.title);
    html_markup(out, "</p>\n");
    if (view->is_too_long)
        strbuf_add_format(out,
                          "<p>A text of more than %d kB is not previewed. "
                          "It can be saved all the same.</p>\n",
                          ARTICLE_TEXT_LOOKED_AT_BYTES / 1024);
    else
        html_raw(out, view->preview);
    html_markup(out, "</article>\n</section>\n");
}

static void add_conflict(struct strbuf *out, const struct write_view *view)
{
    html_markup(out, "<section id=\"~other\">\n<h2>What stands in the file "
                     "now</h2>\n<p>Your text is above, as you typed it. Take "
                     "over what you need; saving then replaces this.</p>\n"
                     "<label class=\"unseen\" for=\"~other-text\">The file as "
                     "it is now</label>\n<textarea id=\"~other-text\" "
                     "rows=\"20\" readonly>\n");
    html_text(out, view->other);
    html_markup(out, "</textarea>\n<h3>How yours differs</h3>\n");
    html_raw(out, view->difference);
    html_markup(out, "</section>\n");
}

static const char *said_of(enum article_action action)
{
    static const char *const words[ARTICLE_ACTION_COUNT] = {
        [ARTICLE_FOUND] = "as it was before",
        [ARTICLE_MADE] = "made it",
        [ARTICLE_CHANGED] = "changed it",
        [ARTICLE_TO_DRAFT] = "made it a draft",
        [ARTICLE_TO_REVIEWED] = "reviewed it",
        [ARTICLE_TO_PUBLISHED] = "published it",
        [ARTICLE_TO_ARCHIVED] = "archived it",
        [ARTICLE_RESTORED] = "restored an older text",
    };

    return words[action];
}

/* The text of this event was published though searches lost it. */
static void add_allowance(struct strbuf *out, const struct write_view *view,
                          const struct article_event *event)
{
    const struct article_allowance *allowance =
        article_history_allowance(&view->history, event);

    if (!allowance)
        return;
    strbuf_add_format(out, ", though %llu %s it: \xe2\x80\x9c",
                      (unsigned long long) allowance->lost,
                      allowance->lost == 1 ? "search loses" : "searches lose");
    html_text(out, allowance->reason);
    html_markup(out, "\xe2\x80\x9d");
}

static void add_event(struct strbuf *out, const struct write_view *view,
                      const struct article_event *event)
{
    html_markup(out, "<li>");
    desk_ago(out, &view->desk, event->at_unix_s);
    html_markup(out, " ");
    if (event->action != ARTICLE_FOUND) {
        html_text(out, event->actor);
        html_markup(out, " ");
    }
    strbuf_add_cstr(out, said_of(event->action));
    if (!str_equal(event->article_id, view->article.id) &&
        !str_equal(event->article_id, view->id)) {
        html_markup(out, " <span class=\"soft\">(as ");
        html_text(out, event->article_id);
        html_markup(out, ")</span>");
    }
    add_allowance(out, view, event);
    html_markup(out, " <a href=\"");
    write_url(out, view->id);
    html_markup(out, "?version=");
    uri_encode(out, event->digest);
    html_markup(out, "#~history\">difference<span class=\"unseen\"> from now"
                     "</span></a></li>\n");
}

static void add_commit(struct strbuf *out, const struct write_view *view,
                       const struct git_commit *commit)
{
    html_markup(out, "<li>");
    desk_ago(out, &view->desk, commit->at_unix_s);
    html_markup(out, " ");
    html_text(out, commit->author);
    html_markup(out, " committed it: \xe2\x80\x9c");
    html_text(out, str_cut(commit->subject, SUBJECT_BYTES_SHOWN));
    html_markup(out, "\xe2\x80\x9d <a href=\"");
    write_url(out, view->id);
    html_markup(out, "?version=");
    uri_encode(out, commit->id);
    html_markup(out, "#~history\">difference<span class=\"unseen\"> from now"
                     "</span></a></li>\n");
}

/* Both lists have the newest first, and so has what is shown. */
static void add_changes(struct strbuf *out, const struct write_view *view)
{
    const struct article_history *all = &view->history;
    size_t event = 0;
    size_t commit = 0;

    html_markup(out, "<ul class=\"events\">\n");
    while (event < all->event_count || commit < all->commit_count)
        if (commit == all->commit_count ||
            (event < all->event_count &&
             all->events[event].at_unix_s >= all->commits[commit].at_unix_s))
            add_event(out, view, &all->events[event++]);
        else
            add_commit(out, view, &all->commits[commit++]);
    html_markup(out, "</ul>\n");
}

static void add_history(struct strbuf *out, const struct write_view *view)
{
    if (view->is_new || view->is_conflict)
        return;
    html_markup(out, "<section id=\"~history\">\n<h2>History</h2>\n");
    if (view->history.event_count + view->history.commit_count > 0)
        add_changes(out, view);
    else
        html_markup(out, "<p class=\"soft\">Nobody has changed it here "
                         "yet.</p>\n");
    if (view->difference_of.len) {
        html_markup(out, "<h3>From that version to now</h3>\n");
        html_raw(out, view->difference);
        html_markup(out, "<p class=\"go\"><button class=\"button\" "
                         "form=\"~write\" name=\"restore\" value=\"");
        html_attr(out, view->difference_of);
        html_markup(out, "\">Put that version into the text box</button></p>"
                         "\n<p class=\"soft\">It is not saved before you save "
                         "it.</p>\n");
    }
    html_markup(out, "</section>\n");
}

void write_view_page(struct strbuf *out, const struct write_view *view)
{
    desk_begin(out, &view->desk,
               view->is_new ? STR("Write an article") : view->article.title);
    html_markup(out, "<div class=\"desk write\">\n");
    add_head(out, view);
    html_markup(out, "<div class=\"text\">\n");
    add_form(out, view);
    add_losses(out, view);
    if (view->is_conflict)
        add_conflict(out, view);
    add_history(out, view);
    html_markup(out, "</div>\n<div class=\"beside\">\n");
    add_findings(out, view);
    add_preview(out, view);
    html_markup(out, "</div>\n</div>\n<script type=\"module\" src=\"");
    layout_asset_url(out, "write.js");
    html_markup(out, "\"></script>\n");
    desk_end(out, &view->desk);
}
