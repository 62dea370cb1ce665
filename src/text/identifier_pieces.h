/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Words that are joined without a space, cut into pieces: the first step of
 * recognising an identifier. What the whole is, is told by others.
 */
#ifndef TEXT_IDENTIFIER_PIECES_H
#define TEXT_IDENTIFIER_PIECES_H

#include "solvent/str.h"
#include "text/identifier.h"

#include <stdbool.h>
#include <stddef.h>

/* What stands between two pieces. */
enum joint {
    JOINT_NONE = 0,
    JOINT_UNDERSCORE = 1 << 0,
    JOINT_DOT = 1 << 1,
    JOINT_HYPHEN = 1 << 2,
    JOINT_SLASH = 1 << 3, /* one of the signs, in addresses and paths */
    JOINT_BACKSLASH = 1 << 4,
    JOINT_COLON = 1 << 5,
    JOINT_COLONS = 1 << 6, /* "::" */
    JOINT_AT = 1 << 7,
    JOINT_OTHER = 1 << 8
};

/* What may stand between them. */
enum joining {
    JOINING_PLAIN,   /* one connector */
    JOINING_PATH,    /* of a Windows path: spaces too, signs in a row */
    JOINING_ADDRESS, /* of a URL */
    JOINING_ANY      /* whatever there is: cutting what is known to be one */
};

struct piece {
    size_t begin; /* without a final 's */
    size_t end;
    unsigned features;
    enum joint before; /* JOINT_NONE of the first piece */
};

struct pieces {
    struct str text;
    struct piece at[IDENTIFIER_PIECES_MAX];
    size_t count;
    size_t end;        /* of the last piece with its 's */
    unsigned joints;   /* all */
    unsigned features; /* all */
};

/* Cut from the word at `begin` on, as far as words are joined and bounds allow;
 * of JOINING_ANY all words of `text` from there. */
void pieces_cut(struct str text, size_t begin, enum joining joining,
                struct pieces *out);

static inline struct str piece_text(const struct pieces *pieces, size_t i)
{
    return (struct str){pieces->text.ptr + pieces->at[i].begin,
                        pieces->at[i].end - pieces->at[i].begin};
}

/* ASCII digits alone; hex digits alone. */
bool piece_is_number(const struct pieces *pieces, size_t i);
bool piece_is_hex(const struct pieces *pieces, size_t i);
/* ASCII letters alone. */
bool piece_is_letters(const struct pieces *pieces, size_t i);
/* The number in `digits`, or a greater one than `max` when it is greater. */
unsigned long digits_value(struct str digits, unsigned long max);

#endif
