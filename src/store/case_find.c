/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Pages of cases, time entries and events for programs.
 */
#include "store/case_find.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

/* --- cases --- */

#define CASES_WHERE                                                     \
    "SELECT " CASE_RECORD_COLUMNS "FROM " CASE_RECORD_TABLES            \
    "WHERE ((?1 AND c.state = 'open') OR (?2 AND c.state = 'waiting') " \
    "OR (?3 AND c.state = 'closed')) "                                  \
    "AND (?4 = '' OR p.name = ?4) AND (?5 = '' OR a.key = ?5) "         \
    "AND (?6 = '' OR instr(lower(c.number), lower(?6)) > 0 "            \
    "OR instr(lower(c.subject), lower(?6)) > 0) "

/* Of one customer by its index; the plus sign keeps the order from choosing
 * another way through the table. */
static struct case_rows begin_cases(struct case_store *store,
                                    const struct case_find *find, int64_t after,
                                    size_t limit, struct slv_error *err)
{
    const unsigned states = find->states ? find->states : ~0u;
    const struct case_value open = case_number((states >> CASE_OPEN) & 1);
    const struct case_value waiting = case_number((states >> CASE_WAITING) & 1);
    const struct case_value closed = case_number((states >> CASE_CLOSED) & 1);
    const struct case_value product = case_text(find->product);
    const struct case_value agent = case_text(find->agent);
    const struct case_value text = case_text(find->text);

    if (find->customer.len > 0)
        return CASE_ROWS(
            store, err,
            CASES_WHERE "AND c.id < ?7 AND c.customer_id = "
                        "(SELECT id FROM customers WHERE key = ?9) "
                        "ORDER BY +c.id DESC LIMIT ?8",
            open, waiting, closed, product, agent, text, case_number(after),
            case_limit(limit), case_text(find->customer));
    return CASE_ROWS(store, err,
                     CASES_WHERE "AND c.id < ?7 ORDER BY c.id DESC LIMIT ?8",
                     open, waiting, closed, product, agent, text,
                     case_number(after), case_limit(limit));
}

static enum slv_status list_cases(struct case_store *store,
                                  const struct case_find *find, size_t limit,
                                  struct arena *arena, struct case_record **out,
                                  size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    bool is_understood = true;
    int64_t after = INT64_MAX;
    struct case_rows rows;
    enum slv_status status = SLV_OK;

    if (find->after.len > 0) {
        status = case_find_id(store, find->after, &after, err);
        if (status == SLV_OK && after == 0)
            status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                              STR_ARG(find->after));
    }
    if (status != SLV_OK)
        return status;
    rows = begin_cases(store, find, after, limit, err);
    while (case_rows_next(&rows))
        is_understood =
            case_read_columns(rows.row, arena, case_items_add(&items)) &&
            is_understood;
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    if (status == SLV_OK && !is_understood)
        status =
            slv_fail(err, SLV_ERR_CORRUPT, "a case holds a word unknown here");
    return status;
}

enum slv_status case_store_find_cases(struct case_store *store,
                                      const struct case_find *find,
                                      size_t limit, struct arena *arena,
                                      struct case_record **out, size_t *count,
                                      struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the text to look for", find->text, CASE_OPTIONAL,
                        CASE_FIND_TEXT_BYTES_MAX, err);

    *count = 0;
    if (status == SLV_OK)
        status = case_begin_reading(store, err);
    if (status != SLV_OK)
        return status;
    status = list_cases(store, find, limit, arena, out, count, err);
    return case_end(store, status, err);
}

/* --- time entries --- */

static enum slv_status list_times(struct case_store *store,
                                  const struct case_time_find *find,
                                  size_t limit, struct arena *arena,
                                  struct case_time **out, size_t *count,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    int64_t after = INT64_MAX;
    struct case_rows rows;
    enum slv_status status = SLV_OK;

    if (find->after.len > 0) {
        status = CASE_ASK(store, err, &after,
                          "SELECT id FROM time_entries WHERE key = ?",
                          case_text(find->after));
        if (status == SLV_OK && after == 0)
            status =
                slv_fail(err, SLV_ERR_NOT_FOUND, "there is no time entry %.*s",
                         STR_ARG(find->after));
    }
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT t.key, c.number, a.key, t.minutes, t.worked_on, "
                     "t.note FROM time_entries AS t "
                     "JOIN cases AS c ON c.id = t.case_id "
                     "JOIN agents AS a ON a.id = t.agent_id "
                     "WHERE t.id < ?1 AND (?2 = '' OR c.number = ?2) "
                     "AND (?3 = '' OR a.key = ?3) "
                     "AND (?4 = '' OR t.worked_on >= ?4) "
                     "AND (?5 = '' OR t.worked_on <= ?5) "
                     "ORDER BY t.id DESC LIMIT ?6",
                     case_number(after), case_text(find->case_number),
                     case_text(find->agent), case_text(find->from),
                     case_text(find->until), case_limit(limit));
    while (case_rows_next(&rows))
        *(struct case_time *) case_items_add(&items) = (struct case_time){
            .key = sql_column_str(rows.row, 0, arena),
            .case_number = sql_column_str(rows.row, 1, arena),
            .agent = sql_column_str(rows.row, 2, arena),
            .minutes = sqlite3_column_int(rows.row, 3),
            .worked_on = sql_column_str(rows.row, 4, arena),
            .note = sql_column_str(rows.row, 5, arena),
        };
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status case_store_find_times(struct case_store *store,
                                      const struct case_time_find *find,
                                      size_t limit, struct arena *arena,
                                      struct case_time **out, size_t *count,
                                      struct slv_error *err)
{
    enum slv_status status =
        case_check_day("the first day", find->from, CASE_OPTIONAL, err);

    *count = 0;
    if (status == SLV_OK)
        status =
            case_check_day("the last day", find->until, CASE_OPTIONAL, err);
    if (status == SLV_OK)
        status = case_begin_reading(store, err);
    if (status != SLV_OK)
        return status;
    status = list_times(store, find, limit, arena, out, count, err);
    return case_end(store, status, err);
}

/* --- events --- */

enum slv_status case_store_find_events(struct case_store *store, int64_t before,
                                       size_t limit, struct arena *arena,
                                       struct case_event **out, size_t *count,
                                       struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT id, at_unix_s, actor, action, kind, key, detail "
                     "FROM events WHERE id < ? ORDER BY id DESC LIMIT ?",
                     case_number(before > 0 ? before : INT64_MAX),
                     case_limit(limit));
    while (case_rows_next(&rows))
        *(struct case_event *) case_items_add(&items) = (struct case_event){
            .id = sqlite3_column_int64(rows.row, 0),
            .at_unix_s = sqlite3_column_int64(rows.row, 1),
            .actor = sql_column_str(rows.row, 2, arena),
            .action = sql_column_str(rows.row, 3, arena),
            .kind = sql_column_str(rows.row, 4, arena),
            .key = sql_column_str(rows.row, 5, arena),
            .detail = sql_column_str(rows.row, 6, arena),
        };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
