/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The syntax that documentation sets add to Markdown, one piece at a time:
 * "[!INCLUDE [text](target)]", ":::image ...:::", code spans, the marks of
 * containers before a line, relative targets. Pure functions on one line;
 * private to the files text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_DIRECTIVE_H
#define TEXT_MARKDOWN_DIRECTIVE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;

/* Length of the container marks (spaces, ">", list markers) before the content
 * of `line`. *has_marker: a list item begins here. */
size_t directive_prefix_len(struct str line, bool *has_marker);
/* Append the prefix of lines that continue what `prefix` began: list markers
 * become spaces. */
void directive_continue_prefix(struct strbuf *out, struct str prefix);
/* Nothing but container marks ">" and white space. */
bool directive_is_blank(struct str line);

/* Length of the code span or the run of backticks at line.ptr[at]. `failed` is
 * 0 at the start of a line; it keeps the search linear. */
size_t directive_code_len(struct str line, size_t at, uint64_t *failed);

/* "[!NAME [label](target)]" or "[!NAME argument]" */
struct bracket_directive {
    struct str name;
    struct str label; /* or the argument */
    struct str target;
    bool has_target;
    size_t len;
};
/* Read the one at the front of `text`, which begins with "[!"; of at most 4096
 * bytes. */
bool directive_read_bracket(struct str text, struct bracket_directive *out);

/* ":::name a="b" ...:::" */
struct colon_directive {
    struct str name;
    struct str source;
    struct str alt;  /* alt-text= */
    struct str text; /* text= */
    size_t len;
};
/* The name of the one at the front of `text`, which begins with ":::". */
struct str directive_colon_name(struct str text);
/* Read the one at the front of `text`. One that has no
 * end goes up to the end of the line. */
void directive_read_colon(struct str text, struct colon_directive *out);

/* Rows and columns: what stands in them is indented by habit, and would be
 * code once their fences are gone. All zero: outside of a row. */
struct directive_row {
    bool is_open;         /* between :::row and :::row-end */
    bool is_code;         /* inside a fence of code there */
    bool is_column_new;   /* the next line tells the indent of its column */
    size_t column_indent; /* spaces to take off each line */
};
/* A fence named `name` was met. */
void directive_row_fence(struct directive_row *row, struct str name);
/* A line of an open row without the indent of its column; *is_code: it is a
 * fence of code or stands in one. */
struct str directive_row_line(struct directive_row *row, struct str line,
                              bool *is_code);

/* Append a Markdown image. */
void directive_write_image(struct strbuf *out, struct str alt,
                           struct str target);

/* `target`, written in the file `from`, as it must be written in the file
 * `to`; both paths are relative to the top folder. */
struct str directive_relink(struct str from, struct str to, struct str target,
                            struct arena *arena);

#endif
