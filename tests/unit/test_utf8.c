/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/utf8: what is valid is decoded, what is not is repaired, and words that
 * people take for the same fold to the same bytes.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <string.h>

static void assert_str(struct str s, const char *expected)
{
    assert_int_equal(s.len, strlen(expected));
    assert_memory_equal(s.ptr, expected, s.len);
}

static void every_character_survives_encoding(void **state)
{
    (void) state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[UTF8_MAX];
        struct str s = {bytes, utf8_encode(code, bytes)};
        uint32_t decoded;

        assert_true(utf8_is_valid(s));
        assert_int_equal(utf8_decode(s, 0, &decoded), s.len);
        if (code >= 0xD800 && code <= 0xDFFF)
            assert_int_equal(decoded, UTF8_REPLACEMENT);
        else
            assert_int_equal(decoded, code);
    }
}

static void what_is_no_utf8_is_refused(void **state)
{
    static const char *const wrong[] = {
        "\x80",             /* continuation alone */
        "\xC3",             /* cut off */
        "\xC0\xAF",         /* overlong slash */
        "\xE0\x80\xAF",     /* the same in three */
        "\xF0\x80\x80\xAF", /* and in four */
        "\xED\xA0\x80",     /* surrogate */
        "\xF4\x90\x80\x80", /* beyond the last character */
        "\xFF",
        "\xE2\x82",
        "\xE2\x28\xA1",
        "seven ASCII bytes and then \xE9 in Latin-1",
    };

    (void) state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        assert_false(utf8_is_valid(str_from(wrong[i])));
    assert_true(utf8_is_valid(STR("")));
    assert_true(utf8_is_valid(STR("a long run of ASCII, then \xE2\x82\xAC")));
}

static void invalid_bytes_are_decoded_one_by_one(void **state)
{
    struct str s = STR("\xE2\x82z");
    uint32_t code;

    (void) state;
    assert_int_equal(utf8_decode(s, 0, &code), 1);
    assert_int_equal(code, UTF8_REPLACEMENT);
    assert_int_equal(utf8_decode(s, 1, &code), 1);
    assert_int_equal(code, UTF8_REPLACEMENT);
    assert_int_equal(utf8_decode(s, 2, &code), 1);
    assert_int_equal(code, 'z');
}

static void repair_replaces_and_tells_the_line(void **state)
{
    struct arena *arena = arena_new();
    struct str good = STR("gut \xC3\xBC");
    int line = -1;

    (void) state;
    assert_ptr_equal(utf8_repair(good, arena, &line).ptr, good.ptr);
    assert_int_equal(line, 0);
    assert_str(utf8_repair(STR("a\nb\xFF\n\xFE"), arena, &line),
               "a\nb\xEF\xBF\xBD\n\xEF\xBF\xBD");
    assert_int_equal(line, 2);
    assert_str(utf8_repair(STR("a\0b"), arena, &line), "a\xEF\xBF\xBD"
                                                       "b");
    assert_int_equal(line, 1);
    assert_true(utf8_is_valid(utf8_repair(STR("\xF0\x9F\x98"), arena, NULL)));
    arena_free(arena);
}

static void cuts_fall_between_characters(void **state)
{
    struct str s = STR("a\xE2\x82\xAC"
                       "b");

    (void) state;
    assert_int_equal(utf8_floor(s, 0), 0);
    assert_int_equal(utf8_floor(s, 1), 1);
    assert_int_equal(utf8_floor(s, 2), 1);
    assert_int_equal(utf8_floor(s, 3), 1);
    assert_int_equal(utf8_floor(s, 4), 4);
    assert_int_equal(utf8_floor(s, 99), s.len);
    assert_str(utf8_prefix(s, 3), "a");
    assert_str(utf8_prefix(s, 4), "a\xE2\x82\xAC");
    assert_int_equal(utf8_prefix(s, 99).len, s.len);
    /* stray continuation bytes stand for themselves */
    assert_int_equal(utf8_floor(STR("a\x80\x80\x80\x80"), 4), 4);
    assert_int_equal(utf8_floor(STR("\x80\x80"), 1), 1);
}

static void words_are_letters_marks_and_digits(void **state)
{
    static const uint32_t word[] = {'a',   'Z',   '0',    0xE9,   0x416,
                                    0x5D0, 0x301, 0x4E2D, 0x0966, 0xB2};
    static const uint32_t other[] = {' ',    '-',    '_',    '.',     0xA0,
                                     0x2014, 0x20AC, 0x3002, 0x1F600, 0};

    (void) state;
    for (size_t i = 0; i < sizeof word / sizeof word[0]; i++)
        assert_true(utf8_is_word(word[i]));
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        assert_false(utf8_is_word(other[i]));
}

static void assert_folds(const char *text, const char *expected)
{
    struct str s = str_from(text);
    struct strbuf out;

    strbuf_init(&out, 1000);
    for (size_t at = 0; at < s.len;) {
        uint32_t code;

        at += utf8_decode(s, at, &code);
        utf8_fold(code, &out);
    }
    assert_string_equal(out.ptr, expected);
    strbuf_release(&out);
}

static void alike_words_fold_alike(void **state)
{
    (void) state;
    assert_folds("PROBLEME", "probleme");
    assert_folds("Problème", "probleme");
    assert_folds("Proble\xCC\x80me", "probleme"); /* accent of its own */
    assert_folds("Straße STRASSE", "strasse strasse");
    assert_folds("ＡＢＣ１２", "abc12"); /* full width */
    assert_folds("ﬁle", "file");         /* ligature */
    assert_folds("Ünïcödé", "unicode");
    assert_folds("ПРИВЕТ", "привет");
    assert_folds("Ελλάδα", "ελλαδα");
    assert_folds("so\xC2\xADlvent", "solvent"); /* soft hyphen */
    assert_folds("hasło Ødegård Œuvre Ǿ", "haslo odegard oeuvre o");
    assert_folds("طَابِعَة طـــابعة", "طابعة طابعة");
    assert_folds("إعدادات", "اعدادات");
    assert_folds("a\uFE70\u037A\u00A0", "aι "); /* marks that stand alone */
    assert_folds("کی ٤٠٤ ۴۰۴ ४०४", "كي 404 404 404");
    assert_folds("Ёлка сетевой", "елка сетевой");
    assert_folds("сетево\u0438\u0306", "сетевой"); /* its breve apart */
    assert_folds("கொ", "கொ");                      /* one vowel sign */
}

static void marks_that_make_another_word_stay(void **state)
{
    struct strbuf ka;
    struct strbuf ga;

    (void) state;
    strbuf_init(&ka, 100);
    strbuf_init(&ga, 100);
    utf8_fold(0x304B, &ka);
    utf8_fold(0x304C, &ga);
    assert_string_not_equal(ka.ptr, ga.ptr);
    strbuf_release(&ka);
    strbuf_release(&ga);
    assert_folds("हिन्दी", "हिन्दी");
}

static void folding_is_bounded_and_settles(void **state)
{
    struct strbuf once;
    struct strbuf twice;

    (void) state;
    strbuf_init(&once, 1000);
    strbuf_init(&twice, 1000);
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        size_t count = 0;

        strbuf_clear(&once);
        strbuf_clear(&twice);
        utf8_fold(code, &once);
        assert_true(utf8_is_valid(strbuf_str(&once)));
        for (size_t at = 0; at < once.len; count++) {
            uint32_t folded;

            at += utf8_decode(strbuf_str(&once), at, &folded);
            utf8_fold(folded, &twice);
        }
        assert_true(count <= 18);
        if (strcmp(once.ptr, twice.ptr) != 0)
            print_error("U+%04X folds to %s, then to %s\n", (unsigned) code,
                        once.ptr, twice.ptr);
        assert_string_equal(once.ptr, twice.ptr);
    }
    strbuf_release(&once);
    strbuf_release(&twice);
}

static void lower_case_is_one_to_one(void **state)
{
    (void) state;
    assert_int_equal(utf8_lower('A'), 'a');
    assert_int_equal(utf8_lower('['), '[');
    assert_int_equal(utf8_lower(0xC9), 0xE9);
    assert_int_equal(utf8_lower(0x416), 0x436);
    assert_int_equal(utf8_lower(0x4E2D), 0x4E2D);
    assert_int_equal(utf8_lower(0xFFFFFF), UTF8_REPLACEMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_character_survives_encoding),
        cmocka_unit_test(what_is_no_utf8_is_refused),
        cmocka_unit_test(invalid_bytes_are_decoded_one_by_one),
        cmocka_unit_test(repair_replaces_and_tells_the_line),
        cmocka_unit_test(cuts_fall_between_characters),
        cmocka_unit_test(words_are_letters_marks_and_digits),
        cmocka_unit_test(alike_words_fold_alike),
        cmocka_unit_test(marks_that_make_another_word_stay),
        cmocka_unit_test(folding_is_bounded_and_settles),
        cmocka_unit_test(lower_case_is_one_to_one),
    };

    return cmocka_run_group_tests_name("utf8", tests, NULL, NULL);
}
