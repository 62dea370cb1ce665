/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * indexer/leftovers: what a killed run left goes, and nothing else does.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "indexer/leftovers.h"

#include <unistd.h>

static const char *below(struct fixture *f, const char *name)
{
    return arena_format(f->arena, "%s/%s", f->folder, name).ptr;
}

static bool is_there(struct fixture *f, const char *name)
{
    return access(below(f, name), F_OK) == 0;
}

static void write_file(struct fixture *f, const char *name)
{
    assert_int_equal(file_replace(below(f, name), STR("x"), 0600, NULL),
                     SLV_OK);
}

static void make_folder(struct fixture *f, const char *name)
{
    assert_int_equal(file_make_folders(below(f, name), 0700, NULL), SLV_OK);
}

static void what_is_held_stays_until_it_is_let_go(void **state)
{
    struct fixture *f = *state;
    char *folder = NULL;
    char *file = NULL;
    int held[2] = {-1, -1};

    assert_int_equal(
        leftover_make_folder(f->folder, f->arena, &folder, &held[0], NULL),
        SLV_OK);
    assert_int_equal(
        leftover_make_file(f->folder, f->arena, &file, &held[1], NULL), SLV_OK);
    assert_int_equal(write(held[1], "x", 1), 1);
    assert_int_equal(
        file_replace(arena_format(f->arena, "%s/inside", folder).ptr, STR("x"),
                     0600, NULL),
        SLV_OK);
    leftovers_sweep(f->folder);
    assert_int_equal(access(folder, F_OK), 0);
    assert_int_equal(access(file, F_OK), 0);
    close(held[0]);
    leftovers_sweep(f->folder);
    assert_int_not_equal(access(folder, F_OK), 0);
    assert_int_equal(access(file, F_OK), 0);
    close(held[1]);
    leftovers_sweep(f->folder);
    assert_int_not_equal(access(file, F_OK), 0);
}

static void nothing_else_is_touched(void **state)
{
    static const char *const folders[] = {
        "trial.abcde", "trial.abcdefg", "trial.ab-def", "draft.abcdef",
        "index.1",     "trial",         "target"};
    static const char *const files[] = {"trial.abcdef", "draft.abcde",
                                        "draft.abc.ef", "target/kept",
                                        "solvent.conf"};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        make_folder(f, folders[i]);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        write_file(f, files[i]);
    assert_int_equal(symlink("target", below(f, "trial.linked")), 0);
    assert_int_equal(symlink("solvent.conf", below(f, "draft.linked")), 0);
    make_folder(f, "trial.killed/index.1");
    assert_int_equal(symlink("../target", below(f, "trial.killed/link")), 0);
    write_file(f, "draft.killed");

    leftovers_sweep(f->folder);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        assert_true(is_there(f, folders[i]));
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_true(is_there(f, files[i]));
    assert_true(is_there(f, "trial.linked"));
    assert_true(is_there(f, "draft.linked"));
    assert_false(is_there(f, "trial.killed"));
    assert_false(is_there(f, "draft.killed"));
}

static void a_folder_that_is_not_there_is_no_trouble(void **state)
{
    struct fixture *f = *state;
    char *path = NULL;
    int held = -1;

    leftovers_sweep(below(f, "nowhere"));
    assert_int_not_equal(
        leftover_make_file(below(f, "nowhere"), f->arena, &path, &held, NULL),
        SLV_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(what_is_held_stays_until_it_is_let_go),
        FIXTURE_TEST(nothing_else_is_touched),
        FIXTURE_TEST(a_folder_that_is_not_there_is_no_trouble),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
