/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as an address: decoding undoes encoding, a query string has no more
 * parameters than its maximum, and a resolved path never climbs out.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/html_write.h"
#include "text/uri.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_resolved(struct str path)
{
    SLV_ASSERT(!str_has_prefix(path, STR("/")));
    while (path.len > 0) {
        struct str segment = str_take_until(&path, '/');

        SLV_ASSERT(!str_equal(segment, STR("..")) &&
                   !str_equal(segment, STR(".")) && segment.len > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str input = {(const char *) data, size};
    struct str target = input;
    struct str base = str_take_until(&target, '\n');
    struct uri_params params = uri_parse_query(input, arena);
    struct strbuf text;
    struct str path;

    SLV_ASSERT(params.count <= URI_PARAMS_MAX);
    for (size_t i = 0; i < params.count; i++)
        SLV_ASSERT(params.items[i].name.len <= size);
    strbuf_init(&text, 64 * 1024 * 1024);
    uri_encode(&text, input);
    SLV_ASSERT(str_equal(uri_decode(strbuf_str(&text), true, arena), input));
    strbuf_clear(&text);
    uri_encode_path(&text, input);
    SLV_ASSERT(str_equal(uri_decode(strbuf_str(&text), false, arena), input));
    SLV_ASSERT(uri_decode(input, true, arena).len <= size);
    if (uri_resolve_path(base, target, arena, &path))
        check_resolved(path);
    strbuf_clear(&text);
    html_url(&text, input);
    for (size_t i = 0; i < text.len; i++)
        SLV_ASSERT(text.ptr[i] != '"' && (unsigned char) text.ptr[i] > 0x20);
    strbuf_release(&text);
    arena_free(arena);
    return 0;
}
