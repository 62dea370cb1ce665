/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Timers: an agent says when work on a case begins and ends, and how many
 * minutes of that are entered. One runs per agent; those that were stopped wait
 * until their minutes are said, or they are thrown away.
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_TIMER_STORE_H
#define STORE_TIMER_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    TIMER_FORGOTTEN_S = 12 * 60 * 60, /* longer: was it stopped too late? */
    TIMERS_WAITING_MAX = 100          /* of one agent; more: ERR_CONFLICT */
};

struct timer {
    int64_t id;
    struct str case_number;
    struct str subject; /* of the case */
    int64_t started_unix_s;
    int64_t stopped_unix_s; /* 0: it runs */
};

/* Whole minutes of a timer up to `now_unix_s` or its end, rounded up, at least
 * 1. */
int64_t timer_minutes(const struct timer *timer, int64_t now_unix_s);
/* Did it run so long that nobody can have worked all the time? */
bool timer_is_forgotten(const struct timer *timer, int64_t now_unix_s);

/* Start the actor's timer on a case; `agent` is the actor's key, made when it is
 * not there. Another one that runs is stopped and put into *stopped (may be
 * NULL; id 0: none was). One that runs on this case goes on. ERR_NOT_FOUND
 * without the case. */
SLV_MUST_CHECK enum slv_status
timer_store_start(struct case_store *store, struct str agent,
                  struct str case_number, const struct case_actor *actor,
                  struct arena *arena, struct timer *stopped,
                  struct slv_error *err);
/* Stop the running one; ERR_NOT_FOUND when none runs. */
SLV_MUST_CHECK enum slv_status timer_store_stop(struct case_store *store,
                                                struct str agent,
                                                const struct case_actor *actor,
                                                struct slv_error *err);
/* Enter the time of a stopped one: `entry` as case_store_put_time() takes it,
 * its case that of the timer. ERR_NOT_FOUND when the agent has no such timer,
 * ERR_CONFLICT when it still runs. */
SLV_MUST_CHECK enum slv_status timer_store_enter(struct case_store *store,
                                                 struct str agent, int64_t id,
                                                 const struct case_time *entry,
                                                 const struct case_actor *actor,
                                                 struct slv_error *err);
/* Throw one away, running or not; ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status timer_store_drop(struct case_store *store,
                                                struct str agent, int64_t id,
                                                const struct case_actor *actor,
                                                struct slv_error *err);
/* Those of an agent: the running one first, then the oldest first. */
SLV_MUST_CHECK enum slv_status
timer_store_list(struct case_store *store, struct str agent,
                 struct arena *arena, struct timer **out, size_t *count,
                 struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
