/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/cases and /api/v1/cases/{number}: lists, opening, one case, and
 * changing what stands in it. Messages, links and how a case ends are in
 * case_changes_api.c.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "server/finish.h"
#include "server/router.h"
#include "server/searches.h"
#include "store/case_find.h"
#include "store/severity_store.h"
#include "text/json_write.h"

/* --- lists --- */

static enum slv_status read_states(const struct request *request,
                                   unsigned *states, struct slv_error *err)
{
    *states = 0;
    for (size_t i = 0; i < request->params.count; i++) {
        const struct uri_param *param = &request->params.items[i];
        enum case_state state;

        if (!str_equal(param->name, STR("state")) || param->value.len == 0)
            continue;
        if (!case_state_parse(param->value, &state))
            return slv_fail(err, SLV_ERR_USAGE,
                            "The parameter state knows open, waiting and "
                            "closed, not \"%.*s\"",
                            STR_ARG(str_first(param->value, 100)));
        *states |= 1u << state;
    }
    return SLV_OK;
}

static void write_list(const struct request *request,
                       const struct case_record *rows, size_t count,
                       bool has_more, struct response *response)
{
    struct json_writer json;

    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "cases");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(&json);
        api_write_case_head(&json, request, &rows[i]);
        json_object_end(&json);
    }
    json_array_end(&json);
    if (has_more)
        json_key_string(&json, "next", rows[count - 1].number);
    json_object_end(&json);
    json_end(&json);
}

/* A page begins after a case that whoever asks may see, so that its number
 * tells nothing of others. */
static enum slv_status check_after(struct case_store *store,
                                   const struct request *request,
                                   struct str after, struct slv_error *err)
{
    struct case_record record;
    enum slv_status status;

    if (after.len == 0)
        return SLV_OK;
    status = case_store_find_case(store, after, request->arena, &record, err);
    if (status == SLV_ERR_NOT_FOUND ||
        (status == SLV_OK && api_is_customer(request) &&
         !str_equal(record.customer, request->user->customer)))
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter after names no case: \"%.*s\"",
                        STR_ARG(str_first(after, 100)));
    return status;
}

enum slv_status api_cases_get(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct case_find find = {
        .customer = request_param(request, "customer"),
        .product = request_param(request, "product"),
        .agent = request_param(request, "agent"),
        .text = str_trim(request_param(request, "q")),
        .after = request_param(request, "after"),
    };
    struct case_record *rows;
    struct case_store *store;
    size_t limit;
    size_t count;
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(CASES_READ) | API_RIGHT(CASES_OWN),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    if (api_is_customer(request))
        find.customer = request->user->customer;
    status = read_states(request, &find.states, err);
    if (status == SLV_OK)
        status = api_limit(request, &limit, err);
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = check_after(store, request, find.after, err);
    if (status == SLV_OK)
        status = case_store_find_cases(store, &find, limit + 1, request->arena,
                                       &rows, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    write_list(request, rows, count > limit ? limit : count, count > limit,
               response);
    return SLV_OK;
}

/* --- opening --- */

struct new_case {
    struct str customer;
    struct str contact;
    struct str contact_name;
    struct str contact_email;
    struct str product;
    struct str product_version;
    struct str agent;
    struct str subject;
    struct str text;
    int64_t severity;
};

static const struct json_field new_case_fields[] = {
    JSON_FIELD(struct new_case, customer, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct new_case, contact, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct new_case, contact_name, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct new_case, contact_email, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct new_case, product, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct new_case, product_version, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct new_case, agent, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct new_case, subject, JSON_READ_STRING, true,
               BOUND_CASE_SUBJECT_BYTES),
    JSON_FIELD(struct new_case, text, JSON_READ_STRING, true,
               BOUND_CASE_TEXT_BYTES),
    JSON_FIELD(struct new_case, severity, JSON_READ_INT, false, 0),
};

static enum slv_status check_severity(struct case_store *store,
                                      const struct request *request,
                                      int64_t severity, struct slv_error *err)
{
    struct severity *list;
    size_t count;
    enum slv_status status =
        severity_store_list(store, request->arena, &list, &count, err);

    if (status == SLV_OK && (severity < 0 || severity > (int64_t) count))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The severity is a number from 1 (most severe) to %zu, "
                        "or 0 for none",
                        count);
    return status;
}

/* What customers say of themselves is what their account says. */
static void be_customer(const struct user *user, struct new_case *wish)
{
    wish->customer = user->customer;
    wish->contact = user->login;
    wish->contact_name = user->name;
    wish->contact_email = user->email;
    wish->agent = STR("");
    wish->severity = 0;
}

/* Customers and products are added on purpose, not by a slip. */
static enum slv_status check_names(struct case_store *store,
                                   const struct request *request,
                                   const struct new_case *wish,
                                   struct slv_error *err)
{
    struct case_customer customer;
    struct case_product product;
    enum slv_status status;

    if (wish->customer.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "The customer is missing");
    status = case_store_find_customer(store, wish->customer, request->arena,
                                      &customer, err);
    if (status == SLV_ERR_NOT_FOUND) {
        (void) slv_fail(err, SLV_ERR_INPUT, "There is no customer \"%.*s\"",
                        STR_ARG(wish->customer));
        slv_hint(err, "Add it first: PUT /api/v1/customers/KEY.");
        return SLV_ERR_INPUT;
    }
    if (status != SLV_OK || wish->product.len == 0 || !api_is_customer(request))
        return status;
    status = case_store_find_product(store, wish->product, request->arena,
                                     &product, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_INPUT, "There is no product \"%.*s\"",
                        STR_ARG(wish->product));
    return status;
}

/* A contact who is not known yet comes with name and address. */
static enum slv_status keep_contact(struct case_store *store,
                                    const struct request *request,
                                    const struct new_case *wish,
                                    const struct case_actor *actor,
                                    struct slv_error *err)
{
    struct case_contact contact;
    enum slv_status status;

    if (wish->contact.len == 0)
        return SLV_OK;
    status = case_store_find_contact(store, wish->customer, wish->contact,
                                     request->arena, &contact, err);
    if (status != SLV_ERR_NOT_FOUND)
        return status;
    contact = (struct case_contact){
        .customer = wish->customer,
        .key = wish->contact,
        .name = wish->contact_name,
        .email = wish->contact_email,
    };
    return case_store_put_contact(store, &contact, actor, NULL, err);
}

static enum slv_status
open_case(struct case_store *store, const struct request *request,
          const struct new_case *wish, const struct case_repeat *repeat,
          struct str *number, int64_t *change, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    const struct case_message problem = {
        .author = CASE_BY_CUSTOMER,
        .author_name =
            wish->contact_name.len > 0 ? wish->contact_name : wish->contact,
        .text = wish->text,
        .created_unix_s = actor.now_unix_s,
    };
    const struct case_record row = {
        .customer = wish->customer,
        .contact = wish->contact,
        .product = wish->product,
        .product_version = wish->product_version,
        .agent = wish->agent,
        .subject = wish->subject,
        .severity = (int) wish->severity,
        .opened_unix_s = actor.now_unix_s,
        .messages = &problem,
        .message_count = 1,
    };
    enum slv_status status = keep_contact(store, request, wish, &actor, err);

    if (status == SLV_OK)
        status = case_store_add_case_once(store, &row, repeat, &actor,
                                          request->arena, number, change, err);
    return status;
}

static void write_opened(const struct request *request, struct str number,
                         int64_t change, struct response *response)
{
    struct json_writer json;

    response->status = 201;
    response_header(
        response, "Location",
        arena_format(request->arena, "/api/v1/cases/%.*s", STR_ARG(number)),
        request->arena);
    api_set_etag(request, change, response);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "number", number);
    json_key_int(&json, "change", change);
    json_object_end(&json);
    json_end(&json);
}

enum slv_status api_cases_post(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct new_case wish = {.severity = 0};
    struct case_repeat repeat;
    bool has_repeat = api_repeat(request, &repeat);
    struct case_store *store;
    struct str number;
    int64_t change;
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(CASES_WORK) | API_RIGHT(CASES_OWN),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_body(request, new_case_fields, ARRAY_LEN(new_case_fields),
                      &wish, err);
    if (status == SLV_OK && api_is_customer(request))
        be_customer(request->user, &wish);
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = check_severity(store, request, wish.severity, err);
    if (status == SLV_OK)
        status = check_names(store, request, &wish, err);
    if (status == SLV_OK)
        status = open_case(store, request, &wish, has_repeat ? &repeat : NULL,
                           &number, &change, err);
    if (status == SLV_OK && api_is_customer(request))
        searches_led_to_case(app, request);
    if (status == SLV_OK)
        write_opened(request, number, change, response);
    return api_told(status, err);
}

/* --- one case --- */

enum slv_status api_case_get(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct case_record record;
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(CASES_READ) | API_RIGHT(CASES_OWN),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_case(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    if (!finish_etag_matches(
            request->headers.if_none_match,
            arena_format(request->arena, "%lld", (long long) record.change)))
        return api_write_case(request, &record, response, err);
    response->status = 304;
    api_set_etag(request, record.change, response);
    return SLV_OK;
}

struct case_patch {
    struct str contact;
    struct str product;
    struct str product_version;
    struct str agent;
    struct str subject;
    struct str state;
    int64_t severity;
    struct str environment;
    struct str documenter;
    struct str fixer;
    struct str fix_id;
    struct str fixed_in;
    bool handled_outside;
    bool reached_executives;
};

static const struct json_field case_patch_fields[] = {
    JSON_FIELD(struct case_patch, contact, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct case_patch, product, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_patch, product_version, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_patch, environment, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_patch, documenter, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct case_patch, fixer, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct case_patch, fix_id, JSON_READ_STRING, false,
               BOUND_CASE_FIX_BYTES),
    JSON_FIELD(struct case_patch, fixed_in, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct case_patch, handled_outside, JSON_READ_BOOL, false, 0),
    JSON_FIELD(struct case_patch, reached_executives, JSON_READ_BOOL, false, 0),
    JSON_FIELD(struct case_patch, agent, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct case_patch, subject, JSON_READ_STRING, false,
               BOUND_CASE_SUBJECT_BYTES),
    JSON_FIELD(struct case_patch, state, JSON_READ_STRING, false, 20),
    JSON_FIELD(struct case_patch, severity, JSON_READ_INT, false, 0),
};

/* The case with what the body says in place of what is there. */
static enum slv_status read_patch(const struct request *request,
                                  struct case_store *store,
                                  struct case_record *record,
                                  struct slv_error *err)
{
    struct case_patch patch = {
        .contact = record->contact,
        .product = record->product,
        .product_version = record->product_version,
        .agent = record->agent,
        .subject = record->subject,
        .state = str_from(case_state_word(record->state)),
        .severity = record->severity,
        .environment = record->environment,
        .documenter = record->documenter,
        .fixer = record->fixer,
        .fix_id = record->fix_id,
        .fixed_in = record->fixed_in,
        .handled_outside = record->is_outside,
        .reached_executives = record->is_executive,
    };
    enum case_state before = record->state;
    enum slv_status status = api_body(
        request, case_patch_fields, ARRAY_LEN(case_patch_fields), &patch, err);

    if (status != SLV_OK)
        return status;
    if (!case_state_parse(patch.state, &record->state))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The state is open or waiting, not \"%.*s\"",
                        STR_ARG(patch.state));
    if (record->state != before &&
        (record->state == CASE_CLOSED || before == CASE_CLOSED)) {
        (void) slv_fail(err, SLV_ERR_CONFLICT,
                        "A case is closed by saying how it ended, and reopened "
                        "on purpose");
        slv_hint(err, "POST /api/v1/cases/NUMBER/close or .../reopen.");
        return SLV_ERR_CONFLICT;
    }
    if (patch.severity != record->severity)
        status = check_severity(store, request, patch.severity, err);
    record->contact = patch.contact;
    record->product = patch.product;
    record->product_version = patch.product_version;
    record->environment = patch.environment;
    record->documenter = patch.documenter;
    record->fixer = patch.fixer;
    record->fix_id = patch.fix_id;
    record->fixed_in = patch.fixed_in;
    record->is_outside = patch.handled_outside;
    record->is_executive = patch.reached_executives;
    record->agent = patch.agent;
    record->subject = patch.subject;
    record->severity = (int) patch.severity;
    return status;
}

enum slv_status api_case_patch(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    struct case_store *store;
    struct case_actor actor;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = api_case(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    if (!match.is_given)
        return api_answer(
            app, request, 428, "A change of a case needs the header If-Match",
            "Send the ETag that the case had when you read it.", response);
    if (match.change == 0)
        match.change = record.change;
    actor = api_actor(request);
    status = record.change == match.change
                 ? read_patch(request, store, &record, err)
                 : slv_fail(err, SLV_ERR_CONFLICT, "It was changed");
    if (status == SLV_OK)
        status = case_store_update_case(store, record.number, match.change,
                                        &record, &actor, err);
    return api_changed(app, request, match, status, 200, response, err);
}
