/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The terms of a word, for articles, queries and highlighting alike.
 *
 * Stemmers know endings by their accents, and readers leave accents out. So a
 * word has up to two terms: the stem of its folded form, which it shares with
 * every way of writing it, and the stem of the word as it is written, folded
 * afterwards, which it shares with the forms that only their accents tell to
 * belong together ("imprimées" with "imprimer"). In Arabic the second is the
 * stem of the word with its article, without which the stemmer takes endings of
 * nouns for those of verbs. In most languages both are one.
 */
#ifndef SEARCH_WORD_TERMS_H
#define SEARCH_WORD_TERMS_H

#include "core/search/vocabulary.h"
#include "text/words.h"

enum {
    WORD_TERMS_MAX = 2,
    WORD_NAME_PREFIX = 'I', /* of identifiers of letters alone */
    WORD_PART_PREFIX = 'J'  /* of parts of identifiers */
};

/* Terms of `word` of `text`, whose folded form is `folded`, by the rules of
 * `language`. Returns how many there are; 0 for what is found only with the
 * identifier that it is in. */
size_t word_terms(struct vocabulary *vocabulary, unsigned language,
                  struct str text, struct word word, struct str folded,
                  struct vocabulary_term *out[WORD_TERMS_MAX]);

/* Term of an identifier by its key. */
struct vocabulary_term *word_key_term(struct vocabulary *vocabulary,
                                      struct str key);

#endif
