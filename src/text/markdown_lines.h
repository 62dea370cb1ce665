/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lines of clean Markdown under construction, each with the line of the
 * author's file that it comes from. Private to the files text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_LINES_H
#define TEXT_MARKDOWN_LINES_H

#include "base/strbuf.h"

struct markdown_lines {
    struct strbuf text; /* every line ends with LF */
    int *line_of;
    size_t count;
    size_t capacity;
};

/* Empty, with room for MARKDOWN_CLEAN_BYTES_MAX; past that, lines are dropped
 * and text.overflowed says so. */
void lines_init(struct markdown_lines *lines);
void lines_release(struct markdown_lines *lines);
void lines_add(struct markdown_lines *lines, struct str line, int number);
/* The last line without its LF, empty when there is none. Ends with the next
 * lines_add(). */
struct str lines_last(const struct markdown_lines *lines);

#endif
