/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a chunk of a lexicon: it is read or refused, and what was read
 * is in order, within its bounds, and the same when it is written and read
 * again. The first two bytes choose the kind and the first byte of the keys.
 * Then the bytes are two words whose spellings are compared.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/lexicon_chunk.h"
#include "core/search/spelling.h"
#include "text/gzip.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { LEVEL = 6, BYTES_MAX = 64 * 1024 * 1024 };

static void check_items(const struct lexicon_item *items, size_t count,
                        enum lexicon_kind kind, unsigned char first)
{
    for (size_t i = 0; i < count; i++) {
        SLV_ASSERT(items[i].kind == kind);
        SLV_ASSERT(items[i].key.len > 0);
        SLV_ASSERT((unsigned char) items[i].key.ptr[0] == first);
        SLV_ASSERT(items[i].key.len <= LEXICON_KEY_MAX);
        SLV_ASSERT(items[i].form.len <= LEXICON_FORM_MAX);
        SLV_ASSERT(items[i].count > 0);
        SLV_ASSERT(i == 0 || lexicon_compare(&items[i - 1], &items[i]) < 0);
    }
}

static void read_chunk(struct str bytes, enum lexicon_kind kind,
                       unsigned char first, struct arena *arena)
{
    struct gzip_coder *coder = gzip_coder_new(LEVEL);
    struct lexicon_item *items;
    struct lexicon_item *again;
    struct strbuf written;
    size_t count;
    size_t again_count;

    strbuf_init(&written, BYTES_MAX);
    if (lexicon_chunk_read(bytes, kind, first, coder, arena, arena, &items,
                           &count, NULL) == SLV_OK &&
        count > 0) {
        check_items(items, count, kind, first);
        lexicon_chunk_write(items, count, coder, &written);
        SLV_ASSERT(lexicon_chunk_read(strbuf_str(&written), kind, first, coder,
                                      arena, arena, &again, &again_count,
                                      NULL) == SLV_OK);
        SLV_ASSERT(again_count == count);
        for (size_t i = 0; i < count; i++)
            SLV_ASSERT(lexicon_compare(&items[i], &again[i]) == 0 &&
                       items[i].count == again[i].count);
    }
    strbuf_release(&written);
    gzip_coder_free(coder);
}

static void compare_words(struct str bytes)
{
    struct str a = str_first(bytes, bytes.len / 2);
    struct str b = str_from_offset(bytes, bytes.len / 2);

    for (unsigned max = 1; max <= SPELLING_EDITS_MAX; max++)
        SLV_ASSERT(spelling_distance(a, b, max) ==
                   spelling_distance(b, a, max));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str bytes = {(const char *) data, size};

    if (size >= 2)
        read_chunk(str_from_offset(bytes, 2),
                   data[0] & 1 ? LEXICON_CODES : LEXICON_WORDS, data[1], arena);
    compare_words(bytes);
    arena_free(arena);
    return 0;
}
