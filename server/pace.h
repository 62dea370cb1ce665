/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How long each phase of a connection may last: connections enter phases, and
 * from time to time those that are too slow are ended.
 *
 * A list has one writer, the worker's thread, and may be swept by others;
 * phases are entered without a lock.
 */
#ifndef SERVER_PACE_H
#define SERVER_PACE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum phase {
    PHASE_WAITING,   /* for a request line */
    PHASE_READING,   /* headers and body */
    PHASE_ANSWERING, /* without limit */
    PHASE_SENDING
};

/* A part of whatever stands for a connection. */
struct paced {
    struct paced *next; /* in the list, under its lock */
    struct paced *previous;
    int socket;
    /* Phase and the microsecond it began in one word: (us << 2) | phase. It is
     * read while the worker goes on. */
    atomic_int_fast64_t phase;
};

struct pace_list {
    pthread_mutex_t lock;
    struct paced *first;
};

/* Seconds until a connection is ended, by phase; not used for answering. */
struct pace_limits {
    unsigned waiting_s;
    unsigned reading_s;
    unsigned sending_s;
};

void pace_list_init(struct pace_list *list);
void pace_list_release(struct pace_list *list);
/* `each` lives, and its socket stays open, until it has been removed. */
void pace_list_add(struct pace_list *list, struct paced *each);
void pace_list_remove(struct pace_list *list, struct paced *each);

/* The phase begins now, or, for what may take longer, `more_us` later. */
void pace_enter(struct paced *each, enum phase phase, int64_t more_us);

/* End those that are too slow. */
void pace_end_overdue(struct pace_list *list, const struct pace_limits *limits);
/* Ask connections to end: those between two requests, or all. A request that
 * has already arrived is still read and answered. */
void pace_end_idle(struct pace_list *list);
void pace_end_all(struct pace_list *list);

#endif
