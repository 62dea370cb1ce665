/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Search as you type: a last word that may be unfinished stands for the words
 * that begin with it, the most frequent of them, as alternatives of one word.
 *
 * Results should not jump about while somebody types. So all alternatives count
 * as much as one word of as many articles would, whichever of them is found: a
 * rare word that also begins so does not push itself forward. A beginning that
 * tells nothing yet (of few letters, or of stop words) is not searched. And a
 * title that goes on as the text does comes forward, as fewer and fewer titles
 * do so and the one that is being typed always does.
 */
#ifndef SEARCH_PARTIAL_H
#define SEARCH_PARTIAL_H

#include "core/search/searching.h"

enum {
    PARTIAL_TEXT_MAX = 1024, /* bytes; nobody types more */
    PARTIAL_WORDS_MAX = 8,   /* alternatives */
    /* letters from which on a word is looked up as a beginning: when it is the
     * only one, and behind others. With a letter less than these it is a word of
     * its own, as far as it is more often that than a beginning; with fewer it
     * is left out. */
    PARTIAL_FIRST_LETTERS_MIN = 3,
    PARTIAL_LETTERS_MIN = 4,
    PARTIAL_POSTINGS_MAX = 20000 /* of all alternatives but the first */
};

/* When the request is partial, add to search->query, which is understood and
 * expanded, what its last word may become. A query of stop words alone becomes
 * void. Statuses of reading. */
SLV_MUST_CHECK enum slv_status partial_query(struct searching *search,
                                             struct slv_error *err);

/* May partial_rank() change anything? */
bool partial_is_ranked(const struct searching *search);
/* Bring those of the first `count` hits forward whose titles go on as the text
 * does. The others keep their order. */
SLV_MUST_CHECK enum slv_status partial_rank(struct searching *search,
                                            struct xap_hit *hits, size_t count,
                                            struct slv_error *err);
/* Append what was added for `article` to its explanation, which has room for
 * PARTIAL_REASONS_MAX more. */
enum { PARTIAL_REASONS_MAX = 1 };
void partial_explain(struct searching *search,
                     const struct slv_article *article, struct slv_hit *out);

#endif
