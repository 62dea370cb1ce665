/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What changed from one text to another, line by line.
 */
#ifndef TEXT_LINE_DIFF_H
#define TEXT_LINE_DIFF_H

#include "solvent/str.h"

#include <stddef.h>

struct arena;

/* Lines whose product is above are told as all replaced. */
enum { LINE_DIFF_CELLS_MAX = 4 * 1000 * 1000 };

enum line_change { LINE_SAME, LINE_GONE, LINE_NEW };

struct line_diff_row {
    enum line_change change;
    struct str line; /* without its line feed; borrowed from its text */
};

/* The rows of both texts in order, in `arena`: the longest common run of lines
 * stays, in time and memory of at most LINE_DIFF_CELLS_MAX cells. */
void line_diff(struct str before, struct str after, struct arena *arena,
               struct line_diff_row **out, size_t *count);

#endif
