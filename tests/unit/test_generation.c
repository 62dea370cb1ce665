/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/generation: the line that names the index.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/generation.h"

#include <stdlib.h>

#include <stdio.h>

static void a_line_comes_back(void **state)
{
    struct fixture *f = *state;
    struct generation written = {
        .name = STR("index.12"),
        .shards = {STR("public"), STR("internal"), STR("group-5f0c")},
        .shard_count = 3};
    struct generation read;

    assert_int_equal(generation_read(f->folder, f->arena, &read, NULL),
                     SLV_ERR_NO_INPUT);
    assert_int_equal(generation_write(f->folder, &written, NULL), SLV_OK);
    assert_int_equal(generation_read(f->folder, f->arena, &read, NULL), SLV_OK);
    assert_true(str_equal(read.name, written.name));
    assert_int_equal(read.shard_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(str_equal(read.shards[i], written.shards[i]));
    assert_true(generation_is_current(&read));
    written.name = STR("index.13");
    assert_int_equal(generation_write(f->folder, &written, NULL), SLV_OK);
    assert_false(generation_is_current(&read));
}

/* A file that has stood for long is not read; here all are of yesterday. */
static void a_replaced_line_is_noticed_without_reading(void **state)
{
    struct fixture *f = *state;
    struct generation written = {
        .name = STR("index.1"), .shards = {STR("public")}, .shard_count = 1};
    struct generation read;

    setenv("SOLVENT_NOW", "2100-01-01", 1);
    assert_int_equal(generation_write(f->folder, &written, NULL), SLV_OK);
    assert_int_equal(generation_read(f->folder, f->arena, &read, NULL), SLV_OK);
    assert_true(read.stamp.is_sure);
    assert_true(generation_is_current(&read));
    written.name = STR("index.2");
    assert_int_equal(generation_write(f->folder, &written, NULL), SLV_OK);
    assert_false(generation_is_current(&read));
    unsetenv("SOLVENT_NOW");
}

static void the_most_shards_fit(void **state)
{
    struct fixture *f = *state;
    struct generation written = {.name = STR("index.18446744073709551615"),
                                 .shard_count = XAP_SHARDS_MAX};
    struct generation read;

    written.shards[0] = STR(SHARD_PUBLIC);
    for (unsigned i = 1; i < XAP_SHARDS_MAX; i++)
        written.shards[i] =
            arena_format(f->arena, SHARD_GROUP_PREFIX "%016x", i);
    assert_int_equal(generation_write(f->folder, &written, NULL), SLV_OK);
    assert_int_equal(generation_read(f->folder, f->arena, &read, NULL), SLV_OK);
    assert_int_equal(read.shard_count, XAP_SHARDS_MAX);
    assert_true(generation_is_current(&read));
}

static void lines_that_make_no_sense_are_damage(void **state)
{
    static const char *const lines[] = {"",
                                        "\n",
                                        "index.1\n",
                                        "index.1 internal\n",
                                        "../x public\n",
                                        "index.1 public ../x\n",
                                        "index.1 public  internal\n",
                                        ".x public\n",
                                        "index.1 public .x\n",
                                        "index.1\tpublic\n"};
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct generation read;
        struct slv_error err;

        fixture_write(f, "current", str_from(lines[i]));
        if (generation_read(f->folder, f->arena, &read, &err) !=
            SLV_ERR_CORRUPT)
            fail_msg("'%s' was read", lines[i]);
        assert_non_null(strstr(err.hint, "--full"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_line_comes_back),
        FIXTURE_TEST(a_replaced_line_is_noticed_without_reading),
        FIXTURE_TEST(the_most_shards_fit),
        FIXTURE_TEST(lines_that_make_no_sense_are_damage),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
