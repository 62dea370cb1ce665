/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/customers/{key}/hold: that a customer who does not pay is on hold. For
 * staff; customers never learn of it.
 */
#include "server/api/api_tag.h"
#include "server/api/case_api.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/router.h"
#include "store/customer_hold.h"
#include "text/json_write.h"

static void write_hold(struct json_writer *json, const void *thing)
{
    const struct customer_hold *row = thing;

    json_object_begin(json);
    json_key_string(json, "customer", row->customer);
    json_key_string(json, "reason", row->reason);
    json_key_string(json, "who", row->who);
    api_write_time(json, "since", row->since_unix_s);
    json_object_end(json);
}

struct hold {
    struct str reason;
};

static const struct json_field hold_fields[] = {
    JSON_FIELD(struct hold, reason, JSON_READ_STRING, true,
               BOUND_CASE_NAME_BYTES),
};

enum slv_status api_hold_get(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct customer_hold row;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = customer_hold_find(store, request_capture(request, "key"),
                                    request->arena, &row, err);
    if (status == SLV_OK)
        api_give(request, write_hold, &row, response);
    return api_told(status, err);
}

/* The hold as it is, and its tag; both empty when there is none. */
struct held {
    struct customer_hold row;
    struct str tag;
};

static enum slv_status read_held(const struct request *request,
                                 struct case_store *store, struct held *out,
                                 struct slv_error *err)
{
    enum slv_status status;

    *out = (struct held){.row = {.reason = STR("")}};
    status = customer_hold_find(store, request_capture(request, "key"),
                                request->arena, &out->row, err);
    if (status == SLV_OK)
        out->tag = api_tag(request, write_hold, &out->row);
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

/* The reason that the caller has seen; NULL when it did not say. */
static const struct str *seen(const struct request *request,
                              const struct held *held)
{
    return api_is_conditional(request) ? &held->row.reason : NULL;
}

enum slv_status api_hold_put(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    const struct str key = request_capture(request, "key");
    struct hold said = {.reason = STR("")};
    enum case_put did = CASE_UNCHANGED;
    struct held held;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status =
            api_body(request, hold_fields, ARRAY_LEN(hold_fields), &said, err);
    if (status == SLV_OK)
        status = read_held(request, store, &held, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, held.tag))
        return api_refuse(app, request, "The hold", response);
    status = customer_hold_put(store, key, str_trim(said.reason),
                               seen(request, &held), &actor, &did, err);
    if (status == SLV_ERR_CONFLICT)
        return api_refuse(app, request, "The hold", response);
    if (status == SLV_OK)
        status = customer_hold_find(store, key, request->arena, &held.row, err);
    if (status == SLV_OK)
        api_give(request, write_hold, &held.row, response);
    if (status == SLV_OK && did == CASE_ADDED)
        response->status = 201;
    return api_told(status, err);
}

enum slv_status api_hold_delete(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct held held;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = read_held(request, store, &held, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (held.tag.len > 0 && api_is_refused(request, held.tag))
        return api_refuse(app, request, "The hold", response);
    status = customer_hold_lift(store, request_capture(request, "key"),
                                seen(request, &held), &actor, err);
    if (status == SLV_ERR_CONFLICT)
        return api_refuse(app, request, "The hold", response);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
