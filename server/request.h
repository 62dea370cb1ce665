/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One HTTP request as handlers see it: plain data, no sockets. http.c fills it
 * from the wire, tests and fuzzers by hand; the router adds what the route's
 * pattern captured.
 *
 * Everything is borrowed and valid until the handler has returned and its
 * response was sent; text may hold any bytes a client can send, NUL included.
 */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include "server/rights.h"
#include "solvent/str.h"
#include "text/uri.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct slv_reader;
struct upload;
struct user;
struct worker;

enum method {
    METHOD_GET,
    METHOD_HEAD, /* handlers see GET; the body is left out when it is sent */
    METHOD_POST,
    METHOD_PUT,
    METHOD_PATCH,
    METHOD_DELETE,
    METHOD_OPTIONS,
    METHOD_OTHER, /* not known here: 501 */
    METHOD_COUNT
};

/* "GET"; borrowed, never NULL ("" for METHOD_OTHER). */
const char *method_name(enum method method);
enum method method_parse(struct str name);

enum { REQUEST_CAPTURES_MAX = 4, REQUEST_ID_MAX = 24 };

/* The headers that anything here reads; empty when the client sent none. */
struct request_headers {
    struct str accept;
    struct str accept_encoding;
    struct str accept_language;
    struct str content_type;
    struct str if_match;
    struct str if_none_match;
    struct str idempotency_key; /* Idempotency-Key */
    struct str host;            /* never used to build links: base_url is */
    struct str origin;
    struct str sec_fetch_site;
    struct str referer;
    struct str user_agent;
    struct str cookie; /* never logged, nor are the next two */
    struct str authorization;
    struct str csrf_token; /* X-CSRF-Token: for scripts of our own pages */
};

struct request {
    enum method method;
    struct str method_name;   /* as sent */
    struct str target;        /* as sent: raw path and query */
    struct str path;          /* the raw path, still percent-encoded */
    struct uri_params params; /* of the query string, decoded */
    struct request_headers headers;
    struct str body;
    struct upload *upload;     /* a body with files (server/upload.h), which is
                              not in `body` then; else NULL */
    struct str client_address; /* "127.0.0.1", without a port */
    char id[REQUEST_ID_MAX];   /* stands in the log and in error answers */
    int64_t begun_us;          /* clock_mono_us() when all of it was there */
    struct worker *worker; /* the thread's reader and stores (server/app.h) */
    struct arena *arena;   /* emptied when the response has been handed over */

    /* filled by the router */
    const struct route *route; /* NULL while no route is known */
    const struct user *user;   /* whoever is signed in; NULL: nobody is */
    uint64_t rights;    /* what may be done: the role's, or fewer of a token */
    int64_t session_id; /* 0: no session, perhaps an API token */
    struct str csrf;    /* for each form of the answer, as the field "csrf";
                           empty without a session */
    struct uri_param
        captures[REQUEST_CAPTURES_MAX]; /* "{name}" parts, decoded once */
    size_t capture_count;
};

/* Split an address as it was sent ("/a?b=c", or whole as proxies send it) into
 * target, path and params. The path is empty when it has none ("*"). */
void request_set_target(struct request *request, struct str target);
/* What "{name}" or "{name...}" of the route's pattern stood for; empty when the
 * pattern has no such part. */
struct str request_capture(const struct request *request, const char *name);
/* First value of a query parameter, or the empty string. */
struct str request_param(const struct request *request, const char *name);
/* Fields of a body of type application/x-www-form-urlencoded, decoded, in the
 * request's arena, or those of an upload that are no files; none when the body
 * is of another type. */
struct uri_params request_form(const struct request *request);
/* First value of a form's field, or the empty string. */
struct str form_field(const struct uri_params *form, const char *name);
/* Is it a whole number from `min` to `max`? A parameter that is not there, or
 * empty, gives `fallback` and true. */
bool request_param_int(const struct request *request, const char *name,
                       int64_t min, int64_t max, int64_t fallback,
                       int64_t *out);
/* Has whoever sent it the right? The route's own has been checked. */
static inline bool request_may(const struct request *request, enum right right)
{
    return rights_have(request->rights, right);
}
/* May this request change something in a browser's name? False when the
 * browser says that another site sent it (Sec-Fetch-Site, else Origin against
 * Host and the configured address). Requests from programs carry neither and
 * pass. */
bool request_is_same_origin(const struct request *request, struct str base_url);
/* Does the client rather want HTML than JSON (a browser does)? */
bool request_prefers_html(const struct request *request);

#endif
