/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where the words of a text begin, each with a key of its first three letters:
 * enough to pass over most words of a text that is searched for a few. A text
 * that is looked through often has its list made once.
 */
#ifndef SEARCH_WORD_STARTS_H
#define SEARCH_WORD_STARTS_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum {
    WORD_KEYS = 1 << 15,                /* keys are below this */
    WORD_KEY_THIRD_MASK = (1 << 5) - 1, /* the bits of the third letter */
    WORD_KEY_ANY = WORD_KEYS /* of a word that may fold to anything */
};

struct word_starts {
    uint32_t *at; /* rising */
    uint16_t *keys;
    size_t count;
};

/* Key of a word by its first three bytes, case folded; letters that a stemmer
 * exchanges are one. WORD_KEY_ANY when they are not all ASCII or hold an
 * apostrophe. */
uint16_t word_key(struct str word);
/* Key of a word that begins with these three bytes; 0 for no part of a word. */
uint16_t word_key_of(char first, char second, char third);
/* A set of keys: those with which the spellings of some words may begin, and
 * WORD_KEY_ANY. */
struct word_keys {
    uint64_t bits[WORD_KEYS / 64 + 1];
};
void word_keys_init(struct word_keys *keys);
void word_keys_add_key(struct word_keys *keys, uint16_t key);
/* Add those of `word`, a folded word or a stem. One with other than ASCII
 * letters needs none: WORD_KEY_ANY is in every set. */
void word_keys_add(struct word_keys *keys, struct str word);
static inline bool word_keys_have(const struct word_keys *keys, uint16_t key)
{
    return keys->bits[key >> 6] >> (key & 63) & 1;
}

/* Start of the first word at or after `from`, which is not inside a word; the
 * length of the text when there is none. */
size_t word_start_next(struct str text, size_t from);
/* Length of the word that starts at `start` when it is a plain one of ASCII
 * letters, small but for the first, or a short number, and nothing is joined to
 * it on either side:
 * the tokeniser then gives just it, unless it is the label of an identifier. 0
 * for any other. */
size_t word_plain_len(struct str text, size_t start);
/* End of the word that starts at `start`, as far as this scan can tell; a long
 * number behind letters ("KB5034441") begins a word of its own. */
size_t word_start_skip(struct str text, size_t start);
/* All starts of `text`, which is shorter than 4 GB, in `arena`. */
void word_starts_make(struct str text, struct arena *arena,
                      struct word_starts *out);

#endif
