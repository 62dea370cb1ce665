/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Is this a word of the language? The only door to hunspell. It knows single
 * words; what is to be spelled at all, and whose own words are right besides,
 * is for the caller to decide.
 *
 * Threads: one speller may be used by several at once; they take turns.
 */
#ifndef BASE_SPELLER_H
#define BASE_SPELLER_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct speller;

enum { SPELLER_WORD_BYTES_MAX = 80 }; /* longer ones are taken for right */

/* The dictionaries of `language` ("en"; American and British) that the system
 * has; NULL when it has
 * none: then nothing can be spelled. speller_close(), NULL is allowed. */
struct speller *speller_open(struct str language);
void speller_close(struct speller *speller);
/* `word` is UTF-8 letters and apostrophes, its case as written. */
bool speller_knows(struct speller *speller, struct str word);
/* A word that the dictionary has and that differs by one letter: one too many
 * or missing, another vowel, or two exchanged; its first letter is the same, and
 * nothing is missing or too much at its end. In `arena`; empty when there is
 * none. */
struct str speller_near(struct speller *speller, struct str word,
                        struct arena *arena);

#endif
