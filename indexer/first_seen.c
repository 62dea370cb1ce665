/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is new, by the catalogs of two runs, the case store and the search log.
 */
#include "indexer/first_seen.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "store/case_store.h"
#include "store/search_openings.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ARTICLES = 1000 };

/* An article is remembered for each shard that it has been in, as it is new to
 * those who could not read it where it was before, and they must not be told. In
 * the public shard by its id. */
static struct str memory_key(const struct catalog *catalog,
                             const struct catalog_entry *entry,
                             struct arena *arena)
{
    struct str shard = catalog->generation.shards[entry->shard];
    char hex[HASH_HEX_BYTES];

    if (str_equal(shard, STR(SHARD_PUBLIC)) &&
        entry->id.len <= BOUND_ARTICLE_ID_BYTES)
        return entry->id;
    hash_format(hash_bytes(entry->id), hex);
    return arena_format(arena, "%.*s:%s", STR_ARG(shard), hex);
}

/* What `catalog` has and `other` has not. */
static struct str_list list_missing(const struct catalog *catalog,
                                    const struct catalog *other,
                                    struct arena *arena)
{
    struct strmap *known = strmap_new();
    struct str_list out = {
        arena_calloc(arena, catalog->count, sizeof *out.items), 0};

    for (size_t i = 0; i < other->count; i++)
        *strmap_slot(known, memory_key(other, &other->entries[i], arena),
                     NULL) = known;
    for (size_t i = 0; i < catalog->count; i++) {
        struct str key = memory_key(catalog, &catalog->entries[i], arena);

        if (!strmap_get(known, key))
            out.items[out.count++] = key;
    }
    strmap_free(known);
    return out;
}

enum slv_status new_articles_see(const char *data, const struct catalog *before,
                                 const struct catalog *now,
                                 struct slv_error *err)
{
    struct arena *arena;
    struct case_store *store = NULL;
    struct str_list came;
    struct str_list left;
    enum slv_status status = SLV_OK;

    if (!before->is_usable)
        return SLV_OK;
    arena = arena_new();
    came = list_missing(now, before, arena);
    left = list_missing(before, now, arena);
    if (came.count + left.count > 0)
        status = case_store_open(arena_format(arena, "%s/solvent.db", data).ptr,
                                 CASE_STORE_WRITE, &store, err);
    if (status == SLV_OK && left.count > 0)
        status = case_store_see_articles(store, left.items, left.count,
                                         clock_unix_s(), true, err);
    if (status == SLV_OK && came.count > 0)
        status = case_store_see_articles(store, came.items, came.count,
                                         clock_unix_s(), false, err);
    case_store_close(store);
    arena_free(arena);
    return status;
}

/* Both lists are in the order of ids. */
static uint64_t sessions_of(const struct search_openings *openings,
                            size_t count, size_t *at, struct str id)
{
    while (*at < count && str_compare(openings[*at].article_id, id) < 0)
        (*at)++;
    return *at < count && str_equal(openings[*at].article_id, id)
               ? openings[*at].sessions
               : 0;
}

struct news {
    struct new_article *items;
    size_t count;
    size_t capacity;
};

static void add_news(struct news *news, struct str id,
                     const struct case_first_seen *seen)
{
    const struct new_article article = {
        .id = id,
        .first_seen_unix_s = seen->first_seen_unix_s,
        .is_seldom_read = true,
    };

    if (seen->is_of_first_build ||
        !new_article_is_new(&article, clock_unix_s()))
        return;
    news->items = alloc_grow(news->items, news->count, &news->capacity,
                             sizeof *news->items);
    news->items[news->count++] = article;
}

static int compare_news(const void *a, const void *b)
{
    return str_compare(((const struct new_article *) a)->id,
                       ((const struct new_article *) b)->id);
}

/* What is remembered, by memory_key(). */
static enum slv_status read_memory(struct case_store *store,
                                   struct arena *arena, struct strmap *out,
                                   struct slv_error *err)
{
    size_t count = PAGE_ARTICLES;
    struct str after = STR("");
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == PAGE_ARTICLES) {
        struct case_first_seen *page;

        status = case_store_list_first_seen(store, after, PAGE_ARTICLES, arena,
                                            &page, &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            after = page[i].article_id;
            *strmap_slot(out, after, NULL) = &page[i];
        }
    }
    return status;
}

enum slv_status new_articles_list(const char *data,
                                  const struct catalog *catalog,
                                  struct case_store *store, struct arena *arena,
                                  struct case_news *out,
                                  struct slv_error *trouble,
                                  struct slv_error *err)
{
    struct strmap *memory = strmap_new();
    struct news news = {0};
    struct search_openings *openings;
    size_t opening_count;
    size_t at = 0;
    enum slv_status status = read_memory(store, arena, memory, err);

    if (search_openings_read(arena_format(arena, "%s/searches.db", data).ptr,
                             arena, &openings, &opening_count,
                             trouble) != SLV_OK)
        opening_count = 0;
    for (size_t i = 0; status == SLV_OK && i < catalog->count; i++) {
        const struct catalog_entry *entry = &catalog->entries[i];
        const struct case_first_seen *seen =
            strmap_get(memory, memory_key(catalog, entry, arena));

        if (seen)
            add_news(&news, entry->id, seen);
    }
    strmap_free(memory);
    if (news.count)
        qsort(news.items, news.count, sizeof *news.items, compare_news);
    for (size_t i = 0; i < news.count; i++)
        news.items[i].is_seldom_read =
            sessions_of(openings, opening_count, &at, news.items[i].id) <
            NEW_ARTICLE_SESSIONS;
    *out = (struct case_news){
        arena_calloc(arena, news.count, sizeof *out->items), news.count};
    if (news.count)
        memcpy(out->items, news.items, news.count * sizeof *out->items);
    free(news.items);
    return status;
}
