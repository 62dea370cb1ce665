/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/articles-health: the lists of the page /articles-health.
 */
#include "base/clock.h"
#include "base/str.h"
#include "server/api/article_source.h"
#include "server/article_health.h"
#include "server/router.h"
#include "text/json_write.h"

static void write_date(struct json_writer *json, const char *key,
                       int64_t unix_s)
{
    char text[CLOCK_DATE_BYTES];

    json_key(json, key);
    if (unix_s) {
        clock_format_date(unix_s, text);
        json_string(json, str_from(text));
    } else {
        json_null(json);
    }
}

static void write_losses(struct json_writer *json,
                         const struct article_hold *hold)
{
    char since[CLOCK_ISO_BYTES];

    clock_format_iso(hold->held_unix_s, since);
    json_key_string(json, "held_since", str_from(since));
    api_losses_write(json, hold->losses, hold->loss_count);
}

static void write_row(struct json_writer *json, const struct health_row *row)
{
    const struct slv_article *article = row->article;
    char updated[CLOCK_ISO_BYTES];

    clock_format_iso(article->updated_unix_s, updated);
    json_object_begin(json);
    json_key_string(json, "id", article->id);
    json_key_string(json, "title", article->title);
    json_key_string(json, "state", str_from(slv_state_name(article->state)));
    json_key_string(json, "owner", article->owner);
    json_key_string(json, "updated", str_from(updated));
    write_date(json, "reviewed", article->reviewed_unix_s);
    write_date(json, "review_after", article->review_after_unix_s);
    json_key_int(json, "resolved", (int64_t) row->evidence.resolved);
    json_key_int(json, "came_back", (int64_t) row->evidence.came_back);
    json_key_int(json, "wrong", (int64_t) row->evidence.wrong);
    json_key_int(json, "helpful", (int64_t) row->evidence.helpful);
    json_key_int(json, "unhelpful", (int64_t) row->evidence.unhelpful);
    json_key_int(json, "searchers", (int64_t) row->evidence.searchers);
    json_key_int(json, "searched_again",
                 (int64_t) row->evidence.searched_again);
    json_key_int(json, "replies", (int64_t) row->evidence.replies);
    json_key_int(json, "replies_edited",
                 (int64_t) row->evidence.replies_edited);
    json_key_int(json, "replies_whole", (int64_t) row->evidence.replies_whole);
    json_key_int(json, "edited", (int64_t) row->evidence.edited);
    json_key_int(json, "sent", (int64_t) row->evidence.sent);
    json_key_bool(json, "reply_is_rewritten",
                  health_reply_is_rewritten(&row->evidence));
    json_key_double(json, "doubt", row->doubt, 4);
    if (row->hold)
        write_losses(json, row->hold);
    json_object_end(json);
}

static void write_rows(struct json_writer *json, const char *key,
                       const struct health_rows *rows, int64_t limit)
{
    json_key(json, key);
    json_object_begin(json);
    json_key_int(json, "total", (int64_t) rows->count);
    json_key(json, "articles");
    json_array_begin(json);
    for (size_t i = 0; i < rows->count && i < (size_t) limit; i++)
        write_row(json, &rows->items[i]);
    json_array_end(json);
    json_object_end(json);
}

enum slv_status api_articles_health_get(struct app *app,
                                        const struct request *request,
                                        struct response *response,
                                        struct slv_error *err)
{
    struct json_writer json;
    struct health health;
    int64_t limit;
    enum slv_status status;

    if (!request_param_int(request, "limit", 1, 1000, 100, &limit))
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter limit is a whole number from 1 to 1000");
    status = article_health_read(
        app, request, str_trim(request_param(request, "owner")), &health, err);
    if (status != SLV_OK)
        return status;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    write_rows(&json, "held_back", &health.held, limit);
    write_rows(&json, "in_doubt", &health.doubtful, limit);
    write_rows(&json, "review_due", &health.due, limit);
    write_rows(&json, "unpublished", &health.unfinished, limit);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
