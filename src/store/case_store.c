/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The case store's connection: opening, turns, transactions, statements that
 * are compiled once, counters and events. What is said with them is left to
 * case_store_people.c, case_store_cases.c, case_store_read.c and case_import.c.
 */
#include "store/case_store_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/strbuf.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    BUSY_POLL_MS = 1,
    /* six of these with every byte escaped still fit an event */
    DETAIL_VALUE_BYTES = 800
};

struct case_statement {
    const char *sql;
    struct sqlite3_stmt *compiled;
};

/* --- opening --- */

/* Imports pause between their steps; SQLite's own handler, which waits longer
 * and longer, would miss most of the pauses. */
static int wait_while_busy(void *store_pointer, int tries)
{
    struct case_store *store = store_pointer;

    if (tries == 0)
        store->busy_since_us = clock_mono_us();
    if (clock_mono_us() - store->busy_since_us >
        (int64_t) SQL_BUSY_TIMEOUT_MS * 1000)
        return 0;
    sqlite3_sleep(BUSY_POLL_MS);
    return 1;
}

/* Nobody reads half a file of an import that was interrupted. */
static enum slv_status settle(struct case_store *store,
                              enum case_store_mode mode, struct slv_error *err)
{
    enum slv_status status;

    sqlite3_busy_handler(store->db, wait_while_busy, store);
    status = case_import_recover(store, err);
    if (status != SLV_OK && mode == CASE_STORE_READ &&
        case_import_check(store, NULL) == SLV_OK)
        status = SLV_OK; /* what was only staged is seen by nobody */
    if (status != SLV_OK || mode == CASE_STORE_WRITE)
        return status;
    store->is_read_only = true;
    return sql_run(store->db, "PRAGMA query_only = ON", err);
}

/* For one that may not be written to. */
static enum slv_status open_to_read(struct case_store *store, const char *path,
                                    struct slv_error *err)
{
    enum slv_status status =
        sql_open_to_read(path, sql_migrations_solvent, &store->db, err);

    if (status != SLV_OK)
        return status;
    store->is_read_only = true;
    return case_import_check(store, err);
}

enum slv_status case_store_open(const char *path, enum case_store_mode mode,
                                struct case_store **out, struct slv_error *err)
{
    struct case_store *store = alloc_zeroed(1, sizeof *store);
    size_t lock_path_size = strlen(path) + sizeof "-import";
    enum slv_status status;

    *out = NULL;
    SLV_ASSERT(pthread_mutex_init(&store->turn, NULL) == 0);
    store->import_lock_path = alloc_bytes(lock_path_size);
    snprintf(store->import_lock_path, lock_path_size, "%s-import", path);
    status =
        sql_open(path, sql_migrations_solvent, SQL_DURABLE, &store->db, err);
    if (status == SLV_OK)
        status = settle(store, mode, err);
    else if (status == SLV_ERR_PERMISSION && mode == CASE_STORE_READ &&
             access(path, R_OK) == 0)
        status = open_to_read(store, path, err);
    if (status != SLV_OK) {
        case_store_close(store);
        return status;
    }
    *out = store;
    return SLV_OK;
}

void case_store_close(struct case_store *store)
{
    if (!store)
        return;
    for (size_t i = 0; i < store->statement_count; i++)
        sqlite3_finalize(store->statements[i].compiled);
    free(store->statements);
    sql_close(store->db);
    free(store->import_lock_path);
    pthread_mutex_destroy(&store->turn);
    free(store);
}

/* --- statements --- */

static enum slv_status find_statement(struct case_store *store, const char *sql,
                                      struct sqlite3_stmt **out,
                                      struct slv_error *err)
{
    struct case_statement *statement;
    enum slv_status status;

    for (size_t i = 0; i < store->statement_count; i++) {
        if (store->statements[i].sql == sql) {
            *out = store->statements[i].compiled;
            return SLV_OK;
        }
    }
    status = sql_prepare(store->db, sql, out, err);
    if (status != SLV_OK)
        return status;
    store->statements =
        alloc_grow(store->statements, store->statement_count,
                   &store->statement_capacity, sizeof *store->statements);
    statement = &store->statements[store->statement_count++];
    *statement = (struct case_statement){sql, *out};
    return SLV_OK;
}

static void bind_value(struct sqlite3_stmt *statement, int index,
                       const struct case_value *value)
{
    switch (value->type) {
    case VALUE_TEXT:
        sql_bind_str(statement, index, value->text);
        break;
    case VALUE_TEXT_OR_NULL:
        sql_bind_str_or_null(statement, index, value->text);
        break;
    case VALUE_NUMBER_OR_NULL:
        if (value->number == 0) {
            sqlite3_bind_null(statement, index);
            break;
        }
        /* fall through */
    case VALUE_NUMBER:
        sqlite3_bind_int64(statement, index, value->number);
        break;
    case VALUE_BLOB:
        SLV_ASSERT(sqlite3_bind_blob64(statement, index, value->text.ptr,
                                       value->text.len,
                                       SQLITE_STATIC) == SQLITE_OK);
        break;
    }
}

struct case_rows case_rows_begin(struct case_store *store, const char *sql,
                                 const struct case_value *values, size_t count,
                                 struct slv_error *err)
{
    struct case_rows rows = {.store = store, .result = SQLITE_OK};

    rows.status = find_statement(store, sql, &rows.row, err);
    if (rows.status != SLV_OK)
        return rows;
    SLV_ASSERT(sqlite3_bind_parameter_count(rows.row) == (int) count);
    for (size_t i = 0; i < count; i++)
        bind_value(rows.row, (int) i + 1, &values[i]);
    return rows;
}

bool case_rows_next(struct case_rows *rows)
{
    if (rows->status != SLV_OK)
        return false;
    rows->result = sqlite3_step(rows->row);
    return rows->result == SQLITE_ROW;
}

enum slv_status case_rows_end(struct case_rows *rows, struct slv_error *err)
{
    if (rows->status != SLV_OK)
        return rows->status;
    if (rows->result != SQLITE_DONE && rows->result != SQLITE_ROW)
        rows->status =
            sql_fail(rows->store->db, rows->result, "the case store", err);
    sqlite3_reset(rows->row);
    sqlite3_clear_bindings(rows->row);
    return rows->status;
}

enum slv_status case_run(struct case_rows rows, struct slv_error *err)
{
    while (case_rows_next(&rows))
        continue;
    return case_rows_end(&rows, err);
}

enum slv_status case_ask(struct case_rows rows, int64_t *out,
                         struct slv_error *err)
{
    *out = case_rows_next(&rows) ? sqlite3_column_int64(rows.row, 0) : 0;
    return case_rows_end(&rows, err);
}

void *case_items_add(struct case_items *items)
{
    items->items = alloc_grow(items->items, items->count, &items->capacity,
                              items->item_size);
    return items->items + items->count++ * items->item_size;
}

void *case_items_end(struct case_items *items, struct arena *arena)
{
    void *copy = arena_calloc(arena, items->count, items->item_size);

    if (items->count > 0)
        memcpy(copy, items->items, items->count * items->item_size);
    free(items->items);
    items->items = NULL;
    return copy;
}

struct case_value case_limit(size_t limit)
{
    return case_number(limit < INT64_MAX ? (int64_t) limit : INT64_MAX);
}

/* --- turns and transactions --- */

static void end_turn(struct case_store *store)
{
    SLV_ASSERT(pthread_mutex_unlock(&store->turn) == 0);
}

/* Some failures have rolled back already. */
static void roll_back(struct case_store *store)
{
    if (!sqlite3_get_autocommit(store->db))
        (void) sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
}

static enum slv_status begin(struct case_store *store, const char *sql,
                             struct slv_error *err)
{
    enum slv_status status;

    SLV_ASSERT(pthread_mutex_lock(&store->turn) == 0);
    status = case_run(case_rows_begin(store, sql, NULL, 0, err), err);
    if (status != SLV_OK)
        end_turn(store);
    return status;
}

enum slv_status case_begin(struct case_store *store, struct slv_error *err)
{
    if (store->is_read_only)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "the case store is open for reading only");
    return begin(store, "BEGIN IMMEDIATE", err);
}

enum slv_status case_begin_reading(struct case_store *store,
                                   struct slv_error *err)
{
    return begin(store, "BEGIN", err);
}

enum slv_status case_end(struct case_store *store, enum slv_status status,
                         struct slv_error *err)
{
    if (status == SLV_OK)
        status = case_run(case_rows_begin(store, "COMMIT", NULL, 0, err), err);
    if (status != SLV_OK)
        roll_back(store);
    end_turn(store);
    return status;
}

void case_drop(struct case_store *store)
{
    roll_back(store);
    end_turn(store);
}

enum slv_status case_count_up(struct case_store *store, struct str counter,
                              int64_t *out, struct slv_error *err)
{
    enum slv_status status =
        CASE_ASK(store, err, out,
                 "UPDATE counters SET value = value + 1 WHERE name = ? "
                 "RETURNING value",
                 case_text(counter));

    if (status == SLV_OK && *out == 0)
        status = slv_fail(err, SLV_ERR_CORRUPT,
                          "the case store has lost its counter \"%.*s\"",
                          STR_ARG(counter));
    return status;
}

/* --- events --- */

static void add_json_text(struct strbuf *out, struct str text)
{
    strbuf_add_char(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = (unsigned char) text.ptr[i];

        if (byte < 0x20) {
            strbuf_add_format(out, "\\u%04x", byte);
            continue;
        }
        if (byte == '"' || byte == '\\')
            strbuf_add_char(out, '\\');
        strbuf_add_char(out, (char) byte);
    }
    strbuf_add_char(out, '"');
}

static void begin_detail(struct strbuf *detail, const char *name)
{
    strbuf_add_format(detail, "%s\"%s\":", detail->len > 0 ? "," : "", name);
}

static struct str cut_value(struct str value)
{
    size_t len = value.len;

    if (len <= DETAIL_VALUE_BYTES)
        return value;
    len = DETAIL_VALUE_BYTES;
    while (len > 0 && ((unsigned char) value.ptr[len] & 0xC0) == 0x80)
        len--;
    return str_first(value, len);
}

void case_detail_text(struct strbuf *detail, const char *name, struct str value)
{
    begin_detail(detail, name);
    add_json_text(detail, cut_value(value));
}

void case_detail_list(struct strbuf *detail, const char *name,
                      const struct str *values, size_t count)
{
    begin_detail(detail, name);
    strbuf_add_char(detail, '[');
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            strbuf_add_char(detail, ',');
        add_json_text(detail, cut_value(values[i]));
    }
    strbuf_add_char(detail, ']');
}

void case_detail_number(struct strbuf *detail, const char *name, int64_t value)
{
    begin_detail(detail, name);
    strbuf_add_format(detail, "%lld", (long long) value);
}

enum slv_status case_tell(struct case_store *store,
                          const struct case_actor *actor, const char *action,
                          const char *kind, struct str key,
                          const struct strbuf *detail, struct slv_error *err)
{
    struct strbuf object;
    enum slv_status status;

    if (!actor)
        return SLV_OK;
    strbuf_init(&object, BOUND_EVENT_DETAIL_BYTES);
    strbuf_add_char(&object, '{');
    if (detail)
        strbuf_add_str(&object, strbuf_str(detail));
    strbuf_add_char(&object, '}');
    SLV_ASSERT(!object.overflowed);
    status = CASE_RUN(
        store, err,
        "INSERT INTO events (at_unix_s, actor, action, kind, key, detail) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        case_number(actor->now_unix_s), case_text(actor->name),
        case_word(action), case_word(kind), case_text(key),
        case_text(strbuf_str(&object)));
    strbuf_release(&object);
    return status;
}
