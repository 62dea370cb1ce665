/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading what article health is made of. See article_health.h.
 */
#include "server/article_health.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/review_reminders.h"
#include "store/reply_uses.h"
#include "store/search_again.h"

#include <stdlib.h>
#include <string.h>

enum { DAY_S = 24 * 60 * 60 };

static int compare_ids(const void *a, const void *b)
{
    return str_compare(((const struct slv_article *) a)->id,
                       ((const struct slv_article *) b)->id);
}

/* What was complained of before a review is mended: count it anew from there.
 * `articles` are in the order of ids, as the evidence is. */
static enum slv_status
forget_before_reviews(struct app *app, const struct slv_article *articles,
                      size_t article_count, struct article_evidence *evidence,
                      size_t count, int64_t since_unix_s, struct arena *arena,
                      struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0, at = 0; i < count && status == SLV_OK; i++) {
        struct article_evidence *newer;
        struct str id = evidence[i].article_id;
        size_t newer_count;

        while (at < article_count && str_compare(articles[at].id, id) < 0)
            at++;
        if (at == article_count || !str_equal(articles[at].id, id) ||
            articles[at].reviewed_unix_s <= since_unix_s ||
            health_against(&evidence[i]) == 0)
            continue;
        status =
            article_evidence_list(app->cases, id, articles[at].reviewed_unix_s,
                                  INT64_MAX, arena, &newer, &newer_count, err);
        if (status == SLV_OK)
            evidence[i] = newer_count > 0
                              ? newer[0]
                              : (struct article_evidence){.article_id = id};
    }
    return status;
}

/* --- what the search log knows --- */

static const struct slv_article *
find_article(const struct slv_article *articles, size_t count, struct str id)
{
    const struct slv_article wanted = {.id = id};

    return count ? bsearch(&wanted, articles, count, sizeof wanted, compare_ids)
                 : NULL;
}

static int compare_evidence(const void *a, const void *b)
{
    return str_compare(((const struct article_evidence *) a)->article_id,
                       ((const struct article_evidence *) b)->article_id);
}

/* The evidence about this article, for which there is always room. Those from
 * `sorted` on were added in the order of ids. */
static struct article_evidence *evidence_of(struct article_evidence *evidence,
                                            size_t sorted, size_t *count,
                                            struct str id)
{
    const struct article_evidence wanted = {.article_id = id};
    struct article_evidence *found =
        sorted ? bsearch(&wanted, evidence, sorted, sizeof wanted,
                         compare_evidence)
               : NULL;

    if (!found && *count > sorted &&
        str_equal(evidence[*count - 1].article_id, id))
        found = &evidence[*count - 1];
    if (!found) {
        found = &evidence[(*count)++];
        *found = wanted;
    }
    return found;
}

/* Add whoever read an article since its last review, and searched on. Readings
 * stand in the order of ids. */
static enum slv_status add_readings(struct app *app,
                                    const struct slv_article *articles,
                                    size_t article_count, int64_t since_unix_s,
                                    struct arena *arena,
                                    struct article_evidence **evidence,
                                    size_t *count, struct slv_error *err)
{
    const char *path = arena_format(arena, "%s/searches.db", app->data).ptr;
    struct search_reading *readings = NULL;
    struct article_evidence *all;
    size_t reading_count = 0;
    size_t sorted = *count;
    enum slv_status status = search_again_read(path, since_unix_s, arena,
                                               &readings, &reading_count, err);

    if (status != SLV_OK || reading_count == 0)
        return status;
    all = arena_calloc(arena, *count + reading_count, sizeof *all);
    if (*count)
        memcpy(all, *evidence, *count * sizeof *all);
    for (size_t i = 0; i < reading_count; i++) {
        const struct slv_article *article =
            find_article(articles, article_count, readings[i].article_id);
        struct article_evidence *row;

        if (!article || readings[i].at_unix_s < article->reviewed_unix_s)
            continue;
        row = evidence_of(all, sorted, count, article->id);
        row->searchers++;
        row->searched_again += readings[i].is_again;
    }
    if (*count)
        qsort(all, *count, sizeof *all, compare_evidence);
    *evidence = all;
    return SLV_OK;
}

static int64_t year_ago_unix_s(void)
{
    return clock_unix_s() - INT64_C(1) * HEALTH_EVIDENCE_DAYS * DAY_S;
}

enum slv_status article_health_of(struct app *app,
                                  const struct request *request,
                                  const struct slv_article *article,
                                  struct article_evidence *out,
                                  int64_t *since_unix_s, struct slv_error *err)
{
    struct article_evidence *found = NULL;
    size_t count = 0;
    enum slv_status status = SLV_OK;

    *out = (struct article_evidence){.article_id = article->id};
    *since_unix_s = year_ago_unix_s();
    if (article->reviewed_unix_s > *since_unix_s)
        *since_unix_s = article->reviewed_unix_s;
    if (app->cases)
        status = article_evidence_list(app->cases, article->id, *since_unix_s,
                                       INT64_MAX, request->arena, &found,
                                       &count, err);
    if (status == SLV_OK && count > 0)
        *out = found[0];
    return status;
}

enum slv_status article_health_rewritten(struct app *app,
                                         const struct request *request,
                                         struct article_rewritten **out,
                                         size_t *count, struct slv_error *err)
{
    struct str_list ids = {NULL, 0};
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    *count = 0;
    *out = NULL;
    if (status == SLV_OK && app->cases)
        status = reply_uses_list_edited(app->cases, year_ago_unix_s(),
                                        HEALTH_REWRITTEN_MIN, request->arena,
                                        &ids, err);
    if (status != SLV_OK)
        return status;
    *out = arena_calloc(request->arena, ids.count, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < ids.count; i++) {
        struct article_rewritten *row = &(*out)[*count];
        int64_t since_unix_s;

        if (slv_article_get(reader, ids.items[i], request->arena, &row->article,
                            NULL) != SLV_OK)
            continue;
        status = article_health_of(app, request, &row->article, &row->evidence,
                                   &since_unix_s, err);
        *count += health_reply_is_rewritten(&row->evidence);
    }
    return status;
}

enum slv_status article_health_read(struct app *app,
                                    const struct request *request,
                                    struct str owner, struct health *out,
                                    struct slv_error *err)
{
    struct arena *arena = request->arena;
    int64_t now_unix_s = clock_unix_s();
    int64_t since_unix_s = year_ago_unix_s();
    struct slv_reader *reader;
    struct slv_article *articles = NULL;
    struct article_evidence *evidence = NULL;
    size_t article_count = 0;
    struct article_hold *holds = NULL;
    size_t evidence_count = 0;
    size_t hold_count = 0;
    uint64_t total;
    enum slv_status status = request_reader(request, &reader, err);

    if (status == SLV_OK)
        status = slv_article_list(reader, 0, ARTICLE_HEALTH_MAX, arena,
                                  &articles, &article_count, &total, err);
    if (status != SLV_OK)
        return status;
    if (article_count > 0)
        qsort(articles, article_count, sizeof *articles, compare_ids);
    if (app->cases)
        status =
            article_evidence_list(app->cases, STR(""), since_unix_s, INT64_MAX,
                                  arena, &evidence, &evidence_count, err);
    if (status == SLV_OK)
        status =
            forget_before_reviews(app, articles, article_count, evidence,
                                  evidence_count, since_unix_s, arena, err);
    if (status == SLV_OK)
        status = add_readings(app, articles, article_count, since_unix_s, arena,
                              &evidence, &evidence_count, err);
    if (status == SLV_OK && app->cases)
        status = review_reminders_see(app, articles, article_count, arena, err);
    if (status == SLV_OK && app->cases)
        status = publish_store_list_holds(app->cases, arena, &holds,
                                          &hold_count, err);
    if (status != SLV_OK)
        return status;
    health_sort(articles, article_count, evidence, evidence_count, owner,
                now_unix_s, arena, out);
    health_add_held(articles, article_count, holds, hold_count, owner, arena,
                    out);
    return SLV_OK;
}
