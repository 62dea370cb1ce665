/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /account and its three forms. A form that was done leads back to the page,
 * so that a reload does not send it again; one that was not is shown again with
 * what was typed, passwords apart.
 */
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/identity.h"
#include "server/pages/account_view.h"
#include "server/pages/pages.h"
#include "server/pages/visitor.h"
#include "server/router.h"
#include "text/utf8.h"

static enum slv_status show(struct app *app, const struct request *request,
                            struct account_view *view,
                            struct response *response, struct slv_error *err)
{
    struct user_session *sessions;
    enum slv_status status = people_store_list_sessions(
        app->people, request->user->login, clock_unix_s(), request->arena,
        &sessions, &view->session_count, err);

    if (status != SLV_OK)
        return status;
    view->site = app->site;
    view->visitor = page_visitor(app, request);
    view->sessions = sessions;
    view->session_id = request->session_id;
    if (view->form != ACCOUNT_NAME || view->mistake.len == 0) {
        view->name = request->user->name;
        view->email = request->user->email;
    }
    response_html(response);
    account_view_write(&response->body, view);
    return SLV_OK;
}

static enum slv_status show_mistake(struct app *app,
                                    const struct request *request,
                                    struct account_view *view, int http_status,
                                    struct response *response,
                                    struct slv_error *err)
{
    response->status = http_status;
    return show(app, request, view, response, err);
}

/* A sentence of a status, as people read it. */
static struct str sentence(const struct request *request,
                           const struct slv_error *err)
{
    char *text = arena_cstr(request->arena,
                            arena_format(request->arena, "%s.", err->text));

    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char) (text[0] - 'a' + 'A');
    return str_from(text);
}

static bool is_about_input(enum slv_status status)
{
    return status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG;
}

static struct case_actor actor_of(const struct request *request)
{
    return (struct case_actor){request->user->login, clock_unix_s()};
}

enum slv_status account_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    static const struct {
        const char *word;
        enum account_form form;
    } done[] = {{"name", ACCOUNT_NAME},
                {"password", ACCOUNT_PASSWORD},
                {"session", ACCOUNT_SESSION}};
    struct account_view view = {.form = ACCOUNT_NONE};

    for (size_t i = 0; i < sizeof done / sizeof done[0]; i++)
        if (str_equal(request_param(request, "done"), str_from(done[i].word)))
            view.form = done[i].form;
    return show(app, request, &view, response, err);
}

enum slv_status account_name_post(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct uri_params form = request_form(request);
    struct case_actor actor = actor_of(request);
    struct account_view view = {
        .form = ACCOUNT_NAME,
        .name = str_trim(
            utf8_repair(form_field(&form, "name"), request->arena, NULL)),
        .email = str_trim(
            utf8_repair(form_field(&form, "email"), request->arena, NULL)),
    };
    enum slv_status status = people_store_set_name(
        app->people, request->user->login, view.name, view.email, &actor, err);

    if (is_about_input(status)) {
        view.mistake = sentence(request, err);
        return show_mistake(app, request, &view, 400, response, err);
    }
    if (status == SLV_OK)
        response_redirect(response, 303, STR("/account?done=name"),
                          request->arena);
    return status;
}

static enum slv_status refuse_password(struct app *app,
                                       const struct request *request,
                                       enum sign_in outcome, int retry_after_s,
                                       struct response *response,
                                       struct slv_error *err)
{
    struct account_view view = {.form = ACCOUNT_PASSWORD};

    if (outcome == SIGN_IN_WRONG) {
        view.mistake = STR("The present password is another one.");
        return show_mistake(app, request, &view, 403, response, err);
    }
    view.mistake = arena_format(request->arena,
                                "That were too many attempts. Try again in %d "
                                "seconds.",
                                retry_after_s);
    response_header(response, "Retry-After",
                    arena_format(request->arena, "%d", retry_after_s),
                    request->arena);
    return show_mistake(app, request, &view, 429, response, err);
}

enum slv_status account_password_post(struct app *app,
                                      const struct request *request,
                                      struct response *response,
                                      struct slv_error *err)
{
    struct uri_params form = request_form(request);
    enum sign_in outcome = SIGN_IN_WRONG;
    int retry_after_s = 0;
    enum slv_status status = identity_change_password(
        app->identity, request, form_field(&form, "former"),
        form_field(&form, "password"), &outcome, &retry_after_s, err);

    if (is_about_input(status)) {
        struct account_view view = {.form = ACCOUNT_PASSWORD,
                                    .mistake = sentence(request, err)};

        return show_mistake(app, request, &view, 400, response, err);
    }
    if (status != SLV_OK)
        return status;
    if (outcome != SIGN_IN_DONE)
        return refuse_password(app, request, outcome, retry_after_s, response,
                               err);
    response_redirect(response, 303, STR("/account?done=password"),
                      request->arena);
    return SLV_OK;
}

enum slv_status account_session_post(struct app *app,
                                     const struct request *request,
                                     struct response *response,
                                     struct slv_error *err)
{
    struct uri_params form = request_form(request);
    struct case_actor actor = actor_of(request);
    struct account_view view = {.form = ACCOUNT_SESSION};
    unsigned long long id = 0;
    enum slv_status status;

    if (!str_to_uint(form_field(&form, "end"), &id))
        return slv_fail(err, SLV_ERR_INPUT,
                        "This form does not say which session shall end");
    status = people_store_end_session(app->people, request->user->login,
                                      (int64_t) id, &actor, err);
    if (status == SLV_ERR_NOT_FOUND) {
        view.mistake = sentence(request, err);
        return show_mistake(app, request, &view, 404, response, err);
    }
    if (status == SLV_OK)
        response_redirect(response, 303, STR("/account?done=session"),
                          request->arena);
    return status;
}
