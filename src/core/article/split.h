/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One long text of many problems and solutions, cut into rough articles. Pure:
 * a text goes in, drafts come out; who writes them where is left to others.
 *
 * The text is cut, in this order of preference,
 *  - at its headings (#, or a line of === or --- below): at the highest level
 *    that there are two or more of;
 *  - at lines that begin with "Problem:", "Question:", "Symptom:", "Issue:" or
 *    "Q:";
 *  - at rules (---, ***) and at two or more blank lines;
 *  - at every blank line; a line alone is the title of what follows it.
 * Code in fences is never cut. What stands before the first cut is left out,
 * and said by `skipped`.
 *
 * In a draft, lines such as "Cause:" and "Solution:" become headings. Without
 * any, the first of several paragraphs is the problem and the rest resolves it.
 */
#ifndef ARTICLE_SPLIT_H
#define ARTICLE_SPLIT_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum {
    SPLIT_FILE_BYTES_MAX = 16 * 1024 * 1024,
    SPLIT_DRAFTS_MAX = 10000,
    SPLIT_TITLE_BYTES_MAX = 200,
    SPLIT_NAME_BYTES_MAX = 60
};

struct split_draft {
    struct str title;
    struct str name;     /* "printer-is-silent", not unique */
    struct str markdown; /* the whole file: state draft, access internal */
    int line;            /* where it begins in the text, from 1 */
    bool has_problem;
    bool has_resolution;
};

struct split {
    struct split_draft *drafts;
    size_t count;
    const char *cut_at; /* "headings", "problems", "rules", "blank lines" */
    int skipped;        /* lines before the first draft that hold text */
    bool is_cut_off;    /* there would be more than SPLIT_DRAFTS_MAX */
};

/* Cut `text`, in any encoding and with any line ends; in `arena`. */
void split_text(struct str text, struct arena *arena, struct split *out);

#endif
