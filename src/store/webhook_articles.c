/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which published articles receivers have been told of. The table is compared
 * with the index after each run and changed in the transaction that tells, so
 * that a run that was interrupted is made up for by the next one.
 */
#include "store/webhook_outbox.h"

#include "base/arena.h"
#include "base/check.h"

#include <sqlite3.h>

static enum slv_status remember(struct case_store *store, struct str id,
                                struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "INSERT OR IGNORE INTO webhook_articles VALUES (?)",
                    case_text(id));
}

static enum slv_status set_filled(struct case_store *store, bool is_filled,
                                  struct slv_error *err)
{
    return CASE_RUN(store, err,
                    "UPDATE counters SET value = ? "
                    "WHERE name = 'webhook_articles'",
                    case_number(is_filled));
}

static enum slv_status read_known(struct case_store *store, struct arena *arena,
                                  struct str **out, size_t *count,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows = case_rows_begin(
        store, "SELECT article_id FROM webhook_articles ORDER BY article_id",
        NULL, 0, err);
    enum slv_status status;

    while (case_rows_next(&rows)) {
        struct str *id = case_items_add(&items);

        *id = sql_column_str(rows.row, 0, arena);
    }
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* Both lists are in the order of their bytes. */
static enum slv_status compare(struct case_store *store,
                               const struct str *known, size_t known_count,
                               const struct str *now, size_t now_count,
                               bool is_wanted, const struct case_actor *actor,
                               struct slv_error *err)
{
    size_t at = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < now_count && status == SLV_OK; i++) {
        while (status == SLV_OK && at < known_count &&
               str_compare(known[at], now[i]) < 0)
            status = CASE_RUN(
                store, err, "DELETE FROM webhook_articles WHERE article_id = ?",
                case_text(known[at++]));
        if (at < known_count && str_equal(known[at], now[i])) {
            at++;
            continue;
        }
        if (status == SLV_OK)
            status = remember(store, now[i], err);
        if (status == SLV_OK && is_wanted)
            status = webhook_tell_article(store, now[i], actor, err);
    }
    while (status == SLV_OK && at < known_count)
        status = CASE_RUN(store, err,
                          "DELETE FROM webhook_articles WHERE article_id = ? ",
                          case_text(known[at++]));
    return status;
}

static enum slv_status fill(struct case_store *store, const struct str *ids,
                            size_t count, struct slv_error *err)
{
    enum slv_status status = set_filled(store, true, err);

    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = remember(store, ids[i], err);
    return status;
}

static enum slv_status forget(struct case_store *store, struct slv_error *err)
{
    enum slv_status status = case_run(
        case_rows_begin(store, "DELETE FROM webhook_articles", NULL, 0, err),
        err);

    return status == SLV_OK ? set_filled(store, false, err) : status;
}

static enum slv_status see(struct case_store *store, const struct str *before,
                           size_t before_count, const struct str *now,
                           size_t now_count, bool is_filled,
                           const struct case_actor *actor,
                           struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct str *known = NULL;
    size_t known_count = 0;
    int64_t is_wanted = 0;
    enum slv_status status = SLV_OK;

    if (!is_filled)
        status = fill(store, before, before_count, err);
    if (status == SLV_OK)
        status = read_known(store, arena, &known, &known_count, err);
    if (status == SLV_OK)
        status = webhook_is_wanted(
            store, webhook_event_word(WEBHOOK_ARTICLE_PUBLISHED), &is_wanted,
            err);
    if (status == SLV_OK)
        status = compare(store, known, known_count, now, now_count,
                         is_wanted != 0, actor, err);
    arena_free(arena);
    return status;
}

static enum slv_status ask_state(struct case_store *store,
                                 int64_t *has_webhooks, int64_t *is_filled,
                                 struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = case_ask(case_rows_begin(store,
                                      "SELECT EXISTS (SELECT 1 FROM webhooks)",
                                      NULL, 0, err),
                      has_webhooks, err);
    if (status == SLV_OK)
        status = case_ask(case_rows_begin(store,
                                          "SELECT value FROM counters WHERE "
                                          "name = 'webhook_articles'",
                                          NULL, 0, err),
                          is_filled, err);
    return case_end(store, status, err);
}

enum slv_status
webhook_store_see_articles(struct case_store *store, const struct str *before,
                           size_t before_count, const struct str *now,
                           size_t now_count, const struct case_actor *actor,
                           struct slv_error *err)
{
    int64_t has_webhooks = 0;
    int64_t is_filled = 0;
    enum slv_status status = ask_state(store, &has_webhooks, &is_filled, err);

    if (status != SLV_OK || (!has_webhooks && !is_filled))
        return status;
    status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    if (!has_webhooks)
        return case_end(store, forget(store, err), err);
    return case_end(store,
                    see(store, before, before_count, now, now_count,
                        is_filled != 0, actor, err),
                    err);
}
