/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What somebody typed, understood: words, phrases, exclusions. Nothing is ever
 * refused: what is odd or unbalanced is words.
 */
#ifndef SEARCH_QUERY_H
#define SEARCH_QUERY_H

#include "core/search/vocabulary.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    QUERY_WORDS_MAX = 20000, /* distinct; later ones are not looked at */
    QUERY_PHRASE_WORDS_MAX = 32,
    QUERY_PHRASES_MAX = 8,
    QUERY_PHRASE_CONTEXT_MAX = 3
};

struct query_word {
    struct str text; /* as typed */
    struct str folded;
    struct vocabulary_term *term;
    double weight; /* how often it was typed, and what its kind is worth */
    /* Words with one number (not 0) are alternatives of which the best counts:
     * the stems of several languages, synonyms, spellings. */
    uint16_t group;
    /* Words of one group with one number (not 0) are one alternative together,
     * that of a phrase: they count where all of them stand. */
    uint16_t part;
    bool is_added; /* not typed: an alternative that a rule or spelling gives */
    bool is_identifier;
    bool is_stop_word;
    bool is_required; /* stands in a phrase */
    bool is_forbidden;
};

struct query_phrase {
    struct str words[QUERY_PHRASE_WORDS_MAX]; /* folded */
    size_t count;
};

struct query {
    struct query_word *words; /* distinct by term */
    size_t count;
    struct query_phrase *
        phrases; /* must be there; none when the quotes are those of a pasted text */
    size_t phrase_count;
    bool has_content;     /* there was something else than white space */
    uint16_t group_count; /* groups are numbered from 1 */
};

/* What a query is understood by. Borrowed for the time of a call. */
struct query_settings {
    struct vocabulary *vocabulary;
    /* words are stemmed by the rules of each, as the vocabulary numbers them */
    const unsigned *languages;
    size_t language_count;
};

/* Terms are valid until the vocabulary is trimmed; the rest is in `arena`. */
void query_parse(struct str typed, const struct query_settings *settings,
                 struct arena *arena, struct query *out);

#endif
