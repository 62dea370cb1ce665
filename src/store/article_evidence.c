/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting links, votes and replies by article.
 */
#include "store/article_evidence.h"

#include "store/case_store_parts.h"
#include "store/reply_uses.h"

#include <sqlite3.h>

/* One case is one voice about a reply, however often it was sent in it; what its
 * link says of the article already is not said again. */
#define REPLIES                                                            \
    " SELECT article_id, 0 AS resolved, 0 AS came_back, 0 AS wrong, "      \
    " 0 AS helpful, 0 AS unhelpful, replies, replies_edited, "             \
    " replies_whole, "                                                     \
    " replies_edited > 0 AND kind IS NOT 'wrong' AND back = 0 AS edited, " \
    " replies_edited = 0 AND replies_whole > 0 AND back = 0 AND "          \
    " coalesce(kind = 'tried', 1) AS sent FROM ("                          \
    "  SELECT u.article_id, count(*) AS replies, "                         \
    "  sum(u.kept_count * 100 < u.word_count * ?3) AS replies_edited, "    \
    "  sum(u.kept_count * 100 >= u.word_count * ?4) AS replies_whole, "    \
    "  l.kind, coalesce(l.reopened_count, 0) AS back "                     \
    "  FROM reply_uses AS u JOIN messages AS m ON m.id = u.message_id "    \
    "  LEFT JOIN links AS l ON l.case_id = m.case_id "                     \
    "  AND l.article_id = u.article_id "                                   \
    "  AND l.created_unix_s >= ?1 AND l.created_unix_s < ?2 "              \
    "  WHERE m.created_unix_s >= ?1 AND m.created_unix_s < ?2 "            \
    "  GROUP BY u.article_id, m.case_id)"
#define COUNTED                                                             \
    "SELECT article_id, sum(resolved), sum(came_back), sum(wrong), "        \
    "sum(helpful), sum(unhelpful), sum(replies), sum(replies_edited), "     \
    "sum(replies_whole), sum(edited), sum(sent), (SELECT "                  \
    "count(DISTINCT m.author_name) FROM reply_uses AS u "                   \
    "JOIN messages AS m ON m.id = u.message_id "                            \
    "WHERE u.article_id = found.article_id "                                \
    "AND u.kept_count * 100 < u.word_count * ?3 "                           \
    "AND m.created_unix_s >= ?1 AND m.created_unix_s < ?2) FROM ("          \
    " SELECT article_id, kind = 'resolved' AND reopened_count = 0 AS "      \
    " resolved, reopened_count > 0 AS came_back, kind = 'wrong' AS wrong, " \
    " 0 AS helpful, 0 AS unhelpful, 0 AS replies, 0 AS replies_edited, "    \
    " 0 AS replies_whole, 0 AS edited, 0 AS sent FROM links "               \
    " WHERE created_unix_s >= ?1 AND created_unix_s < ?2 "                  \
    "UNION ALL"                                                             \
    " SELECT article_id, 0, 0, 0, helpful, 1 - helpful, 0, 0, 0, 0, 0 "     \
    " FROM feedback "                                                       \
    " WHERE created_unix_s >= ?1 AND created_unix_s < ?2 "                  \
    "UNION ALL" REPLIES ") AS found "

static const char all_sql[] = COUNTED "GROUP BY article_id ORDER BY article_id";
static const char one_sql[] =
    COUNTED "WHERE article_id = ?5 GROUP BY article_id";

static uint64_t count_at(struct sqlite3_stmt *row, int column)
{
    return (uint64_t) sqlite3_column_int64(row, column);
}

enum slv_status article_evidence_list(struct case_store *store,
                                      struct str article_id,
                                      int64_t since_unix_s,
                                      int64_t until_unix_s, struct arena *arena,
                                      struct article_evidence **out,
                                      size_t *count, struct slv_error *err)
{
    const struct case_value values[] = {
        case_number(since_unix_s), case_number(until_unix_s),
        case_number(REPLY_EDITED_PERCENT), case_number(REPLY_WHOLE_PERCENT),
        case_text(article_id)};
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status = case_begin_reading(store, err);
    struct case_rows rows;

    if (status != SLV_OK)
        return status;
    rows = article_id.len > 0 ? case_rows_begin(store, one_sql, values, 5, err)
                              : case_rows_begin(store, all_sql, values, 4, err);
    while (case_rows_next(&rows)) {
        struct article_evidence *item = case_items_add(&items);

        *item = (struct article_evidence){
            .article_id = sql_column_str(rows.row, 0, arena),
            .resolved = count_at(rows.row, 1),
            .came_back = count_at(rows.row, 2),
            .wrong = count_at(rows.row, 3),
            .helpful = count_at(rows.row, 4),
            .unhelpful = count_at(rows.row, 5),
            .replies = count_at(rows.row, 6),
            .replies_edited = count_at(rows.row, 7),
            .replies_whole = count_at(rows.row, 8),
            .edited = count_at(rows.row, 9),
            .sent = count_at(rows.row, 10),
            .editors = count_at(rows.row, 11),
        };
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
