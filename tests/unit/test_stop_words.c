/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/stop_words: the lists, and which of them hold for a query.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/query.h"
#include "core/search/rules.h"
#include "core/search/stop_words.h"
#include "text/words.h"

static const struct {
    const char *words[200];
} lists[] = {
#define STOP_LIST(NAME, code, ...) {{__VA_ARGS__}},
#include "core/search/stop_words.def"
#undef STOP_LIST
};

static void lists_hold_words_as_they_are_compared(void **state)
{
    (void) state;
    for (size_t i = 0; i < STOP_LIST_COUNT; i++) {
        const char *const *words = lists[i].words;

        for (size_t k = 0; words[k]; k++) {
            struct str word = str_from(words[k]);
            const struct word whole = {.end = word.len};
            char folded[WORD_FOLDED_MAX];
            size_t len = word_fold(word, whole, folded);

            assert_true(str_equal((struct str){folded, len}, word));
            if (k > 0)
                assert_true(str_compare(str_from(words[k - 1]), word) < 0);
            assert_int_equal(stop_lists_with(word, 1u << i), 1u << i);
        }
    }
}

static void words_that_deny_are_in_no_list(void **state)
{
    static const char *const telling[] = {
        "not",  "no",    "cannot", "off", "out", "without", "nicht",
        "kein", "ohne",  "pas",    "ne",  "non", "niet",    "geen",
        "sin",  "senza", "nao",    "sem", "не",  "нет",     "без"};

    (void) state;
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        assert_int_equal(stop_lists_with(str_from(telling[i]), ~0u), 0);
}

/* The stop words among those typed, joined by spaces. */
static const char *settled(struct fixture *f,
                           const struct stop_words *stop_words,
                           const char *typed)
{
    struct vocabulary *vocabulary = vocabulary_new();
    const unsigned language = VOCABULARY_NO_LANGUAGE;
    const struct query_settings settings = {
        .vocabulary = vocabulary, .languages = &language, .language_count = 1};
    struct query query;
    struct str found = STR("");

    query_parse(str_from(typed), &settings, f->arena, &query);
    stop_words_settle(stop_words, &query);
    for (size_t i = 0; i < query.count; i++)
        if (query.words[i].is_stop_word)
            found = arena_format(f->arena, "%.*s%s%.*s", STR_ARG(found),
                                 found.len ? " " : "",
                                 STR_ARG(query.words[i].folded));
    vocabulary_free(vocabulary);
    return found.len ? found.ptr : "";
}

static void another_language_needs_several_words(void **state)
{
    struct fixture *f = *state;
    const struct stop_words english = {.main = 1u << STOP_LIST_ENGLISH};
    const struct stop_words both = {.main = 1u << STOP_LIST_ENGLISH,
                                    .others = 1u << STOP_LIST_GERMAN};
    const struct stop_words german = {.main = 1u << STOP_LIST_GERMAN};

    assert_string_equal(settled(f, &english, "how do I reset the war"),
                        "how do i the");
    assert_string_equal(settled(f, &english, "wie kann ich die war"), "");
    /* "war" and "man" say nothing in German; "in" both do */
    assert_string_equal(settled(f, &both, "war in the browser"), "in the");
    assert_string_equal(settled(f, &both, "wie kann ich den Drucker"),
                        "wie kann ich den");
    assert_string_equal(settled(f, &both, "die die Datei"), "");
    assert_string_equal(settled(f, &german, "die Datei the file"), "die");
}

static void rules_add_and_take_off(void **state)
{
    struct fixture *f = *state;
    const struct rules_source source = {
        STR("r"), STR("[stop words]\nkindly\n[keep words]\nabout\n")};
    struct search_rules rules;
    struct stop_words stop_words = {.main = 1u << STOP_LIST_ENGLISH};

    rules_read(&source, 1, f->arena, &rules, NULL);
    stop_words.rules = &rules;
    assert_string_equal(settled(f, &stop_words, "Kindly open the about page"),
                        "kindly the");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(lists_hold_words_as_they_are_compared),
        FIXTURE_TEST(words_that_deny_are_in_no_list),
        FIXTURE_TEST(another_language_needs_several_words),
        FIXTURE_TEST(rules_add_and_take_off),
    };

    return cmocka_run_group_tests_name("stop_words", tests, NULL, NULL);
}
