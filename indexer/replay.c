/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Gathering what was searched, asking two indexes, and comparing ranks.
 */
#include "indexer/replay.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/rules.h"
#include "solvent/search.h"
#include "store/case_store.h"
#include "store/search_log.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CASE_PAGE = 500, QUERY_BYTES = 4000 };

struct gatherer {
    struct arena *arena;
    struct replay_item *items;
    size_t count;
    size_t capacity;
};

const char *replay_source_name(enum replay_source source)
{
    static const char *const names[REPLAY_SOURCES] = {"search", "pin", "case"};

    return names[source];
}

static struct replay_item *add_item(struct gatherer *gatherer,
                                    enum replay_source source, struct str query,
                                    struct str article_id)
{
    struct replay_item *item;

    gatherer->items = alloc_grow(gatherer->items, gatherer->count,
                                 &gatherer->capacity, sizeof *gatherer->items);
    item = &gatherer->items[gatherer->count++];
    *item = (struct replay_item){
        .source = source,
        .query = arena_str(gatherer->arena, query),
        .article_id = arena_str(gatherer->arena, article_id),
        .times = 1,
    };
    return item;
}

/* --- the searches that were logged --- */

static void add_searches(struct gatherer *gatherer,
                         const struct search_record *records, size_t count)
{
    struct strmap *known = strmap_new(); /* query and article to number + 1 */

    for (size_t i = 0; i < count; i++) {
        const struct search_record *record = &records[i];
        struct str key;
        void **slot;

        if (record->opened.len == 0 || record->query.len == 0)
            continue;
        key = arena_format(gatherer->arena, "%.*s\n%.*s",
                           STR_ARG(record->query), STR_ARG(record->opened));
        slot = strmap_slot(known, key, NULL);
        if (*slot) {
            gatherer->items[(size_t) (uintptr_t) *slot - 1].times++;
            continue;
        }
        *slot = (void *) (uintptr_t) (gatherer->count + 1);
        (void) add_item(gatherer, REPLAY_SEARCH, record->query, record->opened);
    }
    strmap_free(known);
}

static enum slv_status gather_searches(struct gatherer *gatherer,
                                       const char *data, struct slv_error *err)
{
    const char *path =
        arena_format(gatherer->arena, "%s/searches.db", data).ptr;
    struct search_log *log = NULL;
    struct search_record *records = NULL;
    size_t count = 0;
    enum slv_status status;

    if (access(path, F_OK) != 0)
        return SLV_OK;
    status = search_log_open(path, &log, err);
    if (status == SLV_OK)
        status = search_log_list(log, REPLAY_SEARCHES_MAX, gatherer->arena,
                                 &records, &count, err);
    if (status == SLV_OK)
        add_searches(gatherer, records, count);
    search_log_close(log);
    return status;
}

/* --- what is pinned --- */

static void gather_pins(struct gatherer *gatherer, const char *folder)
{
    struct rules_source source = {.name = STR(RULES_FILE_NAME)};
    struct search_rules rules;

    if (file_read(
            arena_format(gatherer->arena, "%s/" RULES_FILE_NAME, folder).ptr,
            RULES_FILE_BYTES_MAX, gatherer->arena, &source.text,
            NULL) != SLV_OK)
        return;
    rules_read(&source, 1, gatherer->arena, &rules, NULL);
    for (size_t i = 0; i < rules.pin_count; i++)
        for (size_t j = 0; j < rules.pins[i].queries.count; j++)
            for (size_t k = 0; k < rules.pins[i].ids.count; k++)
                (void) add_item(gatherer, REPLAY_PIN,
                                rules.pins[i].queries.items[j],
                                rules.pins[i].ids.items[k]);
}

/* --- cases that an article resolved --- */

static void add_case(struct gatherer *gatherer,
                     const struct case_change *change)
{
    struct str query =
        arena_format(gatherer->arena, "%.*s\n%.*s", STR_ARG(change->subject),
                     STR_ARG(str_first(change->body, QUERY_BYTES)));

    for (size_t i = 0; i < change->link_count; i++)
        if (change->links[i].kind == CASE_LINK_RESOLVED &&
            change->links[i].reopened_count == 0) {
            struct replay_item *item = add_item(gatherer, REPLAY_CASE, query,
                                                change->links[i].article_id);

            item->case_number = arena_str(gatherer->arena, change->number);
        }
}

static enum slv_status gather_cases(struct gatherer *gatherer, const char *data,
                                    struct slv_error *err)
{
    const char *path = arena_format(gatherer->arena, "%s/solvent.db", data).ptr;
    struct case_store *store = NULL;
    struct arena *page = arena_new();
    int64_t last = 0;
    size_t count = CASE_PAGE;
    enum slv_status status = SLV_OK;

    if (access(path, F_OK) == 0)
        status = case_store_open(path, CASE_STORE_READ, &store, err);
    if (status == SLV_OK && store)
        status = case_store_last_change(store, &last, err);
    /* the newest changes: more of them than cases are wanted are looked at */
    last -= 4 * (int64_t) REPLAY_CASES_MAX;
    if (last < 0)
        last = 0;
    while (status == SLV_OK && store && count == CASE_PAGE) {
        struct case_change *changes = NULL;

        status = case_store_changes(store, last, CASE_PAGE, page, &changes,
                                    &count, err);
        for (size_t i = 0; status == SLV_OK && i < count; i++) {
            if (changes[i].state == CASE_CLOSED)
                add_case(gatherer, &changes[i]);
            last = changes[i].change;
        }
        arena_reset(page);
    }
    case_store_close(store);
    arena_free(page);
    return status;
}

static void keep_newest_cases(struct gatherer *gatherer)
{
    size_t cases = 0;
    size_t kept = 0;
    size_t passed = 0;

    for (size_t i = 0; i < gatherer->count; i++)
        cases += gatherer->items[i].source == REPLAY_CASE;
    for (size_t i = 0; i < gatherer->count; i++) {
        bool is_case = gatherer->items[i].source == REPLAY_CASE;

        if (is_case && cases - passed++ > REPLAY_CASES_MAX)
            continue;
        gatherer->items[kept++] = gatherer->items[i];
    }
    gatherer->count = kept;
}

/* --- asking --- */

enum { OLD, NEW, SIDES };

struct readers {
    struct slv_reader *everybody[SIDES];
    struct slv_reader *staff[SIDES];
};

static enum slv_status open_readers(struct readers *readers,
                                    const char *const data[SIDES],
                                    struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (int side = 0; side < SIDES && status == SLV_OK; side++) {
        status = slv_reader_open(&readers->everybody[side], data[side],
                                 SLV_AS_PUBLIC, err);
        if (status == SLV_OK)
            status = slv_reader_open(&readers->staff[side], data[side],
                                     SLV_AS_STAFF, err);
    }
    return status;
}

static void close_readers(struct readers *readers)
{
    for (int side = 0; side < SIDES; side++) {
        slv_reader_close(readers->everybody[side]);
        slv_reader_close(readers->staff[side]);
    }
}

/* Rank of `id`, or of what replaces it, among the first REPLAY_LOST_RANK. */
static enum slv_status ask(struct slv_reader *reader, struct str query,
                           struct str id, struct arena *arena, size_t *rank,
                           struct slv_error *err)
{
    const struct slv_search_request request = {
        .query = query,
        .limit = REPLAY_LOST_RANK,
        .without_learning = true,
        .want_ids_only = true,
    };
    struct slv_search_result result;
    struct slv_article article;
    struct str successor;
    enum slv_status status;

    *rank = 0;
    if (slv_article_get(reader, id, arena, &article, NULL) != SLV_OK &&
        slv_article_find_replaced(reader, id, arena, &successor, NULL) ==
            SLV_OK)
        id = successor;
    status = slv_search(reader, &request, arena, &result, err);
    for (size_t i = 0; status == SLV_OK && i < result.hit_count; i++)
        if (*rank == 0 && str_equal(result.hits[i].id, id))
            *rank = i + 1;
    return status;
}

static enum slv_status ask_both(const struct readers *readers,
                                struct replay_item *item, struct arena *arena,
                                struct slv_error *err)
{
    struct slv_article article;
    bool is_public = slv_article_get(readers->everybody[OLD], item->article_id,
                                     arena, &article, NULL) == SLV_OK;
    struct slv_reader *const *sides =
        is_public ? readers->everybody : readers->staff;
    enum slv_status status = ask(sides[OLD], item->query, item->article_id,
                                 arena, &item->before, err);

    if (status == SLV_OK)
        status = ask(sides[NEW], item->query, item->article_id, arena,
                     &item->after, err);
    item->is_lost = item->before >= 1 && item->before <= REPLAY_SEEN_RANK &&
                    item->after == 0;
    return status;
}

/* How much nearer to the top, by the reciprocal of the rank. */
static double change_of(const struct replay_item *item)
{
    return (item->after ? 1.0 / (double) item->after : 0) -
           (item->before ? 1.0 / (double) item->before : 0);
}

static int compare_items(const void *a, const void *b)
{
    const struct replay_item *left = a;
    const struct replay_item *right = b;

    if (left->is_lost != right->is_lost)
        return left->is_lost ? -1 : 1;
    return (change_of(left) > change_of(right)) -
           (change_of(left) < change_of(right));
}

/* What stands in neither is passed over; the greatest losses come first. */
static void sum_up(struct replay *replay)
{
    size_t kept = 0;

    for (size_t i = 0; i < replay->count; i++) {
        const struct replay_item *item = &replay->items[i];

        if (item->before == 0 && item->after == 0) {
            replay->skipped++;
            continue;
        }
        replay->wins += change_of(item) > 0;
        replay->losses += change_of(item) < 0;
        replay->lost += item->is_lost;
        replay->items[kept++] = *item;
    }
    replay->count = kept;
    if (kept)
        qsort(replay->items, kept, sizeof *replay->items, compare_items);
}

static void keep_articles(struct gatherer *gatherer,
                          const struct replay_scope *scope)
{
    struct strmap *wanted = strmap_new();
    size_t kept = 0;

    for (size_t i = 0; i < scope->count; i++)
        *strmap_slot(wanted, scope->ids[i], NULL) = wanted;
    for (size_t i = 0; i < gatherer->count; i++)
        if (strmap_get(wanted, gatherer->items[i].article_id))
            gatherer->items[kept++] = gatherer->items[i];
    gatherer->count = kept;
    strmap_free(wanted);
}

enum slv_status replay_gather(const char *data, const char *const *folders,
                              size_t folder_count,
                              const struct replay_scope *scope,
                              struct arena *arena, struct replay *out,
                              struct slv_error *err)
{
    struct gatherer gatherer = {.arena = arena};
    enum slv_status status = gather_searches(&gatherer, data, err);

    for (size_t i = 0; i < folder_count; i++)
        gather_pins(&gatherer, folders[i]);
    if (status == SLV_OK)
        status = gather_cases(&gatherer, data, err);
    keep_newest_cases(&gatherer);
    if (scope)
        keep_articles(&gatherer, scope);
    *out = (struct replay){
        .items = arena_calloc(arena, gatherer.count, sizeof *out->items),
        .count = gatherer.count};
    if (gatherer.count)
        memcpy(out->items, gatherer.items, gatherer.count * sizeof *out->items);
    free(gatherer.items);
    return status;
}

enum slv_status replay_ask(struct replay *replay, const char *old_index,
                           const char *new_index, struct slv_error *err)
{
    const char *const indexes[SIDES] = {old_index, new_index};
    struct readers readers = {.everybody = {NULL}};
    struct arena *scratch = arena_new();
    enum slv_status status = open_readers(&readers, indexes, err);

    for (size_t i = 0; i < replay->count && status == SLV_OK; i++) {
        status = ask_both(&readers, &replay->items[i], scratch, err);
        arena_reset(scratch);
    }
    if (status == SLV_OK)
        sum_up(replay);
    close_readers(&readers);
    arena_free(scratch);
    return status;
}

enum slv_status replay_run(const char *data, const char *const *folders,
                           size_t folder_count, const char *old_index,
                           const char *new_index, struct arena *arena,
                           struct replay *out, struct slv_error *err)
{
    enum slv_status status =
        replay_gather(data, folders, folder_count, NULL, arena, out, err);

    return status == SLV_OK ? replay_ask(out, old_index, new_index, err)
                            : status;
}
