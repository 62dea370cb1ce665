/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Texts of cases to vectors of weighted terms (core/insight/gap_cluster.h).
 * Words become terms as they do in the index (core/search/word_terms.h); words
 * that say nothing are left out.
 *
 * The weight of a term in a text is that of BM25 with fields of their own: the
 * subject and what follows it each saturate by their own length (k1 = 1.2,
 * b = 0.75) and count one half; the sum is multiplied by
 * ln(1 + (N - n + 0.5) / (n + 0.5)), where n of N cases have the term. N are all
 * cases that were given, also those with an article: what is frequent among
 * the gaps alone must stay telling.
 *
 * Texts with the same subject and body are one point with copies.
 *
 * Not for several threads at a time. Bounds: GAP_TEXT_BYTES of a body count.
 */
#ifndef CORE_INSIGHT_GAP_TERMS_H
#define CORE_INSIGHT_GAP_TERMS_H

#include "core/insight/gap_cluster.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct gap_texts;

enum { GAP_TEXT_BYTES = 8192 };

/* `language` is a tag (text/language.h). */
struct gap_texts *gap_texts_new(struct str language);
void gap_texts_free(struct gap_texts *texts); /* NULL is allowed */

/* Who the next texts are about: names, one a line, borrowed. With what has the
 * shape of an address, a host or a long number (core/cases/personal.h), they are
 * never among the telling words. */
void gap_texts_people(struct gap_texts *texts, struct str names);
/* A case without an article; returns its point, from 0 on. */
uint32_t gap_texts_add(struct gap_texts *texts, struct str subject,
                       struct str body);
/* A case that has one: it only tells how frequent words are. */
void gap_texts_add_other(struct gap_texts *texts, struct str subject,
                         struct str body);

size_t gap_texts_points(const struct gap_texts *texts);
size_t gap_texts_terms(const struct gap_texts *texts);
size_t gap_texts_cases(const struct gap_texts *texts);
/* In how many cases a term is. */
uint32_t gap_texts_with(const struct gap_texts *texts, uint32_t term);
/* Is the term part of a name or the like in a text? */
bool gap_texts_is_personal(const struct gap_texts *texts, uint32_t point,
                           uint32_t term);
/* The name of a term in the index, and its most frequent form in the texts. */
struct str gap_texts_name(const struct gap_texts *texts, uint32_t term);
struct str gap_texts_form(struct gap_texts *texts, uint32_t term);

/* What is needed beside the counts of terms to weigh another text alike. */
struct gap_scale {
    uint64_t cases;
    uint64_t subject_words; /* of all cases together */
    uint64_t body_words;
};
struct gap_scale gap_texts_scale(const struct gap_texts *texts);
/* Weights by another scale, in which terms are in as many cases as `with` says,
 * instead of by what was added. */
void gap_texts_weigh_by(struct gap_texts *texts, struct gap_scale scale,
                        const uint32_t *with);

/* The vectors of all points, in `arena`. */
struct gap_vector *gap_texts_vectors(const struct gap_texts *texts,
                                     struct arena *arena);

/* The vector of what somebody asked, in `arena`: it counts as a subject of
 * average length, and nothing is added to what is known. */
struct gap_vector gap_texts_ask(struct gap_texts *texts, struct str text,
                                struct arena *arena);

/* A word that sets a group apart, and how clearly. */
struct gap_word {
    uint32_t term;
    double tells;
};

/* The telling words of a group of points: terms that are in more of its cases
 * than in others, by Dunning's log-likelihood ratio (Accurate methods for the
 * statistics of surprise and coincidence, 1993), and in at least a third of
 * them. The clearest first, at most `max`; equal ones by their names. */
size_t gap_texts_telling(const struct gap_texts *texts, const uint32_t *points,
                         size_t count, size_t max, struct gap_word *out);

#endif
