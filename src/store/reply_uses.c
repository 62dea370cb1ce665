/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing, reading and listing which replies messages use. See reply_uses.h;
 * what a case's messages use comes with the case.
 */
#include "store/reply_uses.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

enum slv_status case_write_uses(struct case_store *store,
                                const struct case_message *message,
                                struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    /* a table without row ids leaves the number of the last row as it is */
    for (size_t i = 0; status == SLV_OK && i < message->use_count; i++)
        status = CASE_RUN(
            store, err,
            "INSERT INTO reply_uses (message_id, article_id, word_count, "
            "kept_count) VALUES (last_insert_rowid(), ?, ?, ?)",
            case_text(message->uses[i].article_id),
            case_number(message->uses[i].word_count),
            case_number(message->uses[i].kept_count));
    return status;
}

enum slv_status case_read_uses(struct case_store *store, int64_t id,
                               struct arena *arena,
                               struct case_message *messages,
                               const int64_t *message_ids, size_t count,
                               struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT u.message_id, u.article_id, u.word_count, u.kept_count "
        "FROM messages AS m JOIN reply_uses AS u ON u.message_id = m.id "
        "WHERE m.case_id = ? ORDER BY m.created_unix_s, m.id, u.article_id",
        case_number(id));
    struct case_reply_use *uses = NULL;
    size_t at = 0;

    while (case_rows_next(&rows)) {
        const int64_t message_id = sqlite3_column_int64(rows.row, 0);

        while (at < count && message_ids[at] != message_id) {
            at++;
            uses = NULL;
        }
        if (at == count || messages[at].use_count == BOUND_REPLY_USES)
            continue;
        if (!uses)
            uses = arena_calloc(arena, BOUND_REPLY_USES, sizeof *uses);
        messages[at].uses = uses;
        uses[messages[at].use_count++] = (struct case_reply_use){
            .article_id = sql_column_str(rows.row, 1, arena),
            .word_count = sqlite3_column_int(rows.row, 2),
            .kept_count = sqlite3_column_int(rows.row, 3),
        };
    }
    return case_rows_end(&rows, err);
}

enum slv_status reply_uses_list(struct case_store *store, struct str article_id,
                                int64_t since_unix_s, size_t limit,
                                struct arena *arena, struct reply_use **out,
                                size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status = case_begin_reading(store, err);
    struct case_rows rows;

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store, err,
        "SELECT c.number, m.id, m.author_name, m.created_unix_s, m.text, "
        "u.word_count, u.kept_count FROM reply_uses AS u "
        "JOIN messages AS m ON m.id = u.message_id "
        "JOIN cases AS c ON c.id = m.case_id "
        "WHERE u.article_id = ? AND m.created_unix_s >= ? "
        "ORDER BY m.created_unix_s DESC, m.id DESC LIMIT ?",
        case_text(article_id), case_number(since_unix_s), case_limit(limit));
    while (case_rows_next(&rows)) {
        struct reply_use *item = case_items_add(&items);

        *item = (struct reply_use){
            .case_number = sql_column_str(rows.row, 0, arena),
            .message_id = sqlite3_column_int64(rows.row, 1),
            .author_name = sql_column_str(rows.row, 2, arena),
            .created_unix_s = sqlite3_column_int64(rows.row, 3),
            .text = sql_column_str(rows.row, 4, arena),
            .word_count = sqlite3_column_int(rows.row, 5),
            .kept_count = sqlite3_column_int(rows.row, 6),
        };
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status reply_uses_list_edited(struct case_store *store,
                                       int64_t since_unix_s, int min,
                                       struct arena *arena,
                                       struct str_list *out,
                                       struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof(struct str)};
    enum slv_status status = case_begin_reading(store, err);
    struct case_rows rows;

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store, err,
        "SELECT u.article_id FROM reply_uses AS u "
        "JOIN messages AS m ON m.id = u.message_id "
        "WHERE u.kept_count * 100 < u.word_count * ? AND m.created_unix_s >= ? "
        "GROUP BY u.article_id HAVING count(*) >= ? ORDER BY u.article_id",
        case_number(REPLY_EDITED_PERCENT), case_number(since_unix_s),
        case_number(min));
    while (case_rows_next(&rows))
        *(struct str *) case_items_add(&items) =
            sql_column_str(rows.row, 0, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    out->count = items.count;
    out->items = case_items_end(&items, arena);
    return status;
}
