/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which articles searches led to, read from the file of a search log
 * (store/search_log.h) that another process may be writing.
 */
#ifndef STORE_SEARCH_OPENINGS_H
#define STORE_SEARCH_OPENINGS_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

/* In how many sessions an article was opened from a search. */
struct search_openings {
    struct str article_id;
    uint64_t sessions;
};

/* Of every article that was, in the order of their ids, in `arena`; none when
 * the file `path` is not there. Statuses of store/sql.h. */
SLV_MUST_CHECK enum slv_status
search_openings_read(const char *path, struct arena *arena,
                     struct search_openings **out, size_t *count,
                     struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
