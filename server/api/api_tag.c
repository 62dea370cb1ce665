/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Digests as ETags. See api_tag.h.
 */
#include "server/api/api_tag.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/api/case_api.h"
#include "server/finish.h"
#include "server/problem.h"
#include "text/json_write.h"

static struct str digest(const struct request *request, struct str text)
{
    char out[HASH_HEX_BYTES];

    hash_format(hash_bytes(text), out);
    return arena_str(request->arena, str_from(out));
}

struct str api_tag(const struct request *request, api_writer *write,
                   const void *thing)
{
    struct strbuf text;
    struct json_writer json;
    struct str tag;

    strbuf_init(&text, RESPONSE_BODY_MAX);
    json_begin(&json, &text);
    write(&json, thing);
    json_end(&json);
    tag = digest(request, strbuf_str(&text));
    strbuf_release(&text);
    return tag;
}

void api_give(const struct request *request, api_writer *write,
              const void *thing, struct response *response)
{
    struct json_writer json;
    struct str tag;

    json_begin(&json, &response->body);
    write(&json, thing);
    json_end(&json);
    tag = digest(request, strbuf_str(&response->body));
    if (request->method == METHOD_GET &&
        finish_etag_matches(request->headers.if_none_match, tag)) {
        response_clear(response);
        response->status = 304;
    }
    response_header(response, "ETag",
                    arena_format(request->arena, "\"%.*s\"", STR_ARG(tag)),
                    request->arena);
}

bool api_is_conditional(const struct request *request)
{
    return str_trim(request->headers.if_match).len > 0 ||
           str_trim(request->headers.if_none_match).len > 0;
}

bool api_is_refused(const struct request *request, struct str tag)
{
    const struct str if_match = str_trim(request->headers.if_match);
    const struct str if_none_match = str_trim(request->headers.if_none_match);

    if (if_none_match.len > 0 && tag.len > 0 &&
        finish_etag_matches(if_none_match, tag))
        return true;
    return if_match.len > 0 &&
           (tag.len == 0 || !finish_etag_matches(if_match, tag));
}

enum slv_status api_refuse(struct app *app, const struct request *request,
                           const char *thing, struct response *response)
{
    return api_answer(
        app, request, 412,
        arena_format(request->arena,
                     "%s is not as If-Match or If-None-Match says", thing)
            .ptr,
        "Read it again, and send your change with the ETag that it has now.",
        response);
}

enum slv_status api_need_match(struct app *app, const struct request *request,
                               const char *thing, struct response *response)
{
    return api_answer(app, request, 428,
                      arena_format(request->arena,
                                   "A change of %s needs the header If-Match",
                                   thing)
                          .ptr,
                      "Send the ETag that it had when you read it.", response);
}
