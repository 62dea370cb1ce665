/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tags of raw HTML: which are kept, which are dropped, and which take their
 * content with them; and the scanner that cuts raw HTML into tags and text.
 * Private to the files text/markdown*.c.
 */
#ifndef TEXT_MARKDOWN_TAG_H
#define TEXT_MARKDOWN_TAG_H

#include "solvent/str.h"

#include <stdbool.h>

struct strbuf;

enum markdown_tag_group {
    TAG_PHRASING,  /* <b>: stands in running text */
    TAG_FLOW,      /* <ul>: a block */
    TAG_LINK,      /* <a> */
    TAG_IMAGE,     /* <img> */
    TAG_DROP,      /* left out, its content stays */
    TAG_DROP_FLOW, /* the same, and parts the text around it */
    TAG_HIDE       /* left out with its content */
};

enum {
    TAG_VOID = 1, /* <br>: has no end tag */
    TAG_NEEDS_LIST = 2,
    TAG_NEEDS_TABLE = 4,
    TAG_NEEDS_SECTION = 8, /* <tr>: table, thead, tbody */
    TAG_NEEDS_ROW = 16,
    TAG_NEEDS_TERMS = 32,
    TAG_NEEDS_DETAILS = 64,
    TAG_NEEDS = 2 + 4 + 8 + 16 + 32 + 64,
    TAG_IS_LIST = 128, /* gives what the needs ask for */
    TAG_IS_TABLE = 256,
    TAG_IS_SECTION = 512,
    TAG_IS_ROW = 1024,
    TAG_IS_TERMS = 2048,
    TAG_IS_DETAILS = 4096
};

struct markdown_tag {
    const char *name;
    enum markdown_tag_group group;
    unsigned flags;
};

/* Can a `child` stand directly in a `parent`? */
bool tag_fits(const struct markdown_tag *child,
              const struct markdown_tag *parent);

enum markdown_piece_kind {
    PIECE_TEXT, /* as written, entities not decoded */
    PIECE_START,
    PIECE_END,
    PIECE_NOTHING /* a comment, a declaration */
};

struct markdown_piece {
    enum markdown_piece_kind kind;
    struct str text;                /* all of it, angle brackets included */
    const struct markdown_tag *tag; /* NULL: not a name of HTML, so a
                                       placeholder such as <server> */
    bool is_closed;                 /* <br/> */
    struct str id;
    struct str href;
    struct str src;
    struct str alt;
    bool has_href;
};

/* Cut the next piece off *rest (not empty). Linear over all calls. */
void tag_take_piece(struct str *rest, struct markdown_piece *piece);

/* Append `text` with the common character references decoded. */
void tag_decode(struct strbuf *out, struct str text);

#endif
