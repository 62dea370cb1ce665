/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A whole index from nothing: threads read articles and write them to parts of
 * their own, which are then merged into one packed shard per audience.
 *
 * A part is closed after some thousand articles, because adding to an empty
 * database is fastest and merging sorted parts is cheap. Two files that claim
 * one id cannot be settled while threads run: the later is put aside, and when
 * all are read the one with the better right (run_precedes()) gets the id.
 */
#include "indexer/run.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/strmap.h"
#include "indexer/attached_files.h"
#include "indexer/images.h"
#include "indexer/lexicons.h"

#include <stdlib.h>

enum { PART_ARTICLES_MAX = 8000, FOLDER_MODE = 0750 };

#define PARTS_FOLDER "parts"

struct part {
    struct str shard;
    const char *path;
};

struct open_part {
    struct str shard;
    struct str groups; /* of the shard */
    struct xap_writer *writer;
    size_t articles;
    struct lexicon_counts counts; /* of all parts of the shard */
};

struct builder {
    struct document_builder *documents;
    struct arena *arena; /* of one article */
    struct open_part parts[XAP_SHARDS_MAX];
    size_t part_count;
};

struct build {
    struct run *run;
    struct generation generation;
    struct builder *builders; /* one per thread */
    /* under run->mutex */
    struct arena *arena;
    struct part *parts;
    size_t part_count;
    size_t part_capacity;
    size_t *set_aside; /* articles whose id another file has */
    size_t set_aside_count;
    size_t set_aside_capacity;
    enum slv_status status; /* the first failure; threads then stop working */
    struct slv_error err;
};

static enum slv_status build_status(struct build *build)
{
    enum slv_status status;

    pthread_mutex_lock(&build->run->mutex);
    status = build->status;
    pthread_mutex_unlock(&build->run->mutex);
    return status;
}

static void build_fail(struct build *build, enum slv_status status,
                       const struct slv_error *err)
{
    pthread_mutex_lock(&build->run->mutex);
    if (build->status == SLV_OK) {
        build->status = status;
        build->err = *err;
    }
    pthread_mutex_unlock(&build->run->mutex);
}

static enum slv_status begin_part(struct build *build, struct open_part *open,
                                  struct slv_error *err)
{
    struct part *part;
    const char *path;
    enum slv_status status;

    pthread_mutex_lock(&build->run->mutex);
    build->parts = alloc_grow(build->parts, build->part_count,
                              &build->part_capacity, sizeof *build->parts);
    part = &build->parts[build->part_count];
    part->shard = arena_str(build->arena, open->shard);
    part->path =
        arena_format(build->arena, "%s/%.*s/" PARTS_FOLDER "/%zu",
                     build->run->options->data, STR_ARG(build->generation.name),
                     build->part_count)
            .ptr;
    path = part->path;
    open->shard = part->shard;
    open->groups = arena_str(build->arena, open->groups);
    build->part_count++;
    pthread_mutex_unlock(&build->run->mutex);
    open->articles = 0;
    status = shard_open(&open->writer, path, XAP_BUILD, err);
    return status == SLV_OK ? shard_put_groups(open->writer, open->groups, err)
                            : status;
}

static enum slv_status end_part(struct open_part *open, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (open->writer)
        status = xap_writer_commit(open->writer, err);
    xap_writer_close(open->writer);
    open->writer = NULL;
    return status;
}

static enum slv_status part_for(struct build *build, struct builder *builder,
                                struct str shard, struct str groups,
                                struct open_part **out, struct slv_error *err)
{
    struct open_part *open = NULL;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < builder->part_count && !open; i++)
        if (str_equal(builder->parts[i].shard, shard))
            open = &builder->parts[i];
    if (!open) {
        if (builder->part_count == XAP_SHARDS_MAX)
            return slv_fail(err, SLV_ERR_TOO_BIG,
                            "the articles name more than %d different sets of "
                            "customer groups",
                            XAP_SHARDS_MAX - 2);
        open = &builder->parts[builder->part_count++];
        *open = (struct open_part){.shard = shard, .groups = groups};
    }
    *out = open;
    if (open->writer && open->articles >= PART_ARTICLES_MAX)
        status = end_part(open, err);
    if (status == SLV_OK && !open->writer)
        status = begin_part(build, open, err);
    return status;
}

static void set_aside(struct build *build, size_t article)
{
    pthread_mutex_lock(&build->run->mutex);
    build->set_aside =
        alloc_grow(build->set_aside, build->set_aside_count,
                   &build->set_aside_capacity, sizeof *build->set_aside);
    build->set_aside[build->set_aside_count++] = article;
    pthread_mutex_unlock(&build->run->mutex);
}

static void build_article(void *context, unsigned thread, size_t index)
{
    struct build *build = context;
    struct run *run = build->run;
    struct builder *builder = &build->builders[thread];
    const struct tree_file *file = run->articles[index];
    struct article_draft draft;
    struct record_origin origin;
    struct diagnostics diagnostics;
    struct document document;
    struct open_part *part;
    struct slv_error err;
    enum slv_status status;

    if (build_status(build) != SLV_OK)
        return;
    arena_reset(builder->arena);
    diagnostics = run_diagnostics(run, file, builder->arena);
    if (!prepare_article(&run->settings, file, builder->arena, &draft, &origin,
                         &diagnostics)) {
        run_report(run, index, &diagnostics);
        run_progress(run, run->article_count);
        return;
    }
    run->secrecy[index] = (unsigned char) article_secrecy(&draft.article);
    if (run_claim(run, draft.article.id, file)) {
        set_aside(build, index);
        return;
    }
    document_build(builder->documents, &draft.article, &origin, builder->arena,
                   &document);
    status = part_for(build, builder, shard_of(&draft.article, builder->arena),
                      groups_of(&draft.article, builder->arena), &part, &err);
    if (status == SLV_OK)
        status = shard_put(part->writer, &document, true, &err);
    if (status != SLV_OK) {
        build_fail(build, status, &err);
        return;
    }
    lexicon_tally_add(document_tally(builder->documents), &part->counts);
    part->articles++;
    run_count(run, &draft.article, &origin);
    run_report(run, index, &diagnostics);
    run_progress(run, run->article_count);
}

static void end_parts(void *context, unsigned thread, size_t index)
{
    struct build *build = context;
    struct builder *builder = &build->builders[index];
    struct slv_error err;

    (void) thread;
    for (size_t i = 0; i < builder->part_count; i++) {
        enum slv_status status = end_part(&builder->parts[i], &err);

        if (status != SLV_OK)
            build_fail(build, status, &err);
    }
}

/* The lexicon of a shard stands in a part of its own, so that no two parts have
 * entries of one name. */
static enum slv_status put_lexicon(struct build *build, struct str shard,
                                   const char **path, struct slv_error *err)
{
    struct counted_shard counted[SLV_INDEX_JOBS_MAX];
    size_t count = 0;
    struct open_part part = {.shard = shard};
    enum slv_status status;

    for (unsigned i = 0; i < build->run->jobs; i++) {
        const struct builder *builder = &build->builders[i];

        for (size_t k = 0; k < builder->part_count; k++)
            if (str_equal(builder->parts[k].shard, shard))
                counted[count++] =
                    (struct counted_shard){document_tally(builder->documents),
                                           &builder->parts[k].counts};
    }
    status = begin_part(build, &part, err);
    *path = build->parts[build->part_count - 1].path;
    if (status == SLV_OK)
        status = lexicons_put(part.writer, counted, count, err);
    if (status == SLV_OK)
        status = end_part(&part, err);
    xap_writer_close(part.writer);
    return status;
}

/* Every part of one shard into the shard. */
static enum slv_status pack_shard(struct build *build, struct str shard,
                                  struct slv_error *err)
{
    size_t part_count = build->part_count;
    const char **sources = alloc_zeroed(part_count + 1, sizeof *sources);
    size_t count = 0;
    enum slv_status status;

    for (size_t i = 0; i < part_count; i++)
        if (str_equal(build->parts[i].shard, shard))
            sources[count++] = build->parts[i].path;
    status = put_lexicon(build, shard, &sources[count++], err);
    if (status == SLV_OK)
        status = shard_pack(build->run->options->data, build->generation.name,
                            shard, sources, count, err);
    free(sources);
    return status;
}

static bool has_shard(const struct generation *generation, struct str shard)
{
    for (size_t i = 0; i < generation->shard_count; i++)
        if (str_equal(generation->shards[i], shard))
            return true;
    return false;
}

static enum slv_status pack_shards(struct build *build, struct slv_error *err)
{
    struct generation *generation = &build->generation;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < build->part_count && status == SLV_OK; i++) {
        struct str shard = build->parts[i].shard;

        if (has_shard(generation, shard))
            continue;
        if (generation->shard_count == XAP_SHARDS_MAX)
            return slv_fail(err, SLV_ERR_TOO_BIG,
                            "the articles name more than %d different sets of "
                            "customer groups",
                            XAP_SHARDS_MAX - 2);
        generation->shards[generation->shard_count++] =
            arena_str(build->run->arena, shard);
        status = pack_shard(build, shard, err);
    }
    return status;
}

/* --- ids claimed twice --- */

static int compare_rights(const void *a, const void *b, void *context)
{
    const struct run *run = context;
    const struct tree_file *left = run->articles[*(const size_t *) a];
    const struct tree_file *right = run->articles[*(const size_t *) b];

    return run_precedes(run, left, right) ? -1 : run_precedes(run, right, left);
}

struct loser {
    size_t article;
    bool is_written; /* under the id that it loses */
};

struct settling {
    struct build *build;
    struct document_builder *documents;
    struct arena *arena;
    struct loser *losers;
    size_t settled_count; /* of losers */
    size_t loser_count;
    size_t loser_capacity;
    struct change *changes;
    size_t count;
    size_t capacity;
};

static void add_change(struct settling *settling, struct change change)
{
    settling->changes =
        alloc_grow(settling->changes, settling->count, &settling->capacity,
                   sizeof *settling->changes);
    settling->changes[settling->count++] = change;
}

static void add_loser(struct settling *settling, size_t article,
                      bool is_written)
{
    settling->losers =
        alloc_grow(settling->losers, settling->loser_count,
                   &settling->loser_capacity, sizeof *settling->losers);
    settling->losers[settling->loser_count++] =
        (struct loser){article, is_written};
}

static int compare_losers(const void *a, const void *b, void *context)
{
    const struct loser *left = a;
    const struct loser *right = b;

    return compare_rights(&left->article, &right->article, context);
}

static void put_article(struct settling *settling, struct article_draft *draft,
                        const struct record_origin *origin)
{
    struct change change = {.is_removal = false};

    document_build(settling->documents, &draft->article, origin,
                   settling->arena, &change.document);
    document_take_forms(settling->documents, settling->arena, &change.document);
    change.shard = shard_of(&draft->article, settling->arena);
    change.groups = groups_of(&draft->article, settling->arena);
    add_change(settling, change);
}

/* What was written under `id` by another file goes. */
static void remove_id(struct settling *settling, struct str id)
{
    const struct generation *generation = &settling->build->generation;
    struct change removal = {.is_removal = true};

    removal.document.unique_term = schema_name_term('Q', id, settling->arena);
    removal.document.key = schema_key(id, settling->arena);
    for (size_t i = 0; i < generation->shard_count; i++) {
        removal.shard = generation->shards[i];
        add_change(settling, removal);
    }
}

/* One that was put aside: it gets its id, or is among the losers. */
static void settle_set_aside(struct settling *settling, size_t index)
{
    struct run *run = settling->build->run;
    const struct tree_file *file = run->articles[index];
    const struct tree_file *former;
    struct article_draft draft;
    struct record_origin origin;
    struct diagnostics diagnostics =
        run_diagnostics(run, file, settling->arena);
    void **holder;

    if (!prepare_article(&run->settings, file, settling->arena, &draft, &origin,
                         &diagnostics)) {
        run_report(run, index, &diagnostics);
        run_progress(run, run->article_count);
        return;
    }
    holder = strmap_slot(run->claims, draft.article.id, NULL);
    former = *holder;
    if (former && run_precedes(run, former, file)) {
        add_loser(settling, index, false);
        return;
    }
    *holder = (void *) (uintptr_t) file;
    if (former) {
        remove_id(settling, draft.article.id);
        add_loser(settling, run_article_index(run, former), true);
    }
    put_article(settling, &draft, &origin);
    run_count(run, &draft.article, &origin);
    run_report(run, index, &diagnostics);
    run_progress(run, run->article_count);
}

/* Read an article again and put it under an id from its path. */
static void settle_loser(struct settling *settling, struct loser loser)
{
    struct run *run = settling->build->run;
    const struct tree_file *file = run->articles[loser.article];
    struct article_draft draft;
    struct record_origin origin;
    struct diagnostics diagnostics =
        run_diagnostics(run, file, settling->arena);
    const struct tree_file *former;
    struct str wanted;

    if (!prepare_article(&run->settings, file, settling->arena, &draft, &origin,
                         &diagnostics))
        return;
    /* the others of one that was written are reported already */
    if (loser.is_written)
        diagnostics.count = 0;
    wanted = draft.article.id;
    draft.article.id = run_claim_other(run, file, settling->arena, &former);
    if (former) {
        remove_id(settling, draft.article.id);
        add_loser(settling, run_article_index(run, former), true);
    }
    origin.is_renamed = true;
    run_report_duplicate(&diagnostics, run, strmap_get(run->claims, wanted),
                         wanted, draft.article.id);
    put_article(settling, &draft, &origin);
    run_report(run, loser.article, &diagnostics);
    if (loser.is_written)
        return;
    run_count(run, &draft.article, &origin);
    run_progress(run, run->article_count);
}

static void settle_losers(struct settling *settling, int secrecy)
{
    const struct run *run = settling->build->run;
    size_t i = settling->settled_count;

    if (i < settling->loser_count)
        qsort_r(settling->losers + i, settling->loser_count - i,
                sizeof *settling->losers, compare_losers, settling->build->run);
    for (; i < settling->loser_count &&
           run->secrecy[settling->losers[i].article] == secrecy;
         i++)
        settle_loser(settling, settling->losers[i]);
    settling->settled_count = i;
}

/* What is more secret comes later, so that all that holds an id without right
 * when the losers of one secrecy get theirs is what the threads have written. */
static void settle_all(struct settling *settling)
{
    const struct build *build = settling->build;
    size_t i = 0;

    for (int secrecy = 0; secrecy <= SECRECY_MAX; secrecy++) {
        for (; i < build->set_aside_count &&
               build->run->secrecy[build->set_aside[i]] == secrecy;
             i++)
            settle_set_aside(settling, build->set_aside[i]);
        settle_losers(settling, secrecy);
    }
}

static enum slv_status settle_ids(struct build *build, struct slv_error *err)
{
    struct settling settling = {.build = build};
    enum slv_status status = SLV_OK;

    if (build->set_aside_count == 0)
        return SLV_OK;
    settling.documents = document_builder_new();
    document_tally(settling.documents);
    settling.arena = arena_new();
    qsort_r(build->set_aside, build->set_aside_count, sizeof *build->set_aside,
            compare_rights, build->run);
    settle_all(&settling);
    if (settling.count)
        status = shards_apply(build->run, &build->generation, settling.changes,
                              settling.count, true, false, err);
    document_builder_free(settling.documents);
    arena_free(settling.arena);
    free(settling.losers);
    free(settling.changes);
    return status;
}

/* --- the whole --- */

static enum slv_status begin_builders(struct build *build,
                                      struct slv_error *err)
{
    struct open_part *public_part;
    enum slv_status status;

    build->builders = alloc_zeroed(build->run->jobs, sizeof *build->builders);
    for (unsigned i = 0; i < build->run->jobs; i++) {
        build->builders[i].arena = arena_new();
        build->builders[i].documents = document_builder_new();
        document_tally(build->builders[i].documents);
    }
    /* there is always a public shard, also when nothing is public */
    status = part_for(build, &build->builders[0], STR(SHARD_PUBLIC), STR(""),
                      &public_part, err);
    if (status == SLV_OK && build->run->rules.len)
        status = xap_writer_put(public_part->writer, STR(SCHEMA_RULES_KEY),
                                build->run->rules, err);
    return status;
}

static void end_builders(struct build *build)
{
    for (unsigned i = 0; build->builders && i < build->run->jobs; i++) {
        struct builder *builder = &build->builders[i];

        for (size_t k = 0; k < builder->part_count; k++) {
            xap_writer_close(builder->parts[k].writer);
            free(builder->parts[k].counts.by_number);
        }
        document_builder_free(builder->documents);
        arena_free(builder->arena);
    }
    free(build->builders);
}

static uint64_t count_removed(const struct run *run)
{
    uint64_t removed = 0;

    for (size_t i = 0; i < run->catalog.count; i++)
        removed += strmap_get(run->claims, run->catalog.entries[i].id) == NULL;
    return removed;
}

/* What a build that failed has made, unless it failed only after it had become
 * the current generation. */
static void remove_generation(const struct build *build)
{
    const char *data = build->run->options->data;
    struct str name = build->generation.name;
    struct generation current;
    enum slv_status status =
        generation_read(data, build->run->arena, &current, NULL);

    if (name.len && (status == SLV_ERR_NO_INPUT ||
                     (status == SLV_OK && !str_equal(current.name, name))))
        (void) !file_remove_tree(
            arena_format(build->run->arena, "%s/%.*s", data, STR_ARG(name)).ptr,
            NULL);
}

enum slv_status run_build(struct run *run, struct slv_error *err)
{
    struct build build = {.run = run, .arena = arena_new()};
    const char *data = run->options->data;
    const char *parts_folder;
    enum slv_status status = generation_begin(run, &build.generation.name, err);

    parts_folder = arena_format(run->arena, "%s/%.*s/" PARTS_FOLDER, data,
                                STR_ARG(build.generation.name))
                       .ptr;
    if (status == SLV_OK)
        status = file_make_folders(parts_folder, FOLDER_MODE, err);
    if (status == SLV_OK)
        status = begin_builders(&build, err);
    if (status == SLV_OK) {
        parallel_run(run->jobs, run->article_count, build_article, &build);
        parallel_run(run->jobs, run->jobs, end_parts, &build);
        status = build.status;
        if (status != SLV_OK && err)
            *err = build.err;
    }
    if (status == SLV_OK)
        status = pack_shards(&build, err);
    if (status == SLV_OK)
        status = file_remove_tree(parts_folder, err);
    if (status == SLV_OK)
        status = settle_ids(&build, err);
    if (status == SLV_OK)
        status = images_sync(data, err);
    if (status == SLV_OK)
        status = attached_files_sync(data, err);
    if (status == SLV_OK)
        status = generation_finish(run, &build.generation, err);
    if (status == SLV_OK) {
        run->summary->removed = count_removed(run);
        images_sweep(data, run->images, run->arena);
        attached_files_sweep(data, run->images, run->arena);
    }
    end_builders(&build);
    if (status != SLV_OK)
        remove_generation(&build);
    else
        run->catalog.generation = build.generation;
    arena_free(build.arena);
    free(build.parts);
    free(build.set_aside);
    return status;
}
