/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The articles that a report asks for, from the reader of its ask, and when they
 * were published, from the case store. See report_library.h.
 */
#include "core/insight/report_library.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strmap.h"
#include "solvent/search.h"

enum { ARTICLES_MAX = 200000, DAY_S = 24 * 60 * 60 };

enum slv_status report_library_open(const struct report_making *making,
                                    struct report_library *out,
                                    struct slv_error *err)
{
    struct slv_reader *reader = making->ask->reader;
    struct slv_article *list = NULL;
    struct report_publication *publications = NULL;
    uint64_t total = 0;
    enum slv_status status = SLV_OK;

    *out = (struct report_library){
        .reader = reader,
        .arena = making->arena,
        .whole = strmap_new(),
        .places = strmap_new(),
    };
    if (reader)
        status = slv_article_list(reader, 0, ARTICLES_MAX, making->arena, &list,
                                  &out->count, &total, err);
    out->articles = list;
    for (size_t i = 0; status == SLV_OK && list && i < out->count; i++)
        *strmap_slot(out->places, list[i].id, NULL) = &list[i];
    if (status == SLV_OK)
        status = report_store_publications(making->facts->store, making->arena,
                                           &publications,
                                           &out->publication_count, err);
    out->publications = publications;
    if (status != SLV_OK)
        report_library_close(out);
    return status;
}

void report_library_close(struct report_library *library)
{
    strmap_free(library->whole);
    strmap_free(library->places);
    library->whole = NULL;
    library->places = NULL;
}

const struct slv_article *report_library_find(const struct report_library *from,
                                              struct str id)
{
    return strmap_get(from->places, id);
}

const struct slv_article *report_library_whole(struct report_library *library,
                                               struct str id)
{
    void **slot;
    struct slv_article *article;

    if (!library->reader || !report_library_find(library, id))
        return NULL;
    slot = strmap_slot(library->whole, id, NULL);
    if (*slot)
        return *slot;
    article = arena_calloc(library->arena, 1, sizeof *article);
    *slot = article;
    if (library->whole_count++ == REPORT_WHOLE_MAX ||
        slv_article_get(library->reader, id, library->arena, article, NULL) !=
            SLV_OK)
        *article = *report_library_find(library, id);
    return article;
}

bool report_published_day(const struct report_days *days,
                          struct report_library *library, struct str id,
                          int64_t *day)
{
    const struct slv_article *article;
    size_t low = 0;
    size_t high = library->publication_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct report_publication *one = &library->publications[middle];
        const int order = str_compare(one->article_id, id);

        if (order == 0) {
            *day = report_days_day(days, one->at_unix_s);
            return true;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    article = report_library_whole(library, id);
    if (!article || article->published_on_unix_s == 0)
        return false;
    /* a day, of no zone */
    *day = article->published_on_unix_s / DAY_S;
    return true;
}
