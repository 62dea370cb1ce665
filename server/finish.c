/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Conditional requests and compression (RFC 9110, sections 12.5.3 and 13). Which
 * responses may be kept is the route's or the handler's word (enum cache).
 */
#include "server/finish.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/gzip.h"

enum { GZIP_MIN_BYTES = 1024 };

/* ";q=0", ";q=0.0" and the like: refused. */
static bool is_quality_zero(struct str parameters)
{
    while (parameters.len > 0) {
        struct str value = str_trim(str_take_until(&parameters, ';'));
        struct str name = str_trim(str_take_until(&value, '='));

        if (!str_equal_nocase(name, STR("q")))
            continue;
        value = str_trim(value);
        for (size_t i = 0; i < value.len; i++)
            if (value.ptr[i] != '0' && value.ptr[i] != '.')
                return false;
        return true;
    }
    return false;
}

bool finish_accepts_gzip(struct str accept_encoding)
{
    bool by_star = false;

    while (accept_encoding.len > 0) {
        struct str parameters = str_take_until(&accept_encoding, ',');
        struct str coding = str_trim(str_take_until(&parameters, ';'));

        if (str_equal_nocase(coding, STR("gzip")) ||
            str_equal_nocase(coding, STR("x-gzip")))
            return !is_quality_zero(parameters);
        if (str_equal(coding, STR("*")))
            by_star = !is_quality_zero(parameters);
    }
    return by_star;
}

bool finish_etag_matches(struct str if_none_match, struct str etag)
{
    while (if_none_match.len > 0) {
        struct str item = str_trim(str_take_until(&if_none_match, ','));

        if (str_equal(item, STR("*")))
            return true;
        if (str_has_prefix(item, STR("W/")))
            item = str_from_offset(item, 2);
        if (item.len == etag.len + 2 && item.ptr[0] == '"' &&
            item.ptr[item.len - 1] == '"' &&
            str_equal((struct str){item.ptr + 1, etag.len}, etag))
            return true;
    }
    return false;
}

static bool is_compressible(const char *content_type)
{
    struct str type = str_from(content_type);

    return str_has_prefix(type, STR("text/")) ||
           str_has_prefix(type, STR("application/json")) ||
           str_has_prefix(type, STR("application/problem+json")) ||
           str_has_prefix(type, STR("application/atom+xml")) ||
           str_has_prefix(type, STR("application/xml")) ||
           str_has_prefix(type, STR("application/opensearch")) ||
           str_has_prefix(type, STR("application/manifest+json")) ||
           str_has_prefix(type, STR("image/svg+xml"));
}

static void compress(const struct request *request, struct response *response)
{
    struct str plain =
        response->bytes.ptr ? response->bytes : strbuf_str(&response->body);
    struct strbuf packed;

    if (response->status == 304 || response->status == 204 ||
        plain.len < GZIP_MIN_BYTES || !is_compressible(response->content_type))
        return;
    response->varies_by_encoding = true;
    if (!finish_accepts_gzip(request->headers.accept_encoding))
        return;
    strbuf_init(&packed, RESPONSE_BODY_MAX);
    gzip_compress(request->worker->gzip, plain, &packed);
    if (packed.overflowed || packed.len >= plain.len) {
        strbuf_release(&packed);
        return;
    }
    strbuf_release(&response->body);
    response->body = packed;
    response->bytes = (struct str){NULL, 0};
    response->is_static = false;
    response->is_gzip = true;
}

/* Only the ETag tells: the date of an article says nothing of the articles that
 * it includes or links to, nor of the configuration. */
static bool is_fresh(const struct request *request,
                     const struct response *response)
{
    return response->etag.len > 0 &&
           finish_etag_matches(request->headers.if_none_match, response->etag);
}

void finish_response(const struct request *request, struct str version_tag,
                     struct response *response)
{
    if (response->status == 200 && response->cache != CACHE_NEVER) {
        if (response->etag.len == 0)
            response->etag = version_tag;
        if (is_fresh(request, response)) {
            response->status = 304;
            strbuf_clear(&response->body);
            response->bytes = (struct str){NULL, 0};
            response_drop_file(response);
        }
    } else {
        response->etag = (struct str){NULL, 0};
        if (response->status != 304 && response->cache != CACHE_PRIVATE)
            response->cache = CACHE_NEVER;
    }
    compress(request, response);
}
