/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Marking stretches of text in finished HTML: the text is read out of it, the
 * caller says which stretches of that text to mark, and <mark> elements are set
 * around them. Only text is ever marked, never a tag, an attribute or a part of
 * a character reference; a stretch that crosses tags gets one element per
 * piece, so that elements stay balanced.
 *
 * Understood is the HTML of html_write.h: attribute values in double quotes,
 * without a bare ">" in them. What to mark is left to the caller.
 */
#ifndef TEXT_HTML_MARK_H
#define TEXT_HTML_MARK_H

#include "solvent/str.h"
#include "text/html_write.h"

#include <stddef.h>

struct arena;

/* Text of the HTML, and where each piece of it stands there. */
struct html_plain {
    /* References undone. Elements that stand inside a line (em, code, a and
     * their like) leave no trace; any other tag is a line feed. */
    struct str text;
    struct html_piece *pieces; /* in order */
    size_t piece_count;
};

/* Bytes of the text from `text_begin` on, as they stand at html_begin; when the
 * lengths differ it is one reference, which stands for one character. */
struct html_piece {
    size_t text_begin;
    size_t text_len;
    size_t html_begin;
    size_t html_len;
};

struct html_range {
    size_t begin;
    size_t end;
};

/* Read the first `html_max` bytes of `html`, up to the last whole tag,
 * reference and character in them. Everything in *out is in `arena`. */
void html_plain_make(struct html_safe html, size_t html_max,
                     struct arena *arena, struct html_plain *out);

/* `html` with the ranges (ascending, apart, of plain->text) marked; in `arena`.
 * Nothing else of it changes. */
struct html_safe html_mark(struct html_safe html,
                           const struct html_plain *plain,
                           const struct html_range *ranges, size_t count,
                           struct arena *arena);

#endif
