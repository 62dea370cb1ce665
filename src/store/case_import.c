/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The course of an import: it begins alone, what was staged is applied by chunks
 * with a journal, and one that was interrupted is finished or thrown away. Taking
 * rows is in case_import_stage.c, what a row does in case_import_apply.c.
 */
#include "store/case_import.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/strbuf.h"
#include "store/case_import_parts.h"

#include <sqlite3.h>
#include <stdlib.h>

enum {
    /* between two steps others have their turn, for a quarter of a step */
    PAUSE_SHARE = 4,
    PAUSE_MIN_MS = 2,
    PAUSE_MAX_MS = 50,
    /* a case with all texts at their maxima still fits */
    PACKED_MAX = 512 * 1024 * 1024,
    KEY_MAX = 2 * BOUND_CASE_NAME_BYTES + 64
};

/* --- life --- */

static struct case_import *import_new(struct case_store *store)
{
    struct case_import *import = alloc_zeroed(1, sizeof *import);

    import->store = store;
    import->names = arena_new();
    import->arena = arena_new();
    strbuf_init(&import->packed, PACKED_MAX);
    strbuf_init(&import->key, KEY_MAX);
    return import;
}

static void import_free(struct case_import *import)
{
    file_lock_close(import->lock);
    strbuf_release(&import->packed);
    strbuf_release(&import->key);
    free(import->keys.slots);
    free(import->parts);
    arena_free(import->arena);
    arena_free(import->names);
    free(import);
}

/* Keys come in any order and their indexes are read all over: with little
 * memory each row would cost several pages, and pages that many chunks change
 * would be carried from the WAL into the file each time. */
static const char for_many[] = "PRAGMA cache_size = -65536;"
                               "PRAGMA wal_autocheckpoint = 8000";
static const char for_few[] = "PRAGMA cache_size = -2000;"
                              "PRAGMA wal_autocheckpoint = 1000";

static enum slv_status set_up(struct case_store *store, const char *settings,
                              struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    if (status != SLV_OK)
        return status;
    return case_end(store, sql_run(store->db, settings, err), err);
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

/* --- applying --- */

/* The rows of the next step, in import->rows. The plus keeps SQLite from
 * looking at all rows of the import by their keys. */
static enum slv_status read_chunk(struct case_import *import, bool *is_last,
                                  struct slv_error *err)
{
    struct case_rows rows;
    enum slv_status status = case_begin_reading(import->store, err);

    case_import_forget_rows(import);
    *is_last = true;
    if (status != SLV_OK)
        return status;
    rows = CASE_ROWS(import->store, err,
                     "SELECT id, kind, packed FROM import_rows "
                     "WHERE id > ? AND +import_id = ? ORDER BY id",
                     case_number(import->last_row_id), case_number(import->id));
    while (case_rows_next(&rows)) {
        struct case_staged_row *row = &import->rows[import->row_count];
        const void *packed = sqlite3_column_blob(rows.row, 2);
        const int len = sqlite3_column_bytes(rows.row, 2);

        if (import->row_count == CASE_CHUNK_ROWS ||
            import->row_bytes >= CASE_CHUNK_BYTES) {
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
        const struct case_staged_row *row = &import->rows[i];
        enum case_put did = CASE_UNCHANGED;

        status =
            case_apply_row(import->store, row->kind, row->packed, &did, err);
        if (row->kind == CASE_ROW_MERGE) /* counted as its case */
            continue;
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
                          "DELETE FROM import_rows WHERE +import_id = ? "
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
                          case_number(id), case_number(CASE_CHUNK_ROWS));
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
        status = case_import_stage_parts(import, err);
    if (status == SLV_OK && import->state == STAGING)
        status = case_import_flush(import, err);
    if (status == SLV_OK && import->id == 0)
        *is_done = true;
    else if (status == SLV_OK) {
        status = step(import, is_done, err);
        /* what was read from the journal is not to be staged again */
        case_import_forget_rows(import);
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
    if (status == SLV_OK)
        status = set_up(import->store, for_few, NULL);
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

static enum slv_status find_one(struct case_store *store, const char *sql,
                                int64_t *out, struct slv_error *err)
{
    enum slv_status status = case_begin_reading(store, err);

    *out = 0;
    return status == SLV_OK
               ? case_end(store,
                          case_ask(case_rows_begin(store, sql, NULL, 0, err),
                                   out, err),
                          err)
               : status;
}

enum slv_status case_import_recover(struct case_store *store,
                                    struct slv_error *err)
{
    struct file_lock *lock = NULL;
    int64_t unfinished;
    enum slv_status status =
        find_one(store, "SELECT id FROM imports WHERE state <> 'done' LIMIT 1",
                 &unfinished, err);

    if (status != SLV_OK || unfinished == 0)
        return status;
    status = take_lock(store, &lock, err);
    if (status == SLV_ERR_LOCKED)
        return SLV_OK; /* not interrupted: it is running */
    if (status == SLV_OK)
        status = set_up(store, for_many, err);
    if (status == SLV_OK)
        status = finish_all(store, err);
    if (status == SLV_OK)
        status = set_up(store, for_few, err);
    file_lock_close(lock);
    return status;
}

enum slv_status case_import_check(struct case_store *store,
                                  struct slv_error *err)
{
    int64_t applying;
    enum slv_status status = find_one(
        store, "SELECT id FROM imports WHERE state = 'applying' LIMIT 1",
        &applying, err);

    if (status != SLV_OK || applying == 0)
        return status;
    (void) slv_fail(err, SLV_ERR_PERMISSION,
                    "an import of the case store was interrupted and can only "
                    "be finished where its folder may be written to");
    slv_hint(err, "Run a command that may write there once, or copy the folder "
                  "and read the copy.");
    return SLV_ERR_PERMISSION;
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
    if (status == SLV_OK)
        status = set_up(store, for_many, err);
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
