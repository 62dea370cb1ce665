/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of the answers that use an article's reply from its view.
 */
#include "server/pages/replies_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "core/insight/health_lists.h"
#include "server/article_links.h"
#include "server/pages/difference_view.h"
#include "server/pages/write_view.h"
#include "text/html_write.h"
#include "text/uri.h"

void replies_url(struct strbuf *out, struct str article_id)
{
    html_markup(out, "/articles-health/replies/");
    uri_encode_path(out, article_id);
}

static void add_summary(struct strbuf *out, const struct replies_view *view)
{
    const struct article_evidence *evidence = &view->evidence;

    html_markup(out, "<p class=\"lead\">Since ");
    if (view->article->reviewed_unix_s == view->since_unix_s)
        html_markup(out, "the last review, ");
    layout_date(out, view->since_unix_s, false);
    if (evidence->replies == 0) {
        html_markup(out, ", no answer has used its reply.</p>\n");
        return;
    }
    html_markup(out, ", ");
    layout_number(out, evidence->replies_edited);
    html_markup(out, " of ");
    layout_number(out, evidence->replies);
    strbuf_add_cstr(out,
                    evidence->replies == 1
                        ? " answer that used its reply edited it much.</p>\n"
                        : " answers that used its reply edited it "
                          "much.</p>\n");
    if (health_reply_is_rewritten(evidence)) {
        html_markup(out, "<p>");
        layout_number(out, evidence->editors);
        html_markup(out, " people rewrote it: look at what they say instead, "
                         "and put it into the article.</p>\n");
    }
}

static void add_kept(struct strbuf *out, const struct reply_use *use)
{
    layout_number(out, (uint64_t) use->kept_count);
    strbuf_add_cstr(out, " of ");
    layout_number(out, (uint64_t) use->word_count);
    strbuf_add_cstr(out, use->word_count == 1 ? " word kept" : " words kept");
    if (reply_was_edited(use->kept_count, use->word_count))
        html_markup(out, " <span class=\"label\">edited much</span>");
    else if (reply_was_whole(use->kept_count, use->word_count))
        html_markup(out, " <span class=\"label\">sent as it stands</span>");
}

static void add_row(struct strbuf *out, const struct replies_view *view,
                    const struct replies_row *row, struct arena *arena)
{
    const struct reply_use *use = row->use;
    bool was_edited = reply_was_edited(use->kept_count, use->word_count);

    html_markup(out, "<li>\n<h2><a href=\"");
    desk_case_url(out, use->case_number);
    strbuf_add_format(out, "#~message-%lld", (long long) use->message_id);
    html_markup(out, "\">Case ");
    html_text(out, use->case_number);
    html_markup(out, "</a></h2>\n<p>");
    add_kept(out, use);
    html_markup(out, " <span class=\"soft\">");
    if (use->author_name.len > 0) {
        html_text(out, use->author_name);
        html_markup(out, ", ");
    }
    desk_ago(out, &view->desk, use->created_unix_s);
    if (use->created_unix_s < view->since_unix_s)
        html_markup(out, ", before the last review");
    html_markup(out, "</span></p>\n");
    if (row->reply.len == 0) {
        html_markup(out, "<p class=\"soft\">The article has no reply any "
                         "more.</p>\n</li>\n");
        return;
    }
    html_markup(out, "<details class=\"more\"");
    if (was_edited)
        html_markup(out, " open");
    html_markup(out, "><summary>What was changed<span class=\"unseen\"> in "
                     "case ");
    html_text(out, use->case_number);
    html_markup(out, "</span></summary>\n");
    if (view->article->updated_unix_s > use->created_unix_s)
        html_markup(out, "<p class=\"hint\">The article was changed after "
                         "this was sent: it is compared with the reply as it "
                         "is now.</p>\n");
    html_raw(out, difference_view(row->reply, use->text, arena));
    html_markup(out, "</details>\n</li>\n");
}

static void add_head(struct strbuf *out, const struct replies_view *view)
{
    html_markup(out, "<div class=\"head\">\n<nav class=\"crumbs\" "
                     "aria-label=\"Where this is\"><ol><li><a "
                     "href=\"/articles-health\">Article health</a></li><li>");
    html_text(out, view->article->title);
    html_markup(out, "</li></ol></nav>\n<h1>Replies from ");
    html_text(out, view->article->title);
    html_markup(out, "</h1>\n<p class=\"go\">");
    if (view->may_edit) {
        html_markup(out, "<a class=\"button main\" href=\"");
        write_url(out, view->article->id);
        html_markup(out, "\">Edit the article</a> ");
    }
    html_markup(out, "<a class=\"button\" href=\"");
    article_url(out, view->article->id, STR(""));
    html_markup(out, "\">Read it</a></p>\n");
    html_markup(out, "</div>\n");
}

void replies_view_write(struct strbuf *out, const struct replies_view *view,
                        struct arena *arena)
{
    desk_begin_look(out, &view->desk, STR("Replies"), "boards.css");
    html_markup(out, "<div class=\"desk replies\">\n");
    add_head(out, view);
    add_summary(out, view);
    if (view->count > 0) {
        html_markup(out, "<p class=\"hint\">A word is kept when it was sent "
                         "with two of its neighbours. What was written before, "
                         "behind and between does not count, nor do "
                         "placeholders that were filled in. Less than half is "
                         "edited much.</p>\n<ol class=\"plain mends\">\n");
        for (size_t i = 0; i < view->count; i++)
            add_row(out, view, &view->rows[i], arena);
        html_markup(out, "</ol>\n");
    } else {
        html_markup(out, "<p class=\"empty\">When an agent inserts its reply "
                         "into an answer and sends it, the answer is listed "
                         "here.</p>\n");
    }
    if (view->has_more)
        strbuf_add_format(out,
                          "<p class=\"hint\">There are more; these are "
                          "the newest %d.</p>\n",
                          REPLIES_SHOWN);
    html_markup(out, "</div>\n");
    desk_end(out, &view->desk);
}
