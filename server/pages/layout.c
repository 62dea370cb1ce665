/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the shell of a page and its shared pieces. What stands on a page is
 * the business of the *_view.c files, who asks for it that of the handlers.
 */
#include "server/pages/layout.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query_fields.h"
#include "server/assets.h"
#include "server/pages/visitor.h"
#include "server/reader_language.h"
#include "text/html_write.h"
#include "text/language.h"
#include "text/uri.h"

#include <stdio.h>
#include <time.h>

static const char *const months[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

/* --- pieces --- */

void layout_asset_url(struct strbuf *out, const char *name)
{
    const struct asset *asset = asset_find(str_from(name));

    SLV_ASSERT(asset != NULL);
    strbuf_add_format(out, "/assets/%s/%s", asset->hash, asset->name);
}

void layout_date(struct strbuf *out, int64_t unix_s, bool is_short)
{
    time_t seconds = (time_t) unix_s;
    struct tm date;

    if (!gmtime_r(&seconds, &date))
        return;
    strbuf_add_format(
        out, "<time datetime=\"%04d-%02d-%02d\">%d %.*s %d</time>",
        date.tm_year + 1900, date.tm_mon + 1, date.tm_mday, date.tm_mday,
        is_short ? 3 : 9, months[date.tm_mon], date.tm_year + 1900);
}

void layout_number(struct strbuf *out, uint64_t number)
{
    char digits[24];
    int len =
        snprintf(digits, sizeof digits, "%llu", (unsigned long long) number);

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            strbuf_add_char(out, ',');
        strbuf_add_char(out, digits[i]);
    }
}

void layout_articles(struct strbuf *out, uint64_t number)
{
    layout_number(out, number);
    strbuf_add_cstr(out, number == 1 ? " article" : " articles");
}

void layout_list(struct strbuf *out, const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0)
            html_markup(out, ", ");
        html_text(out, list->items[i]);
    }
}

void layout_lang(struct strbuf *out, struct str language)
{
    if (language.len == 0)
        return;
    html_markup(out, " lang=\"");
    html_attr(out, language);
    html_markup(out, "\"");
    if (language_is_rtl(language))
        html_markup(out, " dir=\"rtl\"");
}

void layout_language(struct strbuf *out, struct str language)
{
    struct arena *arena = arena_new();

    html_text(out, language_name(language, arena));
    arena_free(arena);
}

const char *layout_role(enum slv_role role)
{
    switch (role) {
    case SLV_ROLE_PROBLEM:
        return "Symptoms";
    case SLV_ROLE_ENVIRONMENT:
        return "Applies to";
    case SLV_ROLE_CAUSE:
        return "Cause";
    case SLV_ROLE_RESOLUTION:
        return "Solution";
    case SLV_ROLE_WORKAROUND:
        return "Workaround";
    case SLV_ROLE_REPLY:
    case SLV_ROLE_NONE:
    case SLV_ROLE_COUNT:
        break;
    }
    return "";
}

/* --- addresses of searches --- */

static void add_param(struct strbuf *out, bool *is_first, const char *name,
                      struct str value)
{
    strbuf_add_cstr(out, *is_first ? "?" : "&amp;");
    *is_first = false;
    strbuf_add_cstr(out, name);
    strbuf_add_char(out, '=');
    uri_encode(out, value);
}

static void add_filters(struct strbuf *out, bool *is_first,
                        const struct slv_search_request *request,
                        const struct search_change *change)
{
    bool is_there = false;

    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        const struct str_list *values = &request->filters[facet];
        const char *name = slv_facet_name((enum slv_facet) facet);

        for (size_t i = 0; i < values->count; i++) {
            if (change->toggle && (int) change->facet == facet &&
                str_equal(values->items[i], change->value))
                is_there = true;
            else
                add_param(out, is_first, name, values->items[i]);
        }
    }
    if (change->toggle && !is_there)
        add_param(out, is_first, slv_facet_name(change->facet), change->value);
}

/* As the address has it. */
static struct str chosen_language(const struct slv_search_request *request)
{
    return request->languages.count > 0 ? request->languages.items[0]
                                        : STR(READER_LANGUAGE_ALL);
}

void layout_search_url(struct strbuf *out,
                       const struct slv_search_request *request,
                       const struct search_change *change)
{
    struct str query = change->query ? *change->query : request->query;
    bool is_first = true;

    html_markup(out, "/search");
    if (query.len > 0)
        add_param(out, &is_first, "q", query);
    if (!change->drop_filters)
        add_filters(out, &is_first, request, change);
    if (change->is_verbatim || (request->is_verbatim && !change->query))
        add_param(out, &is_first, "verbatim", STR("1"));
    if (change->lang)
        add_param(out, &is_first, "lang", str_from(change->lang));
    else if (request->are_languages_chosen)
        add_param(out, &is_first, "lang", chosen_language(request));
    if (change->page > 1) {
        strbuf_add_cstr(out, is_first ? "?" : "&amp;");
        strbuf_add_format(out, "page=%zu", change->page);
    }
}

/* --- the shell --- */

static void add_title(struct strbuf *out, const struct page *page)
{
    if (page->title.len > 0) {
        html_attr(out, page->title);
        html_markup(out, " \xe2\x80\x93 ");
    }
    html_attr(out, page->site->name);
}

/* What search engines and previews read. Addresses come from the configured
 * base address; without one none is claimed. */
static void add_canonical(struct strbuf *out, const struct page *page)
{
    struct str base = page->site->base_url;

    if (page->description.len > 0) {
        html_markup(out, "<meta name=\"description\" content=\"");
        html_attr(out, page->description);
        html_markup(out, "\">\n");
    }
    if (page->is_hidden || page->path.len == 0)
        return;
    html_markup(out, "<meta property=\"og:title\" content=\"");
    html_attr(out, page->title.len > 0 ? page->title : page->site->name);
    html_markup(out, "\">\n<meta property=\"og:site_name\" content=\"");
    html_attr(out, page->site->name);
    html_markup(out, "\">\n<meta property=\"og:type\" content=\"");
    strbuf_add_cstr(out, page->is_article ? "article" : "website");
    html_markup(out, "\">\n");
    if (page->description.len > 0) {
        html_markup(out, "<meta property=\"og:description\" content=\"");
        html_attr(out, page->description);
        html_markup(out, "\">\n");
    }
    if (base.len == 0)
        return;
    html_markup(out, "<meta property=\"og:url\" content=\"");
    html_attr(out, base);
    html_attr(out, page->path);
    html_markup(out, "\">\n<link rel=\"canonical\" href=\"");
    html_attr(out, base);
    html_attr(out, page->path);
    html_markup(out, "\">\n");
}

static void add_script(struct strbuf *out, const char *name)
{
    html_markup(out, "<script type=\"module\" src=\"");
    layout_asset_url(out, name);
    html_markup(out, "\"></script>\n");
}

static void add_head(struct strbuf *out, const struct page *page)
{
    const struct site *site = page->site;

    html_markup(out,
                "<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
                "content=\"width=device-width, initial-scale=1\">\n<title>");
    add_title(out, page);
    html_markup(out, "</title>\n<meta name=\"color-scheme\" "
                     "content=\"light dark\">\n");
    if (page->is_hidden)
        html_markup(out, "<meta name=\"robots\" content=\"noindex\">\n");
    add_canonical(out, page);
    html_markup(out, "<link rel=\"stylesheet\" href=\"");
    layout_asset_url(out, "solvent.css");
    html_markup(out, "\">\n<link rel=\"stylesheet\" href=\"/theme.css?v=");
    strbuf_add_cstr(out, site->theme.hash);
    if (page->is_desk) {
        html_markup(out, "\">\n<link rel=\"stylesheet\" href=\"");
        layout_asset_url(out, "desk.css");
    }
    if (page->look) {
        html_markup(out, "\">\n<link rel=\"stylesheet\" href=\"");
        layout_asset_url(out, page->look);
    }
    if (page->is_report) {
        html_markup(out, "\">\n<link rel=\"stylesheet\" href=\"");
        layout_asset_url(out, "reports.css");
    }
    html_markup(out, "\">\n<link rel=\"icon\" type=\"image/svg+xml\" "
                     "href=\"/favicon.svg?v=");
    strbuf_add_cstr(out, site->icon.hash);
    html_markup(out, "\">\n<link rel=\"alternate\" "
                     "type=\"application/atom+xml\" href=\"/feed.atom\" "
                     "title=\"New and changed articles\">\n");
    if (site->base_url.len > 0) {
        html_markup(out, "<link rel=\"search\" "
                         "type=\"application/opensearchdescription+xml\" "
                         "href=\"/opensearch.xml\" title=\"");
        html_attr(out, site->name);
        html_markup(out, "\">\n");
    }
    add_script(out, "complete.js"); /* before search.js: its keys come first */
    add_script(out, "search.js");
    if (page->is_results)
        add_script(out, "results.js");
    if (page->is_article)
        add_script(out, "article.js");
    if (page->is_desk)
        add_script(out, "desk.js");
    if (page->is_report) {
        html_markup(out, "<script defer src=\"");
        layout_asset_url(out, "chart.js");
        html_markup(out, "\"></script>\n");
        add_script(out, "reports.js");
    }
}

static void add_brand(struct strbuf *out, const struct site *site)
{
    html_markup(out, "<a class=\"brand\" href=\"/\">");
    if (site->logo.bytes.len > 0) {
        html_markup(out, "<img src=\"/logo?v=");
        strbuf_add_cstr(out, site->logo.hash);
        html_markup(out, "\" alt=\"");
        html_attr(out, site->name);
        html_markup(out, "\">");
    } else {
        html_text(out, site->name);
    }
    html_markup(out, "</a>\n");
}

static void add_kept(struct strbuf *out, const struct slv_search_request *kept)
{
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        for (size_t i = 0; i < kept->filters[facet].count; i++) {
            html_markup(out, "<input type=\"hidden\" name=\"");
            strbuf_add_cstr(out, slv_facet_name((enum slv_facet) facet));
            html_markup(out, "\" value=\"");
            html_attr(out, kept->filters[facet].items[i]);
            html_markup(out, "\">\n");
        }
    }
    if (!kept->are_languages_chosen)
        return;
    html_markup(out, "<input type=\"hidden\" name=\"lang\" value=\"");
    html_attr(out, chosen_language(kept));
    html_markup(out, "\">\n");
}

/* What may be written besides words, from the one table that says so. */
static void add_help(struct strbuf *out)
{
    size_t count;
    const struct query_help *lines = query_help_lines(&count);

    html_markup(out,
                "<details class=\"help\"><summary>How to search</summary>\n"
                "<div><p>Words are enough. Paste an error message as it "
                "stands, or only its code.</p>\n<table>\n<caption "
                "class=\"unseen\">What else can be written</caption>\n"
                "<thead class=\"unseen\"><tr><th>Write</th><th>To find</th>"
                "<th>Example</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++) {
        html_markup(out, "<tr><th scope=\"row\"><code>");
        html_text(out, str_from(lines[i].form));
        html_markup(out, "</code></th><td>");
        html_text(out, str_from(lines[i].meaning));
        html_markup(out, "</td><td><code>");
        html_text(out, str_from(lines[i].example));
        html_markup(out, "</code></td></tr>\n");
    }
    html_markup(out, "</tbody></table></div></details>\n");
}

void layout_search_box(struct strbuf *out, const struct page *page,
                       bool is_first)
{
    html_markup(out, "<form class=\"search\" role=\"search\" "
                     "action=\"/search\">\n<div class=\"field\">"
                     "<input type=\"search\" id=\"~q\" dir=\"auto\" "
                     "name=\"q\" value=\"");
    html_attr(out, page->query);
    html_markup(out, "\" placeholder=\"Error message, or a few words\" "
                     "aria-label=\"Search articles\" "
                     "autocomplete=\"off\" autocapitalize=\"off\" "
                     "spellcheck=\"false\" enterkeyhint=\"search\"");
    if (is_first)
        html_markup(out, " autofocus");
    html_markup(out, "><kbd aria-hidden=\"true\">/</kbd></div>\n");
    if (page->kept)
        add_kept(out, page->kept);
    html_markup(out, "<button class=\"button main\">Search</button>\n"
                     "</form>\n");
    if (page->has_help)
        add_help(out);
}

void layout_contact(struct strbuf *out, const struct site *site,
                    const char *before)
{
    if (site->contact_url.len == 0)
        return;
    html_markup(out, "<p class=\"contact\">");
    if (before[0] != '\0') {
        html_text(out, str_from(before));
        html_markup(out, " ");
    }
    html_markup(out, "<a href=\"");
    html_url(out, site->contact_url);
    html_markup(out, "\">");
    html_text(out, site->contact_text);
    html_markup(out, "</a></p>\n");
}

static void add_site_links(struct strbuf *out, const struct page *page)
{
    const struct site *site = page->site;

    if (site->contact_url.len == 0 && !visitor_has_links(page->visitor))
        return;
    html_markup(out, "<nav class=\"links\" aria-label=\"Site\">");
    if (site->contact_url.len > 0) {
        html_markup(out, "<a href=\"");
        html_url(out, site->contact_url);
        html_markup(out, "\">");
        html_text(out, site->contact_text);
        html_markup(out, "</a>");
    }
    visitor_links(out, page->visitor);
    html_markup(out, "</nav>\n");
}

void layout_begin(struct strbuf *out, const struct page *page)
{
    const struct site *site = page->site;

    /* The words of the shell are English; articles say their own language. */
    html_markup(out, "<!doctype html>\n<html lang=\"en\">\n<head>\n");
    add_head(out, page);
    html_markup(out, "</head>\n<body>\n"
                     "<a class=\"skip\" href=\"#~main\">Skip to content</a>\n"
                     "<header class=\"top\"><div class=\"wide\">\n");
    add_brand(out, site);
    if (!page->has_own_search)
        layout_search_box(out, page, false);
    add_site_links(out, page);
    html_markup(out, "</div></header>\n");
    visitor_rooms(out, page->visitor);
    html_markup(out, "<main id=\"~main\" class=\"wide\" tabindex=\"-1\">\n");
}

void layout_end(struct strbuf *out, const struct page *page)
{
    html_markup(out, "</main>\n<footer class=\"bottom\"><div class=\"wide\">\n"
                     "<span>");
    html_text(out, page->site->name);
    html_markup(out, "</span>\n<nav class=\"links\" aria-label=\"More\">"
                     "<a href=\"/search\">All articles</a>"
                     "<a href=\"/feed.atom\">Feed of new and changed articles"
                     "</a></nav>\n</div></footer>\n</body>\n</html>\n");
}
