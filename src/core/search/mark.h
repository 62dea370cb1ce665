/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words of a search, marked in the page of an article, so that whoever
 * follows a hit sees where it answers. The same words are marked as in
 * snippets and titles: those the search looked for, in any of their forms.
 */
#ifndef SEARCH_MARK_H
#define SEARCH_MARK_H

#include "solvent/search.h"
#include "text/html_write.h"

struct arena;

enum {
    MARK_HTML_BYTES_MAX = 2 * 1024 * 1024, /* of a page that are looked at */
    MARK_QUERY_BYTES_MAX = 1024            /* of the query */
};

/* `html` with the words of `query` in <mark>, in `arena`; `language` is the
 * article's. *count is how many stretches were marked, at most
 * HIGHLIGHT_MATCHES_MAX: 0 leaves the HTML as it is. Statuses of a reader that
 * cannot be renewed. */
SLV_MUST_CHECK enum slv_status
mark_words(struct slv_reader *reader, struct str query, struct str language,
           struct html_safe html, struct arena *arena, struct html_safe *out,
           size_t *count, struct slv_error *err);

#endif
