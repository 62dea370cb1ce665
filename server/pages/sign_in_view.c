/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page to sign in on. sign_in_page.c and error_page.c choose the
 * words.
 */
#include "server/pages/sign_in_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/layout.h"
#include "server/pages/visitor.h"
#include "text/html_write.h"

/* A site that was just set up. */
static void add_nobody(struct strbuf *out)
{
    html_markup(out,
                "<p>Nobody can sign in here yet. If you run this site, add the "
                "first administrator:</p>\n<div class=\"prose\"><pre><code>"
                "solvent user add LOGIN --role admin --data DATA"
                "</code></pre></div>\n");
}

static void add_form(struct strbuf *out, const struct sign_in_view *view)
{
    html_markup(out, "<form class=\"fields\" method=\"post\" "
                     "action=\"/sign-in\">\n");
    if (view->mistake.len > 0) {
        html_markup(out, "<p class=\"wrong\" id=\"~wrong\" role=\"alert\">");
        html_text(out, view->mistake);
        html_markup(out, "</p>\n");
    }
    html_markup(out, "<label for=\"~login\">Login</label>\n"
                     "<input id=\"~login\" name=\"login\" value=\"");
    html_attr(out, view->login);
    html_markup(out, "\" autocomplete=\"username\" autocapitalize=\"off\" "
                     "spellcheck=\"false\" maxlength=\"100\" required");
    if (view->login.len == 0)
        html_markup(out, " autofocus");
    html_markup(out, ">\n<label for=\"~password\">Password</label>\n"
                     "<input id=\"~password\" type=\"password\" "
                     "name=\"password\" autocomplete=\"current-password\" "
                     "maxlength=\"1024\" required");
    if (view->mistake.len > 0)
        html_markup(out, " aria-describedby=\"~wrong\"");
    if (view->login.len > 0)
        html_markup(out, " autofocus");
    html_markup(out, ">\n<input type=\"hidden\" name=\"next\" value=\"");
    html_attr(out, view->next);
    html_markup(out, "\">\n<button class=\"button main\">Sign in</button>\n"
                     "</form>\n");
}

/* The form is of a session that has ended and cannot be sent again, so its
 * texts are there to be taken along. */
static void add_typed(struct strbuf *out, const struct sign_in_view *view)
{
    if (view->typed_count == 0)
        return;
    html_markup(out, "<h2>What you typed</h2>\n<div class=\"fields\">\n");
    for (size_t i = 0; i < view->typed_count; i++) {
        strbuf_add_format(out,
                          "<label for=\"~typed-%zu\">Text %zu</label>\n"
                          "<textarea id=\"~typed-%zu\" rows=\"10\" "
                          "readonly>\n",
                          i + 1, i + 1, i + 1);
        html_text(out, view->typed[i]);
        html_markup(out, "</textarea>\n");
    }
    html_markup(out, "</div>\n");
}

void sign_in_view_write(struct strbuf *out, const struct sign_in_view *view)
{
    struct page page = {.site = view->site,
                        .visitor = view->visitor,
                        .title = STR("Sign in"),
                        .is_hidden = true};

    layout_begin(out, &page);
    html_markup(out, "<div class=\"message\">\n<h1>Sign in</h1>\n");
    if (view->reason.len > 0) {
        html_markup(out, "<p>");
        html_text(out, view->reason);
        html_markup(out, "</p>\n");
    }
    if (view->typed_count > 0)
        html_markup(out, "<p role=\"alert\">What you typed was not saved. It "
                         "stands below: copy it before you sign in.</p>\n");
    if (view->visitor->can_sign_in)
        add_form(out, view);
    else
        add_nobody(out);
    add_typed(out, view);
    layout_contact(out, view->site, "");
    html_markup(out, "</div>\n");
    layout_end(out, &page);
}
