/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/snippet: the section that answers, and the stretch to show.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/search/query.h"
#include "core/search/snippet.h"
#include "tests/support/english.h"

#define ALL_ROLES (~0u)

static void make(struct fixture *f, const char *typed,
                 const struct slv_article *article, unsigned roles,
                 struct snippet *out)
{
    struct vocabulary *vocabulary;
    struct highlighter highlighter;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(str_from(typed), vocabulary, f->arena, &query);
    highlight_begin(&highlighter, &query, vocabulary, 1);
    highlighter.language = vocabulary_language(vocabulary, STR("en"));
    snippet_make(&highlighter, article, NULL, roles, roles != ALL_ROLES,
                 f->arena, out);
    vocabulary_free(vocabulary);
}

/* Three sections of the text, with titles. */
static struct slv_article three(struct fixture *f, const char *const texts[3])
{
    static const char *const titles[] = {"", "Cause", "Resolution"};
    static const enum slv_role roles[] = {SLV_ROLE_NONE, SLV_ROLE_CAUSE,
                                          SLV_ROLE_RESOLUTION};
    struct slv_article article = {.section_count = 3};
    struct str text = STR("");

    article.sections = arena_calloc(f->arena, 3, sizeof *article.sections);
    for (size_t i = 0; i < 3; i++) {
        size_t begin = text.len;

        text = arena_format(f->arena, "%.*s%s\n", STR_ARG(text), texts[i]);
        article.sections[i] =
            (struct slv_section){.title = str_from(titles[i]),
                                 .anchor = str_from(titles[i]),
                                 .role = roles[i],
                                 .level = i ? 2 : 0,
                                 .text_begin = (uint32_t) begin,
                                 .text_end = (uint32_t) text.len};
    }
    article.text = text;
    return article;
}

static void the_section_with_most_of_the_words_is_shown(void **state)
{
    struct fixture *f = *state;
    const char *const texts[] = {"About disk things.", "The log is large.",
                                 "Clean the disk log now."};
    struct slv_article article = three(f, texts);
    struct snippet snippet;

    make(f, "disk log", &article, ALL_ROLES, &snippet);
    assert_ptr_equal(snippet.section, &article.sections[2]);
    assert_true(str_equal(snippet.text.text, STR("Clean the disk log now.")));
    assert_int_equal(snippet.text.mark_count, 2);
    assert_int_equal(snippet.text.marks[0].begin, 10);
    make(f, "disk log", &article, 1u << SLV_ROLE_CAUSE, &snippet);
    assert_ptr_equal(snippet.section, &article.sections[1]);
    make(f, "nothing of it", &article, ALL_ROLES, &snippet);
    assert_null(snippet.section);
    assert_true(str_has_prefix(snippet.text.text, STR("About disk")));
    assert_int_equal(snippet.text.mark_count, 0);
}

static void long_text_is_cut_between_words_with_signs(void **state)
{
    struct fixture *f = *state;
    const char *texts[] = {"", "", ""};
    struct str text = STR("");
    struct slv_article article;
    struct snippet snippet;

    for (int i = 0; i < 200; i++)
        text = arena_format(f->arena, "%.*sv\xC3\xB6ry%d %s", STR_ARG(text), i,
                            i == 100 ? "needle " : "");
    texts[1] = text.ptr;
    article = three(f, texts);
    make(f, "needle", &article, ALL_ROLES, &snippet);
    assert_true(
        str_has_prefix(snippet.text.text, STR("\xE2\x80\xA6v\xC3\xB6ry")));
    assert_true(str_has_suffix(snippet.text.text, STR("\xE2\x80\xA6")));
    assert_true(snippet.text.text.len <= SNIPPET_BYTES_MAX + 6);
    assert_int_equal(snippet.text.mark_count, 1);
    assert_memory_equal(snippet.text.text.ptr + snippet.text.marks[0].begin,
                        "needle", 6);
}

static void white_space_becomes_one_space(void **state)
{
    struct fixture *f = *state;
    const char *const texts[] = {"  one\t\ttwo\n\nthree \v four  ", "", ""};
    struct slv_article article = three(f, texts);
    struct snippet snippet;

    make(f, "two three", &article, ALL_ROLES, &snippet);
    assert_true(str_equal(snippet.text.text, STR("one two three four")) ||
                str_equal(snippet.text.text, STR("two three four")));
    assert_int_equal(snippet.text.mark_count, 2);
}

static void text_without_spaces_is_cut_between_characters(void **state)
{
    struct fixture *f = *state;
    const char *texts[] = {"", "", ""};
    struct str text = STR("\xE4\xBD\xA0 ");
    struct slv_article article;
    struct snippet snippet;

    for (int i = 0; i < 400; i++)
        text = arena_format(f->arena, "%.*s\xE4\xBD\xA0", STR_ARG(text));
    texts[0] = text.ptr;
    article = three(f, texts);
    make(f, "\xE4\xBD\xA0", &article, ALL_ROLES, &snippet);
    assert_true(snippet.text.text.len > 3);
    assert_true(snippet.text.text.len % 3 <= 1);
    assert_true(snippet.text.mark_count >= 1);
    assert_int_equal(snippet.text.marks[0].begin, 0);
    assert_int_equal(snippet.text.marks[0].end, 3);
}

/* Text of the snippet for `typed` in `text`. */
static struct str shown(struct fixture *f, const char *typed, struct str text)
{
    const char *const texts[] = {text.ptr, "", ""};
    struct slv_article article = three(f, texts);
    struct snippet snippet;

    make(f, typed, &article, ALL_ROLES, &snippet);
    return snippet.text.text;
}

static void the_sentence_with_most_words_comes_first(void **state)
{
    struct fixture *f = *state;
    struct str filler = STR("Nothing of it stands here, in all of this. ");
    struct str text = arena_format(
        f->arena,
        "The disk is old. %.*s%.*sA full disk stops the log, e.g. of mail. "
        "%.*s%.*sThe log is full. %.*s",
        STR_ARG(filler), STR_ARG(filler), STR_ARG(filler), STR_ARG(filler),
        STR_ARG(filler));

    assert_true(
        str_has_prefix(shown(f, "full disk log", text),
                       STR("\xE2\x80\xA6"
                           "A full disk stops the log, e.g. of mail. N")));
    assert_true(str_has_prefix(shown(f, "mail", text), STR("\xE2\x80\xA6"
                                                           "A full disk")));
    assert_true(
        str_has_prefix(shown(f, "old disk", text), STR("The disk is old.")));
    assert_true(str_has_prefix(shown(f, "\xE5\x8D\x97\xE5\x8C\x97",
                                     arena_format(f->arena,
                                                  "%.*s\xE6\x9D\xB1\xE3\x80\x82"
                                                  "\xE5\x8D\x97\xE5\x8C\x97",
                                                  STR_ARG(filler))),
                               STR("\xE2\x80\xA6\xE5\x8D\x97")));
}

/* Is what the snippet shows of `text` cut at its ends where a word is? */
static bool parts_no_word(struct str snippet, struct str text)
{
    size_t begin;
    size_t end;

    if (str_has_prefix(snippet, STR("\xE2\x80\xA6")))
        snippet = str_from_offset(snippet, 3);
    if (str_has_suffix(snippet, STR("\xE2\x80\xA6")))
        snippet.len -= 3;
    begin = str_find(text, snippet, 0);
    end = begin + snippet.len;
    return begin < text.len && snippet.len > 0 &&
           (begin == 0 || text.ptr[begin - 1] == ' ') &&
           (end == text.len || text.ptr[end] == ' ');
}

static void no_word_is_ever_parted(void **state)
{
    static const char *const words[] = {
        "a",
        "err_connection_reset",
        "C:\\Windows\\System32\\x.dll",
        "5.7.1",
        "needle",
        "\xC3\xBC"
        "berall",
        "&nbsp;",
        "don't",
        "0x80070005,",
        "<b>bold",
        "https://example.com/a/long/address?x=1&y=2",
    };
    struct fixture *f = *state;

    for (unsigned seed = 0; seed < 200; seed++) {
        struct str text = STR("x");
        unsigned random = seed;

        for (int i = 0; i < 60; i++) {
            random = random * 1103515245u + 12345u;
            text = arena_format(f->arena, "%.*s %s", STR_ARG(text),
                                words[(random >> 16) % ARRAY_LEN(words)]);
        }
        if (!parts_no_word(shown(f, "needle", text), text))
            fail_msg("%.*s in %.*s", STR_ARG(shown(f, "needle", text)),
                     STR_ARG(text));
    }
}

static void a_word_too_long_to_show_is_cut_beside_a_sign(void **state)
{
    struct fixture *f = *state;
    struct str address = STR("https://example.com");
    struct str snippet;

    for (int i = 0; i < 60; i++)
        address = arena_format(f->arena, "%.*s/part%d", STR_ARG(address), i);
    snippet = shown(f, "part20", address);
    assert_true(snippet.len > 100);
    assert_true(snippet.len <= SNIPPET_BYTES_MAX + 6);
    assert_true(str_find(snippet, STR("part20"), 0) < snippet.len);
    assert_true(str_has_suffix(snippet, STR("/\xE2\x80\xA6")));
}

static void characters_with_marks_stay_whole(void **state)
{
    struct fixture *f = *state;
    /* Thai "good" with a tone, again and again */
    struct str good = STR("\xE0\xB8\x94\xE0\xB8\xB5");
    struct str text = STR("");
    struct str snippet;

    for (int i = 0; i < 200; i++)
        text = arena_format(f->arena, "%.*s%.*s", STR_ARG(text), STR_ARG(good));
    snippet = shown(f, "\xE0\xB8\x94\xE0\xB8\xB5", text);
    assert_true(str_has_suffix(snippet, STR("\xE2\x80\xA6")));
    assert_int_equal((snippet.len - 3) % good.len, 0);
}

static void a_matching_heading_without_text_shows_what_follows(void **state)
{
    struct fixture *f = *state;
    const char *const texts[] = {"Top.", "", "Follows."};
    struct slv_article article = three(f, texts);
    struct snippet snippet;

    make(f, "cause", &article, ALL_ROLES, &snippet);
    assert_ptr_equal(snippet.section, &article.sections[1]);
    assert_true(str_equal(snippet.text.text, STR("Follows.")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_section_with_most_of_the_words_is_shown),
        FIXTURE_TEST(long_text_is_cut_between_words_with_signs),
        FIXTURE_TEST(white_space_becomes_one_space),
        FIXTURE_TEST(text_without_spaces_is_cut_between_characters),
        FIXTURE_TEST(the_sentence_with_most_words_comes_first),
        FIXTURE_TEST(no_word_is_ever_parted),
        FIXTURE_TEST(a_word_too_long_to_show_is_cut_beside_a_sign),
        FIXTURE_TEST(characters_with_marks_stay_whole),
        FIXTURE_TEST(a_matching_heading_without_text_shows_what_follows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
