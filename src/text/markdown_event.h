/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands in a Markdown text, told as a sequence of events, so that the
 * outline and the page are made from one reading and cannot disagree. Private
 * to the files text/markdown*.c.
 *
 * Containers come as a pair of calls (is_enter true, then false) and are always
 * properly nested, raw HTML included; everything else is one call.
 */
#ifndef TEXT_MARKDOWN_EVENT_H
#define TEXT_MARKDOWN_EVENT_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum markdown_kind {
    /* containers */
    MARKDOWN_PARAGRAPH,
    MARKDOWN_HEADING,
    MARKDOWN_QUOTE,
    MARKDOWN_CALLOUT,
    MARKDOWN_LIST,
    MARKDOWN_ITEM,
    MARKDOWN_TABLE,
    MARKDOWN_ROW,
    MARKDOWN_CELL,
    MARKDOWN_EMPHASIS,
    MARKDOWN_STRONG,
    MARKDOWN_STRIKE,
    MARKDOWN_LINK,
    MARKDOWN_IMAGE, /* its content is the alternative text */
    MARKDOWN_RAW,   /* a harmless tag of raw HTML */
    /* single */
    MARKDOWN_CODE_BLOCK,
    MARKDOWN_RULE,
    MARKDOWN_TEXT,
    MARKDOWN_CODE,
    MARKDOWN_SOFT_BREAK,
    MARKDOWN_LINE_BREAK,
    MARKDOWN_GAP,   /* a block tag of raw HTML that was left out */
    MARKDOWN_ANCHOR /* id= or name= of raw HTML */
};

/* A row of the tag table in markdown_tag.c. */
struct markdown_tag;

struct markdown_event {
    enum markdown_kind kind;
    bool is_enter;
    bool is_tight;     /* PARAGRAPH: written without <p> */
    bool is_header;    /* ROW, CELL */
    bool is_ordered;   /* LIST */
    bool has_box;      /* ITEM: of a task list */
    bool is_checked;   /* ITEM */
    bool is_automatic; /* LINK: the label is the address itself */
    char align;        /* CELL: 'l', 'c', 'r' or 0 */
    int level;         /* HEADING: 1 to 6; LIST: its first number */
    int line;          /* 0-based; LINK, IMAGE and all blocks */
    struct str text;   /* literal; LINK, IMAGE: target; CALLOUT: its kind, lower
                         case; ANCHOR: the name */
    struct str extra;  /* CODE_BLOCK: language; LINK, IMAGE: title */
    const struct markdown_tag *tag; /* RAW */
};

/* All strings of `event` end with the call. */
typedef void markdown_event_fn(void *context,
                               const struct markdown_event *event);

/* Read `clean` and tell `fn` what stands in it. A text built to cost more than
 * linear time comes as one CODE_BLOCK. */
void markdown_walk(struct str clean, markdown_event_fn *fn, void *context);

/* Lines of `text` (0-based, one flag each, `line_count` of them) that belong to
 * a code block. */
void markdown_mark_code(struct str text, bool *is_code, size_t line_count);

/* What reading `text` would cost, told by counting, in one pass, what makes the
 * parser's time or memory grow faster than the text. */
enum markdown_cost {
    MARKDOWN_CHEAP,
    MARKDOWN_TABLES_TOO_DEAR, /* cheap when tables are not looked for */
    MARKDOWN_TOO_DEAR
};
enum markdown_cost markdown_cost(struct str text);

#endif
