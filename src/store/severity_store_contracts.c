/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Contracts of customers: compared, put and removed as whole things. From when
 * to when one counts is left to core/cases/clocks.h.
 */
#include "store/severity_store.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/strbuf.h"
#include "store/case_store_parts.h"
#include "store/severity_store_parts.h"

#include <sqlite3.h>
#include <stdio.h>

static enum slv_status find_customer_id(struct case_store *store,
                                        struct str customer, int64_t *id,
                                        struct slv_error *err)
{
    enum slv_status status =
        CASE_ASK(store, err, id, "SELECT id FROM customers WHERE key = ?",
                 case_text(customer));

    if (status == SLV_OK && *id == 0)
        status =
            slv_fail(err, SLV_ERR_NOT_FOUND, "there is no customer \"%.*s\"",
                     STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
    return status;
}

/* In a transaction. *is_there says whether the customer has a contract. */
static enum slv_status read_contract(struct case_store *store,
                                     struct str customer, struct arena *arena,
                                     struct severity_contract *out,
                                     bool *is_there, struct slv_error *err)
{
    struct case_rows rows = CASE_ROWS(
        store, err,
        "SELECT d.name, t.rank, t.first_reply_minutes, t.fix_minutes, "
        "k.from_day, k.until_day "
        "FROM contracts AS k JOIN customers AS c ON c.id = k.customer_id "
        "LEFT JOIN calendars AS d ON d.id = k.calendar_id "
        "LEFT JOIN contract_targets AS t ON t.customer_id = k.customer_id "
        "WHERE c.key = ?",
        case_text(customer));

    *is_there = false;
    *out = (struct severity_contract){.customer = arena_str(arena, customer)};
    while (case_rows_next(&rows)) {
        const int rank = sqlite3_column_int(rows.row, 1);

        *is_there = true;
        out->calendar = sql_column_str(rows.row, 0, arena);
        out->from_day = sql_column_str(rows.row, 4, arena);
        out->until_day = sql_column_str(rows.row, 5, arena);
        if (rank >= 1 && rank <= SEVERITY_COUNT_MAX)
            out->targets[rank - 1] =
                (struct severity_targets){sqlite3_column_int(rows.row, 2),
                                          sqlite3_column_int(rows.row, 3)};
    }
    return case_rows_end(&rows, err);
}

static enum slv_status no_contract(struct str customer, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_NOT_FOUND, "customer \"%.*s\" has no contract",
                    STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
}

enum slv_status severity_store_find_contract(struct case_store *store,
                                             struct str customer,
                                             struct arena *arena,
                                             struct severity_contract *out,
                                             struct slv_error *err)
{
    bool is_there = false;
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    status = read_contract(store, customer, arena, out, &is_there, err);
    if (status == SLV_OK && !is_there)
        status = no_contract(customer, err);
    return case_end(store, status, err);
}

enum slv_status severity_store_list_contracts(struct case_store *store,
                                              struct arena *arena,
                                              struct severity_contract **out,
                                              size_t *count,
                                              struct slv_error *err)
{
    struct str *customers = NULL;
    enum slv_status status = case_begin_reading(store, err);

    *count = 0;
    if (status != SLV_OK)
        return status;
    status = severity_take_names(
        case_rows_begin(store,
                        "SELECT c.key FROM contracts AS k "
                        "JOIN customers AS c ON c.id = k.customer_id "
                        "ORDER BY c.key",
                        NULL, 0, err),
        arena, &customers, count, err);
    *out = arena_calloc(arena, *count, sizeof **out);
    for (size_t i = 0; status == SLV_OK && i < *count; i++) {
        bool is_there = false;

        status = read_contract(store, customers[i], arena, &(*out)[i],
                               &is_there, err);
    }
    return case_end(store, status, err);
}

static enum slv_status check_targets(const struct severity_targets *targets,
                                     struct contract_blame *blame,
                                     struct slv_error *err)
{
    const int minutes[] = {targets->first_reply_minutes, targets->fix_minutes};

    for (int i = 0; i < 2; i++) {
        if (minutes[i] >= 0 && minutes[i] <= SEVERITY_TARGET_MINUTES_MAX)
            continue;
        blame->part = i == 0 ? CONTRACT_FIRST_REPLY : CONTRACT_FIX;
        return slv_fail(err, SLV_ERR_INPUT,
                        "a target of severity %d is not from 1 to %d minutes",
                        blame->severity, SEVERITY_TARGET_MINUTES_MAX);
    }
    if (targets->fix_minutes == 0 ||
        targets->fix_minutes >= targets->first_reply_minutes)
        return SLV_OK;
    blame->part = CONTRACT_FIX;
    return slv_fail(err, SLV_ERR_INPUT,
                    "the fix of severity %d is due before its first reply",
                    blame->severity);
}

static enum slv_status check_days(const struct severity_contract *row,
                                  struct contract_blame *blame,
                                  struct slv_error *err)
{
    enum slv_status status = case_check_day("the first day of the contract",
                                            row->from_day, CASE_OPTIONAL, err);

    blame->part = CONTRACT_FROM;
    if (status != SLV_OK)
        return status;
    blame->part = CONTRACT_UNTIL;
    status = case_check_day("the last day of the contract", row->until_day,
                            CASE_OPTIONAL, err);
    if (status == SLV_OK && row->from_day.len > 0 && row->until_day.len > 0 &&
        str_compare(row->until_day, row->from_day) < 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "the contract ends on %.*s, before it begins on %.*s",
                        STR_ARG(row->until_day), STR_ARG(row->from_day));
    return status;
}

enum slv_status severity_contract_check(const struct severity_contract *row,
                                        struct contract_blame *blame,
                                        struct slv_error *err)
{
    struct contract_blame unasked;
    bool says_something = row->calendar.len > 0;
    enum slv_status status = SLV_OK;

    if (!blame)
        blame = &unasked;
    *blame = (struct contract_blame){.part = CONTRACT_WHOLE};
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        blame->severity = i + 1;
        status = check_targets(&row->targets[i], blame, err);
        if (status != SLV_OK)
            return status;
        says_something |= row->targets[i].first_reply_minutes > 0 ||
                          row->targets[i].fix_minutes > 0;
    }
    blame->severity = 0;
    status = check_days(row, blame, err);
    if (status != SLV_OK || says_something)
        return status;
    blame->part = CONTRACT_WHOLE;
    (void) slv_fail(err, SLV_ERR_INPUT, "the contract promises nothing");
    slv_hint(err, "Give it a target of its own, or a calendar.");
    return SLV_ERR_INPUT;
}

static enum slv_status write_contract(struct case_store *store,
                                      const struct severity_contract *row,
                                      int64_t customer, int64_t calendar,
                                      const struct case_actor *actor,
                                      bool is_new, struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status = CASE_RUN(
        store, err,
        "INSERT INTO contracts "
        "(customer_id, calendar_id, from_day, until_day) "
        "VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET "
        "calendar_id = ?2, from_day = ?3, until_day = ?4",
        case_number(customer), case_number_or_null(calendar),
        case_text_or_null(row->from_day), case_text_or_null(row->until_day));

    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM contract_targets WHERE customer_id = ?",
                          case_number(customer));
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    if (row->calendar.len > 0)
        case_detail_text(&detail, "calendar", row->calendar);
    if (row->from_day.len > 0)
        case_detail_text(&detail, "from", row->from_day);
    if (row->until_day.len > 0)
        case_detail_text(&detail, "until", row->until_day);
    for (int i = 0; status == SLV_OK && i < SEVERITY_COUNT_MAX; i++) {
        const struct severity_targets targets = row->targets[i];
        char name[32];

        if (targets.first_reply_minutes == 0 && targets.fix_minutes == 0)
            continue;
        status = CASE_RUN(store, err,
                          "INSERT INTO contract_targets VALUES (?, ?, ?, ?)",
                          case_number(customer), case_number(i + 1),
                          case_number_or_null(targets.first_reply_minutes),
                          case_number_or_null(targets.fix_minutes));
        snprintf(name, sizeof name, "first_reply_%d", i + 1);
        case_detail_number(&detail, name, targets.first_reply_minutes);
        snprintf(name, sizeof name, "fix_%d", i + 1);
        case_detail_number(&detail, name, targets.fix_minutes);
    }
    if (status == SLV_OK)
        status = case_tell(store, actor, is_new ? "add" : "update", "contract",
                           row->customer, &detail, err);
    strbuf_release(&detail);
    return status;
}

bool severity_contracts_equal(const struct severity_contract *a,
                              const struct severity_contract *b)
{
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++)
        if (a->targets[i].first_reply_minutes !=
                b->targets[i].first_reply_minutes ||
            a->targets[i].fix_minutes != b->targets[i].fix_minutes)
            return false;
    return str_equal(a->calendar, b->calendar) &&
           str_equal(a->from_day, b->from_day) &&
           str_equal(a->until_day, b->until_day);
}

struct wish {
    const struct severity_contract *row;
    bool was_looked_at;
    const struct severity_contract *seen; /* NULL: there was none */
};

static enum slv_status changed(struct str customer, struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CONFLICT,
                    "the contract of \"%.*s\" was changed meanwhile",
                    STR_ARG(str_first(customer, BOUND_CASE_KEY_BYTES)));
}

static enum slv_status find_calendar_id(struct case_store *store,
                                        struct str name, int64_t *id,
                                        struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    *id = 0;
    if (name.len == 0)
        return SLV_OK;
    status = CASE_ASK(store, err, id, "SELECT id FROM calendars WHERE name = ?",
                      case_text(name));
    return status == SLV_OK && *id == 0 ? severity_no_calendar(name, err)
                                        : status;
}

static enum slv_status put_contract(struct case_store *store,
                                    const struct wish *wish,
                                    const struct case_actor *actor,
                                    struct arena *arena, enum case_put *did,
                                    struct slv_error *err)
{
    const struct severity_contract *row = wish->row;
    struct severity_contract before;
    bool is_there = false;
    int64_t customer = 0;
    int64_t calendar = 0;
    enum slv_status status =
        find_customer_id(store, row->customer, &customer, err);

    if (status == SLV_OK)
        status = find_calendar_id(store, row->calendar, &calendar, err);
    if (status == SLV_OK)
        status =
            read_contract(store, row->customer, arena, &before, &is_there, err);
    if (status == SLV_OK && wish->was_looked_at &&
        (is_there != (wish->seen != NULL) ||
         (is_there && !severity_contracts_equal(&before, wish->seen))))
        status = changed(row->customer, err);
    if (status != SLV_OK)
        return status;
    *did = !is_there                                ? CASE_ADDED
           : severity_contracts_equal(&before, row) ? CASE_UNCHANGED
                                                    : CASE_UPDATED;
    return *did == CASE_UNCHANGED
               ? SLV_OK
               : write_contract(store, row, customer, calendar, actor,
                                !is_there, err);
}

static enum slv_status put(struct case_store *store, const struct wish *wish,
                           const struct case_actor *actor, enum case_put *did,
                           struct slv_error *err)
{
    enum case_put what = CASE_UNCHANGED;
    struct arena *arena;
    enum slv_status status = severity_contract_check(wish->row, NULL, err);

    if (status == SLV_OK)
        status = case_check_actor(actor, err);
    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = case_end(store,
                      put_contract(store, wish, actor, arena, &what, err), err);
    arena_free(arena);
    if (did)
        *did = what;
    return status;
}

enum slv_status severity_store_put_contract(struct case_store *store,
                                            const struct severity_contract *row,
                                            const struct case_actor *actor,
                                            enum case_put *did,
                                            struct slv_error *err)
{
    return put(store, &(struct wish){.row = row}, actor, did, err);
}

enum slv_status severity_store_put_contract_seen(
    struct case_store *store, const struct severity_contract *row,
    const struct severity_contract *seen, const struct case_actor *actor,
    enum case_put *did, struct slv_error *err)
{
    return put(store, &(struct wish){row, true, seen}, actor, did, err);
}

static enum slv_status remove_contract(struct case_store *store,
                                       struct str customer,
                                       const struct severity_contract *seen,
                                       const struct case_actor *actor,
                                       struct arena *arena,
                                       struct slv_error *err)
{
    struct severity_contract before;
    bool is_there = false;
    int64_t id = 0;
    enum slv_status status =
        read_contract(store, customer, arena, &before, &is_there, err);

    if (status == SLV_OK && !is_there)
        status = no_contract(customer, err);
    if (status == SLV_OK && seen && !severity_contracts_equal(&before, seen))
        status = changed(customer, err);
    if (status == SLV_OK)
        status = find_customer_id(store, customer, &id, err);
    if (status == SLV_OK)
        status = CASE_RUN(store, err,
                          "DELETE FROM contract_targets WHERE customer_id = ?",
                          case_number(id));
    if (status == SLV_OK)
        status =
            CASE_RUN(store, err, "DELETE FROM contracts WHERE customer_id = ?",
                     case_number(id));
    if (status == SLV_OK)
        status =
            case_tell(store, actor, "remove", "contract", customer, NULL, err);
    return status;
}

enum slv_status
severity_store_remove_contract(struct case_store *store, struct str customer,
                               const struct severity_contract *seen,
                               const struct case_actor *actor,
                               struct slv_error *err)
{
    struct arena *arena;
    enum slv_status status = case_check_actor(actor, err);

    if (status == SLV_OK)
        status = case_begin(store, err);
    if (status != SLV_OK)
        return status;
    arena = arena_new();
    status = case_end(
        store, remove_contract(store, customer, seen, actor, arena, err), err);
    arena_free(arena);
    return status;
}
