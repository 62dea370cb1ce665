/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the page of the own account. account_page.c fills the view.
 */
#include "server/pages/account_view.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/pages/layout.h"
#include "server/pages/visitor.h"
#include "text/html_write.h"

/* What came of the form when it was sent. */
static void add_outcome(struct strbuf *out, const struct account_view *view,
                        enum account_form form, const char *done)
{
    if (view->form != form)
        return;
    if (view->mistake.len > 0) {
        html_markup(out, "<p class=\"wrong\" role=\"alert\">");
        html_text(out, view->mistake);
    } else {
        html_markup(out, "<p class=\"right\" role=\"status\">");
        html_text(out, str_from(done));
    }
    html_markup(out, "</p>\n");
}

static void add_name(struct strbuf *out, const struct account_view *view)
{
    html_markup(out, "<section aria-labelledby=\"~name-title\">\n"
                     "<h2 id=\"~name-title\">Name</h2>\n"
                     "<form class=\"fields\" method=\"post\" "
                     "action=\"/account/name\">\n");
    visitor_csrf_field(out, view->visitor);
    add_outcome(out, view, ACCOUNT_NAME, "The name was changed.");
    html_markup(out, "<label for=\"~name\">Name, as others see it</label>\n"
                     "<input id=\"~name\" name=\"name\" value=\"");
    html_attr(out, view->name);
    html_markup(out, "\" autocomplete=\"name\" maxlength=\"200\" required>\n"
                     "<label for=\"~email\">E-mail address</label>\n"
                     "<input id=\"~email\" type=\"email\" name=\"email\" "
                     "value=\"");
    html_attr(out, view->email);
    html_markup(out, "\" autocomplete=\"email\" maxlength=\"200\">\n"
                     "<button class=\"button\">Save</button>\n</form>\n"
                     "</section>\n");
}

static void add_password(struct strbuf *out, const struct account_view *view)
{
    html_markup(out, "<section aria-labelledby=\"~password-title\">\n"
                     "<h2 id=\"~password-title\">Password</h2>\n"
                     "<form class=\"fields\" method=\"post\" "
                     "action=\"/account/password\">\n");
    visitor_csrf_field(out, view->visitor);
    add_outcome(out, view, ACCOUNT_PASSWORD,
                "The password was changed. Other browsers are signed out.");
    /* for password managers */
    html_markup(out, "<input class=\"none\" name=\"login\" value=\"");
    html_attr(out, view->visitor->user->login);
    html_markup(out, "\" autocomplete=\"username\" readonly tabindex=\"-1\" "
                     "aria-hidden=\"true\">\n"
                     "<label for=\"~former\">Present password</label>\n"
                     "<input id=\"~former\" type=\"password\" name=\"former\" "
                     "autocomplete=\"current-password\" required>\n"
                     "<label for=\"~new\">New password</label>\n"
                     "<p class=\"hint\" id=\"~new-hint\">At least ");
    strbuf_add_format(out, "%d", AUTH_PASSWORD_BYTES_MIN);
    html_markup(out, " characters. A few words are easier to remember than "
                     "odd signs.</p>\n"
                     "<input id=\"~new\" type=\"password\" name=\"password\" "
                     "autocomplete=\"new-password\" "
                     "aria-describedby=\"~new-hint\" required>\n"
                     "<button class=\"button\">Change the password</button>\n"
                     "</form>\n</section>\n");
}

static void add_session(struct strbuf *out, const struct account_view *view,
                        const struct user_session *session)
{
    html_markup(out, "<li><div><span class=\"client\">");
    if (session->client.len > 0)
        html_text(out, session->client);
    else
        html_markup(out, "A browser that says no name");
    html_markup(out, "</span><span class=\"soft\">");
    if (session->id == view->session_id)
        html_markup(out, "This browser, since ");
    else
        html_markup(out, "Since ");
    layout_date(out, session->created_unix_s, true);
    html_markup(out, ", last used ");
    layout_date(out, session->last_seen_unix_s, true);
    html_markup(out, "</span></div>\n");
    if (session->id != view->session_id) {
        html_markup(out,
                    "<form method=\"post\" action=\"/account/sessions\">\n");
        visitor_csrf_field(out, view->visitor);
        html_markup(out, "<button class=\"button\" name=\"end\" value=\"");
        strbuf_add_format(out, "%lld", (long long) session->id);
        html_markup(out, "\">Sign out there</button>\n</form>\n");
    }
    html_markup(out, "</li>\n");
}

static void add_sessions(struct strbuf *out, const struct account_view *view)
{
    html_markup(out,
                "<section aria-labelledby=\"~sessions-title\">\n"
                "<h2 id=\"~sessions-title\">Where you are signed in</h2>\n");
    add_outcome(out, view, ACCOUNT_SESSION, "That browser is signed out.");
    html_markup(out, "<ul class=\"sessions\">\n");
    for (size_t i = 0; i < view->session_count; i++)
        add_session(out, view, &view->sessions[i]);
    html_markup(out, "</ul>\n</section>\n");
}

void account_view_write(struct strbuf *out, const struct account_view *view)
{
    const struct user *user = view->visitor->user;
    struct page page = {.site = view->site,
                        .visitor = view->visitor,
                        .title = STR("Your account"),
                        .is_hidden = true};

    layout_begin(out, &page);
    html_markup(out, "<div class=\"account\">\n<h1>Your account</h1>\n"
                     "<p>You are signed in as <b>");
    html_text(out, user->login);
    html_markup(out, "</b>, with the role ");
    html_text(out, str_from(user_role_word(user->role)));
    if (user->groups.count > 0) {
        html_markup(out, " and in ");
        layout_list(out, &user->groups);
    }
    html_markup(out, ".</p>\n<form method=\"post\" action=\"/sign-out\">\n");
    visitor_csrf_field(out, view->visitor);
    html_markup(out, "<button class=\"button\">Sign out</button>\n"
                     "</form>\n");
    add_name(out, view);
    add_password(out, view);
    add_sessions(out, view);
    html_markup(out, "</div>\n");
    layout_end(out, &page);
}
