/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who read an article and searched on for the same, read from the file of a
 * search log (store/search_log.h) that another process may be writing. What
 * follows from it is left to core/insight/health_lists.h.
 */
#ifndef STORE_SEARCH_AGAIN_H
#define STORE_SEARCH_AGAIN_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

enum {
    SEARCH_AGAIN_S = 600,      /* so soon after the search it was opened from */
    SEARCH_AGAIN_MAX = 200000, /* visits that are looked at  */
    SEARCH_AGAIN_LETTERS = 3   /* of a word that two searches share */
};

/* A visit that opened an article from a search. */
struct search_reading {
    struct str article_id;
    int64_t session;
    int64_t at_unix_s; /* of the first such search */
    bool is_again; /* then searched with other words, one of them the same */
};

/* Of every article and visit since `since_unix_s`, in the order of ids, in
 * `arena`; none when the file `path` is not there. Statuses of store/sql.h. */
SLV_MUST_CHECK enum slv_status
search_again_read(const char *path, int64_t since_unix_s, struct arena *arena,
                  struct search_reading **out, size_t *count,
                  struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
