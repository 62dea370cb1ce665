/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From a request to a response, without sockets. routes.def is the one list of
 * routes: dispatch, 405 with Allow, HEAD, OPTIONS, /openapi.json, docs/api.md
 * and the test that visits every route come from it.
 *
 * Patterns. "/a/b" matches itself. "{name}" stands for one segment, and
 * "{name...}", last, for the rest of the path. A literal segment wins over
 * "{name}", which wins over "{name...}". Captured text is percent-decoded
 * exactly once.
 *
 * Threads. Any number, each with its own request, response and worker.
 */
#ifndef SERVER_ROUTER_H
#define SERVER_ROUTER_H

#include "server/request.h"
#include "server/response.h"
#include "server/rights.h"
#include "solvent/status.h"

struct app;
struct upload;

enum {
    /* As the largest body of a route: it may hold files, and the configuration
     * says how large. A body of a form is then multipart/form-data, or one of
     * the usual kind of at most ROUTE_FORM_BYTES; below /api/ a body that is
     * no form is one file. */
    ROUTE_FILES = 1 << 30,
    ROUTE_FORM_BYTES = 1024 * 1024
};

/* Fill `response` and return SLV_OK; or return a failure with `err` saying what
 * a person should read, and the router makes the error answer of it (a page for
 * a browser, problem+json for a program). A response other than 200 that is no
 * failure sets response->status itself. */
typedef enum slv_status route_handler(struct app *app,
                                      const struct request *request,
                                      struct response *response,
                                      struct slv_error *err);

struct route {
    enum method method;
    const char *pattern;
    route_handler *handler;
    const char *handler_name;
    enum right right;
    size_t body_max_bytes;
    enum cache cache;
    const char *summary;
};

#define ROUTE(method, pattern, handler, right, body_max_bytes, cache, summary) \
    route_handler handler;
#include "server/routes.def"
#undef ROUTE

/* All routes in the order of routes.def. */
const struct route *router_routes(size_t *count);

/* Body a request for this path and method may have, before it is read. False,
 * and 0, when no route has both: whatever the body is, the request is answered
 * as one without a body. */
bool router_body_max(enum method method, struct str raw_path,
                     struct arena *arena, size_t *max);

/* When the request, of which the headers are there and no body, is for a route
 * that takes files and brings some: where its body goes, freed by the caller;
 * else NULL. Who may not send it is not asked to stop, but no file is stored,
 * and router_handle() refuses it when all of it is there. */
struct upload *router_begin_upload(struct app *app, struct request *request,
                                   uint64_t *body_max);

/* Say that a body is longer than its maximum; SLV_ERR_TOO_BIG. */
enum slv_status router_fail_body(struct slv_error *err, struct str method_name,
                                 size_t max);

/* Answer `request`: limits, authentication, authorization, handler, error
 * answer, cache headers, compression, log line and metrics, in this order.
 * `response` must be as response_init() left it. Never fails. */
void router_handle(struct app *app, struct request *request,
                   struct response *response);

/* Answer with an error: what router_handle() does with a failed handler. `status` may
 * be an HTTP status that no enum slv_status stands for (414, 431, 501). */
void router_error(struct app *app, const struct request *request, int status,
                  const struct slv_error *err, struct response *response);

#endif
