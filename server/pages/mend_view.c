/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of articles to mend from its view.
 */
#include "server/pages/mend_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_health.h"
#include "server/article_links.h"
#include "server/pages/layout.h"
#include "server/pages/replies_view.h"
#include "server/pages/write_view.h"
#include "server/rights.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_article(struct strbuf *out, struct str id, struct str title)
{
    html_markup(out, "<h3>");
    if (title.len > 0) {
        html_markup(out, "<a href=\"");
        article_url(out, id, STR(""));
        html_markup(out, "\">");
        html_text(out, title);
        html_markup(out, "</a>");
    } else {
        html_text(out, id);
        html_markup(out, " <span class=\"soft\">(gone)</span>");
    }
    html_markup(out, "</h3>\n");
}

static void add_case(struct strbuf *out, const struct mend_view *view,
                     struct str number)
{
    bool may_see = rights_have(view->desk.rights, RIGHT_CASES_READ);

    html_markup(out, "case ");
    if (may_see) {
        html_markup(out, "<a href=\"");
        desk_case_url(out, number);
        html_markup(out, "\">");
    }
    html_text(out, number);
    if (may_see)
        html_markup(out, "</a>");
}

static void add_hidden(struct strbuf *out, const char *name, struct str value)
{
    strbuf_add_format(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
    html_attr(out, value);
    html_markup(out, "\">\n");
}

static void begin_form(struct strbuf *out, const struct mend_view *view,
                       struct str article, struct str number)
{
    html_markup(out, "<form method=\"post\" action=\"/articles-to-mend\">\n");
    visitor_csrf_field(out, view->desk.visitor);
    add_hidden(out, "article", article);
    add_hidden(out, "case", number);
}

static void add_form(struct strbuf *out, const struct mend_view *view,
                     const struct mend *mend)
{
    bool again = view->mistake.len > 0 &&
                 str_equal(view->typed_case, mend->case_number) &&
                 str_equal(view->typed_article, mend->article_id);

    begin_form(out, view, mend->article_id, mend->case_number);
    html_markup(out, "<label>What was done <input name=\"done\" required "
                     "maxlength=\"2000\" value=\"");
    html_attr(out, again ? view->typed : STR(""));
    html_markup(out, "\"></label>\n<p class=\"go\"><button class=\"button\" "
                     "name=\"action\" value=\"done\">Done</button>\n");
    html_markup(out, "<a class=\"button\" href=\"/write/");
    uri_encode_path(out, mend->article_id);
    html_markup(out, "\">Edit the article</a></p>\n</form>\n");
}

static void add_row(struct strbuf *out, const struct mend_view *view,
                    const struct mend_row *row)
{
    const struct mend *mend = row->mend;

    html_markup(out, "<li>\n");
    add_article(out, mend->article_id, row->title);
    html_markup(out, "<p dir=\"auto\">");
    html_text(out, mend->wrong);
    html_markup(out, "</p>\n<p class=\"soft\">");
    if (mend->who.len > 0) {
        html_markup(out, "said by ");
        html_text(out, mend->who);
        html_markup(out, ", ");
    }
    add_case(out, view, mend->case_number);
    html_markup(out, ", ");
    desk_ago(out, &view->desk, mend->flagged_unix_s);
    html_markup(out, ", for ");
    html_text(out, row->is_own          ? STR("you")
                   : row->owner.len > 0 ? row->owner
                                        : STR("any writer"));
    html_markup(out, "</p>\n");
    if (mend->done_unix_s == 0) {
        add_form(out, view, mend);
    } else {
        html_markup(out, "<p><b>Done:</b> ");
        html_text(out, mend->done);
        html_markup(out, " <span class=\"soft\">");
        html_text(out, mend->done_by);
        html_markup(out, ", ");
        desk_ago(out, &view->desk, mend->done_unix_s);
        html_markup(out, "</span></p>\n");
    }
    html_markup(out, "</li>\n");
}

static void add_rows(struct strbuf *out, const struct mend_view *view,
                     const struct mend_row *rows, size_t count)
{
    html_markup(out, "<ul class=\"plain mends\">\n");
    for (size_t i = 0; i < count; i++)
        add_row(out, view, &rows[i]);
    html_markup(out, "</ul>\n");
}

static void add_fixes(struct strbuf *out, const struct mend_view *view)
{
    if (view->fix_count == 0)
        return;
    html_markup(out, "<section aria-labelledby=\"~fixed\">\n<h2 id=\"~fixed\">"
                     "Fixed for good, and not said in the article</h2>\n<ul "
                     "class=\"plain mends\">\n");
    for (size_t i = 0; i < view->fix_count; i++) {
        const struct mend_fix_row *row = &view->fixes[i];

        html_markup(out, "<li>\n");
        add_article(out, row->fixed->article_id, row->title);
        html_markup(out, "<p>Fixed in <b>");
        html_text(out, row->fixed->fix.version);
        html_markup(out, "</b>, says ");
        add_case(out, view, row->fixed->fix.case_number);
        if (row->stands.len > 0) {
            html_markup(out, "; the article says ");
            html_text(out, row->stands);
        }
        html_markup(out, ".</p>\n");
        if (rights_have(view->desk.rights, RIGHT_ARTICLES_PUBLISH)) {
            begin_form(out, view, row->fixed->article_id,
                       row->fixed->fix.case_number);
            html_markup(out, "<button class=\"button\" name=\"action\" "
                             "value=\"fixed_in\">Write it into the article"
                             "</button>\n</form>\n");
        }
        html_markup(out, "</li>\n");
    }
    html_markup(out, "</ul>\n</section>\n");
}

/* What agents write in place of a reply stands in their answers. */
static void add_rewritten(struct strbuf *out, const struct mend_view *view)
{
    bool may_see = rights_have(view->desk.rights, RIGHT_CASES_READ);

    if (view->rewritten_count == 0)
        return;
    html_markup(out, "<section aria-labelledby=\"~rewritten\">\n<h2 "
                     "id=\"~rewritten\">Replies that are rewritten</h2>\n<ul "
                     "class=\"plain mends\">\n");
    for (size_t i = 0; i < view->rewritten_count; i++) {
        const struct slv_article *article = &view->rewritten[i].article;
        const struct article_evidence *evidence = &view->rewritten[i].evidence;

        html_markup(out, "<li>\n");
        add_article(out, article->id, article->title);
        html_markup(out, "<p>");
        layout_number(out, evidence->editors);
        html_markup(out, " people edited its reply much, in ");
        layout_number(out, evidence->replies_edited);
        html_markup(out, " of ");
        layout_number(out, evidence->replies);
        html_markup(out, " answers that used it.");
        if (may_see) {
            html_markup(out, " <a href=\"");
            replies_url(out, article->id);
            html_markup(out, "\">Look at what they changed</a>");
        }
        html_markup(out, "</p>\n<p class=\"soft\">for ");
        html_text(out,
                  article->owner.len > 0 ? article->owner : STR("any writer"));
        html_markup(out, ", until the article is reviewed</p>\n<p "
                         "class=\"go\"><a class=\"button\" href=\"");
        write_url(out, article->id);
        html_markup(out, "\">Edit the article</a></p>\n</li>\n");
    }
    html_markup(out, "</ul>\n</section>\n");
}

void mend_view_write(struct strbuf *out, const struct mend_view *view)
{
    desk_begin(out, &view->desk, STR("Articles to mend"));
    html_markup(out, "<div class=\"desk mend\">\n<div class=\"head\">"
                     "<h1>Articles to mend</h1>\n");
    desk_mistake(out, view->mistake);
    desk_done(out, view->did);
    html_markup(out, "</div>\n<section aria-labelledby=\"~wrong\">\n<h2 "
                     "id=\"~wrong\">Said to be wrong</h2>\n");
    if (view->open_count == 0)
        html_markup(out, "<p class=\"soft\">Nothing waits. What agents link to "
                         "a case as wrong comes here.</p>\n");
    else
        add_rows(out, view, view->open, view->open_count);
    if (view->has_more)
        html_markup(out, "<p class=\"hint\">There are more; these are the "
                         "oldest.</p>\n");
    html_markup(out, "</section>\n");
    add_rewritten(out, view);
    add_fixes(out, view);
    if (view->done_count > 0) {
        html_markup(out, "<section aria-labelledby=\"~done\">\n<h2 "
                         "id=\"~done\">Done last</h2>\n");
        add_rows(out, view, view->done, view->done_count);
        html_markup(out, "</section>\n");
    }
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
