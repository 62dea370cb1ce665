/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the home page from its view. home_page.c fills the view.
 */
#include "server/pages/home_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "server/pages/known_issues_view.h"
#include "server/pages/layout.h"
#include "text/html_write.h"

static void add_products(struct strbuf *out, const struct home_view *view)
{
    static const struct slv_search_request all;

    html_markup(out, "<section aria-labelledby=\"~products\">\n"
                     "<h2 id=\"~products\">Products</h2>\n"
                     "<ul class=\"rows\">\n");
    for (size_t i = 0; i < view->product_count; i++) {
        const struct slv_facet_value *product = &view->products[i];

        html_markup(out, "<li><a href=\"");
        layout_search_url(out, &all,
                          &(struct search_change){.toggle = true,
                                                  .facet = SLV_FACET_PRODUCT,
                                                  .value = product->value});
        html_markup(out, "\"><span class=\"name\">");
        html_text(out, product->value);
        html_markup(out, "</span> <span class=\"aside\">");
        layout_articles(out, product->count);
        html_markup(out, "</span></a></li>\n");
    }
    html_markup(out, "</ul>\n</section>\n");
}

static void add_recent(struct strbuf *out, const struct home_view *view)
{
    html_markup(out, "<section aria-labelledby=\"~recent\">\n"
                     "<h2 id=\"~recent\">New and changed articles</h2>\n"
                     "<ul class=\"rows\">\n");
    for (size_t i = 0; i < view->recent_count; i++) {
        const struct slv_article *article = &view->recent[i];

        html_markup(out, "<li><a href=\"");
        article_url(out, article->id, STR(""));
        html_markup(out, "\"><span class=\"name\">");
        html_text(out, article->title);
        html_markup(out, "</span> <span class=\"aside\">");
        layout_date(out, article->updated_unix_s, true);
        html_markup(out, "</span></a></li>\n");
    }
    html_markup(out, "</ul>\n<p class=\"more\"><a href=\"/search\">All ");
    layout_articles(out, view->total);
    html_markup(out, "</a></p>\n</section>\n");
}

void home_view_write(struct strbuf *out, const struct home_view *view)
{
    struct page page = {.site = view->site,
                        .visitor = view->visitor,
                        .description = view->site->tagline,
                        .path = STR("/"),
                        .has_own_search = true,
                        .has_help = true};

    layout_begin(out, &page);
    html_markup(out, "<div class=\"hero\">\n<h1>");
    html_text(out, view->site->tagline);
    html_markup(out, "</h1>\n<p class=\"lead\">");
    if (view->total > 0) {
        html_markup(out, "Search ");
        layout_articles(out, view->total);
        html_markup(out, " about known problems and how to solve them.");
    } else {
        html_markup(out, "There are no articles to search yet.");
    }
    html_markup(out, "</p>\n");
    layout_search_box(out, &page, true);
    html_markup(out, "</div>\n");
    known_issues_write(out, &view->issues, STR(""));
    html_markup(out, "<div class=\"home\">\n");
    if (view->product_count > 0)
        add_products(out, view);
    if (view->recent_count > 0)
        add_recent(out, view);
    html_markup(out, "</div>\n");
    layout_end(out, &page);
}
