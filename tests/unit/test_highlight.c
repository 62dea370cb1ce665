/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/highlight: matches as the tokeniser sees them, and phrases.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/highlight.h"
#include "core/search/query.h"
#include "tests/support/english.h"

/* Text of the matches with "|" between them. */
static const char *matches(struct fixture *f, const char *typed,
                           const char *text)
{
    struct vocabulary *vocabulary;
    struct highlighter highlighter;
    struct highlight_match found[64];
    struct highlight_match listed[64];
    struct word_starts starts;
    struct str all = STR("");
    struct query query;
    size_t count;

    vocabulary = vocabulary_new();
    parse_english(str_from(typed), vocabulary, f->arena, &query);
    highlight_begin(&highlighter, &query, vocabulary, 1);
    highlighter.language = vocabulary_language(vocabulary, STR("en"));
    count = highlight_find(&highlighter, str_from(text), found, 64);
    /* a list of starts made before gives the same */
    word_starts_make(str_from(text), f->arena, &starts);
    assert_int_equal(highlight_find_listed(&highlighter, str_from(text),
                                           &starts, listed, 64),
                     count);
    assert_memory_equal(listed, found, count * sizeof *found);
    for (size_t i = 0; i < count; i++)
        all = arena_format(f->arena, "%.*s%s%.*s", STR_ARG(all), i ? "|" : "",
                           (int) (found[i].end - found[i].begin),
                           text + found[i].begin);
    vocabulary_free(vocabulary);
    return all.len ? all.ptr : "";
}

static const struct {
    const char *typed;
    const char *text;
    const char *matches;
} samples[] = {
    {"print", "Printing, prints; printer PRINTED", "Printing|prints|PRINTED"},
    {"disk -full", "A full disk", "disk"},
    {"die", "dying dies dye", "dying|dies"},
    {"obrien",
     "O'Brien and O\xE2\x80\x99"
     "Brien, brien",
     "O'Brien|O\xE2\x80\x99"
     "Brien"},
    {"s", "The server's s. class", "s"},
    {"err_full", "see ERR_FULL or full", "ERR_FULL"},
    {"full", "see ERR_FULL or full", "FULL|full"},
    {"premises", "on-premises", "premises"},
    {"0x5", "0x5 0x55 0x5.", "0x5|0x5"},
    {"cafe", "caf\xC3\xA9 CAFE\xCC\x81 cafes",
     "caf\xC3\xA9|CAFE\xCC\x81|cafes"},
    {"\xE4\xBD\xA0\xE5\xA5\xBD", "\xE4\xBD\xA0\xE5\xA5\xBD x",
     "\xE4\xBD\xA0\xE5\xA5\xBD"},
    {"share", "share-point shared sharepoint", "share|shared"},
    {"5034441", "KB5034441 kb", "KB5034441"},
    {"kb5034441", "KB5034441 kb 5034441", "KB5034441|kb 5034441"},
    {"a",
     "\xE2\x80\x9C"
     "a\xE2\x80\x9D a\xC2\xA0"
     "b",
     "a|a"},
};

static void matches_are_these(void **state)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        assert_string_equal(matches(*state, samples[i].typed, samples[i].text),
                            samples[i].matches);
}

/* What was found of a word before holds again, however many words came between
 * the two, but not in a text of another language. */
static void what_was_found_is_found_again(void **state)
{
    enum { WORDS = 4 * HIGHLIGHT_SEEN_MAX };
    struct fixture *f = *state;
    struct vocabulary *vocabulary = vocabulary_new();
    struct str printing = STR("printing");
    struct highlight_match found[2];
    struct highlighter highlighter;
    struct query query;
    unsigned english = vocabulary_language(vocabulary, STR("en"));

    parse_english(STR("print confidentialities"), vocabulary, f->arena, &query);
    highlight_begin(&highlighter, &query, vocabulary, 1);
    for (unsigned i = 0; i < WORDS; i++) {
        struct str other =
            arena_format(f->arena, "pri%c%c%c con%c%c", 'a' + (int) i % 26,
                         'a' + (int) i / 26 % 26, 'z', 'a' + (int) i % 26,
                         'a' + (int) i / 26 % 26);

        highlighter.language = english;
        assert_int_equal(highlight_find(&highlighter, printing, found, 2), 1);
        assert_int_equal(highlight_find(&highlighter, other, found, 2), 0);
        assert_int_equal(highlight_find(&highlighter,
                                        STR("confidentialities confidential"),
                                        found, 2),
                         2);
        highlighter.language = VOCABULARY_NO_LANGUAGE;
        assert_int_equal(highlight_find(&highlighter, printing, found, 2), 0);
    }
    vocabulary_free(vocabulary);
}

static bool has_phrase(struct fixture *f, const char *typed, const char *text)
{
    struct vocabulary *vocabulary;
    struct query query;
    bool found;

    vocabulary = vocabulary_new();
    parse_english(str_from(typed), vocabulary, f->arena, &query);
    assert_int_equal(query.condition_count, 1);
    found = highlight_has_phrase(str_from(text), &query.conditions[0].phrase);
    vocabulary_free(vocabulary);
    return found;
}

static void phrases_follow_word_by_word(void **state)
{
    assert_true(has_phrase(*state, "\"a b a b c\"", "a b a b a b c"));
    assert_true(has_phrase(*state, "\"to be\"", "To, BE!"));
    assert_true(has_phrase(*state, "\"on premises\"", "on-premises"));
    assert_true(has_phrase(*state, "\"err_full\"", "an err full of"));
    assert_false(has_phrase(*state, "\"to be\"", "to not be"));
    assert_false(has_phrase(*state, "\"disks\"", "disk"));
    assert_false(has_phrase(*state, "\"a b\"", ""));
    assert_false(has_phrase(*state, "\"a b\"", "b a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(matches_are_these),
        FIXTURE_TEST(what_was_found_is_found_again),
        FIXTURE_TEST(phrases_follow_word_by_word),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
