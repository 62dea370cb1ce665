/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/search_openings: sessions that opened an article are counted once each,
 * from the file of a log that is being written.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/search_log.h"
#include "store/search_openings.h"

static void add(struct search_log *log, int64_t session, const char *key,
                const char *opened)
{
    const struct str hit = str_from(*opened ? opened : "none");
    const struct search_record record = {
        .query = str_from(key),
        .total = 1,
        .hits = &hit,
        .hit_count = 1,
        .created_unix_s = 1767268800,
        .session = session,
        .key = str_from(key),
    };
    const struct search_opening opening = {session, str_from(key),
                                           str_from(opened)};

    search_log_add(log, &record);
    if (*opened)
        search_log_add_opening(log, &opening);
}

static void no_file_is_no_opening(void **state)
{
    struct fixture *f = *state;
    struct search_openings *found;
    size_t count = 7;

    assert_int_equal(search_openings_read(fixture_path(f, "none.db"), f->arena,
                                          &found, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 0);
}

static void sessions_are_counted_once_by_article(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "searches.db");
    struct search_openings *found;
    struct search_log *log;
    size_t count;

    assert_int_equal(search_log_open(path, &log, NULL), SLV_OK);
    add(log, 1, "mail", "b");
    add(log, 1, "mails", "b");
    add(log, 2, "mail", "b");
    add(log, 2, "disk", "a");
    add(log, 3, "disk", "");
    search_log_flush(log);
    assert_int_equal(search_openings_read(path, f->arena, &found, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 2);
    assert_true(str_equal(found[0].article_id, STR("a")));
    assert_int_equal(found[0].sessions, 1);
    assert_true(str_equal(found[1].article_id, STR("b")));
    assert_int_equal(found[1].sessions, 2);
    search_log_close(log);
}

static void a_file_that_is_no_database_is_told(void **state)
{
    struct fixture *f = *state;
    const char *path =
        fixture_write(f, "bad.db", STR("this is no database at all, but text"));
    struct search_openings *found;
    size_t count;

    assert_int_not_equal(
        search_openings_read(path, f->arena, &found, &count, NULL), SLV_OK);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(no_file_is_no_opening),
        FIXTURE_TEST(sessions_are_counted_once_by_article),
        FIXTURE_TEST(a_file_that_is_no_database_is_told),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
