/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The prose of a Markdown text, block by block: what somebody reads as
 * sentences, with the line it stands on and its place in lists. Who checks how
 * a text is written asks here; what is wrong is not known here.
 *
 * Code, images and bare addresses inside a block are one byte PROSE_GAP each,
 * so that sentences keep their shape and nobody takes code for words. Where the
 * source begins a new line a block has a line feed.
 */
#ifndef TEXT_MARKDOWN_PROSE_H
#define TEXT_MARKDOWN_PROSE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* Where emphasis begins or ends a block has a byte PROSE_EDGE: what stands in
 * bold is often a name, and not one phrase with the words beside it. */
enum { PROSE_GAP = 1, PROSE_EDGE = 2, PROSE_BLOCK_BYTES_MAX = 1024 * 1024 };

enum prose_kind { PROSE_PARAGRAPH, PROSE_HEADING, PROSE_CELL, PROSE_CODE };

struct prose_block {
    enum prose_kind kind;
    int line;        /* 0-based in the clean text */
    int level;       /* of a heading */
    size_t list;     /* number of the innermost list from 1, 0 outside */
    size_t item;     /* number of the innermost item from 1, 0 outside */
    bool is_ordered; /* the innermost list is numbered */
    bool is_first;   /* the first block of its item */
    bool is_quoted;  /* in a quotation or callout */
    struct str text; /* empty for PROSE_CODE: what code says is not prose */
};

struct prose {
    struct prose_block *blocks;
    size_t count;
};

/* The blocks of `clean` (struct markdown_clean) in order, in `arena`. A block
 * longer than PROSE_BLOCK_BYTES_MAX is left out. */
void markdown_prose(struct str clean, struct arena *arena, struct prose *out);

#endif
