/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files of articles that readers do not see yet because searches would lose
 * their article, and files that somebody published all the same, with a reason.
 * Whether a search would lose it is left to indexer/guard.h.
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_PUBLISH_STORE_H
#define STORE_PUBLISH_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { HOLD_LOSSES_MAX = 50 /* kept of one article, the greatest first */ };

/* A search that would lose the article. */
struct hold_loss {
    struct str source;      /* "search", "pin" or "case" */
    struct str query;       /* cut at BOUND_LOGGED_QUERY_BYTES */
    struct str case_number; /* of a case */
    uint64_t times;         /* how often it was searched, at least 1 */
    uint64_t rank_before;   /* from 1 */
};

struct article_hold {
    struct str article_id;
    struct str digest; /* of the file that waits, 32 hex digits */
    int64_t held_unix_s;
    const struct hold_loss *losses;
    size_t loss_count;
};

struct article_allowance {
    struct str article_id;
    struct str digest;
    int64_t at_unix_s;
    struct str actor;
    struct str reason; /* 1 to BOUND_CASE_NOTE_BYTES */
    uint64_t lost;     /* how many searches lose the article by it */
};

/* These articles wait, and no others. One that waits already, with the same
 * file, keeps its time. Nothing is written when nothing waits or waited. */
SLV_MUST_CHECK enum slv_status
publish_store_set_holds(struct case_store *store,
                        const struct article_hold *holds, size_t count,
                        struct slv_error *err);
/* Those that wait, the longest first, with their losses; in `arena`. */
SLV_MUST_CHECK enum slv_status
publish_store_list_holds(struct case_store *store, struct arena *arena,
                         struct article_hold **out, size_t *count,
                         struct slv_error *err);

/* The file with this digest may be published whatever is lost. ERR_INPUT
 * without a reason. */
SLV_MUST_CHECK enum slv_status
publish_store_allow(struct case_store *store,
                    const struct article_allowance *allowance,
                    struct slv_error *err);
SLV_MUST_CHECK enum slv_status
publish_store_is_allowed(struct case_store *store, struct str article_id,
                         struct str digest, bool *out, struct slv_error *err);
/* What was allowed of an article, the newest first; in `arena`. */
SLV_MUST_CHECK enum slv_status publish_store_list_allowances(
    struct case_store *store, struct str article_id, struct arena *arena,
    struct article_allowance **out, size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
