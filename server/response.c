/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Filling a struct response. How it is completed and sent is router.c's and
 * http.c's.
 */
#include "server/response.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

#include <unistd.h>

static void set_defaults(struct response *response)
{
    response->status = 200;
    response->content_type = "application/json";
    response->kind = RESPONSE_DATA;
    response->cache = CACHE_NEVER;
    response->bytes = (struct str){NULL, 0};
    response->is_static = false;
    response->file = -1;
    response->file_bytes = 0;
    response->etag = (struct str){NULL, 0};
    response->last_modified_unix_s = 0;
    response->header_count = 0;
    response->varies_by_language = false;
    response->is_gzip = false;
    response->varies_by_encoding = false;
}

void response_init(struct response *response)
{
    strbuf_init(&response->body, RESPONSE_BODY_MAX);
    set_defaults(response);
}

void response_drop_file(struct response *response)
{
    if (response->file >= 0)
        close(response->file);
    response->file = -1;
    response->file_bytes = 0;
}

void response_release(struct response *response)
{
    response_drop_file(response);
    strbuf_release(&response->body);
}

void response_clear(struct response *response)
{
    strbuf_clear(&response->body);
    response_drop_file(response);
    set_defaults(response);
}

void response_bytes(struct response *response, const char *content_type,
                    struct str bytes)
{
    response->content_type = content_type;
    response->bytes = bytes.ptr ? bytes : STR("");
    response->is_static = false;
}

void response_static(struct response *response, const char *content_type,
                     struct str bytes)
{
    response_bytes(response, content_type, bytes);
    response->is_static = true;
}

void response_file(struct response *response, const char *content_type,
                   int descriptor, uint64_t file_bytes)
{
    response_drop_file(response);
    response->content_type = content_type;
    response->kind = RESPONSE_FILE;
    response->file = descriptor;
    response->file_bytes = file_bytes;
}

void response_html(struct response *response)
{
    response->content_type = "text/html; charset=utf-8";
    response->kind = RESPONSE_PAGE;
}

void response_redirect(struct response *response, int status,
                       struct str location, struct arena *arena)
{
    response->status = status;
    response->content_type = "text/plain; charset=utf-8";
    response_header(response, "Location", location, arena);
}

void response_header(struct response *response, const char *name,
                     struct str value, struct arena *arena)
{
    char *text = arena_alloc(arena, value.len + 1);
    size_t len = 0;

    SLV_ASSERT(response->header_count < RESPONSE_HEADERS_MAX);
    for (size_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char) value.ptr[i];

        if (c >= 0x20 && c != 0x7F)
            text[len++] = (char) c;
    }
    text[len] = '\0';
    response->headers[response->header_count++] =
        (struct response_header){name, {text, len}};
}
