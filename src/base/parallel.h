/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Many independent pieces of work on a few threads.
 */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <stddef.h>

enum { PARALLEL_THREADS_MAX = 64 };

/* Cores that this process may run on, 1 to PARALLEL_THREADS_MAX. */
unsigned parallel_cores(void);

/* Call work(context, thread, index) once for every index below `count`, on
 * `threads` threads (the caller's among them; fewer when the system gives no
 * more), indexes rising. `thread` is below `threads` and tells the calls of one
 * thread from another's. Returns when all calls have returned. */
void parallel_run(unsigned threads, size_t count,
                  void (*work)(void *context, unsigned thread, size_t index),
                  void *context);

#endif
