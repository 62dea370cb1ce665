/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One statement over the latest cases of one customer (repeat_contact.h).
 */
#include "store/repeat_contact.h"

#include "store/case_store_parts.h"

#include <sqlite3.h>

enum { DAY_S = 24 * 60 * 60 };

static bool is_among(struct str number, const struct str_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i], number))
            return true;
    return false;
}

enum slv_status repeat_contact_list(struct case_store *store, struct str number,
                                    const struct str_list *alike,
                                    struct arena *arena,
                                    struct repeat_contact **out, size_t *count,
                                    struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(
        store, err,
        "SELECT o.number, o.subject, o.closed_unix_s, coalesce((SELECT "
        "was.article_id FROM links AS was JOIN links AS now ON "
        "now.article_id = was.article_id WHERE was.case_id = o.id AND "
        "was.kind = 'resolved' AND now.case_id = c.id AND now.kind <> 'wrong' "
        "ORDER BY was.article_id LIMIT 1), '') FROM cases AS c JOIN cases AS o "
        "ON o.id IN (SELECT id FROM cases WHERE customer_id = c.customer_id "
        "AND opened_unix_s <= c.opened_unix_s "
        "ORDER BY opened_unix_s DESC, id DESC LIMIT ?3) "
        "WHERE c.number = ?1 AND o.id <> c.id AND o.state = 'closed' "
        "AND o.closed_unix_s BETWEEN c.opened_unix_s - ?2 AND c.opened_unix_s "
        "AND NOT EXISTS (SELECT 1 FROM merges WHERE case_id = o.id) "
        "ORDER BY o.closed_unix_s DESC, o.id DESC",
        case_text(number), case_number((int64_t) REPEAT_CONTACT_DAYS * DAY_S),
        case_number(REPEAT_CONTACT_CASES));
    while (case_rows_next(&rows)) {
        const struct repeat_contact one = {
            .number = sql_column_str(rows.row, 0, arena),
            .subject = sql_column_str(rows.row, 1, arena),
            .closed_unix_s = sqlite3_column_int64(rows.row, 2),
            .article_id = sql_column_str(rows.row, 3, arena),
        };

        if (one.article_id.len > 0 || is_among(one.number, alike))
            *(struct repeat_contact *) case_items_add(&items) = one;
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}
