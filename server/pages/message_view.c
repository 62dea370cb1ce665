/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes a message page from its view. error_page.c chooses the words.
 */
#include "server/pages/message_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/layout.h"
#include "text/html_write.h"

void message_view_write(struct strbuf *out, const struct message_view *view)
{
    struct page page = {.site = view->site,
                        .visitor = view->visitor,
                        .title = view->title,
                        .has_own_search = true,
                        .is_hidden = true};

    layout_begin(out, &page);
    html_markup(out, "<div class=\"message\">\n<h1>");
    html_text(out, view->title);
    html_markup(out, "</h1>\n<p>");
    html_text(out, view->text);
    html_markup(out, "</p>\n");
    if (view->hint.len > 0) {
        html_markup(out, "<p>");
        html_text(out, view->hint);
        html_markup(out, "</p>\n");
    }
    if (view->command.len > 0) {
        html_markup(out, "<div class=\"prose\"><pre><code>");
        html_text(out, view->command);
        html_markup(out, "</code></pre></div>\n");
    }
    if (view->has_search) {
        layout_search_box(out, &page, false);
        html_markup(out, "<p><a href=\"/\">Go to the home page</a></p>\n");
    }
    layout_contact(out, view->site, "");
    if (view->code.len > 0) {
        html_markup(out, "<p class=\"soft\"><small>");
        html_text(out, view->code);
        html_markup(out, "</small></p>\n");
    }
    html_markup(out, "</div>\n");
    layout_end(out, &page);
}
