/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Two open-addressing tables over one arena: spelled words, each pointing at
 * its term, and terms by name.
 */
#include "core/search/vocabulary.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "store/xapian_shim.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 1 << 12, WORDS_MAX = 1 << 19 };

struct entry {
    uint64_t hash;
    struct str key;
    struct vocabulary_term *term; /* NULL: free */
};

struct table {
    struct entry *entries;
    size_t capacity; /* a power of two */
    size_t count;
};

struct vocabulary {
    struct xap_stemmer *stemmer;
    struct arena *arena;
    struct table words;
    struct table terms;
};

/* FNV-1a with a final mix; keys are short. */
static uint64_t hash_key(struct str key)
{
    uint64_t hash = 0xCBF29CE484222325u;

    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char) key.ptr[i]) * 0x100000001B3u;
    return hash ^ (hash >> 29);
}

static void table_init(struct table *table)
{
    table->capacity = FIRST_CAPACITY;
    table->count = 0;
    table->entries = alloc_zeroed(table->capacity, sizeof *table->entries);
}

static void table_grow(struct table *table)
{
    struct table grown = {.capacity = table->capacity * 2,
                          .count = table->count};

    grown.entries = alloc_zeroed(grown.capacity, sizeof *grown.entries);
    for (size_t i = 0; i < table->capacity; i++) {
        size_t at = table->entries[i].hash & (grown.capacity - 1);

        if (!table->entries[i].term)
            continue;
        while (grown.entries[at].term)
            at = (at + 1) & (grown.capacity - 1);
        grown.entries[at] = table->entries[i];
    }
    free(table->entries);
    *table = grown;
}

/* The entry of `key`, or the free one where it belongs. */
static struct entry *table_find(struct table *table, uint64_t hash,
                                struct str key)
{
    size_t at;

    if (table->count * 2 >= table->capacity)
        table_grow(table);
    at = hash & (table->capacity - 1);
    while (table->entries[at].term) {
        if (table->entries[at].hash == hash &&
            str_equal(table->entries[at].key, key))
            break;
        at = (at + 1) & (table->capacity - 1);
    }
    return &table->entries[at];
}

static void table_fill(struct table *table, struct entry *entry, uint64_t hash,
                       struct str key, struct vocabulary_term *term)
{
    *entry = (struct entry){hash, key, term};
    table->count++;
}

enum slv_status vocabulary_new(struct vocabulary **out, const char *language,
                               struct slv_error *err)
{
    struct vocabulary *vocabulary = alloc_zeroed(1, sizeof *vocabulary);
    enum slv_status status =
        xap_stemmer_open(&vocabulary->stemmer, language, err);

    if (status != SLV_OK) {
        free(vocabulary);
        *out = NULL;
        return status;
    }
    vocabulary->arena = arena_new();
    table_init(&vocabulary->words);
    table_init(&vocabulary->terms);
    *out = vocabulary;
    return SLV_OK;
}

void vocabulary_free(struct vocabulary *vocabulary)
{
    if (!vocabulary)
        return;
    xap_stemmer_close(vocabulary->stemmer);
    arena_free(vocabulary->arena);
    free(vocabulary->words.entries);
    free(vocabulary->terms.entries);
    free(vocabulary);
}

struct vocabulary_term *vocabulary_exact(struct vocabulary *vocabulary,
                                         char prefix, struct str name)
{
    char prefixed[XAP_TERM_MAX];
    struct str key = name;
    uint64_t hash;
    struct entry *entry;
    struct vocabulary_term *term;

    if (prefix) {
        SLV_ASSERT(name.len < sizeof prefixed);
        prefixed[0] = prefix;
        memcpy(prefixed + 1, name.ptr, name.len);
        key = (struct str){prefixed, name.len + 1};
    }
    hash = hash_key(key);
    entry = table_find(&vocabulary->terms, hash, key);
    if (entry->term)
        return entry->term;
    term = arena_calloc(vocabulary->arena, 1, sizeof *term);
    term->name = arena_str(vocabulary->arena, key);
    table_fill(&vocabulary->terms, entry, hash, term->name, term);
    return term;
}

struct vocabulary_term *vocabulary_word(struct vocabulary *vocabulary,
                                        struct str folded)
{
    uint64_t hash = hash_key(folded);
    struct entry *entry = table_find(&vocabulary->words, hash, folded);
    struct vocabulary_term *term = entry->term;

    if (term)
        return term;
    term = vocabulary_exact(vocabulary, 0, xap_stem(vocabulary->stemmer, folded));
    table_fill(&vocabulary->words, entry, hash,
               arena_str(vocabulary->arena, folded), term);
    return term;
}

void vocabulary_trim(struct vocabulary *vocabulary)
{
    if (vocabulary->words.count + vocabulary->terms.count < WORDS_MAX)
        return;
    free(vocabulary->words.entries);
    free(vocabulary->terms.entries);
    arena_reset(vocabulary->arena);
    table_init(&vocabulary->words);
    table_init(&vocabulary->terms);
}
