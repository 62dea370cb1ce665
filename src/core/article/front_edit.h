/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Changing one key of an article's front matter and nothing else of its file.
 */
#ifndef ARTICLE_FRONT_EDIT_H
#define ARTICLE_FRONT_EDIT_H

#include "solvent/str.h"

struct arena;

/* `text` with `key: value` in its front matter: in the place of the key, or at
 * its end; a text without front matter gets one. An empty value takes the key
 * away. The value is one word or date, written as it is. Front matter that cannot
 * be read is left alone: the text comes back as it was. In `arena`. */
struct str front_edit_set(struct str text, struct str key, struct str value,
                          struct arena *arena);

#endif
