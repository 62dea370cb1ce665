/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * zlib behind three calls. A coder sets up each of its three streams at its
 * first use and resets it afterwards, so that neither a request nor an article
 * pays for allocating windows. When to compress is the callers' business.
 */
#include "text/gzip.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

enum {
    WINDOW_BITS = 15,
    GZIP_WRAPPER = 16, /* added to the window bits: zlib writes a gzip member */
    MEMORY_LEVEL = 8,
    CHUNK_BYTES = 64 * 1024
};

struct gzip_coder {
    int level;
    bool has_member;
    bool has_packer;
    bool has_unpacker;
    z_stream member;
    z_stream packer;
    z_stream unpacker;
};

struct gzip_coder *gzip_coder_new(int level)
{
    struct gzip_coder *coder = alloc_zeroed(1, sizeof *coder);

    SLV_ASSERT(level >= 1 && level <= 9);
    coder->level = level;
    return coder;
}

void gzip_coder_free(struct gzip_coder *coder)
{
    if (!coder)
        return;
    if (coder->has_member)
        deflateEnd(&coder->member);
    if (coder->has_packer)
        deflateEnd(&coder->packer);
    if (coder->has_unpacker)
        inflateEnd(&coder->unpacker);
    free(coder);
}

static void deflate_ready(z_stream *stream, bool *is_ready, int level,
                          int window_bits)
{
    int result;

    if (*is_ready)
        result = deflateReset(stream);
    else
        result = deflateInit2(stream, level, Z_DEFLATED, window_bits,
                              MEMORY_LEVEL, Z_DEFAULT_STRATEGY);
    SLV_ASSERT(result == Z_OK);
    *is_ready = true;
}

/* zlib counts in unsigned int. */
static void feed(z_stream *stream, struct str bytes)
{
    SLV_ASSERT(bytes.len <= UINT32_MAX);
    stream->next_in = (const Bytef *) bytes.ptr;
    stream->avail_in = (uInt) bytes.len;
}

static struct str last_window(struct str dictionary)
{
    size_t window = (size_t) 1 << WINDOW_BITS;

    if (dictionary.len <= window)
        return dictionary;
    return str_from_offset(dictionary, dictionary.len - window);
}

/* One call is enough: deflateBound() says how much room the worst case takes. */
static void deflate_all(z_stream *stream, struct str bytes, struct strbuf *out)
{
    size_t bound = deflateBound(stream, (uLong) bytes.len);

    if (!strbuf_reserve(out, bound))
        return;
    feed(stream, bytes);
    stream->next_out = (Bytef *) (out->ptr + out->len);
    stream->avail_out = (uInt) bound;
    SLV_ASSERT(deflate(stream, Z_FINISH) == Z_STREAM_END);
    strbuf_set_len(out, out->len + (bound - stream->avail_out));
}

void gzip_compress(struct gzip_coder *coder, struct str bytes,
                   struct strbuf *out)
{
    deflate_ready(&coder->member, &coder->has_member, coder->level,
                  WINDOW_BITS + GZIP_WRAPPER);
    deflate_all(&coder->member, bytes, out);
}

void gzip_pack(struct gzip_coder *coder, struct str bytes,
               struct str dictionary, struct strbuf *out)
{
    struct str window = last_window(dictionary);

    deflate_ready(&coder->packer, &coder->has_packer, coder->level,
                  -WINDOW_BITS);
    if (window.len > 0)
        SLV_ASSERT(deflateSetDictionary(&coder->packer,
                                        (const Bytef *) window.ptr,
                                        (uInt) window.len) == Z_OK);
    deflate_all(&coder->packer, bytes, out);
}

static void inflate_ready(struct gzip_coder *coder)
{
    int result = coder->has_unpacker
                     ? inflateReset(&coder->unpacker)
                     : inflateInit2(&coder->unpacker, -WINDOW_BITS);

    SLV_ASSERT(result == Z_OK);
    coder->has_unpacker = true;
}

enum slv_status gzip_unpack(struct gzip_coder *coder, struct str packed,
                            struct str dictionary, size_t expected_len,
                            struct strbuf *out, struct slv_error *err)
{
    struct str window = last_window(dictionary);
    z_stream *stream = &coder->unpacker;
    size_t len_before = out->len;
    size_t room = expected_len > 0 ? expected_len : CHUNK_BYTES;
    int result = Z_OK;

    inflate_ready(coder);
    if (window.len > 0)
        SLV_ASSERT(inflateSetDictionary(stream, (const Bytef *) window.ptr,
                                        (uInt) window.len) == Z_OK);
    feed(stream, packed);
    while (result == Z_OK) {
        if (room > out->max - out->len)
            room = out->max - out->len;
        if (room > UINT32_MAX)
            room = UINT32_MAX;
        if (room == 0 || !strbuf_reserve(out, room)) {
            /* full: only an end of the stream without more bytes is right */
            Bytef probe;

            stream->next_out = &probe;
            stream->avail_out = 1;
            result = inflate(stream, Z_NO_FLUSH);
            if (result == Z_STREAM_END && stream->avail_out == 1)
                break;
            strbuf_truncate(out, len_before);
            if (stream->avail_out == 0)
                return slv_fail(err, SLV_ERR_TOO_BIG,
                                "the compressed text unfolds to more than %zu "
                                "bytes",
                                out->max);
            return slv_fail(err, SLV_ERR_CORRUPT,
                            "the compressed text is damaged");
        }
        stream->next_out = (Bytef *) (out->ptr + out->len);
        stream->avail_out = (uInt) room;
        result = inflate(stream, Z_NO_FLUSH);
        strbuf_set_len(out, out->len + (room - stream->avail_out));
        if (result == Z_OK && stream->avail_in == 0 && stream->avail_out > 0)
            break; /* the stream stops in the middle */
        room = CHUNK_BYTES;
    }
    if (result != Z_STREAM_END || stream->avail_in > 0) {
        strbuf_truncate(out, len_before);
        return slv_fail(err, SLV_ERR_CORRUPT, "the compressed text is damaged");
    }
    return SLV_OK;
}
