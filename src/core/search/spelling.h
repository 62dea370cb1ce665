/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The nearest word of a lexicon to one that stands in no article: a letter more,
 * less or another, two neighbours exchanged, a space too many or too few. Pure.
 *
 * Going through all words is fast enough, because a signature of 32 bits tells
 * of most of them that they are too far away: each edit changes at most two
 * bits. What is left is compared letter by letter within a narrow band.
 */
#ifndef SEARCH_SPELLING_H
#define SEARCH_SPELLING_H

#include "core/search/lexicon.h"

enum {
    SPELLING_LETTERS_MIN = 4,      /* shorter words have too many neighbours */
    SPELLING_ONE_EDIT_MAX = 5,     /* letters up to which one edit is allowed */
    SPELLING_EDITS_MAX = 2,        /* of longer ones */
    SPELLING_SPLIT_LETTERS_MIN = 3 /* of each half */
};

/* Edits between two folded words, each of at most LEXICON_LETTERS_MAX letters;
 * `max` + 1 when there are more than `max` (at most SPELLING_EDITS_MAX). A
 * letter is edited once. */
unsigned spelling_distance(struct str a, struct str b, unsigned max);

struct spelling {
    const struct lexicon_entry *word;
    const struct lexicon_entry *second; /* of two words; else NULL */
    unsigned edits;
};

/* The best spelling of the folded word `key`, which consists of letters: fewer
 * edits, then the same first letter, then more articles, then the bytes. A
 * space that was left out is an edit that comes after the others of one. False
 * when nothing is near. `key` itself is not among what is looked for. */
bool spelling_find(const struct lexicon *words, struct str key,
                   struct spelling *out);

#endif
