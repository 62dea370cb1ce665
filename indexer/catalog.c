/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Listing the shards of the current generation.
 */
#include "indexer/catalog.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/record.h"
#include "core/search/schema.h"

#include <stdlib.h>
#include <string.h>

static int compare_entries(const void *a, const void *b)
{
    const struct catalog_entry *left = a;
    const struct catalog_entry *right = b;
    int order = str_compare(left->path, right->path);

    if (order == 0 && left->shard != right->shard)
        order = left->shard < right->shard ? -1 : 1;
    return order ? order : str_compare(left->id, right->id);
}

/* 0: another version, to be built anew; 1: ours. */
static enum slv_status check_version(struct xap_reader *reader,
                                     struct arena *arena, bool *is_ours,
                                     struct slv_error *err)
{
    unsigned long long version = 0;
    struct str text;
    enum slv_status status =
        xap_get_metadata(reader, 0, STR(SCHEMA_VERSION_KEY), arena, &text, err);

    if (status != SLV_OK)
        return status;
    if (!str_to_uint(text, &version))
        version = 0;
    *is_ours = version == SCHEMA_VERSION;
    if (version <= SCHEMA_VERSION)
        return SLV_OK;
    slv_fail(err, SLV_ERR_VERSION,
             "the index was written by a newer version (%llu, this is %d)",
             version, SCHEMA_VERSION);
    slv_hint(err, "Upgrade, or index into another folder.");
    return SLV_ERR_VERSION;
}

static enum slv_status add_shard(struct xap_reader *reader, uint32_t shard,
                                 struct arena *arena, struct catalog *out,
                                 struct slv_error *err)
{
    struct str *records;
    size_t count;
    struct catalog_entry *entries;
    enum slv_status status =
        xap_list_data(reader, shard, arena, &records, &count, err);

    if (status != SLV_OK)
        return status;
    entries = arena_calloc(arena, out->count + count, sizeof *entries);
    if (out->count)
        memcpy(entries, out->entries, out->count * sizeof *entries);
    out->entries = entries;
    for (size_t i = 0; i < count; i++) {
        struct slv_article article;
        struct record_origin origin;

        status = record_read(records[i], arena, &article, &origin, err);
        if (status != SLV_OK)
            return status;
        entries[out->count++] = (struct catalog_entry){
            .id = article.id,
            .path = article.path,
            .digest = origin.digest,
            .sources = origin.sources,
            .shard = shard,
            .is_renamed = origin.is_renamed,
            .changes_at_unix_s = origin.changes_at_unix_s,
        };
    }
    return SLV_OK;
}

enum slv_status catalog_read(const char *data, struct arena *arena,
                             struct catalog *out, struct slv_error *err)
{
    const char *paths[XAP_SHARDS_MAX];
    struct xap_reader *reader = NULL;
    enum slv_status status;

    *out = (struct catalog){0};
    status = generation_read(data, arena, &out->generation, err);
    if (status == SLV_ERR_NO_INPUT || status == SLV_ERR_CORRUPT)
        return SLV_OK;
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < out->generation.shard_count; i++)
        paths[i] = generation_shard_path(data, out->generation.name,
                                         out->generation.shards[i], arena);
    status = xap_reader_open(&reader, paths, out->generation.shard_count, err);
    if (status == SLV_ERR_NO_INPUT || status == SLV_ERR_CORRUPT)
        return SLV_OK; /* damaged from outside: build it anew */
    if (status == SLV_OK)
        status = check_version(reader, arena, &out->is_usable, err);
    if (status == SLV_OK && out->is_usable)
        status = xap_get_metadata(reader, 0, STR(SCHEMA_RULES_KEY), arena,
                                  &out->rules, err);
    for (uint32_t i = 0;
         status == SLV_OK && out->is_usable && i < out->generation.shard_count;
         i++)
        status = add_shard(reader, i, arena, out, err);
    xap_reader_close(reader);
    if (status == SLV_ERR_CORRUPT) {
        out->is_usable = false;
        out->count = 0;
        status = SLV_OK;
    }
    if (out->count)
        qsort(out->entries, out->count, sizeof *out->entries, compare_entries);
    return status;
}

struct catalog_entry *catalog_find_path(const struct catalog *catalog,
                                        struct str path, size_t *count)
{
    size_t low = 0;
    size_t high = catalog->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (str_compare(catalog->entries[middle].path, path) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = 0;
    while (low + *count < catalog->count &&
           str_equal(catalog->entries[low + *count].path, path))
        (*count)++;
    return *count ? &catalog->entries[low] : NULL;
}
