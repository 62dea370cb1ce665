/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/file: reads with a maximum, replacement, trees, sizes, locks.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static void assert_str(struct str s, const char *expected)
{
    assert_int_equal(s.len, strlen(expected));
    assert_memory_equal(s.ptr, expected, s.len);
}

static void read_gives_all_bytes_and_a_nul(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(f, "a", STR("one\0two"));
    struct str content;
    char *bytes;
    size_t len;

    assert_int_equal(file_read(path, 7, f->arena, &content, NULL), SLV_OK);
    assert_int_equal(content.len, 7);
    assert_memory_equal(content.ptr, "one\0two", 8);
    assert_int_equal(file_read_alloc(path, 7, &bytes, &len, NULL), SLV_OK);
    assert_int_equal(len, 7);
    assert_memory_equal(bytes, "one\0two", 8);
    free(bytes);
}

static void a_stamp_of_a_new_file_never_holds(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(f, "a", STR("1"));
    struct file_stamp stamp;

    file_stamp_take(path, &stamp);
    assert_false(stamp.is_sure);
    assert_false(file_stamp_holds(&stamp, path));
    file_stamp_take("/nowhere/at/all", &stamp);
    assert_false(stamp.is_sure);
    assert_false(file_stamp_holds(&stamp, "/nowhere/at/all"));
}

static void a_stamp_holds_until_the_file_is_another(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(f, "a", STR("1"));
    const char *other = fixture_write(f, "b", STR("2"));
    struct file_stamp stamp;

    setenv("SOLVENT_NOW", "2100-01-01", 1); /* so that none is new */
    file_stamp_take(path, &stamp);
    assert_true(stamp.is_sure);
    assert_true(file_stamp_holds(&stamp, path));
    assert_false(file_stamp_holds(&stamp, other));
    assert_int_equal(rename(other, path), 0);
    assert_false(file_stamp_holds(&stamp, path));
    file_stamp_take(path, &stamp);
    fixture_write(f, "a", STR("longer"));
    assert_false(file_stamp_holds(&stamp, path));
    file_stamp_take(path, &stamp);
    assert_int_equal(unlink(path), 0);
    assert_false(file_stamp_holds(&stamp, path));
    unsetenv("SOLVENT_NOW");
}

static void read_of_an_empty_file_is_empty(void **state)
{
    struct fixture *f = *state;
    struct str content;

    assert_int_equal(file_read(fixture_write(f, "empty", STR("")), 0, f->arena,
                               &content, NULL),
                     SLV_OK);
    assert_int_equal(content.len, 0);
}

static void read_refuses_one_byte_too_many(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(f, "a", STR("12345"));
    struct str content;
    struct slv_error err;

    assert_int_equal(file_read(path, 4, f->arena, &content, &err),
                     SLV_ERR_TOO_BIG);
    assert_non_null(strstr(err.text, path));
    assert_int_equal(file_read(path, 5, f->arena, &content, &err), SLV_OK);
}

/* Files of /proc say that they are empty and are not. */
static void read_follows_a_file_past_its_announced_size(void **state)
{
    struct fixture *f = *state;
    struct str content;

    assert_int_equal(
        file_read("/proc/self/status", 1 << 20, f->arena, &content, NULL),
        SLV_OK);
    assert_true(content.len > 100);
    assert_int_equal(
        file_read("/proc/self/status", 50, f->arena, &content, NULL),
        SLV_ERR_TOO_BIG);
}

static void read_refuses_what_is_no_file(void **state)
{
    struct fixture *f = *state;
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *pipe_path = fixture_path(f, "pipe");
    const char *socket_path = fixture_path(f, "socket");
    struct str content;
    struct slv_error err;
    int listener;

    assert_int_equal(file_read(f->folder, 99, f->arena, &content, &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "is a folder"));
    assert_int_equal(file_read("/dev/zero", 99, f->arena, &content, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(mkfifo(pipe_path, 0600), 0);
    assert_int_equal(file_read(pipe_path, 99, f->arena, &content, &err),
                     SLV_ERR_INPUT);
    listener = socket(AF_UNIX, SOCK_STREAM, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", socket_path);
    assert_int_equal(
        bind(listener, (struct sockaddr *) &address, sizeof address), 0);
    assert_int_equal(file_read(socket_path, 99, f->arena, &content, &err),
                     SLV_ERR_INPUT);
    close(listener);
    assert_int_equal(
        file_read(fixture_path(f, "none"), 99, f->arena, &content, &err),
        SLV_ERR_NO_INPUT);
}

static void replace_leaves_only_the_new_file(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(f, "current", STR("old"));
    struct stat info;
    uint64_t before;
    uint64_t after;

    assert_int_equal(file_disk_bytes(f->folder, &before, NULL), SLV_OK);
    assert_int_equal(file_replace(path, STR("new one"), 0640, NULL), SLV_OK);
    assert_str(fixture_read(f, path), "new one");
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0640);
    assert_int_equal(file_disk_bytes(f->folder, &after, NULL), SLV_OK);
    assert_int_equal(before, after);
}

static void replace_that_fails_keeps_the_old_file(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 64 * 1024);
    static char large[256 * 1024];
    struct slv_error err;
    const char *path;
    uint64_t before;
    uint64_t after;

    if (!disk)
        skip();
    path = fixture_write(f, "disk/current", STR("old"));
    assert_int_equal(file_disk_bytes(disk, &before, NULL), SLV_OK);
    assert_int_equal(
        file_replace(path, (struct str){large, sizeof large}, 0644, &err),
        SLV_ERR_NO_SPACE);
    assert_true(err.hint[0] != '\0');
    assert_str(fixture_read(f, path), "old");
    assert_int_equal(file_disk_bytes(disk, &after, NULL), SLV_OK);
    assert_int_equal(before, after);
}

static void replace_says_when_the_folder_is_missing(void **state)
{
    struct fixture *f = *state;

    assert_int_equal(
        file_replace(fixture_path(f, "none/a"), STR("x"), 0644, NULL),
        SLV_ERR_NO_INPUT);
}

static void folders_are_made_as_deep_as_needed(void **state)
{
    struct fixture *f = *state;
    const char *deep = fixture_path(f, "a/b//c/");
    struct stat info;
    struct slv_error err;

    assert_int_equal(file_make_folders(deep, 0755, NULL), SLV_OK);
    assert_int_equal(stat(deep, &info), 0);
    assert_true(S_ISDIR(info.st_mode));
    assert_int_equal(file_make_folders(deep, 0755, NULL), SLV_OK);
    assert_int_equal(file_sync_folder(deep, NULL), SLV_OK);
    assert_int_equal(file_make_folders("", 0755, &err), SLV_ERR_CANNOT_CREATE);
    fixture_write(f, "a/file", STR("x"));
    assert_int_equal(file_make_folders(fixture_path(f, "a/file/b"), 0755, &err),
                     SLV_ERR_CANNOT_CREATE);
    assert_int_equal(file_make_folders(fixture_path(f, "a/file"), 0755, &err),
                     SLV_ERR_CANNOT_CREATE);
}

static void removing_a_tree_follows_no_link(void **state)
{
    struct fixture *f = *state;
    const char *kept;
    const char *tree = fixture_path(f, "tree");
    struct stat info;

    assert_int_equal(file_make_folders(fixture_path(f, "tree/a/b"), 0755, NULL),
                     SLV_OK);
    assert_int_equal(file_make_folders(fixture_path(f, "outside"), 0755, NULL),
                     SLV_OK);
    kept = fixture_write(f, "outside/kept", STR("x"));
    fixture_write(f, "tree/a/b/file", STR("x"));
    assert_int_equal(symlink("../../outside", fixture_path(f, "tree/a/link")),
                     0);
    assert_int_equal(symlink(kept, fixture_path(f, "tree/file-link")), 0);

    assert_int_equal(file_remove_tree(tree, NULL), SLV_OK);
    assert_int_not_equal(lstat(tree, &info), 0);
    assert_int_equal(stat(kept, &info), 0);
    assert_int_equal(file_remove_tree(tree, NULL), SLV_OK);

    assert_int_equal(symlink("outside", tree), 0);
    assert_int_equal(file_remove_tree(tree, NULL), SLV_OK);
    assert_int_equal(stat(kept, &info), 0);
    assert_int_equal(file_remove_tree(kept, NULL), SLV_OK);
    assert_int_not_equal(lstat(kept, &info), 0);
}

static void removing_a_tree_stops_at_another_file_system(void **state)
{
    struct fixture *f = *state;
    const char *disk = fixture_small_disk(f, 64 * 1024);
    struct stat info;

    if (!disk)
        skip();
    fixture_write(f, "disk/kept", STR("x"));
    assert_int_equal(file_remove_tree(f->folder, NULL), SLV_ERR_IO);
    assert_int_equal(stat(fixture_path(f, "disk/kept"), &info), 0);
}

static void disk_bytes_count_a_file_with_two_names_once(void **state)
{
    struct fixture *f = *state;
    static char content[64 * 1024];
    const char *first;
    uint64_t empty;
    uint64_t one;
    uint64_t two_names;

    assert_int_equal(file_disk_bytes(f->folder, &empty, NULL), SLV_OK);
    memset(content, 'x', sizeof content);
    first = fixture_write(f, "first", (struct str){content, sizeof content});
    assert_int_equal(file_disk_bytes(f->folder, &one, NULL), SLV_OK);
    assert_true(one >= empty + sizeof content);
    assert_int_equal(link(first, fixture_path(f, "second")), 0);
    assert_int_equal(symlink(first, fixture_path(f, "third")), 0);
    assert_int_equal(file_disk_bytes(f->folder, &two_names, NULL), SLV_OK);
    assert_true(two_names < one + sizeof content);
    assert_int_equal(file_disk_bytes(fixture_path(f, "none"), &one, NULL),
                     SLV_ERR_NO_INPUT);
}

static void second_lock_names_the_first_holder(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "lock");
    struct file_lock *first;
    struct file_lock *second;
    struct slv_error err;
    char pid[32];

    setenv("SOLVENT_NOW", "2026-01-31T12:03:59Z", 1);
    assert_int_equal(
        file_lock_open(path, "indexer", "solvent index\nkb", 0, &first, &err),
        SLV_OK);
    assert_int_equal(
        file_lock_open(path, "indexer", "solvent index x", 0, &second, &err),
        SLV_ERR_LOCKED);
    snprintf(pid, sizeof pid, "(pid %ld, since 12:03)", (long) getpid());
    assert_non_null(strstr(err.text, "another indexer holds the lock "));
    assert_non_null(strstr(err.text, pid));
    assert_non_null(strstr(err.hint, "\"solvent index kb\""));

    setenv("SOLVENT_NOW", "2026-02-02", 1);
    assert_int_equal(file_lock_open(path, "indexer", "x", 0, &second, &err),
                     SLV_ERR_LOCKED);
    assert_non_null(strstr(err.text, "since 2026-01-31 12:03)"));
    unsetenv("SOLVENT_NOW");

    file_lock_close(first);
    assert_int_equal(file_lock_open(path, "indexer", "x", 0, &second, &err),
                     SLV_OK);
    file_lock_close(second);
    file_lock_close(NULL);
}

/* A child takes the lock and is killed: the lock must be free at once. */
static void lock_goes_with_a_killed_holder(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "lock");
    struct file_lock *lock;
    struct slv_error err;
    int ready[2];
    int wait_status;
    char byte;
    pid_t child;

    assert_int_equal(pipe2(ready, O_CLOEXEC), 0);
    child = fork();
    if (child == 0) {
        close(ready[0]);
        if (file_lock_open(path, "indexer", "child", 0, &lock, NULL) ==
                SLV_OK &&
            write(ready[1], "x", 1) == 1)
            for (;;)
                pause();
        _exit(1);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    assert_int_equal(file_lock_open(path, "indexer", "parent", 30, &lock, &err),
                     SLV_ERR_LOCKED);
    assert_non_null(strstr(err.hint, "child"));
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &wait_status, 0), child);
    assert_int_equal(file_lock_open(path, "indexer", "parent", 0, &lock, &err),
                     SLV_OK);
    file_lock_close(lock);
}

/* The lock must not outlive us in a program that we start. */
static void lock_is_not_inherited_by_another_program(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_path(f, "lock");
    struct file_lock *lock;
    struct slv_error err;
    int end[2];
    int wait_status;
    pid_t child;

    assert_int_equal(pipe(end), 0);
    assert_int_equal(file_lock_open(path, "indexer", "x", 0, &lock, &err),
                     SLV_OK);
    child = fork();
    if (child == 0) {
        /* cat lives until the pipe's other end is closed */
        dup2(end[0], STDIN_FILENO);
        close(end[0]);
        close(end[1]);
        execlp("cat", "cat", (char *) NULL);
        _exit(127);
    }
    close(end[0]);
    file_lock_close(lock);
    assert_int_equal(file_lock_open(path, "indexer", "x", 5000, &lock, &err),
                     SLV_OK);
    file_lock_close(lock);
    close(end[1]);
    assert_int_equal(waitpid(child, &wait_status, 0), child);
    assert_int_equal(wait_status, 0);
}

static void lock_in_a_missing_folder_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct file_lock *lock;

    assert_int_equal(file_lock_open(fixture_path(f, "none/lock"), "indexer",
                                    "x", 0, &lock, NULL),
                     SLV_ERR_NO_INPUT);
    assert_null(lock);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(read_gives_all_bytes_and_a_nul),
        FIXTURE_TEST(a_stamp_of_a_new_file_never_holds),
        FIXTURE_TEST(a_stamp_holds_until_the_file_is_another),
        FIXTURE_TEST(read_of_an_empty_file_is_empty),
        FIXTURE_TEST(read_refuses_one_byte_too_many),
        FIXTURE_TEST(read_follows_a_file_past_its_announced_size),
        FIXTURE_TEST(read_refuses_what_is_no_file),
        FIXTURE_TEST(replace_leaves_only_the_new_file),
        FIXTURE_TEST(replace_that_fails_keeps_the_old_file),
        FIXTURE_TEST(replace_says_when_the_folder_is_missing),
        FIXTURE_TEST(folders_are_made_as_deep_as_needed),
        FIXTURE_TEST(removing_a_tree_follows_no_link),
        FIXTURE_TEST(removing_a_tree_stops_at_another_file_system),
        FIXTURE_TEST(disk_bytes_count_a_file_with_two_names_once),
        FIXTURE_TEST(second_lock_names_the_first_holder),
        FIXTURE_TEST(lock_goes_with_a_killed_holder),
        FIXTURE_TEST(lock_is_not_inherited_by_another_program),
        FIXTURE_TEST(lock_in_a_missing_folder_is_an_error),
    };

    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
