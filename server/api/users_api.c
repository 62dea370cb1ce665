/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/users: who may sign in, as what, and in which groups. A password that
 * nobody chose is made here and stands in one answer alone.
 */
#include "server/api/api_tag.h"
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/new_password.h"
#include "server/router.h"
#include "store/people_store.h"
#include "text/json_write.h"
#include "text/uri.h"

enum { ROLE_BYTES = 20, ADDRESS_BYTES = 1024 };

/* --- JSON --- */

static void write_fields(struct json_writer *json, const struct user *user)
{
    json_key_string(json, "login", user->login);
    json_key_string(json, "name", user->name);
    json_key_string(json, "email", user->email);
    json_key_string(json, "role", str_from(user_role_word(user->role)));
    json_key_string(json, "customer", user->customer);
    json_key_strings(json, "groups", &user->groups);
    json_key_bool(json, "disabled", user->disabled_unix_s != 0);
    api_write_time(json, "created", user->created_unix_s);
}

static void write_user(struct json_writer *json, const void *thing)
{
    json_object_begin(json);
    write_fields(json, thing);
    json_object_end(json);
}

struct wanted_user {
    struct str login;
    struct str name;
    struct str email;
    struct str role;
    struct str customer;
    struct str_list groups;
    struct str password;
    bool disabled;
};

static const struct json_field new_fields[] = {
    JSON_FIELD(struct wanted_user, login, JSON_READ_STRING, true,
               BOUND_LOGIN_BYTES),
    JSON_FIELD(struct wanted_user, name, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct wanted_user, email, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct wanted_user, role, JSON_READ_STRING, true, ROLE_BYTES),
    JSON_FIELD(struct wanted_user, customer, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct wanted_user, groups, JSON_READ_STRINGS, false,
               BOUND_USER_GROUPS),
    JSON_FIELD(struct wanted_user, password, JSON_READ_STRING, false,
               AUTH_PASSWORD_BYTES_MAX),
};

static const struct json_field patch_fields[] = {
    JSON_FIELD(struct wanted_user, name, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct wanted_user, email, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct wanted_user, role, JSON_READ_STRING, false, ROLE_BYTES),
    JSON_FIELD(struct wanted_user, customer, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct wanted_user, groups, JSON_READ_STRINGS, false,
               BOUND_USER_GROUPS),
    JSON_FIELD(struct wanted_user, disabled, JSON_READ_BOOL, false, 0),
};

static const struct json_field password_fields[] = {
    JSON_FIELD(struct wanted_user, password, JSON_READ_STRING, false,
               AUTH_PASSWORD_BYTES_MAX),
};

static enum slv_status read_role(struct str word, enum user_role *out,
                                 struct slv_error *err)
{
    return user_role_parse(word, out)
               ? SLV_OK
               : slv_fail(err, SLV_ERR_INPUT, "There is no role \"%.*s\"",
                          STR_ARG(word));
}

static enum slv_status find(struct app *app, const struct request *request,
                            struct user *out, struct slv_error *err)
{
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    return status == SLV_OK
               ? people_store_find_user(app->people,
                                        request_capture(request, "login"),
                                        request->arena, out, NULL, err)
               : status;
}

/* --- reading --- */

enum slv_status api_users_get(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct case_store *store;
    struct json_writer json;
    struct user *rows = NULL;
    size_t count = 0;
    size_t limit = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = people_store_list_users(
            app->people, request_param(request, "after"), limit + 1,
            request->arena, &rows, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "users");
    json_array_begin(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        write_user(&json, &rows[i]);
    json_array_end(&json);
    if (count > limit)
        json_key_string(&json, "next", rows[limit - 1].login);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_user_get(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct user user;
    enum slv_status status = find(app, request, &user, err);

    if (status == SLV_OK)
        api_give(request, write_user, &user, response);
    return api_told(status, err);
}

/* --- changing --- */

static void answer_new(const struct request *request, const struct user *user,
                       struct str made, struct response *response)
{
    struct json_writer json;
    struct strbuf address;

    response->status = 201;
    strbuf_init(&address, ADDRESS_BYTES);
    strbuf_add_cstr(&address, "/api/v1/users/");
    uri_encode(&address, user->login);
    response_header(response, "Location", strbuf_str(&address), request->arena);
    strbuf_release(&address);
    response_header(response, "ETag",
                    arena_format(request->arena, "\"%.*s\"",
                                 STR_ARG(api_tag(request, write_user, user))),
                    request->arena);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    write_fields(&json, user);
    if (made.len > 0)
        json_key_string(&json, "password", made);
    json_object_end(&json);
    json_end(&json);
}

enum slv_status api_users_post(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wanted_user wanted = {.login = STR("")};
    char hash[AUTH_HASH_BYTES];
    struct case_store *store;
    struct user user;
    struct str made = STR("");
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status =
            api_body(request, new_fields, ARRAY_LEN(new_fields), &wanted, err);
    user = (struct user){
        .login = wanted.login,
        .name = wanted.name,
        .email = wanted.email,
        .customer = wanted.customer,
        .groups = wanted.groups,
    };
    if (status == SLV_OK)
        status = read_role(wanted.role, &user.role, err);
    if (status == SLV_OK)
        status = rights_check_role(request->rights, user.role, err);
    if (status == SLV_OK)
        status = new_password_hash(wanted.password, request->arena, hash, &made,
                                   err);
    if (status == SLV_OK)
        status = people_store_add_user(app->people, &user, str_from(hash),
                                       &actor, NULL, err);
    if (status == SLV_ERR_NOT_FOUND)
        status = SLV_ERR_INPUT; /* the customer is not there */
    if (status == SLV_OK)
        status = people_store_find_user(app->people, user.login, request->arena,
                                        &user, NULL, err);
    if (status == SLV_OK)
        answer_new(request, &user, made, response);
    return api_told(status, err);
}

/* The user with what the body says in place of what is there. */
static enum slv_status read_patch(const struct request *request,
                                  const struct user *seen, struct user *out,
                                  struct slv_error *err)
{
    struct wanted_user wanted = {
        .name = seen->name,
        .email = seen->email,
        .role = str_from(user_role_word(seen->role)),
        .customer = seen->customer,
        .groups = seen->groups,
        .disabled = seen->disabled_unix_s != 0,
    };
    enum slv_status status =
        api_body(request, patch_fields, ARRAY_LEN(patch_fields), &wanted, err);

    *out = (struct user){
        .login = seen->login,
        .name = wanted.name,
        .email = wanted.email,
        .customer = wanted.customer,
        .groups = wanted.groups,
        .disabled_unix_s = wanted.disabled ? 1 : 0, /* the store says when */
    };
    return status == SLV_OK ? read_role(wanted.role, &out->role, err) : status;
}

enum slv_status api_user_patch(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct user seen;
    struct user user;
    enum slv_status status = find(app, request, &seen, err);

    if (status == SLV_OK)
        status = rights_check_role(request->rights, seen.role, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (!api_is_conditional(request))
        return api_need_match(app, request, "a user", response);
    if (api_is_refused(request, api_tag(request, write_user, &seen)))
        return api_refuse(app, request, "The user", response);
    status = read_patch(request, &seen, &user, err);
    if (status == SLV_OK)
        status = rights_check_role(request->rights, user.role, err);
    if (status == SLV_OK)
        status =
            people_store_update_user(app->people, &seen, &user, &actor, err);
    if (status == SLV_ERR_NOT_FOUND)
        status = SLV_ERR_INPUT; /* the customer is not there */
    if (status == SLV_ERR_CONFLICT &&
        find(app, request, &user, NULL) == SLV_OK &&
        api_is_refused(request, api_tag(request, write_user, &user)))
        return api_refuse(app, request, "The user", response);
    if (status == SLV_OK)
        status = find(app, request, &user, err);
    if (status == SLV_OK)
        api_give(request, write_user, &user, response);
    return api_told(status, err);
}

enum slv_status api_user_password_post(struct app *app,
                                       const struct request *request,
                                       struct response *response,
                                       struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wanted_user wanted = {.password = STR("")};
    char hash[AUTH_HASH_BYTES];
    struct json_writer json;
    struct user user;
    struct str made = STR("");
    enum slv_status status = find(app, request, &user, err);

    if (status == SLV_OK)
        status = rights_check_role(request->rights, user.role, err);
    if (status == SLV_OK)
        status = api_body(request, password_fields, ARRAY_LEN(password_fields),
                          &wanted, err);
    if (status == SLV_OK)
        status = new_password_hash(wanted.password, request->arena, hash, &made,
                                   err);
    if (status == SLV_OK)
        status = people_store_set_password(
            app->people, user.login, str_from(hash),
            request->user->id == user.id ? request->session_id : 0, &actor,
            err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "login", user.login);
    if (made.len > 0)
        json_key_string(&json, "password", made);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
