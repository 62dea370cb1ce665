/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The second look at the best matches: what the order of words tells, which
 * the index does not keep. Only titles and file names are read, which every
 * match brings along.
 *
 * To the score of each of the first RANK_DEPTH matches is added
 *
 *     pair_weight * (idf(a) + idf(b)) / 2
 *         for each pair of telling words a b that follow each other in the
 *         query, when they do so in the title or the file name as well;
 *     stop_weight * idf(s) * tf / (tf + k1 * (1 - b + b * len / pivot))
 *         for each stop word s of the query that stands tf times in the title
 *         of len words, with k1, b and pivot of the field "title".
 *
 * Stop words stand between telling words without parting them. A match behind
 * the first RANK_DEPTH keeps its place. docs/ranking.md says what it is worth.
 */
#ifndef SEARCH_RANK_H
#define SEARCH_RANK_H

#include "core/search/searching.h"

enum { RANK_DEPTH = 10 };

/* Note the words of search->query, before any of them is left out. Statuses of
 * reading. */
SLV_MUST_CHECK enum slv_status rank_prepare(struct searching *search,
                                            struct slv_error *err);
/* Does a second look change anything for this query? */
bool rank_is_needed(const struct searching *search);

/* Add to the scores of `hits` and put them in order: by falling score, equal
 * ones by article id. */
SLV_MUST_CHECK enum slv_status rank_again(struct searching *search,
                                          struct xap_hit *hits, size_t count,
                                          struct slv_error *err);

/* Append what was added for `article` to its explanation, which has room for
 * RANK_REASONS_MAX more. */
enum { RANK_TOKENS_MAX = 48, RANK_REASONS_MAX = 2 * RANK_TOKENS_MAX };
void rank_explain(struct searching *search, const struct slv_article *article,
                  struct slv_hit *out);

#endif
