/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A customer who comes back about what had been solved: the cases of the same
 * customer that were closed in the 30 days before a case was opened, and are
 * about the same. The store, statuses and threads are those of
 * store/case_store.h.
 */
#ifndef STORE_REPEAT_CONTACT_H
#define STORE_REPEAT_CONTACT_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    REPEAT_CONTACT_DAYS = 30,
    REPEAT_CONTACT_CASES = 500 /* the latest of the customer are looked at */
};

struct repeat_contact {
    struct str number;
    struct str subject;
    struct str article_id; /* resolved it, and the case is linked to it as well;
                              empty: it is like the case by its words */
    int64_t closed_unix_s;
};

/* Those for the case `number`, the last closed first; none when there is no such
 * case. About the same is what the same article resolved (links that say
 * *wrong* do not count), and what is among `alike`, numbers of cases that
 * are told in like words. Parts of merged cases are left out. */
SLV_MUST_CHECK enum slv_status
repeat_contact_list(struct case_store *store, struct str number,
                    const struct str_list *alike, struct arena *arena,
                    struct repeat_contact **out, size_t *count,
                    struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
