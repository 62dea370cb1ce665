/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A difference of lines as text that other programs read: hunks that begin with
 * "@@ -1,4 +1,5 @@", lines with "-", "+" or a blank before them.
 */
#ifndef TEXT_UNIFIED_DIFF_H
#define TEXT_UNIFIED_DIFF_H

#include "solvent/str.h"

struct arena;

/* From `before` to `after`, with three lines around what changed; empty when they
 * are the same, in `arena`. Line ends alone make no difference. */
struct str unified_diff(struct str before, struct str after,
                        struct arena *arena);

#endif
