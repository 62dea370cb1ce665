/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/words: what a word, a code, a compound and an identifier are, and the
 * form in which they are compared.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/words.h"

#include <string.h>

/* "folded" or "folded=" for a whole compound, "folded!" for an identifier,
 * "folded#" for a code, "folded~" for a gram, with "." before a part that is a
 * word, "^" before one that is a term of its own, "," before one that is none. */
static void describe(struct str text, struct strbuf *out)
{
    static const char marks[] = {[WORD_PLAIN] = 0,
                                 [WORD_CODE] = '#',
                                 [WORD_COMPOUND] = '=',
                                 [WORD_IDENTIFIER] = '!',
                                 [WORD_GRAM] = '~'};
    static const char stores[] = {
        [WORD_AS_WORD] = '.', [WORD_AS_PART] = '^', [WORD_AS_NOTHING] = ','};
    struct word_scan scan;
    struct word word;
    size_t begin = 0;

    word_scan_begin(&scan, text, 0);
    while (word_scan_next(&scan, &word)) {
        char folded[WORD_FOLDED_MAX];
        size_t len = word_fold(text, word, folded);

        assert_true(word.begin < word.end && word.end <= text.len);
        assert_true(word.begin >= begin);
        begin = word.begin;
        if (out->len)
            strbuf_add_char(out, ' ');
        if (word.is_part)
            strbuf_add_char(out, stores[word.store]);
        strbuf_add(out, folded, len);
        if (marks[word.kind])
            strbuf_add_char(out, marks[word.kind]);
    }
}

static const struct {
    const char *text;
    const char *words;
} samples[] = {
    {"", ""},
    {" .,-/ ", ""},
    {"The Disk is FULL.", "the disk is full"},
    {"on-premises", "onpremises= .on .premises"},
    {"outlook.exe:", "outlookexe= .outlook .exe"},
    {"0x80070005", "0x80070005#"},
    {"ERR_A_B", "errab! ^erra! .err ^ab! .a .b"},
    {"C:\\Users\\me x", "cusersme! .c ^usersme! .users .me x"},
    {"std::vector", "stdvector! .std .vector"},
    {"a@b.example", "abexample! .a ^bexample! .b .example"},
    {"10.0.0.1", "10-0-0-1#"},
    {"error code: 1603.", "error1603! .error .code ^1603#"},
    {"ORA-01017", "ora01017! ^ora ^01017#"},
    {"NullPointerException", "nullpointerexception! .null .pointer .exception"},
    {"PowerPoint", "powerpoint"},
    {"print(x) print()", "print x print! ,print"},
    {"KB5001330's", "kb5001330! ^kb ^5001330#"},
    {"server's L'Or\xC3\xA9"
     "al don't",
     "server oreal dont"},
    {"l’imprimante qu'il dell'errore c'est aujourd'hui",
     "imprimante il errore est aujourdhui"},
    {"I'm d'être l'  s'x l' an'a", "im etre l sx l ana"},
    {"O\xE2\x80\x99"
     "Brien\xE2\x80\x99s",
     "obrien"},
    {"C++ C# .NET", "c c net"},
    {"Probl\xC3\xA8me STRASSE Stra\xC3\x9F"
     "e",
     "probleme strasse strasse"},
    {"\xEF\xBC\xA1\xEF\xBC\xA2 \xEF\xAC\x81le", "ab file"},
    {"a--b a- -a", "a b a a"},
    {"プリンター", "プリ~ リン~ ンタ~ ター~"},
    {"Windows11の更新、印", "windows11! .windows ^11# の更~ 更新~ 印~"},
    {"第3章 err_接続-x", "第~ 3# 章~ err 接続~ x"},
    {"인쇄 못함", "인쇄~ 못함~"},
    {"ไฟล์", "ไฟ~ ฟล์~"},
};

static void texts_are_cut_into_these_words(void **state)
{
    (void) state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct strbuf out;

        strbuf_init(&out, 4096);
        describe(str_from(samples[i].text), &out);
        assert_string_equal(out.ptr, samples[i].words);
        strbuf_release(&out);
    }
}

static void both_forms_of_a_letter_fold_alike(void **state)
{
    struct strbuf one;
    struct strbuf other;

    (void) state;
    strbuf_init(&one, 4096);
    strbuf_init(&other, 4096);
    describe(
        STR("Re\xCC\x81sume\xCC\x81 \xCE\xA3\xCE\xBF\xCF\x86\xCF\x8C\xCF\x82"),
        &one);
    describe(
        STR("r\xC3\xA9sum\xC3\xA9 \xCF\x83\xCE\xBF\xCF\x86\xCE\xBF\xCF\x82"),
        &other);
    assert_string_equal(one.ptr, other.ptr);
    strbuf_release(&one);
    strbuf_release(&other);
}

static void a_long_compound_ends_after_its_greatest_count(void **state)
{
    enum { WORDS = 2 * IDENTIFIER_PIECES_MAX + 1 };
    char text[2 * WORDS + 1];
    struct word_scan scan;
    struct word word;
    size_t wholes = 0;
    size_t words = 0;

    (void) state;
    for (size_t i = 0; i < WORDS; i++)
        memcpy(text + 2 * i, "a_", 3);
    word_scan_begin(&scan, str_from(text), 0);
    while (word_scan_next(&scan, &word)) {
        wholes += word.kind == WORD_IDENTIFIER && !word.is_part;
        words += word.kind == WORD_PLAIN;
    }
    /* the last word alone is no compound */
    assert_int_equal(wholes, 2);
    assert_int_equal(words, WORDS);
}

static void long_codes_end_with_a_digest(void **state)
{
    char text[300];
    char first[WORD_FOLDED_MAX];
    char second[WORD_FOLDED_MAX];

    (void) state;
    memset(text, 'a', sizeof text);
    text[0] = '1';
    for (unsigned joined = 0; joined < 2; joined++) {
        const struct word word = {.end = sizeof text,
                                  .kind = joined ? WORD_IDENTIFIER : WORD_CODE,
                                  .identifier = joined ? IDENTIFIER_NAME
                                                       : IDENTIFIER_NONE};
        struct str whole = {text, sizeof text};

        text[sizeof text - 1] = '1';
        assert_int_equal(word_fold(whole, word, first), WORD_FOLDED_MAX);
        text[sizeof text - 1] = '2';
        assert_int_equal(word_fold(whole, word, second), WORD_FOLDED_MAX);
        assert_memory_not_equal(first, second, WORD_FOLDED_MAX);
    }
}

static void long_words_are_cut_the_same_everywhere(void **state)
{
    char text[2048];
    char first[WORD_FOLDED_MAX];
    char second[WORD_FOLDED_MAX];

    (void) state;
    for (size_t unit = 1; unit <= 3; unit++) {
        static const char *const letters[] = {"", "x", "\xC3\xB6",
                                              "\xE4\xBD\xA0"};
        size_t len = 0;

        while (len + 3 < sizeof text) {
            memcpy(text + len, letters[unit], unit);
            len += unit;
        }
        assert_int_equal(word_fold((struct str){text, len},
                                   (struct word){.end = len}, first),
                         word_fold((struct str){text, len},
                                   (struct word){.end = 600 / unit * unit},
                                   second));
        assert_memory_equal(first, second, 60);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cut_into_these_words),
        cmocka_unit_test(both_forms_of_a_letter_fold_alike),
        cmocka_unit_test(a_long_compound_ends_after_its_greatest_count),
        cmocka_unit_test(long_words_are_cut_the_same_everywhere),
        cmocka_unit_test(long_codes_end_with_a_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
