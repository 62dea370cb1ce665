/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What has to be done so that the shards of cases say what the case store says:
 * the cases that changed, or all that are not as and where they should be.
 */
#include "indexer/cases_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/case_index.h"
#include "store/case_store.h"

static void add_task(struct catching_up *up, struct str number, int64_t change,
                     int shard)
{
    up->tasks = alloc_grow(up->tasks, up->task_count, &up->task_capacity,
                           sizeof *up->tasks);
    up->tasks[up->task_count++] = (struct task){number, change, shard};
}

bool case_has_vote(const struct case_change *changed)
{
    for (size_t i = 0; i < changed->link_count; i++)
        if (case_vote_percent(changed->links[i].kind,
                              changed->links[i].reopened_count) != 0)
            return changed->state == CASE_CLOSED;
    return false;
}

static enum slv_status add_changed(struct catching_up *up,
                                   const struct case_change *changed,
                                   struct slv_error *err)
{
    int place = CASES_NOWHERE;
    enum slv_status status = SLV_OK;

    if (case_has_vote(changed)) {
        struct str *ids =
            arena_calloc(up->arena, changed->link_count, sizeof *ids);

        for (size_t i = 0; i < changed->link_count; i++)
            ids[i] = changed->links[i].article_id;
        status = cases_shard_of(up, ids, changed->link_count, &place, err);
    }
    if (status == SLV_OK)
        add_task(up, arena_str(up->arena, changed->number), changed->change,
                 place);
    return status;
}

/* Every case that changed after `change`. */
enum slv_status cases_list_changed(struct catching_up *up, int64_t change,
                                   struct slv_error *err)
{
    struct arena *page = arena_new();
    size_t count = CASES_PAGE;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == CASES_PAGE) {
        struct case_change *changes;

        arena_reset(page);
        status = case_store_changes(up->store, change, CASES_PAGE, page,
                                    &changes, &count, err);
        for (size_t i = 0; i < count && status == SLV_OK; i++) {
            status = add_changed(up, &changes[i], err);
            change = changes[i].change;
        }
    }
    arena_free(page);
    return status;
}

/* A case as the index holds it. */
struct held {
    int64_t change;
    int shard;
    bool is_to_renew; /* it names an article by an id that leads elsewhere now,
                         or stands in two shards */
    bool is_wanted;
};

static enum slv_status list_held_of(struct catching_up *up,
                                    struct xap_reader *reader, int shard,
                                    struct strmap *held, struct slv_error *err)
{
    struct str *records;
    size_t count;
    enum slv_status status =
        xap_list_data(reader, 0, up->arena, &records, &count, err);

    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct held *item = arena_calloc(up->arena, 1, sizeof *item);
        struct indexed_case indexed;
        void **slot;

        status = indexed_case_read(records[i], up->arena, &indexed, err);
        if (status != SLV_OK)
            break;
        /* one that stands in two shards leaves those it does not belong to */
        slot = strmap_slot(held, indexed.number, NULL);
        *item = (struct held){.change = indexed.change,
                              .shard = shard,
                              .is_to_renew = *slot != NULL};
        for (size_t k = 0; status == SLV_OK && k < indexed.vote_count; k++) {
            const struct place *place;

            status =
                cases_place_of(up, indexed.votes[k].article_id, &place, err);
            if (status == SLV_OK)
                item->is_to_renew |=
                    !str_equal(place->id, indexed.votes[k].article_id);
        }
        *slot = item;
    }
    return status;
}

static enum slv_status list_held(struct catching_up *up, struct strmap *held,
                                 struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < up->named_count && status == SLV_OK; i++) {
        const char *path =
            generation_shard_path(up->data, up->generation.name,
                                  up->generation.case_shards[i], up->arena);
        struct xap_reader *reader = NULL;

        status = xap_reader_open(&reader, &path, 1, err);
        if (status == SLV_OK)
            status = list_held_of(up, reader, (int) i, held, err);
        xap_reader_close(reader);
    }
    return status;
}

/* Cases that the store has no longer as the index holds them. */
static enum slv_status list_unwanted(struct catching_up *up,
                                     const struct strmap *held,
                                     struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < up->named_count && status == SLV_OK; i++) {
        const char *path =
            generation_shard_path(up->data, up->generation.name,
                                  up->generation.case_shards[i], up->arena);
        struct xap_reader *reader = NULL;
        struct str *records;
        size_t count = 0;

        status = xap_reader_open(&reader, &path, 1, err);
        if (status == SLV_OK)
            status = xap_list_data(reader, 0, up->arena, &records, &count, err);
        for (size_t k = 0; status == SLV_OK && k < count; k++) {
            struct indexed_case indexed;

            status = indexed_case_read(records[k], up->arena, &indexed, err);
            if (status == SLV_OK &&
                !((struct held *) strmap_get(held, indexed.number))->is_wanted)
                add_task(up, indexed.number, indexed.change, CASES_NOWHERE);
        }
        xap_reader_close(reader);
    }
    return status;
}

/* Every case that is not held as and where it should be. */
enum slv_status cases_list_misplaced(struct catching_up *up,
                                     struct slv_error *err)
{
    struct strmap *held = strmap_new();
    struct case_placement *placements;
    size_t count = 0;
    enum slv_status status = list_held(up, held, err);

    if (status == SLV_OK)
        status = case_store_placements(up->store, 0, SIZE_MAX, up->arena,
                                       &placements, &count, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const struct case_placement *placement = &placements[i];
        struct held *item = strmap_get(held, placement->number);
        int target = CASES_NOWHERE;

        status = cases_shard_of(up, placement->article_ids,
                                placement->article_count, &target, err);
        if (status == SLV_OK && (!item || item->change != placement->change ||
                                 item->shard != target || item->is_to_renew))
            add_task(up, placement->number, placement->change, target);
        if (item)
            item->is_wanted = true;
    }
    if (status == SLV_OK)
        status = list_unwanted(up, held, err);
    strmap_free(held);
    return status;
}
