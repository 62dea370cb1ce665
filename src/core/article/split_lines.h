/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What each line of a long text is: a heading, a label such as "Solution:", a
 * rule, code, or words. Private to split.c.
 */
#ifndef ARTICLE_SPLIT_LINES_H
#define ARTICLE_SPLIT_LINES_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum split_label {
    SPLIT_NO_LABEL,
    SPLIT_PROBLEM,
    SPLIT_CAUSE,
    SPLIT_RESOLUTION,
    SPLIT_ENVIRONMENT
};
/* The heading that it becomes: "Resolution". */
const char *split_label_heading(enum split_label label);

struct split_line {
    struct str text;  /* without its line end */
    struct str title; /* of a heading, or what stands behind a label */
    int level;        /* of a heading, 0 of others */
    enum split_label label;
    bool is_underline; /* of the heading above: not shown */
    bool is_blank;
    bool is_rule;
    bool is_code; /* in a fence, which is code too */
};

struct split_lines {
    struct split_line *items;
    size_t count;
};

/* The lines of `text`, the first `skip` of them as blank ones; in `arena`. */
void split_lines_read(struct str text, int skip, struct arena *arena,
                      struct split_lines *out);

#endif
