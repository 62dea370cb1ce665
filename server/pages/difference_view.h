/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What changed between two texts, as a table of lines.
 */
#ifndef SERVER_PAGES_DIFFERENCE_VIEW_H
#define SERVER_PAGES_DIFFERENCE_VIEW_H

#include "text/html_write.h"

struct arena;

/* Lines that changed, with three around them; a sentence when none did. */
struct html_safe difference_view(struct str before, struct str after,
                                 struct arena *arena);

#endif
