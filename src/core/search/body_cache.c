/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Each half is a map of digests and an arena with the bytes.
 */
#include "core/search/body_cache.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/strmap.h"
#include "core/search/record.h"

#include <stdlib.h>

struct half {
    struct strmap *entries; /* digest to its cached_body */
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

static size_t bytes_of(const struct cached_body *body)
{
    return sizeof *body + body->unfolded.len +
           body->starts.count *
               (sizeof *body->starts.at + sizeof *body->starts.keys);
}

const struct cached_body *body_cache_add(struct body_cache *cache,
                                         struct str digest, struct str unfolded)
{
    struct cached_body *body;

    if (cache->young.bytes + unfolded.len > cache->half_max_bytes &&
        cache->young.bytes > 0) {
        half_release(&cache->old);
        cache->old = cache->young;
        half_init(&cache->young);
    }
    body = arena_alloc(cache->young.arena, sizeof *body);
    body->unfolded = arena_str(cache->young.arena, unfolded);
    word_starts_make(body_text(body->unfolded), cache->young.arena,
                     &body->starts);
    cache->young.bytes += bytes_of(body);
    *strmap_slot(cache->young.entries, digest, NULL) = body;
    return body;
}

const struct cached_body *body_cache_find(struct body_cache *cache,
                                          struct str digest)
{
    const struct cached_body *body = strmap_get(cache->young.entries, digest);

    return body ? body : strmap_get(cache->old.entries, digest);
}
