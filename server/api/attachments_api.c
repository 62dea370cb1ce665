/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of a case: listing, attaching, and the file itself, for the API and
 * under the pages of staff and of customers. Customers see those of their own
 * company's cases that are not for staff alone; any other is one that is not
 * there.
 */
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/api/case_api.h"
#include "server/attachments.h"
#include "server/router.h"
#include "text/json_write.h"
#include "text/uri.h"
#include "text/utf8.h"

#include <string.h>

static bool is_shown(const struct request *request,
                     const struct attachment *row)
{
    return !row->is_internal || !api_is_customer(request);
}

/* The case that holds the files of the one that is asked for: that into which
 * it was merged, when it still is the same customer's. */
static enum slv_status case_of_files(struct app *app,
                                     const struct request *request,
                                     struct case_record *out,
                                     struct slv_error *err)
{
    struct str customer;
    enum slv_status status = api_case(app, request, out, err);

    if (status != SLV_OK || out->merged_into.len == 0)
        return status;
    customer = out->customer;
    status = case_store_find_case(app->cases, out->merged_into, request->arena,
                                  out, err);
    if (status == SLV_OK && !str_equal(out->customer, customer))
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "There is no case with this number");
    return api_told(status, err);
}

/* --- the file --- */

static enum slv_status answer_file(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct case_record record;
    struct attachment row = {.id = 0};
    unsigned long long id;
    enum slv_status status = case_of_files(app, request, &record, err);

    if (status != SLV_OK)
        return status;
    status = SLV_ERR_NOT_FOUND;
    if (str_to_uint(request_capture(request, "file"), &id) && id < INT64_MAX)
        status = attachment_store_find(app->cases, record.number, (int64_t) id,
                                       request->arena, &row, err);
    if (status == SLV_ERR_NOT_FOUND ||
        (status == SLV_OK && !is_shown(request, &row)))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "This case has no such file");
    if (status != SLV_OK)
        return api_told(status, err);
    return attachments_respond(app, request, &row, response, err);
}

enum slv_status api_case_attachment_get(struct app *app,
                                        const struct request *request,
                                        struct response *response,
                                        struct slv_error *err)
{
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(CASES_READ) | API_RIGHT(CASES_OWN),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    return answer_file(app, request, response, err);
}

enum slv_status my_case_attachment_get(struct app *app,
                                       const struct request *request,
                                       struct response *response,
                                       struct slv_error *err)
{
    return answer_file(app, request, response, err);
}

enum slv_status case_attachment_get(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    return answer_file(app, request, response, err);
}

/* --- listing --- */

static void write_attachment(struct json_writer *json,
                             const struct request *request,
                             const struct attachment *row)
{
    struct strbuf url;

    strbuf_init(&url, 1000);
    strbuf_add_cstr(&url, "/api/v1/cases/");
    uri_encode(&url, row->case_number);
    strbuf_add_format(&url, "/attachments/%lld", (long long) row->id);
    json_object_begin(json);
    json_key_int(json, "id", row->id);
    json_key_string(json, "name", row->name);
    json_key_string(json, "type", row->media_type);
    json_key_int(json, "bytes", (int64_t) row->size_bytes);
    json_key_string(json, "sha256", row->sha256);
    json_key_string(json, "url", strbuf_str(&url));
    api_write_time(json, "created", row->created_unix_s);
    if (!api_is_customer(request)) {
        json_key_string(json, "who", row->who);
        json_key_bool(json, "internal", row->is_internal);
    }
    json_object_end(json);
    strbuf_release(&url);
}

/* Those whose id is at least `first_id`. */
static enum slv_status
write_list(struct app *app, const struct request *request, struct str number,
           int64_t first_id, struct response *response, struct slv_error *err)
{
    struct attachment *rows;
    struct json_writer json;
    size_t count;
    enum slv_status status = attachment_store_list_case(
        app->cases, number, request->arena, &rows, &count, err);

    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "number", number);
    json_key(&json, "attachments");
    json_array_begin(&json);
    for (size_t i = 0; i < count; i++)
        if (rows[i].id >= first_id && is_shown(request, &rows[i]))
            write_attachment(&json, request, &rows[i]);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_case_attachments_get(struct app *app,
                                         const struct request *request,
                                         struct response *response,
                                         struct slv_error *err)
{
    struct case_record record;
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(CASES_READ) | API_RIGHT(CASES_OWN),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = case_of_files(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    return write_list(app, request, record.number, 0, response, err);
}

/* --- attaching --- */

static enum slv_status attach(struct app *app, const struct request *request,
                              struct api_match match, struct str number,
                              int64_t *first_id, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    struct case_actor actor = api_actor(request);
    bool is_internal = form_field(&form, "internal").len > 0 ||
                       request_param(request, "internal").len > 0;

    if (api_is_customer(request))
        is_internal = false;
    else if (!is_internal && !request_may(request, RIGHT_CASES_WORK))
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "%.*s may attach files for staff alone: send "
                        "internal=1",
                        STR_ARG(request->user->login));
    if (!attachments_came(request))
        return slv_fail(err, SLV_ERR_INPUT, "There is no file in this request");
    return attachments_add(app, request, number, match.change,
                           &(struct attachment_saying){.message = NULL},
                           is_internal, &actor, first_id, err);
}

enum slv_status api_case_attachments_post(struct app *app,
                                          const struct request *request,
                                          struct response *response,
                                          struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    int64_t first_id = 0;
    bool is_answered;
    enum slv_status status = api_need(
        app, request,
        API_RIGHT(CASES_WORK) | API_RIGHT(CASES_FIX) | API_RIGHT(CASES_OWN),
        response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_case(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    status = attach(app, request, match, record.number, &first_id, err);
    if (status == SLV_ERR_CONFLICT)
        return api_changed(app, request, match, status, 201, response, err);
    if (status != SLV_OK)
        return api_told(status, err);
    response->status = 201;
    response_header(response, "Location",
                    arena_format(request->arena, "%.*s/%lld",
                                 STR_ARG(request->path), (long long) first_id),
                    request->arena);
    return write_list(app, request, record.number, first_id, response, err);
}

enum slv_status api_case_attachment_delete(struct app *app,
                                           const struct request *request,
                                           struct response *response,
                                           struct slv_error *err)
{
    struct api_match match = api_if_match(request);
    struct case_record record;
    struct case_actor actor;
    unsigned long long id;
    enum slv_status status = case_of_files(app, request, &record, err);

    if (status != SLV_OK)
        return status;
    if (!str_to_uint(request_capture(request, "file"), &id) || id >= INT64_MAX)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "This case has no such file");
    actor = api_actor(request);
    status = attachments_remove(
        app, request, record.number, match.change, (int64_t) id,
        str_trim(
            utf8_repair(request_param(request, "why"), request->arena, NULL)),
        &actor, err);
    return api_changed(app, request, match, status, 200, response, err);
}
