/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/tokens: programs that act for a user. Staff sees, makes and revokes the
 * own tokens; the right to change users opens everybody's. The secret stands in
 * the answer that made it, and nowhere else.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/router.h"
#include "server/tokens.h"
#include "store/people_store.h"
#include "text/json_write.h"

enum { RIGHTS_MAX = 100, RIGHTS_TEXT_BYTES = 8192 };

static void write_rights(struct json_writer *json, struct str words)
{
    json_key(json, "rights");
    json_array_begin(json);
    while (words.len > 0) {
        struct str word = str_trim(str_take_until(&words, ' '));

        if (word.len > 0)
            json_string(json, word);
    }
    json_array_end(json);
}

static void write_token(struct json_writer *json,
                        const struct user_token *token, struct str secret)
{
    json_object_begin(json);
    json_key_int(json, "id", token->id);
    json_key_string(json, "name", token->name);
    json_key_string(json, "user", token->login);
    write_rights(json, token->rights);
    api_write_time(json, "created", token->created_unix_s);
    api_write_time(json, "last_used", token->last_used_unix_s);
    api_write_time(json, "revoked", token->revoked_unix_s);
    if (secret.len > 0)
        json_key_string(json, "secret", secret);
    json_object_end(json);
}

/* Tokens are for staff, who come with a session: a token never has the right
 * to the own account, so it makes no others unless it may change users. */
static enum slv_status open_tokens(struct app *app,
                                   const struct request *request,
                                   struct response *response, bool *is_answered,
                                   struct slv_error *err)
{
    struct case_store *store;
    enum slv_status status =
        api_need(app, request, API_RIGHT(ACCOUNT) | API_RIGHT(USERS), response,
                 is_answered, err);

    if (status != SLV_OK || *is_answered)
        return status;
    if (api_is_customer(request))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "Tokens are made by staff: ask for one");
    return api_store(app, &store, err);
}

static bool may_all(const struct request *request)
{
    return request_may(request, RIGHT_USERS);
}

static bool is_shown(const struct request *request, struct str user,
                     const struct user_token *token)
{
    if (!may_all(request))
        user = request->user->login;
    return user.len == 0 || str_equal(token->login, user);
}

enum slv_status api_tokens_get(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    const struct str user = request_param(request, "user");
    struct user_token *rows = NULL;
    struct json_writer json;
    const struct user_token *last = NULL;
    int64_t after = 0;
    size_t count = 0;
    size_t shown = 0;
    size_t limit = 0;
    bool is_answered;
    enum slv_status status =
        open_tokens(app, request, response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_limit(request, &limit, err);
    if (status == SLV_OK &&
        !request_param_int(request, "after", 1, INT64_MAX, 0, &after))
        status = slv_fail(err, SLV_ERR_USAGE,
                          "The parameter after must be the id of a token");
    if (status == SLV_OK)
        status = people_store_list_tokens(app->people, request->arena, &rows,
                                          &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "tokens");
    json_array_begin(&json);
    for (size_t i = 0; i < count && shown <= limit; i++) {
        if (rows[i].id <= after || !is_shown(request, user, &rows[i]))
            continue;
        if (shown++ < limit) {
            last = &rows[i];
            write_token(&json, last, STR(""));
        }
    }
    json_array_end(&json);
    if (last && shown > limit)
        json_key_int(&json, "next", last->id);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

struct wanted_token {
    struct str name;
    struct str user;
    struct str_list rights;
};

static const struct json_field token_fields[] = {
    JSON_FIELD(struct wanted_token, name, JSON_READ_STRING, true,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct wanted_token, user, JSON_READ_STRING, false,
               BOUND_LOGIN_BYTES),
    JSON_FIELD(struct wanted_token, rights, JSON_READ_STRINGS, true,
               RIGHTS_MAX),
};

static enum slv_status read_rights(const struct str_list *words, uint64_t *out,
                                   struct slv_error *err)
{
    struct strbuf text;
    enum slv_status status;

    strbuf_init(&text, RIGHTS_TEXT_BYTES);
    for (size_t i = 0; i < words->count; i++) {
        strbuf_add_str(&text, words->items[i]);
        strbuf_add_char(&text, ' ');
    }
    status = text.overflowed ? slv_fail(err, SLV_ERR_INPUT,
                                        "The names of the rights are too long")
                             : rights_parse(strbuf_str(&text), out, err);
    strbuf_release(&text);
    return status;
}

/* A token makes none that may do more than itself; of people, all that the user
 * may is asked for below. */
static enum slv_status check_power(const struct request *request,
                                   uint64_t rights, struct slv_error *err)
{
    enum right extra;

    if (request->session_id != 0 ||
        !rights_exceed(rights, request->rights, &extra))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_PERMISSION,
                    "A token without the right \"%s\" makes none that has it",
                    right_word(extra));
}

/* The valid token of this name. */
static enum slv_status find_named(struct app *app,
                                  const struct request *request,
                                  struct str name, struct user_token *out,
                                  struct slv_error *err)
{
    struct user_token *rows = NULL;
    size_t count = 0;
    enum slv_status status = people_store_list_tokens(
        app->people, request->arena, &rows, &count, err);

    for (size_t i = count; status == SLV_OK && i > 0; i--) {
        if (rows[i - 1].revoked_unix_s != 0 ||
            !str_equal(rows[i - 1].name, name))
            continue;
        *out = rows[i - 1];
        return SLV_OK;
    }
    return status == SLV_OK ? slv_fail(err, SLV_ERR_NOT_FOUND,
                                       "The token was revoked meanwhile")
                            : status;
}

enum slv_status api_tokens_post(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    struct wanted_token wanted = {.name = STR("")};
    char secret[AUTH_TOKEN_BYTES];
    struct case_actor actor;
    struct user_token token = {.id = 0};
    struct json_writer json;
    uint64_t rights = 0;
    bool is_answered;
    enum slv_status status =
        open_tokens(app, request, response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    actor = api_actor(request);
    wanted.user = request->user->login;
    status =
        api_body(request, token_fields, ARRAY_LEN(token_fields), &wanted, err);
    if (status == SLV_OK && !may_all(request) &&
        !str_equal(wanted.user, request->user->login))
        status = slv_fail(err, SLV_ERR_PERMISSION,
                          "Tokens of others need the right \"%s\"",
                          right_word(RIGHT_USERS));
    if (status == SLV_OK)
        status = read_rights(&wanted.rights, &rights, err);
    if (status == SLV_OK)
        status = check_power(request, rights, err);
    if (status != SLV_OK)
        return api_told(status, err);
    status = token_make(app->people, wanted.user, wanted.name, rights, &actor,
                        request->arena, secret, err);
    if (status == SLV_OK)
        status = find_named(app, request, wanted.name, &token, err);
    if (status == SLV_OK) {
        response->status = 201;
        json_begin(&json, &response->body);
        write_token(&json, &token, str_from(secret));
        json_end(&json);
    }
    auth_forget(secret, sizeof secret);
    return api_told(status, err);
}

enum slv_status api_token_delete(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct str text = request_capture(request, "id");
    struct case_actor actor;
    unsigned long long id = 0;
    bool is_answered;
    enum slv_status status =
        open_tokens(app, request, response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    actor = api_actor(request);
    if (!str_to_uint(text, &id) || id == 0 || id > INT64_MAX)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no token \"%.*s\"",
                        STR_ARG(str_first(text, 100)));
    status = people_store_revoke_token_of(
        app->people, may_all(request) ? STR("") : request->user->login,
        (int64_t) id, &actor, err);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
