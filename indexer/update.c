/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Bringing the index in step in place: every file costs a digest, and only
 * what changed is read, in parallel, and written by one thread.
 */
#include "indexer/cases.h"
#include "indexer/guard.h"
#include "indexer/run.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/parallel.h"
#include "base/str.h"
#include "base/strmap.h"
#include "indexer/attached_files.h"
#include "indexer/images.h"

#include <stdlib.h>

/* From this many changed articles on, and when they are the larger part, it is
 * faster to build anew. */
enum { BUILD_CHANGES_MIN = 500 };

struct pending {
    size_t article; /* index of the file */
    struct arena *arena;
    bool is_readable;
    bool has_id; /* the one that its file gives */
    struct article_draft draft;
    struct record_origin origin;
    struct diagnostics diagnostics;
    struct document document;
};

struct update {
    struct run *run;
    struct arena **digest_arenas;       /* one per thread */
    struct catalog_entry **kept;        /* per article: its unchanged entry */
    struct document_builder **builders; /* one per thread */
    struct pending *pending;
    size_t pending_count;
    size_t read_count; /* of pending */
};

/* Reading is in parallel; matching with the catalog is not, as two files may
 * agree with one entry. So each thread only looks, and notes what it found. */
static void look_at_file(void *context, unsigned thread, size_t index)
{
    struct update *update = context;
    struct run *run = update->run;
    const struct tree_file *file = run->articles[index];
    struct arena *arena = update->digest_arenas[thread];
    struct diagnostics diagnostics;
    struct slv_error err;
    size_t count;
    struct catalog_entry *entries =
        catalog_find_path(&run->catalog, file->path, &count);

    arena_reset(arena);
    for (size_t i = 0; i < count; i++) {
        struct str digest;
        enum slv_status status = prepare_digest(
            &run->settings, file, &entries[i].sources, arena, &digest, &err);

        if (status != SLV_OK) {
            diagnostics = run_diagnostics(run, file, arena);
            diagnostics_add(&diagnostics, SLV_ERROR, "file-unreadable", 0,
                            "The file cannot be read, and what was indexed "
                            "before stays: %s.",
                            err.text);
            run_report(run, index, &diagnostics);
            run->is_unreadable[index] = true;
            return;
        }
        if (str_equal(digest, entries[i].digest)) {
            update->kept[index] = &entries[i];
            return;
        }
    }
}

/* Has the article become another by the clock alone? */
static bool is_due(const struct run *run, const struct catalog_entry *entry)
{
    return entry->changes_at_unix_s &&
           run->settings.rules.now_unix_s >= entry->changes_at_unix_s;
}

static bool keep(struct run *run, struct catalog_entry *entry,
                 const struct tree_file *file)
{
    if (entry->is_kept || run_claim(run, entry->id, file))
        return false;
    entry->is_kept = true;
    run->summary->unchanged++;
    return true;
}

static unsigned char secrecy_of_shard(struct str shard)
{
    if (str_equal(shard, STR(SHARD_PUBLIC)))
        return 0;
    return str_has_prefix(shard, STR(SHARD_GROUP_PREFIX)) ? 1 : SECRECY_MAX;
}

/* Decide which articles stay as they are. One whose id was taken by another
 * file is read again each time, so that it gets its id back when it is free. */
static void keep_unchanged(struct update *update)
{
    struct run *run = update->run;

    for (size_t i = 0; i < run->article_count; i++) {
        struct catalog_entry *entry = update->kept[i];

        if (entry)
            run->secrecy[i] =
                secrecy_of_shard(run->catalog.generation.shards[entry->shard]);
        if (entry && (entry->is_renamed || is_due(run, entry) ||
                      !keep(run, entry, run->articles[i])))
            update->kept[i] = NULL;
    }
}

static bool is_first_of_path(const struct run *run,
                             const struct tree_file *file)
{
    for (uint32_t folder = 0; folder < file->folder; folder++)
        if (tree_find(&run->tree, folder, file->path))
            return false;
    return true;
}

/* A file that cannot be read keeps its entry, unless it should be read because
 * of the clock: what was to be hidden by now is not shown. Which of several files of one
 * path an entry is of, only their contents tell; so it is a guess that the
 * first is the one that was not renamed. */
static void keep_unreadable(struct update *update)
{
    struct run *run = update->run;

    for (size_t i = 0; i < run->article_count; i++) {
        const struct tree_file *file = run->articles[i];
        size_t count;
        struct catalog_entry *entries;
        bool is_renamed;

        if (!run->is_unreadable[i])
            continue;
        entries = catalog_find_path(&run->catalog, file->path, &count);
        if (count == 0)
            continue;
        is_renamed = !is_first_of_path(run, file);
        for (size_t k = 0; k < 2 * count && !update->kept[i]; k++) {
            struct catalog_entry *entry = &entries[k % count];

            if ((k >= count || entry->is_renamed == is_renamed) &&
                !is_due(run, entry) && keep(run, entry, file))
                update->kept[i] = entry;
        }
    }
}

/* What was indexed of a folder that cannot be listed stays. */
static void keep_in_gaps(struct update *update)
{
    struct run *run = update->run;

    for (size_t i = 0; i < run->catalog.count && run->tree.gap_count; i++) {
        struct catalog_entry *entry = &run->catalog.entries[i];
        struct tree_file *file;

        if (entry->is_kept || is_due(run, entry) ||
            !tree_is_in_gap(&run->tree, entry->path))
            continue;
        file = arena_calloc(run->arena, 1, sizeof *file);
        file->path = entry->path;
        (void) keep(run, entry, file);
    }
}

/* What stayed as it was is to be read after all, as its id goes to another. */
static void read_after_all(struct update *update, size_t index)
{
    update->kept[index]->is_kept = false;
    update->kept[index] = NULL;
    update->run->summary->unchanged--;
    update->pending[update->pending_count++].article = index;
}

/* Give an id up that a file with a better right asks for. */
static void release_id(struct update *update, struct str id,
                       const struct tree_file *wanting)
{
    struct run *run = update->run;
    const struct tree_file *holder = strmap_get(run->claims, id);
    size_t index = holder ? run_article_index(run, holder) : 0;

    /* one in a folder that cannot be listed is not among the articles */
    if (!holder || index == run->article_count ||
        run->articles[index] != holder || holder == wanting ||
        !run_precedes(run, wanting, holder) || !update->kept[index] ||
        run->is_unreadable[index])
        return;
    read_after_all(update, index);
    *strmap_slot(run->claims, id, NULL) = (void *) (uintptr_t) wanting;
}

static void read_pending(void *context, unsigned thread, size_t index)
{
    struct update *update = context;
    struct pending *pending = &update->pending[update->read_count + index];
    struct run *run = update->run;
    const struct tree_file *file = run->articles[pending->article];

    (void) thread;
    pending->arena = arena_new();
    pending->diagnostics = run_diagnostics(run, file, pending->arena);
    pending->is_readable =
        prepare_article(&run->settings, file, pending->arena, &pending->draft,
                        &pending->origin, &pending->diagnostics);
    if (pending->is_readable)
        run->secrecy[pending->article] =
            (unsigned char) article_secrecy(&pending->draft.article);
}

static int compare_pending(const void *a, const void *b, void *context)
{
    const struct run *run = context;
    const struct tree_file *left =
        run->articles[((const struct pending *) a)->article];
    const struct tree_file *right =
        run->articles[((const struct pending *) b)->article];

    return run_precedes(run, left, right) ? -1 : run_precedes(run, right, left);
}

/* Read what is pending, and what becomes so because it holds an id to which
 * another has the better right. */
static void read_all(struct update *update)
{
    struct run *run = update->run;

    while (update->read_count < update->pending_count) {
        size_t begin = update->read_count;
        size_t end = update->pending_count;

        parallel_run(run->jobs, end - begin, read_pending, update);
        update->read_count = end;
        for (size_t i = begin; i < end; i++)
            if (update->pending[i].is_readable)
                release_id(update, update->pending[i].draft.article.id,
                           run->articles[update->pending[i].article]);
    }
    if (update->pending_count)
        qsort_r(update->pending, update->pending_count, sizeof *update->pending,
                compare_pending, run);
}

static void claim_fallback(struct update *update, struct pending *pending)
{
    struct run *run = update->run;
    const struct tree_file *file = run->articles[pending->article];
    struct str wanted = pending->draft.article.id;
    const struct tree_file *holder = run_claim(run, wanted, file);
    const struct tree_file *former;

    pending->draft.article.id =
        run_claim_other(run, file, pending->arena, &former);
    pending->origin.is_renamed = true;
    run_report_duplicate(&pending->diagnostics, run, holder, wanted,
                         pending->draft.article.id);
    if (former && update->kept[run_article_index(run, former)])
        read_after_all(update, run_article_index(run, former));
}

/* In order of their rights, so that the first keeps an id that two have; the
 * others get theirs when it is known which are free. Those of one secrecy. */
static void claim_some(struct update *update, int secrecy)
{
    struct run *run = update->run;
    size_t count = update->read_count;

    for (size_t i = 0; i < count; i++) {
        struct pending *pending = &update->pending[i];

        if (pending->is_readable && run->secrecy[pending->article] == secrecy)
            pending->has_id = !run_claim(run, pending->draft.article.id,
                                         run->articles[pending->article]);
    }
    for (size_t i = 0; i < count; i++) {
        struct pending *pending = &update->pending[i];

        if (pending->is_readable && !pending->has_id &&
            run->secrecy[pending->article] == secrecy)
            claim_fallback(update, pending);
    }
}

/* What is more secret claims later, and may lose what it had to what is less. */
static void claim_pending(struct update *update)
{
    for (int secrecy = 0; secrecy <= SECRECY_MAX; secrecy++) {
        read_all(update);
        claim_some(update, secrecy);
    }
}

/* --- what searches would lose --- */

/* What is to be published in the place of what the same readers have by the
 * same id. What leaves readers is never held back, nor what becomes another
 * audience's. */
static bool may_be_held(const struct update *update,
                        const struct pending *pending,
                        const struct catalog_entry *entry)
{
    const struct run *run = update->run;
    const struct slv_article *article = &pending->draft.article;
    int before;

    if (!pending->is_readable || !pending->has_id || !entry || entry->is_kept ||
        entry->is_renamed || article->state != SLV_STATE_PUBLISHED ||
        !str_equal(entry->path, article->path))
        return false;
    before = secrecy_of_shard(run->catalog.generation.shards[entry->shard]);
    if (run->secrecy[pending->article] == 1 && before == 1)
        return str_equal(run->catalog.generation.shards[entry->shard],
                         shard_of(article, pending->arena));
    return run->secrecy[pending->article] <= before;
}

static void keep_former(struct update *update, struct pending *pending,
                        struct catalog_entry *entry)
{
    struct run *run = update->run;

    diagnostics_add(&pending->diagnostics, SLV_WARNING, "publish-held", 0,
                    "Searches would lose this article, so readers keep what "
                    "they have; 'solvent check --replay' and the page "
                    "Article health have the list.");
    run_report(run, pending->article, &pending->diagnostics);
    pending->is_readable = false;
    run->secrecy[pending->article] =
        secrecy_of_shard(run->catalog.generation.shards[entry->shard]);
    update->kept[pending->article] = entry;
    entry->is_kept = true;
    run->summary->held++;
}

static void hold_back(struct update *update)
{
    struct run *run = update->run;
    struct guard_article *articles;
    size_t *numbers;
    size_t count = 0;

    if (!run->options->is_guarded || update->pending_count == 0)
        return;
    articles =
        arena_calloc(run->arena, update->pending_count, sizeof *articles);
    numbers = arena_calloc(run->arena, update->pending_count, sizeof *numbers);
    for (size_t i = 0; i < update->pending_count; i++) {
        const struct pending *pending = &update->pending[i];
        const struct str id =
            pending->is_readable ? pending->draft.article.id : STR("");

        if (!may_be_held(update, pending, strmap_get(run->known, id)))
            continue;
        articles[count] =
            (struct guard_article){.id = id,
                                   .file = run->articles[pending->article],
                                   .article = &pending->draft.article};
        numbers[count++] = i;
    }
    if (count)
        guard_ask(run, articles, count);
    for (size_t i = 0; i < count; i++)
        if (articles[i].is_held)
            keep_former(update, &update->pending[numbers[i]],
                        strmap_get(run->known, articles[i].id));
}

static void build_pending(void *context, unsigned thread, size_t index)
{
    struct update *update = context;
    struct pending *pending = &update->pending[index];

    if (pending->is_readable) {
        document_build(update->builders[thread], &pending->draft.article,
                       &pending->origin, pending->arena, &pending->document);
        document_take_forms(update->builders[thread], pending->arena,
                            &pending->document);
    }
    run_progress(update->run, update->pending_count);
}

/* A renamed article is read each time; written only when it is another. */
static bool is_as_before(const struct update *update,
                         const struct pending *pending)
{
    const struct catalog_entry *before =
        strmap_get(update->run->known, pending->draft.article.id);

    return before && before->is_renamed == pending->origin.is_renamed &&
           before->changes_at_unix_s == pending->origin.changes_at_unix_s &&
           str_equal(before->digest, pending->origin.digest) &&
           str_equal(before->path, pending->draft.article.path);
}

struct change_list {
    struct change *items;
    size_t count;
    size_t capacity;
    bool has_moves;
    struct str *leaving; /* ids of articles that leave their shard */
    size_t leaving_count;
};

static void add_change(struct change_list *list, struct change change)
{
    list->items = alloc_grow(list->items, list->count, &list->capacity,
                             sizeof *list->items);
    list->items[list->count++] = change;
}

static void add_puts(struct update *update, struct change_list *list)
{
    struct run *run = update->run;

    for (size_t i = 0; i < update->pending_count; i++) {
        struct pending *pending = &update->pending[i];

        run_report(run, pending->article, &pending->diagnostics);
        if (!pending->is_readable)
            continue;
        run_count(run, &pending->draft.article, &pending->origin);
        if (!is_as_before(update, pending))
            add_change(list, (struct change){
                                 .shard = shard_of(&pending->draft.article,
                                                   pending->arena),
                                 .groups = groups_of(&pending->draft.article,
                                                     pending->arena),
                                 .document = pending->document});
    }
}

/* Shard that holds `id` when all is done, or an empty string. */
static struct str final_shard(struct update *update, struct strmap *shards,
                              const struct catalog_entry *entry)
{
    struct str *shard = strmap_get(shards, entry->id);

    (void) update;
    return shard ? *shard : STR("");
}

static void add_removals(struct update *update, struct change_list *list)
{
    struct run *run = update->run;
    struct strmap *shards = strmap_new();
    size_t put_count = list->count;

    list->leaving =
        arena_calloc(run->arena, run->catalog.count, sizeof *list->leaving);

    for (size_t i = 0; i < update->pending_count; i++) {
        struct pending *pending = &update->pending[i];
        struct str *shard;

        if (!pending->is_readable)
            continue;
        shard = arena_alloc(pending->arena, sizeof *shard);
        *shard = shard_of(&pending->draft.article, pending->arena);
        *strmap_slot(shards, pending->draft.article.id, NULL) = shard;
    }
    for (size_t i = 0; i < run->catalog.count; i++) {
        struct catalog_entry *entry = &run->catalog.entries[i];

        if (entry->is_kept)
            *strmap_slot(shards, entry->id, NULL) =
                &run->catalog.generation.shards[entry->shard];
    }
    for (size_t i = 0; i < run->catalog.count; i++) {
        struct catalog_entry *entry = &run->catalog.entries[i];
        struct str here = run->catalog.generation.shards[entry->shard];
        struct str there = final_shard(update, shards, entry);
        struct change removal = {.shard = here, .is_removal = true};

        if (entry->is_kept || str_equal(here, there))
            continue;
        removal.document.unique_term =
            schema_name_term('Q', entry->id, run->arena);
        removal.document.key = schema_key(entry->id, run->arena);
        add_change(list, removal);
        list->leaving[list->leaving_count++] = entry->id;
        if (there.len)
            list->has_moves = put_count > 0;
        else
            run->summary->removed++;
    }
    strmap_free(shards);
}

static enum slv_status write_changes(struct update *update,
                                     struct slv_error *err)
{
    struct run *run = update->run;
    struct generation generation = run->catalog.generation;
    size_t shard_count = generation.shard_count;
    struct change_list list = {0};
    bool has_new_rules = !str_equal(run->rules, run->catalog.rules);
    enum slv_status status = SLV_OK;

    add_puts(update, &list);
    add_removals(update, &list);
    if (list.count)
        status = images_sync(run->options->data, err);
    if (status == SLV_OK)
        status = attached_files_sync(run->options->data, err);
    if (status == SLV_OK && list.leaving_count)
        status = cases_withdraw(run->options->data, &generation, list.leaving,
                                list.leaving_count, err);
    if (status == SLV_OK && (list.count || has_new_rules))
        status = shards_apply(run, &generation, list.items, list.count,
                              list.has_moves, has_new_rules, err);
    if (status == SLV_OK && generation.shard_count != shard_count) {
        status = shards_sync(run->options->data, &generation, shard_count, err);
        if (status == SLV_OK)
            status = generation_write(run->options->data, &generation, err);
    }
    if (status == SLV_OK && list.count)
        status = generation_tidy(run, &generation, err);
    run->catalog.generation = generation;
    free(list.items);
    return status;
}

static void find_pending(struct update *update)
{
    struct run *run = update->run;

    update->pending = alloc_zeroed(run->article_count, sizeof *update->pending);
    for (size_t i = 0; i < run->article_count; i++)
        if (!update->kept[i])
            update->pending[update->pending_count++].article = i;
}

static void begin_builders(struct update *update)
{
    update->builders =
        alloc_zeroed(update->run->jobs, sizeof(struct document_builder *));
    for (unsigned i = 0; i < update->run->jobs; i++) {
        update->builders[i] = document_builder_new();
        document_tally(update->builders[i]);
    }
}

static void release(struct update *update)
{
    for (unsigned i = 0; i < update->run->jobs; i++) {
        arena_free(update->digest_arenas[i]);
        if (update->builders)
            document_builder_free(update->builders[i]);
    }
    for (size_t i = 0; i < update->pending_count; i++)
        arena_free(update->pending[i].arena);
    free(update->digest_arenas);
    free(update->builders);
    free(update->kept);
    free(update->pending);
}

/* Building anew would lose what is kept of these. */
static bool has_unreadable(const struct update *update)
{
    bool found = update->run->tree.gap_count > 0;

    for (size_t i = 0; i < update->run->article_count; i++)
        found |= update->run->is_unreadable[i];
    return found;
}

enum slv_status run_update(struct run *run, bool *is_too_much,
                           struct slv_error *err)
{
    struct update update = {.run = run};
    enum slv_status status = SLV_OK;

    update.digest_arenas = alloc_zeroed(run->jobs, sizeof(struct arena *));
    update.kept =
        alloc_zeroed(run->article_count, sizeof(struct catalog_entry *));
    for (unsigned i = 0; i < run->jobs; i++)
        update.digest_arenas[i] = arena_new();
    parallel_run(run->jobs, run->article_count, look_at_file, &update);
    keep_unchanged(&update);
    keep_unreadable(&update);
    keep_in_gaps(&update);
    find_pending(&update);
    *is_too_much = update.pending_count >= BUILD_CHANGES_MIN &&
                   update.pending_count > run->article_count / 2 &&
                   !has_unreadable(&update);
    if (!*is_too_much) {
        claim_pending(&update);
        hold_back(&update);
        if (update.pending_count)
            begin_builders(&update);
        parallel_run(run->jobs, update.pending_count, build_pending, &update);
        status = write_changes(&update, err);
    }
    release(&update);
    return status;
}
