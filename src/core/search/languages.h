/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The languages of the articles that a reader sees: which there are to stem a
 * query by, and which of them somebody wants. Languages of articles that it
 * does not see are not in its shards, and so not known here.
 */
#ifndef SEARCH_LANGUAGES_H
#define SEARCH_LANGUAGES_H

#include "core/search/vocabulary.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdint.h>

struct arena;
struct xap_reader;

enum { LANGUAGES_MAX = 128 /* tags of one index that are told apart */ };

/* "de", with its articles in "de-AT" and "de-CH". */
struct language_entry {
    struct str tag;    /* "de" */
    struct str *terms; /* of the filter, one for each tag that is in use */
    size_t term_count;
    unsigned number;   /* as the vocabulary numbers it */
    uint64_t articles; /* of all its tags */
};

struct languages {
    struct arena *arena;
    struct language_entry *entries; /* the most frequent first */
    size_t count;
    /* of all entries, as the vocabulary numbers them, each once; at least one */
    unsigned numbers[VOCABULARY_LANGUAGES_MAX];
    size_t number_count;
};

void languages_init(struct languages *languages);
void languages_release(struct languages *languages);

/* Learn them anew, after each change of what `xap` sees. After a failure there
 * are none. Statuses of reading. */
SLV_MUST_CHECK enum slv_status languages_learn(struct languages *languages,
                                               struct xap_reader *xap,
                                               struct vocabulary *vocabulary,
                                               struct slv_error *err);
/* The language that is to be searched first for somebody who wants `wishes`,
 * most wanted first: the first that there are articles in. NULL when there is
 * none, or when there is no other. Until the next languages_learn(). */
const struct language_entry *languages_prefer(const struct languages *languages,
                                              const struct str_list *wishes);

#endif
