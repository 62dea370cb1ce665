/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Asking what a run would take from searches. See guard.h; copying the index and
 * comparing ranks are replay.c's.
 */
#include "indexer/guard.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "core/article/only_loses.h"
#include "indexer/replay.h"
#include "solvent/search.h"
#include "store/publish_store.h"

#include <unistd.h>

static enum slv_status open_store(const char *data, struct arena *arena,
                                  struct case_store **out,
                                  struct slv_error *err)
{
    const char *path = arena_format(arena, "%s/solvent.db", data).ptr;

    *out = NULL;
    return access(path, F_OK) == 0
               ? case_store_open(path, CASE_STORE_WRITE, out, err)
               : SLV_OK;
}

/* The digest by which the page for writing knows the file. */
static struct str digest_of(const struct run *run, const struct tree_file *file,
                            struct arena *arena)
{
    char digest[HASH_HEX_BYTES];
    struct str text;
    struct str shown =
        tree_display(&run->tree, file->folder, file->path, arena);

    if (file_read(shown.ptr, BOUND_ARTICLE_FILE_BYTES, arena, &text, NULL) !=
        SLV_OK)
        return STR("");
    hash_format(hash_bytes(text), digest);
    return arena_str(arena, str_from(digest));
}

static bool is_allowed(struct case_store *store, struct str id,
                       struct str digest)
{
    bool allowed = false;

    return digest.len == 0 ||
           (store &&
            publish_store_is_allowed(store, id, digest, &allowed, NULL) ==
                SLV_OK &&
            allowed);
}

static struct article_hold *find_hold(struct run *run, struct str id)
{
    for (size_t i = 0; i < run->hold_count; i++)
        if (str_equal(run->holds[i].article_id, id))
            return &run->holds[i];
    return NULL;
}

static void add_loss(struct article_hold *hold, const struct replay_item *item,
                     struct arena *arena)
{
    struct hold_loss *losses = (struct hold_loss *) (uintptr_t) hold->losses;

    if (!losses)
        losses = arena_calloc(arena, HOLD_LOSSES_MAX, sizeof *losses);
    hold->losses = losses;
    if (hold->loss_count == HOLD_LOSSES_MAX)
        return;
    losses[hold->loss_count++] = (struct hold_loss){
        .source = str_from(replay_source_name(item->source)),
        .query =
            arena_str(arena, str_cut(item->query, BOUND_LOGGED_QUERY_BYTES)),
        .case_number = arena_str(arena, item->case_number),
        .times = item->times,
        .rank_before = item->before,
    };
}

/* --- what is only taken away --- */

static bool only_loses(struct slv_reader *reader,
                       const struct guard_article *article, struct arena *arena)
{
    struct slv_article was;

    return reader &&
           slv_article_get(reader, article->id, arena, &was, NULL) == SLV_OK &&
           article_only_loses(&was, article->article);
}

static void tell_removal(struct run *run, const struct guard_article *article,
                         const struct replay *replay)
{
    struct diagnostics diagnostics;
    size_t lost = 0;

    for (size_t i = 0; i < replay->count && replay->items[i].is_lost; i++)
        lost += str_equal(replay->items[i].article_id, article->id);
    if (lost == 0)
        return;
    diagnostics_init(&diagnostics, article->article->path, run->report_arena);
    diagnostics_add(&diagnostics, SLV_WARNING, "publish-lost", 0,
                    "%zu %s this article by what was taken out of it. It was "
                    "published: what is taken from readers is not held back.",
                    lost, lost == 1 ? "search loses" : "searches lose");
    run_report(run, SIZE_MAX, &diagnostics);
}

/* Articles of which readers get nothing new are not held: they count as done. */
static void pass_removals(struct run *run, struct guard_article *articles,
                          size_t count, const struct replay *replay,
                          struct arena *arena)
{
    struct slv_reader *reader = NULL;

    if (replay->lost == 0 || slv_reader_open(&reader, run->options->data,
                                             SLV_AS_STAFF, NULL) != SLV_OK)
        return;
    for (size_t i = 0; i < count; i++) {
        articles[i].is_removal = only_loses(reader, &articles[i], arena);
        if (articles[i].is_removal)
            tell_removal(run, &articles[i], replay);
    }
    slv_reader_close(reader);
}

/* Lost items come first, and the lost ones of an article are its losses. */
static void hold_lost(struct run *run, struct guard_article *articles,
                      size_t count, const struct replay *replay)
{
    run->holds = arena_calloc(run->arena, count, sizeof *run->holds);
    for (size_t i = 0; i < replay->count && replay->items[i].is_lost; i++) {
        const struct replay_item *item = &replay->items[i];
        struct article_hold *hold = find_hold(run, item->article_id);

        for (size_t k = 0; k < count && !hold; k++) {
            if (!str_equal(articles[k].id, item->article_id) ||
                articles[k].is_held || articles[k].is_removal)
                continue;
            articles[k].is_held = true;
            hold = &run->holds[run->hold_count++];
            *hold = (struct article_hold){
                .article_id = arena_str(run->arena, articles[k].id),
                .digest = digest_of(run, articles[k].file, run->arena),
                .held_unix_s = clock_unix_s(),
            };
        }
        if (hold)
            add_loss(hold, item, run->arena);
    }
}

static void report_failure(struct run *run, const struct slv_error *trouble)
{
    struct diagnostics diagnostics;

    diagnostics_init(&diagnostics, str_from(run->options->data),
                     run->report_arena);
    diagnostics_add(&diagnostics, SLV_WARNING, "guard-failed", 0,
                    "Whether searches lose their articles could not be asked: "
                    "%s.",
                    trouble->text);
    run_report(run, SIZE_MAX, &diagnostics);
}

void guard_ask(struct run *run, struct guard_article *articles, size_t count)
{
    struct arena *arena = arena_new();
    struct str *ids = arena_calloc(arena, count, sizeof *ids);
    struct case_store *store = NULL;
    struct replay replay = {.items = NULL};
    struct slv_error trouble = {.status = SLV_OK};
    struct replay_scope scope = {.ids = ids};
    enum slv_status status =
        open_store(run->options->data, arena, &store, &trouble);

    for (size_t i = 0; i < count && status == SLV_OK; i++)
        if (!is_allowed(store, articles[i].id,
                        digest_of(run, articles[i].file, arena)))
            ids[scope.count++] = articles[i].id;
    if (status == SLV_OK && scope.count)
        status =
            replay_articles(run->options, &scope, arena, &replay, &trouble);
    if (status == SLV_OK) {
        pass_removals(run, articles, count, &replay, arena);
        hold_lost(run, articles, count, &replay);
    } else {
        report_failure(run, &trouble);
    }
    case_store_close(store);
    arena_free(arena);
}

enum slv_status guard_record(const struct run *run, struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct case_store *store = NULL;
    enum slv_status status = open_store(run->options->data, arena, &store, err);

    if (status == SLV_OK && store)
        status =
            publish_store_set_holds(store, run->holds, run->hold_count, err);
    case_store_close(store);
    arena_free(arena);
    return status;
}
