/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tables article_holds, article_hold_losses and article_allowances. See
 * publish_store.h.
 */
#include "store/publish_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

/* --- what waits --- */

static enum slv_status add_loss(struct case_store *store, struct str id,
                                size_t number, const struct hold_loss *loss,
                                struct slv_error *err)
{
    return CASE_RUN(
        store, err,
        "INSERT INTO article_hold_losses VALUES (?, ?, ?, ?, ?, ?, ?)",
        case_text(id), case_number((int64_t) number), case_text(loss->source),
        case_text(str_cut(loss->query, BOUND_LOGGED_QUERY_BYTES)),
        case_text(str_cut(loss->case_number, BOUND_CASE_NUMBER_BYTES)),
        case_number((int64_t) loss->times),
        case_number((int64_t) loss->rank_before));
}

static enum slv_status add_hold(struct case_store *store,
                                const struct article_hold *hold,
                                struct slv_error *err)
{
    enum slv_status status =
        CASE_RUN(store, err,
                 "INSERT INTO article_holds VALUES (?1, ?2, ?3) "
                 "ON CONFLICT (article_id) DO UPDATE SET "
                 "held_unix_s = iif(digest = ?2, held_unix_s, ?3), digest = ?2",
                 case_text(hold->article_id), case_text(hold->digest),
                 case_number(hold->held_unix_s));

    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM article_hold_losses "
                          "WHERE article_id = ?",
                          case_text(hold->article_id));
    for (size_t i = 0;
         i < hold->loss_count && i < HOLD_LOSSES_MAX && status == SLV_OK; i++)
        status = add_loss(store, hold->article_id, i, &hold->losses[i], err);
    return status;
}

/* Those that wait no longer. */
static enum slv_status remove_others(struct case_store *store,
                                     const struct article_hold *holds,
                                     size_t count, struct slv_error *err)
{
    struct arena *arena = arena_new();
    struct article_hold *known = NULL;
    struct case_items items = {.item_size = sizeof *known};
    struct case_rows rows = case_rows_begin(
        store, "SELECT article_id FROM article_holds", NULL, 0, err);
    enum slv_status status;
    size_t known_count;

    while (case_rows_next(&rows))
        *(struct article_hold *) case_items_add(&items) = (struct article_hold){
            .article_id = sql_column_str(rows.row, 0, arena)};
    status = case_rows_end(&rows, err);
    known_count = items.count;
    known = case_items_end(&items, arena);
    for (size_t i = 0; i < known_count && status == SLV_OK; i++) {
        bool waits = false;

        for (size_t k = 0; k < count; k++)
            waits |= str_equal(holds[k].article_id, known[i].article_id);
        if (!waits)
            status = CASE_RUN(store, err,
                              "DELETE FROM article_holds WHERE article_id = ?",
                              case_text(known[i].article_id));
    }
    arena_free(arena);
    return status;
}

static enum slv_status count_holds(struct case_store *store, int64_t *out,
                                   struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    if (status != SLV_OK)
        return status;
    status =
        case_ask(case_rows_begin(store, "SELECT count(*) FROM article_holds",
                                 NULL, 0, err),
                 out, err);
    return case_end(store, status, err);
}

enum slv_status publish_store_set_holds(struct case_store *store,
                                        const struct article_hold *holds,
                                        size_t count, struct slv_error *err)
{
    int64_t known = 0;
    enum slv_status status = count_holds(store, &known, err);

    if (status != SLV_OK || (known == 0 && count == 0))
        return status;
    status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = remove_others(store, holds, count, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = add_hold(store, &holds[i], err);
    return case_end(store, status, err);
}

static enum slv_status read_losses(struct case_store *store,
                                   struct article_hold *hold,
                                   struct arena *arena, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof *hold->losses};
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT source, query, case_number, times, rank_before "
        "FROM article_hold_losses WHERE article_id = ? ORDER BY number",
        case_text(hold->article_id));
    enum slv_status status;

    while (case_rows_next(&rows))
        *(struct hold_loss *) case_items_add(&items) = (struct hold_loss){
            .source = sql_column_str(rows.row, 0, arena),
            .query = sql_column_str(rows.row, 1, arena),
            .case_number = sql_column_str(rows.row, 2, arena),
            .times = (uint64_t) sqlite3_column_int64(rows.row, 3),
            .rank_before = (uint64_t) sqlite3_column_int64(rows.row, 4),
        };
    status = case_rows_end(&rows, err);
    hold->loss_count = items.count;
    hold->losses = case_items_end(&items, arena);
    return status;
}

enum slv_status publish_store_list_holds(struct case_store *store,
                                         struct arena *arena,
                                         struct article_hold **out,
                                         size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = case_rows_begin(store,
                           "SELECT article_id, digest, held_unix_s "
                           "FROM article_holds ORDER BY held_unix_s, "
                           "article_id",
                           NULL, 0, err);
    while (case_rows_next(&rows))
        *(struct article_hold *) case_items_add(&items) = (struct article_hold){
            .article_id = sql_column_str(rows.row, 0, arena),
            .digest = sql_column_str(rows.row, 1, arena),
            .held_unix_s = sqlite3_column_int64(rows.row, 2),
        };
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    for (size_t i = 0; i < *count && status == SLV_OK; i++)
        status = read_losses(store, &(*out)[i], arena, err);
    return case_end(store, status, err);
}

/* --- what was published all the same --- */

enum slv_status publish_store_allow(struct case_store *store,
                                    const struct article_allowance *allowance,
                                    struct slv_error *err)
{
    enum slv_status status =
        case_check_text("a reason", allowance->reason, CASE_REQUIRED,
                        BOUND_CASE_NOTE_BYTES, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = CASE_RUN(
        store, err,
        "INSERT INTO article_allowances VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (article_id, digest) DO UPDATE SET "
        "at_unix_s = excluded.at_unix_s, actor = excluded.actor, "
        "reason = excluded.reason, lost = excluded.lost",
        case_text(allowance->article_id), case_text(allowance->digest),
        case_number(allowance->at_unix_s), case_text(allowance->actor),
        case_text(allowance->reason), case_number((int64_t) allowance->lost));
    return case_end(store, status, err);
}

enum slv_status publish_store_is_allowed(struct case_store *store,
                                         struct str article_id,
                                         struct str digest, bool *out,
                                         struct slv_error *err)
{
    int64_t found = 0;
    enum slv_status status = case_begin_reading(store, err);

    *out = false;
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, &found,
                      "SELECT count(*) FROM article_allowances "
                      "WHERE article_id = ? AND digest = ?",
                      case_text(article_id), case_text(digest));
    *out = found > 0;
    return case_end(store, status, err);
}

enum slv_status publish_store_list_allowances(
    struct case_store *store, struct str article_id, struct arena *arena,
    struct article_allowance **out, size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT digest, at_unix_s, actor, reason, lost "
                     "FROM article_allowances WHERE article_id = ? "
                     "ORDER BY at_unix_s DESC, digest",
                     case_text(article_id));
    while (case_rows_next(&rows))
        *(struct article_allowance *) case_items_add(&items) =
            (struct article_allowance){
                .article_id = article_id,
                .digest = sql_column_str(rows.row, 0, arena),
                .at_unix_s = sqlite3_column_int64(rows.row, 1),
                .actor = sql_column_str(rows.row, 2, arena),
                .reason = sql_column_str(rows.row, 3, arena),
                .lost = (uint64_t) sqlite3_column_int64(rows.row, 4),
            };
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return case_end(store, status, err);
}
