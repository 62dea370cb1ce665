/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * store/search_again: whoever read an article and then searched for the same with
 * other words is told from those who were done, or went on to something else.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "store/search_again.h"
#include "store/search_log.h"

enum { NOW = 1767268800 };

static void add(struct search_log *log, int64_t session, int64_t at_unix_s,
                const char *key, const char *opened)
{
    const struct str hit = str_from(*opened ? opened : "none");
    const struct search_record record = {
        .query = str_from(key),
        .total = 1,
        .hits = &hit,
        .hit_count = 1,
        .created_unix_s = at_unix_s,
        .session = session,
        .key = str_from(key),
    };
    const struct search_opening opening = {session, str_from(key),
                                           str_from(opened)};

    search_log_add(log, &record);
    if (*opened)
        search_log_add_opening(log, &opening);
}

static void a_search_for_the_same_after_reading_is_told(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "searches.db");
    static const bool is_again[] = {true, false, false, false, false};
    struct search_reading *found;
    struct search_log *log;
    size_t count;

    assert_int_equal(search_log_open(path, &log, NULL), SLV_OK);
    /* 1: again; 2: done; 3: something else; 4: an hour later; 5: a small word */
    add(log, 1, NOW, "disk full", "a");
    add(log, 1, NOW + 60, "disk has no space", "");
    add(log, 2, NOW, "disk full", "a");
    add(log, 3, NOW, "disk full", "a");
    add(log, 3, NOW + 60, "printer empty", "");
    add(log, 4, NOW, "disk full", "a");
    add(log, 4, NOW + 3600, "disk has no space", "");
    add(log, 5, NOW, "to disk", "a");
    add(log, 5, NOW + 60, "to print", "");
    /* before the time that counts */
    add(log, 6, NOW - 10, "disk full", "b");
    search_log_flush(log);
    assert_int_equal(
        search_again_read(path, NOW, f->arena, &found, &count, NULL), SLV_OK);
    assert_int_equal(count, 5);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_equal(found[i].article_id, STR("a")));
        assert_int_equal(found[i].session, (int64_t) i + 1);
        assert_int_equal(found[i].is_again, is_again[i]);
    }
    search_log_close(log);
}

static void no_file_is_no_reading(void **state)
{
    struct fixture *f = *state;
    struct search_reading *found;
    size_t count = 7;

    assert_int_equal(search_again_read(fixture_path(f, "none.db"), 0, f->arena,
                                       &found, &count, NULL),
                     SLV_OK);
    assert_int_equal(count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_search_for_the_same_after_reading_is_told),
        FIXTURE_TEST(no_file_is_no_reading),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
