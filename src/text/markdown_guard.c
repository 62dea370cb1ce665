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
    NESTING_MAX = 100,  /* quotes and lists begun on one line */
    PIPES_MAX = 400,    /* columns of a table: each row is searched anew */
    IMAGES_MAX = 500,   /* "![" in one block, and as many brackets that */
    OPEN_MAX = 500,     /* wait for their end: each link looks back at all */
    CDATA_MAX = 100,    /* "<![CDATA[" in one block: each looks for its end */
    CELLS_PER_BYTE = 8, /* rows are filled up to the width of their table */
    CELLS_SPARE = 100000,
    UNFOLDED_PER_BYTE = 8, /* link references copied to where they are used */
    UNFOLDED_SPARE = 1024 * 1024,
    STEPS_PER_BYTE = 100, /* bytes that are looked at again */
    STEPS_SPARE = 100 * 1000 * 1000,
    CELL_STEPS = 400 /* a cell that is made in vain, with its memory */
};

struct counts {
    size_t images; /* in the present block */
    size_t open;   /* brackets that wait for their end in it */
    size_t open_max;
    size_t cdata;
    size_t markup;       /* "<?" and "<!A" in the present block: each looks */
    size_t markup_steps; /* for its end in what follows, in all blocks */
    size_t block_cells;  /* of the present block, were all of it rows */
    size_t behind;       /* bytes of it after its last "|", or from its front */
    size_t walked;       /* for each line back to that place, in the block */
    size_t table_steps;  /* where a table may begin all that is done, in vain
                            or not; in all blocks */
    size_t columns;      /* of the table the line may belong to, 0: none */
    size_t cells;        /* in all tables */
    size_t definition;   /* bytes of the definition the line may belong to */
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

/* Containers that the line begins: ">", "- ", "* ", "+ ", "1. ". */
static size_t count_nesting(struct str line)
{
    size_t count = 0;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];
        bool is_parted = i + 1 == line.len || ascii_is_space(line.ptr[i + 1]);

        if (c == '>')
            count++;
        else if (is_parted && (c == '-' || c == '*' || c == '+'))
            count++;
        else if (is_parted && (c == '.' || c == ')'))
            count += i > 0 && ascii_is_digit(line.ptr[i - 1]);
        else if (!ascii_is_space(c) && !ascii_is_digit(c))
            break;
    }
    return count > NESTING_MAX && is_rule(line) ? 0 : count;
}

/* "[name]:" at the front, where a definition begins; the name may go on to the
 * next line. */
static bool may_define(struct str line)
{
    size_t i = 0;

    while (i < line.len &&
           (ascii_is_space(line.ptr[i]) || ascii_is_digit(line.ptr[i]) ||
            strchr(">-*+.)", line.ptr[i])))
        i++;
    if (i == line.len || line.ptr[i] != '[')
        return false;
    line = str_from_offset(line, i);
    return str_find_char(line, ']') == line.len ||
           str_find(line, STR("]:"), 0) < line.len;
}

/* Made of "|", "-", ":" and space alone, with a "-" and one of the others: a
 * table may begin. */
static bool may_begin_table(struct str line)
{
    bool has_dash = false;
    bool has_more = false;

    for (size_t i = 0; i < line.len; i++) {
        char c = line.ptr[i];

        if (c == '-')
            has_dash = true;
        else if (c == '|' || c == ':')
            has_more = true;
        else if (c != '>' && !ascii_is_space(c))
            return false;
    }
    return has_dash && has_more;
}

/* Where a table may begin, the whole block before it is read as rows, to find
 * the one above the line; for each row the parser goes back to the last "|". */
static void count_table(struct counts *counts, struct str line, size_t pipes)
{
    if (may_begin_table(line)) {
        counts->table_steps +=
            counts->walked + counts->block_cells * CELL_STEPS;
        if (pipes > 0 && pipes + 1 > counts->columns)
            counts->columns = pipes + 1;
    }
    counts->cells += counts->columns;
    counts->block_cells += pipes + 1;
    counts->walked += counts->behind;
    if (pipes > 0)
        counts->behind = 0;
    counts->behind += line.len + 1;
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

static void count_markup(struct counts *counts, struct str line)
{
    size_t at = 0;

    while ((at = str_find(line, STR("<"), at) + 1) < line.len)
        counts->markup +=
            line.ptr[at] == '?' || (line.ptr[at] == '!' && at + 1 < line.len &&
                                    ascii_is_alpha(line.ptr[at + 1]));
    counts->markup_steps += counts->markup * line.len;
}

static void count_marks(struct counts *counts, struct str line)
{
    size_t brackets = count_char(line, '[');

    counts->brackets += brackets;
    for (size_t at = 0; (at = str_find(line, STR("!["), at)) < line.len; at++) {
        counts->images++;
        if (at > 0 && line.ptr[at - 1] == '<')
            counts->cdata++;
    }
    if (brackets == 0 && counts->open == 0)
        return;
    for (size_t i = 0; i < line.len; i++) {
        counts->open += line.ptr[i] == '[';
        counts->open -= line.ptr[i] == ']' && counts->open > 0;
        if (counts->open > counts->open_max)
            counts->open_max = counts->open;
    }
}

static void end_block(struct counts *counts)
{
    counts->images = 0;
    counts->open = 0;
    counts->open_max = 0;
    counts->cdata = 0;
    counts->markup = 0;
    counts->block_cells = 0;
    counts->behind = 0;
    counts->walked = 0;
    counts->columns = 0;
    counts->definition = 0;
}

/* The next line as the parser sees it: a CR alone ends one too. */
static struct str take_line(struct str *rest)
{
    struct str line;
    size_t len = 0;

    while (len < rest->len && rest->ptr[len] != '\n' && rest->ptr[len] != '\r')
        len++;
    line = str_first(*rest, len);
    if (str_has_prefix(str_from_offset(*rest, len), STR("\r\n")))
        len++;
    *rest = str_from_offset(*rest, len < rest->len ? len + 1 : len);
    return line;
}

/* To the parser, which knows no other space here. */
static bool is_blank(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (line.ptr[i] != ' ' && line.ptr[i] != '\t')
            return false;
    return true;
}

enum markdown_cost markdown_cost(struct str text)
{
    struct counts counts = {0};
    struct str rest = text;
    size_t steps_max = text.len * STEPS_PER_BYTE + STEPS_SPARE;
    bool is_wide = false;

    if (text.len > MARKDOWN_PARSE_BYTES_MAX)
        return MARKDOWN_TOO_DEAR;
    while (rest.len > 0) {
        struct str line = take_line(&rest);
        size_t pipes = count_char(line, '|');

        if (is_blank(line)) {
            end_block(&counts);
            continue;
        }
        is_wide |= pipes > PIPES_MAX;
        count_table(&counts, line, pipes);
        count_definition(&counts, line);
        count_marks(&counts, line);
        count_markup(&counts, line);
        if ((counts.images > IMAGES_MAX && counts.open_max > OPEN_MAX) ||
            counts.cdata > CDATA_MAX || counts.markup_steps > steps_max ||
            (line.len > NESTING_MAX && count_nesting(line) > NESTING_MAX))
            return MARKDOWN_TOO_DEAR;
    }
    if (counts.definition_max > 0 &&
        counts.brackets * counts.definition_max >
            text.len * UNFOLDED_PER_BYTE + UNFOLDED_SPARE)
        return MARKDOWN_TOO_DEAR;
    if (is_wide || counts.table_steps > steps_max ||
        counts.cells > text.len * CELLS_PER_BYTE + CELLS_SPARE)
        return MARKDOWN_TABLES_TOO_DEAR;
    return MARKDOWN_CHEAP;
}
