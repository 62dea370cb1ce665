/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of expand share: a query seen as spots, rules as they are
 * loaded, and one query that is being expanded. Only expand*.c include this.
 *
 *     expand.c         applying synonyms and pins: the steps of a search
 *     expand_load.c    rules to what is looked up
 *     expand_spots.c   words to the places where they were typed
 *     expand_pairs.c   words that were typed apart and are one in the index
 */
#ifndef SEARCH_EXPAND_PARTS_H
#define SEARCH_EXPAND_PARTS_H

#include "base/strbuf.h"
#include "core/search/expand.h"
#include "core/search/stop_words.h"

struct strmap;

enum {
    EXPAND_APPLIED_MAX = 64 /* places where rules are found in one query */
};

/* Where one word was typed. */
struct spot {
    struct query_word **words; /* that stand for it */
    size_t count;
    const char *begin;
    const char *end;
    bool holds_next; /* a compound, whose parts follow */
    bool is_closed;  /* in quotes or excluded: not for rules */
};

struct spots {
    struct spot *items;
    size_t count;
};

/* A word of a rule. */
struct rule_word {
    struct str text;
    struct str folded;
    struct str *terms;
    size_t term_count;
    bool is_identifier;
    bool is_stop_word;
};

struct phrase {
    struct rule_word *words; /* as in the rule: compounds in one piece */
    size_t count;
    struct rule_word
        *parts; /* compounds in parts; the same when there are none */
    size_t part_count;
};

struct synonym {
    struct phrase *phrases; /* left ones first */
    size_t left_count;
    size_t count;
    bool is_two_way;
};

struct pin {
    struct rule_word *words;
    size_t count;
    struct str *articles; /* terms of them */
    size_t article_count;
};

/* Rules that have a term at their beginning (a pin: anywhere). */
struct link {
    struct link *next;
    const struct synonym *synonym;
    size_t phrase; /* of it */
    const struct rule_word *words;
    size_t count;
    const struct pin *pin;
};

struct expander {
    struct arena *arena;
    struct str text; /* that was loaded; in `source` */
    struct strbuf source;
    unsigned languages[VOCABULARY_LANGUAGES_MAX];
    size_t language_count;
    bool is_loaded;
    struct search_rules rules;
    struct stop_words stop_words;
    struct strmap *synonyms; /* first term to struct link */
    struct strmap *pins;     /* any term to struct link */
};

struct applied {
    const struct phrase *phrase;
    const char *at;
};

struct expanding {
    struct searching *search;
    struct expander *expander;
    size_t added_max;
    size_t added_count;
    uint16_t part;
    struct applied applied[EXPAND_APPLIED_MAX];
    size_t applied_count;
};

/* --- expand_spots.c --- */

/* Where the words of a query were typed, in order; those that were added are
 * left out. */
struct spots expand_spots_of(struct query *query, struct arena *arena);
/* Without the compounds, or without their parts. */
struct spots expand_choose_spots(const struct spots *all, bool want_parts,
                                 struct arena *arena);
/* Do they follow each other: with white space between, or a connector? */
bool expand_is_next(const struct spot *before, const struct spot *spot);
bool expand_is_stop_spot(const struct spot *spot);

/* --- expand_load.c --- */

/* How many words tell something: all, when none does. */
size_t expand_count_telling(const struct rule_word *words, size_t count);
bool expand_is_telling(const struct rule_word *word, size_t telling,
                       size_t count);

/* --- expand.c --- */

/* `phrase` becomes an alternative of the `count` spots from `at` on. */
void expand_replace(struct expanding *expanding, const struct spots *spots,
                    size_t at, size_t count, const struct phrase *phrase);

/* --- expand_pairs.c --- */

/* Words that follow each other become alternatives as one, where articles have
 * it often enough. Statuses of reading. */
SLV_MUST_CHECK enum slv_status expand_join_pairs(struct expanding *expanding,
                                                 const struct spots *spots,
                                                 struct slv_error *err);

#endif
