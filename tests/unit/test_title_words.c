/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/title_words: titles that go on as a text does.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/title_words.h"

static size_t find(struct fixture *f, const char *title, const char *typed)
{
    struct title_words *words = arena_alloc(f->arena, sizeof *words);
    struct title_words *wanted = arena_alloc(f->arena, sizeof *wanted);

    title_words_read(str_from(title), f->arena, words);
    title_words_read(str_from(typed), f->arena, wanted);
    return title_words_find(words, wanted);
}

static void titles_go_on(void **state)
{
    static const struct {
        const char *title;
        const char *typed;
        size_t at;
    } cases[] = {
        {"Can't open a file", "cant op", 0},
        {"Can\xE2\x80\x99t open a file", "Can't", 0},
        {"Out-of-office replies", "out of off", 0},
        {"How to print", "pri", 2},
        {"How to print", "how print", SIZE_MAX},
        /* a word that is ended is a whole one */
        {"How to print", "how to pri ", SIZE_MAX},
        {"How to print", "how to print ", 0},
        {"Error 550 5.0.350", "550 5.0", 1},
        {"Error 550", "error 551", SIZE_MAX},
        {"Men\xC3\xBC fehlt", "menu f", 0},
        {"\xE5\xB0\x8F\xE6\x89\x93\xE5\x8D\xB0", "\xE6\x89\x93\xE5\x8D\xB0", 0},
        {"How to print", "", SIZE_MAX},
        {"", "how", SIZE_MAX},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (find(f, cases[i].title, cases[i].typed) != cases[i].at)
            fail_msg("'%s' in '%s': %zu", cases[i].typed, cases[i].title,
                     find(f, cases[i].title, cases[i].typed));
}

static void what_was_typed_is_marked(void **state)
{
    struct fixture *f = *state;
    struct title_words *title = arena_alloc(f->arena, sizeof *title);
    struct title_words *typed = arena_alloc(f->arena, sizeof *typed);
    size_t begin;
    size_t end;

    title_words_read(STR("Das Men\xC3\xBC-Fenster"), f->arena, title);
    title_words_read(STR("menu fen"), f->arena, typed);
    assert_int_equal(title_words_find(title, typed), 1);
    title_word_mark(title, &title->items[1], typed, 0, &begin, &end);
    assert_int_equal(begin, 4);
    assert_int_equal(end, 9);
    title_word_mark(title, &title->items[2], typed, 1, &begin, &end);
    assert_int_equal(begin, 10);
    assert_int_equal(end, 13);
}

static void a_long_text_has_an_end(void **state)
{
    struct fixture *f = *state;
    struct title_words *words = arena_alloc(f->arena, sizeof *words);
    char text[1000];

    for (size_t i = 0; i < sizeof text; i += 2) {
        text[i] = 'a';
        text[i + 1] = ' ';
    }
    title_words_read((struct str){text, sizeof text}, f->arena, words);
    assert_int_equal(words->count, TITLE_WORDS_MAX);
    assert_false(words->is_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(titles_go_on),
        FIXTURE_TEST(what_was_typed_is_marked),
        FIXTURE_TEST(a_long_text_has_an_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
