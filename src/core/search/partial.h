/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Search as you type: a last word that may be unfinished stands for the words
 * that begin with it, the most frequent of them, as alternatives of one word.
 *
 * All of them count as much as one word of as many articles would, whichever of
 * them is found, so that a rare word that also begins so does not push itself
 * forward; and less than a finished word, so that what was found by the others
 * keeps its place while the word grows.
 */
#ifndef SEARCH_PARTIAL_H
#define SEARCH_PARTIAL_H

#include "core/search/searching.h"

enum {
    PARTIAL_TEXT_MAX = 1024, /* bytes; nobody types more */
    PARTIAL_WORDS_MAX = 8,   /* alternatives */
    PARTIAL_LETTERS_MIN = 3, /* behind other words; shorter ones tell nothing */
    PARTIAL_POSTINGS_MAX = 20000 /* of all alternatives but the first */
};

/* When the request is partial and the text ends within a word, add to
 * search->query, which is understood and expanded, what it may become. Statuses
 * of reading. */
SLV_MUST_CHECK enum slv_status partial_query(struct searching *search,
                                             struct slv_error *err);

#endif
