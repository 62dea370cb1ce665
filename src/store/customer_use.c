/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Questions about the cases of one customer. See customer_use.h.
 */
#include "store/customer_use.h"

#include "store/case_store_parts.h"

#include <sqlite3.h>

enum slv_status customer_use_list(struct case_store *store, struct str customer,
                                  size_t limit, struct arena *arena,
                                  struct customer_use **out, size_t *count,
                                  struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    *out = NULL;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store, err,
        "SELECT coalesce(p.name, ''), c.product_version, c.environment, "
        "max(c.opened_unix_s) FROM (SELECT id, product_id, product_version, "
        "environment, opened_unix_s FROM cases WHERE customer_id = "
        "(SELECT id FROM customers WHERE key = ?1) "
        "ORDER BY opened_unix_s DESC, id DESC LIMIT ?2) AS c "
        "LEFT JOIN products AS p ON p.id = c.product_id "
        "WHERE p.id IS NOT NULL OR c.environment <> '' "
        "GROUP BY c.product_id, c.product_version, c.environment "
        "ORDER BY 4 DESC, max(c.id) DESC LIMIT ?3",
        case_text(customer), case_number(CUSTOMER_USE_CASES),
        case_limit(limit));
    while (case_rows_next(&rows))
        *(struct customer_use *) case_items_add(&items) = (struct customer_use){
            .product = sql_column_str(rows.row, 0, arena),
            .version = sql_column_str(rows.row, 1, arena),
            .environment = sql_column_str(rows.row, 2, arena),
            .last_unix_s = sqlite3_column_int64(rows.row, 3),
        };
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* The "+" leaves the choice to the index of those few that are not closed. */
enum slv_status customer_open_cases(struct case_store *store,
                                    struct str customer, size_t *out,
                                    struct slv_error *err)
{
    int64_t count = 0;
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    if (status != SLV_OK)
        return status;
    status = CASE_ASK(store, err, &count,
                      "SELECT count(*) FROM cases WHERE state <> 'closed' AND "
                      "+customer_id = (SELECT id FROM customers WHERE key = ?)",
                      case_text(customer));
    *out = (size_t) count;
    return case_end(store, status, err);
}
