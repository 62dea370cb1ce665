/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Walking a text from word to word by a table of bytes.
 */
#include "core/search/word_starts.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "text/cjk.h"
#include "text/word_chars.h"

#include <stdbool.h>
#include <string.h>

/* What a byte is: 0 no part of a word, 1 to 26 a letter, then digits, HIGH a
 * byte of another script. "y" counts as "i", which stemmers exchange. Digits
 * share what five bits leave. */
enum { HIGH = 0x80, LETTER_BITS = 5, DIGIT_FIRST = 27, NUMBER_LEN_MAX = 6 };

#define HIGH_16                                                             \
    HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, HIGH, \
        HIGH, HIGH, HIGH, HIGH

/* clang-format off */
static const unsigned char letters[256] = {
    ['0'] = 27, 28, 29, 30, 31, 27, 28, 29, 30, 31,
    ['A'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
            14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 9, 26,
    ['a'] = 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
            14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 9, 26,
    [0x80] = HIGH_16, HIGH_16, HIGH_16, HIGH_16,
             HIGH_16, HIGH_16, HIGH_16, HIGH_16,
};
/* clang-format on */

static unsigned letter_at(struct str text, size_t at)
{
    return letters[(unsigned char) text.ptr[at]];
}

uint16_t word_key(struct str word)
{
    unsigned key = 0;

    for (size_t i = 0; i < 3; i++) {
        unsigned letter = i < word.len ? letter_at(word, i) : 0;

        if (letter == HIGH || (i < word.len && word.ptr[i] == '\''))
            return WORD_KEY_ANY;
        key = key << LETTER_BITS | letter;
    }
    return (uint16_t) key;
}

uint16_t word_key_of(char first, char second, char third)
{
    const char word[] = {first, second, third};

    return word_key((struct str){word, sizeof word});
}

void word_keys_init(struct word_keys *keys)
{
    memset(keys, 0, sizeof *keys);
    keys->bits[WORD_KEY_ANY / 64] = 1;
}

void word_keys_add_key(struct word_keys *keys, uint16_t key)
{
    if (key != WORD_KEY_ANY)
        keys->bits[key >> 6] |= (uint64_t) 1 << (key & 63);
}

/* A stem of one or two letters may go on with any third. */
void word_keys_add(struct word_keys *keys, struct str word)
{
    uint16_t key = word_key(word);

    if (key == WORD_KEY_ANY)
        return;
    word_keys_add_key(keys, key);
    /* "die" is the stem of "dying" too, and so with "lie" and "tie" */
    if (word.len == 3 && str_has_suffix(word, STR("ie"))) {
        const char changed[] = {word.ptr[0], 'y', 'i'};

        word_keys_add_key(keys,
                          word_key((struct str){changed, sizeof changed}));
    }
    if (word.len < 3)
        for (unsigned third = 0; third <= WORD_KEY_THIRD_MASK; third++)
            word_keys_add_key(keys, (uint16_t) (key | third));
}

/* Where the high byte at `at` begins punctuation: its length, else 0. */
static size_t punctuation_len(struct str text, size_t at)
{
    unsigned char c = (unsigned char) text.ptr[at];

    if (c == 0xC2)
        return 2;
    if (c == 0xE2 && at + 2 < text.len &&
        ((unsigned char) text.ptr[at + 1] & 0xFE) == 0x80)
        return 3;
    return 0;
}

size_t word_start_next(struct str text, size_t from)
{
    size_t at = from;

    while (at < text.len) {
        unsigned letter = letter_at(text, at);
        size_t punctuation = letter == HIGH ? punctuation_len(text, at) : 0;

        if (letter != 0 && punctuation == 0) {
            size_t elision = word_char_elision_len(text, at);

            if (elision == 0)
                return at;
            at += elision;
            continue;
        }
        at += punctuation ? punctuation : 1;
    }
    return text.len;
}

/* Bytes of an apostrophe within a word, 0 when there is something else. */
static size_t apostrophe_len(struct str text, size_t at)
{
    struct str rest = str_from_offset(text, at);
    size_t len = str_has_prefix(rest, STR("'"))              ? 1
                 : str_has_prefix(rest, STR("\xE2\x80\x99")) ? 3
                                                             : 0;

    if (len == 0 || len >= rest.len)
        return 0;
    return ascii_is_alnum(rest.ptr[len]) ? len : 0;
}

/* Three digits or more behind a letter: a number that may be looked for. */
static bool begins_number(struct str text, size_t at)
{
    return letter_at(text, at) >= DIGIT_FIRST &&
           ascii_is_alpha(text.ptr[at - 1]) && at + 2 < text.len &&
           ascii_is_digit(text.ptr[at + 1]) && ascii_is_digit(text.ptr[at + 2]);
}

/* What joins nothing to a word, behind it or (at most) before it. */
static bool parts_words(char c)
{
    return c == ' ' || c == '\n' || c == ',' || c == ')' || c == '"' ||
           c == ';' || c == '!' || c == '?';
}

static bool is_small(char c)
{
    return c >= 'a' && c <= 'z';
}

/* A number before another one may be the first half of a code. */
static bool is_before_number(struct str text, size_t end)
{
    return end + 1 < text.len && ascii_is_digit(text.ptr[end + 1]);
}

size_t word_plain_len(struct str text, size_t start)
{
    char before = start > 0 ? text.ptr[start - 1] : ' ';
    bool is_number = ascii_is_digit(text.ptr[start]);
    size_t end = start + 1;
    char after;

    if ((!is_number && !ascii_is_alpha(text.ptr[start])) ||
        (!parts_words(before) && before != '('))
        return 0;
    while (end < text.len && (is_number ? ascii_is_digit(text.ptr[end])
                                        : is_small(text.ptr[end])))
        end++;
    if (is_number &&
        (end - start > NUMBER_LEN_MAX || is_before_number(text, end)))
        return 0;
    after = end < text.len ? text.ptr[end] : ' ';
    if (after == '.' || after == ':')
        after = end + 1 < text.len ? text.ptr[end + 1] : ' ';
    else if (!parts_words(after))
        return 0;
    return parts_words(after) ? end - start : 0;
}

size_t word_start_skip(struct str text, size_t start)
{
    size_t at = start;

    if (cjk_at(text, start))
        return cjk_run_end(text, start);

    while (at < text.len) {
        unsigned letter = letter_at(text, at);
        size_t len = 1;

        if (letter == 0 || (letter == HIGH && punctuation_len(text, at)))
            len = apostrophe_len(text, at);
        else if (letter == HIGH && cjk_at(text, at))
            len = 0;
        if (len == 0 || (at > start && letter >= DIGIT_FIRST &&
                         letter != HIGH && begins_number(text, at)))
            break;
        at += len;
    }
    return at;
}

void word_starts_make(struct str text, struct arena *arena,
                      struct word_starts *out)
{
    size_t count = 0;

    SLV_ASSERT(text.len < UINT32_MAX);
    for (size_t at = word_start_next(text, 0); at < text.len;
         at = word_start_next(text, word_start_skip(text, at)))
        count++;
    out->at = arena_alloc(arena, count * sizeof *out->at);
    out->keys = arena_alloc(arena, count * sizeof *out->keys);
    out->count = 0;
    for (size_t at = word_start_next(text, 0); at < text.len;
         at = word_start_next(text, word_start_skip(text, at))) {
        out->at[out->count] = (uint32_t) at;
        out->keys[out->count++] = word_key(str_from_offset(text, at));
    }
}
