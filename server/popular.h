/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Searches that helped others, to complete what somebody types: those from
 * which an article was opened in at least POPULAR_SESSIONS_MIN sessions, which
 * still find something, and each word of which stands in articles that
 * everybody may read. The list is made anew once a minute by a thread of its
 * own, never while somebody waits.
 *
 * Threads. Any may ask; new and free belong to one.
 */
#ifndef SERVER_POPULAR_H
#define SERVER_POPULAR_H

#include "solvent/str.h"

#include <stddef.h>

struct arena;
struct popular;
struct search_log;

enum {
    POPULAR_SESSIONS_MIN = 5,
    POPULAR_DAYS = 90,       /* how far back searches count */
    POPULAR_MAX = 500,       /* searches in the list */
    POPULAR_BYTES_MAX = 100, /* of one */
    POPULAR_RENEW_S = 60
};

/* The list is filled before this returns, as far as there are articles; then
 * the thread starts. `log` and `data` outlive it. */
struct popular *popular_new(struct search_log *log, const char *data);
void popular_free(struct popular *popular); /* NULL is allowed */
/* Make the list anew at once. For the thread, and for tests. */
void popular_renew(struct popular *popular);

/* At most `limit` searches that begin with `typed`, the most frequent first,
 * without `typed` itself; copies in `arena`. They were fit for everybody when
 * the list was made: ask slv_words_are_public() before one is shown. */
size_t popular_find(struct popular *popular, struct str typed, size_t limit,
                    struct arena *arena, struct str *out);

#endif
