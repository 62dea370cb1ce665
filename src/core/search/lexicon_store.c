/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lexicon chunks as metadata entries. See lexicon_store.h.
 */
#include "core/search/lexicon_store.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/gzip.h"

#include <string.h>

/* Key of the list; a chunk's has the kind's letter and the first byte behind
 * it. No key of an article begins with this byte. */
#define LIST_KEY "\x01lexicon"

enum {
    PACK_LEVEL = 6,
    FIRSTS_MAX = 256,
    CHUNK_BYTES_MAX = 64 * 1024 * 1024,
    KEY_MAX = sizeof LIST_KEY + 2
};

static const char kind_letters[LEXICON_KIND_COUNT] = {'w', 'c'};

static struct str chunk_key(enum lexicon_kind kind, unsigned char first,
                            char out[KEY_MAX])
{
    size_t len = sizeof LIST_KEY - 1;

    memcpy(out, LIST_KEY, len);
    out[len++] = kind_letters[kind];
    out[len++] = (char) first;
    return (struct str){out, len};
}

static unsigned char first_byte(const struct lexicon_item *item)
{
    return (unsigned char) item->key.ptr[0];
}

/* Items that belong into one chunk with the first of `items`. */
static size_t chunk_len(const struct lexicon_item *items, size_t count)
{
    size_t len = 1;

    while (len < count && items[len].kind == items[0].kind &&
           first_byte(&items[len]) == first_byte(&items[0]))
        len++;
    return len;
}

/* --- writing --- */

struct writing {
    struct xap_writer *writer;
    struct gzip_coder *coder;
    struct strbuf bytes;
    bool has[LEXICON_KIND_COUNT][FIRSTS_MAX];
};

static void begin_writing(struct writing *writing, struct xap_writer *writer)
{
    *writing =
        (struct writing){.writer = writer, .coder = gzip_coder_new(PACK_LEVEL)};
    strbuf_init(&writing->bytes, CHUNK_BYTES_MAX);
}

static void end_writing(struct writing *writing)
{
    gzip_coder_free(writing->coder);
    strbuf_release(&writing->bytes);
}

/* An empty chunk is none. */
static enum slv_status put_chunk(struct writing *writing,
                                 enum lexicon_kind kind, unsigned char first,
                                 const struct lexicon_item *items, size_t count,
                                 struct slv_error *err)
{
    char key[KEY_MAX];

    strbuf_clear(&writing->bytes);
    if (count > 0)
        lexicon_chunk_write(items, count, writing->coder, &writing->bytes);
    writing->has[kind][first] = count > 0;
    return xap_writer_put(writing->writer, chunk_key(kind, first, key),
                          strbuf_str(&writing->bytes), err);
}

static enum slv_status put_list(struct writing *writing, struct slv_error *err)
{
    strbuf_clear(&writing->bytes);
    for (unsigned kind = 0; kind < LEXICON_KIND_COUNT; kind++) {
        char firsts[FIRSTS_MAX];
        size_t len = 0;

        for (unsigned first = 0; first < FIRSTS_MAX; first++)
            if (writing->has[kind][first])
                firsts[len++] = (char) (unsigned char) first;
        pack_str(&writing->bytes, (struct str){firsts, len});
    }
    return xap_writer_put(writing->writer, STR(LIST_KEY),
                          strbuf_str(&writing->bytes), err);
}

enum slv_status lexicon_put(struct xap_writer *writer,
                            const struct lexicon_item *items, size_t count,
                            struct slv_error *err)
{
    struct writing writing;
    enum slv_status status = SLV_OK;

    begin_writing(&writing, writer);
    for (size_t i = 0; i < count && status == SLV_OK;) {
        size_t len = chunk_len(items + i, count - i);

        status = put_chunk(&writing, items[i].kind, first_byte(&items[i]),
                           items + i, len, err);
        i += len;
    }
    if (status == SLV_OK)
        status = put_list(&writing, err);
    end_writing(&writing);
    return status;
}

static enum slv_status change_chunk(struct writing *writing,
                                    struct xap_reader *before,
                                    const struct lexicon_item *changes,
                                    size_t count, struct slv_error *err)
{
    enum lexicon_kind kind = changes[0].kind;
    unsigned char first = first_byte(&changes[0]);
    struct arena *arena = arena_new();
    struct lexicon_item *old;
    struct lexicon_item *items;
    size_t old_count;
    enum slv_status status =
        lexicon_read(before, 0, kind, first, writing->coder, arena, arena, &old,
                     &old_count, err);

    if (status == SLV_OK) {
        size_t len = old_count + count;

        items = arena_calloc(arena, len, sizeof *items);
        if (old_count)
            memcpy(items, old, old_count * sizeof *items);
        memcpy(items + old_count, changes, count * sizeof *items);
        len = lexicon_settle(items, len);
        for (size_t i = 0; i < len && status == SLV_OK; i++)
            if (items[i].count < 0)
                status = slv_fail(err, SLV_ERR_CORRUPT,
                                  "the stored list of words lacks some that "
                                  "stand in the articles");
        if (status == SLV_OK)
            status = put_chunk(writing, kind, first, items, len, err);
    }
    arena_free(arena);
    return status;
}

static void take_list(struct writing *writing, const struct lexicon_list *list)
{
    for (unsigned kind = 0; kind < LEXICON_KIND_COUNT; kind++)
        for (size_t i = 0; i < list->firsts[kind].len; i++)
            writing->has[kind][(unsigned char) list->firsts[kind].ptr[i]] =
                true;
}

enum slv_status lexicon_change(struct xap_writer *writer,
                               struct xap_reader *before,
                               const struct lexicon_item *changes, size_t count,
                               struct slv_error *err)
{
    struct writing writing;
    struct lexicon_list list;
    struct arena *arena = arena_new();
    enum slv_status status = lexicon_list_read(before, 0, arena, &list, err);

    begin_writing(&writing, writer);
    if (status == SLV_OK)
        take_list(&writing, &list);
    for (size_t i = 0; i < count && status == SLV_OK;) {
        size_t len = chunk_len(changes + i, count - i);

        status = change_chunk(&writing, before, changes + i, len, err);
        i += len;
    }
    if (status == SLV_OK)
        status = put_list(&writing, err);
    end_writing(&writing);
    arena_free(arena);
    return status;
}

/* --- reading --- */

enum slv_status lexicon_list_read(struct xap_reader *reader, uint32_t shard,
                                  struct arena *arena, struct lexicon_list *out,
                                  struct slv_error *err)
{
    struct str bytes;
    struct unpack in;
    enum slv_status status =
        xap_get_metadata(reader, shard, STR(LIST_KEY), arena, &bytes, err);

    *out = (struct lexicon_list){0};
    if (status != SLV_OK || bytes.len == 0)
        return status;
    in = (struct unpack){bytes, false};
    for (unsigned kind = 0; kind < LEXICON_KIND_COUNT; kind++) {
        struct str firsts = unpack_str(&in);

        for (size_t i = 1; i < firsts.len; i++)
            in.is_damaged |= (unsigned char) firsts.ptr[i - 1] >=
                             (unsigned char) firsts.ptr[i];
        out->firsts[kind] = firsts;
    }
    if (in.is_damaged)
        return slv_fail(err, SLV_ERR_CORRUPT,
                        "the stored list of words is damaged");
    return SLV_OK;
}

enum slv_status lexicon_read(struct xap_reader *reader, uint32_t shard,
                             enum lexicon_kind kind, unsigned char first,
                             struct gzip_coder *coder, struct arena *texts,
                             struct arena *lists, struct lexicon_item **out,
                             size_t *count, struct slv_error *err)
{
    char key[KEY_MAX];
    struct str chunk;
    enum slv_status status = xap_get_metadata(
        reader, shard, chunk_key(kind, first, key), lists, &chunk, err);

    *count = 0;
    if (status != SLV_OK || chunk.len == 0)
        return status;
    return lexicon_chunk_read(chunk, kind, first, coder, texts, lists, out,
                              count, err);
}
