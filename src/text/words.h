/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text to words: the one tokeniser for articles, queries and highlighting, so
 * that all three agree on what a word is.
 *
 * A *word* is a run of letters, marks and digits of any script. What is one
 * thing however it is written (an error code, an address, a name of a program)
 * is an *identifier* (text/identifiers.def): it is given whole first, then
 * each of its words as a part; one without parts is given as a code. Letters
 * that are joined by connectors without a space (on-premises, outlook.exe) and
 * are nothing else are a *compound*, given the same way.
 * An apostrophe joins what stands around it, and a final 's is dropped; what
 * has lost its vowel to the word behind it ("l'imprimante") is no word.
 * A run of a script without spaces (text/cjk.h) is given as *grams*: each two
 * characters that follow each other, overlapping; a character alone as one.
 * Such a run ends a word of another script and is never part of a compound.
 *
 * No I/O, no state beyond the scanner.
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "solvent/str.h"
#include "text/identifier.h"

#include <stdbool.h>
#include <stddef.h>

enum {
    /* bytes; of what is longer, plain words are cut, the same everywhere, and
     * identifiers and codes end with a digest */
    WORD_FOLDED_MAX = IDENTIFIER_KEY_MAX
};

enum word_kind {
    WORD_PLAIN,      /* letters: may be stemmed */
    WORD_CODE,       /* has a digit: never stemmed */
    WORD_COMPOUND,   /* letters joined by connectors, whole */
    WORD_IDENTIFIER, /* an identifier, whole; as a part: a run of its words */
    WORD_GRAM        /* two characters of a run without spaces, or one alone */
};

/* How a word can be found. */
enum word_store {
    WORD_AS_WORD,
    WORD_AS_PART, /* when somebody looks for just that part of an identifier */
    WORD_AS_NOTHING /* only with the identifier that it is in */
};

struct word {
    size_t begin; /* bytes in the text */
    size_t end;
    enum word_kind kind;
    bool is_part; /* of the compound or identifier given before */
    enum word_store store;
    enum identifier_kind identifier; /* of a whole; IDENTIFIER_NONE of others */
};

struct word_scan {
    struct str text;
    size_t at;
    struct identifier_part parts[IDENTIFIER_PARTS_MAX];
    size_t part_count;
    size_t part_next;
    bool in_run; /* the character at `at` begins one more gram of its run */
};

/* Begin at byte `at`, which is not inside a word. */
void word_scan_begin(struct word_scan *scan, struct str text, size_t at);
/* The next word in order of begin; false at the end of the text. */
bool word_scan_next(struct word_scan *scan, struct word *out);

/* The form that is compared: lower case, accents and apostrophes gone; of an
 * identifier, a compound or a run of parts its key. Returns its length (at most
 * WORD_FOLDED_MAX, cut between characters); 0 when nothing is left. */
size_t word_fold(struct str text, struct word word, char out[WORD_FOLDED_MAX]);
/* The form that stemmers know: lower case, accents kept, without apostrophes.
 * 0 when the word is ASCII: then it is the same as the folded form. */
size_t word_lower(struct str text, struct word word, char out[WORD_FOLDED_MAX]);

#endif
