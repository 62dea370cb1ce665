/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the notice of known issues.
 */
#include "server/pages/known_issues_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "server/pages/layout.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_issue(struct strbuf *out, const struct slv_hit *hit,
                      struct str asked)
{
    html_markup(out, "<li><a");
    layout_lang(out, hit->language);
    if (asked.len > 0) {
        html_markup(out, " target=\"_blank\" href=\"/articles/");
        uri_encode_path(out, hit->id);
        html_markup(out, "?asked=");
        uri_encode(out, asked);
    } else {
        html_markup(out, " href=\"");
        article_url(out, hit->id, STR(""));
    }
    html_markup(out, "\">");
    html_text(out, hit->title.text);
    if (asked.len > 0)
        html_markup(out, "<span class=\"unseen\"> (opens beside this form)"
                         "</span>");
    html_markup(out, "</a>");
    for (size_t i = 0; i < hit->products.count; i++) {
        strbuf_add_cstr(out, i == 0 ? " <span class=\"soft\">" : ", ");
        html_text(out, hit->products.items[i]);
    }
    if (hit->products.count > 0)
        html_markup(out, "</span>");
    html_markup(out, "</li>\n");
}

void known_issues_write(struct strbuf *out, const struct known_issues *issues,
                        struct str asked)
{
    if (issues->count == 0)
        return;
    html_markup(out, "<section class=\"callout callout-warning\" "
                     "aria-labelledby=\"~known\">\n"
                     "<h2 id=\"~known\">Known issues</h2>\n<ul>\n");
    for (size_t i = 0; i < issues->count; i++)
        add_issue(out, issues->hits[i], asked);
    html_markup(out, "</ul>\n</section>\n");
}
