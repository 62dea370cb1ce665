/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Phases and their limits (pace.h). A connection is ended by shutting its
 * socket down; whoever waits for the socket then sees its end.
 */
#include "server/pace.h"

#include "base/clock.h"

#include <sys/socket.h>

void pace_list_init(struct pace_list *list)
{
    pthread_mutex_init(&list->lock, NULL);
    list->first = NULL;
}

void pace_list_release(struct pace_list *list)
{
    pthread_mutex_destroy(&list->lock);
}

void pace_list_add(struct pace_list *list, struct paced *each)
{
    pthread_mutex_lock(&list->lock);
    each->previous = NULL;
    each->next = list->first;
    if (each->next)
        each->next->previous = each;
    list->first = each;
    pthread_mutex_unlock(&list->lock);
}

void pace_list_remove(struct pace_list *list, struct paced *each)
{
    pthread_mutex_lock(&list->lock);
    if (each->previous)
        each->previous->next = each->next;
    else
        list->first = each->next;
    if (each->next)
        each->next->previous = each->previous;
    pthread_mutex_unlock(&list->lock);
}

void pace_enter(struct paced *each, enum phase phase, int64_t more_us)
{
    atomic_store_explicit(&each->phase,
                          ((clock_mono_us() + more_us) << 2) | (int64_t) phase,
                          memory_order_relaxed);
}

static enum phase read_phase(struct paced *each, int64_t *begun_us)
{
    int64_t word = atomic_load_explicit(&each->phase, memory_order_relaxed);

    *begun_us = word >> 2;
    return (enum phase)(word & 3);
}

static bool is_overdue(struct paced *each, const struct pace_limits *limits,
                       int64_t now_us)
{
    int64_t begun_us;
    enum phase phase = read_phase(each, &begun_us);
    unsigned limit_s = limits->sending_s;

    if (phase == PHASE_ANSWERING)
        return false;
    if (phase == PHASE_WAITING)
        limit_s = limits->waiting_s;
    else if (phase == PHASE_READING)
        limit_s = limits->reading_s;
    return now_us - begun_us > (int64_t) limit_s * 1000000;
}

/* A socket is open as long as its connection is in the list: it leaves under
 * the same lock before the socket is closed. */
void pace_end_overdue(struct pace_list *list, const struct pace_limits *limits)
{
    int64_t now_us = clock_mono_us();

    pthread_mutex_lock(&list->lock);
    for (struct paced *each = list->first; each; each = each->next)
        if (is_overdue(each, limits, now_us))
            shutdown(each->socket, SHUT_RDWR);
    pthread_mutex_unlock(&list->lock);
}

void pace_end_idle(struct pace_list *list)
{
    pthread_mutex_lock(&list->lock);
    for (struct paced *each = list->first; each; each = each->next) {
        int64_t begun_us;

        if (read_phase(each, &begun_us) == PHASE_WAITING)
            shutdown(each->socket, SHUT_RD);
    }
    pthread_mutex_unlock(&list->lock);
}

void pace_end_all(struct pace_list *list)
{
    pthread_mutex_lock(&list->lock);
    for (struct paced *each = list->first; each; each = each->next)
        shutdown(each->socket, SHUT_RDWR);
    pthread_mutex_unlock(&list->lock);
}
