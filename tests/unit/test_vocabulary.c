/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/vocabulary: words to terms, entries that stay where they are.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "core/search/vocabulary.h"

#include <stdio.h>

static void words_of_one_stem_share_a_term(void **state)
{
    struct vocabulary *vocabulary;
    struct vocabulary_term *term;
    unsigned english;

    (void) state;
    vocabulary = vocabulary_new();
    english = vocabulary_language(vocabulary, STR("en"));
    term = vocabulary_word(vocabulary, english, STR("printing"));
    assert_ptr_equal(term,
                     vocabulary_word(vocabulary, english, STR("printed")));
    assert_ptr_equal(term, vocabulary_exact(vocabulary, 0, STR("print")));
    assert_true(str_equal(term->name, STR("print")));
    assert_ptr_equal(vocabulary_word(vocabulary, english, STR("cant")),
                     vocabulary_word(vocabulary, english, STR("cannot")));
    assert_int_equal(term->stamp, 0);
    assert_ptr_not_equal(term, vocabulary_exact(vocabulary, 'I', STR("print")));
    assert_true(str_equal(vocabulary_exact(vocabulary, 'I', STR("a-b"))->name,
                          STR("Ia-b")));
    assert_int_equal(vocabulary_language(vocabulary, STR("no such")),
                     VOCABULARY_NO_LANGUAGE);
    assert_int_equal(vocabulary_language(vocabulary, STR("EN-gb")), english);
    vocabulary_free(vocabulary);
    vocabulary_free(NULL);
}

static void trimming_forgets_only_when_it_is_large(void **state)
{
    struct vocabulary *vocabulary;
    struct vocabulary_term *term;
    unsigned english;
    char word[32];

    (void) state;
    vocabulary = vocabulary_new();
    english = vocabulary_language(vocabulary, STR("en"));
    term = vocabulary_word(vocabulary, english, STR("printing"));
    vocabulary_trim(vocabulary);
    assert_ptr_equal(term,
                     vocabulary_word(vocabulary, english, STR("printing")));
    term->stamp = 7;
    for (unsigned i = 0; i < 300000; i++) {
        snprintf(word, sizeof word, "w%u", i);
        vocabulary_exact(vocabulary, 0, str_from(word));
    }
    assert_int_equal(
        vocabulary_word(vocabulary, english, STR("printing"))->stamp, 7);
    vocabulary_trim(vocabulary);
    assert_int_equal(
        vocabulary_word(vocabulary, english, STR("printing"))->stamp, 0);
    vocabulary_free(vocabulary);
}

static void a_tag_keeps_its_number(void **state)
{
    static const struct str tags[] = {
        {"en", 2},    {"de", 2},
        {"de-AT", 5}, {"", 0},
        {"x", 1},     {"de-a-tag-that-is-longer-than-any-tag-may-be", 43}};
    struct vocabulary *vocabulary = vocabulary_new();
    unsigned english = vocabulary_language(vocabulary, STR("en"));
    unsigned german = vocabulary_language(vocabulary, STR("de"));
    const unsigned numbers[] = {
        english, german, german, VOCABULARY_NO_LANGUAGE, VOCABULARY_NO_LANGUAGE,
        german};

    (void) state;
    assert_int_not_equal(english, german);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k < 6; k++) {
            assert_int_equal(vocabulary_language(vocabulary, tags[i]),
                             numbers[i]);
            assert_int_equal(vocabulary_language(vocabulary, tags[k]),
                             numbers[k]);
            assert_int_equal(vocabulary_language(vocabulary, tags[k]),
                             numbers[k]);
        }
    vocabulary_free(vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_one_stem_share_a_term),
        cmocka_unit_test(a_tag_keeps_its_number),
        cmocka_unit_test(trimming_forgets_only_when_it_is_large),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
