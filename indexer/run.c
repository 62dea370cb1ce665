/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What all steps of a run use: reports, progress, claims of ids, counting.
 */
#include "indexer/run.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"

struct diagnostics run_diagnostics(const struct run *run,
                                   const struct tree_file *file,
                                   struct arena *arena)
{
    struct diagnostics diagnostics;

    diagnostics_init(&diagnostics,
                     tree_display(&run->tree, file->folder, file->path, arena),
                     arena);
    return diagnostics;
}

void run_report(struct run *run, size_t article,
                const struct diagnostics *diagnostics)
{
    if (diagnostics->count == 0)
        return;
    pthread_mutex_lock(&run->mutex);
    for (size_t i = 0; i < diagnostics->count; i++) {
        struct slv_diagnostic copy = diagnostics->items[i];

        copy.file = arena_str(run->report_arena, copy.file);
        copy.message = arena_str(run->report_arena, copy.message);
        run->reports = alloc_grow(run->reports, run->report_count,
                                  &run->report_capacity, sizeof *run->reports);
        run->reports[run->report_count++] = (struct reported){article, copy};
    }
    pthread_mutex_unlock(&run->mutex);
}

void run_progress(struct run *run, size_t total)
{
    if (!run->options->on_progress)
        return;
    pthread_mutex_lock(&run->mutex);
    run->options->on_progress(run->options->context, ++run->done, total);
    pthread_mutex_unlock(&run->mutex);
}

size_t run_article_index(const struct run *run, const struct tree_file *file)
{
    size_t low = 0;
    size_t high = run->article_count;

    /* articles stand in the order of the files */
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (run->articles[middle] < file)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int run_secrecy(const struct run *run, const struct tree_file *file)
{
    size_t index = run_article_index(run, file);

    return index < run->article_count && run->articles[index] == file
               ? run->secrecy[index]
               : SECRECY_MAX;
}

bool run_precedes(const struct run *run, const struct tree_file *a,
                  const struct tree_file *b)
{
    int order = run_secrecy(run, a) - run_secrecy(run, b);

    return order ? order < 0 : a < b;
}

const struct tree_file *run_claim(struct run *run, struct str id,
                                  const struct tree_file *file)
{
    const struct tree_file *holder;
    void **slot;

    pthread_mutex_lock(&run->mutex);
    slot = strmap_slot(run->claims, id, NULL);
    if (!*slot)
        *slot = (void *) (uintptr_t) file;
    holder = *slot;
    pthread_mutex_unlock(&run->mutex);
    return holder == file ? NULL : holder;
}

/* Must `holder` give up an id that is the fallback of `file`? One that cannot
 * be read now keeps what it has, and so does one in a folder that cannot be
 * listed, which is not among the articles. */
static bool must_yield(const struct run *run, const struct tree_file *holder,
                       const struct tree_file *file)
{
    size_t index = run_article_index(run, holder);

    return index < run->article_count && run->articles[index] == holder &&
           !run->is_unreadable[index] &&
           run->secrecy[index] > run_secrecy(run, file);
}

struct str run_claim_other(struct run *run, const struct tree_file *file,
                           struct arena *arena, const struct tree_file **former)
{
    struct str base = article_id_of_path(file->path, arena);
    struct str id = base;

    for (unsigned number = 2; (*former = run_claim(run, id, file)) != NULL;
         number++) {
        if (must_yield(run, *former, file)) {
            *strmap_slot(run->claims, id, NULL) = (void *) (uintptr_t) file;
            break;
        }
        id = arena_format(arena, "%.*s-%u", STR_ARG(base), number);
    }
    return id;
}

void run_report_duplicate(struct diagnostics *diagnostics, struct run *run,
                          const struct tree_file *holder, struct str wanted,
                          struct str id)
{
    struct str shown = tree_display(&run->tree, holder->folder, holder->path,
                                    diagnostics->arena);

    diagnostics_add(diagnostics, SLV_ERROR, "id-duplicate", 0,
                    "The id '%.*s' is also that of '%.*s'; this article has "
                    "the id '%.*s' until one of them is changed.",
                    STR_ARG(wanted), STR_ARG(shown), STR_ARG(id));
}

void run_count(struct run *run, const struct slv_article *article,
               const struct record_origin *origin)
{
    const struct catalog_entry *before = strmap_get(run->known, article->id);

    pthread_mutex_lock(&run->mutex);
    if (!before)
        run->summary->added++;
    else if (str_equal(before->digest, origin->digest) &&
             before->changes_at_unix_s == origin->changes_at_unix_s &&
             str_equal(before->path, article->path))
        run->summary->unchanged++;
    else
        run->summary->updated++;
    for (size_t i = 0; i < article->image_count; i++)
        *strmap_slot(run->images, article->images[i].name, NULL) = run;
    for (size_t i = 0; i < article->attachment_count; i++)
        *strmap_slot(run->images, article->attachments[i].sha256, NULL) = run;
    pthread_mutex_unlock(&run->mutex);
}
