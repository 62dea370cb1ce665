/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What a customer is known to use, as the latest cases say it, and how many of
 * its cases are open. The store, statuses and threads are those of
 * store/case_store.h.
 */
#ifndef STORE_CUSTOMER_USE_H
#define STORE_CUSTOMER_USE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CUSTOMER_USE_CASES = 500 /* the latest, which are looked at */ };

struct customer_use {
    struct str product; /* name; empty: none is named */
    struct str version;
    struct str environment;
    int64_t last_unix_s; /* when the latest case that says so was opened */
};

/* Each product, version and environment once, the latest first; none for a
 * customer that is not there. */
SLV_MUST_CHECK enum slv_status
customer_use_list(struct case_store *store, struct str customer, size_t limit,
                  struct arena *arena, struct customer_use **out, size_t *count,
                  struct slv_error *err);

/* Cases of the customer that are not closed. */
SLV_MUST_CHECK enum slv_status customer_open_cases(struct case_store *store,
                                                   struct str customer,
                                                   size_t *out,
                                                   struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
