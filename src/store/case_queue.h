/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Lists of cases as people look at them: filtered, the latest change first,
 * with names in place of keys, and without their texts. The store, statuses and
 * threads are those of store/case_store.h.
 */
#ifndef STORE_CASE_QUEUE_H
#define STORE_CASE_QUEUE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CASE_QUEUE_TEXT_BYTES_MAX = 200 };

/* What somebody sees to in a case. */
enum case_role {
    CASE_DUTY_FIX, /* the owner */
    CASE_DUTY_DOCUMENTATION,
    CASE_DUTY_PERMANENT_FIX
};

/* Which cases; what is empty or 0 does not choose. */
struct case_queue_filter {
    unsigned states;       /* bits 1 << enum case_state; 0: any */
    struct str customer;   /* key */
    struct str product;    /* name */
    enum case_role duty;   /* of the agent */
    struct str agent;      /* key of who sees to that */
    bool is_unowned;       /* nobody does; `agent` is ignored */
    struct str text;       /* the number, or a part of the subject, at most
                              CASE_QUEUE_TEXT_BYTES_MAX; ASCII letters folded */
    int64_t before_change; /* only what changed before this number */
};

struct case_queue_row {
    int64_t change; /* of the last row: `before_change` of the next page */
    struct str number;
    struct str subject;
    struct str customer; /* key */
    struct str customer_name;
    struct str contact_name;
    struct str product;
    struct str product_version;
    struct str agent; /* key */
    struct str agent_name;
    enum case_state state;
    enum case_outcome outcome;
    int severity; /* 0: nobody has said */
    int64_t opened_unix_s;
    int64_t last_unix_s;          /* of the last message, else of the opening */
    enum case_author last_author; /* CASE_BY_CUSTOMER without a message */
    int reopened_count;
};

/* The first `limit` cases by falling change number. A customer, product or
 * agent that is not there has none. ERR_TOO_BIG for a text over its maximum. */
SLV_MUST_CHECK enum slv_status
case_store_list_queue(struct case_store *store,
                      const struct case_queue_filter *filter, size_t limit,
                      struct arena *arena, struct case_queue_row **out,
                      size_t *count, struct slv_error *err);

/* The time entries of one case, by day, then in the order they came. None when
 * there is no such case. */
SLV_MUST_CHECK enum slv_status
case_store_list_case_times(struct case_store *store, struct str number,
                           struct arena *arena, struct case_time **out,
                           size_t *count, struct slv_error *err);

/* Keys of the customers whose key or name begins with or holds `text`, ASCII
 * letters folded; by name. For choosing one. */
SLV_MUST_CHECK enum slv_status
case_store_find_customers(struct case_store *store, struct str text,
                          size_t limit, struct arena *arena,
                          struct case_customer **out, size_t *count,
                          struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
