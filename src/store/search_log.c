/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A queue in memory, a thread that empties it into SQLite once a second, and a
 * second connection for reading. What the records mean is not known here.
 *
 * Two arrays take turns: callers fill one under a lock that is held for a few
 * instructions only, the writer takes it away whole and leaves the other.
 */
#include "store/search_log.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "store/sql.h"

#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { WRITE_EVERY_S = 1 };

/* What happened, its text behind it in one block. */
enum entry_kind { ENTRY_SEARCH, ENTRY_OPENING, ENTRY_CASE };

struct entry {
    enum entry_kind kind;
    int64_t created_unix_s;
    uint64_t total;
    uint64_t took_us;
    int64_t session;
    struct str query;
    struct str filters;
    struct str hits; /* one id a line */
    struct str key;
    struct str opened;
    char text[];
};

struct search_log {
    /* under `lock` */
    pthread_mutex_t lock;
    pthread_cond_t wake;    /* the writer: something to do at once */
    pthread_cond_t settled; /* who flushes: a batch is done */
    struct entry **queue;
    size_t queued;
    uint64_t added_count;   /* that ever entered the queue */
    uint64_t settled_count; /* of those, written or dropped */
    struct search_log_stats stats;
    bool is_urgent;
    bool is_closing;

    /* the writer's own */
    pthread_t writer;
    struct sqlite3 *db;
    struct sqlite3_stmt *insert;
    struct sqlite3_stmt *open;
    struct sqlite3_stmt *lead; /* to a case */
    struct entry **batch;
    bool is_failing;

    /* under `reading` */
    pthread_mutex_t reading;
    struct sqlite3 *reader;
    struct sqlite3_stmt *newest;
    struct sqlite3_stmt *successes;
};

/* --- adding --- */

static struct str cut(struct str text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max > 0 && ((unsigned char) text.ptr[max] & 0xC0u) == 0x80u)
        max--;
    return str_first(text, max);
}

/* Copy `text` to *to, which moves on. */
static struct str put(char **to, struct str text)
{
    struct str copy = {*to, text.len};

    if (text.len > 0)
        memcpy(*to, text.ptr, text.len);
    *to += text.len;
    return copy;
}

static struct entry *copy_record(const struct search_record *record)
{
    const struct str query = cut(record->query, BOUND_LOGGED_QUERY_BYTES);
    const struct str filters = cut(record->filters, BOUND_LOGGED_FILTERS_BYTES);
    const struct str key = cut(record->key, BOUND_LOGGED_QUERY_BYTES);
    size_t hit_count = record->hit_count < BOUND_LOGGED_HITS
                           ? record->hit_count
                           : BOUND_LOGGED_HITS;
    size_t size = query.len + filters.len + key.len;
    struct entry *entry;
    char *to;

    for (size_t i = 0; i < hit_count; i++)
        size += cut(record->hits[i], BOUND_ARTICLE_ID_BYTES).len + 1;
    entry = alloc_bytes(sizeof *entry + size);
    *entry = (struct entry){.created_unix_s = record->created_unix_s,
                            .total = record->total,
                            .took_us = record->took_us,
                            .session = record->session};
    to = entry->text;
    entry->query = put(&to, query);
    entry->filters = put(&to, filters);
    entry->key = put(&to, key);
    entry->hits.ptr = to;
    for (size_t i = 0; i < hit_count; i++) {
        struct str hit = cut(record->hits[i], BOUND_ARTICLE_ID_BYTES);

        for (size_t j = 0; j < hit.len; j++)
            *to++ = hit.ptr[j] == '\n' ? ' ' : hit.ptr[j];
        *to++ = '\n';
    }
    entry->hits.len = (size_t) (to - entry->hits.ptr);
    return entry;
}

static struct entry *copy_opening(const struct search_opening *opening)
{
    const struct str key = cut(opening->key, BOUND_LOGGED_QUERY_BYTES);
    const struct str id = cut(opening->article_id, BOUND_ARTICLE_ID_BYTES);
    struct entry *entry = alloc_bytes(sizeof *entry + key.len + id.len);
    char *to = entry->text;

    *entry = (struct entry){.kind = ENTRY_OPENING, .session = opening->session};
    entry->key = put(&to, key);
    entry->opened = put(&to, id);
    return entry;
}

static void lock(struct search_log *log)
{
    SLV_ASSERT(pthread_mutex_lock(&log->lock) == 0);
}

static void unlock(struct search_log *log)
{
    SLV_ASSERT(pthread_mutex_unlock(&log->lock) == 0);
}

/* Takes the entry over. */
static void add(struct search_log *log, struct entry *entry)
{
    lock(log);
    if (log->queued < SEARCH_LOG_QUEUE_MAX) {
        log->queue[log->queued++] = entry;
        log->added_count++;
        entry = NULL;
        if (log->queued == SEARCH_LOG_QUEUE_MAX / 2)
            pthread_cond_signal(&log->wake);
    } else {
        log->stats.dropped++;
    }
    unlock(log);
    free(entry);
}

void search_log_add(struct search_log *log, const struct search_record *record)
{
    add(log, copy_record(record));
}

void search_log_add_opening(struct search_log *log,
                            const struct search_opening *opening)
{
    SLV_ASSERT(opening->session != 0 && opening->article_id.len > 0);
    add(log, copy_opening(opening));
}

void search_log_add_case(struct search_log *log, int64_t session,
                         int64_t opened_unix_s)
{
    struct entry *entry = alloc_bytes(sizeof *entry);

    SLV_ASSERT(session != 0);
    *entry = (struct entry){.kind = ENTRY_CASE,
                            .session = session,
                            .created_unix_s = opened_unix_s};
    add(log, entry);
}

/* --- writing --- */

static enum slv_status write_opening(struct search_log *log,
                                     const struct entry *entry,
                                     struct slv_error *err)
{
    sql_bind_str(log->open, 1, entry->opened);
    sqlite3_bind_int64(log->open, 2, entry->session);
    sql_bind_str(log->open, 3, entry->key);
    return sql_finish(log->db, log->open, "an opening was not stored", err);
}

static enum slv_status write_case(struct search_log *log,
                                  const struct entry *entry,
                                  struct slv_error *err)
{
    sqlite3_bind_int64(log->lead, 1, entry->session);
    sqlite3_bind_int64(log->lead, 2, entry->created_unix_s - SEARCH_CASE_S);
    sqlite3_bind_int64(log->lead, 3, entry->created_unix_s);
    return sql_finish(log->db, log->lead, "that a case followed was not stored",
                      err);
}

static enum slv_status write_search(struct search_log *log,
                                    const struct entry *entry,
                                    struct slv_error *err)
{
    struct sqlite3_stmt *insert = log->insert;

    sqlite3_bind_int64(insert, 1, entry->created_unix_s);
    sql_bind_str(insert, 2, entry->query);
    sql_bind_str(insert, 3, entry->filters);
    sqlite3_bind_int64(insert, 4, (sqlite3_int64) entry->total);
    sqlite3_bind_int64(insert, 5, (sqlite3_int64) entry->took_us);
    sql_bind_str(insert, 6, entry->hits);
    sqlite3_bind_int64(insert, 7, entry->session);
    sql_bind_str(insert, 8, entry->key);
    return sql_finish(log->db, insert, "a search was not stored", err);
}

static enum slv_status write_entry(struct search_log *log,
                                   const struct entry *entry,
                                   struct slv_error *err)
{
    switch (entry->kind) {
    case ENTRY_OPENING:
        return write_opening(log, entry, err);
    case ENTRY_CASE:
        return write_case(log, entry, err);
    case ENTRY_SEARCH:
        break;
    }
    return write_search(log, entry, err);
}

static bool write_batch(struct search_log *log, size_t count)
{
    struct slv_error err = {0};
    enum slv_status status = sql_run(log->db, "BEGIN IMMEDIATE", &err);

    for (size_t i = 0; status == SLV_OK && i < count; i++)
        status = write_entry(log, log->batch[i], &err);
    if (status == SLV_OK)
        status = sql_run(log->db, "COMMIT", &err);
    if (status != SLV_OK)
        (void) sqlite3_exec(log->db, "ROLLBACK", NULL, NULL, NULL);
    if (status != SLV_OK && !log->is_failing)
        log_event(LOG_WARNING, log_name("search_log_failed"),
                  log_cstr("reason", err.text));
    log->is_failing = status != SLV_OK;
    return status == SLV_OK;
}

/* Waits for work: a second since the last batch, half a queue, a flush or the
 * end. The lock is held on entry and on return. */
static void await_work(struct search_log *log)
{
    struct timespec due;

    SLV_ASSERT(clock_gettime(CLOCK_MONOTONIC, &due) == 0);
    due.tv_sec += WRITE_EVERY_S;
    while (!log->is_closing && !log->is_urgent &&
           log->queued < SEARCH_LOG_QUEUE_MAX / 2)
        if (pthread_cond_timedwait(&log->wake, &log->lock, &due) != 0)
            break;
    log->is_urgent = false;
}

static void *writer_main(void *argument)
{
    struct search_log *log = argument;

    lock(log);
    for (;;) {
        struct entry **batch;
        size_t count;
        bool is_written;

        if (log->queued == 0 && log->is_closing)
            break;
        await_work(log);
        batch = log->queue;
        count = log->queued;
        log->queue = log->batch;
        log->batch = batch;
        log->queued = 0;
        unlock(log);

        is_written = count == 0 || write_batch(log, count);
        for (size_t i = 0; i < count; i++)
            free(batch[i]);

        lock(log);
        log->settled_count += count;
        if (is_written)
            log->stats.written += count;
        else
            log->stats.dropped += count;
        pthread_cond_broadcast(&log->settled);
    }
    unlock(log);
    return NULL;
}

void search_log_flush(struct search_log *log)
{
    uint64_t wanted;

    lock(log);
    wanted = log->added_count;
    while (log->settled_count < wanted) {
        log->is_urgent = true;
        pthread_cond_signal(&log->wake);
        pthread_cond_wait(&log->settled, &log->lock);
    }
    unlock(log);
}

struct search_log_stats search_log_get_stats(struct search_log *log)
{
    struct search_log_stats stats;

    lock(log);
    stats = log->stats;
    unlock(log);
    return stats;
}

/* --- reading --- */

static struct str *split_hits(struct str lines, struct arena *arena,
                              size_t *count)
{
    struct str *hits = arena_calloc(arena, BOUND_LOGGED_HITS, sizeof *hits);

    *count = 0;
    while (lines.len > 0 && *count < BOUND_LOGGED_HITS)
        hits[(*count)++] = str_take_line(&lines);
    return hits;
}

enum slv_status search_log_list(struct search_log *log, size_t limit,
                                struct arena *arena, struct search_record **out,
                                size_t *count, struct slv_error *err)
{
    struct search_record *records = NULL;
    size_t capacity = 0;
    size_t found = 0;
    int result;
    enum slv_status status = SLV_OK;

    SLV_ASSERT(pthread_mutex_lock(&log->reading) == 0);
    sqlite3_bind_int64(log->newest, 1,
                       (sqlite3_int64) (limit < INT32_MAX ? limit : INT32_MAX));
    while ((result = sqlite3_step(log->newest)) == SQLITE_ROW) {
        struct search_record *record;

        records = alloc_grow(records, found, &capacity, sizeof *records);
        record = &records[found++];
        *record = (struct search_record){.total = 0};
        record->created_unix_s = sqlite3_column_int64(log->newest, 0);
        record->query = sql_column_str(log->newest, 1, arena);
        record->filters = sql_column_str(log->newest, 2, arena);
        record->total = (uint64_t) sqlite3_column_int64(log->newest, 3);
        record->took_us = (uint64_t) sqlite3_column_int64(log->newest, 4);
        record->hits = split_hits(sql_column_str(log->newest, 5, arena), arena,
                                  &record->hit_count);
        record->session = sqlite3_column_int64(log->newest, 6);
        record->key = sql_column_str(log->newest, 7, arena);
        record->opened = sql_column_str(log->newest, 8, arena);
    }
    if (result != SQLITE_DONE)
        status =
            sql_fail(log->reader, result, "the searches cannot be read", err);
    sqlite3_reset(log->newest);
    SLV_ASSERT(pthread_mutex_unlock(&log->reading) == 0);
    *out = arena_calloc(arena, found, sizeof **out);
    if (found > 0)
        memcpy(*out, records, found * sizeof *records);
    *count = found;
    free(records);
    return status;
}

enum slv_status search_log_successes(struct search_log *log,
                                     int64_t since_unix_s,
                                     uint64_t sessions_min, size_t limit,
                                     struct arena *arena,
                                     struct search_success **out, size_t *count,
                                     struct slv_error *err)
{
    struct sqlite3_stmt *statement = log->successes;
    int result = SQLITE_DONE;
    enum slv_status status = SLV_OK;

    *out = arena_calloc(arena, limit, sizeof **out);
    *count = 0;
    SLV_ASSERT(pthread_mutex_lock(&log->reading) == 0);
    sqlite3_bind_int64(statement, 1, since_unix_s);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64) sessions_min);
    sqlite3_bind_int64(statement, 3, (sqlite3_int64) limit);
    while (*count < limit && (result = sqlite3_step(statement)) == SQLITE_ROW)
        (*out)[(*count)++] = (struct search_success){
            sql_column_str(statement, 0, arena),
            (uint64_t) sqlite3_column_int64(statement, 1)};
    if (result != SQLITE_DONE && result != SQLITE_ROW)
        status =
            sql_fail(log->reader, result, "the searches cannot be read", err);
    sqlite3_reset(statement);
    SLV_ASSERT(pthread_mutex_unlock(&log->reading) == 0);
    return status;
}

/* --- life --- */

static void init_locks(struct search_log *log)
{
    pthread_condattr_t monotonic;

    SLV_ASSERT(pthread_condattr_init(&monotonic) == 0);
    SLV_ASSERT(pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0);
    SLV_ASSERT(pthread_cond_init(&log->wake, &monotonic) == 0);
    SLV_ASSERT(pthread_cond_init(&log->settled, NULL) == 0);
    SLV_ASSERT(pthread_mutex_init(&log->lock, NULL) == 0);
    SLV_ASSERT(pthread_mutex_init(&log->reading, NULL) == 0);
    pthread_condattr_destroy(&monotonic);
}

static void release(struct search_log *log)
{
    sqlite3_finalize(log->insert);
    sqlite3_finalize(log->open);
    sqlite3_finalize(log->lead);
    sqlite3_finalize(log->newest);
    sqlite3_finalize(log->successes);
    sql_close(log->reader);
    sql_close(log->db);
    pthread_mutex_destroy(&log->reading);
    pthread_mutex_destroy(&log->lock);
    pthread_cond_destroy(&log->settled);
    pthread_cond_destroy(&log->wake);
    free(log->queue);
    free(log->batch);
    free(log);
}

/* Signals are for the program's other threads. */
static bool start_writer(struct search_log *log)
{
    sigset_t all;
    sigset_t before;
    int result;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    result = pthread_create(&log->writer, NULL, writer_main, log);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return result == 0;
}

static enum slv_status prepare(struct search_log *log, struct slv_error *err)
{
    enum slv_status status =
        sql_prepare(log->db,
                    "INSERT INTO searches (created_unix_s, query, filters, "
                    "total, took_us, hits, session, key) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    &log->insert, err);

    if (status == SLV_OK)
        status = sql_prepare(log->db,
                             "UPDATE searches SET opened = ?1 WHERE id = "
                             "(SELECT max(id) FROM searches WHERE "
                             "session = ?2 AND session <> 0 AND key = ?3 AND "
                             "total > 0)",
                             &log->open, err);
    if (status == SLV_OK)
        status = sql_prepare(log->db,
                             "UPDATE searches SET is_case_after = 1 WHERE "
                             "session = ?1 AND session <> 0 AND "
                             "is_case_after = 0 AND "
                             "created_unix_s BETWEEN ?2 AND ?3",
                             &log->lead, err);
    if (status == SLV_OK)
        status = sql_prepare(log->reader,
                             "SELECT created_unix_s, query, filters, total, "
                             "took_us, hits, session, key, opened "
                             "FROM searches ORDER BY id DESC LIMIT ?",
                             &log->newest, err);
    /* the bare column is that of the row with the greatest id */
    if (status == SLV_OK)
        status =
            sql_prepare(log->reader,
                        "SELECT query, count(DISTINCT session) AS sessions, "
                        "max(id) FROM searches WHERE opened <> '' AND "
                        "filters NOT LIKE '" SEARCH_LOG_WIDER "%' AND "
                        "created_unix_s >= ? GROUP BY key "
                        "HAVING sessions >= ? "
                        "ORDER BY sessions DESC, key LIMIT ?",
                        &log->successes, err);
    return status;
}

enum slv_status search_log_open(const char *path, struct search_log **out,
                                struct slv_error *err)
{
    struct search_log *log = alloc_zeroed(1, sizeof *log);
    enum slv_status status;

    *out = NULL;
    init_locks(log);
    log->queue = alloc_zeroed(SEARCH_LOG_QUEUE_MAX, sizeof(struct entry *));
    log->batch = alloc_zeroed(SEARCH_LOG_QUEUE_MAX, sizeof(struct entry *));
    status =
        sql_open(path, sql_migrations_searches, SQL_RELAXED, &log->db, err);
    if (status == SLV_OK)
        status = sql_open(path, sql_migrations_searches, SQL_RELAXED,
                          &log->reader, err);
    if (status == SLV_OK)
        status = prepare(log, err);
    if (status == SLV_OK && !start_writer(log))
        status = slv_fail(err, SLV_ERR_UNAVAILABLE,
                          "the thread of the search log cannot be started");
    if (status != SLV_OK) {
        release(log);
        return status;
    }
    *out = log;
    return SLV_OK;
}

void search_log_close(struct search_log *log)
{
    if (!log)
        return;
    lock(log);
    log->is_closing = true;
    pthread_cond_signal(&log->wake);
    unlock(log);
    SLV_ASSERT(pthread_join(log->writer, NULL) == 0);
    release(log);
}
