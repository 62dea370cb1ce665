/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text to words: the one tokeniser for articles, queries and highlighting, so
 * that all three agree on what a word is.
 *
 * A *word* is a run of letters, marks and digits of any script. Words joined
 * by single connectors (_ . - / \ @ + #, "::", and ":" between hex digits)
 * without a space form a *compound*. A compound that
 * holds a digit, "_", "\", "@" or "::" is an *identifier* (0x80070005-style
 * codes without a connector are plain words that are never stemmed): it is
 * given whole first, then each of its words as a part. A compound of letters
 * alone (on-premises, outlook.exe) is given the same way, marked as loose.
 * An apostrophe joins what stands around it, and a final 's is dropped.
 * A run of a script without spaces (text/cjk.h) is given as *grams*: each two
 * characters that follow each other, overlapping; a character alone as one.
 * Such a run ends a word of another script and is never part of a compound.
 *
 * No I/O, no state beyond the scanner.
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    WORD_FOLDED_MAX =
        64,             /* bytes; what is longer is cut, the same everywhere */
    WORD_PARTS_MAX = 16 /* of one compound; a longer one ends there */
};

enum word_kind {
    WORD_PLAIN,      /* letters: may be stemmed */
    WORD_CODE,       /* has a digit: never stemmed */
    WORD_COMPOUND,   /* letters joined by connectors, whole */
    WORD_IDENTIFIER, /* an identifier, whole */
    WORD_GRAM        /* two characters of a run without spaces, or one alone */
};

struct word {
    size_t begin; /* bytes in the text */
    size_t end;
    enum word_kind kind;
    bool is_part; /* of the compound or identifier given just before */
};

struct word_scan {
    struct str text;
    size_t at;
    struct word parts[WORD_PARTS_MAX];
    size_t part_count;
    size_t part_next;
    bool in_run; /* the character at `at` begins one more gram of its run */
};

/* Begin at byte `at`, which is not inside a word. */
void word_scan_begin(struct word_scan *scan, struct str text, size_t at);
/* The next word in order of begin; false at the end of the text. */
bool word_scan_next(struct word_scan *scan, struct word *out);

/* The form that is compared: lower case, accents and apostrophes gone,
 * connectors of a whole compound written as "-". Returns its length (at most
 * WORD_FOLDED_MAX, cut between characters); 0 when nothing is left. */
size_t word_fold(struct str text, struct word word, char out[WORD_FOLDED_MAX]);
/* The form that stemmers know: lower case, accents kept, without apostrophes.
 * 0 when the word is ASCII: then it is the same as the folded form. */
size_t word_lower(struct str text, struct word word, char out[WORD_FOLDED_MAX]);

#endif
