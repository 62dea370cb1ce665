/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table article_reviews, and the events that come of it. See review_store.h.
 */
#include "store/review_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "store/webhook_outbox.h"

#include <sqlite3.h>

struct known {
    struct article_review review;
    int64_t told_due_unix_s;
};

static enum slv_status read_known(struct case_store *store, struct arena *arena,
                                  struct known **out, size_t *count,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows =
        case_rows_begin(store,
                        "SELECT article_id, owner, due_unix_s, told_due_unix_s "
                        "FROM article_reviews ORDER BY article_id",
                        NULL, 0, err);
    enum slv_status status;

    while (case_rows_next(&rows))
        *(struct known *) case_items_add(&items) = (struct known){
            .review = {.article_id = sql_column_str(rows.row, 0, arena),
                       .owner = sql_column_str(rows.row, 1, arena),
                       .due_unix_s = sqlite3_column_int64(rows.row, 2)},
            .told_due_unix_s = sqlite3_column_int64(rows.row, 3),
        };
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

static struct str owner_of(const struct article_review *review)
{
    return str_cut(review->owner, BOUND_CASE_NAME_BYTES);
}

static bool is_to_be_told(const struct known *known, int64_t now_unix_s)
{
    return known->review.due_unix_s <= now_unix_s &&
           known->told_due_unix_s != known->review.due_unix_s;
}

static bool is_as_known(const struct known *known, size_t known_count,
                        const struct article_review *reviews, size_t count,
                        int64_t now_unix_s)
{
    if (known_count != count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (!str_equal(known[i].review.article_id, reviews[i].article_id) ||
            !str_equal(known[i].review.owner, owner_of(&reviews[i])) ||
            known[i].review.due_unix_s != reviews[i].due_unix_s ||
            is_to_be_told(&known[i], now_unix_s))
            return false;
    return true;
}

static enum slv_status put_review(struct case_store *store,
                                  const struct article_review *review,
                                  struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "INSERT INTO article_reviews (article_id, owner, "
                    "due_unix_s) VALUES (?, ?, ?) ON CONFLICT (article_id) "
                    "DO UPDATE SET owner = excluded.owner, "
                    "due_unix_s = excluded.due_unix_s",
                    case_text(review->article_id), case_text(owner_of(review)),
                    case_number(review->due_unix_s));
}

/* Both lists are in the order of ids: what is known and not listed any more
 * goes. */
static enum slv_status put_all(struct case_store *store,
                               const struct known *known, size_t known_count,
                               const struct article_review *reviews,
                               size_t count, struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    size_t at = 0;

    for (size_t i = 0; i < known_count && status == SLV_OK; i++) {
        struct str id = known[i].review.article_id;

        while (at < count && str_compare(reviews[at].article_id, id) < 0)
            at++;
        if (at == count || !str_equal(reviews[at].article_id, id))
            status = CASE_RUN(
                store, err, "DELETE FROM article_reviews WHERE article_id = ?",
                case_text(id));
    }
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = put_review(store, &reviews[i], err);
    return status;
}

static enum slv_status tell_due(struct case_store *store,
                                const struct case_actor *actor,
                                struct arena *arena, struct slv_error *err)
{
    struct known *known = NULL;
    size_t count = 0;
    enum slv_status status = read_known(store, arena, &known, &count, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++) {
        if (!is_to_be_told(&known[i], actor->now_unix_s))
            continue;
        status = webhook_tell_review(store, known[i].review.article_id,
                                     known[i].review.owner,
                                     known[i].review.due_unix_s, actor, err);
        if (status == SLV_OK)
            status = CASE_RUN(store, err,
                              "UPDATE article_reviews SET "
                              "told_due_unix_s = due_unix_s "
                              "WHERE article_id = ?",
                              case_text(known[i].review.article_id));
    }
    return status;
}

enum slv_status review_store_see(struct case_store *store,
                                 const struct article_review *reviews,
                                 size_t count, const struct case_actor *actor,
                                 struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct known *known = NULL;
    size_t known_count = 0;
    enum slv_status status = case_begin_reading(store, err);

    if (status == SLV_OK)
        status = case_end(
            store, read_known(store, arena, &known, &known_count, err), err);
    if (status != SLV_OK ||
        is_as_known(known, known_count, reviews, count, actor->now_unix_s)) {
        arena_free(arena);
        return status;
    }
    status = case_begin(store, err);
    if (status == SLV_OK) {
        status = put_all(store, known, known_count, reviews, count, err);
        if (status == SLV_OK)
            status = tell_due(store, actor, arena, err);
        status = case_end(store, status, err);
    }
    arena_free(arena);
    return status;
}

enum slv_status review_store_count_due(struct case_store *store,
                                       struct str owner, int64_t now_unix_s,
                                       int64_t *out, struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, out,
                      "SELECT count(*) FROM article_reviews "
                      "WHERE owner = ? COLLATE NOCASE AND due_unix_s <= ?",
                      case_text(owner), case_number(now_unix_s));
    return case_end(store, status, err);
}
