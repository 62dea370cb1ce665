/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Matching a path to its route, and the order in which a request is answered
 * (router_handle, at the end). Knows no sockets and no page.
 */
#include "server/router.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "server/app.h"
#include "server/attachments.h"
#include "server/finish.h"
#include "server/identity.h"
#include "server/metrics.h"
#include "server/problem.h"
#include "server/upload.h"
#include "text/multipart.h"

#include <stdio.h>

enum { PATTERN_SEGMENTS_MAX = 8, PATH_BYTES_MAX = 4096 };

static const struct route routes[] = {
#define ROUTE(method, pattern, handler, right, body_max_bytes, cache, summary) \
    {method, pattern, handler, #handler, right, body_max_bytes, cache, summary},
#include "server/routes.def"
#undef ROUTE
};

const struct route *router_routes(size_t *count)
{
    *count = ARRAY_LEN(routes);
    return routes;
}

/* --- matching --- */

/* What one pattern made of a path. A greater rank is a closer match. */
struct match {
    struct uri_param captures[REQUEST_CAPTURES_MAX];
    size_t capture_count;
    unsigned rank;
};

enum segment_kind { SEGMENT_REST, SEGMENT_NAME, SEGMENT_LITERAL };

/* Cut the text before the next "/" off *rest; false when it was the last. */
static bool take_segment(struct str *rest, struct str *segment)
{
    size_t at = str_find_char(*rest, '/');
    bool is_last = at == rest->len;

    *segment = str_first(*rest, at);
    *rest = str_from_offset(*rest, is_last ? at : at + 1);
    return !is_last;
}

/* Kind of a pattern's segment; *name is what stands in the braces. */
static enum segment_kind kind_of(struct str segment, struct str *name)
{
    if (segment.len < 3 || segment.ptr[0] != '{')
        return SEGMENT_LITERAL;
    *name = (struct str){segment.ptr + 1, segment.len - 2};
    if (!str_has_suffix(*name, STR("...")))
        return SEGMENT_NAME;
    name->len -= 3;
    return SEGMENT_REST;
}

static void capture(struct match *match, struct str name, struct str raw,
                    struct arena *arena)
{
    SLV_ASSERT(match->capture_count < REQUEST_CAPTURES_MAX);
    match->captures[match->capture_count++] =
        (struct uri_param){name, uri_decode(raw, false, arena)};
}

static bool match_pattern(const char *text, struct str raw_path,
                          struct arena *arena, struct match *match)
{
    struct str pattern = str_from_offset(str_from(text), 1);
    struct str path = str_from_offset(raw_path, 1);
    unsigned weight = 1;
    bool pattern_goes_on = true;
    bool path_goes_on = true;

    *match = (struct match){.rank = 0};
    for (int i = 1; i < PATTERN_SEGMENTS_MAX; i++)
        weight *= 3;
    while (pattern_goes_on && path_goes_on) {
        struct str name = {NULL, 0};
        struct str wanted;
        struct str segment;
        struct str path_before = path;
        enum segment_kind kind;

        pattern_goes_on = take_segment(&pattern, &wanted);
        path_goes_on = take_segment(&path, &segment);
        kind = kind_of(wanted, &name);
        match->rank += weight * (unsigned) kind;
        weight /= 3;
        if (kind == SEGMENT_REST) {
            capture(match, name, path_before, arena);
            return path_before.len > 0;
        }
        if (kind == SEGMENT_NAME && segment.len > 0)
            capture(match, name, segment, arena);
        else if (kind == SEGMENT_NAME ||
                 !str_equal(wanted, uri_decode(segment, false, arena)))
            return false;
    }
    return pattern_goes_on == path_goes_on;
}

/* The closest route for method and path; NULL when there is none. *allowed
 * gets a bit for each method that the path has. */
static const struct route *find_route(enum method method, struct str raw_path,
                                      struct arena *arena, struct match *best,
                                      unsigned *allowed)
{
    const struct route *found = NULL;

    *allowed = 0;
    if (raw_path.len == 0)
        return NULL;
    if (method == METHOD_HEAD)
        method = METHOD_GET;
    for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
        struct match match;

        if (!match_pattern(routes[i].pattern, raw_path, arena, &match))
            continue;
        *allowed |= 1u << routes[i].method;
        if (routes[i].method == method && (!found || match.rank > best->rank)) {
            found = &routes[i];
            *best = match;
        }
    }
    return found;
}

/* The largest body that is held in memory. */
static size_t held_body_max(const struct route *route)
{
    return route->body_max_bytes == ROUTE_FILES ? ROUTE_FORM_BYTES
                                                : route->body_max_bytes;
}

bool router_body_max(enum method method, struct str raw_path,
                     struct arena *arena, size_t *max)
{
    struct match match;
    unsigned allowed;
    const struct route *route =
        find_route(method, raw_path, arena, &match, &allowed);

    *max = route ? held_body_max(route) : 0;
    return route != NULL;
}

enum slv_status router_fail_body(struct slv_error *err, struct str method_name,
                                 size_t max)
{
    if (max == 0)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%.*s takes no body here",
                        STR_ARG(str_first(method_name, 20)));
    return slv_fail(err, SLV_ERR_TOO_BIG, "The body is longer than %zu bytes",
                    max);
}

/* --- the steps of an answer: each gives 0 to go on, or an HTTP status --- */

static void add_allow(const struct request *request, unsigned allowed,
                      struct response *response)
{
    struct strbuf value;

    strbuf_init(&value, 256);
    if (allowed & (1u << METHOD_GET))
        allowed |= 1u << METHOD_HEAD;
    allowed |= 1u << METHOD_OPTIONS;
    for (int i = 0; i < METHOD_OTHER; i++)
        if (allowed & (1u << i))
            strbuf_add_format(&value, "%s%s", value.len > 0 ? ", " : "",
                              method_name((enum method) i));
    response_header(response, "Allow", strbuf_str(&value), request->arena);
    strbuf_release(&value);
}

/* Paths that no route may see: with control bytes (a NUL ends many a name), or
 * with "." and ".." segments, however they were encoded. */
static int check_path(const struct request *request, struct slv_error *err)
{
    struct str path = uri_decode(request->path, false, request->arena);
    struct str segment;
    bool goes_on = true;

    if (request->path.len > PATH_BYTES_MAX) {
        (void) slv_fail(err, SLV_ERR_TOO_BIG,
                        "The address is longer than %d bytes", PATH_BYTES_MAX);
        return 414;
    }
    for (size_t i = 0; i < path.len; i++) {
        if ((unsigned char) path.ptr[i] < 0x20 || path.ptr[i] == 0x7F) {
            (void) slv_fail(err, SLV_ERR_INPUT,
                            "The address holds a control character");
            return 400;
        }
    }
    while (goes_on) {
        goes_on = take_segment(&path, &segment);
        if (str_equal(segment, STR(".")) || str_equal(segment, STR("..")))
            return 404;
    }
    return 0;
}

static int find_handler(struct request *request, struct response *response,
                        struct slv_error *err)
{
    struct match match = {.capture_count = 0};
    unsigned allowed;
    int status = check_path(request, err);

    if (request->method == METHOD_OTHER)
        return 501;
    if (status != 0)
        return status;
    request->route = find_route(request->method, request->path, request->arena,
                                &match, &allowed);
    if (request->method == METHOD_OPTIONS &&
        (allowed != 0 || str_equal(request->target, STR("*")))) {
        add_allow(request, allowed, response);
        response->status = 204;
        return 204;
    }
    if (!request->route && allowed == 0)
        return 404;
    if (!request->route) {
        add_allow(request, allowed, response);
        (void) slv_fail(err, SLV_ERR_METHOD,
                        "This address does not know the method %s",
                        method_name(request->method));
        return 405;
    }
    for (size_t i = 0; i < match.capture_count; i++)
        request->captures[i] = match.captures[i];
    request->capture_count = match.capture_count;
    return 0;
}

static int check_limits(const struct request *request, struct slv_error *err)
{
    size_t max = held_body_max(request->route);

    if (request->body.len <= max)
        return 0;
    (void) router_fail_body(err, request->method_name, max);
    return 413;
}

/* Who asks? Also before a refusal, whose page says so. What is the same for
 * everybody for ever needs no name. */
static int authenticate(struct app *app, struct request *request,
                        struct response *response, struct slv_error *err)
{
    enum slv_status status;

    request->rights = RIGHTS_NOBODY;
    if (request->route && request->route->cache == CACHE_FOREVER)
        return 0;
    status = identity_find(app->identity, request, err);
    if (status == SLV_OK)
        return 0;
    if (status != SLV_ERR_PERMISSION)
        return 503;
    response_header(response, "WWW-Authenticate",
                    STR("Bearer realm=\"solvent\", error=\"invalid_token\""),
                    request->arena);
    return 401;
}

static int authorize(const struct request *request, struct response *response,
                     struct slv_error *err)
{
    if (request_may(request, request->route->right))
        return 0;
    if (!request->user) {
        response_header(response, "WWW-Authenticate",
                        STR("Bearer realm=\"solvent\""), request->arena);
        (void) slv_fail(err, SLV_ERR_PERMISSION, "Sign in to see this");
        slv_hint(err, "Programs send a token: Authorization: Bearer TOKEN.");
        return 401;
    }
    if (request_may(request, RIGHT_CASES_OWN) &&
        !str_has_prefix(request->path, STR("/api/"))) {
        (void) slv_fail(err, SLV_ERR_PERMISSION,
                        "This page is for those who work here");
        slv_hint(err, "Your own cases are at /my/cases.");
        return 403;
    }
    (void) slv_fail(err, SLV_ERR_PERMISSION,
                    "This needs the right \"%s\", which %.*s does not have "
                    "here",
                    right_word(request->route->right),
                    STR_ARG(request->user->login));
    return 403;
}

/* Would this request be refused, whatever its body says? Files are taken from
 * people who are known alone. */
static bool is_welcome(struct app *app, struct request *request)
{
    struct slv_error refused;
    struct response unused;
    bool is_welcome;

    response_init(&unused);
    is_welcome = authenticate(app, request, &unused, &refused) == 0 &&
                 authorize(request, &unused, &refused) == 0 &&
                 request->user != NULL;
    response_release(&unused);
    return is_welcome;
}

struct upload *router_begin_upload(struct app *app, struct request *request,
                                   uint64_t *body_max)
{
    struct str type = request->headers.content_type;
    struct match match;
    unsigned allowed;
    struct upload_options options = {
        .files = app->attachments,
        .content_type = type,
        .is_form = multipart_is(type),
        .name = request_param(request, "name"),
        .file_bytes_max = attachment_file_bytes_max(app->config),
    };

    request->route = find_route(request->method, request->path, request->arena,
                                &match, &allowed);
    if (!request->route || request->route->body_max_bytes != ROUTE_FILES ||
        (!options.is_form && !str_has_prefix(request->path, STR("/api/"))))
        return NULL;
    /* what is a little too large is read, so that the refusal can be too */
    *body_max = options.file_bytes_max * 2;
    if (options.is_form)
        *body_max =
            options.file_bytes_max * UPLOAD_FILES_MAX + UPLOAD_FORM_BYTES_MAX;
    options.is_discarded = !is_welcome(app, request);
    return upload_new(&options);
}

/* A body with files; after the refusals for which it was not even stored. */
static int check_upload(const struct request *request, struct slv_error *err)
{
    if (!request->upload || upload_check(request->upload, err) == SLV_OK)
        return 0;
    return slv_status_http(err->status);
}

/* Whoever changes something by a session has to mean it. Signing in takes a
 * password instead, and looks at the origin itself. */
static int check_form(const struct app *app, const struct request *request,
                      struct slv_error *err)
{
    if (request->method == METHOD_GET || request->method == METHOD_HEAD ||
        request->route->handler == sign_in_post)
        return 0;
    return identity_check_form(request, app->base_url, err) == SLV_OK ? 0 : 403;
}

/* The same address has another answer for readers of another language. */
static bool depends_on_language(const struct request *request)
{
    route_handler *handler = request->route->handler;

    return handler == search_page || handler == api_search_get ||
           handler == api_facets_get;
}

static uint64_t language_tag(const struct request *request)
{
    return depends_on_language(request)
               ? hash_bytes(request->headers.accept_language).low
               : 0;
}

/* Pages offer signing in as soon as there is somebody to do it. */
static uint64_t people_tag(const struct app *app)
{
    return identity_has_users(app->identity) ? UINT64_C(1) << 32 : 0;
}

/* Name of the address and of the state that a cacheable answer comes from, taken
 * before it is made: a change meanwhile then makes a client ask once too often, not once
 * too seldom. */
static struct str version_tag(struct app *app, const struct request *request)
{
    struct slv_reader *reader;
    uint64_t version;

    if (request->user || (request->route->cache != CACHE_REVALIDATE &&
                          request->route->cache != CACHE_MINUTES))
        return STR("");
    if (request_reader(request, &reader, NULL) != SLV_OK ||
        slv_reader_version(reader, &version, NULL) != SLV_OK)
        return STR("");
    return arena_format(
        request->arena, "%llx-%llx-%llx", (unsigned long long) version,
        (unsigned long long) app->build_tag,
        (unsigned long long) (hash_bytes(request->target).low ^
                              language_tag(request) ^ people_tag(app)));
}

/* Searches are counted and recorded, and so is what is opened from them. */
static bool is_recorded(const struct request *request)
{
    route_handler *handler = request->route->handler;

    return handler == search_page || handler == api_search_get ||
           (handler == article_page && request_param(request, "q").len > 0);
}

/* Does the client have this very answer, so that it need not be made again? Only
 * a 200 for the same address and state had the tag. */
static bool is_known_to_client(const struct request *request, struct str tag)
{
    struct str known = request->headers.if_none_match;

    return tag.len > 0 && !is_recorded(request) &&
           str_find_char(known, '*') == known.len &&
           finish_etag_matches(known, tag);
}

/* What somebody who is signed in gets is for nobody else, and has no name in
 * common with what others get at the same address. */
static void make_private(const struct request *request,
                         struct response *response)
{
    if (!request->user || response->cache == CACHE_FOREVER)
        return;
    response->cache = CACHE_PRIVATE;
    if (!request->route || request->route->right == RIGHT_EVERYBODY)
        response->etag = (struct str){NULL, 0};
}

static int run_handler(struct app *app, const struct request *request,
                       struct response *response, struct slv_error *err)
{
    enum slv_status status;

    response->cache = request->route->cache;
    status = request->route->handler(app, request, response, err);
    if (status == SLV_OK && response->body.overflowed)
        status =
            slv_fail(err, SLV_ERR_INTERNAL,
                     "the answer is longer than %d bytes", RESPONSE_BODY_MAX);
    if (status == SLV_OK)
        return 0;
    if (status == SLV_ERR_NO_INPUT) /* the index went away: no 404 */
        status = SLV_ERR_UNAVAILABLE;
    err->status = status;
    response->header_count = 0;
    return slv_status_http(status);
}

static void record(struct app *app, const struct request *request,
                   const struct response *response)
{
    int64_t took_us = clock_mono_us() - request->begun_us;
    uint64_t bytes =
        response->bytes.ptr ? response->bytes.len : response->body.len;

    if (response->file >= 0)
        bytes = response->file_bytes;
    metrics_count_request(app->metrics, request->route,
                          request->method == METHOD_HEAD, response->status,
                          (uint64_t) took_us);
    if (log_is_on(LOG_INFO))
        log_event(LOG_INFO, log_name("request"),
                  log_cstr("request", request->id),
                  log_str("client", request->client_address),
                  log_str("method", request->method_name),
                  log_str("path", request->path),
                  log_number("status", response->status),
                  log_number("bytes", (int64_t) bytes),
                  log_number("took_us", took_us));
    if (log_is_on(LOG_DEBUG))
        log_event(LOG_DEBUG, log_name("request_target"),
                  log_cstr("request", request->id),
                  log_str("target", request->target));
}

void router_error(struct app *app, const struct request *request, int status,
                  const struct slv_error *err, struct response *response)
{
    problem_respond(app, request, status, err, response);
    finish_response(request, STR(""), response);
    record(app, request, response);
}

void router_handle(struct app *app, struct request *request,
                   struct response *response)
{
    struct slv_error err = {.status = SLV_OK};
    struct str tag = STR("");
    int status = find_handler(request, response, &err);

    if (status == 0)
        status = check_limits(request, &err);
    if (status == 0)
        status = authenticate(app, request, response, &err);
    else if (status >= 400)
        (void) authenticate(app, request, response, NULL);
    if (status == 0)
        status = authorize(request, response, &err);
    if (status == 0)
        status = check_upload(request, &err);
    if (status == 0)
        status = check_form(app, request, &err);
    if (status == 0) {
        tag = version_tag(app, request);
        if (is_known_to_client(request, tag))
            response->cache = request->route->cache;
        else
            status = run_handler(app, request, response, &err);
    }
    if (status >= 400)
        problem_respond(app, request, status, &err, response);
    else if (request->route)
        response->varies_by_language = depends_on_language(request);
    make_private(request, response);
    finish_response(request, tag, response);
    record(app, request, response);
}
