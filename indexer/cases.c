/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From the case store to the shards of cases: what has to be done, and doing
 * it. What a case's document is made of is in core/search/case_index.h.
 */
#include "indexer/cases.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/search/case_index.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "indexer/catalog.h"
#include "indexer/first_seen.h"
#include "indexer/run.h"
#include "store/case_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_MODE = 0640,
    STATE_BYTES_MAX = 128,
    NEWS_BYTES_MAX = 64 * 1024 * 1024,
    PAGE_CASES = 256,
    PARALLEL_MIN = 5000, /* cases that are worth merging */
    FOLDER_MODE = 0750,
    SUCCESSORS_MAX = 1000,
    NOWHERE = -1
};

/* Where an article is, and the id it has now. */
struct place {
    struct str id;
    int shard; /* of the generation; NOWHERE: it is not indexed */
};

/* One case whose place in the index is to be looked after. */
struct task {
    struct str number;
    int64_t change;
    int shard; /* of the generation's shards of cases, or NOWHERE */
};

struct catching_up {
    const char *data;
    const struct catalog *catalog;
    struct str language;
    struct arena *arena;
    struct generation generation;
    size_t named_count; /* shards of cases that are in the line already */
    struct xap_reader *articles;
    struct strmap *places; /* by article id */
    struct case_store *store;
    struct task *tasks;
    size_t task_count;
    size_t task_capacity;
};

static const char *store_path(const char *data, struct arena *arena)
{
    return arena_format(arena, "%s/solvent.db", data).ptr;
}

/* --- what was done last --- */

struct state {
    int64_t change;
    char places[HASH_HEX_BYTES]; /* digest_places() */
    char news[HASH_HEX_BYTES];   /* digest of what is new */
};

static const char *state_path(const char *data, struct str generation,
                              struct arena *arena)
{
    return arena_format(arena, "%s/%.*s/cases", data, STR_ARG(generation)).ptr;
}

static struct str write_state(const struct state *state, struct arena *arena)
{
    return arena_format(arena, "%" PRId64 " %s %s\n", state->change,
                        state->places, state->news);
}

/* No state, or one that makes no sense, is that of nothing done. */
static void read_state(const char *data, struct str generation,
                       struct arena *arena, struct state *out)
{
    struct str text;
    struct str change;
    struct str places;
    unsigned long long number;

    *out = (struct state){0};
    if (file_read(state_path(data, generation, arena), STATE_BYTES_MAX, arena,
                  &text, NULL) != SLV_OK)
        return;
    text = str_trim(text);
    change = str_take_until(&text, ' ');
    places = str_take_until(&text, ' ');
    if (!str_to_uint(change, &number) || number > INT64_MAX ||
        places.len + 1 != sizeof out->places ||
        text.len + 1 != sizeof out->news)
        return;
    out->change = (int64_t) number;
    snprintf(out->places, sizeof out->places, "%.*s", STR_ARG(places));
    snprintf(out->news, sizeof out->news, "%.*s", STR_ARG(text));
}

/* Which article is in which shard, whatever the order. */
static void digest_places(const struct catalog *catalog,
                          char out[HASH_HEX_BYTES])
{
    struct hash128 sum = {0, 0};

    for (size_t i = 0; i < catalog->count; i++) {
        const struct catalog_entry *entry = &catalog->entries[i];
        struct hash128 id = hash_bytes(entry->id);
        struct hash128 shard =
            hash_bytes(catalog->generation.shards[entry->shard]);

        sum.low += id.low ^ shard.low * 3;
        sum.high += id.high ^ shard.high * 5;
    }
    hash_format(sum, out);
}

/* --- where a case belongs --- */

static enum slv_status open_articles(struct catching_up *up,
                                     struct slv_error *err)
{
    const char *paths[XAP_SHARDS_MAX];
    const struct generation *generation = &up->generation;

    for (size_t i = 0; i < generation->shard_count; i++)
        paths[i] = generation_shard_path(up->data, generation->name,
                                         generation->shards[i], up->arena);
    return xap_reader_open(&up->articles, paths, generation->shard_count, err);
}

static enum slv_status find_article(struct catching_up *up, struct str id,
                                    struct place *out, struct slv_error *err)
{
    struct xap_hit hit = {0};
    struct record_origin origin;
    struct slv_article article;
    enum slv_status status =
        xap_get(up->articles, schema_name_term('Q', id, up->arena), -1,
                up->arena, &hit, err);

    if (status == SLV_OK)
        status = record_read(hit.data, up->arena, &article, &origin, err);
    if (status == SLV_OK && !str_equal(article.id, id))
        status = SLV_ERR_NOT_FOUND;
    if (status == SLV_OK)
        *out = (struct place){article.id, (int) hit.shard};
    return status == SLV_ERR_TOO_BIG || status == SLV_ERR_INPUT
               ? SLV_ERR_NOT_FOUND
               : status;
}

/* The article that stands for a former id; of several one that everybody may
 * read, as what others say must not take a case from it, then the first by its
 * id. */
static enum slv_status find_successor(struct catching_up *up,
                                      struct str former_id, struct place *out,
                                      struct slv_error *err)
{
    const struct str term = schema_name_term('R', former_id, up->arena);
    const struct xap_filter filter = {.terms = &term, .count = 1};
    const struct xap_plan plan = {
        .filters = &filter,
        .filter_count = 1,
        .limit = SUCCESSORS_MAX,
        .tie_slot = SLOT_KEY,
    };
    const struct xap_hit *chosen;
    struct xap_result found;
    struct slv_article article;
    enum slv_status status =
        xap_search(up->articles, &plan, up->arena, &found, err);

    if (status != SLV_OK)
        return status;
    if (found.hit_count == 0)
        return SLV_ERR_NOT_FOUND;
    chosen = &found.hits[0];
    for (size_t i = 1; i < found.hit_count && chosen->shard != 0; i++)
        if (found.hits[i].shard == 0)
            chosen = &found.hits[i];
    status = record_read(chosen->data, up->arena, &article, NULL, err);
    if (status == SLV_OK)
        *out = (struct place){article.id, (int) chosen->shard};
    return status;
}

static enum slv_status place_of(struct catching_up *up, struct str id,
                                const struct place **out, struct slv_error *err)
{
    struct str stored;
    void **slot = strmap_slot(up->places, id, &stored);
    struct place *place = *slot;
    enum slv_status status = SLV_OK;

    *out = place;
    if (place)
        return SLV_OK;
    place = arena_calloc(up->arena, 1, sizeof *place);
    *slot = place;
    *out = place;
    status = find_article(up, id, place, err);
    if (status == SLV_ERR_NOT_FOUND)
        status = find_successor(up, id, place, err);
    if (status != SLV_ERR_NOT_FOUND)
        return status;
    *place = (struct place){stored, NOWHERE};
    return SLV_OK;
}

/* Shard of cases that goes with a shard of articles; it is made later when it
 * is not there yet. */
static enum slv_status cases_beside(struct catching_up *up, struct str shard,
                                    int *out, struct slv_error *err)
{
    struct generation *generation = &up->generation;
    struct str name =
        arena_format(up->arena, SHARD_CASES_PREFIX "%.*s", STR_ARG(shard));

    for (size_t i = 0; i < generation->case_shard_count; i++) {
        if (!str_equal(generation->case_shards[i], name))
            continue;
        *out = (int) i;
        return SLV_OK;
    }
    if (generation->case_shard_count == XAP_SHARDS_MAX) {
        slv_fail(err, SLV_ERR_TOO_BIG,
                 "the cases are about more than %d different sets of customer "
                 "groups",
                 XAP_SHARDS_MAX - 2);
        slv_hint(err, "If most of them are gone by now, build the index anew "
                      "with 'solvent index --full'.");
        return SLV_ERR_TOO_BIG;
    }
    generation->case_shards[generation->case_shard_count] = name;
    *out = (int) generation->case_shard_count++;
    return SLV_OK;
}

/* Where a case with these articles belongs: beside the most secret of their
 * shards. A group's is more secret than the public one, two different groups'
 * leave the internal one. */
static enum slv_status shard_of_case(struct catching_up *up,
                                     const struct str *ids, size_t count,
                                     int *out, struct slv_error *err)
{
    struct str secret = STR(SHARD_PUBLIC);
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const struct place *place;
        struct str shard = STR(SHARD_INTERNAL);

        status = place_of(up, ids[i], &place, err);
        if (status == SLV_OK && place->shard != NOWHERE)
            shard = up->generation.shards[place->shard];
        if (str_equal(secret, STR(SHARD_PUBLIC)))
            secret = shard;
        else if (!str_equal(shard, STR(SHARD_PUBLIC)) &&
                 !str_equal(shard, secret))
            secret = STR(SHARD_INTERNAL);
    }
    return status == SLV_OK ? cases_beside(up, secret, out, err) : status;
}

/* --- what is to be done --- */

static void add_task(struct catching_up *up, struct str number, int64_t change,
                     int shard)
{
    up->tasks = alloc_grow(up->tasks, up->task_count, &up->task_capacity,
                           sizeof *up->tasks);
    up->tasks[up->task_count++] = (struct task){number, change, shard};
}

static bool has_vote(const struct case_change *changed)
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
    int place = NOWHERE;
    enum slv_status status = SLV_OK;

    if (has_vote(changed)) {
        struct str *ids =
            arena_calloc(up->arena, changed->link_count, sizeof *ids);

        for (size_t i = 0; i < changed->link_count; i++)
            ids[i] = changed->links[i].article_id;
        status = shard_of_case(up, ids, changed->link_count, &place, err);
    }
    if (status == SLV_OK)
        add_task(up, arena_str(up->arena, changed->number), changed->change,
                 place);
    return status;
}

/* Every case that changed after `change`. */
static enum slv_status list_changed(struct catching_up *up, int64_t change,
                                    struct slv_error *err)
{
    struct arena *page = arena_new();
    size_t count = PAGE_CASES;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && count == PAGE_CASES) {
        struct case_change *changes;

        arena_reset(page);
        status = case_store_changes(up->store, change, PAGE_CASES, page,
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
    bool
        is_to_renew; /* it names an article by an id that leads elsewhere now */
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

        status = indexed_case_read(records[i], up->arena, &indexed, err);
        *item = (struct held){.change = indexed.change, .shard = shard};
        for (size_t k = 0; status == SLV_OK && k < indexed.vote_count; k++) {
            const struct place *place;

            status = place_of(up, indexed.votes[k].article_id, &place, err);
            if (status == SLV_OK)
                item->is_to_renew |=
                    !str_equal(place->id, indexed.votes[k].article_id);
        }
        *strmap_slot(held, indexed.number, NULL) = item;
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
                add_task(up, indexed.number, indexed.change, NOWHERE);
        }
        xap_reader_close(reader);
    }
    return status;
}

/* Every case that is not held as and where it should be. */
static enum slv_status list_misplaced(struct catching_up *up,
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
        int target = NOWHERE;

        status = shard_of_case(up, placement->article_ids,
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

/* --- doing it --- */

static const char *path_of(const struct catching_up *up, size_t shard)
{
    return generation_shard_path(up->data, up->generation.name,
                                 up->generation.case_shards[shard], up->arena);
}

/* The terms of those tasks' cases that stand in `shard` and should not. */
static enum slv_status list_leaving(struct catching_up *up, size_t shard,
                                    struct str **out, size_t *count,
                                    struct slv_error *err)
{
    struct str *terms = arena_calloc(up->arena, up->task_count, sizeof *terms);
    uint64_t *found = arena_calloc(up->arena, up->task_count, sizeof *found);
    const char *path = path_of(up, shard);
    struct xap_reader *reader = NULL;
    size_t asked = 0;
    enum slv_status status = xap_reader_open(&reader, &path, 1, err);

    *out = terms;
    *count = 0;
    for (size_t i = 0; i < up->task_count; i++)
        if (up->tasks[i].shard != (int) shard)
            terms[asked++] = case_number_term(up->tasks[i].number, up->arena);
    if (status == SLV_OK && asked > 0)
        status = xap_term_frequencies(reader, terms, asked, found, err);
    for (size_t i = 0; i < asked && status == SLV_OK; i++)
        if (found[i] > 0)
            terms[(*count)++] = terms[i];
    xap_reader_close(reader);
    return status;
}

/* Where a case may no longer stand it goes first, so that no crash leaves it
 * where fewer may know of it and where more may. A shard that none leaves is not
 * committed: whoever reads it could tell that something happened elsewhere. */
static enum slv_status remove_all(struct catching_up *up, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t shard = 0; shard < up->named_count && status == SLV_OK;
         shard++) {
        struct xap_writer *writer = NULL;
        struct str *terms;
        size_t count;

        status = list_leaving(up, shard, &terms, &count, err);
        if (status == SLV_OK && count > 0)
            status = shard_open(&writer, path_of(up, shard), XAP_UPDATE, err);
        for (size_t i = 0; i < count && status == SLV_OK; i++)
            status = xap_writer_remove(writer, terms[i], err);
        if (status == SLV_OK && writer)
            status = xap_writer_commit(writer, err);
        xap_writer_close(writer);
    }
    return status;
}

/* One thread's share of the cases that are to be put: the tasks from `begin` to
 * `end`. With `parts` it writes shards of its own there, which are merged into
 * the new ones. */
struct putting {
    const struct catching_up *up;
    const char *parts; /* a folder; NULL: the shards themselves are written */
    size_t begin;
    size_t end;
    struct arena *arena;
    struct case_store *store;
    struct document_builder *builder;
    struct xap_writer *writers[XAP_SHARDS_MAX];
    const char *paths[XAP_SHARDS_MAX]; /* of the writers that were opened */
    enum slv_status status;
    struct slv_error err;
};

static enum slv_status open_writer(struct putting *putting, size_t shard,
                                   struct slv_error *err)
{
    const struct catching_up *up = putting->up;
    struct str name = up->generation.case_shards[shard];
    enum slv_status status;

    if (putting->parts) {
        putting->paths[shard] = arena_format(putting->arena, "%s/%.*s",
                                             putting->parts, STR_ARG(name))
                                    .ptr;
        return shard_open(&putting->writers[shard], putting->paths[shard],
                          XAP_BUILD, err);
    }
    putting->paths[shard] = generation_shard_path(up->data, up->generation.name,
                                                  name, putting->arena);
    if (shard < up->named_count)
        return shard_open(&putting->writers[shard], putting->paths[shard],
                          XAP_UPDATE, err);
    status = file_remove_tree(putting->paths[shard], err);
    return status == SLV_OK ? shard_open(&putting->writers[shard],
                                         putting->paths[shard], XAP_CREATE, err)
                            : status;
}

/* Links by an article's id and by a former one are links to one article: what
 * says the most for it counts. */
static void add_vote(struct indexed_case *out, struct case_vote vote)
{
    for (size_t i = 0; i < out->vote_count; i++) {
        if (!str_equal(out->votes[i].article_id, vote.article_id))
            continue;
        if (out->votes[i].percent < vote.percent)
            out->votes[i].percent = vote.percent;
        return;
    }
    out->votes[out->vote_count++] = vote;
}

/* Every article that a task's case names was placed when the task was made. */
static void take_votes(const struct catching_up *up,
                       const struct case_change *changed,
                       struct indexed_case *out)
{
    for (size_t i = 0; i < changed->link_count; i++) {
        const struct case_change_link *link = &changed->links[i];
        int32_t percent = case_vote_percent(link->kind, link->reopened_count);
        const struct place *place = strmap_get(up->places, link->article_id);

        if (!place)
            continue;
        out->linked.items[out->linked.count++] = place->id;
        if (percent != 0)
            add_vote(out, (struct case_vote){place->id, percent});
    }
}

static enum slv_status put_case(struct putting *putting,
                                const struct case_change *changed, size_t shard,
                                struct arena *arena, struct slv_error *err)
{
    struct indexed_case indexed = {
        .number = changed->number,
        .subject = changed->subject,
        .change = changed->change,
        .closed_unix_s = changed->closed_unix_s,
        .votes =
            arena_calloc(arena, changed->link_count, sizeof *indexed.votes),
        .linked.items =
            arena_calloc(arena, changed->link_count, sizeof(struct str)),
    };
    struct document document;
    enum slv_status status = SLV_OK;

    if (!putting->writers[shard])
        status = open_writer(putting, shard, err);
    if (status != SLV_OK)
        return status;
    take_votes(putting->up, changed, &indexed);
    case_document_build(putting->builder, &indexed, changed->body,
                        putting->up->language, arena, &document);
    return putting->parts || shard >= putting->up->named_count
               ? xap_writer_add(putting->writers[shard], &document.document,
                                err)
               : xap_writer_replace(putting->writers[shard],
                                    document.unique_term, &document.document,
                                    err);
}

static int compare_tasks(const void *a, const void *b)
{
    const struct task *left = a;
    const struct task *right = b;

    return (left->change > right->change) - (left->change < right->change);
}

/* The store gives changes in order, so the tasks are taken in order too, by
 * pages that begin at the next one. A case that has changed once more since is
 * left to the next time. */
static enum slv_status put_tasks(struct putting *putting, struct slv_error *err)
{
    const struct task *tasks = putting->up->tasks;
    struct arena *page = arena_new();
    size_t next = putting->begin;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && next < putting->end) {
        struct case_change *changes;
        size_t count = 0;

        if (tasks[next].shard == NOWHERE) {
            next++;
            continue;
        }
        arena_reset(page);
        status = case_store_changes(putting->store, tasks[next].change - 1,
                                    PAGE_CASES, page, &changes, &count, err);
        if (count == 0)
            break;
        for (size_t i = 0; i < count && status == SLV_OK; i++) {
            while (next < putting->end &&
                   tasks[next].change < changes[i].change)
                next++;
            if (next < putting->end &&
                tasks[next].change == changes[i].change &&
                tasks[next].shard != NOWHERE && has_vote(&changes[i]))
                status = put_case(putting, &changes[i],
                                  (size_t) tasks[next].shard, page, err);
        }
        while (next < putting->end &&
               tasks[next].change <= changes[count - 1].change)
            next++;
    }
    arena_free(page);
    return status;
}

static void put_share(void *context, unsigned thread, size_t index)
{
    struct putting *putting = &((struct putting *) context)[index];
    struct slv_error *err = &putting->err;
    size_t shard_count = putting->up->generation.case_shard_count;

    (void) thread;
    putting->builder = document_builder_new();
    putting->status =
        case_store_open(store_path(putting->up->data, putting->arena),
                        CASE_STORE_READ, &putting->store, err);
    if (putting->status == SLV_OK)
        putting->status = put_tasks(putting, err);
    for (size_t i = 0; i < shard_count; i++) {
        if (putting->status == SLV_OK && putting->writers[i])
            putting->status = xap_writer_commit(putting->writers[i], err);
        xap_writer_close(putting->writers[i]);
    }
    case_store_close(putting->store);
    document_builder_free(putting->builder);
}

/* Merge what the threads have made of one shard. */
static enum slv_status merge_shard(struct catching_up *up,
                                   const struct putting *shares, size_t count,
                                   size_t shard, struct slv_error *err)
{
    const char *sources[PARALLEL_THREADS_MAX];
    size_t source_count = 0;
    enum slv_status status;

    for (size_t i = 0; i < count; i++)
        if (shares[i].paths[shard])
            sources[source_count++] = shares[i].paths[shard];
    if (source_count == 0)
        return SLV_OK;
    status = file_remove_tree(path_of(up, shard), err);
    return status == SLV_OK ? shard_pack(up->data, up->generation.name,
                                         up->generation.case_shards[shard],
                                         sources, source_count, err)
                            : status;
}

/* Many cases into shards that are all new: by all cores at once. */
static enum slv_status put_in_parallel(struct catching_up *up,
                                       struct putting *shares, size_t count,
                                       struct slv_error *err)
{
    const char *parts = arena_format(up->arena, "%s/%.*s/case-parts", up->data,
                                     STR_ARG(up->generation.name))
                            .ptr;
    enum slv_status status = file_remove_tree(parts, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        shares[i].parts = arena_format(up->arena, "%s/%zu", parts, i).ptr;
        shares[i].begin = up->task_count * i / count;
        shares[i].end = up->task_count * (i + 1) / count;
        status = file_make_folders(shares[i].parts, FOLDER_MODE, err);
    }
    if (status != SLV_OK)
        return status;
    parallel_run((unsigned) count, count, put_share, shares);
    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        status = shares[i].status;
        if (status != SLV_OK && err)
            *err = shares[i].err;
    }
    for (size_t i = 0; i < up->generation.case_shard_count && status == SLV_OK;
         i++)
        status = merge_shard(up, shares, count, i, err);
    return status == SLV_OK ? file_remove_tree(parts, err) : status;
}

static enum slv_status put_all(struct catching_up *up, struct slv_error *err)
{
    bool is_parallel = up->named_count == 0 && up->task_count >= PARALLEL_MIN;
    size_t count = is_parallel ? parallel_cores() : 1;
    struct putting *shares = arena_calloc(up->arena, count, sizeof *shares);
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count; i++) {
        shares[i].up = up;
        shares[i].arena = arena_new();
    }
    if (count > 1) {
        status = put_in_parallel(up, shares, count, err);
    } else {
        shares[0].end = up->task_count;
        put_share(shares, 0, 0);
        status = shares[0].status;
        if (status != SLV_OK && err)
            *err = shares[0].err;
    }
    for (size_t i = 0; i < count; i++)
        arena_free(shares[i].arena);
    return status;
}

/* A shard that no case came to is not made. */
static enum slv_status name_new_shards(struct catching_up *up,
                                       struct slv_error *err)
{
    struct generation *generation = &up->generation;
    size_t count = up->named_count;
    enum slv_status status = SLV_OK;

    for (size_t i = up->named_count;
         i < generation->case_shard_count && status == SLV_OK; i++) {
        const char *path = path_of(up, i);

        if (access(path, F_OK) != 0)
            continue;
        status = file_sync_folder(path, err);
        generation->case_shards[count++] = generation->case_shards[i];
    }
    generation->case_shard_count = count;
    if (status != SLV_OK || count == up->named_count)
        return status;
    status = file_sync_folder(
        arena_format(up->arena, "%s/%.*s", up->data, STR_ARG(generation->name))
            .ptr,
        err);
    if (status == SLV_OK)
        status = generation_write(up->data, generation, err);
    return status;
}

static enum slv_status do_tasks(struct catching_up *up, struct slv_error *err)
{
    enum slv_status status;

    if (up->task_count == 0)
        return SLV_OK;
    qsort(up->tasks, up->task_count, sizeof *up->tasks, compare_tasks);
    status = remove_all(up, err);
    if (status == SLV_OK)
        status = put_all(up, err);
    if (status == SLV_OK)
        status = name_new_shards(up, err);
    return status;
}

/* --- what is new --- */

/* The new articles beside one shard of cases, as its metadata. */
static enum slv_status write_news_of(struct catching_up *up, size_t shard,
                                     const struct new_article *news,
                                     size_t count, struct strbuf *out,
                                     struct slv_error *err)
{
    struct str beside = str_from_offset(up->generation.case_shards[shard],
                                        strlen(SHARD_CASES_PREFIX));
    struct new_article *items = arena_calloc(up->arena, count, sizeof *items);
    size_t item_count = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        const struct place *place;

        status = place_of(up, news[i].id, &place, err);
        if (status == SLV_OK && place->shard != NOWHERE &&
            str_equal(up->generation.shards[place->shard], beside))
            items[item_count++] = news[i];
    }
    strbuf_clear(out);
    new_articles_write(items, item_count, out);
    return status;
}

static enum slv_status put_news(struct catching_up *up, size_t shard,
                                struct str bytes, struct slv_error *err)
{
    struct xap_writer *writer = NULL;
    enum slv_status status =
        shard_open(&writer, path_of(up, shard), XAP_UPDATE, err);

    if (status == SLV_OK)
        status = xap_writer_put(writer, STR(SCHEMA_NEW_KEY), bytes, err);
    if (status == SLV_OK)
        status = xap_writer_commit(writer, err);
    xap_writer_close(writer);
    return status;
}

/* What a shard says is written when it is another than it said. */
static enum slv_status bring_news(struct catching_up *up,
                                  const struct new_article *news, size_t count,
                                  struct slv_error *err)
{
    struct strbuf bytes;
    enum slv_status status = SLV_OK;

    strbuf_init(&bytes, NEWS_BYTES_MAX);
    for (size_t i = 0; i < up->generation.case_shard_count && status == SLV_OK;
         i++) {
        const char *path = path_of(up, i);
        struct xap_reader *reader = NULL;
        struct str said;

        status = write_news_of(up, i, news, count, &bytes, err);
        if (status == SLV_OK)
            status = xap_reader_open(&reader, &path, 1, err);
        if (status == SLV_OK)
            status = xap_get_metadata(reader, 0, STR(SCHEMA_NEW_KEY), up->arena,
                                      &said, err);
        xap_reader_close(reader);
        if (status == SLV_OK && !str_equal(said, strbuf_str(&bytes)))
            status = put_news(up, i, strbuf_str(&bytes), err);
    }
    strbuf_release(&bytes);
    return status;
}

static void digest_news(const struct new_article *news, size_t count,
                        char out[HASH_HEX_BYTES])
{
    struct strbuf bytes;

    strbuf_init(&bytes, NEWS_BYTES_MAX);
    new_articles_write(news, count, &bytes);
    hash_format(hash_bytes(strbuf_str(&bytes)), out);
    strbuf_release(&bytes);
}

/* --- the whole --- */

/* What is damaged or gone shows although nothing is to be done. */
static enum slv_status open_named(struct catching_up *up, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < up->named_count && status == SLV_OK; i++) {
        const char *path = path_of(up, i);
        struct xap_reader *reader = NULL;

        status = xap_reader_open(&reader, &path, 1, err);
        xap_reader_close(reader);
    }
    return status;
}

static enum slv_status catch_up(struct catching_up *up, struct slv_error *err)
{
    struct state done;
    struct state now = {0};
    struct new_article *news = NULL;
    size_t news_count = 0;
    bool is_moved;
    bool has_news;
    enum slv_status status =
        case_store_last_change(up->store, &now.change, err);

    if (status == SLV_OK)
        status = new_articles_list(up->data, up->catalog, up->store, up->arena,
                                   &news, &news_count, err);
    if (status == SLV_OK)
        status = open_named(up, err);
    if (status != SLV_OK || (now.change == 0 && up->named_count == 0))
        return status;
    read_state(up->data, up->generation.name, up->arena, &done);
    digest_places(up->catalog, now.places);
    digest_news(news, news_count, now.news);
    /* numbers that went back are those of a store that was put back */
    is_moved = !str_equal(str_from(done.places), str_from(now.places)) ||
               now.change < done.change;
    has_news = is_moved || !str_equal(str_from(done.news), str_from(now.news));
    if (!has_news && now.change == done.change)
        return SLV_OK;
    status = open_articles(up, err);
    if (status == SLV_OK)
        status = is_moved ? list_misplaced(up, err)
                          : list_changed(up, done.change, err);
    if (status == SLV_OK)
        status = do_tasks(up, err);
    if (status == SLV_OK)
        status = bring_news(up, news, news_count, err);
    if (status == SLV_OK)
        status =
            file_replace(state_path(up->data, up->generation.name, up->arena),
                         write_state(&now, up->arena), FILE_MODE, err);
    return status;
}

static enum slv_status catch_up_from(const char *data,
                                     const struct catalog *catalog,
                                     const struct generation *generation,
                                     struct str language, struct slv_error *err)
{
    struct catching_up up = {
        .data = data,
        .catalog = catalog,
        .language = language,
        .arena = arena_new(),
        .generation = *generation,
        .named_count = generation->case_shard_count,
        .places = strmap_new(),
    };
    enum slv_status status = case_store_open(store_path(data, up.arena),
                                             CASE_STORE_READ, &up.store, err);

    if (status == SLV_OK)
        status = catch_up(&up, err);
    xap_reader_close(up.articles);
    case_store_close(up.store);
    strmap_free(up.places);
    arena_free(up.arena);
    free(up.tasks);
    return status;
}

/* Let go of all shards of cases. The state goes first: without it all cases are
 * looked at. */
static enum slv_status forget_cases(const char *data,
                                    struct generation *generation,
                                    struct arena *arena, struct slv_error *err)
{
    const size_t count = generation->case_shard_count;
    enum slv_status status =
        file_remove_tree(state_path(data, generation->name, arena), err);

    generation->case_shard_count = 0;
    if (status == SLV_OK)
        status = generation_write(data, generation, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = file_remove_tree(
            generation_shard_path(data, generation->name,
                                  generation->case_shards[i], arena),
            err);
    return status;
}

static bool is_damage(enum slv_status status)
{
    return status == SLV_ERR_CORRUPT || status == SLV_ERR_NO_INPUT;
}

/* Is it all right, so that damage is not its own? */
static bool is_store_readable(const char *data, struct arena *arena)
{
    struct case_store *store = NULL;
    struct case_placement *placements;
    size_t count;
    bool is_readable =
        case_store_open(store_path(data, arena), CASE_STORE_READ, &store,
                        NULL) == SLV_OK &&
        case_store_placements(store, 0, SIZE_MAX, arena, &placements, &count,
                              NULL) == SLV_OK;

    case_store_close(store);
    return is_readable;
}

enum slv_status cases_catch_up(const char *data, const struct catalog *catalog,
                               struct str language, struct slv_error *err)
{
    struct generation generation = catalog->generation;
    struct arena *arena = arena_new();
    const bool has_store = access(store_path(data, arena), F_OK) == 0;
    enum slv_status status = SLV_OK;

    if (has_store)
        status = catch_up_from(data, catalog, &generation, language, err);
    if (generation.case_shard_count > 0 &&
        (!has_store || (is_damage(status) && is_store_readable(data, arena)))) {
        status = forget_cases(data, &generation, arena, err);
        if (status == SLV_OK && has_store)
            status = catch_up_from(data, catalog, &generation, language, err);
    }
    arena_free(arena);
    return status;
}

/* The terms of those that a case of one shard is linked to. */
static enum slv_status find_linked(const char *path, const struct str *terms,
                                   size_t count, struct arena *arena,
                                   struct str_list *out, struct slv_error *err)
{
    uint64_t *cases = arena_calloc(arena, count, sizeof *cases);
    struct xap_reader *reader = NULL;
    enum slv_status status = xap_reader_open(&reader, &path, 1, err);

    if (status == SLV_OK)
        status = xap_term_frequencies(reader, terms, count, cases, err);
    xap_reader_close(reader);
    *out = (struct str_list){arena_calloc(arena, count, sizeof *out->items), 0};
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        if (cases[i] > 0)
            out->items[out->count++] = terms[i];
    return status;
}

static enum slv_status withdraw_from(const char *path,
                                     const struct str_list *terms,
                                     struct slv_error *err)
{
    struct xap_writer *writer = NULL;
    enum slv_status status = shard_open(&writer, path, XAP_UPDATE, err);

    for (size_t i = 0; i < terms->count && status == SLV_OK; i++)
        status = xap_writer_remove(writer, terms->items[i], err);
    if (status == SLV_OK)
        status = xap_writer_commit(writer, err);
    xap_writer_close(writer);
    return status;
}

enum slv_status cases_withdraw(const char *data,
                               const struct generation *generation,
                               const struct str *ids, size_t count,
                               struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct str *terms = arena_calloc(arena, count, sizeof *terms);
    bool is_first = true;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count; i++)
        terms[i] = case_linked_term(ids[i], arena);
    for (size_t i = 0; i < generation->case_shard_count && status == SLV_OK;
         i++) {
        const char *path = generation_shard_path(
            data, generation->name, generation->case_shards[i], arena);
        struct str_list linked;

        status = find_linked(path, terms, count, arena, &linked, err);
        if (status == SLV_OK && linked.count > 0 && is_first) {
            status = file_remove_tree(state_path(data, generation->name, arena),
                                      err);
            is_first = false;
        }
        if (status == SLV_OK && linked.count > 0)
            status = withdraw_from(path, &linked, err);
        /* readers do without what is damaged */
        if (is_damage(status))
            status = SLV_OK;
    }
    arena_free(arena);
    return status;
}

/* One shard of cases; its folder is durable when it is named. */
static enum slv_status carry_shard(const char *data,
                                   const struct generation *from,
                                   struct generation *to, struct str shard,
                                   struct arena *arena, struct slv_error *err)
{
    const char *source = generation_shard_path(data, from->name, shard, arena);
    enum slv_status status = shard_pack(data, to->name, shard, &source, 1, err);

    if (status == SLV_OK)
        status = file_sync_folder(
            generation_shard_path(data, to->name, shard, arena), err);
    if (status == SLV_OK)
        to->case_shards[to->case_shard_count++] = shard;
    return status;
}

enum slv_status cases_carry(const char *data, const struct generation *from,
                            struct generation *to, struct arena *arena,
                            struct slv_error *err)
{
    struct str state;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < from->case_shard_count && status == SLV_OK; i++)
        status = carry_shard(data, from, to, from->case_shards[i], arena, err);
    if (is_damage(status)) {
        to->case_shard_count = 0;
        return SLV_OK;
    }
    if (status == SLV_OK &&
        file_read(state_path(data, from->name, arena), STATE_BYTES_MAX, arena,
                  &state, NULL) == SLV_OK)
        status = file_replace(state_path(data, to->name, arena), state,
                              FILE_MODE, err);
    return status;
}

bool cases_are_behind(const char *data)
{
    struct arena *arena = arena_new();
    struct generation generation;
    struct case_store *store = NULL;
    struct state done;
    int64_t change = 0;
    bool is_behind = false;

    if (access(store_path(data, arena), F_OK) == 0 &&
        generation_read(data, arena, &generation, NULL) == SLV_OK &&
        case_store_open(store_path(data, arena), CASE_STORE_READ, &store,
                        NULL) == SLV_OK &&
        case_store_last_change(store, &change, NULL) == SLV_OK) {
        read_state(data, generation.name, arena, &done);
        is_behind = change != done.change;
    }
    case_store_close(store);
    arena_free(arena);
    return is_behind;
}
