/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/strmap: many keys, copies of keys, forgetting.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strmap.h"

#include <stdio.h>

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_of_many_has_its_value),
        cmocka_unit_test(keys_are_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
