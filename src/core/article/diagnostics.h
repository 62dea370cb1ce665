/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A growing list of what is odd in article files. Messages are whole sentences
 * and live in the list's arena.
 */
#ifndef ARTICLE_DIAGNOSTICS_H
#define ARTICLE_DIAGNOSTICS_H

#include "solvent/article.h"

struct arena;

enum { DIAGNOSTICS_PER_FILE_MAX = 200 }; /* further ones are dropped */

struct diagnostics {
    struct arena *arena;
    struct str file;
    struct slv_diagnostic *items;
    size_t count;
    size_t capacity;
};

/* An empty list about `file`; everything it holds is in `arena`. */
void diagnostics_init(struct diagnostics *list, struct str file,
                      struct arena *arena);
/* `rule` is a literal. */
__attribute__((format(printf, 5, 6))) void
diagnostics_add(struct diagnostics *list, enum slv_severity severity,
                const char *rule, int line, const char *format, ...);

#endif
