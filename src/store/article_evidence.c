/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counting links and votes by article.
 */
#include "store/article_evidence.h"

#include "store/case_store_parts.h"

#include <sqlite3.h>

#define COUNTED                                                             \
    "SELECT article_id, sum(resolved), sum(came_back), sum(wrong), "        \
    "sum(helpful), sum(unhelpful) FROM ("                                   \
    " SELECT article_id, kind = 'resolved' AND reopened_count = 0 AS "      \
    " resolved, reopened_count > 0 AS came_back, kind = 'wrong' AS wrong, " \
    " 0 AS helpful, 0 AS unhelpful FROM links "                             \
    " WHERE created_unix_s >= ?1 AND created_unix_s < ?2 "                  \
    "UNION ALL"                                                             \
    " SELECT article_id, 0, 0, 0, helpful, 1 - helpful FROM feedback "      \
    " WHERE created_unix_s >= ?1 AND created_unix_s < ?2) "

static const char all_sql[] = COUNTED "GROUP BY article_id ORDER BY article_id";
static const char one_sql[] =
    COUNTED "WHERE article_id = ?3 GROUP BY article_id";

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
    const struct case_value values[] = {case_number(since_unix_s),
                                        case_number(until_unix_s),
                                        case_text(article_id)};
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status = case_begin_reading(store, err);
    struct case_rows rows;

    if (status != SLV_OK)
        return status;
    rows = article_id.len > 0 ? case_rows_begin(store, one_sql, values, 3, err)
                              : case_rows_begin(store, all_sql, values, 2, err);
    while (case_rows_next(&rows)) {
        struct article_evidence *item = case_items_add(&items);

        *item = (struct article_evidence){
            .article_id = sql_column_str(rows.row, 0, arena),
            .resolved = count_at(rows.row, 1),
            .came_back = count_at(rows.row, 2),
            .wrong = count_at(rows.row, 3),
            .helpful = count_at(rows.row, 4),
            .unhelpful = count_at(rows.row, 5),
        };
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
