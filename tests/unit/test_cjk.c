/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/cjk: which characters are cut into grams, where a character ends, and
 * that each way of writing one folds to the same bytes.
 */
#include "tests/support/fixture.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/cjk.h"
#include "text/utf8.h"

#include <string.h>

static void letters_of_scripts_without_spaces_are_known(void **state)
{
    static const uint32_t yes[] = {0x0E01, 0x0E33, 0x1100, 0x1780, 0x3005,
                                   0x3042, 0x30A2, 0x30FC, 0x4E00, 0x9FFF,
                                   0xAC00, 0xD7A3, 0xFF66, 0x20000};
    static const uint32_t no[] = {'a',    0xE9,   0x0416, 0x0628, 0x05D0,
                                  0x0915, 0x0E3F, 0x0E50, 0x3001, 0x300C,
                                  0x30FB, 0xFF21, 0xFF11, 0x1F600};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        assert_true(cjk_is(yes[i]));
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_false(cjk_is(no[i]));
}

static void marks_belong_to_the_character_before_them(void **state)
{
    static const struct {
        const char *text;
        size_t len; /* of the first character */
    } samples[] = {
        {"印刷", 3},
        {"\u304B\u3099\u3042", 6}, /* ka, voicing; a */
        {"\uFF8C\uFF9F\uFF98", 6}, /* half-width pu, ri */
        {"\u1112\u1161\u11AB\u1100", 9},
        {"\uD558\u11AB", 6},
        {"\u0E1F\u0E25\u0E4C", 3},
        {"\u0E25\u0E4C", 6},
        {"\u845B\uFE00x", 6},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++)
        assert_int_equal(cjk_char_end(str_from(samples[i].text), 0),
                         samples[i].len);
}

static void a_run_ends_where_another_script_begins(void **state)
{
    struct str text = STR("の更新11");

    (void) state;
    assert_int_equal(cjk_run_end(text, 0), 9);
    assert_int_equal(cjk_run_end(text, 9), 9);
    assert_int_equal(cjk_run_end(text, text.len), text.len);
}

static void each_way_of_writing_a_character_folds_alike(void **state)
{
    static const struct {
        const char *one;
        const char *other;
    } samples[] = {
        {"ﾌﾟﾘﾝﾀｰ", "プリンター"},
        {"\u30D5\u309A", "プ"},
        {"\u304B\u3099\u304E", "がぎ"},
        {"\u3064\u3099\u3066\u3099\u3068\u3099", "づでど"},
        {"\u306F\u3099\u3072\u309A\u307B\u309A", "ばぴぽ"},
        {"ｳﾞ\u3046\u3099", "ヴゔ"},
        {"\u1112\u1161\u11AB\u1100\u1173\u11AF", "한글"},
        {"\uF9E4", "\u7406"}, /* a compatibility form of Han */
        {"\u845B\uFE00", "\u845B"},
    };

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        char one[64];
        char other[64];
        size_t one_len = cjk_fold(str_from(samples[i].one), one, sizeof one);
        size_t other_len =
            cjk_fold(str_from(samples[i].other), other, sizeof other);

        assert_int_equal(one_len, strlen(samples[i].other));
        assert_int_equal(one_len, other_len);
        assert_memory_equal(one, other, one_len);
    }
}

/* Composing by hand agrees with the tables of Unicode: a letter and its own
 * decomposition fold alike. */
static void every_kana_and_syllable_meets_its_decomposition(void **state)
{
    (void) state;
    for (uint32_t code = 0x3041; code < 0xD7A4; code++) {
        char bytes[UTF8_MAX];
        char folded[64];
        struct str letter = {bytes, utf8_encode(code, bytes)};
        struct strbuf apart;

        if (!cjk_is(code) || code == 0x309F || code == 0x30FF ||
            (code >= 0x3131 && code < 0xAC00))
            continue;
        strbuf_init(&apart, 64);
        utf8_fold(code, &apart);
        assert_int_equal(cjk_fold(strbuf_str(&apart), folded, sizeof folded),
                         letter.len);
        assert_memory_equal(folded, letter.ptr, letter.len);
        strbuf_release(&apart);
    }
}

static void a_folded_form_ends_between_characters(void **state)
{
    char out[8];

    (void) state;
    assert_int_equal(cjk_fold(STR("印刷機"), out, sizeof out), 6);
    assert_int_equal(cjk_fold(STR("印"), out, 2), 0);
}

static void only_pairs_of_hiragana_are_grammar(void **state)
{
    (void) state;
    assert_true(cjk_is_grammar(STR("ない")));
    assert_false(cjk_is_grammar(STR("更新")));
    assert_false(cjk_is_grammar(STR("の更")));
    assert_false(cjk_is_grammar(STR("ター")));
    assert_false(cjk_is_grammar(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(letters_of_scripts_without_spaces_are_known),
        cmocka_unit_test(marks_belong_to_the_character_before_them),
        cmocka_unit_test(a_run_ends_where_another_script_begins),
        cmocka_unit_test(each_way_of_writing_a_character_folds_alike),
        cmocka_unit_test(every_kana_and_syllable_meets_its_decomposition),
        cmocka_unit_test(a_folded_form_ends_between_characters),
        cmocka_unit_test(only_pairs_of_hiragana_are_grammar),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
