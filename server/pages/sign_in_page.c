/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /sign-in, POST /sign-out. What makes a sign-in right is in
 * server/identity.c.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/identity.h"
#include "server/pages/desk_page.h"
#include "server/pages/pages.h"
#include "server/pages/sign_in_view.h"
#include "server/pages/visitor.h"
#include "server/router.h"
#include "text/utf8.h"

enum { TYPED_BYTES_MIN = 8 };

static void show(struct app *app, const struct request *request,
                 struct sign_in_view *view, struct response *response)
{
    view->site = app->site;
    view->visitor = page_visitor(app, request);
    response_html(response);
    response->cache = CACHE_NEVER;
    sign_in_view_write(&response->body, view);
}

/* Texts of a form, but what the page itself put into it. */
static void keep_typed(const struct request *request, struct sign_in_view *view)
{
    const struct uri_params form = request_form(request);
    struct str *typed = arena_calloc(request->arena, form.count, sizeof *typed);

    for (size_t i = 0; i < form.count; i++) {
        const struct str name = form.items[i].name;
        const struct str value =
            desk_plain(form.items[i].value, request->arena);

        if (str_find(name, STR("password"), 0) < name.len)
            continue;
        if (value.len >= TYPED_BYTES_MIN &&
            (str_find_char(value, ' ') < value.len ||
             str_find_char(value, '\n') < value.len))
            typed[view->typed_count++] = value;
    }
    view->typed = typed;
}

void page_sign_in(struct app *app, const struct request *request,
                  const struct slv_error *err, struct response *response)
{
    bool is_page =
        request->method == METHOD_GET || request->method == METHOD_HEAD;
    struct sign_in_view view = {
        .reason = arena_format(request->arena, "%s.", err->text),
        .next = is_page ? identity_next_path(request->target) : STR("/"),
    };

    keep_typed(request, &view);
    show(app, request, &view, response);
}

enum slv_status sign_in_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct sign_in_view view = {
        .next = identity_next_path(request_param(request, "next"))};

    (void) err;
    if (request->user)
        response_redirect(response, 303, view.next, request->arena);
    else
        show(app, request, &view, response);
    return SLV_OK;
}

/* Show the form again; how long to wait is told to people and programs. */
static void show_again(struct app *app, const struct request *request,
                       struct sign_in_view *view, enum sign_in outcome,
                       int retry_after_s, struct response *response)
{
    if (outcome == SIGN_IN_TOO_OFTEN) {
        int minutes = (retry_after_s + 59) / 60;

        view->mistake = arena_format(
            request->arena,
            "That were too many attempts. Try again in %d minute%s.", minutes,
            minutes == 1 ? "" : "s");
        response->status = 429;
        response_header(response, "Retry-After",
                        arena_format(request->arena, "%d", retry_after_s),
                        request->arena);
    } else {
        view->mistake = STR("This login and password do not go together, or "
                            "the account is disabled.");
        response->status = 403;
    }
    show(app, request, view, response);
}

enum slv_status sign_in_post(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct uri_params form = request_form(request);
    struct str login = str_trim(form_field(&form, "login"));
    char token[AUTH_TOKEN_BYTES];
    enum sign_in outcome;
    int retry_after_s = 0;
    struct sign_in_view view = {
        .login = utf8_repair(login, request->arena, NULL),
        .next = identity_next_path(form_field(&form, "next"))};
    enum slv_status status;

    if (!request_is_same_origin(request, app->base_url))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This form was sent from another site");
    if (!app->identity)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Nobody can sign in at the moment");
    status = identity_sign_in(app->identity, request, login,
                              form_field(&form, "password"), &outcome, token,
                              &retry_after_s, err);
    if (status != SLV_OK)
        return status;
    if (outcome != SIGN_IN_DONE) {
        show_again(app, request, &view, outcome, retry_after_s, response);
        return SLV_OK;
    }
    identity_set_cookie(request, app->base_url, str_from(token), response);
    auth_forget(token, sizeof token);
    response_redirect(response, 303, view.next, request->arena);
    return SLV_OK;
}

enum slv_status sign_out_post(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    enum slv_status status = identity_sign_out(app->identity, request, err);

    if (status != SLV_OK)
        return status;
    identity_set_cookie(request, app->base_url, STR(""), response);
    response_redirect(response, 303, STR("/"), request->arena);
    return SLV_OK;
}
