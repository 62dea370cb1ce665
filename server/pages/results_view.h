/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The results page: hits, filters beside them, and what to do when there are
 * none.
 */
#ifndef SERVER_PAGES_RESULTS_VIEW_H
#define SERVER_PAGES_RESULTS_VIEW_H

#include "server/pages/site.h"
#include "solvent/search.h"

#include <stddef.h>
#include <stdint.h>

struct strbuf;
struct visitor;

enum {
    RESULTS_PER_PAGE = 10,
    RESULTS_PAGE_MAX = SLV_SEARCH_OFFSET_MAX / RESULTS_PER_PAGE,
    RESULTS_SUGGESTIONS_MAX = 8,
    /* Every filter link repeats the query. For a longer one (a pasted error
     * report) there are none, so that the page stays light. */
    RESULTS_FILTER_QUERY_MAX = 1000
};

/* Another search that does find something, offered when this one did not. */
struct results_suggestion {
    enum results_suggestion_kind {
        SUGGEST_SPELLING,  /* `query`, as its words are spelled in articles */
        SUGGEST_ALIKE,     /* `query`, a word that begins alike */
        SUGGEST_NO_QUOTES, /* `query`, its phrases as words */
        SUGGEST_NO_OPERATORS, /* `query`, without quotes and exclusions */
        SUGGEST_NO_FILTERS,
        SUGGEST_DROP_FILTER /* `value` of `facet` dropped */
    } kind;
    struct str query;
    enum slv_facet facet;
    struct str value;
    uint64_t total; /* what it finds, at least 1 */
    bool is_total_exact;
};

struct results_view {
    const struct site *site;
    const struct visitor *visitor;
    const struct slv_search_request *request;
    const struct slv_search_result *result;
    size_t page; /* from 1 */
    /* when there is no hit */
    uint64_t article_count; /* that were searched */
    const struct results_suggestion *suggestions;
    size_t suggestion_count;
};

void results_view_write(struct strbuf *out, const struct results_view *view);

#endif
