/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands within an identifier and is one itself, or would be found as one:
 * the exception behind its package, the address before a port, the update in
 * the name of a file, the end of a path. An article may have just that. Whether
 * one does, and what it is worth, is decided in core.
 *
 * A number is never cut: neither "10.0.0.1" nor "KB5012170-7" holds a shorter
 * one. No I/O, no state; any thread.
 */
#ifndef TEXT_IDENTIFIER_INNER_H
#define TEXT_IDENTIFIER_INNER_H

#include "solvent/str.h"
#include "text/identifier.h"

#include <stdbool.h>
#include <stddef.h>

enum { IDENTIFIER_INNER_MAX = 12 };

struct identifier_inner {
    size_t begin; /* in the identifier */
    size_t end;
    /* IDENTIFIER_COMPOUND: the name of a file of letters alone */
    enum identifier_kind kind;
    /* the last folder of a path and the name in it, which articles have as the
     * end of other paths too */
    bool is_tail;
};

/* What `written`, an identifier and nothing else, holds; longer ones first. How
 * many, at most IDENTIFIER_INNER_MAX. */
size_t identifier_inner(struct str written,
                        struct identifier_inner out[IDENTIFIER_INNER_MAX]);

#endif
