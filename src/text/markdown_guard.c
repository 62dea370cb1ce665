/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finds text that would make the Markdown parser spend far more than linear
 * time or memory. The limits are far above what people write; each was set by
 * measuring what the parser does with a megabyte of it.
 */
#include "text/markdown_event.h"

#include "base/str.h"
#include "text/markdown.h"

#include <string.h>

enum {
    NESTING_MAX = 100,    /* quotes and lists begun on one line */
    PIPES_MAX = 400,      /* columns of a table: each row is searched anew */
    IMAGES_MAX = 500,     /* "![" in one block: each link looks back at all */
    CDATA_MAX = 100,      /* "<![CDATA[" in one block: each looks for its end */
    CELLS_PER_BYTE = 8,   /* rows are filled up to the width of their table */
    CELLS_SPARE = 100000,
    UNFOLDED_PER_BYTE = 8, /* link references copied to where they are used */
    UNFOLDED_SPARE = 1024 * 1024
};

struct counts {
    size_t images;  /* in the present block */
    size_t cdata;
    size_t columns; /* of the table the line may belong to, 0: none */
    size_t cells;   /* in all tables */
    size_t definition; /* bytes of the definition the line may belong to */
    size_t definition_max;
    size_t brackets;
};

static size_t count_char(struct str line, char c)
{
    size_t count = 0;
    const char *at = line.ptr;
    const char *end = line.ptr + line.len;

    while (at < end && (at = memchr(at, c, (size_t) (end - at))) != NULL) {
        count++;
        at++;
    }
    return count;
}

/* A rule or an underline, which nests nothing at any length. */
static bool is_rule(struct str line)
{
    char mark = 0;

    for (size_t i = 0; i < line.len; i++) {
        if (ascii_is_space(line.ptr[i]))
            continue;
        if (mark && line.ptr[i] != mark)
            return false;
        mark = line.ptr[i];
    }
    return mark == '-' || mark == '*' || mark == '_' || mark == '=';
}

/* Containers that the line begins: ">", "-", "*", "+", "1.". */
static size_t count_nesting(struct str line)
{
    size_t count = 0;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];

        if (c == '>' || c == '-' || c == '*' || c == '+')
            count++;
        else if (c == '.' || c == ')')
            count += i > 0 && ascii_is_digit(line.ptr[i - 1]);
        else if (!ascii_is_space(c) && !ascii_is_digit(c))
            break;
    }
    return count > NESTING_MAX && is_rule(line) ? 0 : count;
}

/* "[name]:" at the front, where a definition may begin. */
static bool may_define(struct str line)
{
    size_t i = 0;

    while (i < line.len && (line.ptr[i] == ' ' || line.ptr[i] == '>' ||
                            line.ptr[i] == '\t'))
        i++;
    return i < line.len && line.ptr[i] == '[';
}

/* Made of "|", "-", ":" and space alone, with a "-": a table may begin. */
static bool may_begin_table(struct str line)
{
    bool has_dash = false;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];

        if (c == '-')
            has_dash = true;
        else if (c != '|' && c != ':' && c != '>' && !ascii_is_space(c))
            return false;
    }
    return has_dash;
}

static void count_table(struct counts *counts, struct str line, size_t pipes)
{
    if (pipes > 0 && may_begin_table(line) && pipes + 1 > counts->columns)
        counts->columns = pipes + 1;
    counts->cells += counts->columns;
}

static void count_definition(struct counts *counts, struct str line)
{
    if (may_define(line))
        counts->definition = 1;
    if (counts->definition) {
        counts->definition += line.len;
        if (counts->definition > counts->definition_max)
            counts->definition_max = counts->definition;
    }
}

static void count_marks(struct counts *counts, struct str line)
{
    for (size_t at = 0; (at = str_find(line, STR("!["), at)) < line.len; at++) {
        counts->images++;
        if (at > 0 && line.ptr[at - 1] == '<')
            counts->cdata++;
    }
}

static bool is_line_hostile(struct counts *counts, struct str line)
{
    size_t pipes;

    if (line.len == 0 || str_trim(line).len == 0) {
        counts->images = 0;
        counts->cdata = 0;
        counts->columns = 0;
        counts->definition = 0;
        return false;
    }
    pipes = count_char(line, '|');
    count_table(counts, line, pipes);
    count_definition(counts, line);
    count_marks(counts, line);
    counts->brackets += count_char(line, '[');
    return pipes > PIPES_MAX || counts->images > IMAGES_MAX ||
           counts->cdata > CDATA_MAX ||
           (line.len > NESTING_MAX && count_nesting(line) > NESTING_MAX);
}

bool markdown_is_hostile(struct str text)
{
    struct counts counts = {0};
    struct str rest = text;

    if (text.len > MARKDOWN_CLEAN_BYTES_MAX)
        return true;
    while (rest.len > 0)
        if (is_line_hostile(&counts, str_take_line(&rest)))
            return true;
    return counts.cells > text.len * CELLS_PER_BYTE + CELLS_SPARE ||
           (counts.definition_max > 0 &&
            counts.brackets * counts.definition_max >
                text.len * UNFOLDED_PER_BYTE + UNFOLDED_SPARE);
}
