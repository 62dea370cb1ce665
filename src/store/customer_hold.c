/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One row for each customer on hold (customer_hold.h).
 */
#include "store/customer_hold.h"

#include "base/strbuf.h"
#include "store/case_store_parts.h"

#include <sqlite3.h>

#define HOLDS                                                            \
    "SELECT c.key, h.reason, h.who, h.since_unix_s FROM customer_holds " \
    "AS h JOIN customers AS c ON c.id = h.customer_id "

static struct customer_hold read_hold(struct sqlite3_stmt *row,
                                      struct arena *arena)
{
    return (struct customer_hold){
        .customer = sql_column_str(row, 0, arena),
        .reason = sql_column_str(row, 1, arena),
        .who = sql_column_str(row, 2, arena),
        .since_unix_s = sqlite3_column_int64(row, 3),
    };
}

static enum slv_status no_hold(struct str customer, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_NOT_FOUND,
                    "the customer \"%.*s\" is not on hold",
                    STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
}

enum slv_status customer_hold_find(struct case_store *store,
                                   struct str customer, struct arena *arena,
                                   struct customer_hold *out,
                                   struct slv_error *err)
{
    struct case_rows rows;
    bool is_found = false;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, HOLDS "WHERE c.key = ?", case_text(customer));
    while (case_rows_next(&rows)) {
        *out = read_hold(rows.row, arena);
        is_found = true;
    }
    status = case_end(store, case_rows_end(&rows, err), err);
    return status == SLV_OK && !is_found ? no_hold(customer, err) : status;
}

enum slv_status customer_hold_list(struct case_store *store,
                                   struct arena *arena,
                                   struct customer_hold **out, size_t *count,
                                   struct slv_error *err)
{
    struct case_items items = {.item_size = sizeof **out};
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(store, err, HOLDS "WHERE c.id > ? ORDER BY c.key",
                     case_number(0));
    while (case_rows_next(&rows))
        *(struct customer_hold *) case_items_add(&items) =
            read_hold(rows.row, arena);
    status = case_end(store, case_rows_end(&rows, err), err);
    *count = items.count;
    *out = case_items_end(&items, arena);
    return status;
}

/* --- changing --- */

static enum slv_status check_reason(struct str reason, struct slv_error *err)
{
    if (reason.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "say why the customer is on hold: the reason is empty");
    if (reason.len > BOUND_CASE_NAME_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the reason is longer than %d bytes",
                        BOUND_CASE_NAME_BYTES);
    return SLV_OK;
}

/* Is the reason what somebody has seen? Empty: there is no hold. */
static enum slv_status check_seen(struct case_store *store, struct str customer,
                                  const struct str *seen, struct slv_error *err)
{
    int64_t is_so = 1;
    enum slv_status status = SLV_OK;

    if (seen)
        status = CASE_ASK(
            store, err, &is_so,
            "SELECT ?2 = coalesce((SELECT h.reason FROM customer_holds AS h "
            "JOIN customers AS c ON c.id = h.customer_id WHERE c.key = ?1), "
            "'')",
            case_text(customer), case_text(*seen));
    if (status == SLV_OK && !is_so)
        return slv_fail(err, SLV_ERR_CONFLICT,
                        "the hold of \"%.*s\" was changed meanwhile",
                        STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
    return status;
}

static enum slv_status write_hold(struct case_store *store, int64_t customer_id,
                                  struct str reason,
                                  const struct case_actor *actor,
                                  enum case_put *did, struct slv_error *err)
{
    int64_t is_there = 0;
    int64_t is_same = 0;
    enum slv_status status =
        CASE_ASK(store, err, &is_there,
                 "SELECT EXISTS (SELECT 1 FROM customer_holds WHERE "
                 "customer_id = ?)",
                 case_number(customer_id));

    if (status == SLV_OK)
        status = CASE_ASK(store, err, &is_same,
                          "SELECT EXISTS (SELECT 1 FROM customer_holds WHERE "
                          "customer_id = ? AND reason = ?)",
                          case_number(customer_id), case_text(reason));
    *did = is_same ? CASE_UNCHANGED : is_there ? CASE_UPDATED : CASE_ADDED;
    if (status != SLV_OK || is_same)
        return status;
    return CASE_RUN(store, err,
                    "INSERT INTO customer_holds (customer_id, reason, "
                    "since_unix_s, who) VALUES (?1, ?2, ?3, ?4) "
                    "ON CONFLICT (customer_id) DO UPDATE SET reason = ?2, "
                    "who = ?4",
                    case_number(customer_id), case_text(reason),
                    case_number(actor->now_unix_s), case_text(actor->name));
}

static enum slv_status put_hold(struct case_store *store, struct str customer,
                                struct str reason, const struct str *seen,
                                const struct case_actor *actor,
                                enum case_put *did, struct slv_error *err)
{
    struct strbuf detail;
    int64_t id = 0;
    enum slv_status status = check_seen(store, customer, seen, err);

    if (status == SLV_OK)
        status =
            CASE_ASK(store, err, &id, "SELECT id FROM customers WHERE key = ?",
                     case_text(customer));
    if (status == SLV_OK && id == 0)
        status =
            slv_fail(err, SLV_ERR_NOT_FOUND, "there is no customer \"%.*s\"",
                     STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
    if (status == SLV_OK)
        status = write_hold(store, id, reason, actor, did, err);
    if (status != SLV_OK || *did == CASE_UNCHANGED)
        return status;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_text(&detail, "reason", reason);
    status = case_tell(store, actor, *did == CASE_ADDED ? "add" : "update",
                       "hold", customer, &detail, err);
    strbuf_release(&detail);
    return status;
}

enum slv_status customer_hold_put(struct case_store *store, struct str customer,
                                  struct str reason, const struct str *seen,
                                  const struct case_actor *actor,
                                  enum case_put *did, struct slv_error *err)
{
    enum case_put what = CASE_UNCHANGED;
    enum slv_status status = check_reason(reason, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    status = case_end(
        store, put_hold(store, customer, reason, seen, actor, &what, err), err);
    if (did)
        *did = what;
    return status;
}

static enum slv_status lift(struct case_store *store, struct str customer,
                            const struct str *seen,
                            const struct case_actor *actor,
                            struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status =
        CASE_ASK(store, err, &id,
                 "SELECT c.id FROM customers AS c JOIN customer_holds AS h ON "
                 "h.customer_id = c.id WHERE c.key = ?",
                 case_text(customer));

    if (status == SLV_OK && id == 0)
        status = no_hold(customer, err);
    if (status == SLV_OK)
        status = check_seen(store, customer, seen, err);
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM customer_holds WHERE customer_id = ?",
                          case_number(id));
    if (status == SLV_OK)
        status = case_tell(store, actor, "remove", "hold", customer, NULL, err);
    return status;
}

enum slv_status customer_hold_lift(struct case_store *store,
                                   struct str customer, const struct str *seen,
                                   const struct case_actor *actor,
                                   struct slv_error *err)
{
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    return case_end(store, lift(store, customer, seen, actor, err), err);
}
