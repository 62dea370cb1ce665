/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/users and /settings/users/{login}. A form that was
 * done leads back to the page, but where a password was made: that is shown in
 * its answer alone. One that was not done is shown again with what was typed,
 * passwords apart.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/new_password.h"
#include "server/pages/users_view.h"
#include "server/router.h"

enum { USERS_PER_PAGE = 100, GROUPS_TEXT_BYTES = 64 * 1024 };

/* --- what both pages share --- */

static struct user_form read_form(const struct request *request,
                                  const struct uri_params *form)
{
    return (struct user_form){
        .login = desk_line(form, "login", request->arena),
        .name = desk_line(form, "name", request->arena),
        .email = desk_line(form, "email", request->arena),
        .role = desk_line(form, "role", request->arena),
        .customer = desk_line(form, "customer", request->arena),
        .groups = desk_line(form, "groups", request->arena),
    };
}

static enum slv_status read_role(const struct user_form *form,
                                 struct arena *arena, struct user *out,
                                 struct slv_error *err)
{
    if (!user_role_parse(form->role, &out->role))
        return slv_fail(err, SLV_ERR_INPUT, "Choose a role from the list");
    out->customer = form->customer;
    return settings_words(form->groups, BOUND_USER_GROUPS, arena, &out->groups,
                          err);
}

/* The hash of the password that was typed, or of one that is made and put into
 * *secret. */
static enum slv_status
hash_password(const struct request *request, const struct uri_params *form,
              struct str login, char out[AUTH_HASH_BYTES],
              struct user_secret *secret, struct slv_error *err)
{
    struct str made;
    enum slv_status status = new_password_hash(form_field(form, "password"),
                                               request->arena, out, &made, err);

    if (status == SLV_OK && made.len > 0)
        *secret = (struct user_secret){login, made};
    return status;
}

static struct str done_text(struct str word)
{
    static const struct {
        const char *word;
        const char *text;
    } rows[] = {
        {"add", "The user was added."},
        {"role", "Role and groups were saved."},
        {"name", "The name was saved."},
        {"password", "The password was set."},
        {"disable", "The user is disabled."},
        {"enable", "The user may sign in again."},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].text);
    return STR("");
}

/* --- all of them --- */

static enum slv_status show_users(struct app *app,
                                  const struct request *request,
                                  struct users_view *view,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct user *users = NULL;
    enum slv_status status =
        people_store_list_users(app->people, view->after, USERS_PER_PAGE + 1,
                                request->arena, &users, &view->count, err);

    if (status != SLV_OK)
        return status;
    view->has_more = view->count > USERS_PER_PAGE;
    if (view->has_more)
        view->count = USERS_PER_PAGE;
    view->users = users;
    response_html(response);
    users_view_write(&response->body, view);
    return SLV_OK;
}

enum slv_status users_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct users_view view = {
        .after = request_param(request, "after"),
        .form.role = STR("agent"),
        .page.done = done_text(request_param(request, "done")),
    };
    enum slv_status status = desk_open(app, request, &view.page.desk, err);

    return status == SLV_OK ? show_users(app, request, &view, response, err)
                            : status;
}

static enum slv_status add_user(struct app *app, const struct request *request,
                                const struct uri_params *form,
                                struct users_view *view, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct user user = {.login = view->form.login,
                        .name = view->form.name,
                        .email = view->form.email};
    struct user_secret secret = {.password = STR("")};
    char hash[AUTH_HASH_BYTES];
    enum slv_status status = read_role(&view->form, request->arena, &user, err);

    if (status == SLV_OK)
        status = rights_check_role(request->rights, user.role, err);
    if (status == SLV_OK)
        status = hash_password(request, form, user.login, hash, &secret, err);
    if (status == SLV_OK)
        status = people_store_add_user(app->people, &user, str_from(hash),
                                       &actor, NULL, err);
    if (status == SLV_OK)
        view->secret = secret;
    return status;
}

enum slv_status users_post(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    struct users_view view = {.form = read_form(request, &form)};
    enum slv_status status = desk_open(app, request, &view.page.desk, err);

    if (status != SLV_OK)
        return status;
    status = add_user(app, request, &form, &view, err);
    if (status == SLV_OK && view.secret.password.len == 0) {
        response_redirect(response, 303, STR("/settings/users?done=add"),
                          request->arena);
        return SLV_OK;
    }
    if (status != SLV_OK && !settings_is_told(status))
        return status;
    if (status == SLV_OK) {
        view.page.done = done_text(STR("add"));
        view.form = (struct user_form){.role = STR("agent")};
    } else {
        view.page.mistake = settings_sentence(request, err);
        response->status = slv_status_http(status);
    }
    return show_users(app, request, &view, response, err);
}

/* --- one of them --- */

static struct str groups_text(const struct str_list *groups,
                              struct arena *arena)
{
    struct strbuf text;
    struct str out;

    strbuf_init(&text, GROUPS_TEXT_BYTES);
    for (size_t i = 0; i < groups->count; i++) {
        if (i > 0)
            strbuf_add_cstr(&text, ", ");
        strbuf_add_str(&text, groups->items[i]);
    }
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

/* Find the user of the path; the form holds what is so. */
static enum slv_status open_user(struct app *app, const struct request *request,
                                 struct user_view *view, struct slv_error *err)
{
    struct user_form *form = &view->form;
    enum slv_status status = desk_open(app, request, &view->page.desk, err);

    if (status == SLV_OK)
        status = people_store_find_user(app->people,
                                        request_capture(request, "login"),
                                        request->arena, &view->user, NULL, err);
    if (status != SLV_OK)
        return status;
    *form = (struct user_form){
        .login = view->user.login,
        .name = view->user.name,
        .email = view->user.email,
        .role = str_from(user_role_word(view->user.role)),
        .customer = view->user.customer,
        .groups = groups_text(&view->user.groups, request->arena),
    };
    view->state = arena_format(request->arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s",
                               STR_ARG(form->name), STR_ARG(form->email),
                               STR_ARG(form->role), STR_ARG(form->customer),
                               STR_ARG(form->groups));
    view->mark = settings_mark(view->state, request->arena);
    return SLV_OK;
}

enum slv_status user_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    struct user_view view = {.page.done =
                                 done_text(request_param(request, "done"))};
    enum slv_status status = open_user(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    response_html(response);
    user_view_write(&response->body, &view, request->arena);
    return SLV_OK;
}

static enum slv_status set_role(struct app *app, const struct request *request,
                                const struct uri_params *form,
                                struct user_view *view, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    const struct user_form typed = read_form(request, form);
    struct user user = view->user;
    enum slv_status status =
        settings_check_mark(form, view->state, request->arena, err);

    view->form.role = typed.role;
    view->form.customer = typed.customer;
    view->form.groups = typed.groups;
    if (status == SLV_OK)
        status = read_role(&typed, request->arena, &user, err);
    if (status == SLV_OK)
        status = rights_check_role(request->rights, user.role, err);
    return status == SLV_OK ? people_store_update_user(app->people, &view->user,
                                                       &user, &actor, err)
                            : status;
}

static enum slv_status set_name(struct app *app, const struct request *request,
                                const struct uri_params *form,
                                struct user_view *view, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    const struct user_form typed = read_form(request, form);
    struct user user = view->user;
    enum slv_status status =
        settings_check_mark(form, view->state, request->arena, err);

    view->form.name = typed.name;
    view->form.email = typed.email;
    user.name = typed.name;
    user.email = typed.email;
    return status == SLV_OK ? people_store_update_user(app->people, &view->user,
                                                       &user, &actor, err)
                            : status;
}

static enum slv_status set_password(struct app *app,
                                    const struct request *request,
                                    const struct uri_params *form,
                                    struct user_view *view,
                                    struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    const bool is_own = request->user && request->user->id == view->user.id;
    struct user_secret secret = {.password = STR("")};
    char hash[AUTH_HASH_BYTES];
    enum slv_status status =
        hash_password(request, form, view->user.login, hash, &secret, err);

    if (status == SLV_OK)
        status = people_store_set_password(
            app->people, view->user.login, str_from(hash),
            is_own ? request->session_id : 0, &actor, err);
    if (status == SLV_OK)
        view->secret = secret;
    return status;
}

static enum slv_status act(struct app *app, const struct request *request,
                           const struct uri_params *form, struct str action,
                           struct user_view *view, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);

    if (str_equal(action, STR("role")))
        return set_role(app, request, form, view, err);
    if (str_equal(action, STR("name")))
        return set_name(app, request, form, view, err);
    if (str_equal(action, STR("password")))
        return set_password(app, request, form, view, err);
    if (str_equal(action, STR("disable")) || str_equal(action, STR("enable")))
        return people_store_set_disabled(app->people, view->user.login,
                                         str_equal(action, STR("disable")),
                                         &actor, err);
    return slv_fail(err, SLV_ERR_INPUT,
                    "This form says nothing that can be done with a user");
}

enum slv_status user_post(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    struct user_view view = {.user.id = 0};
    enum slv_status status = open_user(app, request, &view, err);

    if (status == SLV_OK)
        status = rights_check_role(request->rights, view.user.role, err);
    if (status != SLV_OK)
        return status;
    status = act(app, request, &form, action, &view, err);
    if (status == SLV_OK && view.secret.password.len == 0) {
        response_redirect(response, 303,
                          arena_format(request->arena, "%.*s?done=%.*s",
                                       STR_ARG(request->path), STR_ARG(action)),
                          request->arena);
        return SLV_OK;
    }
    if (status != SLV_OK && !settings_is_told(status))
        return status;
    if (status == SLV_OK) {
        view.page.done = done_text(STR("password"));
    } else {
        view.page.mistake = settings_sentence(request, err);
        response->status = slv_status_http(status);
    }
    response_html(response);
    user_view_write(&response->body, &view, request->arena);
    return SLV_OK;
}
