/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One HTTP response as handlers make it: plain data. The router completes it
 * (error page, ETag, 304, compression) and http.c sends it with the headers
 * that every response carries.
 *
 *     json_begin(&json, &response->body); ...          a body built here
 *     response_bytes(response, "image/png", bytes);    a body that lies ready
 *     response_redirect(response, 303, STR("/thanks"));
 */
#ifndef SERVER_RESPONSE_H
#define SERVER_RESPONSE_H

#include "base/strbuf.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

/* Who may keep the response, and for how long before asking again. Responses
 * other than 200 and 304 are never stored. */
enum cache {
    CACHE_NEVER,      /* no-store */
    CACHE_PRIVATE,    /* private, no-store: for who is signed in */
    CACHE_REVALIDATE, /* no-cache: kept, but asked for with its ETag each time */
    CACHE_MINUTES,    /* public, five minutes, then by ETag */
    CACHE_FOREVER /* public, a year, immutable: the address changes with the bytes */
};

/* What a browser may do with the body; becomes Content-Security-Policy. */
enum response_kind {
    RESPONSE_DATA,  /* JSON, text, feeds: nothing at all */
    RESPONSE_PAGE,  /* HTML: style, script, images and forms of this server */
    RESPONSE_IMAGE, /* from an article: sandboxed */
    RESPONSE_FILE   /* an attachment: sandboxed, nothing at all */
};

enum { RESPONSE_BODY_MAX = 64 * 1024 * 1024, RESPONSE_HEADERS_MAX = 8 };

struct response_header {
    const char *name;
    struct str value; /* NUL-terminated; in the request's arena or static */
};

struct response {
    int status; /* 200 until set */
    const char
        *content_type; /* a static string; "application/json" until set */
    enum response_kind kind;
    enum cache cache;   /* the route's until set */
    struct strbuf body; /* what is sent, unless `bytes` is set */
    struct str
        bytes; /* bytes that live at least as long as the request's arena... */
    bool is_static; /* ...or as long as the program */
    int file;       /* an open file to send instead; -1: none. Closed when the
                       response has been sent or released */
    uint64_t file_bytes;
    struct str
        etag; /* without quotes; empty: the version of the index, if cacheable */
    int64_t last_modified_unix_s; /* told, and never compared; 0: not known */
    struct response_header headers[RESPONSE_HEADERS_MAX]; /* beyond the usual */
    size_t header_count;
    bool varies_by_language; /* depends on Accept-Language */

    /* set by the router when it is complete */
    bool is_gzip;
    bool varies_by_encoding;
};

void response_init(struct response *response);
void response_release(struct response *response);
/* Forget what was said so far; memory of the body is kept. */
void response_clear(struct response *response);

/* Answer with bytes that live as long as the request's arena. */
void response_bytes(struct response *response, const char *content_type,
                    struct str bytes);
/* Answer with bytes that live as long as the program (an embedded file). */
void response_static(struct response *response, const char *content_type,
                     struct str bytes);
/* Answer with the first `file_bytes` of an open file, which is taken over. */
void response_file(struct response *response, const char *content_type,
                   int descriptor, uint64_t file_bytes);
/* Close the file, if there is one. */
void response_drop_file(struct response *response);
/* HTML in `body`: sets content type and kind. */
void response_html(struct response *response);
/* Send the browser to `location` (a path or a whole address, already percent-
 * encoded), copied into `arena`. `status` is 301, 303 or 308. */
void response_redirect(struct response *response, int status,
                       struct str location, struct arena *arena);
/* Add a header; `value` is copied into `arena`. Bytes that do not belong into
 * a header (line ends) are left out. */
void response_header(struct response *response, const char *name,
                     struct str value, struct arena *arena);

#endif
