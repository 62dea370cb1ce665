/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/query: what was typed, understood.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/query.h"
#include "tests/support/english.h"

static const struct {
    const char *typed;
    const char *words; /* term; "+" required, "-" forbidden, "!" identifier */
    size_t phrases;
} samples[] = {
    {"", "", 0},
    {"printing the disks", "print the disk", 0},
    {"print printed -prints", "-print", 0},
    {"\"full disk\" error", "+full +disk error", 1},
    {"\"full", "full", 0},
    {"\"\" x \"  \"", "x", 0},
    {"0x80070005 ERR_TOO_MANY", "0x80070005 !Ierr-too-many", 0},
    {"on-premises", "!Ion-premises on premis", 0},
    {"-on-premises", "-!Ion-premises", 0},
    {"a-b -c", "!Ia-b a b -c", 0},
    {"x -", "x", 0},
    {"one two three four \"five six\" seven",
     "one two three four five six seven", 0},
    {"java -jar app fails heap space", "java jar app fail heap space", 0},
    {"app fails heap space java -jar", "app fail heap space java -jar", 0},
};

static void queries_are_understood(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct vocabulary *vocabulary;
        struct query query;
        struct str words = STR("");

        vocabulary = vocabulary_new();
        parse_english(str_from(samples[i].typed), vocabulary, f->arena, &query);
        for (size_t k = 0; k < query.count; k++) {
            const struct query_word *word = &query.words[k];

            words = arena_format(
                f->arena, "%.*s%s%s%s%s%.*s", STR_ARG(words), k ? " " : "",
                word->is_required ? "+" : "", word->is_forbidden ? "-" : "",
                word->is_identifier ? "!" : "", STR_ARG(word->term->name));
        }
        assert_string_equal(words.len ? words.ptr : "", samples[i].words);
        assert_int_equal(query.phrase_count, samples[i].phrases);
        vocabulary_free(vocabulary);
    }
}

static void a_word_typed_twice_weighs_twice(void **state)
{
    struct fixture *f = *state;
    struct vocabulary *vocabulary;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(STR("disk Disks full a_b"), vocabulary, f->arena, &query);
    assert_int_equal(query.count, 3);
    assert_true(query.words[0].weight > 1.99 && query.words[0].weight < 2.01);
    assert_true(query.words[1].weight > 0.99 && query.words[1].weight < 1.01);
    assert_true(query.words[2].weight > query.words[1].weight);
    assert_true(str_equal(query.words[0].text, STR("disk")));
    vocabulary_free(vocabulary);
}

static void only_white_space_is_no_content(void **state)
{
    struct fixture *f = *state;
    struct vocabulary *vocabulary;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(STR(" \t\n"), vocabulary, f->arena, &query);
    assert_false(query.has_content);
    parse_english(STR(" . "), vocabulary, f->arena, &query);
    assert_true(query.has_content);
    assert_int_equal(query.count, 0);
    vocabulary_free(vocabulary);
}

static void phrases_have_their_maxima(void **state)
{
    struct fixture *f = *state;
    struct vocabulary *vocabulary;
    struct query query;
    struct str typed = STR("");

    vocabulary = vocabulary_new();
    for (int i = 0; i < 20; i++)
        typed =
            arena_format(f->arena, "%.*s \"a%d b%d\"", STR_ARG(typed), i, i);
    parse_english(typed, vocabulary, f->arena, &query);
    assert_true(query.phrase_count <= QUERY_PHRASES_MAX);
    assert_int_equal(query.count, 40);
    typed = STR("\"");
    for (int i = 0; i < 100; i++)
        typed = arena_format(f->arena, "%.*s w%d", STR_ARG(typed), i);
    typed = arena_format(f->arena, "%.*s\"", STR_ARG(typed));
    parse_english(typed, vocabulary, f->arena, &query);
    assert_int_equal(query.phrase_count, 1);
    assert_int_equal(query.phrases[0].count, QUERY_PHRASE_WORDS_MAX);
    vocabulary_free(vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(queries_are_understood),
        FIXTURE_TEST(a_word_typed_twice_weighs_twice),
        FIXTURE_TEST(only_white_space_is_no_content),
        FIXTURE_TEST(phrases_have_their_maxima),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
