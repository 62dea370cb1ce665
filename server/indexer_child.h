/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The indexer that runs beside the server: `solvent index --watch` as a child
 * process, so that only that process writes the index. It is started again
 * when it ends, each time after a longer pause, and ends with the server
 * however the server ends.
 *
 * Threads. All calls from the one thread that made it: the kernel ends the
 * child when that thread ends.
 */
#ifndef SERVER_INDEXER_CHILD_H
#define SERVER_INDEXER_CHILD_H

#include "solvent/status.h"

#include <stddef.h>
#include <stdint.h>

struct indexer_child;
struct metrics;

struct indexer_child_options {
    const char *data;
    const char *config;         /* NULL: none given */
    const char *const *folders; /* none: those recorded in `data` */
    size_t folder_count;
};

/* Nothing is started yet. Free with indexer_child_free(). The options' text
 * outlives it. */
struct indexer_child *
indexer_child_new(const struct indexer_child_options *options,
                  struct metrics *metrics);
/* Start the child when it is due, or see whether it has ended. Call at SIGCHLD
 * and whenever the time it returned has passed: milliseconds until it wants to
 * be called again, -1 for not before the next SIGCHLD. */
int indexer_child_tend(struct indexer_child *child);
/* Ask it to end, wait at most `wait_ms`, then make it end. NULL is allowed. */
void indexer_child_free(struct indexer_child *child, unsigned wait_ms);

#endif
