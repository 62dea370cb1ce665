/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/watch: changes of every kind end the waiting, quiet does not.
 */
#include "tests/unit/search_fixture.h"

#include "base/clock.h"
#include "indexer/watch.h"

#include <sys/resource.h>

enum { LONG_MS = 30000, SHORT_MS = 50 };

static int64_t wait_ms(struct watch *watch, int timeout_ms)
{
    int64_t began_us = clock_mono_us();

    assert_int_not_equal(watch_wait(watch, timeout_ms), WATCH_FAILED);
    return (clock_mono_us() - began_us) / 1000;
}

static void write_in_folder(struct kb *kb)
{
    kb_write(kb, "articles/a/x.md", "# X\n");
}

static void rename_in_folder(struct kb *kb)
{
    kb_rename(kb, "articles/a/y.md", "articles/a/z.md");
}

static void remove_in_folder(struct kb *kb)
{
    kb_remove(kb, "articles/a/y.md");
}

static void make_folder(struct kb *kb)
{
    assert_int_equal(mkdir(kb_path(kb, "articles/a/new"), 0755), 0);
}

static void change_mode(struct kb *kb)
{
    assert_int_equal(chmod(kb_path(kb, "articles/a/y.md"), 0600), 0);
}

static void every_change_ends_the_waiting(void **state)
{
    static void (*const changes[])(struct kb *) = {
        write_in_folder, change_mode, rename_in_folder, make_folder};
    struct kb *kb = *state;

    kb_write(kb, "articles/a/y.md", "# Y\n");
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct watch *watch;

        watch = watch_open(kb->folders, 1, kb->data);
        assert_true(watch_is_complete(watch));
        changes[i](kb);
        assert_true(wait_ms(watch, LONG_MS) < LONG_MS);
        watch_close(watch);
    }
    kb_write(kb, "articles/a/y.md", "# Y\n");
    {
        struct watch *watch;

        watch = watch_open(kb->folders, 1, kb->data);
        remove_in_folder(kb);
        assert_true(wait_ms(watch, LONG_MS) < LONG_MS);
        watch_close(watch);
    }
    watch_close(NULL);
}

static void without_a_change_the_time_runs_out(void **state)
{
    struct kb *kb = *state;
    struct watch *watch;

    kb_write(kb, "articles/a.md", "# A\n");
    kb_write(kb, "articles/.hidden/a.md", "# A\n");
    watch = watch_open(kb->folders, 1, kb->data);
    kb_write(kb, "articles/.hidden/b.md", "# B\n");
    (void) fixture_read(kb->fixture, kb_path(kb, "articles/a.md"));
    assert_true(wait_ms(watch, SHORT_MS) >= SHORT_MS - 1);
    watch_close(watch);
}

static void what_a_run_writes_is_no_change(void **state)
{
    struct kb *kb = *state;
    struct watch *watch;

    kb->data = kb_path(kb, "articles/data");
    kb_write(kb, "articles/a.md", "# A\n");
    kb_index(kb);
    watch = watch_open(kb->folders, 1, kb->data);
    kb->options.is_full = true;
    kb_index(kb);
    assert_true(wait_ms(watch, SHORT_MS) >= SHORT_MS - 1);
    watch_close(watch);
}

static void without_a_watch_it_is_not_complete_and_waits(void **state)
{
    struct kb *kb = *state;
    struct rlimit before;
    struct rlimit none;
    struct watch *watch;

    kb_write(kb, "articles/a.md", "# A\n");
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    none = (struct rlimit){0, before.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    watch = watch_open(kb->folders, 1, kb->data);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
    assert_non_null(watch);
    assert_false(watch_is_complete(watch));
    assert_true(wait_ms(watch, SHORT_MS) >= SHORT_MS - 1);
    watch_close(watch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        KB_TEST(every_change_ends_the_waiting),
        KB_TEST(without_a_change_the_time_runs_out),
        KB_TEST(what_a_run_writes_is_no_change),
        KB_TEST(without_a_watch_it_is_not_complete_and_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
