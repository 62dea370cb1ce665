/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sets of customer groups: made comparable, and compared. Names are one when
 * they differ in letter case and white space alone; accents tell them apart, as
 * a name that is taken for another would open what it should not.
 *
 * No I/O, no state; any thread.
 */
#ifndef ARTICLE_GROUPS_H
#define ARTICLE_GROUPS_H

#include "solvent/str.h"

#include <stdbool.h>

struct arena;

/* The names of `groups` in lower case and trimmed, runs of white space as one
 * blank, in order, each once and with a line feed behind it; in `arena`. Names
 * without a visible character are left out, so a set may be empty. */
struct str groups_write(const struct str_list *groups, struct arena *arena);

/* Do two sets, as groups_write() makes them, have a name in common? */
bool groups_meet(struct str a, struct str b);
/* Is every name of `inner` in `outer`? */
bool groups_are_within(struct str inner, struct str outer);

#endif
