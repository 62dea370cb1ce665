/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lists of cases for people, by one statement each.
 */
#include "store/case_queue.h"

#include "base/arena.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

/* Id of the row that a filter names: 0 when the filter is empty, -1 when there
 * is no such row. */
static enum slv_status name_id(struct case_store *store, const char *sql,
                               struct str name, int64_t *out,
                               struct slv_error *err)
{
    enum slv_status status;

    *out = 0;
    if (name.len == 0)
        return SLV_OK;
    status = CASE_ASK(store, err, out, sql, case_text(name));
    if (*out == 0)
        *out = -1;
    return status;
}

static struct case_queue_row read_row(struct sqlite3_stmt *row,
                                      struct arena *arena)
{
    struct case_queue_row out = {
        .change = sqlite3_column_int64(row, 0),
        .number = sql_column_str(row, 1, arena),
        .subject = sql_column_str(row, 2, arena),
        .customer = sql_column_str(row, 3, arena),
        .customer_name = sql_column_str(row, 4, arena),
        .contact_name = sql_column_str(row, 5, arena),
        .product = sql_column_str(row, 6, arena),
        .product_version = sql_column_str(row, 7, arena),
        .agent = sql_column_str(row, 8, arena),
        .agent_name = sql_column_str(row, 9, arena),
        .severity = sqlite3_column_int(row, 12),
        .opened_unix_s = sqlite3_column_int64(row, 13),
        .last_unix_s = sqlite3_column_int64(row, 13),
        .reopened_count = sqlite3_column_int(row, 14),
    };

    (void) case_state_parse(sql_column_str(row, 10, arena), &out.state);
    (void) case_outcome_parse(sql_column_str(row, 11, arena), &out.outcome);
    return out;
}

/* When the case was last written to, and by whom. */
static enum slv_status read_last(struct case_store *store,
                                 struct case_queue_row *row,
                                 struct arena *arena, struct slv_error *err)
{
    struct case_rows rows =
        CASE_ROWS(store, err,
                  "SELECT created_unix_s, author FROM messages WHERE case_id = "
                  "(SELECT id FROM cases WHERE number = ?) "
                  "ORDER BY created_unix_s DESC, id DESC LIMIT 1",
                  case_text(row->number));

    while (case_rows_next(&rows)) {
        row->last_unix_s = sqlite3_column_int64(rows.row, 0);
        (void) case_author_parse(sql_column_str(rows.row, 1, arena),
                                 &row->last_author);
    }
    return case_rows_end(&rows, err);
}

/* Said once more where it holds, and with the index of changes kept away ("+"),
 * so that the index of those few is used. */
#define NOT_CLOSED "AND c.state <> 'closed' "
#define DUTY_ID                                                          \
    "(CASE ?11 WHEN 1 THEN c.documenter_id WHEN 2 THEN c.fixer_id ELSE " \
    "c.agent_id END)"
#define QUEUE_ROWS(change, more)                                            \
    "SELECT c.change, c.number, c.subject, u.key, u.name, t.name, p.name, " \
    "c.product_version, a.key, a.name, c.state, c.outcome, c.severity, "    \
    "c.opened_unix_s, c.reopened_count FROM cases AS c "                    \
    "JOIN customers AS u ON u.id = c.customer_id "                          \
    "LEFT JOIN contacts AS t ON t.id = c.contact_id "                       \
    "LEFT JOIN products AS p ON p.id = c.product_id "                       \
    "LEFT JOIN agents AS a ON a.id = c.agent_id "                           \
    "WHERE " change " < ?1 " more                                           \
    "AND ((?2 AND c.state = 'open') OR (?3 AND c.state = 'waiting') "       \
    "OR (?4 AND c.state = 'closed')) "                                      \
    "AND (?5 = 0 OR c.customer_id = ?5) "                                   \
    "AND (?6 = 0 OR c.product_id = ?6) "                                    \
    "AND (?7 = 0 OR ?7 = " DUTY_ID ") "                                     \
    "AND (NOT ?8 OR " DUTY_ID " IS NULL) "                                  \
    "AND (?9 = '' OR c.number = ?9 OR "                                     \
    "instr(lower(c.subject), lower(?9)) > 0) "                              \
    "ORDER BY " change " DESC LIMIT ?10"

static struct case_rows begin_rows(struct case_store *store,
                                   const struct case_queue_filter *filter,
                                   int64_t customer, int64_t product,
                                   int64_t agent, size_t limit,
                                   struct slv_error *err)
{
    const unsigned states = filter->states ? filter->states : ~0u;
    const int64_t before =
        filter->before_change > 0 ? filter->before_change : INT64_MAX;

    const struct case_value values[] = {
        case_number(before),
        case_number((states >> CASE_OPEN) & 1),
        case_number((states >> CASE_WAITING) & 1),
        case_number((states >> CASE_CLOSED) & 1),
        case_number(customer),
        case_number(product),
        case_number(filter->is_unowned ? 0 : agent),
        case_number(filter->is_unowned),
        case_text(filter->text),
        case_limit(limit),
        case_number(filter->duty),
    };
    const char *sql = states & 1u << CASE_CLOSED
                          ? QUEUE_ROWS("c.change", "")
                          : QUEUE_ROWS("+c.change", NOT_CLOSED);

    return case_rows_begin(store, sql, values, sizeof values / sizeof values[0],
                           err);
}

static enum slv_status list(struct case_store *store,
                            const struct case_queue_filter *filter,
                            size_t limit, struct arena *arena,
                            struct case_queue_row **out, size_t *count,
                            struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    int64_t customer = 0;
    int64_t product = 0;
    int64_t agent = 0;
    struct case_rows rows;
    enum slv_status status =
        name_id(store, "SELECT id FROM customers WHERE key = ?",
                filter->customer, &customer, err);

    if (status == SLV_OK)
        status = name_id(store, "SELECT id FROM products WHERE name = ?",
                         filter->product, &product, err);
    if (status == SLV_OK)
        status = name_id(store, "SELECT id FROM agents WHERE key = ?",
                         filter->agent, &agent, err);
    if (status != SLV_OK)
        return status;
    rows = begin_rows(store, filter, customer, product, agent, limit, err);
    while (case_rows_next(&rows))
        *(struct case_queue_row *) case_items_add(&items) =
            read_row(rows.row, arena);
    status = case_rows_end(&rows, err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    for (size_t i = 0; status == SLV_OK && i < *count; i++)
        status = read_last(store, &(*out)[i], arena, err);
    return status;
}

enum slv_status case_store_list_queue(struct case_store *store,
                                      const struct case_queue_filter *filter,
                                      size_t limit, struct arena *arena,
                                      struct case_queue_row **out,
                                      size_t *count, struct slv_error *err)
{
    enum slv_status status =
        case_check_text("the text to look for", filter->text, CASE_OPTIONAL,
                        CASE_QUEUE_TEXT_BYTES_MAX, err);

    *count = 0;
    if (status == SLV_OK)
        status = case_begin_reading(store, err);
    if (status != SLV_OK)
        return status;
    status = list(store, filter, limit, arena, out, count, err);
    return case_end(store, status, err);
}

enum slv_status case_store_list_case_times(struct case_store *store,
                                           struct str number,
                                           struct arena *arena,
                                           struct case_time **out,
                                           size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT t.key, c.number, a.key, t.minutes, t.worked_on, "
                     "t.note FROM time_entries AS t "
                     "JOIN cases AS c ON c.id = t.case_id "
                     "JOIN agents AS a ON a.id = t.agent_id "
                     "WHERE c.number = ? ORDER BY t.worked_on, t.id",
                     case_text(number));
    while (case_rows_next(&rows))
        *(struct case_time *) case_items_add(&items) = (struct case_time){
            .key = sql_column_str(rows.row, 0, arena),
            .case_number = sql_column_str(rows.row, 1, arena),
            .agent = sql_column_str(rows.row, 2, arena),
            .minutes = sqlite3_column_int(rows.row, 3),
            .worked_on = sql_column_str(rows.row, 4, arena),
            .note = sql_column_str(rows.row, 5, arena),
        };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

enum slv_status case_store_find_customers(struct case_store *store,
                                          struct str text, size_t limit,
                                          struct arena *arena,
                                          struct case_customer **out,
                                          size_t *count, struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status =
        case_check_text("the text to look for", text, CASE_OPTIONAL,
                        CASE_QUEUE_TEXT_BYTES_MAX, err);

    *count = 0;
    if (status == SLV_OK)
        status = case_begin_reading(store, err);
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err,
                     "SELECT key, name, market, size, industry, salesperson "
                     "FROM customers WHERE instr(lower(key), lower(?1)) > 0 "
                     "OR instr(lower(name), lower(?1)) > 0 "
                     "ORDER BY name, key LIMIT ?2",
                     case_text(text), case_limit(limit));
    while (case_rows_next(&rows))
        *(struct case_customer *) case_items_add(&items) =
            (struct case_customer){
                .key = sql_column_str(rows.row, 0, arena),
                .name = sql_column_str(rows.row, 1, arena),
                .market = sql_column_str(rows.row, 2, arena),
                .size = sql_column_str(rows.row, 3, arena),
                .industry = sql_column_str(rows.row, 4, arena),
                .salesperson = sql_column_str(rows.row, 5, arena),
            };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
