/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The course of catching up: what was done last, what is the same since, and
 * shards that are let go of, withdrawn from or carried over. The steps are in
 * indexer/cases_parts.h.
 */
#include "indexer/cases.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/case_index.h"
#include "indexer/cases_parts.h"
#include "indexer/first_seen.h"
#include "indexer/run.h"
#include "store/case_find.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILE_MODE = 0640, STATE_BYTES_MAX = 256, EVENTS_COMPARED = 16 };

const char *cases_store_path(const char *data, struct arena *arena)
{
    return arena_format(arena, "%s/solvent.db", data).ptr;
}

const char *cases_path_of(const struct catching_up *up, size_t shard)
{
    return generation_shard_path(up->data, up->generation.name,
                                 up->generation.case_shards[shard], up->arena);
}

/* --- what was done last --- */

/* The events of a store are its history, and never change: one that has another
 * event under the same number is another store, or was put back and went on. */
struct state {
    int64_t change;
    int64_t event;               /* the newest one, 0: there was none */
    char told[HASH_HEX_BYTES];   /* of it and some before it */
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
    return arena_format(arena, "%" PRId64 " %s %s %" PRId64 " %s\n",
                        state->change, state->places, state->news, state->event,
                        state->told);
}

static bool take_number(struct str *text, int64_t *out)
{
    unsigned long long number;

    if (!str_to_uint(str_take_until(text, ' '), &number) || number > INT64_MAX)
        return false;
    *out = (int64_t) number;
    return true;
}

static bool take_digest(struct str *text, char out[HASH_HEX_BYTES])
{
    struct str digest = str_take_until(text, ' ');

    if (digest.len + 1 != HASH_HEX_BYTES)
        return false;
    snprintf(out, HASH_HEX_BYTES, "%.*s", STR_ARG(digest));
    return true;
}

/* No state, or one that makes no sense, is that of nothing done. */
static void read_state(const char *data, struct str generation,
                       struct arena *arena, struct state *out)
{
    struct state read = {0};
    struct str text;

    *out = (struct state){0};
    if (file_read(state_path(data, generation, arena), STATE_BYTES_MAX, arena,
                  &text, NULL) != SLV_OK)
        return;
    text = str_trim(text);
    if (take_number(&text, &read.change) && take_digest(&text, read.places) &&
        take_digest(&text, read.news) && take_number(&text, &read.event) &&
        take_digest(&text, read.told) && text.len == 0)
        *out = read;
}

static void add_event(struct hash128 *sum, const struct case_event *event)
{
    const struct str texts[] = {event->actor, event->action, event->kind,
                                event->key, event->detail};

    sum->low = sum->low * 31 + (uint64_t) event->at_unix_s;
    sum->high = sum->high * 31 + (uint64_t) event->id;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        struct hash128 text = hash_bytes(texts[i]);

        sum->low = sum->low * 31 + text.low;
        sum->high = sum->high * 31 + text.high;
    }
}

/* The newest event up to the one with the number `last` (0: of all), and a digest
 * of it and some before it. Without one *id is 0. */
static enum slv_status find_event(struct case_store *store, int64_t last,
                                  struct arena *arena, int64_t *id,
                                  char told[HASH_HEX_BYTES],
                                  struct slv_error *err)
{
    struct hash128 sum = {0, 0};
    struct case_event *found;
    size_t count = 0;
    enum slv_status status =
        case_store_find_events(store, last ? last + 1 : 0, EVENTS_COMPARED,
                               arena, &found, &count, err);

    *id = 0;
    if (status == SLV_OK && count > 0)
        *id = found[0].id;
    for (size_t i = 0; status == SLV_OK && i < count; i++)
        add_event(&sum, &found[i]);
    hash_format(sum, told);
    return status;
}

/* Is what was done done by the history of this store? */
static enum slv_status check_history(struct case_store *store, int64_t change,
                                     const struct state *done,
                                     struct arena *arena, bool *is_same,
                                     struct slv_error *err)
{
    char told[HASH_HEX_BYTES];
    int64_t id;
    enum slv_status status = SLV_OK;

    *is_same = change >= done->change;
    if (!*is_same || done->event == 0)
        return SLV_OK;
    status = find_event(store, done->event, arena, &id, told, err);
    *is_same =
        id == done->event && str_equal(str_from(told), str_from(done->told));
    return status;
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

/* --- the whole --- */

/* As they were given to cases_catch_up(). */
struct cases_context {
    const char *data;
    const struct catalog *catalog;
    struct str language;
    struct slv_error *trouble;
};

/* What is damaged or gone shows although nothing is to be done. */
static enum slv_status open_named(struct catching_up *up, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < up->named_count && status == SLV_OK; i++) {
        const char *path = cases_path_of(up, i);
        struct xap_reader *reader = NULL;

        status = xap_reader_open(&reader, &path, 1, err);
        xap_reader_close(reader);
    }
    return status;
}

/* What holds now, and what was done last. */
static enum slv_status compare_states(struct catching_up *up,
                                      struct case_news *news,
                                      struct state *done, struct state *now,
                                      struct slv_error *err)
{
    enum slv_status status =
        case_store_last_change(up->store, &now->change, err);

    if (status == SLV_OK)
        status =
            find_event(up->store, 0, up->arena, &now->event, now->told, err);
    if (status == SLV_OK)
        status = new_articles_list(up->data, up->catalog, up->store, up->arena,
                                   news, up->trouble, err);
    if (status != SLV_OK)
        return status;
    read_state(up->data, up->generation.name, up->arena, done);
    digest_places(up->catalog, now->places);
    cases_digest_news(news, now->news);
    return check_history(up->store, now->change, done, up->arena,
                         &up->is_of_this_store, err);
}

static enum slv_status catch_up(struct catching_up *up, struct slv_error *err)
{
    struct state done;
    struct state now = {0};
    struct case_news news;
    bool is_moved;
    bool has_news;
    enum slv_status status = compare_states(up, &news, &done, &now, err);

    if (status == SLV_OK)
        status = open_named(up, err);
    if (status != SLV_OK || !up->is_of_this_store ||
        (now.change == 0 && up->named_count == 0))
        return status;
    is_moved = !str_equal(str_from(done.places), str_from(now.places));
    has_news = is_moved || !str_equal(str_from(done.news), str_from(now.news));
    if (!has_news && now.change == done.change)
        return SLV_OK;
    status = cases_open_articles(up, err);
    if (status == SLV_OK)
        status = is_moved ? cases_list_misplaced(up, err)
                          : cases_list_changed(up, done.change, err);
    if (status == SLV_OK)
        status = cases_do_tasks(up, err);
    if (status == SLV_OK)
        status = cases_bring_news(up, &news, err);
    if (status == SLV_OK)
        status =
            file_replace(state_path(up->data, up->generation.name, up->arena),
                         write_state(&now, up->arena), FILE_MODE, err);
    return status;
}

/* *is_of_this_store: what the index has of cases came from this store. When not,
 * nothing was done. */
static enum slv_status catch_up_from(const struct cases_context *context,
                                     const struct generation *generation,
                                     bool *is_of_this_store,
                                     struct slv_error *err)
{
    struct catching_up up = {
        .data = context->data,
        .catalog = context->catalog,
        .language = context->language,
        .trouble = context->trouble,
        .arena = arena_new(),
        .generation = *generation,
        .named_count = generation->case_shard_count,
        .places = strmap_new(),
        .is_of_this_store = true,
    };
    enum slv_status status = case_store_open(
        cases_store_path(up.data, up.arena), CASE_STORE_READ, &up.store, err);

    if (status == SLV_OK)
        status = catch_up(&up, err);
    *is_of_this_store = up.is_of_this_store;
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
        case_store_open(cases_store_path(data, arena), CASE_STORE_READ, &store,
                        NULL) == SLV_OK &&
        case_store_placements(store, 0, SIZE_MAX, arena, &placements, &count,
                              NULL) == SLV_OK;

    case_store_close(store);
    return is_readable;
}

/* From the store that is there. Shards that are damaged, or of another store,
 * are written from nothing. */
static enum slv_status follow_store(const struct cases_context *context,
                                    struct arena *arena, struct slv_error *err)
{
    struct generation generation = context->catalog->generation;
    bool is_of_this_store;
    enum slv_status status =
        catch_up_from(context, &generation, &is_of_this_store, err);
    const bool is_damaged = is_damage(status) &&
                            generation.case_shard_count > 0 &&
                            is_store_readable(context->data, arena);

    if (!is_damaged && (status != SLV_OK || is_of_this_store))
        return status;
    status = forget_cases(context->data, &generation, arena, err);
    if (status == SLV_OK)
        status = catch_up_from(context, &generation, &is_of_this_store, err);
    /* the shards are new: what is damaged now is the store */
    if (is_damage(status))
        *context->trouble = *err;
    return status;
}

enum slv_status cases_catch_up(const char *data, const struct catalog *catalog,
                               struct str language, struct slv_error *trouble,
                               struct slv_error *err)
{
    const struct cases_context context = {data, catalog, language, trouble};
    struct generation generation = catalog->generation;
    struct arena *arena = arena_new();
    struct slv_error own = {.status = SLV_OK};
    enum slv_status status = SLV_OK;

    *trouble = own;
    if (access(cases_store_path(data, arena), F_OK) == 0) {
        status = follow_store(&context, arena, &own);
        if (status != SLV_OK && trouble->status != status &&
            (status == SLV_ERR_LOCKED || !is_store_readable(data, arena)))
            *trouble = own;
        if (trouble->status == status)
            status = SLV_OK;
    } else if (generation.case_shard_count > 0) {
        status = forget_cases(data, &generation, arena, &own);
    }
    if (status != SLV_OK && err)
        *err = own;
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
    bool is_same = true;
    bool is_behind = false;

    if (access(cases_store_path(data, arena), F_OK) == 0 &&
        generation_read(data, arena, &generation, NULL) == SLV_OK &&
        case_store_open(cases_store_path(data, arena), CASE_STORE_READ, &store,
                        NULL) == SLV_OK &&
        case_store_last_change(store, &change, NULL) == SLV_OK) {
        read_state(data, generation.name, arena, &done);
        is_behind =
            change != done.change || (check_history(store, change, &done, arena,
                                                    &is_same, NULL) == SLV_OK &&
                                      !is_same);
    }
    case_store_close(store);
    arena_free(arena);
    return is_behind;
}
