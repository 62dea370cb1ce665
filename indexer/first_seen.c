/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What is new, by the catalogs of two runs, the case store and the search log.
 */
#include "indexer/first_seen.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strmap.h"
#include "store/case_store.h"
#include "store/search_openings.h"

#include <stdlib.h>
#include <string.h>

enum { PAGE_ARTICLES = 1000 };

enum slv_status new_articles_see(const char *data, const struct catalog *before,
                                 const struct catalog *now,
                                 struct slv_error *err)
{
    struct arena *arena;
    struct strmap *known;
    struct case_store *store = NULL;
    struct str *ids;
    size_t count = 0;
    enum slv_status status = SLV_OK;

    if (!before->is_usable)
        return SLV_OK;
    arena = arena_new();
    known = strmap_new();
    ids = arena_calloc(arena, now->count, sizeof *ids);
    for (size_t i = 0; i < before->count; i++)
        *strmap_slot(known, before->entries[i].id, NULL) = known;
    for (size_t i = 0; i < now->count; i++)
        if (!strmap_get(known, now->entries[i].id))
            ids[count++] = now->entries[i].id;
    if (count > 0)
        status = case_store_open(arena_format(arena, "%s/solvent.db", data).ptr,
                                 CASE_STORE_WRITE, &store, err);
    if (status == SLV_OK && count > 0)
        status = case_store_see_articles(store, ids, count, clock_unix_s(),
                                         false, err);
    case_store_close(store);
    strmap_free(known);
    arena_free(arena);
    return status;
}

/* Both lists are in the order of ids. */
static uint64_t sessions_of(const struct search_openings *openings,
                            size_t count, size_t *at, struct str id)
{
    while (*at < count && str_compare(openings[*at].article_id, id) < 0)
        (*at)++;
    return *at < count && str_equal(openings[*at].article_id, id)
               ? openings[*at].sessions
               : 0;
}

struct news {
    struct new_article *items;
    size_t count;
    size_t capacity;
};

static void add_news(struct news *news, const struct case_first_seen *seen,
                     uint64_t sessions)
{
    const struct new_article article = {
        .id = seen->article_id,
        .first_seen_unix_s = seen->first_seen_unix_s,
        .is_seldom_read = sessions < NEW_ARTICLE_SESSIONS,
    };

    if (seen->is_of_first_build ||
        !new_article_is_new(&article, clock_unix_s()))
        return;
    news->items = alloc_grow(news->items, news->count, &news->capacity,
                             sizeof *news->items);
    news->items[news->count++] = article;
}

enum slv_status new_articles_list(const char *data, struct case_store *store,
                                  struct arena *arena, struct new_article **out,
                                  size_t *count, struct slv_error *err)
{
    struct news news = {0};
    struct search_openings *openings;
    size_t opening_count;
    size_t at = 0;
    size_t page_count = PAGE_ARTICLES;
    struct str after = STR("");
    enum slv_status status =
        search_openings_read(arena_format(arena, "%s/searches.db", data).ptr,
                             arena, &openings, &opening_count, err);

    while (status == SLV_OK && page_count == PAGE_ARTICLES) {
        struct case_first_seen *page;

        status = case_store_list_first_seen(store, after, PAGE_ARTICLES, arena,
                                            &page, &page_count, err);
        for (size_t i = 0; status == SLV_OK && i < page_count; i++) {
            after = page[i].article_id;
            add_news(&news, &page[i],
                     sessions_of(openings, opening_count, &at, after));
        }
    }
    *out = arena_calloc(arena, news.count, sizeof **out);
    if (news.count)
        memcpy(*out, news.items, news.count * sizeof **out);
    *count = news.count;
    free(news.items);
    return status;
}
