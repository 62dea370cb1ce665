/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/webhooks: whom to tell of what happens, what was told lately, and
 * telling again. Sending is left to server/webhook_sender.h.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/router.h"
#include "server/webhook_client.h"
#include "server/webhook_json.h"
#include "store/webhook_store.h"
#include "text/json_write.h"

enum { EVENT_WORDS_BYTES = 400 };

struct wish {
    struct str url;
    struct str_list events;
    bool active;
};

static const struct json_field new_fields[] = {
    JSON_FIELD(struct wish, url, JSON_READ_STRING, true, WEBHOOK_URL_BYTES_MAX),
    JSON_FIELD(struct wish, events, JSON_READ_STRINGS, false,
               WEBHOOK_EVENT_COUNT),
    JSON_FIELD(struct wish, active, JSON_READ_BOOL, false, 0),
};

static const struct json_field patch_fields[] = {
    JSON_FIELD(struct wish, url, JSON_READ_STRING, false,
               WEBHOOK_URL_BYTES_MAX),
    JSON_FIELD(struct wish, events, JSON_READ_STRINGS, false,
               WEBHOOK_EVENT_COUNT),
    JSON_FIELD(struct wish, active, JSON_READ_BOOL, false, 0),
};

/* --- what is asked --- */

static enum slv_status read_id(const struct request *request, const char *name,
                               int64_t *out, struct slv_error *err)
{
    struct str text = request_capture(request, name);
    unsigned long long number;

    if (str_to_uint(text, &number) && number > 0 && number <= INT64_MAX) {
        *out = (int64_t) number;
        return SLV_OK;
    }
    return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no %s \"%.*s\"",
                    str_equal(str_from(name), STR("id")) ? "webhook"
                                                         : "delivery",
                    STR_ARG(str_first(text, 100)));
}

static enum slv_status find(struct app *app, const struct request *request,
                            struct webhook *out, struct slv_error *err)
{
    struct case_store *store;
    int64_t id = 0;
    enum slv_status status = api_store(app, &store, err);

    *out = (struct webhook){.id = 0};
    if (status == SLV_OK)
        status = read_id(request, "id", &id, err);
    if (status == SLV_OK)
        status = webhook_store_find(store, id, request->arena, out, err);
    return api_told(status, err);
}

static enum slv_status read_events(const struct str_list *words, unsigned *out,
                                   struct slv_error *err)
{
    struct strbuf text;
    enum slv_status status;

    strbuf_init(&text, EVENT_WORDS_BYTES);
    for (size_t i = 0; i < words->count; i++) {
        strbuf_add_str(&text, words->items[i]);
        strbuf_add_char(&text, ' ');
    }
    status = text.overflowed
                 ? slv_fail(err, SLV_ERR_INPUT,
                            "The names of the events are too long")
                 : webhook_events_parse(strbuf_str(&text), out, err);
    strbuf_release(&text);
    return api_told(status, err);
}

static enum slv_status check_url(struct app *app, struct str url,
                                 struct slv_error *err)
{
    struct webhook_rules rules;

    webhook_rules_read(app->config, &rules);
    return api_told(webhook_check_url(&rules, url, err), err);
}

/* --- answers --- */

static void set_etag(const struct request *request,
                     const struct webhook *webhook, struct response *response)
{
    api_set_etag(request, webhook->change, response);
}

static enum slv_status answer(struct app *app, const struct request *request,
                              int64_t id, bool with_secret,
                              struct response *response, struct slv_error *err)
{
    struct webhook webhook;
    struct json_writer json;
    enum slv_status status =
        webhook_store_find(app->cases, id, request->arena, &webhook, err);

    if (status != SLV_OK)
        return api_told(status, err);
    set_etag(request, &webhook, response);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    webhook_json_fields(&json, &webhook);
    if (with_secret)
        json_key_string(&json, "secret", webhook.secret);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_webhooks_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct case_store *store;
    struct webhook *rows;
    struct json_writer json;
    size_t count;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = webhook_store_list(store, request->arena, &rows, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "webhooks");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        webhook_json_write(&json, &rows[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_webhook_get(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    struct webhook webhook;
    enum slv_status status = find(app, request, &webhook, err);

    return status == SLV_OK
               ? answer(app, request, webhook.id, false, response, err)
               : status;
}

/* --- changes --- */

enum slv_status api_webhooks_post(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    char secret[WEBHOOK_SECRET_BYTES];
    struct str unsaid;
    struct wish wish = {.events = {&unsaid, 0}, .active = true};
    struct webhook row = {.events = WEBHOOK_EVENTS_ALL};
    struct case_actor actor = api_actor(request);
    struct case_repeat repeat;
    struct case_store *store;
    int64_t id = 0;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status =
            api_body(request, new_fields, ARRAY_LEN(new_fields), &wish, err);
    if (status == SLV_OK && wish.events.items != &unsaid)
        status = read_events(&wish.events, &row.events, err);
    if (status == SLV_OK)
        status = check_url(app, wish.url, err);
    if (status != SLV_OK)
        return status;
    webhook_secret_new(secret);
    row.url = wish.url;
    row.secret = str_from(secret);
    row.is_active = wish.active;
    status = webhook_store_add(store, &row,
                               api_repeat(request, &repeat) ? &repeat : NULL,
                               &actor, &id, err);
    auth_forget(secret, sizeof secret);
    if (status != SLV_OK)
        return api_told(status, err);
    response->status = 201;
    response_header(
        response, "Location",
        arena_format(request->arena, "/api/v1/webhooks/%lld", (long long) id),
        request->arena);
    return answer(app, request, id, true, response, err);
}

/* Somebody else was faster: 412, like the change of a case. */
static enum slv_status settle(struct app *app, const struct request *request,
                              enum slv_status status, struct response *response,
                              bool *is_answered, struct slv_error *err)
{
    *is_answered = status == SLV_ERR_CONFLICT;
    if (*is_answered)
        return api_answer(app, request, 412,
                          "The webhook was changed since you read it",
                          "Read it again, and send your change with the ETag "
                          "that it has now.",
                          response);
    return api_told(status, err);
}

enum slv_status api_webhook_patch(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_actor actor = api_actor(request);
    struct str unsaid;
    struct webhook row;
    struct wish wish;
    bool is_answered;
    enum slv_status status = find(app, request, &row, err);

    if (status != SLV_OK)
        return status;
    if (!match.is_given)
        return api_answer(
            app, request, 428,
            "A change of a webhook needs the header If-Match",
            "Send the ETag that the webhook had when you read it.", response);
    wish = (struct wish){
        .url = row.url, .events = {&unsaid, 0}, .active = row.is_active};
    status =
        api_body(request, patch_fields, ARRAY_LEN(patch_fields), &wish, err);
    if (status == SLV_OK && wish.events.items != &unsaid)
        status = read_events(&wish.events, &row.events, err);
    if (status == SLV_OK && !str_equal(wish.url, row.url))
        status = check_url(app, wish.url, err);
    if (status != SLV_OK)
        return status;
    row.url = wish.url;
    row.is_active = wish.active;
    status =
        settle(app, request,
               webhook_store_update(app->cases, row.id,
                                    match.change ? match.change : row.change,
                                    &row, &actor, err),
               response, &is_answered, err);
    return status == SLV_OK && !is_answered
               ? answer(app, request, row.id, false, response, err)
               : status;
}

enum slv_status api_webhook_delete(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_actor actor = api_actor(request);
    struct webhook row;
    bool is_answered;
    enum slv_status status = find(app, request, &row, err);

    if (status != SLV_OK)
        return status;
    status = settle(
        app, request,
        webhook_store_remove(app->cases, row.id, match.change, &actor, err),
        response, &is_answered, err);
    if (status == SLV_OK && !is_answered)
        response->status = 204;
    return status;
}

/* --- deliveries --- */

enum slv_status api_webhook_deliveries_get(struct app *app,
                                           const struct request *request,
                                           struct response *response,
                                           struct slv_error *err)
{
    struct webhook_delivery *rows;
    struct webhook webhook;
    struct json_writer json;
    int64_t after = 0;
    size_t limit;
    size_t count;
    enum slv_status status = find(app, request, &webhook, err);

    if (status == SLV_OK)
        status = api_limit(request, &limit, err);
    if (status == SLV_OK &&
        !request_param_int(request, "after", 1, INT64_MAX, 0, &after))
        status = slv_fail(err, SLV_ERR_USAGE,
                          "The parameter after must be the id of a delivery");
    if (status == SLV_OK)
        status = api_told(webhook_store_list_deliveries(
                              app->cases, webhook.id, after, limit + 1,
                              request->arena, &rows, &count, err),
                          err);
    if (status != SLV_OK)
        return status;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "deliveries");
    json_array_begin(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        webhook_json_write_delivery(&json, &rows[i]);
    json_array_end(&json);
    if (count > limit)
        json_key_int(&json, "next", rows[limit - 1].id);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

/* What the server will send soon. */
static enum slv_status answer_delivery(struct app *app,
                                       const struct request *request,
                                       int64_t webhook_id, int64_t id,
                                       struct response *response,
                                       struct slv_error *err)
{
    struct webhook_delivery delivery;
    struct json_writer json;
    enum slv_status status = webhook_store_find_delivery(
        app->cases, webhook_id, id, request->arena, &delivery, err);

    if (status != SLV_OK)
        return api_told(status, err);
    response->status = 202;
    json_begin(&json, &response->body);
    webhook_json_write_delivery(&json, &delivery);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_webhook_test_post(struct app *app,
                                      const struct request *request,
                                      struct response *response,
                                      struct slv_error *err)
{
    struct case_actor actor = api_actor(request);
    struct webhook webhook;
    int64_t id = 0;
    enum slv_status status = find(app, request, &webhook, err);

    if (status == SLV_OK)
        status = api_told(
            webhook_store_test(app->cases, webhook.id, &actor, &id, err), err);
    return status == SLV_OK
               ? answer_delivery(app, request, webhook.id, id, response, err)
               : status;
}

enum slv_status api_webhook_retry_post(struct app *app,
                                       const struct request *request,
                                       struct response *response,
                                       struct slv_error *err)
{
    struct case_actor actor = api_actor(request);
    struct webhook webhook;
    int64_t id = 0;
    enum slv_status status = find(app, request, &webhook, err);

    if (status == SLV_OK)
        status = read_id(request, "delivery", &id, err);
    if (status == SLV_OK)
        status = api_told(
            webhook_store_retry(app->cases, webhook.id, id, &actor, NULL, err),
            err);
    return status == SLV_OK
               ? answer_delivery(app, request, webhook.id, id, response, err)
               : status;
}
