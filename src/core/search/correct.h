/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a query says when its misspelled words are spelled as the articles spell
 * them. A word is corrected only when no article of this reader has it and one
 * has the other; identifiers, words with digits, words in quotes, values of
 * fields and excluded words never are. Only words that are searched for become
 * one with the next.
 */
#ifndef SEARCH_CORRECT_H
#define SEARCH_CORRECT_H

#include "core/search/searching.h"

enum {
    CORRECT_WORDS_MAX = 32, /* a query with more is a pasted text */
    CORRECT_UNKNOWN_MAX = 4 /* one with more is in another language */
};

/* The text of search->query, which is understood and expanded, with unknown
 * words corrected, in the search's arena; empty when there are none or nothing
 * is near. Statuses of reading. */
SLV_MUST_CHECK enum slv_status
correct_query(struct searching *search, struct str *out, struct slv_error *err);

#endif
