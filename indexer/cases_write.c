/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Doing what cases_tasks.c has listed: cases leave shards, then they come into
 * others, by all cores at once when there are many. What a case's document is
 * made of is in core/search/case_index.h.
 */
#include "indexer/cases_parts.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/case_index.h"
#include "indexer/run.h"
#include "store/case_store.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    PARALLEL_MIN = 5000, /* cases that are worth merging */
    FOLDER_MODE = 0750
};

static enum slv_status list_leaving(struct catching_up *up, size_t shard,
                                    struct str **out, size_t *count,
                                    struct slv_error *err)
{
    struct str *terms = arena_calloc(up->arena, up->task_count, sizeof *terms);
    uint64_t *found = arena_calloc(up->arena, up->task_count, sizeof *found);
    const char *path = cases_path_of(up, shard);
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
            status =
                shard_open(&writer, cases_path_of(up, shard), XAP_UPDATE, err);
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

        if (tasks[next].shard == CASES_NOWHERE) {
            next++;
            continue;
        }
        arena_reset(page);
        status = case_store_changes(putting->store, tasks[next].change - 1,
                                    CASES_PAGE, page, &changes, &count, err);
        if (count == 0)
            break;
        for (size_t i = 0; i < count && status == SLV_OK; i++) {
            while (next < putting->end &&
                   tasks[next].change < changes[i].change)
                next++;
            if (next < putting->end &&
                tasks[next].change == changes[i].change &&
                tasks[next].shard != CASES_NOWHERE &&
                case_has_vote(&changes[i]))
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
        case_store_open(cases_store_path(putting->up->data, putting->arena),
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
    status = file_remove_tree(cases_path_of(up, shard), err);
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
        const char *path = cases_path_of(up, i);

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

enum slv_status cases_do_tasks(struct catching_up *up, struct slv_error *err)
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
