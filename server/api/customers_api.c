/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Customers with their contacts, and the event log.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/hash.h"
#include "base/str.h"
#include "server/finish.h"
#include "server/router.h"
#include "store/case_find.h"
#include "text/json_write.h"

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

/* The ETag of a customer: a digest of its fields, without its contacts. */
static struct str customer_tag(const struct request *request,
                               const struct case_customer *row)
{
    const struct str fields[] = {row->key,  row->name,     row->market,
                                 row->size, row->industry, row->salesperson};
    struct hash_stream *stream = hash_stream_new();
    char digest[HASH_HEX_BYTES];

    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        hash_stream_add(stream, fields[i]);
        hash_stream_add(stream, (struct str){"", 1});
    }
    hash_format(hash_stream_digest(stream), digest);
    hash_stream_free(stream);
    return arena_str(request->arena, str_from(digest));
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

/* Does If-Match or If-None-Match ask for another customer than the one that is
 * there? The ETags are as strong as finish_etag_matches() takes them. */
static bool is_refused(const struct request *request,
                       const struct case_customer *there)
{
    struct str if_match = str_trim(request->headers.if_match);
    struct str if_none_match = str_trim(request->headers.if_none_match);

    if (if_none_match.len > 0 && there &&
        finish_etag_matches(if_none_match, customer_tag(request, there)))
        return true;
    return if_match.len > 0 &&
           (!there ||
            !finish_etag_matches(if_match, customer_tag(request, there)));
}

static enum slv_status put_customer(struct case_store *store,
                                    const struct request *request,
                                    const struct case_customer *row,
                                    enum case_put *did, bool *is_refused_out,
                                    struct slv_error *err)
{
    const bool is_conditional = request->headers.if_match.len > 0 ||
                                request->headers.if_none_match.len > 0;
    struct case_actor actor = api_actor(request);
    struct case_customer there;
    enum slv_status status;

    *is_refused_out = false;
    if (!is_conditional)
        return case_store_put_customer(store, row, &actor, did, err);
    status =
        case_store_find_customer(store, row->key, request->arena, &there, err);
    if (status != SLV_OK && status != SLV_ERR_NOT_FOUND)
        return status;
    if (is_refused(request, status == SLV_OK ? &there : NULL)) {
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
    if (status == SLV_OK)
        status = api_body(request, customer_fields, ARRAY_LEN(customer_fields),
                          &row, err);
    if (status == SLV_OK)
        status = put_customer(store, request, &row, &did, &was_refused, err);
    if (status == SLV_OK && was_refused)
        return api_answer(app, request, 412,
                          "The customer is not as If-Match or If-None-Match "
                          "says",
                          "Read it again, and send your change with the ETag "
                          "that it has now.",
                          response);
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
