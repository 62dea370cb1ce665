/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Header lines by the fields of a response (response_head.h). What a kind of
 * body may do in a browser is a table here.
 */
#include "server/response_head.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"

static const char *const cache_control[] = {
    [CACHE_NEVER] = "no-store",
    [CACHE_PRIVATE] = "private, no-store",
    [CACHE_REVALIDATE] = "no-cache",
    [CACHE_MINUTES] = "public, max-age=300",
    [CACHE_FOREVER] = "public, max-age=31536000, immutable",
};

static const char *const content_policy[] = {
    [RESPONSE_DATA] = "default-src 'none'; frame-ancestors 'none'",
    [RESPONSE_PAGE] =
        ("default-src 'none'; style-src 'self'; script-src 'self'; "
         "img-src 'self'; connect-src 'self'; font-src 'self'; "
         "manifest-src 'self'; form-action 'self'; base-uri 'none'; "
         "frame-ancestors 'none'"),
    [RESPONSE_IMAGE] = ("default-src 'none'; style-src 'unsafe-inline'; "
                        "sandbox; frame-ancestors 'none'"),
    [RESPONSE_FILE] = "default-src 'none'; sandbox; frame-ancestors 'none'",
};

static void add_line(struct response_head *head, const char *name,
                     struct str value)
{
    SLV_ASSERT(head->count < RESPONSE_HEAD_LINES_MAX);
    head->lines[head->count++] = (struct response_header){name, value};
}

static void add_policies(struct response_head *head, enum response_kind kind)
{
    add_line(head, "Content-Security-Policy", str_from(content_policy[kind]));
    if (kind != RESPONSE_PAGE)
        return;
    add_line(head, "X-Frame-Options", STR("DENY"));
    add_line(head, "Permissions-Policy",
             STR("camera=(), geolocation=(), microphone=(), payment=(), "
                 "usb=()"));
    add_line(head, "Cross-Origin-Opener-Policy", STR("same-origin"));
}

/* By what a browser or proxy finds its copy, and when it changed. */
static void add_versions(struct response_head *head,
                         const struct response *response, struct arena *arena)
{
    if (response->etag.len > 0)
        add_line(head, "ETag",
                 arena_format(arena, "W/\"%.*s\"", STR_ARG(response->etag)));
    if (response->last_modified_unix_s != 0) {
        char date[CLOCK_HTTP_BYTES];

        clock_format_http(response->last_modified_unix_s, date);
        add_line(head, "Last-Modified", arena_format(arena, "%s", date));
    }
    if (response->varies_by_encoding)
        add_line(head, "Vary", STR("Accept-Encoding"));
    if (response->varies_by_language)
        add_line(head, "Vary", STR("Accept-Language"));
}

void response_head(struct response_head *head, const struct response *response,
                   bool is_last, struct arena *arena)
{
    head->count = 0;
    if (response->status != 204 && response->status != 304)
        add_line(head, "Content-Type", str_from(response->content_type));
    add_line(head, "Cache-Control", str_from(cache_control[response->cache]));
    add_line(head, "X-Content-Type-Options", STR("nosniff"));
    add_line(head, "Referrer-Policy", STR("strict-origin-when-cross-origin"));
    /* Headers of a 304 replace those of the answer that the client kept, and
     * its kind is not known when it was not made again. */
    if (response->status != 304)
        add_policies(head, response->kind);
    add_versions(head, response, arena);
    if (response->is_gzip)
        add_line(head, "Content-Encoding", STR("gzip"));
    for (size_t i = 0; i < response->header_count; i++)
        add_line(head, response->headers[i].name, response->headers[i].value);
    if (is_last)
        add_line(head, "Connection", STR("close"));
}
