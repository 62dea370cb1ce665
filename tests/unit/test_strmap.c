/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/strmap: many keys, copies of keys, forgetting, keys chosen to collide.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strmap.h"

#include <stdint.h>
#include <stdio.h>
#include <time.h>

static void every_key_of_many_has_its_value(void **state)
{
    enum { COUNT = 20000 };
    static int values[COUNT];
    struct strmap *map = strmap_new();
    char key[32];

    (void) state;
    for (int i = 0; i < COUNT; i++) {
        struct str stored;
        void **slot;

        snprintf(key, sizeof key, "k%d", i);
        assert_null(strmap_get(map, str_from(key)));
        slot = strmap_slot(map, str_from(key), &stored);
        assert_null(*slot);
        *slot = &values[i];
        assert_true(str_equal(stored, str_from(key)));
        assert_true(stored.ptr != key);
    }
    assert_int_equal(strmap_count(map), COUNT);
    for (int i = 0; i < COUNT; i++) {
        snprintf(key, sizeof key, "k%d", i);
        assert_ptr_equal(strmap_get(map, str_from(key)), &values[i]);
        assert_ptr_equal(*strmap_slot(map, str_from(key), NULL), &values[i]);
    }
    assert_int_equal(strmap_count(map), COUNT);
    strmap_clear(map);
    assert_int_equal(strmap_count(map), 0);
    assert_null(strmap_get(map, STR("k1")));
    strmap_free(map);
    strmap_free(NULL);
}

static void keys_are_bytes(void **state)
{
    struct strmap *map = strmap_new();
    int one;
    int two;
    int three;

    (void) state;
    *strmap_slot(map, STR("a\0b"), NULL) = &one;
    *strmap_slot(map, STR("a"), NULL) = &two;
    *strmap_slot(map, (struct str){NULL, 0}, NULL) = &three;
    assert_ptr_equal(strmap_get(map, STR("a\0b")), &one);
    assert_ptr_equal(strmap_get(map, STR("a")), &two);
    assert_ptr_equal(strmap_get(map, STR("")), &three);
    assert_null(strmap_get(map, STR("a\0c")));
    strmap_free(map);
}

enum { FLOOD_KEYS = 16000, FLOOD_KEY_BYTES = 16 };

/* FNV-1a, whose collisions are known to everyone. */
static uint64_t fnv(struct str key)
{
    uint64_t hash = 0xCBF29CE484222325u;

    for (size_t i = 0; i < key.len; i++)
        hash = (hash ^ (unsigned char) key.ptr[i]) * 0x100000001B3u;
    return hash ^ (hash >> 29);
}

/* CPU time of putting the keys into a new map. */
static int64_t put_ns(char (*keys)[FLOOD_KEY_BYTES])
{
    struct strmap *map = strmap_new();
    struct timespec begin;
    struct timespec end;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
    for (int i = 0; i < FLOOD_KEYS; i++)
        *strmap_slot(map, str_from(keys[i]), NULL) = keys[i];
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
    assert_int_equal(strmap_count(map), FLOOD_KEYS);
    strmap_free(map);
    return (end.tv_sec - begin.tv_sec) * INT64_C(1000000000) +
           (end.tv_nsec - begin.tv_nsec);
}

static void chosen_keys_cost_no_more_than_others(void **state)
{
    static char any[FLOOD_KEYS][FLOOD_KEY_BYTES];
    static char chosen[FLOOD_KEYS][FLOOD_KEY_BYTES];
    int count = 0;

    (void) state;
    for (int i = 0; i < FLOOD_KEYS; i++)
        snprintf(any[i], FLOOD_KEY_BYTES, "k%d", i);
    /* all in the first 256 places of any table */
    for (int i = 0; count < FLOOD_KEYS; i++) {
        snprintf(chosen[count], FLOOD_KEY_BYTES, "k%d", i);
        count += (fnv(str_from(chosen[count])) & 0x7F00) == 0;
    }
    assert_true(put_ns(chosen) < put_ns(any) * 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_many_has_its_value),
        cmocka_unit_test(keys_are_bytes),
        cmocka_unit_test(chosen_keys_cost_no_more_than_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
