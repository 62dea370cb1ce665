/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/arena: pieces do not overlap, are aligned, and go all at once.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdalign.h>

static void pieces_do_not_overlap(void **state)
{
    enum { PIECES = 2000 };
    struct arena *arena = arena_new();
    unsigned char *pieces[PIECES];
    size_t sizes[PIECES];

    (void) state;
    for (size_t i = 0; i < PIECES; i++) {
        /* from nothing to more than a block */
        sizes[i] = i % 100 == 99 ? 100000 : i * 7 % 300;
        pieces[i] = arena_alloc(arena, sizes[i]);
        memset(pieces[i], (int) (i & 0xff), sizes[i]);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t j = 0; j < sizes[i]; j++)
            assert_int_equal(pieces[i][j], i & 0xff);
    arena_free(arena);
}

static void pieces_are_aligned_for_any_type(void **state)
{
    struct arena *arena = arena_new();

    (void) state;
    for (size_t size = 0; size < 100; size++)
        assert_int_equal(
            (uintptr_t) arena_alloc(arena, size) % alignof(max_align_t), 0);
    arena_free(arena);
}

static void calloc_gives_zeros_after_a_reset(void **state)
{
    struct arena *arena = arena_new();
    unsigned char *bytes;

    (void) state;
    memset(arena_alloc(arena, 5000), 0xff, 5000);
    arena_reset(arena);
    bytes = arena_calloc(arena, 50, 100);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(bytes[i], 0);
    arena_free(arena);
}

static void copies_end_with_a_nul(void **state)
{
    struct arena *arena = arena_new();
    struct str copy = arena_str(arena, (struct str){"abcdef", 3});

    (void) state;
    assert_int_equal(copy.len, 3);
    assert_string_equal(copy.ptr, "abc");
    assert_string_equal(arena_cstr(arena, (struct str){NULL, 0}), "");
    copy = arena_format(arena, "%s-%d", "case", 4711);
    assert_int_equal(copy.len, 9);
    assert_string_equal(copy.ptr, "case-4711");
    arena_free(arena);
}

static void reset_allows_endless_reuse(void **state)
{
    struct arena *arena = arena_new();

    (void) state;
    arena_reset(arena);
    for (int i = 0; i < 1000; i++) {
        memset(arena_alloc(arena, 1000), 1, 1000);
        memset(arena_alloc(arena, (size_t) i * 200), 2, (size_t) i * 200);
        arena_reset(arena);
    }
    arena_free(arena);
    arena_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(pieces_are_aligned_for_any_type),
        cmocka_unit_test(calloc_gives_zeros_after_a_reset),
        cmocka_unit_test(copies_end_with_a_nul),
        cmocka_unit_test(reset_allows_endless_reuse),
    };

    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
