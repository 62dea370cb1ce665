/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The section of an article that answers a query, and the stretch of its text
 * to show.
 */
#ifndef SEARCH_SNIPPET_H
#define SEARCH_SNIPPET_H

#include "core/search/highlight.h"
#include "solvent/article.h"
#include "solvent/search.h"

struct arena;

enum {
    SNIPPET_BYTES_MAX = 240,      /* of text, without the signs of omission */
    SNIPPET_TEXT_MAX = 256 * 1024 /* of an article that is looked at */
};

struct snippet {
    struct slv_marked text;
    const struct slv_section *section; /* NULL: the article as a whole */
};

/* Choose among the sections of `article` (which has sections and text) that
 * have one of `roles`, a bit 1 << role each. With `is_filtered` one of them is
 * chosen even when no word of the query stands in any. `starts` lists the words
 * of the article's text, or is NULL. Everything in *out but
 * the section is in `arena`. */
void snippet_make(struct highlighter *highlighter,
                  const struct slv_article *article,
                  const struct word_starts *starts, unsigned roles,
                  bool is_filtered, struct arena *arena, struct snippet *out);

/* All of `text` with its matches marked. The text is not copied. */
void snippet_mark_all(struct highlighter *highlighter, struct str text,
                      struct arena *arena, struct slv_marked *out);

#endif
