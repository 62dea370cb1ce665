/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Where the words of a query stand in a text: for snippets, for the choice of
 * a section, for marks in titles, and for verifying phrases. A filter on the
 * first three letters lets the scan pass most words without folding them.
 */
#ifndef SEARCH_HIGHLIGHT_H
#define SEARCH_HIGHLIGHT_H

#include "core/search/query.h"
#include "core/search/vocabulary.h"
#include "core/search/word_starts.h"
#include "solvent/search.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    HIGHLIGHT_WORDS_MAX = 64,
    HIGHLIGHT_MATCHES_MAX = 1024,
    HIGHLIGHT_SEEN_MAX = 128, /* a power of two */
    HIGHLIGHT_SEEN_BYTES = 16
};

struct highlight_match {
    uint32_t begin;
    uint32_t end;
    uint32_t word; /* index, below HIGHLIGHT_WORDS_MAX */
};

/* A short word of a text that was looked up: texts repeat the few words that
 * pass the filter. */
struct highlight_seen {
    uint64_t halves[HIGHLIGHT_SEEN_BYTES / 8]; /* its letters, then NUL bytes */
    uint32_t answer; /* 0: free, 1: is not looked for, else the word and 2 */
};

struct highlighter {
    struct vocabulary *vocabulary;
    unsigned language; /* of the text, as the vocabulary numbers it */
    uint64_t stamp;
    double weights[HIGHLIGHT_WORDS_MAX];
    size_t count;
    struct word_keys keys;   /* with which the words begin */
    struct word_keys labels; /* and the labels of identifiers among them */
    bool has_labels;
    bool has_codes; /* words of which identifiers or parts of them are forms */
    unsigned seen_language; /* of `seen` */
    struct highlight_seen seen[HIGHLIGHT_SEEN_MAX];
};

/* Look for the words of `query` that are not excluded, the first
 * HIGHLIGHT_WORDS_MAX of them; stop words only when it has no others. `stamp`
 * differs from that of every highlighter used with this vocabulary before.
 * Texts are of no language until highlighter->language is set. */
void highlight_begin(struct highlighter *highlighter, const struct query *query,
                     struct vocabulary *vocabulary, uint64_t stamp);
/* Matches in `text`, ascending and apart, at most `max`. */
size_t highlight_find(struct highlighter *highlighter, struct str text,
                      struct highlight_match *out, size_t max);
/* The same for a text (or the beginning of a text) whose starts are listed. */
size_t highlight_find_listed(struct highlighter *highlighter, struct str text,
                             const struct word_starts *starts,
                             struct highlight_match *out, size_t max);

/* Does `text` hold the words of `phrase` one after the other? */
bool highlight_has_phrase(struct str text, const struct query_phrase *phrase);

#endif
