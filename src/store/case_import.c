/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The course of an import: rows are checked, collected, staged by chunks, and
 * applied by chunks with a journal; and what is done about one that was
 * interrupted. What a row does is in case_import_apply.c.
 */
#include "store/case_import.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "store/case_import_parts.h"

#include <sqlite3.h>
#include <stdlib.h>

enum {
    CHUNK_ROWS = 1000,
    CHUNK_BYTES = 4 * 1024 * 1024,
    /* between two steps others have their turn, for a quarter of a step */
    PAUSE_SHARE = 4,
    PAUSE_MIN_MS = 2,
    PAUSE_MAX_MS = 50,
    /* a case with all texts at their maxima still fits */
    PACKED_MAX = 512 * 1024 * 1024,
    KEY_MAX = 2 * BOUND_CASE_NAME_BYTES + 64
};

struct staged_row {
    int64_t id; /* 0 while it is not written */
    int64_t kind;
    struct str key;
    struct str packed;
};

struct case_import {
    struct case_store *store;
    struct file_lock *lock;
    struct arena *names; /* as long as the import */
    struct case_actor actor;
    struct str source;
    bool is_dry_run;
    enum { STAGING, APPLYING, DONE } state;
    int64_t id;          /* in the journal, 0 before its first chunk */
    int64_t last_row_id; /* applied; what comes after it is to be done */
    struct case_import_counts counts;
    /* the rows that are collected, or applied in this moment */
    struct arena *arena;
    struct staged_row rows[CHUNK_ROWS];
    size_t row_count;
    size_t row_bytes;
    struct strmap *keys; /* of the rows that are collected */
    struct strbuf packed;
    struct strbuf key;
    struct strbuf map_key;
};

/* --- life --- */

static struct case_import *import_new(struct case_store *store)
{
    struct case_import *import = alloc_zeroed(1, sizeof *import);

    import->store = store;
    import->names = arena_new();
    import->arena = arena_new();
    import->keys = strmap_new();
    strbuf_init(&import->packed, PACKED_MAX);
    strbuf_init(&import->key, KEY_MAX);
    strbuf_init(&import->map_key, KEY_MAX);
    return import;
}

static void import_free(struct case_import *import)
{
    file_lock_close(import->lock);
    strbuf_release(&import->packed);
    strbuf_release(&import->key);
    strbuf_release(&import->map_key);
    strmap_free(import->keys);
    arena_free(import->arena);
    arena_free(import->names);
    free(import);
}

static void forget_rows(struct case_import *import)
{
    arena_reset(import->arena);
    strmap_clear(import->keys);
    import->row_count = 0;
    import->row_bytes = 0;
}

static enum slv_status take_lock(struct case_store *store,
                                 struct file_lock **out, struct slv_error *err)
{
    return file_lock_open(store->import_lock_path, "import", "solvent import",
                          0, out, err);
}

struct case_import_counts case_import_counts(const struct case_import *import)
{
    return import->counts;
}

/* --- staging --- */

static enum slv_status write_journal(struct case_import *import,
                                     struct slv_error *err)
{
    enum slv_status status;

    if (import->id != 0)
        return SLV_OK;
    status = CASE_RUN(import->store, err,
                      "INSERT INTO imports (source, actor, started_unix_s, "
                      "state) VALUES (?, ?, ?, 'staged')",
                      case_text(import->source), case_text(import->actor.name),
                      case_number(import->actor.now_unix_s));
    if (status == SLV_OK)
        import->id = sqlite3_last_insert_rowid(import->store->db);
    return status;
}

static enum slv_status write_rows(struct case_import *import,
                                  struct slv_error *err)
{
    enum slv_status status = write_journal(import, err);

    for (size_t i = 0; status == SLV_OK && i < import->row_count; i++) {
        const struct staged_row *row = &import->rows[i];

        status = CASE_RUN(import->store, err,
                          "INSERT INTO import_rows (import_id, kind, key, "
                          "packed) VALUES (?, ?, ?, ?)",
                          case_number(import->id), case_number(row->kind),
                          case_text(row->key), case_blob(row->packed));
    }
    return status;
}

/* Stage the rows that were collected; they stay when that fails. */
static enum slv_status flush(struct case_import *import, struct slv_error *err)
{
    const int64_t id_before = import->id;
    enum slv_status status;

    if (import->row_count == 0)
        return SLV_OK;
    status = case_begin(import->store, err);
    if (status == SLV_OK)
        status = case_end(import->store, write_rows(import, err), err);
    if (status == SLV_OK)
        forget_rows(import);
    else
        import->id = id_before;
    return status;
}

/* Whether an earlier chunk had a row of this kind with this key. */
static enum slv_status is_staged(struct case_import *import, int64_t kind,
                                 struct str key, bool *out,
                                 struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status;

    *out = false;
    if (import->id == 0)
        return SLV_OK;
    status = case_begin_reading(import->store, err);
    if (status == SLV_OK)
        status = case_end(import->store,
                          CASE_ASK(import->store, err, &id,
                                   "SELECT id FROM import_rows WHERE "
                                   "import_id = ? AND kind = ? AND key = ?",
                                   case_number(import->id), case_number(kind),
                                   case_text(key)),
                          err);
    *out = id != 0;
    return status;
}

/* Take the row that stands in import->packed. `shown` is its key for people. */
static enum slv_status take(struct case_import *import, int64_t kind,
                            struct str key, struct str shown,
                            struct slv_error *err)
{
    bool is_repeated;
    struct staged_row *row;
    enum slv_status status = SLV_OK;

    SLV_ASSERT(!import->packed.overflowed);
    if (import->row_count == CHUNK_ROWS || import->row_bytes >= CHUNK_BYTES)
        status = flush(import, err);
    strbuf_clear(&import->map_key);
    strbuf_add_format(&import->map_key, "%lld ", (long long) kind);
    strbuf_add_str(&import->map_key, key);
    is_repeated =
        strmap_get(import->keys, strbuf_str(&import->map_key)) != NULL;
    if (status == SLV_OK && !is_repeated)
        status = is_staged(import, kind, key, &is_repeated, err);
    if (status == SLV_OK && is_repeated)
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "\"%.*s\" was in this file before", STR_ARG(shown));
    if (status != SLV_OK)
        return status;
    row = &import->rows[import->row_count++];
    *row = (struct staged_row){
        .kind = kind,
        .key = arena_str(import->arena, key),
        .packed = arena_str(import->arena, strbuf_str(&import->packed)),
    };
    *strmap_slot(import->keys, strbuf_str(&import->map_key), NULL) = row;
    import->row_bytes += row->packed.len;
    import->counts.staged++;
    return SLV_OK;
}

static enum slv_status take_texts(struct case_import *import,
                                  enum case_table table, const void *row,
                                  struct slv_error *err)
{
    struct str fields[CASE_FIELDS_MAX];
    struct str key;
    enum slv_status status;

    SLV_ASSERT(import->state == STAGING);
    memcpy(fields, row, case_table_field_count(table) * sizeof *fields);
    status = case_check_texts(table, fields, err);
    if (status != SLV_OK)
        return status;
    strbuf_clear(&import->packed);
    case_pack_texts(table, fields, &import->packed);
    key = fields[0];
    if (case_table_key_count(table) == 2) {
        strbuf_clear(&import->key);
        strbuf_add_format(&import->key, "%zu ", fields[0].len);
        strbuf_add_str(&import->key, fields[0]);
        strbuf_add_char(&import->key, ' ');
        strbuf_add_str(&import->key, fields[1]);
        key = strbuf_str(&import->key);
    }
    return take(import, table, key, fields[case_table_key_count(table) - 1],
                err);
}

enum slv_status case_import_customer(struct case_import *import,
                                     const struct case_customer *row,
                                     struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_CUSTOMERS, row, err);
}

enum slv_status case_import_contact(struct case_import *import,
                                    const struct case_contact *row,
                                    struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_CONTACTS, row, err);
}

enum slv_status case_import_product_line(struct case_import *import,
                                         const struct case_product_line *row,
                                         struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_PRODUCT_LINES, row, err);
}

enum slv_status case_import_product(struct case_import *import,
                                    const struct case_product *row,
                                    struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_PRODUCTS, row, err);
}

enum slv_status case_import_team(struct case_import *import, struct str name,
                                 struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_TEAMS, &name, err);
}

enum slv_status case_import_agent(struct case_import *import,
                                  const struct case_agent *row,
                                  struct slv_error *err)
{
    return take_texts(import, CASE_TABLE_AGENTS, row, err);
}

enum slv_status case_import_case(struct case_import *import,
                                 const struct case_record *row,
                                 struct slv_error *err)
{
    enum slv_status status;

    SLV_ASSERT(import->state == STAGING);
    status = case_check_record(row, err);
    if (status != SLV_OK)
        return status;
    strbuf_clear(&import->packed);
    case_pack_record(row, &import->packed);
    return take(import, CASE_ROW_CASE, row->number, row->number, err);
}

static enum slv_status check_case_is_there(struct case_import *import,
                                           struct str number,
                                           struct slv_error *err)
{
    int64_t id = 0;
    enum slv_status status = case_begin_reading(import->store, err);

    if (status == SLV_OK)
        status = case_end(import->store,
                          case_find_id(import->store, number, &id, err), err);
    if (status == SLV_OK && id == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "there is no case %.*s",
                          STR_ARG(number));
    return status;
}

enum slv_status case_import_time(struct case_import *import,
                                 const struct case_time *row,
                                 struct slv_error *err)
{
    enum slv_status status;

    SLV_ASSERT(import->state == STAGING);
    status = case_check_time(row, err);
    if (status == SLV_OK)
        status = case_check_text("the key of the time entry", row->key,
                                 CASE_REQUIRED, BOUND_CASE_KEY_BYTES, err);
    if (status == SLV_OK)
        status = check_case_is_there(import, row->case_number, err);
    if (status != SLV_OK)
        return status;
    strbuf_clear(&import->packed);
    case_pack_time(row, &import->packed);
    return take(import, CASE_ROW_TIME, row->key, row->key, err);
}

/* --- applying --- */

/* The rows of the next step, in import->rows. */
static enum slv_status read_chunk(struct case_import *import, bool *is_last,
                                  struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(import->store, err);

    forget_rows(import);
    *is_last = true;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(import->store, err,
                     "SELECT id, kind, packed FROM import_rows "
                     "WHERE id > ? AND import_id = ? ORDER BY id",
                     case_number(import->last_row_id), case_number(import->id));
    while (case_rows_next(&rows)) {
        struct staged_row *row = &import->rows[import->row_count];
        const void *packed = sqlite3_column_blob(rows.row, 2);
        const int len = sqlite3_column_bytes(rows.row, 2);

        if (import->row_count == CHUNK_ROWS ||
            import->row_bytes >= CHUNK_BYTES) {
            *is_last = false;
            break;
        }
        row->id = sqlite3_column_int64(rows.row, 0);
        row->kind = sqlite3_column_int64(rows.row, 1);
        row->packed =
            arena_str(import->arena, (struct str){packed, (size_t) len});
        import->row_bytes += row->packed.len;
        import->row_count++;
    }
    return case_end(import->store, case_rows_end(&rows, err), err);
}

static enum slv_status apply_rows(struct case_import *import,
                                  struct case_import_counts *counts,
                                  struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < import->row_count; i++) {
        const struct staged_row *row = &import->rows[i];
        enum case_put did = CASE_UNCHANGED;

        status =
            case_apply_row(import->store, row->kind, row->packed, &did, err);
        counts->applied++;
        counts->added += did == CASE_ADDED;
        counts->updated += did == CASE_UPDATED;
        counts->unchanged += did == CASE_UNCHANGED;
    }
    return status;
}

static enum slv_status tell(struct case_import *import,
                            const struct case_import_counts *counts,
                            struct slv_error *err)
{
    struct strbuf detail;
    enum slv_status status;

    if (counts->added + counts->updated == 0)
        return SLV_OK;
    strbuf_init(&detail, BOUND_EVENT_DETAIL_BYTES);
    case_detail_number(&detail, "added", (int64_t) counts->added);
    case_detail_number(&detail, "updated", (int64_t) counts->updated);
    case_detail_number(&detail, "unchanged", (int64_t) counts->unchanged);
    status = case_tell(import->store, &import->actor, "import", "file",
                       import->source, &detail, err);
    strbuf_release(&detail);
    return status;
}

/* The journal says the same as the tables, because both are of one
 * transaction. */
static enum slv_status apply_chunk(struct case_import *import, bool is_last,
                                   struct case_import_counts *counts,
                                   struct slv_error *err)
{
    enum slv_status status = apply_rows(import, counts, err);

    if (status == SLV_OK && import->row_count > 0)
        status = CASE_RUN(import->store, err,
                          "DELETE FROM import_rows WHERE import_id = ? "
                          "AND id <= ?",
                          case_number(import->id),
                          case_number(import->rows[import->row_count - 1].id));
    if (status == SLV_OK)
        status = CASE_RUN(import->store, err,
                          "UPDATE imports SET state = ?, added = ?, "
                          "updated = ?, unchanged = ? WHERE id = ?",
                          case_word(is_last ? "done" : "applying"),
                          case_number((int64_t) counts->added),
                          case_number((int64_t) counts->updated),
                          case_number((int64_t) counts->unchanged),
                          case_number(import->id));
    if (status == SLV_OK && is_last)
        status = tell(import, counts, err);
    return status;
}

static void pause_after(int64_t step_us)
{
    int64_t pause_ms = step_us / 1000 / PAUSE_SHARE;

    if (pause_ms < PAUSE_MIN_MS)
        pause_ms = PAUSE_MIN_MS;
    sqlite3_sleep(pause_ms < PAUSE_MAX_MS ? (int) pause_ms : PAUSE_MAX_MS);
}

/* One step of an import that is in the journal. */
static enum slv_status step(struct case_import *import, bool *is_done,
                            struct slv_error *err)
{
    struct case_import_counts counts = import->counts;
    bool is_last = false;
    int64_t begun_us;
    enum slv_status status = read_chunk(import, &is_last, err);

    if (status == SLV_OK)
        status = case_begin(import->store, err);
    if (status != SLV_OK)
        return status;
    begun_us = clock_mono_us();
    status = apply_chunk(import, is_last, &counts, err);
    if (import->is_dry_run && status == SLV_OK)
        case_drop(import->store);
    else
        status = case_end(import->store, status, err);
    if (status != SLV_OK)
        return status;
    import->counts = counts;
    if (import->row_count > 0)
        import->last_row_id = import->rows[import->row_count - 1].id;
    import->state = APPLYING;
    if (!is_last)
        pause_after(clock_mono_us() - begun_us);
    *is_done = is_last;
    return SLV_OK;
}

/* Remove what was staged. */
static enum slv_status discard(struct case_store *store, int64_t id,
                               struct slv_error *err)
{
    bool has_more = id != 0;
    enum slv_status status = SLV_OK;

    while (status == SLV_OK && has_more) {
        status = case_begin(store, err);
        if (status != SLV_OK)
            break;
        status = CASE_RUN(store, err,
                          "DELETE FROM import_rows WHERE id IN (SELECT id "
                          "FROM import_rows WHERE import_id = ? LIMIT ?)",
                          case_number(id), case_number(CHUNK_ROWS));
        has_more = status == SLV_OK && sqlite3_changes(store->db) > 0;
        if (status == SLV_OK && !has_more)
            status = CASE_RUN(store, err, "DELETE FROM imports WHERE id = ?",
                              case_number(id));
        status = case_end(store, status, err);
        if (has_more)
            sqlite3_sleep(PAUSE_MIN_MS);
    }
    return status;
}

enum slv_status case_import_apply(struct case_import *import, bool *is_done,
                                  struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    *is_done = import->state == DONE;
    if (*is_done)
        return SLV_OK;
    if (import->state == STAGING)
        status = flush(import, err);
    if (status == SLV_OK && import->id == 0)
        *is_done = true;
    else if (status == SLV_OK) {
        status = step(import, is_done, err);
        /* what was read from the journal is not to be staged again */
        forget_rows(import);
    }
    if (status == SLV_OK && *is_done && import->is_dry_run)
        status = discard(import->store, import->id, err);
    if (status == SLV_OK && *is_done)
        import->state = DONE;
    return status;
}

void case_import_close(struct case_import *import)
{
    enum slv_status status = SLV_OK;

    if (!import)
        return;
    /* when it fails, the next one that opens the store does it */
    if (import->state == STAGING ||
        (import->is_dry_run && import->state != DONE))
        status = discard(import->store, import->id, NULL);
    (void) status;
    import_free(import);
}

/* --- what an interrupted import left --- */

/* The oldest that is not done; *id is 0 without one. */
static enum slv_status find_unfinished(struct case_store *store,
                                       struct case_import *import,
                                       bool *is_applying, struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(store, err);

    import->id = 0;
    if (status != SLV_OK)
        return status;
    rows = case_rows_begin(store,
                           "SELECT id, source, actor, started_unix_s, "
                           "state = 'applying', added, updated, unchanged "
                           "FROM imports WHERE state <> 'done' "
                           "ORDER BY id LIMIT 1",
                           NULL, 0, err);
    while (case_rows_next(&rows)) {
        import->id = sqlite3_column_int64(rows.row, 0);
        import->source = sql_column_str(rows.row, 1, import->names);
        import->actor.name = sql_column_str(rows.row, 2, import->names);
        import->actor.now_unix_s = sqlite3_column_int64(rows.row, 3);
        *is_applying = sqlite3_column_int(rows.row, 4) != 0;
        import->counts = (struct case_import_counts){
            .added = (uint64_t) sqlite3_column_int64(rows.row, 5),
            .updated = (uint64_t) sqlite3_column_int64(rows.row, 6),
            .unchanged = (uint64_t) sqlite3_column_int64(rows.row, 7),
        };
        import->last_row_id = 0;
    }
    return case_end(store, case_rows_end(&rows, err), err);
}

/* The lock is held, so that what is unfinished has nobody any more. */
static enum slv_status finish_all(struct case_store *store,
                                  struct slv_error *err)
{
    struct case_import *import = import_new(store);
    bool is_applying = false;
    enum slv_status status = find_unfinished(store, import, &is_applying, err);

    while (status == SLV_OK && import->id != 0) {
        bool is_done = false;

        if (!is_applying)
            status = discard(store, import->id, err);
        while (status == SLV_OK && is_applying && !is_done)
            status = step(import, &is_done, err);
        if (status == SLV_OK)
            status = find_unfinished(store, import, &is_applying, err);
    }
    import_free(import);
    return status;
}

enum slv_status case_import_recover(struct case_store *store,
                                    struct slv_error *err)
{
    struct file_lock *lock = NULL;
    int64_t unfinished = 0;
    enum slv_status status = case_begin_reading(store, err);

    if (status == SLV_OK)
        status =
            case_end(store,
                     case_ask(case_rows_begin(store,
                                              "SELECT id FROM imports "
                                              "WHERE state <> 'done' LIMIT 1",
                                              NULL, 0, err),
                              &unfinished, err),
                     err);
    if (status != SLV_OK || unfinished == 0)
        return status;
    status = take_lock(store, &lock, err);
    if (status == SLV_ERR_LOCKED)
        return SLV_OK; /* not interrupted: it is running */
    if (status == SLV_OK)
        status = finish_all(store, err);
    file_lock_close(lock);
    return status;
}

/* --- beginning --- */

enum slv_status case_import_begin(struct case_store *store, struct str source,
                                  bool is_dry_run,
                                  const struct case_actor *actor,
                                  struct case_import **out,
                                  struct slv_error *err)
{
    struct case_import *import;
    enum slv_status status = case_check_actor(actor, err);

    *out = NULL;
    if (status == SLV_OK)
        status = case_check_text("the name of the file", source, CASE_OPTIONAL,
                                 BOUND_CASE_NAME_BYTES, err);
    if (status == SLV_OK && store->is_read_only)
        status = slv_fail(err, SLV_ERR_PERMISSION,
                          "the case store is open for reading only");
    if (status != SLV_OK)
        return status;
    import = import_new(store);
    status = take_lock(store, &import->lock, err);
    /* somebody may have ended badly since the store was opened */
    if (status == SLV_OK)
        status = finish_all(store, err);
    if (status != SLV_OK) {
        import_free(import);
        return status;
    }
    import->source = arena_str(import->names, source);
    import->actor = (struct case_actor){arena_str(import->names, actor->name),
                                        actor->now_unix_s};
    import->is_dry_run = is_dry_run;
    *out = import;
    return SLV_OK;
}
