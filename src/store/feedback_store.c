/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table `feedback` of the case store. Whether the article is there, and who
 * may say something about it, is for the caller to know.
 */
#include "store/feedback_store.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "store/sql.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

struct feedback_store {
    pthread_mutex_t turn; /* held while the connection is in use */
    struct sqlite3 *db;
    struct sqlite3_stmt *add;
    struct sqlite3_stmt *set_comment;
    struct sqlite3_stmt *list;
    struct sqlite3_stmt *list_all;
    struct sqlite3_stmt *count;
    struct sqlite3_stmt *count_all;
};

#define COLUMNS                                                              \
    "SELECT id, article_id, helpful, comment, created_unix_s, session_hash " \
    "FROM feedback "

static enum slv_status prepare_all(struct feedback_store *store,
                                   struct slv_error *err)
{
    const struct {
        struct sqlite3_stmt **statement;
        const char *text;
    } statements[] = {
        {&store->add, "INSERT INTO feedback (article_id, helpful, comment, "
                      "created_unix_s, session_hash) VALUES (?, ?, ?, ?, ?)"},
        {&store->set_comment,
         "UPDATE feedback SET comment = ? WHERE id = (SELECT max(id) "
         "FROM feedback WHERE article_id = ? AND session_hash = ?)"},
        {&store->list, COLUMNS "WHERE article_id = ? ORDER BY id DESC LIMIT ?"},
        {&store->list_all, COLUMNS "ORDER BY id DESC LIMIT ?"},
        {&store->count, "SELECT count(*) FILTER (WHERE helpful = 1), "
                        "count(*) FILTER (WHERE helpful = 0) "
                        "FROM feedback WHERE article_id = ?"},
        {&store->count_all, "SELECT article_id, sum(helpful), "
                            "sum(1 - helpful) AS unhelpful FROM feedback "
                            "GROUP BY article_id "
                            "ORDER BY unhelpful DESC, article_id"},
    };

    for (size_t i = 0; i < ARRAY_LEN(statements); i++) {
        enum slv_status status = sql_prepare(store->db, statements[i].text,
                                             statements[i].statement, err);

        if (status != SLV_OK)
            return status;
    }
    return SLV_OK;
}

enum slv_status feedback_store_open(const char *path,
                                    struct feedback_store **out,
                                    struct slv_error *err)
{
    struct feedback_store *store = alloc_zeroed(1, sizeof *store);
    enum slv_status status;

    *out = NULL;
    SLV_ASSERT(pthread_mutex_init(&store->turn, NULL) == 0);
    status =
        sql_open(path, sql_migrations_solvent, SQL_DURABLE, &store->db, err);
    if (status == SLV_OK)
        status = prepare_all(store, err);
    if (status != SLV_OK) {
        feedback_store_close(store);
        return status;
    }
    *out = store;
    return SLV_OK;
}

void feedback_store_close(struct feedback_store *store)
{
    if (!store)
        return;
    sqlite3_finalize(store->add);
    sqlite3_finalize(store->set_comment);
    sqlite3_finalize(store->list);
    sqlite3_finalize(store->list_all);
    sqlite3_finalize(store->count);
    sqlite3_finalize(store->count_all);
    sql_close(store->db);
    pthread_mutex_destroy(&store->turn);
    free(store);
}

static void take_turn(struct feedback_store *store)
{
    SLV_ASSERT(pthread_mutex_lock(&store->turn) == 0);
}

static void end_turn(struct feedback_store *store)
{
    SLV_ASSERT(pthread_mutex_unlock(&store->turn) == 0);
}

static enum slv_status check_entry(const struct feedback *entry,
                                   struct slv_error *err)
{
    if (entry->article_id.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "feedback names no article");
    if (entry->article_id.len > BOUND_ARTICLE_ID_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the article id is longer than %d bytes",
                        BOUND_ARTICLE_ID_BYTES);
    if (entry->comment.len > BOUND_FEEDBACK_COMMENT_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the comment is longer than %d bytes",
                        BOUND_FEEDBACK_COMMENT_BYTES);
    if (entry->session_hash.len > BOUND_SESSION_HASH_BYTES)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the session hash is longer than %d bytes",
                        BOUND_SESSION_HASH_BYTES);
    return SLV_OK;
}

enum slv_status feedback_store_add(struct feedback_store *store,
                                   const struct feedback *entry,
                                   struct slv_error *err)
{
    struct sqlite3_stmt *add = store->add;
    enum slv_status status = check_entry(entry, err);

    if (status != SLV_OK)
        return status;
    take_turn(store);
    sql_bind_str(add, 1, entry->article_id);
    sqlite3_bind_int(add, 2, entry->is_helpful);
    sql_bind_str(add, 3, entry->comment);
    sqlite3_bind_int64(add, 4, entry->created_unix_s);
    sql_bind_str_or_null(add, 5, entry->session_hash);
    status = sql_finish(store->db, add, "the feedback was not stored", err);
    end_turn(store);
    return status;
}

enum slv_status feedback_store_set_comment(struct feedback_store *store,
                                           struct str article_id,
                                           struct str session_hash,
                                           struct str comment,
                                           struct slv_error *err)
{
    struct sqlite3_stmt *update = store->set_comment;
    const struct feedback entry = {.article_id = article_id,
                                   .comment = comment,
                                   .session_hash = session_hash};
    enum slv_status status = check_entry(&entry, err);

    if (status != SLV_OK)
        return status;
    if (session_hash.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "the comment names no session");
    take_turn(store);
    sql_bind_str(update, 1, comment);
    sql_bind_str(update, 2, article_id);
    sql_bind_str(update, 3, session_hash);
    status = sql_finish(store->db, update, "the comment was not stored", err);
    if (status == SLV_OK && sqlite3_changes(store->db) == 0)
        status = slv_fail(err, SLV_ERR_NOT_FOUND,
                          "there is no feedback for this comment");
    end_turn(store);
    return status;
}

static struct feedback read_entry(struct sqlite3_stmt *row, struct arena *arena)
{
    return (struct feedback){
        .id = sqlite3_column_int64(row, 0),
        .article_id = sql_column_str(row, 1, arena),
        .is_helpful = sqlite3_column_int(row, 2) != 0,
        .comment = sql_column_str(row, 3, arena),
        .created_unix_s = sqlite3_column_int64(row, 4),
        .session_hash = sql_column_str(row, 5, arena),
    };
}

/* Moves `count` items from the heap to the arena and frees the former. */
static void *into_arena(void *items, size_t count, size_t size,
                        struct arena *arena)
{
    void *copy = arena_calloc(arena, count, size);

    if (count > 0)
        memcpy(copy, items, count * size);
    free(items);
    return copy;
}

static enum slv_status end_rows(struct feedback_store *store,
                                struct sqlite3_stmt *rows, int result,
                                struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (result != SQLITE_DONE)
        status =
            sql_fail(store->db, result, "the feedback cannot be read", err);
    sqlite3_reset(rows);
    sqlite3_clear_bindings(rows);
    return status;
}

enum slv_status feedback_store_list(struct feedback_store *store,
                                    struct str article_id, size_t limit,
                                    struct arena *arena, struct feedback **out,
                                    size_t *count, struct slv_error *err)
{
    struct sqlite3_stmt *rows;
    struct feedback *items = NULL;
    size_t capacity = 0;
    size_t found = 0;
    int column = 1;
    int result;
    enum slv_status status;

    take_turn(store);
    rows = article_id.len > 0 ? store->list : store->list_all;
    if (article_id.len > 0)
        sql_bind_str(rows, column++, article_id);
    sqlite3_bind_int64(rows, column,
                       (sqlite3_int64) (limit < INT32_MAX ? limit : INT32_MAX));
    while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
        items = alloc_grow(items, found, &capacity, sizeof *items);
        items[found++] = read_entry(rows, arena);
    }
    status = end_rows(store, rows, result, err);
    end_turn(store);
    *out = into_arena(items, found, sizeof *items, arena);
    *count = found;
    return status;
}

enum slv_status feedback_store_count(struct feedback_store *store,
                                     struct str article_id,
                                     struct feedback_count *out,
                                     struct slv_error *err)
{
    struct sqlite3_stmt *row = store->count;
    int result;
    enum slv_status status;

    *out = (struct feedback_count){.article_id = article_id};
    take_turn(store);
    sql_bind_str(row, 1, article_id);
    while ((result = sqlite3_step(row)) == SQLITE_ROW) {
        out->helpful = (uint64_t) sqlite3_column_int64(row, 0);
        out->unhelpful = (uint64_t) sqlite3_column_int64(row, 1);
    }
    status = end_rows(store, row, result, err);
    end_turn(store);
    return status;
}

enum slv_status feedback_store_count_all(struct feedback_store *store,
                                         struct arena *arena,
                                         struct feedback_count **out,
                                         size_t *count, struct slv_error *err)
{
    struct sqlite3_stmt *rows = store->count_all;
    struct feedback_count *items = NULL;
    size_t capacity = 0;
    size_t found = 0;
    int result;
    enum slv_status status;

    take_turn(store);
    while ((result = sqlite3_step(rows)) == SQLITE_ROW) {
        items = alloc_grow(items, found, &capacity, sizeof *items);
        items[found++] = (struct feedback_count){
            .article_id = sql_column_str(rows, 0, arena),
            .helpful = (uint64_t) sqlite3_column_int64(rows, 1),
            .unhelpful = (uint64_t) sqlite3_column_int64(rows, 2),
        };
    }
    status = end_rows(store, rows, result, err);
    end_turn(store);
    *out = into_arena(items, found, sizeof *items, arena);
    *count = found;
    return status;
}
