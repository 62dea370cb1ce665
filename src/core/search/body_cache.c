/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each half is a map of digests and an arena with the bytes.
 */
#include "core/search/body_cache.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/strmap.h"

#include <stdlib.h>

struct half {
    struct strmap *entries; /* digest to its struct str */
    struct arena *arena;
    size_t bytes;
};

struct body_cache {
    struct half young;
    struct half old;
    size_t half_max_bytes;
};

static void half_init(struct half *half)
{
    *half = (struct half){strmap_new(), arena_new(), 0};
}

static void half_release(struct half *half)
{
    strmap_free(half->entries);
    arena_free(half->arena);
}

struct body_cache *body_cache_new(size_t max_bytes)
{
    struct body_cache *cache = alloc_zeroed(1, sizeof *cache);

    cache->half_max_bytes = max_bytes / 2;
    half_init(&cache->young);
    half_init(&cache->old);
    return cache;
}

void body_cache_free(struct body_cache *cache)
{
    if (!cache)
        return;
    half_release(&cache->young);
    half_release(&cache->old);
    free(cache);
}

struct str body_cache_add(struct body_cache *cache, struct str digest,
                          struct str bytes)
{
    struct str *entry;

    if (cache->young.bytes + bytes.len > cache->half_max_bytes &&
        cache->young.bytes > 0) {
        half_release(&cache->old);
        cache->old = cache->young;
        half_init(&cache->young);
    }
    entry = arena_alloc(cache->young.arena, sizeof *entry);
    *entry = arena_str(cache->young.arena, bytes);
    cache->young.bytes += bytes.len + sizeof *entry;
    *strmap_slot(cache->young.entries, digest, NULL) = entry;
    return *entry;
}

struct str body_cache_find(struct body_cache *cache, struct str digest)
{
    const struct str *entry = strmap_get(cache->young.entries, digest);

    if (entry)
        return *entry;
    entry = strmap_get(cache->old.entries, digest);
    return entry ? *entry : (struct str){NULL, 0};
}
