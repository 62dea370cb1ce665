/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What unit tests need again and again: cmocka with its includes, a folder of
 * their own, files in it, a disk that is full. Failures end the test.
 *
 * Threads: none of this may be called from more than one thread at a time.
 */
#ifndef TESTS_SUPPORT_FIXTURE_H
#define TESTS_SUPPORT_FIXTURE_H

/* cmocka.h wants these first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "solvent/str.h"

#include <stdbool.h>

/* A fresh empty folder for one test. fixture_release() removes it. */
struct fixture {
    char folder[64];
    struct arena *arena;
    char *paths[64]; /* made by fixture_path() */
    size_t path_count;
    bool is_mounted;
};

/* Setup and teardown for cmocka_unit_test_setup_teardown(): *state becomes a
 * struct fixture. */
int fixture_setup(void **state);
int fixture_teardown(void **state);
#define FIXTURE_TEST(function) \
    cmocka_unit_test_setup_teardown(function, fixture_setup, fixture_teardown)

/* "<folder>/<name>", freed with the fixture. */
const char *fixture_path(struct fixture *fixture, const char *name);
/* Write a file below the folder; its path. */
const char *fixture_write(struct fixture *fixture, const char *name,
                          struct str content);
/* All of a file, in the fixture's arena. */
struct str fixture_read(struct fixture *fixture, const char *path);
/* Mount an empty disk of `bytes` at <folder>/disk; its path, or NULL when this
 * process may not mount (call skip() then). */
const char *fixture_small_disk(struct fixture *fixture, size_t bytes);

#endif
