/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Articles to mend: every link that says that an article is wrong waits here
 * until somebody says what was done about it; and the versions in which cases
 * say that the cause of an article's problem was fixed for good. Whose an
 * article is stands in the article itself.
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_MEND_STORE_H
#define STORE_MEND_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct mend {
    struct str article_id;
    struct str case_number;
    struct str wrong; /* what is wrong, as the link says it */
    struct str who;   /* said it; may be empty */
    int64_t flagged_unix_s;
    int64_t done_unix_s; /* 0: still to be done */
    struct str done_by;
    struct str done; /* what was done */
};

/* Those that are still to be done, the oldest first; or those that were done,
 * the last first. */
SLV_MUST_CHECK enum slv_status mend_store_list(struct case_store *store,
                                               bool is_done, size_t limit,
                                               struct arena *arena,
                                               struct mend **out, size_t *count,
                                               struct slv_error *err);
/* How many are still to be done. */
SLV_MUST_CHECK enum slv_status
mend_store_count(struct case_store *store, int64_t *out, struct slv_error *err);
/* Say what was done (1 to BOUND_CASE_NOTE_BYTES) about what this case says of
 * this article. ERR_NOT_FOUND when it says nothing of the kind, ERR_CONFLICT
 * when it was done already. */
SLV_MUST_CHECK enum slv_status
mend_store_done(struct case_store *store, struct str case_number,
                struct str article_id, struct str done,
                const struct case_actor *actor, struct slv_error *err);

/* The version in which the newest case that the article resolved says its cause
 * was fixed; all empty when none does. */
struct mend_fix {
    struct str version;
    struct str case_number;
};
SLV_MUST_CHECK enum slv_status mend_store_find_fix(struct case_store *store,
                                                   struct str article_id,
                                                   struct arena *arena,
                                                   struct mend_fix *out,
                                                   struct slv_error *err);

/* Articles with such a version, by id, the newest case of each. */
struct mend_fixed {
    struct str article_id;
    struct mend_fix fix;
};
SLV_MUST_CHECK enum slv_status
mend_store_list_fixed(struct case_store *store, size_t limit,
                      struct arena *arena, struct mend_fixed **out,
                      size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
