/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What articles did. See praise_store.h. Each article is asked for by itself:
 * one person's are few, and each has its own stretch of the index.
 */
#include "store/praise_store.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#define IS_SOLVED                                                         \
    "l.kind = 'resolved' AND c.closed_unix_s IS NOT NULL AND NOT EXISTS " \
    "(SELECT 1 FROM merges AS m WHERE m.case_id = c.id) "

static int compare_ids(const void *a, const void *b)
{
    return str_compare(((const struct article_praise *) a)->article_id,
                       ((const struct article_praise *) b)->article_id);
}

static enum slv_status read_article(struct case_store *store, struct str id,
                                    int64_t since_unix_s, struct arena *arena,
                                    struct case_items *items,
                                    struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT count(*), coalesce(sum(c.closed_unix_s >= ?2), 0), "
                  "count(DISTINCT c.customer_id), "
                  "coalesce(max(c.closed_unix_s), 0) FROM links AS l JOIN "
                  "cases AS c ON c.id = l.case_id WHERE l.article_id = ?1 "
                  "AND " IS_SOLVED,
                  case_text(id), case_number(since_unix_s));

    while (case_rows_next(&rows)) {
        if (sqlite3_column_int64(rows.row, 0) == 0)
            continue;
        *(struct article_praise *) case_items_add(items) =
            (struct article_praise){
                .article_id = arena_str(arena, id),
                .solved = (uint64_t) sqlite3_column_int64(rows.row, 0),
                .solved_since = (uint64_t) sqlite3_column_int64(rows.row, 1),
                .customers = (uint64_t) sqlite3_column_int64(rows.row, 2),
                .last_unix_s = sqlite3_column_int64(rows.row, 3),
            };
    }
    return case_rows_end(&rows, err);
}

enum slv_status praise_store_articles(struct case_store *store,
                                      const struct str *ids, size_t id_count,
                                      int64_t since_unix_s, struct arena *arena,
                                      struct article_praise **out,
                                      size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; status == SLV_OK && i < id_count; i++)
        status = read_article(store, ids[i], since_unix_s, arena, &items, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    if (*count > 0)
        qsort(*out, *count, sizeof **out, compare_ids);
    return case_end(store, status, err);
}

#define SOLVED                                                            \
    "SELECT l.article_id, c.number, c.subject, u.name, c.closed_unix_s "  \
    "FROM links AS l JOIN cases AS c ON c.id = l.case_id JOIN customers " \
    "AS u ON u.id = c.customer_id WHERE " IS_SOLVED
#define NEWEST "ORDER BY c.closed_unix_s DESC, c.id DESC LIMIT "

static enum slv_status take_cases(struct case_rows rows, struct arena *arena,
                                  struct case_items *items,
                                  struct slv_error *err)
{
    while (case_rows_next(&rows))
        *(struct solved_case *) case_items_add(items) = (struct solved_case){
            .article_id = sql_column_str(rows.row, 0, arena),
            .number = sql_column_str(rows.row, 1, arena),
            .subject = sql_column_str(rows.row, 2, arena),
            .customer = sql_column_str(rows.row, 3, arena),
            .closed_unix_s = sqlite3_column_int64(rows.row, 4),
        };
    return case_rows_end(&rows, err);
}

static int compare_closings(const void *a, const void *b)
{
    const struct solved_case *first = a;
    const struct solved_case *second = b;

    if (first->closed_unix_s != second->closed_unix_s)
        return first->closed_unix_s > second->closed_unix_s ? -1 : 1;
    return str_compare(second->number, first->number);
}

enum slv_status praise_store_cases(struct case_store *store,
                                   const struct str *ids, size_t id_count,
                                   size_t limit, struct arena *arena,
                                   struct solved_case **out, size_t *count,
                                   struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    if (!ids)
        status = take_cases(
            CASE_ROWS(store, err,
                      "SELECT l.article_id, c.number, c.subject, u.name, "
                      "c.closed_unix_s FROM cases AS c INDEXED BY "
                      "cases_by_closing JOIN links AS l ON l.case_id = c.id "
                      "JOIN customers AS u ON u.id = c.customer_id "
                      "WHERE " IS_SOLVED NEWEST "?1",
                      case_limit(limit)),
            arena, &items, err);
    for (size_t i = 0; ids && status == SLV_OK && i < id_count; i++)
        status = take_cases(
            CASE_ROWS(store, err, SOLVED "AND l.article_id = ?1 " NEWEST "?2",
                      case_text(ids[i]), case_limit(limit)),
            arena, &items, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    if (*count > 0)
        qsort(*out, *count, sizeof **out, compare_closings);
    if (*count > limit)
        *count = limit;
    return case_end(store, status, err);
}
