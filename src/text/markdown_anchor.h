/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The names of the sections of one article, as GitHub makes them. Private to
 * the files text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_ANCHOR_H
#define TEXT_MARKDOWN_ANCHOR_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

struct anchor_slot {
    struct str name;
    size_t repeats; /* next number to try when `name` comes again */
};

/* Names given so far, in the arena: an open hash table. Start with {arena}. */
struct anchor_set {
    struct arena *arena;
    struct anchor_slot *slots;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

/* The anchor of a heading whose text is `title`: lower case, spaces to "-",
 * only letters, marks, digits, "_" and "-" kept; "-1", "-2" after a name that
 * is taken; "section" when nothing is left. In the arena of the set. */
struct str anchor_add(struct anchor_set *set, struct str title);
/* Take a name as it is; false when it is taken already. */
bool anchor_claim(struct anchor_set *set, struct str name);

#endif
