/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes the pages of users from their views. What their forms do is in
 * users_page.c.
 */
#include "server/pages/users_view.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"
#include "text/uri.h"

static void add_secret(struct strbuf *out, const struct user_secret *secret)
{
    if (secret->password.len == 0)
        return;
    settings_part(out, "secret", "A new password");
    html_markup(out, "<p>Give it to <b>");
    html_text(out, secret->login);
    html_markup(out, "</b>. It is shown only now, and can be changed at "
                     "<code>/account</code> after signing in.</p>\n"
                     "<p><code id=\"~password-made\">");
    html_text(out, secret->password);
    html_markup(out, "</code></p>\n");
    settings_part_end(out);
}

static void add_role(struct strbuf *out, struct str role)
{
    html_markup(out, "<label for=\"~role\">Role</label>\n"
                     "<select id=\"~role\" name=\"role\">\n");
    for (int i = 0; i < ROLE_COUNT; i++) {
        struct str word = str_from(user_role_word((enum user_role) i));

        desk_option(out, word, word, str_equal(word, role));
    }
    html_markup(out, "</select>\n");
}

static void add_role_fields(struct strbuf *out, const struct user_form *form)
{
    add_role(out, form->role);
    settings_input(out, &(struct settings_field){
                            .name = "customer",
                            .label = "Customer",
                            .hint = "The key of whom a user of the role "
                                    "customer belongs to. Empty for staff.",
                            .more = " autocomplete=\"off\" maxlength=\"200\"",
                            .value = form->customer});
    settings_input(out, &(struct settings_field){
                            .name = "groups",
                            .label = "Groups",
                            .hint = "Whose restricted articles may be read, "
                                    "with commas between.",
                            .more = " autocomplete=\"off\"",
                            .value = form->groups});
}

static void add_name_fields(struct strbuf *out, const struct user_form *form)
{
    settings_input(out, &(struct settings_field){
                            .name = "name",
                            .label = "Name, as others see it",
                            .more = " autocomplete=\"off\" maxlength=\"400\"",
                            .value = form->name});
    settings_input(out, &(struct settings_field){
                            .name = "email",
                            .label = "Mail address",
                            .more = " type=\"email\" autocomplete=\"off\" "
                                    "maxlength=\"400\"",
                            .value = form->email});
}

static void add_password_field(struct strbuf *out)
{
    settings_input(
        out, &(struct settings_field){
                 .name = "password",
                 .label = "Password",
                 .hint = "At least 10 characters. Leave it empty to have one "
                         "made, which is shown once.",
                 .more = " type=\"password\" autocomplete=\"new-password\""});
}

/* --- the list --- */

static void add_user_url(struct strbuf *out, struct str login)
{
    html_markup(out, "/settings/users/");
    uri_encode(out, login);
}

static void add_row(struct strbuf *out, const struct user *user)
{
    html_markup(out, "<tr><th scope=\"row\"><a href=\"");
    add_user_url(out, user->login);
    html_markup(out, "\">");
    html_text(out, user->login);
    html_markup(out, "</a></th><td>");
    html_text(out, user->name);
    html_markup(out, "</td><td>");
    strbuf_add_cstr(out, user_role_word(user->role));
    if (user->customer.len > 0) {
        html_markup(out, " <span class=\"soft\">of ");
        html_text(out, user->customer);
        html_markup(out, "</span>");
    }
    html_markup(out, "</td><td>");
    layout_list(out, &user->groups);
    html_markup(out, "</td><td>");
    if (user->disabled_unix_s != 0)
        html_markup(out, "<span class=\"label\">Disabled</span>");
    else
        html_markup(out, "May sign in");
    html_markup(out, "</td></tr>\n");
}

static void add_list(struct strbuf *out, const struct users_view *view)
{
    if (view->count == 0) {
        html_markup(out, "<p class=\"empty\">No user comes after this "
                         "one.</p>\n");
        return;
    }
    html_markup(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                     "aria-label=\"Users\">\n<table class=\"table\"><thead><tr>"
                     "<th scope=\"col\">Login</th><th scope=\"col\">Name</th>"
                     "<th scope=\"col\">Role</th><th scope=\"col\">Groups</th>"
                     "<th scope=\"col\">State</th></tr></thead><tbody>\n");
    for (size_t i = 0; i < view->count; i++)
        add_row(out, &view->users[i]);
    html_markup(out, "</tbody></table>\n</div>\n");
}

static void add_pages(struct strbuf *out, const struct users_view *view)
{
    if (view->after.len == 0 && !view->has_more)
        return;
    html_markup(out, "<nav class=\"pages\" aria-label=\"Pages\">");
    if (view->after.len > 0)
        html_markup(out, "<a href=\"/settings/users\">First page</a> ");
    if (view->has_more) {
        html_markup(out, "<a rel=\"next\" href=\"/settings/users?after=");
        uri_encode(out, view->users[view->count - 1].login);
        html_markup(out, "\">Next page</a>");
    }
    html_markup(out, "</nav>\n");
}

void users_view_write(struct strbuf *out, const struct users_view *view)
{
    settings_begin(out, &view->page, STR("Users"),
                   "Who may sign in. Users are disabled, never removed, so "
                   "that the record of what happened keeps its meaning.");
    add_secret(out, &view->secret);
    add_list(out, view);
    add_pages(out, view);
    settings_part(out, "add", "Add a user");
    settings_form(out, &view->page, STR("/settings/users"), "add");
    settings_input(out, &(struct settings_field){
                            .name = "login",
                            .label = "Login",
                            .hint = "1 to 100 of a-z 0-9 . _ @ + -",
                            .more = " required autocomplete=\"off\" "
                                    "autocapitalize=\"none\" "
                                    "spellcheck=\"false\" maxlength=\"100\"",
                            .value = view->form.login});
    add_name_fields(out, &view->form);
    add_role_fields(out, &view->form);
    add_password_field(out);
    settings_form_end(out, "Add the user");
    settings_part_end(out);
    settings_end(out, &view->page);
}

/* --- one user --- */

void user_view_write(struct strbuf *out, const struct user_view *view,
                     struct arena *arena)
{
    const bool is_disabled = view->user.disabled_unix_s != 0;
    struct strbuf address;
    struct str at;

    strbuf_init(&address, 1024);
    add_user_url(&address, view->user.login);
    at = arena_str(arena, strbuf_str(&address));
    strbuf_release(&address);
    settings_begin(out, &view->page, view->user.login,
                   is_disabled ? "Disabled: nobody can sign in with this login."
                               : "May sign in.");
    add_secret(out, &view->secret);
    settings_part(out, "what", "Role and groups");
    settings_form(out, &view->page, at, "role");
    settings_hidden(out, "was", view->mark);
    add_role_fields(out, &view->form);
    settings_form_end(out, "Save the role");
    settings_part_end(out);
    settings_part(out, "who", "Name");
    settings_form(out, &view->page, at, "name");
    settings_hidden(out, "was", view->mark);
    add_name_fields(out, &view->form);
    settings_form_end(out, "Save the name");
    settings_part_end(out);
    settings_part(out, "pass", "Password");
    settings_form(out, &view->page, at, "password");
    add_password_field(out);
    html_markup(out, "<p class=\"hint\">All sessions of the user end.</p>\n");
    settings_form_end(out, "Set the password");
    settings_part_end(out);
    settings_part(out, "may", is_disabled ? "Enable" : "Disable");
    settings_form(out, &view->page, at, is_disabled ? "enable" : "disable");
    if (is_disabled)
        html_markup(out, "<p>The user may sign in again, with the password of "
                         "before.</p>\n");
    else
        html_markup(out, "<p>All sessions end, and tokens of the user stop "
                         "working.</p>\n");
    settings_form_end(out, is_disabled ? "Enable" : "Disable");
    settings_part_end(out);
    settings_end(out, &view->page);
}
