/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Recognising identifiers in text: error codes, addresses, paths, versions,
 * names of functions, whatever identifiers.def lists. For each it is told how
 * far it goes, which kind it is, its key (the form in which all its spellings
 * are one) and its parts. Articles, queries and highlighting ask here, so that
 * they agree; which terms are made of the answer is decided in core.
 *
 * An identifier is at most IDENTIFIER_BYTES_MAX bytes and
 * IDENTIFIER_PIECES_MAX words long; what goes on after that is another one.
 * Time is linear in the text, whatever it holds. No I/O, no state; every
 * function may be called from any thread.
 */
#ifndef TEXT_IDENTIFIER_H
#define TEXT_IDENTIFIER_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    IDENTIFIER_BYTES_MAX = 1024,
    IDENTIFIER_PIECES_MAX = 48,
    IDENTIFIER_PARTS_MAX = 128,
    IDENTIFIER_KEY_MAX = 64, /* bytes; the end of a longer key is a digest */
    IDENTIFIER_SPELLINGS_MAX = 12
};

enum identifier_kind {
    IDENTIFIER_NONE,
#define KIND(NAME, name, description, example, key, parts, runs) \
    IDENTIFIER_##NAME,
#include "text/identifiers.def"
#undef KIND
    IDENTIFIER_COMPOUND, /* letters joined by - . / + #: words, and one word */
    IDENTIFIER_KIND_COUNT
};

/* A row of the table. */
struct identifier_form {
    const char *name;
    const char *description;
    const char *example;
};
/* Of a kind but IDENTIFIER_NONE and IDENTIFIER_COMPOUND. */
const struct identifier_form *identifier_form(enum identifier_kind kind);

struct identifier {
    enum identifier_kind kind;
    size_t end; /* in the text */
    bool has_parts;
};

/* Is there an identifier or compound that begins with the word at `begin`,
 * which ends at `word_end` and has `features` (text/word_chars.h)? */
bool identifier_at(struct str text, size_t begin, size_t word_end,
                   unsigned features, struct identifier *out);

/* --- parts --- */

enum identifier_part_store {
    IDENTIFIER_PART_WORD,   /* is searched like any other word */
    IDENTIFIER_PART_CODE,   /* a term of its own */
    IDENTIFIER_PART_NOTHING /* stands in the text, and is no term */
};

struct identifier_part {
    size_t begin; /* in the text */
    size_t end;
    enum identifier_part_store store;
    bool is_run; /* several words: by its key, not by its folded form */
    bool has_digit;
    enum identifier_kind kind; /* of a run that is an identifier itself */
};

/* Parts of the identifier `whole` that begins at `begin`, in order of begin,
 * longer ones first. Returns how many, at most IDENTIFIER_PARTS_MAX. */
size_t identifier_parts(struct str text, size_t begin,
                        const struct identifier *whole,
                        struct identifier_part out[IDENTIFIER_PARTS_MAX]);

/* --- keys --- */

/* The key of `written`, all that an identifier of `kind` is written with: lower
 * case, accents gone. Of a key longer than IDENTIFIER_KEY_MAX the end is a
 * digest of the whole key. Returns its length; 0 when nothing is left. */
size_t identifier_key(struct str written, enum identifier_kind kind,
                      char out[IDENTIFIER_KEY_MAX]);
/* The key of a run of words, and of IDENTIFIER_PART_CODE parts. */
size_t identifier_run_key(struct str written, char out[IDENTIFIER_KEY_MAX]);
/* Does the key hold a digit? Keys of letters alone could be words. */
bool identifier_key_has_digit(struct str key);

/* Another key that a text may use for the same thing. */
struct identifier_spelling {
    char key[IDENTIFIER_KEY_MAX];
    size_t len;
    bool is_part; /* as IDENTIFIER_PART_CODE */
    /* a number that tells too little without its label where no article has it
     * with the label */
    bool is_weak;
    double share; /* of the weight, at most 1 */
};

/* What else may stand for an identifier of `kind` (IDENTIFIER_NONE: a word with
 * a digit) with the key `key`: decimal and hex forms, a number without its
 * label. The key itself is not among them. */
size_t
identifier_spellings(struct str key, enum identifier_kind kind,
                     struct identifier_spelling out[IDENTIFIER_SPELLINGS_MAX]);

/* Codes that bare digits may be the number of: 12541 is that of ORA-12541. */
size_t
identifier_codes_of(struct str digits,
                    struct identifier_spelling out[IDENTIFIER_SPELLINGS_MAX]);
/* Does a number behind `word` belong to it, whether it can be one of that label
 * or not: "KB 7", "SQLSTATE 7"? */
bool identifier_binds_number(struct str word);
/* The error that `digits` are the number of before `word`, as in "418 error":
 * its key, whose length it returns; 0 when the word is another one. */
size_t identifier_key_before(struct str digits, struct str word,
                             enum identifier_kind *kind,
                             char out[IDENTIFIER_KEY_MAX]);

/* Is `digits`, written behind a "-", the decimal form of a status, so that the
 * "-" excludes nothing? */
bool identifier_is_negative_status(struct str digits);

/* --- where it may begin in a text --- */

/* What a text may begin with where it holds the identifier with `key`: calls
 * take(context, word) with the first word of each label that gives such a key. */
void identifier_each_label(struct str key,
                           void (*take)(void *context, struct str word),
                           void *context);

#endif
