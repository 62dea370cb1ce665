/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Plain text under construction: runs of white space become one space, and
 * what parts two pieces is written only when the second one comes. Private to
 * the files text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_PLAIN_H
#define TEXT_MARKDOWN_PLAIN_H

#include "base/strbuf.h"

enum plain_gap { PLAIN_NONE, PLAIN_SPACE, PLAIN_TAB, PLAIN_LINE };

struct plain {
    struct strbuf text;
    size_t begin; /* nothing is written between this place and a gap */
    enum plain_gap gap;
};

void plain_init(struct plain *plain, size_t max);
void plain_release(struct plain *plain);
/* Empty it. */
void plain_clear(struct plain *plain);
/* Part what follows from what stands there; the widest gap wins. */
void plain_gap(struct plain *plain, enum plain_gap gap);
/* Running text. */
void plain_add(struct plain *plain, struct str text);
/* Text as it stands, on lines of its own. */
void plain_add_lines(struct plain *plain, struct str text);

#endif
