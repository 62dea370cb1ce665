/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A list of lines that remember where they came from.
 */
#include "text/markdown_lines.h"

#include "base/alloc.h"
#include "base/str.h"
#include "text/markdown.h"

#include <stdlib.h>

void lines_init(struct markdown_lines *lines)
{
    *lines = (struct markdown_lines){.count = 0};
    strbuf_init(&lines->text, MARKDOWN_CLEAN_BYTES_MAX);
}

void lines_release(struct markdown_lines *lines)
{
    strbuf_release(&lines->text);
    free(lines->line_of);
    lines->line_of = NULL;
    lines->count = 0;
    lines->capacity = 0;
}

void lines_add(struct markdown_lines *lines, struct str line, int number)
{
    struct strbuf *text = &lines->text;

    if (!strbuf_reserve(text, line.len + 1))
        return;
    strbuf_add_str(text, line);
    strbuf_add_char(text, '\n');
    lines->line_of = alloc_grow(lines->line_of, lines->count, &lines->capacity,
                                sizeof *lines->line_of);
    lines->line_of[lines->count++] = number;
}

struct str lines_last(const struct markdown_lines *lines)
{
    size_t end = lines->text.len;
    size_t begin;

    if (end == 0)
        return (struct str){"", 0};
    begin = --end;
    while (begin > 0 && lines->text.ptr[begin - 1] != '\n')
        begin--;
    return str_from_range(lines->text.ptr + begin, lines->text.ptr + end);
}
