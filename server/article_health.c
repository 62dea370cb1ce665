/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading what article health is made of. See article_health.h.
 */
#include "server/article_health.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/article_links.h"
#include "server/former_articles.h"
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

static int compare_evidence(const void *a, const void *b)
{
    return str_compare(((const struct article_evidence *) a)->article_id,
                       ((const struct article_evidence *) b)->article_id);
}

/* What was said of a former article is said of its successor. Whoever edited
 * the replies of both may be one person. */
static void add_evidence(struct article_evidence *to,
                         const struct article_evidence *more)
{
    to->resolved += more->resolved;
    to->came_back += more->came_back;
    to->wrong += more->wrong;
    to->helpful += more->helpful;
    to->unhelpful += more->unhelpful;
    to->replies += more->replies;
    to->replies_edited += more->replies_edited;
    to->replies_whole += more->replies_whole;
    if (more->editors > to->editors)
        to->editors = more->editors;
    to->edited += more->edited;
    to->sent += more->sent;
    to->searchers += more->searchers;
    to->searched_again += more->searched_again;
}

/* Evidence of former ids goes to the articles that have them no more. What was
 * complained of before a review is mended: that is counted anew from there. */
static enum slv_status forget_before_reviews(struct app *app,
                                             struct former_articles *former,
                                             struct article_evidence *evidence,
                                             size_t count, int64_t since_unix_s,
                                             struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        struct str id = evidence[i].article_id;
        const struct slv_article *article = former_articles_find(former, id);
        struct article_evidence *newer;
        size_t newer_count;

        if (!article)
            continue;
        if (article->reviewed_unix_s > since_unix_s &&
            health_against(&evidence[i]) > 0) {
            status = article_evidence_list(
                app->cases, id, article->reviewed_unix_s, INT64_MAX,
                former->arena, &newer, &newer_count, err);
            if (status == SLV_OK)
                evidence[i] = newer_count > 0
                                  ? newer[0]
                                  : (struct article_evidence){.resolved = 0};
        }
        evidence[i].article_id = article->id;
    }
    return status;
}

/* One row for each article. */
static void join_rows(struct article_evidence *evidence, size_t *count)
{
    size_t kept = 0;

    if (*count > 0)
        qsort(evidence, *count, sizeof *evidence, compare_evidence);
    for (size_t i = 0; i < *count; i++) {
        if (kept > 0 &&
            str_equal(evidence[kept - 1].article_id, evidence[i].article_id))
            add_evidence(&evidence[kept - 1], &evidence[i]);
        else
            evidence[kept++] = evidence[i];
    }
    *count = kept;
}

/* --- what the search log knows --- */

/* Add whoever read an article since its last review, and searched on. */
static enum slv_status add_readings(struct app *app,
                                    struct former_articles *former,
                                    int64_t since_unix_s, struct arena *arena,
                                    struct article_evidence **evidence,
                                    size_t *count, struct slv_error *err)
{
    const char *path = arena_format(arena, "%s/searches.db", app->data).ptr;
    struct search_reading *readings = NULL;
    struct article_evidence *all;
    size_t reading_count = 0;
    enum slv_status status = search_again_read(path, since_unix_s, arena,
                                               &readings, &reading_count, err);

    if (status != SLV_OK || reading_count == 0)
        return status;
    all = arena_calloc(arena, *count + reading_count, sizeof *all);
    if (*count)
        memcpy(all, *evidence, *count * sizeof *all);
    for (size_t i = 0; i < reading_count; i++) {
        const struct slv_article *article =
            former_articles_find(former, readings[i].article_id);

        if (article && readings[i].at_unix_s >= article->reviewed_unix_s)
            all[(*count)++] = (struct article_evidence){
                .article_id = article->id,
                .searchers = 1,
                .searched_again = readings[i].is_again,
            };
    }
    join_rows(all, count);
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
    enum slv_status status = SLV_OK;

    *out = (struct article_evidence){.article_id = article->id};
    *since_unix_s = year_ago_unix_s();
    if (article->reviewed_unix_s > *since_unix_s)
        *since_unix_s = article->reviewed_unix_s;
    for (size_t i = 0;
         app->cases && status == SLV_OK && i <= article->replaces.count; i++) {
        struct article_evidence *found = NULL;
        size_t count = 0;

        status = article_evidence_list(
            app->cases, i == 0 ? article->id : article->replaces.items[i - 1],
            *since_unix_s, INT64_MAX, request->arena, &found, &count, err);
        if (status == SLV_OK && count > 0)
            add_evidence(out, &found[0]);
    }
    return status;
}

static bool has_row(const struct article_rewritten *rows, size_t count,
                    struct str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(rows[i].article.id, id))
            return true;
    return false;
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

        if (article_find(reader, ids.items[i], request->arena, &row->article,
                         NULL) != SLV_OK ||
            has_row(*out, *count, row->article.id))
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
    struct former_articles former;
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
    former = (struct former_articles){.reader = reader,
                                      .articles = articles,
                                      .count = article_count,
                                      .arena = arena};
    if (status == SLV_OK)
        status = forget_before_reviews(app, &former, evidence, evidence_count,
                                       since_unix_s, err);
    if (status == SLV_OK) {
        join_rows(evidence, &evidence_count);
        status = add_readings(app, &former, since_unix_s, arena, &evidence,
                              &evidence_count, err);
    }
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
