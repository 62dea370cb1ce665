/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One search under way: what its steps (query, plan, match, verify, hits) hand
 * on to each other. It lives on the stack of slv_search().
 */
#ifndef SEARCH_SEARCHING_H
#define SEARCH_SEARCHING_H

#include "core/search/highlight.h"
#include "core/search/query.h"
#include "core/search/reader.h"
#include "solvent/search.h"
#include "store/xapian_shim.h"

#include <stdbool.h>

struct learned_hit;
struct rank;

struct searching {
    struct slv_reader *reader;
    const struct slv_search_request *request;
    struct arena *arena;
    struct str corrected; /* what is searched; empty: what was typed */
    struct query query;
    struct query asked; /* the same, before words were left out */
    struct xap_plan plan;
    bool skip_stop_words;
    bool has_nearest; /* the next two are those of `asked` (learn.h) */
    struct xap_result nearest;
    double nearest_bound;
    struct highlighter highlighter;
    struct rank *rank; /* rank.h */
    /* learn.h: about each hit of the result; NULL: nothing was learned */
    const struct learned_hit *learned;
    uint64_t stranger_count; /* hits that came in by votes alone */
    bool is_ranked_again;    /* the hit that is being made */
    double title_gain;       /* of titles that go on as the text does */
    /* of the reader, searched alone; NULL: all */
    const struct language_entry *language;
    /* the filters of the plan that choose values of each facet, a bit each */
    uint64_t facet_filters[SLV_FACET_COUNT];
    unsigned roles; /* of the section filter, a bit each; 0: no filter */
};

#endif
