/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Keeping the rows of a search log in memory, in step with its file. See
 * search_counts.h; what is counted of them is in search_report.c.
 */
#include "store/search_counts_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strmap.h"
#include "store/search_log.h"
#include "store/sql.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct search_counts {
    char *path;
    pthread_mutex_t lock; /* over all below */
    struct sqlite3 *db;   /* NULL: the file is not open */
    struct sqlite3_stmt *changed;
    struct sqlite3_stmt *oldest;
    struct sqlite3_stmt *rows;
    struct sqlite3_stmt *query;
    dev_t device; /* of the file that is open */
    ino_t inode;
    int64_t version; /* of what was read; -1: nothing was */
    struct search_row *items;
    size_t count;
    size_t capacity;
    int64_t first_unix_s;
    struct search_words keys;
    struct search_words articles;
    struct search_words sessions;
};

/* --- words as numbers --- */

static void words_init(struct search_words *words)
{
    *words = (struct search_words){.places = strmap_new()};
    words->texts = alloc_grow(NULL, 0, &words->capacity, sizeof *words->texts);
    words->texts[words->count++] = STR("");
}

static void words_release(struct search_words *words)
{
    strmap_free(words->places);
    free(words->texts);
}

static uint32_t words_number(struct search_words *words, struct str text)
{
    struct str stored;
    void **slot;

    if (text.len == 0)
        return 0;
    slot = strmap_slot(words->places, text, &stored);
    if (!*slot) {
        words->texts = alloc_grow(words->texts, words->count, &words->capacity,
                                  sizeof *words->texts);
        words->texts[words->count] = stored;
        *slot = (void *) (uintptr_t) words->count++;
    }
    return (uint32_t) (uintptr_t) *slot;
}

/* --- the file --- */

static void make_empty(struct search_counts *counts)
{
    words_init(&counts->keys);
    words_init(&counts->articles);
    words_init(&counts->sessions);
    counts->version = -1;
}

/* Close the file and forget what was read of it. */
static void forget(struct search_counts *counts)
{
    sqlite3_finalize(counts->changed);
    sqlite3_finalize(counts->oldest);
    sqlite3_finalize(counts->rows);
    sqlite3_finalize(counts->query);
    counts->changed = counts->oldest = counts->rows = counts->query = NULL;
    sql_close(counts->db);
    counts->db = NULL;
    words_release(&counts->keys);
    words_release(&counts->articles);
    words_release(&counts->sessions);
    free(counts->items);
    counts->items = NULL;
    counts->count = counts->capacity = 0;
}

struct search_counts *search_counts_open(const char *path)
{
    struct search_counts *counts = alloc_zeroed(1, sizeof *counts);
    const size_t size = strlen(path) + 1;

    SLV_ASSERT(pthread_mutex_init(&counts->lock, NULL) == 0);
    counts->path = alloc_bytes(size);
    memcpy(counts->path, path, size);
    make_empty(counts);
    return counts;
}

void search_counts_close(struct search_counts *counts)
{
    if (!counts)
        return;
    forget(counts);
    pthread_mutex_destroy(&counts->lock);
    free(counts->path);
    free(counts);
}

static enum slv_status prepare(struct search_counts *counts,
                               struct slv_error *err)
{
    const struct {
        const char *text;
        struct sqlite3_stmt **out;
    } all[] = {
        {"PRAGMA data_version", &counts->changed},
        {"SELECT coalesce(min(created_unix_s), 9223372036854775807) FROM "
         "searches",
         &counts->oldest},
        {"SELECT id, created_unix_s, session, key, total, opened, "
         "is_case_after, filters LIKE '" SEARCH_LOG_WIDER
         "%' FROM searches WHERE id >= ? AND key <> '' ORDER BY id",
         &counts->rows},
        {"SELECT query FROM searches WHERE id = ?", &counts->query},
    };
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < sizeof all / sizeof *all && status == SLV_OK; i++)
        status = sql_prepare(counts->db, all[i].text, all[i].out, err);
    return status;
}

/* Have the file open that is there now; without one counts->db is NULL. */
static enum slv_status open_file(struct search_counts *counts,
                                 struct slv_error *err)
{
    struct stat about;
    const bool is_there = stat(counts->path, &about) == 0;
    enum slv_status status;

    if (counts->db && is_there && about.st_dev == counts->device &&
        about.st_ino == counts->inode)
        return SLV_OK;
    forget(counts);
    make_empty(counts);
    if (!is_there)
        return SLV_OK;
    status = sql_open(counts->path, sql_migrations_searches, SQL_RELAXED,
                      &counts->db, err);
    if (status == SLV_OK)
        status = prepare(counts, err);
    counts->device = about.st_dev;
    counts->inode = about.st_ino;
    return status;
}

/* --- reading --- */

static enum slv_status read_number(struct search_counts *counts,
                                   struct sqlite3_stmt *statement, int64_t *out,
                                   struct slv_error *err)
{
    const int result = sqlite3_step(statement);

    if (result == SQLITE_ROW)
        *out = sqlite3_column_int64(statement, 0);
    sqlite3_reset(statement);
    return result == SQLITE_ROW ? SLV_OK
                                : sql_fail(counts->db, result,
                                           "the searches cannot be read", err);
}

/* A column as it lies in SQLite's memory until the next step. */
static struct str column(struct sqlite3_stmt *row, int at)
{
    const char *text = (const char *) sqlite3_column_text(row, at);

    return (struct str){text ? text : "",
                        (size_t) sqlite3_column_bytes(row, at)};
}

static struct search_row row_of(struct search_counts *counts)
{
    struct sqlite3_stmt *row = counts->rows;
    const int64_t session = sqlite3_column_int64(row, 2);
    const int64_t total = sqlite3_column_int64(row, 4);
    const struct str number = {(const char *) &session,
                               session != 0 ? sizeof session : 0};

    return (struct search_row){
        .id = sqlite3_column_int64(row, 0),
        .at_unix_s = sqlite3_column_int64(row, 1),
        .session = words_number(&counts->sessions, number),
        .key = words_number(&counts->keys, column(row, 3)),
        .total = (uint32_t) (total < UINT32_MAX ? total : UINT32_MAX),
        .opened = words_number(&counts->articles, column(row, 5)),
        .is_case_after = sqlite3_column_int(row, 6) != 0,
        .is_wider = sqlite3_column_int(row, 7) != 0,
    };
}

/* How many rows are as they will stay. */
static size_t settled(const struct search_counts *counts)
{
    size_t count = counts->count;

    while (count > 0 &&
           counts->items[count - 1].at_unix_s >=
               counts->items[counts->count - 1].at_unix_s - SEARCH_CHANGES_S)
        count--;
    return count;
}

static enum slv_status read_rows(struct search_counts *counts,
                                 struct slv_error *err)
{
    int result;

    counts->count = settled(counts);
    sqlite3_bind_int64(counts->rows, 1,
                       counts->count > 0
                           ? counts->items[counts->count - 1].id + 1
                           : INT64_MIN);
    while ((result = sqlite3_step(counts->rows)) == SQLITE_ROW) {
        counts->items = alloc_grow(counts->items, counts->count,
                                   &counts->capacity, sizeof *counts->items);
        counts->items[counts->count++] = row_of(counts);
    }
    sqlite3_reset(counts->rows);
    return result == SQLITE_DONE ? SLV_OK
                                 : sql_fail(counts->db, result,
                                            "the searches cannot be read", err);
}

/* What was forgotten gives its room back when it is most of what is kept. */
static enum slv_status read_again_when_old(struct search_counts *counts,
                                           struct slv_error *err)
{
    enum { WORTH_IT = 10000 };
    size_t old = 0;

    while (old < counts->count &&
           counts->items[old].at_unix_s < counts->first_unix_s)
        old++;
    if (old < WORTH_IT || old <= counts->count / 2)
        return SLV_OK;
    forget(counts);
    make_empty(counts);
    return open_file(counts, err);
}

static enum slv_status catch_up(struct search_counts *counts,
                                struct slv_error *err)
{
    int64_t version = -1;
    enum slv_status status = open_file(counts, err);

    if (status == SLV_OK && counts->db)
        status = read_number(counts, counts->changed, &version, err);
    if (status != SLV_OK || !counts->db || version == counts->version)
        return status;
    status = read_number(counts, counts->oldest, &counts->first_unix_s, err);
    if (status == SLV_OK)
        status = read_again_when_old(counts, err);
    if (status == SLV_OK && counts->db)
        status = read_rows(counts, err);
    if (status == SLV_OK)
        counts->version = version;
    return status;
}

enum slv_status search_counts_hold(struct search_counts *counts,
                                   struct search_rows *out,
                                   struct slv_error *err)
{
    enum slv_status status;

    *out = (struct search_rows){.items = NULL};
    if (!counts)
        return SLV_OK;
    SLV_ASSERT(pthread_mutex_lock(&counts->lock) == 0);
    status = catch_up(counts, err);
    if (status != SLV_OK) {
        forget(counts);
        make_empty(counts);
        SLV_ASSERT(pthread_mutex_unlock(&counts->lock) == 0);
        return status;
    }
    *out = (struct search_rows){
        .items = counts->items,
        .count = counts->count,
        .first_unix_s = counts->first_unix_s,
        .keys = counts->keys.texts,
        .key_count = counts->keys.count,
        .articles = counts->articles.texts,
        .article_count = counts->articles.count,
        .sessions = counts->sessions.texts,
        .session_count = counts->sessions.count,
    };
    return SLV_OK;
}

void search_counts_release(struct search_counts *counts)
{
    if (counts)
        SLV_ASSERT(pthread_mutex_unlock(&counts->lock) == 0);
}

enum slv_status search_counts_catch_up(struct search_counts *counts,
                                       struct slv_error *err)
{
    struct search_rows rows;
    enum slv_status status = search_counts_hold(counts, &rows, err);

    if (status == SLV_OK)
        search_counts_release(counts);
    return status;
}

struct str search_counts_query(struct search_counts *counts, int64_t id,
                               struct arena *arena)
{
    struct str query = STR("");

    sqlite3_bind_int64(counts->query, 1, id);
    if (sqlite3_step(counts->query) == SQLITE_ROW)
        query = sql_column_str(counts->query, 0, arena);
    sqlite3_reset(counts->query);
    return query;
}
