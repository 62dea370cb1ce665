/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words that say nothing about a problem. They are indexed like any other; a
 * query leaves them out when it has other words.
 *
 * There is a list for some languages (stop_words.def), and writers add to them
 * and take from them (rules.h). The list of the index's main language always
 * holds. That of another one holds for a query with several words of it, since
 * what says nothing in one language may tell in another ("war", "die").
 */
#ifndef SEARCH_STOP_WORDS_H
#define SEARCH_STOP_WORDS_H

#include "solvent/str.h"

#include <stdbool.h>

struct query;
struct search_rules;

enum stop_list {
#define STOP_LIST(NAME, code, ...) STOP_LIST_##NAME,
#include "core/search/stop_words.def"
#undef STOP_LIST
    STOP_LIST_COUNT
};

/* The language of a list, as a tag: "en". */
const char *stop_list_language(enum stop_list list);
/* Those of `lists` (a bit each) that hold the folded word. */
unsigned stop_lists_with(struct str folded, unsigned lists);

/* Is the folded word in the English list? */
bool is_stop_word(struct str folded);

/* What holds in an index. */
struct stop_words {
    unsigned main;                    /* lists, a bit each */
    unsigned others;                  /* the same; none of `main` */
    const struct search_rules *rules; /* may be NULL */
};

/* Decide for each word of `query` whether it is a stop word. */
void stop_words_settle(const struct stop_words *stop_words,
                       struct query *query);

#endif
