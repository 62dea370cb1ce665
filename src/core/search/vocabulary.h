/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words to terms, remembered: stemming a word costs a hundred times looking it
 * up, and texts repeat their words. An entry also carries a stamp and a slot
 * for its user to count with, so that counting a text needs no table of its
 * own. One thread at a time.
 */
#ifndef SEARCH_VOCABULARY_H
#define SEARCH_VOCABULARY_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct vocabulary;

struct vocabulary_term {
    struct str name; /* as in the index */
    uint64_t stamp;  /* the user's; 0 in a new entry */
    uint32_t slot;   /* the user's */
};

/* A language without a stemmer: each word is its own term. */
enum { VOCABULARY_NO_LANGUAGE = 0, VOCABULARY_LANGUAGES_MAX = 64 };

struct vocabulary *vocabulary_new(void);
void vocabulary_free(struct vocabulary *vocabulary); /* NULL is allowed */

/* The number of a language in this vocabulary, by its tag; languages with one
 * stemmer are one ("de" and "de-AT", "nb" and "nn"). VOCABULARY_NO_LANGUAGE when
 * no stemmer is known for it (text/languages.def). In a language of another
 * script words in Latin letters are stemmed as English; when it has no stemmer
 * it is one with English. A number stays what it is as long as the vocabulary
 * lives. */
unsigned vocabulary_language(struct vocabulary *vocabulary, struct str tag);

/* Term of a folded word that is stemmed by the rules of `language`. Words of
 * several languages with one stem are one term. Entries stay where they are
 * until vocabulary_trim(). */
struct vocabulary_term *vocabulary_word(struct vocabulary *vocabulary,
                                        unsigned language, struct str folded);
/* Are there words that the stemmer of `language` tells by their accents? */
bool vocabulary_knows_accents(const struct vocabulary *vocabulary,
                              unsigned language);
/* Term of a word in lower case with its accents: its stem, folded afterwards.
 * NULL when nothing is left of it. */
struct vocabulary_term *vocabulary_written(struct vocabulary *vocabulary,
                                           unsigned language,
                                           struct str written);
/* Term of a folded word with the article that the language writes in front of
 * it; NULL when it does not, or when the word has it. */
struct vocabulary_term *vocabulary_definite(struct vocabulary *vocabulary,
                                            unsigned language,
                                            struct str folded);
/* Term that is `name` itself, with `prefix` before it unless that is 0. */
struct vocabulary_term *vocabulary_exact(struct vocabulary *vocabulary,
                                         char prefix, struct str name);

/* Forget everything when it has grown past its bound; entries from before must
 * not be used any more. */
void vocabulary_trim(struct vocabulary *vocabulary);

#endif
