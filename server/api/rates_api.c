/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an hour costs, for programs: listed, set, taken away.
 */
#include "base/check.h"
#include "base/str.h"
#include "core/insight/rate_words.h"
#include "core/insight/report_write.h"
#include "server/api/case_api.h"
#include "server/router.h"
#include "text/json_read.h"
#include "text/json_write.h"
#include "text/utf8.h"

enum { WORD_BYTES = 400 };

static const struct json_field rate_fields[] = {
    JSON_FIELD(struct rate_words, of, JSON_READ_STRING, true, WORD_BYTES),
    JSON_FIELD(struct rate_words, key, JSON_READ_STRING, true, WORD_BYTES),
    JSON_FIELD(struct rate_words, from, JSON_READ_STRING, true, WORD_BYTES),
    JSON_FIELD(struct rate_words, per_hour, JSON_READ_STRING, true, WORD_BYTES),
    JSON_FIELD(struct rate_words, currency, JSON_READ_STRING, true, WORD_BYTES),
};

static void write_rate(struct json_writer *json, const struct report_rate *rate,
                       struct arena *arena)
{
    json_object_begin(json);
    json_key_string(json, "of", rate->is_of_role ? STR("role") : STR("agent"));
    json_key_string(json, "key", rate->key);
    json_key_string(json, "from", rate->valid_from);
    json_key_string(json, "per_hour",
                    report_money_plain(rate->per_hour, rate->currency, arena));
    json_key_string(json, "currency", rate->currency);
    json_object_end(json);
}

enum slv_status api_rates_get(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct report_rate *rates = NULL;
    struct case_store *store;
    struct json_writer json;
    size_t count = 0;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = report_store_rates(store, request->arena, &rates, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "rates");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        write_rate(&json, &rates[i], request->arena);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_rate_put(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct rate_words words = {.of = STR("")};
    struct report_rate rate;
    struct case_store *store;
    struct json_writer json;
    enum case_put did = CASE_UNCHANGED;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status =
            api_body(request, rate_fields, ARRAY_LEN(rate_fields), &words, err);
    if (status == SLV_OK)
        status = rate_words_read(&words, store, request->arena, &rate, err);
    if (status == SLV_OK)
        status = report_store_put_rate(store, &rate, &actor, &did, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    write_rate(&json, &rate, request->arena);
    json_end(&json);
    if (did == CASE_ADDED)
        response->status = 201;
    return SLV_OK;
}

static struct str param(const struct request *request, const char *name)
{
    return str_trim(
        utf8_repair(request_param(request, name), request->arena, NULL));
}

enum slv_status api_rate_delete(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    const struct rate_words words = {
        .of = param(request, "of"),
        .key = param(request, "key"),
        .from = param(request, "from"),
    };
    struct report_rate rate;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = rate_words_whose(&words, &rate, err);
    if (status == SLV_OK)
        status = report_store_remove_rate(store, &rate, &actor, err);
    if (status != SLV_OK)
        return api_told(status, err);
    response->status = 204;
    return SLV_OK;
}
