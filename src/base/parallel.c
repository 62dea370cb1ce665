/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A counter that threads take the next index from.
 */
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>

struct pool {
    atomic_size_t next;
    size_t count;
    void (*work)(void *context, unsigned thread, size_t index);
    void *context;
};

struct member {
    struct pool *pool;
    unsigned thread;
    pthread_t handle;
    bool is_started;
};

unsigned parallel_cores(void)
{
    cpu_set_t set;
    int count = 1;

    if (sched_getaffinity(0, sizeof set, &set) == 0)
        count = CPU_COUNT(&set);
    if (count > PARALLEL_THREADS_MAX)
        count = PARALLEL_THREADS_MAX;
    return count > 0 ? (unsigned) count : 1;
}

static void *take_work(void *argument)
{
    const struct member *member = argument;
    struct pool *pool = member->pool;
    size_t index;

    while ((index = atomic_fetch_add(&pool->next, 1)) < pool->count)
        pool->work(pool->context, member->thread, index);
    return NULL;
}

void parallel_run(unsigned threads, size_t count,
                  void (*work)(void *context, unsigned thread, size_t index),
                  void *context)
{
    struct pool pool = {.count = count, .work = work, .context = context};
    struct member members[PARALLEL_THREADS_MAX] = {{0}};

    if (threads > PARALLEL_THREADS_MAX)
        threads = PARALLEL_THREADS_MAX;
    atomic_init(&pool.next, 0);
    for (unsigned i = 0; i < threads || i == 0; i++) {
        members[i].pool = &pool;
        members[i].thread = i;
        if (i > 0)
            members[i].is_started = pthread_create(&members[i].handle, NULL,
                                                   take_work, &members[i]) == 0;
    }
    take_work(&members[0]);
    for (unsigned i = 1; i < threads; i++)
        if (members[i].is_started)
            pthread_join(members[i].handle, NULL);
}
