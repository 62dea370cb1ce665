/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * From articles to reviews that are due. See review_reminders.h.
 */
#include "server/review_reminders.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "server/article_health.h"
#include "store/review_store.h"

#include <stdlib.h>

enum slv_status review_reminders_see(struct app *app,
                                     const struct slv_article *articles,
                                     size_t count, struct arena *arena,
                                     struct slv_error *err)
{
    const struct case_actor actor = {STR("server"), clock_unix_s()};
    struct article_review *reviews =
        arena_calloc(arena, count, sizeof *reviews);
    size_t found = 0;

    for (size_t i = 0; i < count; i++)
        if (articles[i].state == SLV_STATE_PUBLISHED &&
            articles[i].review_after_unix_s > articles[i].reviewed_unix_s &&
            articles[i].id.len <= BOUND_ARTICLE_ID_BYTES)
            reviews[found++] = (struct article_review){
                .article_id = articles[i].id,
                .owner = articles[i].owner,
                .due_unix_s = articles[i].review_after_unix_s,
            };
    return review_store_see(app->cases, reviews, found, &actor, err);
}

static int compare_ids(const void *a, const void *b)
{
    return str_compare(((const struct slv_article *) a)->id,
                       ((const struct slv_article *) b)->id);
}

void review_reminders_run(struct app *app)
{
    struct arena *arena = arena_new();
    struct slv_reader *reader = NULL;
    struct slv_article *articles = NULL;
    struct slv_error err = {.status = SLV_OK};
    size_t count = 0;
    uint64_t total;
    enum slv_status status =
        slv_reader_open(&reader, app->data, SLV_AS_STAFF, NULL);

    if (status == SLV_OK) {
        status = slv_article_list(reader, 0, ARTICLE_HEALTH_MAX, arena,
                                  &articles, &count, &total, &err);
        if (status == SLV_OK && count > 0)
            qsort(articles, count, sizeof *articles, compare_ids);
        if (status == SLV_OK)
            status = review_reminders_see(app, articles, count, arena, &err);
        if (status != SLV_OK)
            log_event(LOG_WARNING, log_name("reviews_not_seen"),
                      log_cstr("reason", err.text));
    }
    slv_reader_close(reader);
    arena_free(arena);
}
