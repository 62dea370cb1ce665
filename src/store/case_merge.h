/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cases that are the same problem of the same customer told twice: one becomes
 * part of the other. What hangs on it (messages, links, time, files) moves to
 * the other and says where it came from; the case itself is closed and points
 * there. What is written to it from then on is written there
 * (case_store_add_message(), case_store_put_time(), imports).
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_CASE_MERGE_H
#define STORE_CASE_MERGE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Make the case `number` part of the case `into`. It is closed without an
 * outcome and keeps no link, so that nothing is learned from it twice; where
 * both link an article, the link of `into` stays. `into` is open again when it
 * waited and the other did not. Both get a new change number and an event.
 * ERR_NOT_FOUND when one is not there. ERR_INPUT when they are one case, or of
 * different customers: nobody sees the words of another. ERR_CONFLICT when
 * `into` is closed, one of them was merged already, or another change of
 * `number` than the expected one was made. */
SLV_MUST_CHECK enum slv_status
case_store_merge(struct case_store *store, struct str number,
                 int64_t expected_change, struct str into,
                 const struct case_actor *actor, struct slv_error *err);

/* Take that back: both are as they were. ERR_CONFLICT when the case was not
 * merged, or anything was done to one of the two since. */
SLV_MUST_CHECK enum slv_status
case_store_unmerge(struct case_store *store, struct str number,
                   const struct case_actor *actor, struct slv_error *err);

struct case_merge {
    struct str number; /* of the case that is part of another */
    struct str into;
    struct str subject;
    struct str who;
    int64_t at_unix_s;
    bool can_be_undone; /* nothing was done to either since */
};

/* What was merged into the case `number`, the newest first. None when there is
 * no such case. */
SLV_MUST_CHECK enum slv_status
case_store_list_merges(struct case_store *store, struct str number,
                       struct arena *arena, struct case_merge **out,
                       size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
