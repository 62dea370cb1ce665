/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A table at most half full, probed in a line. Keys may be words of strangers,
 * so they are hashed with a seed.
 */
#include "base/strmap.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"

#include <stdint.h>
#include <stdlib.h>

enum { FIRST_CAPACITY = 1 << 6 };

struct entry {
    uint64_t hash;
    struct str key;
    void *value; /* NULL: free */
};

struct strmap {
    struct arena *keys;
    struct entry *entries;
    size_t capacity; /* a power of two */
    size_t count;
};

static void begin_empty(struct strmap *map)
{
    map->capacity = FIRST_CAPACITY;
    map->count = 0;
    map->entries = alloc_zeroed(map->capacity, sizeof *map->entries);
}

struct strmap *strmap_new(void)
{
    struct strmap *map = alloc_zeroed(1, sizeof *map);

    map->keys = arena_new();
    begin_empty(map);
    return map;
}

void strmap_free(struct strmap *map)
{
    if (!map)
        return;
    arena_free(map->keys);
    free(map->entries);
    free(map);
}

void strmap_clear(struct strmap *map)
{
    free(map->entries);
    arena_reset(map->keys);
    begin_empty(map);
}

size_t strmap_count(const struct strmap *map)
{
    return map->count;
}

/* The entry of `key`, or the free one where it belongs. */
static struct entry *find(const struct strmap *map, uint64_t hash,
                          struct str key)
{
    size_t at = hash & (map->capacity - 1);

    while (map->entries[at].value) {
        if (map->entries[at].hash == hash &&
            str_equal(map->entries[at].key, key))
            break;
        at = (at + 1) & (map->capacity - 1);
    }
    return &map->entries[at];
}

static void grow(struct strmap *map)
{
    struct strmap grown = {.capacity = map->capacity * 2};

    grown.entries = alloc_zeroed(grown.capacity, sizeof *grown.entries);
    for (size_t i = 0; i < map->capacity; i++)
        if (map->entries[i].value)
            *find(&grown, map->entries[i].hash, map->entries[i].key) =
                map->entries[i];
    free(map->entries);
    map->entries = grown.entries;
    map->capacity = grown.capacity;
}

void *strmap_get(const struct strmap *map, struct str key)
{
    return find(map, hash_seeded(key), key)->value;
}

void **strmap_slot(struct strmap *map, struct str key, struct str *stored)
{
    uint64_t hash = hash_seeded(key);
    struct entry *entry = find(map, hash, key);

    if (!entry->value) {
        if ((map->count + 1) * 2 > map->capacity) {
            grow(map);
            entry = find(map, hash, key);
        }
        entry->hash = hash;
        entry->key = arena_str(map->keys, key);
        map->count++;
    }
    if (stored)
        *stored = entry->key;
    return &entry->value;
}
