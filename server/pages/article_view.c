/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the article page from its view. Rendering the Markdown is left to
 * text/markdown.h, resolving its links to article_links.h, and answering the
 * form to feedback_page.c.
 */
#include "server/pages/article_view.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"
#include "server/article_links.h"
#include "server/pages/files_view.h"
#include "server/pages/layout.h"
#include "server/pages/visitor.h"
#include "server/pages/write_view.h"
#include "text/html_write.h"
#include "text/markdown.h"
#include "text/uri.h"
#include "text/utf8.h"

enum { CONTENTS_MIN = 2, CONTENTS_MAX = 60, SUMMARY_BYTES = 200 };

/* --- what customers see of an article --- */

/* Is section `i` a canned reply, or does it stand inside one? */
static bool is_for_desk(const struct slv_article *article, size_t i)
{
    int level = article->sections[i].level;

    if (article->sections[i].role == SLV_ROLE_REPLY)
        return true;
    while (i-- > 0) {
        const struct slv_section *above = &article->sections[i];

        if (above->level >= level)
            continue;
        if (above->role == SLV_ROLE_REPLY && above->level > 0)
            return true;
        level = above->level;
    }
    return false;
}

static bool has_desk_section(const struct slv_article *article)
{
    for (size_t i = 0; i < article->section_count; i++) {
        if (article->sections[i].role == SLV_ROLE_REPLY)
            return true;
    }
    return false;
}

struct str article_view_markdown(const struct slv_article *article,
                                 struct arena *arena)
{
    struct markdown_outline outline;
    struct str rest = article->markdown;
    char *kept;
    size_t len = 0;
    size_t section = 0;
    int line = 0;

    if (!has_desk_section(article))
        return rest;
    markdown_outline(rest, arena, &outline);
    if (outline.section_count != article->section_count)
        return rest;
    kept = arena_alloc(arena, rest.len + 1);
    while (rest.len > 0) {
        size_t end = str_find_char(rest, '\n');

        end += end < rest.len;
        while (section + 1 < outline.section_count &&
               outline.sections[section + 1].line <= line)
            section++;
        if (!is_for_desk(article, section)) {
            memcpy(kept + len, rest.ptr, end);
            len += end;
        }
        rest = str_from_offset(rest, end);
        line++;
    }
    return (struct str){kept, len};
}

struct str article_view_summary(const struct slv_article *article,
                                struct arena *arena)
{
    char *text = arena_alloc(arena, SUMMARY_BYTES + sizeof "...");
    size_t len = 0;

    for (size_t i = 0; i < article->section_count; i++) {
        const struct slv_section *section = &article->sections[i];

        if (is_for_desk(article, i))
            continue;
        for (size_t at = section->text_begin; at < section->text_end; at++) {
            char c = article->text.ptr[at];
            bool is_space = ascii_is_space(c);

            if (is_space && (len == 0 || text[len - 1] == ' '))
                continue;
            if (len == SUMMARY_BYTES) {
                while (len > 0 && text[len - 1] != ' ')
                    len--;
                if (len == 0) /* one long word */
                    return utf8_prefix((struct str){text, SUMMARY_BYTES},
                                       SUMMARY_BYTES - UTF8_MAX);
                memcpy(text + len - 1, "\xe2\x80\xa6", 3);
                return (struct str){text, len + 2};
            }
            text[len++] = is_space ? ' ' : c;
        }
        if (len > 0 && len < SUMMARY_BYTES && text[len - 1] != ' ')
            text[len++] = ' ';
    }
    return str_trim((struct str){text, len});
}

/* --- head --- */

static void add_crumbs(struct strbuf *out, const struct article_view *view)
{
    static const struct slv_search_request all;
    const struct str_list *products = &view->article->products;

    html_markup(out, "<nav class=\"crumbs\" aria-label=\"Where this is\"><ol>"
                     "<li><a href=\"/\">Home</a></li>");
    if (products->count > 0) {
        html_markup(out, "<li><a href=\"");
        layout_search_url(out, &all,
                          &(struct search_change){.toggle = true,
                                                  .facet = SLV_FACET_PRODUCT,
                                                  .value = products->items[0]});
        html_markup(out, "\">");
        html_text(out, products->items[0]);
        html_markup(out, "</a></li>");
    }
    html_markup(out, "</ol></nav>\n");
}

static void add_fact(struct strbuf *out, const char *name,
                     const struct str_list *values)
{
    if (values->count == 0)
        return;
    html_markup(out, "<dt>");
    strbuf_add_cstr(out, name);
    html_markup(out, "</dt><dd>");
    layout_list(out, values);
    html_markup(out, "</dd>\n");
}

/* What a case says, for staff, until it stands in the article. */
static void add_fix(struct strbuf *out, const struct mend_fix *fix)
{
    if (fix->version.len == 0)
        return;
    html_markup(out, "<dt>Fixed in</dt><dd>");
    html_text(out, fix->version);
    html_markup(out, ", says <a href=\"/cases/");
    uri_encode(out, fix->case_number);
    html_markup(out, "\">case ");
    html_text(out, fix->case_number);
    html_markup(out, "</a>; customers see it when it stands in the article, "
                     "see <a href=\"/articles-to-mend\">articles to mend</a>"
                     "</dd>\n");
}

static void add_facts(struct strbuf *out, const struct article_view *view)
{
    const struct slv_article *article = view->article;
    struct str fixed_in = article->fixed_in;
    struct str_list fixed = {&fixed_in, fixed_in.len > 0};

    if (article->products.count + article->versions.count +
            article->platforms.count + fixed.count + view->fix.version.len ==
        0)
        return;
    html_markup(out, "<dl class=\"applies\">\n");
    add_fact(out, "Applies to", &article->products);
    add_fact(out, "Version", &article->versions);
    add_fact(out, "Platform", &article->platforms);
    add_fact(out, "Fixed in", &fixed);
    add_fix(out, &view->fix);
    html_markup(out, "</dl>\n");
}

/* --- contents --- */

/* Is section `i` the title, which the page says once, at its top? */
static bool is_title(const struct slv_article *article, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (article->sections[j].level == 1)
            return false;
    }
    return article->sections[i].level == 1;
}

/* The page's title takes the place of the article's first heading, so links
 * to that must find it. */
static void add_title_anchor(struct strbuf *out,
                             const struct slv_article *article)
{
    for (size_t i = 0; i < article->section_count; i++) {
        if (!is_title(article, i))
            continue;
        html_markup(out, "<h1 itemprop=\"headline\" id=\"");
        html_attr(out, article->sections[i].anchor);
        html_markup(out, "\"");
        layout_lang(out, article->language);
        html_markup(out, ">");
        return;
    }
    html_markup(out, "<h1 itemprop=\"headline\"");
    layout_lang(out, article->language);
    html_markup(out, ">");
}

/* What customers do not see says so; they never come here. */
static void add_secrecy(struct strbuf *out, const struct slv_article *article)
{
    bool is_published = article->state == SLV_STATE_PUBLISHED;

    if (is_published && article->access != SLV_ACCESS_INTERNAL)
        return;
    html_markup(out, "<p><span class=\"label\">");
    strbuf_add_cstr(out, is_published ? slv_access_name(article->access)
                                      : slv_state_name(article->state));
    html_markup(out, "</span> <span class=\"soft\">Customers do not see this "
                     "article.</span></p>\n");
}

static bool is_listed(const struct slv_article *article, size_t i, int top)
{
    const struct slv_section *section = &article->sections[i];

    return section->level >= top && section->level <= top + 1 &&
           section->title.len > 0 && !is_title(article, i) &&
           !is_for_desk(article, i);
}

static int top_level(const struct slv_article *article)
{
    int top = 7;

    for (size_t i = 0; i < article->section_count; i++) {
        int level = article->sections[i].level;

        if (level > 0 && level < top && !is_title(article, i) &&
            !is_for_desk(article, i))
            top = level;
    }
    return top;
}

static void add_contents(struct strbuf *out, const struct slv_article *article)
{
    int top = top_level(article);
    size_t count = 0;

    for (size_t i = 0; i < article->section_count; i++)
        count += is_listed(article, i, top);
    if (count < CONTENTS_MIN)
        return;
    /* The summary alone folds the list that follows: see .fold. */
    html_markup(out, "<div class=\"beside\">\n<details class=\"fold\"><summary>"
                     "On this page</summary></details>\n"
                     "<nav class=\"contents\" aria-labelledby=\"~contents\">\n"
                     "<h2 id=\"~contents\">On this page</h2>\n<ul");
    layout_lang(out, article->language);
    html_markup(out, ">\n");
    count = 0;
    for (size_t i = 0; i < article->section_count && count < CONTENTS_MAX;
         i++) {
        const struct slv_section *section = &article->sections[i];

        if (!is_listed(article, i, top))
            continue;
        count++;
        strbuf_add_format(out, "<li class=\"level-%d\"><a href=\"#",
                          section->level == top ? 2 : 3);
        uri_encode(out, section->anchor);
        html_markup(out, "\">");
        html_text(out, section->title);
        html_markup(out, "</a></li>\n");
    }
    html_markup(out, "</ul>\n</nav>\n</div>\n");
}

/* --- marks --- */

static void add_marks_line(struct strbuf *out, const struct article_view *view)
{
    if (!view->has_marks)
        return;
    html_markup(out, "<p class=\"marks\">The words of your search are marked. "
                     "<a href=\"");
    article_url(out, view->article->id, STR(""));
    html_markup(out, "\">Remove the marks</a></p>\n");
}

/* --- foot --- */

/* For those who may write: the way to the text. */
static void add_edit_link(struct strbuf *out, const struct article_view *view)
{
    const struct visitor *visitor = view->visitor;

    if (!visitor || !visitor->user ||
        !rights_have(rights_of_role(visitor->user->role), RIGHT_ARTICLES_DRAFT))
        return;
    html_markup(out, "<p class=\"edit\"><a href=\"");
    write_url(out, view->article->id);
    html_markup(out, "\">Edit this article</a></p>\n");
}

/* Patches, tools and scripts, with what tells whether they came whole. */
static void add_files(struct strbuf *out, const struct slv_article *article)
{
    if (article->attachment_count == 0)
        return;
    html_markup(out, "<section class=\"downloads\" "
                     "aria-labelledby=\"~files\">\n<h2 id=\"~files\">Files"
                     "</h2>\n<ul>\n");
    for (size_t i = 0; i < article->attachment_count; i++) {
        const struct slv_attachment *file = &article->attachments[i];

        html_markup(out, "<li><a href=\"");
        article_file_url(out, article, file);
        html_markup(out, "\" download><bdi>");
        html_text(out, file->name);
        html_markup(out, "</bdi></a> <span class=\"soft\">");
        attachment_size_write(out, file->size_bytes);
        html_markup(out, "</span><br>\n");
        files_checksum(out, file->sha256);
        html_markup(out, "</li>\n");
    }
    html_markup(out, "</ul>\n</section>\n");
}

static void add_reviewed(struct strbuf *out, const struct slv_article *article)
{
    char changed[CLOCK_DATE_BYTES];

    clock_format_date(article->updated_unix_s, changed);
    html_markup(out, "<meta itemprop=\"dateModified\" content=\"");
    strbuf_add_cstr(out, changed);
    html_markup(out, "\">\n<p class=\"reviewed\">");
    if (article->reviewed_unix_s > 0) {
        html_markup(out, "Last reviewed on ");
        layout_date(out, article->reviewed_unix_s, false);
    } else {
        html_markup(out, "Last changed on ");
        layout_date(out, article->updated_unix_s, false);
    }
    if (article->owner.len > 0) {
        strbuf_add_cstr(
            out, article->reviewed_unix_s > 0 ? " by " : ", looked after by ");
        html_text(out, article->owner);
    }
    html_markup(out, "</p>\n");
}

static void add_form_start(struct strbuf *out, const struct article_view *view)
{
    html_markup(out, "<form method=\"post\" action=\"/feedback\">\n");
    visitor_csrf_field(out, view->visitor);
    html_markup(out, "<input type=\"hidden\" name=\"article\" value=\"");
    html_attr(out, view->article->id);
    /* A field that no person sees: what fills it in is a program. */
    html_markup(out, "\">\n<div class=\"none\"><label>Leave this empty "
                     "<input name=\"website\" tabindex=\"-1\" "
                     "autocomplete=\"off\"></label></div>\n");
}

static void add_question(struct strbuf *out, const struct article_view *view)
{
    html_markup(out, "<h2 id=\"~feedback-title\">Was this helpful?</h2>\n");
    add_form_start(out, view);
    html_markup(out, "<div class=\"choice\">"
                     "<button class=\"button\" name=\"helpful\" value=\"yes\">"
                     "Yes</button>"
                     "<button class=\"button\" name=\"helpful\" value=\"no\">"
                     "No</button></div>\n</form>\n");
}

static void add_comment_form(struct strbuf *out,
                             const struct article_view *view)
{
    bool is_unhelpful = view->step == FEEDBACK_NO || view->is_unhelpful;
    bool is_wrong =
        view->step == FEEDBACK_TOO_LONG || view->step == FEEDBACK_NOT_STORED;

    html_markup(out, "<h2 id=\"~feedback-title\">Thank you</h2>\n");
    add_form_start(out, view);
    html_markup(out, "<input type=\"hidden\" name=\"token\" value=\"");
    html_attr(out, view->token);
    html_markup(out, "\">\n<input type=\"hidden\" name=\"helpful\" value=\"");
    strbuf_add_cstr(out, is_unhelpful ? "no" : "yes");
    html_markup(out, "\">\n<label for=\"~comment\">");
    strbuf_add_cstr(out, is_unhelpful ? "What was missing? (optional)"
                                      : "Anything to add? (optional)");
    html_markup(out,
                "</label>\n<p class=\"hint\" id=\"~comment-hint\">One "
                "sentence is enough. Please leave out names, addresses and "
                "passwords.</p>\n");
    if (view->step == FEEDBACK_TOO_LONG)
        html_markup(out, "<p class=\"wrong\" id=\"~comment-wrong\">This is too "
                         "long to be kept. Please shorten it.</p>\n");
    if (view->step == FEEDBACK_NOT_STORED)
        html_markup(out, "<p class=\"wrong\" id=\"~comment-wrong\">This could "
                         "not be saved just now. Please send it again in a "
                         "minute.</p>\n");
    strbuf_add_format(
        out,
        "<textarea id=\"~comment\" name=\"comment\" rows=\"3\" "
        "maxlength=\"%d\" aria-describedby=\"~comment-hint%s\"%s>",
        BOUND_FEEDBACK_COMMENT_BYTES, is_wrong ? " ~comment-wrong" : "",
        is_wrong ? " aria-invalid=\"true\"" : "");
    /* A line end right after the tag is not part of the text. */
    html_markup(out, "\n");
    html_text(out, view->comment);
    html_markup(out, "</textarea>\n"
                     "<button class=\"button main\">Send</button>\n</form>\n");
}

static void add_feedback(struct strbuf *out, const struct article_view *view)
{
    html_markup(out, "<section class=\"feedback\" id=\"~feedback\" "
                     "aria-labelledby=\"~feedback-title\">\n");
    switch (view->step) {
    case FEEDBACK_ASK:
        add_question(out, view);
        layout_contact(out, view->site, "Did this not help?");
        break;
    case FEEDBACK_YES:
    case FEEDBACK_NO:
    case FEEDBACK_TOO_LONG:
    case FEEDBACK_NOT_STORED:
        add_comment_form(out, view);
        if (view->step == FEEDBACK_NO || view->is_unhelpful)
            layout_contact(out, view->site, "To get help now:");
        break;
    case FEEDBACK_DONE:
        html_markup(out,
                    "<h2 id=\"~feedback-title\">Thank you</h2>\n<p>Your "
                    "answer helps whoever looks after this article.</p>\n");
        layout_contact(out, view->site, "Is the problem still there?");
        break;
    }
    html_markup(out, "</section>\n");
}

static void add_related(struct strbuf *out, const struct article_view *view)
{
    if (view->related_count == 0)
        return;
    html_markup(out, "<section class=\"related\" "
                     "aria-labelledby=\"~related\">\n<h2 id=\"~related\">"
                     "Related articles</h2>\n<ul class=\"rows\">\n");
    for (size_t i = 0; i < view->related_count; i++) {
        const struct slv_article *related = &view->related[i];

        html_markup(out, "<li><a href=\"");
        article_url(out, related->id, STR(""));
        html_markup(out, "\"");
        layout_lang(out, related->language);
        html_markup(out, "><span class=\"name\">");
        html_text(out, related->title);
        html_markup(out, "</span></a></li>\n");
    }
    html_markup(out, "</ul>\n</section>\n");
}

/* With marks it is the same article under another address: the canonical one
 * tells search engines so, and where none can be told they are to pass by. */
static bool is_hidden(const struct article_view *view)
{
    return view->step != FEEDBACK_ASK ||
           (view->query.len > 0 && view->site->base_url.len == 0);
}

void article_view_write(struct strbuf *out, const struct article_view *view,
                        struct arena *arena)
{
    const struct slv_article *article = view->article;
    struct strbuf path;
    struct page page = {.site = view->site,
                        .visitor = view->visitor,
                        .title = article->title,
                        .description = article_view_summary(article, arena),
                        .query = view->query,
                        .is_hidden = is_hidden(view),
                        .is_article = true};

    strbuf_init(&path, 8 * BOUND_ARTICLE_ID_BYTES);
    article_url(&path, article->id, STR(""));
    page.path = strbuf_str(&path);
    layout_begin(out, &page);
    /* Microdata rather than JSON-LD: no script element, nothing said twice. */
    html_markup(out, "<article class=\"article\" itemscope "
                     "itemtype=\"https://schema.org/TechArticle\">\n"
                     "<header class=\"text head\">\n");
    add_crumbs(out, view);
    add_title_anchor(out, article);
    html_text(out, article->title);
    html_markup(out, "</h1>\n");
    add_secrecy(out, article);
    add_facts(out, view);
    html_markup(out, "</header>\n");
    add_contents(out, article);
    html_markup(out, "<div class=\"text\">\n");
    add_marks_line(out, view);
    html_markup(out, "<div class=\"prose\" itemprop=\"articleBody\"");
    layout_lang(out, article->language);
    html_markup(out, ">\n");
    html_raw(out, view->body);
    html_markup(out, "</div>\n");
    add_files(out, article);
    add_reviewed(out, article);
    add_edit_link(out, view);
    add_feedback(out, view);
    add_related(out, view);
    html_markup(out, "</div>\n</article>\n");
    layout_end(out, &page);
    strbuf_release(&path);
}
