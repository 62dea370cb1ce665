/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a query while it is being understood: each token becomes a word
 * with its term, or several that are alternatives. Words of one term are one.
 * What the index must be asked for is left to query_joins.h.
 */
#ifndef SEARCH_QUERY_WORDS_H
#define SEARCH_QUERY_WORDS_H

#include "core/search/query.h"
#include "text/words.h"

struct strmap;

enum {
    /* room in query.words beside the words of a text, for other spellings of
     * its first identifiers */
    QUERY_SPELLINGS_ROOM = 64
};

struct query_builder {
    struct query *query; /* words has room for word_max */
    size_t word_max;
    const struct query_settings *settings;
    struct arena *arena;
    struct strmap *seen; /* term name to its word */
};

/* Add the token `word` of `text`, whose folded form is `folded`. The word that
 * stands for it (its group holds the others), or NULL when the query is full or
 * the token is found only with the identifier that it is in. */
struct query_word *query_add_token(struct query_builder *builder,
                                   struct str text, struct word word,
                                   struct str folded);

/* When `word`, just added, is a number that codes end with, or a status without
 * its 0x, add those codes as alternatives and return true. */
bool query_add_codes(struct query_builder *builder, struct query_word *word);

#endif
