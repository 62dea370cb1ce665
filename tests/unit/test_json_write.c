/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/json_write: what it writes is JSON, proved by reading it back.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/json_read.h"
#include "text/json_write.h"

#include <math.h>

static void containers_and_commas_are_placed(void **state)
{
    struct strbuf out;
    struct json_writer json;
    struct str words[] = {STR("x"), STR("y")};

    (void) state;
    strbuf_init(&out, 1000);
    json_begin(&json, &out);
    json_object_begin(&json);
    json_key_int(&json, "a", 1);
    json_key(&json, "b");
    json_array_begin(&json);
    json_array_begin(&json);
    json_array_end(&json);
    json_object_begin(&json);
    json_object_end(&json);
    json_null(&json);
    json_bool(&json, false);
    json_array_end(&json);
    json_key_strings(&json, "c", &(struct str_list){words, 2});
    json_key_bool(&json, "d", true);
    json_key(&json, "e");
    json_raw(&json, STR("{\"f\":2}"));
    json_object_end(&json);
    json_end(&json);
    assert_string_equal(out.ptr,
                        "{\"a\":1,\"b\":[[],{},null,false],"
                        "\"c\":[\"x\",\"y\"],\"d\":true,\"e\":{\"f\":2}}");
    strbuf_release(&out);
}

static void check_string(struct str text, const char *expected)
{
    struct strbuf out;
    struct json_writer json;

    strbuf_init(&out, 1000);
    json_begin(&json, &out);
    json_string(&json, text);
    json_end(&json);
    assert_string_equal(out.ptr, expected);
    strbuf_release(&out);
}

static void strings_are_escaped_and_repaired(void **state)
{
    (void) state;
    check_string(STR(""), "\"\"");
    check_string(STR("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
    check_string(STR("\n\r\t\x01\0\x1F"), "\"\\n\\r\\t\\u0001\\u0000\\u001f\"");
    check_string(STR("</script><!--"), "\"\\u003c/script>\\u003c!--\"");
    check_string(STR("\xC3\xA4\xF0\x9F\x99\x82"),
                 "\"\xC3\xA4\xF0\x9F\x99\x82\"");
    check_string(STR("a\xFF\xC3"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"");
    check_string(STR("\xED\xA0\x80"),
                 "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

static void check_double(double value, int decimals, const char *expected)
{
    struct strbuf out;
    struct json_writer json;

    strbuf_init(&out, 100);
    json_begin(&json, &out);
    json_double(&json, value, decimals);
    json_end(&json);
    assert_string_equal(out.ptr, expected);
    strbuf_release(&out);
}

static void numbers_are_short_and_never_break_json(void **state)
{
    (void) state;
    check_double(1.5, 6, "1.5");
    check_double(0.1234567, 3, "0.123");
    check_double(100, 2, "100");
    check_double(100, 0, "100");
    check_double(-0.0001, 2, "0");
    check_double(-2.50, 2, "-2.5");
    check_double((double) NAN, 2, "null");
    check_double((double) INFINITY, 2, "null");
    check_double(1e300, 2, "1.0000000000000001e+300");
}

static void check_int(int64_t value, const char *expected)
{
    struct strbuf out;
    struct json_writer json;

    strbuf_init(&out, 100);
    json_begin(&json, &out);
    json_int(&json, value);
    json_end(&json);
    assert_string_equal(out.ptr, expected);
    strbuf_release(&out);
}

static void integers_reach_their_ends(void **state)
{
    (void) state;
    check_int(0, "0");
    check_int(-7, "-7");
    check_int(INT64_MAX, "9223372036854775807");
    check_int(INT64_MIN, "-9223372036854775808");
}

struct back {
    struct str text;
};

static void every_pair_of_bytes_comes_back_as_valid_text(void **state)
{
    static const struct json_field fields[] = {
        JSON_FIELD(struct back, text, JSON_READ_STRING, true, 100)};
    struct arena *arena = arena_new();
    struct strbuf out;

    (void) state;
    strbuf_init(&out, 1000);
    for (int pair = 0; pair < 65536; pair++) {
        char bytes[2] = {(char) (pair & 255), (char) (pair >> 8)};
        struct json_writer json;
        struct back back;

        strbuf_clear(&out);
        json_begin(&json, &out);
        json_object_begin(&json);
        json_key_string(&json, "text", (struct str){bytes, 2});
        json_object_end(&json);
        json_end(&json);
        assert_int_equal(
            json_read(strbuf_str(&out), fields, 1, &back, arena, NULL), SLV_OK);
        if ((pair & 0x8080) == 0)
            assert_memory_equal(back.text.ptr, bytes, 2);
        arena_reset(arena);
    }
    strbuf_release(&out);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(containers_and_commas_are_placed),
        cmocka_unit_test(strings_are_escaped_and_repaired),
        cmocka_unit_test(numbers_are_short_and_never_break_json),
        cmocka_unit_test(integers_reach_their_ends),
        cmocka_unit_test(every_pair_of_bytes_comes_back_as_valid_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
