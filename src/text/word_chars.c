/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table, and the walk to the end of a word.
 */
#include "text/word_chars.h"

#include "base/check.h"
#include "base/str.h"
#include "text/cjk.h"
#include "text/utf8.h"

#include <stdint.h>

/* clang-format off */
#define L WORD_CHAR_LETTER
#define D WORD_CHAR_DIGIT
#define C WORD_CHAR_CONNECTOR
const unsigned char word_char_table[128] = {
    ['a'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
             L, L, L, L, L, L, L, L, L, L, L, L, L,
    ['A'] = L, L, L, L, L, L, L, L, L, L, L, L, L,
             L, L, L, L, L, L, L, L, L, L, L, L, L,
    ['0'] = D, D, D, D, D, D, D, D, D, D,
    ['_'] = C, ['.'] = C, ['-'] = C, ['/'] = C, ['\\'] = C, [':'] = C,
    ['@'] = C, ['+'] = C, ['#'] = C,
    ['\''] = WORD_CHAR_APOSTROPHE,
};
#undef L
#undef D
#undef C
/* clang-format on */

enum { RIGHT_QUOTE = 0x2019, MODIFIER_APOSTROPHE = 0x02BC };
enum { HYPHEN = 0x2010, HYPHEN_NO_BREAK = 0x2011 };

enum word_char word_char_wide(struct str text, size_t at, size_t *len)
{
    uint32_t code;

    *len = utf8_decode(text, at, &code);
    if (code == RIGHT_QUOTE || code == MODIFIER_APOSTROPHE)
        return WORD_CHAR_APOSTROPHE;
    if (code == HYPHEN || code == HYPHEN_NO_BREAK)
        return WORD_CHAR_CONNECTOR;
    if (cjk_is(code))
        return WORD_CHAR_CJK;
    if (utf8_is_digit(code))
        return WORD_CHAR_DIGIT;
    return utf8_is_word(code) ? WORD_CHAR_OTHER_SCRIPT : WORD_CHAR_NONE;
}

bool word_char_begins_word(struct str text, size_t at)
{
    size_t len;

    return at < text.len && word_char_is_word(word_char_at(text, at, &len));
}

/* Is it a vowel, or silent: what such a word stands in front of? */
static bool is_vowel_at(struct str text, size_t at)
{
    size_t len;

    if (at >= text.len)
        return false;
    if ((unsigned char) text.ptr[at] >= 0x80)
        return word_char_at(text, at, &len) == WORD_CHAR_OTHER_SCRIPT;
    switch (ascii_to_lower(text.ptr[at])) {
    case 'a':
    case 'e':
    case 'h':
    case 'i':
    case 'o':
    case 'u':
    case 'y':
        return true;
    default:
        return false;
    }
}

size_t word_char_elision_len(struct str text, size_t at)
{
    enum { LETTERS_MAX = 6 };
    static const struct str elided[] = {
        {"l", 1},     {"d", 1},      {"j", 1},      {"m", 1},    {"t", 1},
        {"s", 1},     {"c", 1},      {"n", 1},      {"qu", 2},   {"un", 2},
        {"all", 3},   {"dell", 4},   {"nell", 4},   {"sull", 4}, {"dall", 4},
        {"jusqu", 5}, {"lorsqu", 6}, {"puisqu", 6},
    };
    struct str word = {text.ptr + at, 0};
    size_t len;

    while (at + word.len < text.len && word.len <= LETTERS_MAX &&
           ascii_is_alpha(word.ptr[word.len]))
        word.len++;
    if (word.len == 0 || word.len > LETTERS_MAX || at + word.len == text.len ||
        word_char_at(text, at + word.len, &len) != WORD_CHAR_APOSTROPHE ||
        !is_vowel_at(text, at + word.len + len))
        return 0;
    for (size_t i = 0; i < ARRAY_LEN(elided); i++)
        if (str_equal_nocase(word, elided[i]))
            return word.len + len;
    return 0;
}

size_t word_char_run_end(struct str text, size_t at, unsigned *features)
{
    size_t begin = at;

    while (at < text.len) {
        size_t len;

        switch (word_char_at(text, at, &len)) {
        case WORD_CHAR_LETTER:
            *features |= WORD_HAS_LETTER;
            if (!ascii_is_upper(text.ptr[at]))
                *features |= WORD_HAS_LOWER;
            else if (at > begin)
                *features |= WORD_HAS_CAPITAL_INSIDE;
            break;
        case WORD_CHAR_DIGIT:
            *features |=
                len > 1 ? WORD_HAS_DIGIT | WORD_HAS_OTHER : WORD_HAS_DIGIT;
            break;
        case WORD_CHAR_OTHER_SCRIPT:
            *features |= WORD_HAS_LETTER | WORD_HAS_OTHER;
            break;
        case WORD_CHAR_APOSTROPHE:
            if (!word_char_begins_word(text, at + len))
                return at;
            *features |= WORD_HAS_OTHER;
            break;
        case WORD_CHAR_NONE:
        case WORD_CHAR_CONNECTOR:
        case WORD_CHAR_CJK:
            return at;
        }
        at += len;
    }
    return at;
}
