/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one place where a failure becomes an answer. The page for browsers is
 * made by app->error_page; which clients get it is decided here.
 */
#include "server/problem.h"

#include "base/arena.h"
#include "base/log.h"
#include "base/str.h"
#include "text/json_write.h"

#include <stdio.h>

enum { RETRY_SOON_S = 1, RETRY_NOT_READY_S = 5 };

const char *problem_title(int http_status)
{
    switch (http_status) {
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 409:
        return "Conflict";
    case 412:
        return "Precondition Failed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 415:
        return "Unsupported Media Type";
    case 422:
        return "Unprocessable Content";
    case 428:
        return "Precondition Required";
    case 429:
        return "Too Many Requests";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 507:
        return "Insufficient Storage";
    default:
        return http_status < 500 ? "Bad Request" : "Internal Server Error";
    }
}

static struct slv_error told_error(int http_status, const struct slv_error *err)
{
    struct slv_error told = {.status = SLV_ERR_INTERNAL};
    bool is_ours =
        http_status >= 500 && (!err || err->status != SLV_ERR_UNAVAILABLE);

    if (err && err->text[0] && !is_ours)
        return *err;
    switch (http_status) {
    case 404:
        (void) slv_fail(&told, SLV_ERR_NOT_FOUND,
                        "There is nothing at this address");
        break;
    case 501:
        (void) slv_fail(&told, SLV_ERR_METHOD,
                        "This method is not known to the server");
        break;
    case 503:
        (void) slv_fail(&told, SLV_ERR_UNAVAILABLE,
                        "The server cannot answer this at the moment");
        slv_hint(&told, "Try again in a moment.");
        break;
    case 507:
        (void) slv_fail(&told, SLV_ERR_NO_SPACE,
                        "The server has no room left to keep this");
        slv_hint(&told, "Nothing was kept. Try again later.");
        break;
    default:
        if (http_status >= 500) {
            (void) slv_fail(&told, SLV_ERR_INTERNAL,
                            "Something is wrong on the server's side");
            slv_hint(&told, "Try again later. The server's log has the cause "
                            "under the id of this request.");
        } else {
            (void) slv_fail(&told, SLV_ERR_INPUT,
                            "The request cannot be answered");
        }
    }
    return told;
}

static void write_json(const struct request *request, int http_status,
                       const struct slv_error *err, problem_writer *more,
                       const void *context, struct response *response)
{
    struct json_writer json;

    response->content_type = "application/problem+json";
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_string(&json, "type", STR("about:blank"));
    json_key_string(&json, "title", str_from(problem_title(http_status)));
    json_key_int(&json, "status", http_status);
    json_key_string(&json, "detail", str_from(err->text));
    if (err->hint[0])
        json_key_string(&json, "hint", str_from(err->hint));
    json_key_string(&json, "request_id", str_from(request->id));
    if (more)
        more(&json, context);
    json_object_end(&json);
    json_end(&json);
}

void problem_respond(struct app *app, const struct request *request,
                     int http_status, const struct slv_error *err,
                     struct response *response)
{
    problem_respond_more(app, request, http_status, err, NULL, NULL, response);
}

void problem_respond_more(struct app *app, const struct request *request,
                          int http_status, const struct slv_error *err,
                          problem_writer *more, const void *context,
                          struct response *response)
{
    struct slv_error told = told_error(http_status, err);
    /* Allow and the like, which the router has set, stay. */
    size_t header_count = response->header_count;
    bool is_api = str_has_prefix(request->path, STR("/api/"));

    if (http_status >= 500 && http_status != 501 &&
        (!err || err->status != SLV_ERR_UNAVAILABLE))
        log_event(LOG_ERROR, log_name("request_failed"),
                  log_cstr("request", request->id),
                  log_number("status", http_status),
                  log_cstr("reason", err ? err->text : ""));
    response_clear(response);
    response->header_count = header_count;
    response->status = http_status;
    if (http_status == 503) {
        int retry_s = err && err->status == SLV_ERR_UNAVAILABLE
                          ? RETRY_NOT_READY_S
                          : RETRY_SOON_S;

        response_header(response, "Retry-After",
                        arena_format(request->arena, "%d", retry_s),
                        request->arena);
    }
    if (app->error_page && !is_api && request_prefers_html(request)) {
        response_html(response);
        app->error_page(app, request, http_status, &told, response);
        response->status = http_status;
    } else {
        write_json(request, http_status, &told, more, context, response);
    }
}
