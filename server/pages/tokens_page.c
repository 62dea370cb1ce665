/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/tokens: programs that act for somebody of staff. The
 * secret of a new token stands in the answer to its form alone. Who may change
 * users sees everybody's tokens.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/pages/desk_page.h"
#include "server/pages/settings.h"
#include "server/router.h"
#include "server/tokens.h"
#include "store/people_store.h"
#include "text/html_write.h"

#include <stdio.h>

#define HERE "/settings/tokens"

enum { TOKENS_SHOWN = 200, FIELD_BYTES = 64 };

struct tokens_view {
    struct settings_page page;
    bool may_all;
    const struct user_token *rows; /* valid ones first, then the last revoked */
    size_t count;
    bool has_more;
    uint64_t offered; /* rights that a token of the visitor may have */
    /* the form, as it was typed */
    struct str name;
    struct str login; /* whose it is to be */
    uint64_t rights;
    /* what was made, once */
    struct str made_name;
    struct str secret;
};

/* --- view --- */

static void add_secret(struct strbuf *out, const struct tokens_view *view)
{
    if (view->secret.len == 0)
        return;
    settings_part(out, "secret", "A new token");
    html_markup(out, "<p>The secret of <b>");
    html_text(out, view->made_name);
    html_markup(out, "</b>. It is shown only now: keep it where its program "
                     "finds it.</p>\n<p><code id=\"~token-made\" "
                     "class=\"secret\">");
    html_text(out, view->secret);
    html_markup(out, "</code></p>\n<p class=\"hint\">The program sends it as "
                     "<code>Authorization: Bearer SECRET</code>.</p>\n");
    settings_part_end(out);
}

static void add_row(struct strbuf *out, const struct tokens_view *view,
                    const struct user_token *row)
{
    html_markup(out, "<tr><th scope=\"row\">");
    html_text(out, row->name);
    html_markup(out, "</th>");
    if (view->may_all) {
        html_markup(out, "<td>");
        html_text(out, row->login);
        html_markup(out, "</td>");
    }
    html_markup(out, "<td>");
    html_text(out, row->rights);
    html_markup(out, "</td><td>");
    if (row->last_used_unix_s == 0)
        html_markup(out, "never");
    else
        desk_ago(out, &view->page.desk, row->last_used_unix_s);
    html_markup(out, "</td><td>");
    if (row->revoked_unix_s != 0) {
        html_markup(out, "revoked ");
        desk_ago(out, &view->page.desk, row->revoked_unix_s);
    } else {
        html_markup(out, "<form method=\"post\" action=\"" HERE "\">\n");
        visitor_csrf_field(out, view->page.desk.visitor);
        settings_hidden(out, "action", STR("revoke"));
        strbuf_add_format(out,
                          "<input type=\"hidden\" name=\"id\" value=\"%lld\">",
                          (long long) row->id);
        html_markup(out, "<button class=\"small\">Revoke<span "
                         "class=\"unseen\"> the token ");
        html_text(out, row->name);
        html_markup(out, "</span></button></form>");
    }
    html_markup(out, "</td></tr>\n");
}

static void add_list(struct strbuf *out, const struct tokens_view *view)
{
    if (view->count == 0) {
        html_markup(out, "<p class=\"empty\">There are no tokens yet. Make one "
                         "below for each program that uses the API.</p>\n");
        return;
    }
    html_markup(out, "<div class=\"wide\" role=\"region\" tabindex=\"0\" "
                     "aria-label=\"Tokens\">\n<table class=\"table\"><thead>"
                     "<tr><th scope=\"col\">Name</th>");
    if (view->may_all)
        html_markup(out, "<th scope=\"col\">Acts for</th>");
    html_markup(out, "<th scope=\"col\">May</th><th scope=\"col\">Last used"
                     "</th><th scope=\"col\"><span class=\"unseen\">Revoke"
                     "</span></th></tr></thead><tbody>\n");
    for (size_t i = 0; i < view->count; i++)
        add_row(out, view, &view->rows[i]);
    html_markup(out, "</tbody></table>\n</div>\n");
    if (view->has_more)
        strbuf_add_format(out,
                          "<p class=\"hint\">The first %d are shown; "
                          "<code>solvent token list</code> has all of them."
                          "</p>\n",
                          TOKENS_SHOWN);
}

static void add_rights(struct strbuf *out, const struct tokens_view *view)
{
    html_markup(out,
                "<fieldset><legend>What it may</legend>\n<p class=\"hint\">"
                "As little as the program needs; never more than its user "
                "may.</p>\n");
    for (int i = RIGHT_EVERYBODY + 1; i < RIGHT_COUNT; i++) {
        const enum right right = (enum right) i;

        if (!rights_have(view->offered, right))
            continue;
        strbuf_add_format(out,
                          "<label class=\"check\"><input type=\"checkbox\" "
                          "name=\"right-%s\" value=\"1\"%s> <span>%s<br><span "
                          "class=\"soft\">%s</span></span></label>\n",
                          right_word(right),
                          rights_have(view->rights, right) ? " checked" : "",
                          right_word(right), right_help(right));
    }
    html_markup(out, "</fieldset>\n");
}

static void write_view(struct strbuf *out, const struct tokens_view *view)
{
    settings_begin(out, &view->page, STR("Tokens"),
                   "A token lets a program use the API in somebody's name, "
                   "with a few of the rights.");
    add_secret(out, view);
    add_list(out, view);
    settings_part(out, "add", "Make a token");
    settings_form(out, &view->page, STR(HERE), "add");
    settings_input(out, &(struct settings_field){
                            .name = "name",
                            .label = "Name",
                            .hint = "What it is for, such as nightly report.",
                            .more = " required maxlength=\"200\" "
                                    "autocomplete=\"off\"",
                            .value = view->name});
    if (view->may_all)
        settings_input(
            out, &(struct settings_field){.name = "login",
                                          .label = "Acts for",
                                          .hint = "The login of a user.",
                                          .more = " required maxlength=\"100\" "
                                                  "autocomplete=\"off\"",
                                          .value = view->login});
    add_rights(out, view);
    settings_form_end(out, "Make the token");
    settings_part_end(out);
    settings_end(out, &view->page);
}

/* --- what is so --- */

/* Tokens are for staff, and need a session: no token has the right to the own
 * account. */
static enum slv_status open_view(struct app *app, const struct request *request,
                                 struct tokens_view *view,
                                 struct slv_error *err)
{
    view->may_all = request_may(request, RIGHT_USERS);
    view->offered = token_rights_of_role(request->user->role);
    if (request->user->role == ROLE_CUSTOMER)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Tokens are made by staff: ask for one");
    if (!app->people)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Tokens cannot be read at the moment");
    return desk_open(app, request, &view->page.desk, err);
}

static enum slv_status show(struct app *app, const struct request *request,
                            struct tokens_view *view, struct response *response,
                            struct slv_error *err)
{
    struct user_token *all = NULL;
    struct user_token *rows;
    size_t count = 0;
    enum slv_status status = people_store_list_tokens(
        app->people, request->arena, &all, &count, err);

    if (status != SLV_OK)
        return status;
    rows = arena_calloc(request->arena, count, sizeof *rows);
    for (int is_revoked = 0; is_revoked < 2; is_revoked++)
        for (size_t i = count; i > 0; i--) {
            const struct user_token *row = &all[i - 1];

            if ((row->revoked_unix_s != 0) == (is_revoked == 1) &&
                (view->may_all || str_equal(row->login, request->user->login)))
                rows[view->count++] = *row;
        }
    view->has_more = view->count > TOKENS_SHOWN;
    if (view->has_more)
        view->count = TOKENS_SHOWN;
    view->rows = rows;
    response_html(response);
    write_view(&response->body, view);
    return SLV_OK;
}

enum slv_status tokens_page(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    struct tokens_view view = {.login = request->user->login};
    enum slv_status status = open_view(app, request, &view, err);

    if (str_equal(request_param(request, "done"), STR("revoke")))
        view.page.done = STR("The token was revoked.");
    return status == SLV_OK ? show(app, request, &view, response, err) : status;
}

/* --- forms --- */

static uint64_t read_rights(const struct uri_params *form)
{
    uint64_t rights = 0;

    for (int i = RIGHT_EVERYBODY + 1; i < RIGHT_COUNT; i++) {
        char name[FIELD_BYTES];

        snprintf(name, sizeof name, "right-%s", right_word((enum right) i));
        if (form_field(form, name).len > 0)
            rights |= UINT64_C(1) << i;
    }
    return rights;
}

static enum slv_status add(struct app *app, const struct request *request,
                           struct tokens_view *view, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    char secret[AUTH_TOKEN_BYTES];
    enum slv_status status;

    if (view->name.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "The token needs a name");
    if (view->rights == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Choose at least one thing that the token may");
    status = token_make(app->people, view->login, view->name, view->rights,
                        &actor, request->arena, secret, err);
    if (status == SLV_OK) {
        view->secret = arena_str(request->arena, str_from(secret));
        view->made_name = view->name;
        view->name = STR("");
        view->rights = 0;
    }
    auth_forget(secret, sizeof secret);
    return status;
}

static enum slv_status revoke(struct app *app, const struct request *request,
                              const struct uri_params *form, bool may_all,
                              struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    unsigned long long id = 0;

    if (!str_to_uint(form_field(form, "id"), &id) || id == 0 || id > INT64_MAX)
        return slv_fail(err, SLV_ERR_INPUT, "This form names no token");
    return people_store_revoke_token_of(
        app->people, may_all ? STR("") : request->user->login, (int64_t) id,
        &actor, err);
}

enum slv_status tokens_post(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    struct tokens_view view = {.login = request->user->login};
    enum slv_status status = open_view(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    view.name = desk_line(&form, "name", request->arena);
    view.rights = read_rights(&form);
    if (view.may_all && form_field(&form, "login").len > 0)
        view.login = desk_line(&form, "login", request->arena);
    if (str_equal(action, STR("add")))
        status = add(app, request, &view, err);
    else if (str_equal(action, STR("revoke")))
        status = revoke(app, request, &form, view.may_all, err);
    else
        status = slv_fail(err, SLV_ERR_INPUT,
                          "This form says nothing that can be done with a "
                          "token");
    if (status == SLV_OK && view.secret.len == 0) {
        response_redirect(response, 303, STR(HERE "?done=revoke"),
                          request->arena);
        return SLV_OK;
    }
    if (status != SLV_OK && !settings_is_told(status))
        return status;
    if (status == SLV_OK) {
        view.page.done = STR("The token was made.");
        view.login = request->user->login;
    } else {
        view.page.mistake = settings_sentence(request, err);
        response->status =
            status == SLV_ERR_NOT_FOUND ? 400 : slv_status_http(status);
    }
    return show(app, request, &view, response, err);
}
