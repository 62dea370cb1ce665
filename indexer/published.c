/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The articles that customers may read, by the catalogs of two runs. See
 * published.h.
 */
#include "indexer/published.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/str.h"
#include "store/webhook_store.h"

#include <stdlib.h>
#include <unistd.h>

struct ids {
    struct str *items;
    size_t count;
};

static int compare_ids(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

static bool is_for_customers(const struct catalog *catalog,
                             const struct catalog_entry *entry)
{
    struct str shard = catalog->generation.shards[entry->shard];

    return (str_equal(shard, STR(SHARD_PUBLIC)) ||
            str_has_prefix(shard, STR(SHARD_GROUP_PREFIX))) &&
           entry->id.len <= BOUND_ARTICLE_ID_BYTES;
}

/* Sorted and without doubles, as an article may be in two shards for a moment. */
static struct ids list_ids(const struct catalog *catalog, struct arena *arena)
{
    struct ids out = {
        .items = arena_calloc(arena, catalog->count + 1, sizeof *out.items)};
    size_t kept = 0;

    for (size_t i = 0; i < catalog->count; i++)
        if (is_for_customers(catalog, &catalog->entries[i]))
            out.items[out.count++] = catalog->entries[i].id;
    if (out.count > 0)
        qsort(out.items, out.count, sizeof *out.items, compare_ids);
    for (size_t i = 0; i < out.count; i++)
        if (kept == 0 || !str_equal(out.items[i], out.items[kept - 1]))
            out.items[kept++] = out.items[i];
    out.count = kept;
    return out;
}

enum slv_status published_tell(const char *data, const struct catalog *before,
                               const struct catalog *now, struct slv_error *err)
{
    struct arena *arena = arena_new();
    const char *path = arena_format(arena, "%s/solvent.db", data).ptr;
    const struct case_actor actor = {STR("indexer"), clock_unix_s()};
    struct case_store *store = NULL;
    struct ids then;
    struct ids here;
    enum slv_status status = SLV_OK;

    if (access(path, F_OK) == 0)
        status = case_store_open(path, CASE_STORE_WRITE, &store, err);
    if (store) {
        here = list_ids(now, arena);
        then = before->is_usable ? list_ids(before, arena) : here;
        status = webhook_store_see_articles(
            store, then.items, then.count, here.items, here.count, &actor, err);
    }
    case_store_close(store);
    arena_free(arena);
    return status;
}
