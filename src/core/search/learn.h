/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Resolution learning: cases that were resolved teach the ranking.
 *
 * The query is matched against the resolved cases that this reader's audience
 * may see (case_index.h). Each of the LEARN_CASES nearest votes for the
 * articles of its links:
 *
 *     similarity(c) = score(c) / bound of the query among the cases
 *     votes(a)      = sum over c of vote * decay * similarity(c)^2
 *     score(a)      = text + bound * LEARN_WEIGHT * sqrt(votes(a))
 *
 * The bound is the score of a document with the whole impact of one field for
 * every word of the query. `vote` is that of the link, from -1 to 1
 * (case_vote_percent()); below 0 the root is taken of the amount, and counts
 * against the article. `decay` halves every LEARN_HALF_LIFE_DAYS after the case
 * was closed. So the votes of an article are the length of the vector of its
 * cases' similarities: one case that is nearly the query counts more than many
 * that share a word with it. docs/learning.md has what else was tried.
 *
 * An article that is new, for which no case can speak yet, keeps the place that
 * its own words give it; the others fill the places between.
 *
 * An article that shares no word with the query comes in by its votes alone.
 */
#ifndef SEARCH_LEARN_H
#define SEARCH_LEARN_H

#include "core/search/searching.h"

enum {
    LEARN_CASES = 60,
    LEARN_HALF_LIFE_DAYS = 1461,
    /* Of a long query the rarest words are matched: as many as have, each
     * counted alone, no more cases than this together, and never fewer than
     * LEARN_TERMS_MIN. */
    LEARN_POSTINGS_MAX = 80000,
    LEARN_TERMS_MIN = 8
};

#define LEARN_WEIGHT 0.5

/* What was learned about one match. */
struct learned_hit {
    size_t text_rank; /* place by words alone; SIZE_MAX: shares none */
    double score;     /* what its votes added */
    uint32_t cases;   /* similar ones that it resolved */
};

/* Note the words of search->query, before any of them is left out. */
void learn_note(struct searching *search);

/* The LEARN_CASES cases nearest to the words that were noted, with the bound of
 * the query among the cases; the reader has some. They are matched once per
 * search. Statuses of reading. */
SLV_MUST_CHECK enum slv_status learn_find_cases(struct searching *search,
                                                struct xap_result *out,
                                                double *bound,
                                                struct slv_error *err);
/* Find the votes for this search. SLV_OK with *out NULL when there are none, or
 * nothing can be learned for such a query: without words, unfinished, turned
 * off. Statuses of reading. */
struct learning;
SLV_MUST_CHECK enum slv_status learn_votes(struct searching *search,
                                           struct learning **out,
                                           struct slv_error *err);
/* Let in what was voted for although it has no word of the query: into `plan`,
 * which is search->plan or a copy, in the arena of the search. For counting. */
void learn_let_in(struct searching *search, const struct learning *learning,
                  struct xap_plan *plan);
/* By how many matches more than are wanted the text has to be asked for,
 * because votes may take so many of them down. */
size_t learn_reserve(const struct learning *learning);
/* Put `text`, the matches from the first on in their order by words, and what
 * was voted for in order. result->hits become those of all, in the arena of the
 * search, search->learned what was learned about each; totals count those that
 * came in by votes alone. */
SLV_MUST_CHECK enum slv_status learn_rank(struct searching *search,
                                          const struct learning *learning,
                                          struct xap_result *result,
                                          struct slv_error *err);

#endif
