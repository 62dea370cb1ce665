/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a title as somebody types them: runs of letters and digits,
 * folded, whatever is between. For telling whether a title goes on as a text
 * that is being typed, which has no use for identifiers or stems.
 */
#ifndef SEARCH_TITLE_WORDS_H
#define SEARCH_TITLE_WORDS_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { TITLE_WORDS_MAX = 64 }; /* later ones are not looked at */

struct title_word {
    size_t begin; /* bytes in the text */
    size_t end;
    struct str folded;
};

struct title_words {
    struct str text;
    struct title_word items[TITLE_WORDS_MAX];
    size_t count;
    bool is_open; /* the text ends within the last word */
};

/* Folded words are in `arena`. */
void title_words_read(struct str text, struct arena *arena,
                      struct title_words *out);

/* Is item `index` of `typed` the word `word` of a title, or when the text ends
 * within it, a beginning of that? Within a script without spaces it may stand
 * anywhere. */
bool title_word_is(const struct title_word *word,
                   const struct title_words *typed, size_t index);
/* Where in `title` the words of `typed` stand one after the other; SIZE_MAX when
 * they do not. */
size_t title_words_find(const struct title_words *title,
                        const struct title_words *typed);
/* Bytes of the title that `word` has in common with item `index` of `typed`,
 * which it is. */
void title_word_mark(const struct title_words *title,
                     const struct title_word *word,
                     const struct title_words *typed, size_t index,
                     size_t *begin, size_t *end);

#endif
