/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/pack: numbers and strings there and back, and damaged bytes.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/strbuf.h"

static void numbers_come_back(void **state)
{
    struct strbuf bytes;
    struct unpack in;

    (void) state;
    strbuf_init(&bytes, 1 << 16);
    for (unsigned bit = 0; bit < 64; bit++) {
        pack_uint(&bytes, (uint64_t) 1 << bit);
        pack_uint(&bytes, ((uint64_t) 1 << bit) - 1);
        pack_int(&bytes, (int64_t) ((uint64_t) 1 << bit));
        pack_int(&bytes, -(int64_t) (((uint64_t) 1 << bit) - 1));
    }
    pack_uint(&bytes, UINT64_MAX);
    pack_int(&bytes, INT64_MIN);
    in = (struct unpack){strbuf_str(&bytes), false};
    for (unsigned bit = 0; bit < 64; bit++) {
        assert_true(unpack_uint(&in) == (uint64_t) 1 << bit);
        assert_true(unpack_uint(&in) == ((uint64_t) 1 << bit) - 1);
        assert_true(unpack_int(&in) == (int64_t) ((uint64_t) 1 << bit));
        assert_true(unpack_int(&in) == -(int64_t) (((uint64_t) 1 << bit) - 1));
    }
    assert_true(unpack_uint(&in) == UINT64_MAX);
    assert_true(unpack_int(&in) == INT64_MIN);
    assert_int_equal(in.rest.len, 0);
    assert_false(in.is_damaged);
    strbuf_release(&bytes);
}

static void strings_and_lists_come_back(void **state)
{
    struct fixture *f = *state;
    struct str items[] = {STR("one"), STR(""), STR("nul\0in")};
    const struct str_list list = {items, 3};
    struct strbuf bytes;
    struct unpack in;
    struct str_list back;

    strbuf_init(&bytes, 1 << 16);
    pack_list(&bytes, &list);
    pack_str(&bytes, STR("end"));
    in = (struct unpack){strbuf_str(&bytes), false};
    back = unpack_list(&in, f->arena);
    assert_int_equal(back.count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(str_equal(back.items[i], items[i]));
    assert_true(str_equal(unpack_str(&in), STR("end")));
    assert_false(in.is_damaged);
    strbuf_release(&bytes);
}

static void after_damage_everything_is_empty(void **state)
{
    struct fixture *f = *state;
    static const struct str damaged[] = {
        {"", 0},
        {"\x80", 1},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 11},
        {"\x05"
         "four",
         5},
        {"\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", 10}};

    for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
        struct unpack in = {damaged[i], false};

        assert_int_equal(unpack_str(&in).len, 0);
        assert_true(in.is_damaged);
        assert_int_equal(unpack_uint(&in), 0);
        assert_int_equal(unpack_int(&in), 0);
        assert_int_equal(unpack_list(&in, f->arena).count, 0);
        assert_int_equal(unpack_count(&in), 0);
        assert_true(in.is_damaged);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back),
        FIXTURE_TEST(strings_and_lists_come_back),
        FIXTURE_TEST(after_damage_everything_is_empty),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
