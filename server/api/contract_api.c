/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/customers/{key}/contract: what a customer was promised instead of the
 * targets of the severities. The store decides what a contract may say.
 */
#include "server/api/api_tag.h"
#include "server/api/case_api.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/router.h"
#include "store/severity_store.h"
#include "text/json_write.h"

enum { DAY_BYTES = 10 };

/* --- JSON --- */

static void write_minutes(struct json_writer *json, const char *key,
                          int minutes)
{
    json_key(json, key);
    if (minutes > 0)
        json_int(json, minutes);
    else
        json_null(json);
}

static void write_day(struct json_writer *json, const char *key, struct str day)
{
    json_key(json, key);
    if (day.len > 0)
        json_string(json, day);
    else
        json_null(json);
}

static void write_contract(struct json_writer *json, const void *thing)
{
    const struct severity_contract *row = thing;

    json_object_begin(json);
    json_key_string(json, "customer", row->customer);
    json_key_string(json, "calendar",
                    row->calendar.len > 0 ? row->calendar : STR("default"));
    write_day(json, "from", row->from_day);
    write_day(json, "until", row->until_day);
    json_key(json, "targets");
    json_array_begin(json);
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        const struct severity_targets targets = row->targets[i];

        if (targets.first_reply_minutes == 0 && targets.fix_minutes == 0)
            continue;
        json_object_begin(json);
        json_key_int(json, "severity", i + 1);
        write_minutes(json, "first_reply_minutes", targets.first_reply_minutes);
        write_minutes(json, "fix_minutes", targets.fix_minutes);
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

struct target {
    int64_t severity;
    int64_t first_reply_minutes;
    int64_t fix_minutes;
};

struct contract {
    struct str calendar;
    struct str from;
    struct str until;
    struct json_list targets;
};

static const struct json_field target_fields[] = {
    JSON_FIELD(struct target, severity, JSON_READ_INT, true, 0),
    JSON_FIELD(struct target, first_reply_minutes, JSON_READ_INT, false, 0),
    JSON_FIELD(struct target, fix_minutes, JSON_READ_INT, false, 0),
};

static const struct json_table target_table = {
    target_fields, ARRAY_LEN(target_fields), sizeof(struct target)};

static const struct json_field contract_fields[] = {
    JSON_FIELD(struct contract, calendar, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct contract, from, JSON_READ_STRING, false, DAY_BYTES),
    JSON_FIELD(struct contract, until, JSON_READ_STRING, false, DAY_BYTES),
    JSON_LIST_FIELD(struct contract, targets, false, SEVERITY_COUNT_MAX,
                    &target_table),
};

static enum slv_status read_minutes(int64_t said, int *out,
                                    struct slv_error *err)
{
    if (said < 0 || said > SEVERITY_TARGET_MINUTES_MAX)
        return slv_fail(err, SLV_ERR_INPUT,
                        "A target is from 1 to %d minutes, or null for that of "
                        "the severity",
                        SEVERITY_TARGET_MINUTES_MAX);
    *out = (int) said;
    return SLV_OK;
}

static enum slv_status read_targets(const struct contract *said,
                                    struct severity_contract *out,
                                    struct slv_error *err)
{
    const struct target *rows = said->targets.items;
    bool is_said[SEVERITY_COUNT_MAX] = {false};
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < said->targets.count; i++) {
        const int64_t severity = rows[i].severity;
        struct severity_targets *targets;

        if (severity < 1 || severity > SEVERITY_COUNT_MAX)
            return slv_fail(err, SLV_ERR_INPUT,
                            "A severity is a number from 1, the most severe, "
                            "to %d",
                            SEVERITY_COUNT_MAX);
        if (is_said[severity - 1])
            return slv_fail(err, SLV_ERR_INPUT,
                            "The targets of severity %d are there twice",
                            (int) severity);
        is_said[severity - 1] = true;
        targets = &out->targets[severity - 1];
        status = read_minutes(rows[i].first_reply_minutes,
                              &targets->first_reply_minutes, err);
        if (status == SLV_OK)
            status =
                read_minutes(rows[i].fix_minutes, &targets->fix_minutes, err);
    }
    return status;
}

static enum slv_status read_contract(const struct request *request,
                                     struct severity_contract *out,
                                     struct slv_error *err)
{
    struct contract said = {.calendar = STR("")};
    enum slv_status status = api_body(request, contract_fields,
                                      ARRAY_LEN(contract_fields), &said, err);

    if (status != SLV_OK)
        return status;
    /* the default is named by saying nothing */
    if (!str_equal(said.calendar, STR("default")))
        out->calendar = said.calendar;
    out->from_day = said.from;
    out->until_day = said.until;
    return read_targets(&said, out, err);
}

/* --- routes --- */

/* Find the contract of the path. ERR_NOT_FOUND names what is not there. */
static enum slv_status find(struct case_store *store,
                            const struct request *request,
                            struct severity_contract *out,
                            struct slv_error *err)
{
    const struct str key = request_capture(request, "key");
    struct case_customer customer;
    enum slv_status status =
        case_store_find_customer(store, key, request->arena, &customer, err);

    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no customer \"%.*s\"",
                        STR_ARG(str_first(key, BOUND_CASE_KEY_BYTES)));
    return status == SLV_OK ? severity_store_find_contract(
                                  store, key, request->arena, out, err)
                            : status;
}

enum slv_status api_contract_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct severity_contract row;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = find(store, request, &row, err);
    if (status == SLV_OK)
        api_give(request, write_contract, &row, response);
    return api_told(status, err);
}

static bool is_customer(struct case_store *store, const struct request *request)
{
    struct case_customer customer;

    return case_store_find_customer(store, request_capture(request, "key"),
                                    request->arena, &customer, NULL) == SLV_OK;
}

enum slv_status api_contract_put(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct severity_contract row = {.customer =
                                        request_capture(request, "key")};
    struct severity_contract seen;
    struct case_store *store;
    enum case_put did = CASE_UNCHANGED;
    bool is_there = false;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = read_contract(request, &row, err);
    if (status == SLV_OK) {
        status = severity_store_find_contract(store, row.customer,
                                              request->arena, &seen, err);
        is_there = status == SLV_OK;
        if (status == SLV_ERR_NOT_FOUND)
            status = SLV_OK;
    }
    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, is_there
                                    ? api_tag(request, write_contract, &seen)
                                    : STR("")))
        return api_refuse(app, request, "The contract", response);
    status = api_is_conditional(request)
                 ? severity_store_put_contract_seen(
                       store, &row, is_there ? &seen : NULL, &actor, &did, err)
                 : severity_store_put_contract(store, &row, &actor, &did, err);
    if (status == SLV_ERR_CONFLICT)
        return api_refuse(app, request, "The contract", response);
    if (status == SLV_ERR_NOT_FOUND && is_customer(store, request))
        status = SLV_ERR_INPUT; /* the calendar is not there */
    if (status == SLV_OK)
        status = find(store, request, &row, err);
    if (status == SLV_OK)
        api_give(request, write_contract, &row, response);
    if (status == SLV_OK && did == CASE_ADDED)
        response->status = 201;
    return api_told(status, err);
}

enum slv_status api_contract_delete(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct severity_contract seen;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = find(store, request, &seen, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, api_tag(request, write_contract, &seen)))
        return api_refuse(app, request, "The contract", response);
    status = severity_store_remove_contract(
        store, seen.customer, api_is_conditional(request) ? &seen : NULL,
        &actor, err);
    if (status == SLV_ERR_CONFLICT)
        return api_refuse(app, request, "The contract", response);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
