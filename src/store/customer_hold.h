/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Customers who do not pay are on hold: a flag for staff, with a reason. It
 * refuses nothing by itself, and is never told to customers. Each change leaves
 * an event. The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_CUSTOMER_HOLD_H
#define STORE_CUSTOMER_HOLD_H

#include "base/bounds.h"
#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct customer_hold {
    struct str customer; /* key */
    struct str reason;   /* 1 to BOUND_CASE_NAME_BYTES */
    struct str who;      /* said it last */
    int64_t since_unix_s;
};

/* ERR_NOT_FOUND when the customer is not on hold, or not there. */
SLV_MUST_CHECK enum slv_status customer_hold_find(struct case_store *store,
                                                  struct str customer,
                                                  struct arena *arena,
                                                  struct customer_hold *out,
                                                  struct slv_error *err);
/* All, by key of the customer. */
SLV_MUST_CHECK enum slv_status customer_hold_list(struct case_store *store,
                                                  struct arena *arena,
                                                  struct customer_hold **out,
                                                  size_t *count,
                                                  struct slv_error *err);

/* Put the customer on hold, or change the reason (the day stays). `seen` is the
 * reason that the caller has seen, empty when there was no hold; ERR_CONFLICT
 * when it is another one now. NULL: whatever it is. ERR_NOT_FOUND without such a
 * customer; ERR_INPUT for a reason that is empty, ERR_TOO_BIG for one that is
 * too long. */
SLV_MUST_CHECK enum slv_status
customer_hold_put(struct case_store *store, struct str customer,
                  struct str reason, const struct str *seen,
                  const struct case_actor *actor, enum case_put *did,
                  struct slv_error *err);
/* ERR_NOT_FOUND when the customer is not on hold; `seen` likewise. */
SLV_MUST_CHECK enum slv_status
customer_hold_lift(struct case_store *store, struct str customer,
                   const struct str *seen, const struct case_actor *actor,
                   struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
