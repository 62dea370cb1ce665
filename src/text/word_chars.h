/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a character is to the tokeniser, and where a word ends: what words and
 * identifiers are both made of. ASCII goes by a table; other characters are
 * decoded and asked for in text/utf8 and text/cjk. No state.
 */
#ifndef TEXT_WORD_CHARS_H
#define TEXT_WORD_CHARS_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

enum word_char {
    WORD_CHAR_NONE,
    WORD_CHAR_LETTER,
    WORD_CHAR_DIGIT,
    WORD_CHAR_CONNECTOR, /* may join two words: _ . - / \ : @ + # */
    WORD_CHAR_APOSTROPHE,
    WORD_CHAR_OTHER_SCRIPT,
    WORD_CHAR_CJK
};

extern const unsigned char word_char_table[128];

/* For a byte of 0x80 and above. */
enum word_char word_char_wide(struct str text, size_t at, size_t *len);

/* The character at `at`, and its length in bytes. */
static inline enum word_char word_char_at(struct str text, size_t at,
                                          size_t *len)
{
    unsigned char byte = (unsigned char) text.ptr[at];

    *len = 1;
    return byte < 0x80 ? (enum word_char) word_char_table[byte]
                       : word_char_wide(text, at, len);
}

/* Can it be in a word of a script that is written with spaces? */
static inline bool word_char_is_word(enum word_char c)
{
    return c == WORD_CHAR_LETTER || c == WORD_CHAR_DIGIT ||
           c == WORD_CHAR_OTHER_SCRIPT;
}

/* Does such a character stand at `at`? False at the end of the text. */
bool word_char_begins_word(struct str text, size_t at);

/* Where a word begins: bytes of a French, Italian or Catalan article or the like
 * that has lost its vowel before the next word ("l'", "qu'", "dell'"), with the
 * apostrophe. 0 when there is none. It is no word. */
size_t word_char_elision_len(struct str text, size_t at);

/* What a word is made of. */
enum {
    WORD_HAS_DIGIT = 1 << 0,
    WORD_HAS_LETTER = 1 << 1,
    WORD_HAS_CAPITAL_INSIDE = 1 << 2, /* ASCII, not the first character */
    WORD_HAS_LOWER = 1 << 3,          /* ASCII */
    WORD_HAS_OTHER = 1 << 4           /* something that is not ASCII */
};

/* End of the word that begins or goes on at `at`; adds to *features. */
size_t word_char_run_end(struct str text, size_t at, unsigned *features);

#endif
