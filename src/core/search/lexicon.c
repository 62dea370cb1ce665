/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lexicons of shards merged into one. See lexicon.h.
 */
#include "core/search/lexicon.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "core/search/lexicon_store.h"
#include "text/gzip.h"
#include "text/utf8.h"

#include <stdlib.h>
#include <string.h>

enum { PACK_LEVEL = 6 /* it only unpacks */, FIRSTS_MAX = 256 };

struct entry_list {
    struct lexicon_entry *items;
    size_t count;
    size_t capacity;
};

struct lexicon {
    struct arena *arena;
    struct entry_list entries;
    struct lexicon_lengths lengths;
};

/* --- reading --- */

struct opening {
    struct lexicon *lexicon;
    struct xap_reader *reader;
    uint32_t shard_count;
    enum lexicon_kind kind;
    struct lexicon_list *lists; /* one per shard */
    struct arena *scratch;      /* of one chunk */
    struct gzip_coder *coder;
};

/* Two settled lists as one. */
static struct lexicon_item *merge(const struct lexicon_item *a, size_t a_count,
                                  const struct lexicon_item *b, size_t b_count,
                                  struct arena *arena, size_t *count)
{
    struct lexicon_item *out =
        arena_calloc(arena, a_count + b_count, sizeof *out);
    size_t i = 0;
    size_t k = 0;

    *count = 0;
    while (i < a_count || k < b_count) {
        int order = i == a_count   ? 1
                    : k == b_count ? -1
                                   : lexicon_compare(&a[i], &b[k]);

        out[*count] = order <= 0 ? a[i++] : b[k];
        if (order >= 0)
            out[*count].count = (order ? 0 : out[*count].count) + b[k++].count;
        ++*count;
    }
    return out;
}

static void add_entry(struct entry_list *list, struct lexicon_entry entry)
{
    list->items = alloc_grow(list->items, list->count, &list->capacity,
                             sizeof *list->items);
    list->items[list->count++] = entry;
}

/* One entry per key, shown as most articles write it. */
static void add_entries(struct entry_list *list,
                        const struct lexicon_item *items, size_t count)
{
    for (size_t i = 0; i < count;) {
        const struct lexicon_item *best = &items[i];
        int64_t sum = items[i].count;
        size_t next = i + 1;

        for (; next < count && str_equal(items[next].key, items[i].key);
             next++) {
            sum += items[next].count;
            if (items[next].count > best->count)
                best = &items[next];
        }
        add_entry(list,
                  (struct lexicon_entry){
                      .key = best->key.ptr,
                      .form = best->form.ptr,
                      .count = sum < UINT32_MAX ? (uint32_t) sum : UINT32_MAX,
                      .key_len = (uint8_t) best->key.len,
                      .form_len = (uint8_t) best->form.len,
                      .letters = (uint8_t) lexicon_letters(best->key),
                  });
        i = next;
    }
}

static bool has_chunk(struct str firsts, unsigned char first)
{
    return str_find_char(firsts, (char) first) < firsts.len;
}

static enum slv_status add_chunk(struct opening *opening, unsigned char first,
                                 struct slv_error *err)
{
    struct arena *scratch = opening->scratch;
    struct lexicon_item *all = NULL;
    size_t all_count = 0;
    enum slv_status status = SLV_OK;

    for (uint32_t i = 0; i < opening->shard_count && status == SLV_OK; i++) {
        struct lexicon_item *items;
        size_t count;

        if (!has_chunk(opening->lists[i].firsts[opening->kind], first))
            continue;
        status = lexicon_read(opening->reader, i, opening->kind, first,
                              opening->coder, opening->lexicon->arena, scratch,
                              &items, &count, err);
        if (status != SLV_OK)
            break;
        if (all_count > 0)
            all = merge(all, all_count, items, count, scratch, &all_count);
        else {
            all = items;
            all_count = count;
        }
    }
    if (status == SLV_OK)
        add_entries(&opening->lexicon->entries, all, all_count);
    arena_reset(scratch);
    return status;
}

static enum slv_status add_all(struct opening *opening, struct slv_error *err)
{
    struct arena *arena = opening->lexicon->arena;
    enum slv_status status = SLV_OK;

    opening->lists =
        arena_calloc(arena, opening->shard_count, sizeof *opening->lists);
    for (uint32_t i = 0; i < opening->shard_count && status == SLV_OK; i++)
        status = lexicon_list_read(opening->reader, i, arena,
                                   &opening->lists[i], err);
    for (unsigned first = 0; first < FIRSTS_MAX && status == SLV_OK; first++)
        status = add_chunk(opening, (unsigned char) first, err);
    return status;
}

/* --- by length --- */

uint32_t lexicon_signature(struct str key)
{
    uint32_t signature = 0;

    for (size_t at = 0; at < key.len;) {
        uint32_t code;

        at += utf8_decode(key, at, &code);
        signature |= UINT32_C(1) << (code & 31);
    }
    return signature;
}

static void sort_by_length(struct lexicon *lexicon)
{
    const struct entry_list *words = &lexicon->entries;
    struct lexicon_lengths *lengths = &lexicon->lengths;
    uint32_t *signatures =
        arena_calloc(lexicon->arena, words->count, sizeof *signatures);
    uint32_t *numbers =
        arena_calloc(lexicon->arena, words->count, sizeof *numbers);
    size_t next[LEXICON_LETTERS_MAX + 2];

    for (size_t i = 0; i < words->count; i++)
        if (words->items[i].letters <= LEXICON_LETTERS_MAX)
            lengths->begins[words->items[i].letters + 1]++;
    for (size_t i = 1; i < LEXICON_LETTERS_MAX + 2; i++)
        lengths->begins[i] += lengths->begins[i - 1];
    memcpy(next, lengths->begins, sizeof next);
    for (size_t i = 0; i < words->count; i++) {
        const struct lexicon_entry *word = &words->items[i];
        size_t at;

        if (word->letters > LEXICON_LETTERS_MAX)
            continue;
        at = next[word->letters]++;
        signatures[at] = lexicon_signature(lexicon_key_of(word));
        numbers[at] = (uint32_t) i;
    }
    lengths->signatures = signatures;
    lengths->words = numbers;
}

struct lexicon *lexicon_new(void)
{
    struct lexicon *lexicon = alloc_zeroed(1, sizeof *lexicon);

    lexicon->arena = arena_new();
    return lexicon;
}

enum slv_status lexicon_open(struct lexicon **out, struct xap_reader *reader,
                             uint32_t shard_count, enum lexicon_kind kind,
                             struct slv_error *err)
{
    struct lexicon *lexicon = lexicon_new();
    struct opening opening = {.lexicon = lexicon,
                              .reader = reader,
                              .shard_count = shard_count,
                              .kind = kind,
                              .scratch = arena_new(),
                              .coder = gzip_coder_new(PACK_LEVEL)};
    enum slv_status status = add_all(&opening, err);

    gzip_coder_free(opening.coder);
    arena_free(opening.scratch);
    *out = NULL;
    if (status != SLV_OK) {
        lexicon_close(lexicon);
        return status;
    }
    if (kind == LEXICON_WORDS)
        sort_by_length(lexicon);
    *out = lexicon;
    return SLV_OK;
}

void lexicon_close(struct lexicon *lexicon)
{
    if (!lexicon)
        return;
    free(lexicon->entries.items);
    arena_free(lexicon->arena);
    free(lexicon);
}

/* --- looking up --- */

const struct lexicon_entry *lexicon_entries(const struct lexicon *lexicon,
                                            size_t *count)
{
    *count = lexicon->entries.count;
    return lexicon->entries.items;
}

const struct lexicon_lengths *lexicon_lengths(const struct lexicon *lexicon)
{
    return &lexicon->lengths;
}

/* Number of the first entry from `low` on whose key, cut to `len` bytes, is
 * not before (or with `is_behind`, is behind) `key`. */
static size_t find_from(const struct entry_list *list, size_t low,
                        struct str key, size_t len, bool is_behind)
{
    size_t high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        struct str there = str_first(lexicon_key_of(&list->items[middle]), len);
        int order = str_compare(there, key);

        if (order < 0 || (is_behind && order == 0))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct lexicon_entry *lexicon_find(const struct lexicon *lexicon,
                                         struct str key)
{
    const struct entry_list *list = &lexicon->entries;
    size_t at = find_from(list, 0, key, SIZE_MAX, false);

    if (at == list->count || !str_equal(lexicon_key_of(&list->items[at]), key))
        return NULL;
    return &list->items[at];
}

const struct lexicon_entry *lexicon_find_prefix(const struct lexicon *lexicon,
                                                struct str prefix,
                                                size_t *count)
{
    const struct entry_list *list = &lexicon->entries;
    size_t begin = find_from(list, 0, prefix, prefix.len, false);

    *count = find_from(list, begin, prefix, prefix.len, true) - begin;
    return *count ? &list->items[begin] : NULL;
}

size_t lexicon_most_frequent(const struct lexicon_entry *entries, size_t count,
                             bool (*skip)(struct str key),
                             const struct lexicon_entry **out, size_t max)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const struct lexicon_entry *entry = &entries[i];
        size_t at = kept;

        if (kept == max && entry->count <= out[kept - 1]->count)
            continue;
        if (skip && skip(lexicon_key_of(entry)))
            continue;
        if (kept < max)
            kept++;
        else
            at--;
        for (; at > 0 && out[at - 1]->count < entry->count; at--)
            out[at] = out[at - 1];
        out[at] = entry;
    }
    return kept;
}
