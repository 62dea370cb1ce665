/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which words and identifiers an article holds, and in how many articles each
 * of them stands: what goes into a lexicon. It is told the words of one article
 * after the other. Writing what was counted is lexicon_store.h's.
 *
 * An article counts once for each key, under the form that comes first in it.
 * One thread at a time.
 */
#ifndef SEARCH_LEXICON_TALLY_H
#define SEARCH_LEXICON_TALLY_H

#include "core/search/lexicon_chunk.h"
#include "solvent/str.h"
#include "text/words.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct lexicon_tally;

struct lexicon_tally *lexicon_tally_new(void);
void lexicon_tally_free(struct lexicon_tally *tally); /* NULL is allowed */

/* The next article. */
void lexicon_tally_begin(struct lexicon_tally *tally);
/* A word of it, in the order of word_scan_next(), with its folded form. What
 * is of no use in a lexicon is passed over. */
void lexicon_tally_word(struct lexicon_tally *tally, struct str text,
                        struct word word, struct str folded);

/* What the article holds, in `arena`; each count is 1. */
void lexicon_tally_list(const struct lexicon_tally *tally, struct arena *arena,
                        struct lexicon_item **out, size_t *count);

/* Articles with each form, of all that were added: of one shard, say. */
struct lexicon_counts {
    uint32_t *by_number; /* as the tally numbers forms; free() */
    size_t count;
};
/* Add the article to `counts`, which belongs to this tally and is all zero at
 * first. */
void lexicon_tally_add(const struct lexicon_tally *tally,
                       struct lexicon_counts *counts);
/* Append what was counted to the growing array *items (alloc_grow()); strings
 * are in `arena`. */
void lexicon_counts_list(const struct lexicon_tally *tally,
                         const struct lexicon_counts *counts,
                         struct arena *arena, struct lexicon_item **items,
                         size_t *count, size_t *capacity);

#endif
