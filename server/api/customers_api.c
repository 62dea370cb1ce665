/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Customers with their contacts, and the event log.
 */
#include "server/api/api_tag.h"
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/router.h"
#include "store/case_find.h"
#include "text/json_write.h"
#include "text/utf8.h"

enum { CONTACTS_MAX = 500 };

static void write_customer(struct json_writer *json,
                           const struct case_customer *row)
{
    json_key_string(json, "key", row->key);
    json_key_string(json, "name", row->name);
    json_key_string(json, "market", row->market);
    json_key_string(json, "size", row->size);
    json_key_string(json, "industry", row->industry);
    json_key_string(json, "salesperson", row->salesperson);
}

enum slv_status api_customers_get(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct case_customer *rows;
    struct case_store *store;
    struct json_writer json;
    size_t limit;
    size_t count;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = case_store_list_customers(
            store, request_param(request, "after"), limit + 1, request->arena,
            &rows, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "customers");
    json_array_begin(&json);
    for (size_t i = 0; i < count && i < limit; i++) {
        json_object_begin(&json);
        write_customer(&json, &rows[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    if (count > limit)
        json_key_string(&json, "next", rows[limit - 1].key);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

static void write_contacts(struct json_writer *json, struct str customer,
                           const struct case_contact *rows, size_t count)
{
    json_key(json, "contacts");
    json_array_begin(json);
    for (size_t i = 0; i < count && str_equal(rows[i].customer, customer);
         i++) {
        json_object_begin(json);
        json_key_string(json, "key", rows[i].key);
        json_key_string(json, "name", rows[i].name);
        json_key_string(json, "title", rows[i].title);
        json_key_string(json, "email", rows[i].email);
        json_object_end(json);
    }
    json_array_end(json);
}

/* The ETag of a customer is that of its fields, without its contacts. */
static void write_fields(struct json_writer *json, const void *thing)
{
    json_object_begin(json);
    write_customer(json, thing);
    json_object_end(json);
}

static struct str customer_tag(const struct request *request,
                               const struct case_customer *row)
{
    return api_tag(request, write_fields, row);
}

static enum slv_status answer_customer(struct case_store *store,
                                       const struct request *request,
                                       struct response *response,
                                       struct slv_error *err)
{
    struct str key = request_capture(request, "key");
    struct case_customer row;
    struct case_contact *contacts;
    struct json_writer json;
    size_t count;
    enum slv_status status =
        case_store_find_customer(store, key, request->arena, &row, err);

    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no customer \"%.*s\"",
                        STR_ARG(str_first(key, 200)));
    if (status == SLV_OK)
        status =
            case_store_list_contacts(store, key, STR(""), CONTACTS_MAX,
                                     request->arena, &contacts, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    response_header(response, "ETag",
                    arena_format(request->arena, "\"%.*s\"",
                                 STR_ARG(customer_tag(request, &row))),
                    request->arena);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    write_customer(&json, &row);
    write_contacts(&json, key, contacts, count);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_customer_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    return status == SLV_OK ? answer_customer(store, request, response, err)
                            : status;
}

static const struct json_field customer_fields[] = {
    JSON_FIELD(struct case_customer, name, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_customer, market, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_customer, size, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_customer, industry, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_customer, salesperson, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
};

static enum slv_status put_customer(struct case_store *store,
                                    const struct request *request,
                                    const struct case_customer *row,
                                    enum case_put *did, bool *is_refused_out,
                                    struct slv_error *err)
{
    struct case_actor actor = api_actor(request);
    struct case_customer there;
    enum slv_status status;

    *is_refused_out = false;
    if (!api_is_conditional(request))
        return case_store_put_customer(store, row, &actor, did, err);
    status =
        case_store_find_customer(store, row->key, request->arena, &there, err);
    if (status != SLV_OK && status != SLV_ERR_NOT_FOUND)
        return status;
    if (api_is_refused(request, status == SLV_OK ? customer_tag(request, &there)
                                                 : STR(""))) {
        *is_refused_out = true;
        return SLV_OK;
    }
    status = case_store_put_customer_seen(
        store, row, status == SLV_OK ? &there : NULL, &actor, did, err);
    *is_refused_out = status == SLV_ERR_CONFLICT;
    return *is_refused_out ? SLV_OK : status;
}

enum slv_status api_customer_put(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct case_customer row = {.key = request_capture(request, "key")};
    struct case_store *store;
    enum case_put did = CASE_UNCHANGED;
    bool was_refused = false;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK && row.key.len > BOUND_CASE_KEY_BYTES)
        status = slv_fail(err, SLV_ERR_TOO_BIG,
                          "The key of a customer is longer than %d bytes",
                          BOUND_CASE_KEY_BYTES);
    if (status == SLV_OK && !utf8_is_valid(row.key))
        status =
            slv_fail(err, SLV_ERR_INPUT, "The key of the customer is no UTF-8");
    if (status == SLV_OK)
        status = api_body(request, customer_fields, ARRAY_LEN(customer_fields),
                          &row, err);
    if (status == SLV_OK)
        status = put_customer(store, request, &row, &did, &was_refused, err);
    if (status == SLV_OK && was_refused)
        return api_refuse(app, request, "The customer", response);
    if (status == SLV_OK)
        status = answer_customer(store, request, response, err);
    if (status == SLV_OK && did == CASE_ADDED)
        response->status = 201;
    return api_told(status, err);
}

/* --- the event log --- */

enum slv_status api_events_get(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct case_event *rows;
    struct case_store *store;
    struct json_writer json;
    int64_t after;
    size_t limit;
    size_t count;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK &&
        !request_param_int(request, "after", 1, INT64_MAX, 0, &after))
        status = slv_fail(err, SLV_ERR_USAGE,
                          "The parameter after must be the id of an event");
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = case_store_find_events(store, after, limit + 1, request->arena,
                                        &rows, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "events");
    json_array_begin(&json);
    for (size_t i = 0; i < count && i < limit; i++) {
        json_object_begin(&json);
        json_key_int(&json, "id", rows[i].id);
        api_write_time(&json, "at", rows[i].at_unix_s);
        json_key_string(&json, "actor", rows[i].actor);
        json_key_string(&json, "action", rows[i].action);
        json_key_string(&json, "kind", rows[i].kind);
        json_key_string(&json, "key", rows[i].key);
        json_key(&json, "detail");
        json_raw(&json, rows[i].detail);
        json_object_end(&json);
    }
    json_array_end(&json);
    if (count > limit)
        json_key_int(&json, "next", rows[limit - 1].id);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
