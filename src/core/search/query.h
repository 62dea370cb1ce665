/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What somebody typed, understood: words, and conditions, filters and dates
 * that an article must meet besides (query_fields.def). Nothing is ever
 * refused: what is odd or unbalanced is words.
 */
#ifndef SEARCH_QUERY_H
#define SEARCH_QUERY_H

#include "core/search/query_time.h"
#include "core/search/vocabulary.h"
#include "solvent/search.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    QUERY_WORDS_MAX = 20000, /* distinct; later ones are not looked at */
    QUERY_PHRASE_WORDS_MAX = 32,
    QUERY_CONDITIONS_MAX = 16,      /* further ones are words */
    QUERY_CONDITION_TERMS_MAX = 16, /* further ones are not looked at */
    QUERY_FILTERS_MAX = SLV_FILTER_VALUES_MAX, /* further ones are words */
    QUERY_TOKENS_MAX = 24, /* a longer query is no identifier in pieces */
    /* with more telling words around them, operators are those of a pasted
     * text; at its ends filters count up to the second number */
    QUERY_CONTEXT_MAX = 3,
    QUERY_FILTER_CONTEXT_MAX = 12
};

struct query_word {
    struct str text; /* as typed */
    struct str folded;
    struct vocabulary_term *term;
    double weight; /* how often it was typed, and what its kind is worth */
    /* Words with one number (not 0) are alternatives of which the best counts:
     * the stems of several languages, synonyms, spellings, words with OR. */
    uint16_t group;
    /* Words of one group with one number (not 0) are one alternative together,
     * that of a phrase: they count where all of them stand. */
    uint16_t part;
    bool is_added; /* not typed: an alternative that a rule or spelling gives */
    bool is_identifier;
    bool is_spelling; /* another way to write an identifier of its group */
    bool is_weak;     /* one that counts only beside the identifier itself */
    bool is_stop_word;
    bool is_required; /* stands in a condition */
    bool is_forbidden;
};

/* A word where it was typed. */
struct query_token {
    struct str typed;
    struct query_word *word;
    bool has_digit;
    bool is_capital; /* no letter of it is in lower case */
};

struct query_phrase {
    struct str words[QUERY_PHRASE_WORDS_MAX]; /* folded */
    size_t count;
};

/* Something that the index alone cannot tell of an article. */
struct query_condition {
    enum query_place {
        QUERY_ANYWHERE, /* text, headings, title, and lists of words */
        QUERY_IN_TITLE,
        QUERY_WHOLE /* as QUERY_ANYWHERE, and no part of a longer name */
    } place;
    /* Conditions with one number (not 0) are alternatives. */
    uint16_t clause;
    bool is_forbidden;          /* must not be met */
    struct query_phrase phrase; /* without words: one of the terms */
    /* An article that meets it has one of these terms. */
    struct vocabulary_term *terms[QUERY_CONDITION_TERMS_MAX];
    size_t term_count;
};

/* Values of one facet are alternatives, and so are those of one clause (not
 * 0), whatever their facets. */
struct query_filter {
    enum slv_facet facet;
    struct str value;
    uint16_t clause;
    bool is_excluded;
    bool is_unfinished; /* nothing follows it, so it may go on */
};

struct query_date {
    struct query_time_span span;
    bool is_excluded;
};

struct query {
    struct query_word *words; /* distinct by term */
    size_t count;
    struct query_condition
        *conditions; /* those of a clause follow each other */
    size_t condition_count;
    struct query_filter *filters;
    size_t filter_count;
    struct query_date *dates; /* of the last change; all must hold */
    size_t date_count;
    /* in the order of typing, compounds in parts; valid until words are added or
     * removed by others than query_words.h; one more than QUERY_TOKENS_MAX when
     * there are more */
    struct query_token *tokens;
    size_t token_count;
    bool ends_with_filter; /* or date, not a word that may go on */
    bool has_content;      /* there was something else than white space */
    uint16_t group_count;  /* groups are numbered from 1 */
    uint16_t clause_count; /* clauses are numbered from 1 */
};

/* What a query is understood by. Borrowed for the time of a call. */
struct query_settings {
    struct vocabulary *vocabulary;
    /* words are stemmed by the rules of each, as the vocabulary numbers them */
    const unsigned *languages;
    size_t language_count;
    bool is_partial; /* what the text ends with may be unfinished: a title or
                        an error is not asked for before it is a whole word */
};

/* Terms are valid until the vocabulary is trimmed; the rest is in `arena`. */
void query_parse(struct str typed, const struct query_settings *settings,
                 struct arena *arena, struct query *out);

/* Was something typed in which there is nothing to look for? It matches no
 * article, while a query of white space matches all. */
bool query_is_void(const struct query *query);

#endif
