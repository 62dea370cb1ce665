/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the rules of writers make of a query: synonyms become alternatives of
 * its words, and pinned articles are told to the plan. Without rules, words
 * that were typed apart and stand in the index as one ("log in", "pass word")
 * become alternatives as well.
 *
 * A rule and a query are compared by their terms, so that inflected forms meet
 * in every language of the index. Identifiers are expanded only by a rule that
 * names them; phrases in quotes and excluded words never are.
 *
 * One thread at a time, as the reader that it belongs to.
 */
#ifndef SEARCH_EXPAND_H
#define SEARCH_EXPAND_H

#include "core/search/rules.h"
#include "core/search/searching.h"

enum {
    /* A query with more words is a pasted text and stays as it is. */
    EXPAND_WORDS_MAX = 32, /* typed and added together */
    EXPAND_PAIRS_MAX = 12  /* words of a query whose pairs are looked up */
};

struct expander;

struct expander *expander_new(void);           /* expander_free() */
void expander_free(struct expander *expander); /* NULL is allowed */

/* Take the rules as rules_write() made them, for queries that are stemmed by
 * `languages` of `vocabulary`. Nothing is done when both are as before; of the
 * languages only the first has a place, the others may stand in any order. */
void expander_load(struct expander *expander, struct str rules,
                   struct vocabulary *vocabulary, const unsigned *languages,
                   size_t language_count);
/* The rules, as long as nothing else is loaded. */
const struct search_rules *expander_rules(const struct expander *expander);

/* Decide which words of search->query are stop words, and add alternatives to
 * it. Statuses of reading. */
SLV_MUST_CHECK enum slv_status expand_query(struct searching *search,
                                            struct slv_error *err);
/* Let search->plan put the articles first that are pinned to search->query: a
 * query of the same words in any order, stop words apart. */
void expand_pins(struct searching *search);
/* Are articles pinned to search->query, which expand_query() has seen? */
bool expand_is_pinned(struct searching *search);

/* Is a hit with this score one of those? *score becomes that of its words. */
bool expand_take_pin(double *score);

#endif
