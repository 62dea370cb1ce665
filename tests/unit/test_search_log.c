/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/search_log: batches, bounds, and that a search never pays for its log.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/log.h"
#include "base/str.h"
#include "store/search_log.h"

#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static struct search_log *must_open(struct fixture *f)
{
    struct search_log *log;
    struct slv_error err = {0};

    if (search_log_open(fixture_path(f, "searches.db"), &log, &err) != SLV_OK)
        fail_msg("%s", err.text);
    return log;
}

static struct search_record *must_list(struct fixture *f,
                                       struct search_log *log, size_t limit,
                                       size_t *count)
{
    struct search_record *records;

    assert_int_equal(
        search_log_list(log, limit, f->arena, &records, count, NULL), SLV_OK);
    return records;
}

static void records_come_back_newest_first(void **state)
{
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    const struct str hits[] = {STR("git/a"), STR("with\nnewline"), STR("c")};
    const struct search_record full = {
        .query = STR("disk full 0x80070070"),
        .filters = STR("product=Git&tag=ssh"),
        .total = 4711,
        .took_us = 1234,
        .hits = hits,
        .hit_count = 3,
        .created_unix_s = 1767225600,
    };
    const struct search_record bare = {.query = STR("second")};
    struct search_record *records;
    size_t count;

    search_log_add(log, &full);
    search_log_add(log, &bare);
    search_log_flush(log);
    records = must_list(f, log, 10, &count);
    assert_int_equal(count, 2);
    assert_true(str_equal(records[0].query, STR("second")));
    assert_int_equal(records[0].hit_count, 0);
    assert_int_equal(records[0].total, 0);
    assert_true(str_equal(records[1].query, full.query));
    assert_true(str_equal(records[1].filters, full.filters));
    assert_int_equal(records[1].total, 4711);
    assert_int_equal(records[1].took_us, 1234);
    assert_true(records[1].created_unix_s == 1767225600);
    assert_int_equal(records[1].hit_count, 3);
    assert_true(str_equal(records[1].hits[0], STR("git/a")));
    assert_true(str_equal(records[1].hits[1], STR("with newline")));
    assert_true(str_equal(records[1].hits[2], STR("c")));
    must_list(f, log, 1, &count);
    assert_int_equal(count, 1);
    search_log_close(log);
    search_log_close(NULL);
}

static void search_by(struct search_log *log, int64_t session, const char *key,
                      const char *query, uint64_t total)
{
    search_log_add(log, &(struct search_record){.query = str_from(query),
                                                .key = str_from(key),
                                                .session = session,
                                                .total = total,
                                                .created_unix_s = 1000});
}

static void open_by(struct search_log *log, int64_t session, const char *key,
                    const char *id)
{
    search_log_add_opening(
        log, &(struct search_opening){session, str_from(key), str_from(id)});
}

static void an_opening_goes_to_the_newest_search_of_its_session(void **state)
{
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    struct search_record *records;
    size_t count;

    search_by(log, 1, "disk", "Disk", 3);
    search_by(log, 2, "disk", "disk", 3);
    search_by(log, 1, "disk", "disk ", 3);
    search_by(log, 1, "disk", "disk", 0);
    search_by(log, 1, "full", "full", 3);
    search_by(log, 0, "disk", "disk", 3);
    open_by(log, 1, "disk", "a/first");
    open_by(log, 1, "disk", "a/b");
    open_by(log, 3, "disk", "none");
    open_by(log, 1, "none", "none");
    search_log_flush(log);
    records = must_list(f, log, 10, &count);
    assert_int_equal(count, 6);
    for (size_t i = 0; i < count; i++)
        assert_true(
            str_equal(records[i].opened, str_from(i == 3 ? "a/b" : "")));
    assert_int_equal(records[3].session, 1);
    assert_true(str_equal(records[3].key, STR("disk")));
    search_log_close(log);
}

static void what_helped_several_sessions_is_listed(void **state)
{
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    struct search_success *found;
    size_t count;

    for (int64_t session = 1; session <= 5; session++) {
        /* one session counts once, however often it searches */
        for (int i = 0; i < 3; i++) {
            search_by(log, session, "disk full", "disk  full", 1);
            open_by(log, session, "disk full", "a");
        }
        if (session < 5) {
            search_by(log, session, "rare", "rare", 1);
            open_by(log, session, "rare", "a");
        }
        search_by(log, session, "never opened", "never opened", 1);
        search_by(log, -session, "quota", "quota", 1);
        open_by(log, -session, "quota", "a");
    }
    search_by(log, 9, "quota", "Quota", 1);
    open_by(log, 9, "quota", "a");
    search_log_flush(log);
    assert_int_equal(
        search_log_successes(log, 1000, 5, 10, f->arena, &found, &count, NULL),
        SLV_OK);
    assert_int_equal(count, 2);
    assert_true(str_equal(found[0].query, STR("Quota")));
    assert_int_equal(found[0].sessions, 6);
    assert_true(str_equal(found[1].query, STR("disk  full")));
    assert_int_equal(found[1].sessions, 5);
    assert_int_equal(
        search_log_successes(log, 1000, 5, 1, f->arena, &found, &count, NULL),
        SLV_OK);
    assert_int_equal(count, 1);
    assert_int_equal(
        search_log_successes(log, 1001, 5, 10, f->arena, &found, &count, NULL),
        SLV_OK);
    assert_int_equal(count, 0);
    search_log_close(log);
}

/* A log from before there were sessions. */
static void an_older_log_is_taken_over(void **state)
{
    struct fixture *f = *state;
    struct search_log *log;
    struct search_record *records;
    struct sqlite3 *old;
    size_t count;

    assert_int_equal(sqlite3_open(fixture_path(f, "searches.db"), &old),
                     SQLITE_OK);
    assert_int_equal(
        sqlite3_exec(old,
                     "CREATE TABLE searches (id INTEGER PRIMARY KEY,"
                     " created_unix_s INTEGER NOT NULL, query TEXT NOT NULL,"
                     " filters TEXT NOT NULL, total INTEGER NOT NULL,"
                     " took_us INTEGER NOT NULL, hits TEXT NOT NULL) STRICT;"
                     "CREATE INDEX searches_by_time ON searches"
                     " (created_unix_s);"
                     "INSERT INTO searches VALUES"
                     " (1, 5, 'old', '', 2, 3, 'a');"
                     "PRAGMA user_version = 1",
                     NULL, NULL, NULL),
        SQLITE_OK);
    assert_int_equal(sqlite3_close(old), SQLITE_OK);
    log = must_open(f);
    search_by(log, 1, "new", "new", 1);
    search_log_flush(log);
    records = must_list(f, log, 10, &count);
    assert_int_equal(count, 2);
    assert_true(str_equal(records[1].query, STR("old")));
    assert_int_equal(records[1].session, 0);
    assert_int_equal(records[1].opened.len, 0);
    search_log_close(log);
}

static void closing_writes_what_is_queued(void **state)
{
    enum { RECORDS = 3000 };
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    const struct search_record record = {.query = STR("x")};
    size_t count;

    for (int i = 0; i < RECORDS; i++)
        search_log_add(log, &record);
    search_log_close(log);
    log = must_open(f);
    must_list(f, log, RECORDS + 1, &count);
    assert_int_equal(count, RECORDS);
    search_log_close(log);
}

static void long_texts_are_cut_at_a_character(void **state)
{
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    char text[4 * BOUND_LOGGED_QUERY_BYTES];
    struct str hits[BOUND_LOGGED_HITS + 5];
    struct search_record record = {.hits = hits,
                                   .hit_count = BOUND_LOGGED_HITS + 5};
    struct search_record *records;
    size_t count;

    text[0] = 'x';
    for (size_t i = 1; i + 3 <= sizeof text; i += 3)
        memcpy(text + i, "\xE2\x82\xAC", 3);
    record.query = (struct str){text, sizeof text};
    record.filters = record.query;
    for (size_t i = 0; i < BOUND_LOGGED_HITS + 5; i++)
        hits[i] = STR("an-id");
    hits[0] = (struct str){text, BOUND_ARTICLE_ID_BYTES};
    search_log_add(log, &record);
    search_log_flush(log);
    records = must_list(f, log, 1, &count);
    assert_int_equal(count, 1);
    /* 1 + 3n bytes end with a whole character, and 1000 is one of them */
    assert_int_equal(records[0].query.len, 1000);
    assert_int_equal(records[0].filters.len, 1000);
    assert_int_equal(records[0].hit_count, BOUND_LOGGED_HITS);
    assert_int_equal(records[0].hits[0].len, BOUND_ARTICLE_ID_BYTES);
    record.query = (struct str){text + 1, sizeof text - 1};
    search_log_add(log, &record);
    search_log_flush(log);
    records = must_list(f, log, 1, &count);
    assert_int_equal(records[0].query.len, 999);
    search_log_close(log);
}

/* Another process holds the database; the queue fills up and drops. */
static void a_full_queue_drops_and_counts(void **state)
{
    enum { ADDED = 3 * SEARCH_LOG_QUEUE_MAX };
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    const struct search_record record = {.query = STR("x")};
    struct search_log_stats stats;
    struct sqlite3 *other;
    size_t count;

    assert_int_equal(sqlite3_open(fixture_path(f, "searches.db"), &other),
                     SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL),
                     SQLITE_OK);
    for (int i = 0; i < ADDED; i++)
        search_log_add(log, &record);
    stats = search_log_get_stats(log);
    /* at most one queue is with the writer and one is waiting */
    assert_true(stats.dropped >= ADDED - 2 * SEARCH_LOG_QUEUE_MAX);
    assert_int_equal(stats.written, 0);
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_close(other), SQLITE_OK);

    search_log_flush(log);
    stats = search_log_get_stats(log);
    assert_int_equal(stats.written + stats.dropped, ADDED);
    assert_true(stats.written > 0);
    must_list(f, log, ADDED, &count);
    assert_int_equal(count, stats.written);
    search_log_close(log);
}

static void a_full_disk_costs_records_and_nothing_else(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 512 * 1024);
    const char *filler = fixture_path(f, "disk/filler");
    static char bytes[4096];
    char query[BOUND_LOGGED_QUERY_BYTES];
    struct search_record record = {.query = {query, sizeof query}};
    struct search_log *log;
    struct search_log_stats stats;
    size_t count;
    int descriptor;
    int saved;

    if (!disk)
        skip();
    memset(query, 'q', sizeof query);
    assert_int_equal(
        search_log_open(fixture_path(f, "disk/searches.db"), &log, NULL),
        SLV_OK);
    descriptor = open(filler, O_WRONLY | O_CREAT, 0600);
    while (write(descriptor, bytes, sizeof bytes) > 0)
        continue;
    close(descriptor);

    /* its warnings go to a file that is read below */
    saved = dup(STDERR_FILENO);
    descriptor = open(fixture_path(f, "stderr"), O_WRONLY | O_CREAT, 0600);
    assert_true(dup2(descriptor, STDERR_FILENO) >= 0);
    for (int batch = 0; batch < 3; batch++) {
        for (int i = 0; i < 200; i++)
            search_log_add(log, &record);
        search_log_flush(log);
    }
    assert_true(dup2(saved, STDERR_FILENO) >= 0);
    close(saved);
    close(descriptor);
    stats = search_log_get_stats(log);
    assert_int_equal(stats.written + stats.dropped, 600);
    assert_true(stats.dropped >= 400);
    {
        struct str said = fixture_read(f, fixture_path(f, "stderr"));
        size_t first = str_find(said, STR("search_log_failed"), 0);

        /* told once, not with every batch */
        assert_true(first < said.len);
        assert_int_equal(str_find(said, STR("search_log_failed"), first + 1),
                         said.len);
    }

    assert_int_equal(unlink(filler), 0);
    search_log_add(log, &record);
    search_log_flush(log);
    must_list(f, log, 1000, &count);
    assert_int_equal(count, stats.written + 1);
    search_log_close(log);
}

static void a_damaged_or_missing_place_is_refused(void **state)
{
    struct fixture *f = *state;
    struct search_log *log;
    struct slv_error err;

    assert_int_equal(
        search_log_open(fixture_write(f, "bad.db", STR("no database at all")),
                        &log, &err),
        SLV_ERR_CORRUPT);
    assert_null(log);
    assert_int_equal(search_log_open(fixture_path(f, "none/a.db"), &log, &err),
                     SLV_ERR_CANNOT_CREATE);
}

enum { SEARCHERS = 4, SEARCHES_EACH = 1000 };

static void *search_many(void *argument)
{
    struct search_log *log = argument;
    const struct str hit = STR("a");
    const struct search_record record = {
        .query = STR("q"), .hits = &hit, .hit_count = 1};

    for (int i = 0; i < SEARCHES_EACH; i++) {
        search_log_add(log, &record);
        if (i % 200 == 0)
            search_log_flush(log);
        search_log_get_stats(log);
    }
    return NULL;
}

static void threads_share_one_log(void **state)
{
    struct fixture *f = *state;
    struct search_log *log = must_open(f);
    pthread_t threads[SEARCHERS];
    struct search_log_stats stats;
    size_t count;

    for (int i = 0; i < SEARCHERS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, search_many, log),
                         0);
    must_list(f, log, 10, &count);
    for (int i = 0; i < SEARCHERS; i++)
        assert_int_equal(pthread_join(threads[i], NULL), 0);
    search_log_flush(log);
    stats = search_log_get_stats(log);
    assert_int_equal(stats.written, SEARCHERS * SEARCHES_EACH);
    assert_int_equal(stats.dropped, 0);
    must_list(f, log, 100000, &count);
    assert_int_equal(count, SEARCHERS * SEARCHES_EACH);
    search_log_close(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(records_come_back_newest_first),
        FIXTURE_TEST(an_opening_goes_to_the_newest_search_of_its_session),
        FIXTURE_TEST(what_helped_several_sessions_is_listed),
        FIXTURE_TEST(an_older_log_is_taken_over),
        FIXTURE_TEST(closing_writes_what_is_queued),
        FIXTURE_TEST(long_texts_are_cut_at_a_character),
        FIXTURE_TEST(a_full_queue_drops_and_counts),
        FIXTURE_TEST(a_full_disk_costs_records_and_nothing_else),
        FIXTURE_TEST(a_damaged_or_missing_place_is_refused),
        FIXTURE_TEST(threads_share_one_log),
    };

    return cmocka_run_group_tests_name("search_log", tests, NULL, NULL);
}
