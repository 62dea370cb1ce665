/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting words in and out. See lexicons.h.
 */
#include "indexer/lexicons.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/search/lexicon_store.h"
#include "core/search/record.h"
#include "text/gzip.h"

#include <stdlib.h>

enum {
    PACK_LEVEL = 6, /* it only unpacks */
    BODY_BYTES_MAX = 128 * 1024 * 1024
};

/* --- a whole build --- */

enum slv_status lexicons_put(struct xap_writer *writer,
                             const struct counted_shard *counted, size_t count,
                             struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct lexicon_item *items = NULL;
    size_t item_count = 0;
    size_t capacity = 0;
    enum slv_status status;

    for (size_t i = 0; i < count; i++)
        lexicon_counts_list(counted[i].tally, counted[i].counts, arena, &items,
                            &item_count, &capacity);
    item_count = lexicon_settle(items, item_count);
    status = lexicon_put(writer, items, item_count, err);
    free(items);
    arena_free(arena);
    return status;
}

/* --- changes in place --- */

struct counting {
    struct xap_reader *before; /* NULL: the shard is new */
    struct document_builder *documents;
    struct gzip_coder *coder;
    struct strbuf body;
    struct arena *arena;
    struct lexicon_item *items;
    size_t count;
    size_t capacity;
};

static void add_items(struct counting *counting,
                      const struct lexicon_item *items, size_t count,
                      int64_t articles)
{
    for (size_t i = 0; i < count; i++) {
        counting->items =
            alloc_grow(counting->items, counting->count, &counting->capacity,
                       sizeof *counting->items);
        counting->items[counting->count] = items[i];
        counting->items[counting->count++].count = articles;
    }
}

/* What the shard holds of the article now goes. */
static enum slv_status take_former(struct counting *counting,
                                   struct str unique_term,
                                   struct slv_error *err)
{
    struct slv_article article = {0};
    struct xap_hit hit;
    struct lexicon_item *items;
    size_t count;
    enum slv_status status = xap_get(counting->before, unique_term, SLOT_KEY,
                                     counting->arena, &hit, err);

    if (status == SLV_ERR_NOT_FOUND)
        return SLV_OK;
    if (status == SLV_OK)
        status = record_read(hit.data, counting->arena, &article, NULL, err);
    if (status == SLV_OK)
        status = body_unfold(hit.attachment, counting->coder, true,
                             &counting->body, err);
    if (status == SLV_OK)
        status = body_read(strbuf_str(&counting->body), true, counting->arena,
                           &article, err);
    if (status != SLV_OK)
        return status;
    document_read_forms(counting->documents, &article, counting->arena, &items,
                        &count);
    add_items(counting, items, count, -1);
    return SLV_OK;
}

/* Several changes may be made to one article: what it was before the first goes
 * and what the last makes of it comes. */
static enum slv_status count_changes(struct counting *counting,
                                     const struct shard_changes *changes,
                                     struct slv_error *err)
{
    struct strmap *last = strmap_new();
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < changes->count && status == SLV_OK; i++) {
        const struct change *change = &changes->items[i];
        void **slot;

        if (!is_of_shard(changes, change))
            continue;
        slot = strmap_slot(last, change->document.unique_term, NULL);
        if (!*slot && counting->before)
            status = take_former(counting, change->document.unique_term, err);
        *slot = (void *) (uintptr_t) change;
    }
    for (size_t i = 0; i < changes->count && status == SLV_OK; i++) {
        const struct change *change = &changes->items[i];

        if (is_of_shard(changes, change) && !change->is_removal &&
            strmap_get(last, change->document.unique_term) == change)
            add_items(counting, change->document.forms,
                      change->document.form_count, 1);
    }
    strmap_free(last);
    return status;
}

enum slv_status lexicons_change(struct xap_writer *writer, const char *before,
                                const struct shard_changes *changes,
                                struct slv_error *err)
{
    struct counting counting = {.documents = document_builder_new(),
                                .coder = gzip_coder_new(PACK_LEVEL),
                                .arena = arena_new()};
    enum slv_status status = SLV_OK;

    strbuf_init(&counting.body, BODY_BYTES_MAX);
    if (before)
        status = xap_reader_open(&counting.before, &before, 1, err);
    if (status == SLV_OK)
        status = count_changes(&counting, changes, err);
    counting.count = lexicon_settle(counting.items, counting.count);
    if (status == SLV_OK)
        status = counting.before
                     ? lexicon_change(writer, counting.before, counting.items,
                                      counting.count, err)
                     : lexicon_put(writer, counting.items, counting.count, err);
    xap_reader_close(counting.before);
    strbuf_release(&counting.body);
    gzip_coder_free(counting.coder);
    document_builder_free(counting.documents);
    arena_free(counting.arena);
    free(counting.items);
    return status;
}
