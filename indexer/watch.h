/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Waiting until something changes in the article folders.
 */
#ifndef INDEXER_WATCH_H
#define INDEXER_WATCH_H

#include <stdbool.h>
#include <stddef.h>

struct watch;

/* Watch `folders` and all folders below them from now on, but not the folder
 * `data` (which need not be there): what a run writes is no change. Where the
 * system gives no more watches, or none at all, the rest is to be looked at from
 * time to time instead (watch_is_complete() says so). */
struct watch *watch_open(const char *const *folders, size_t count,
                         const char *data);
void watch_close(struct watch *watch); /* NULL is allowed */
bool watch_is_complete(const struct watch *watch);

enum watch_event {
    WATCH_CHANGED,
    WATCH_TIMED_OUT,
    WATCH_FAILED /* nothing can be waited for */
};

/* Wait for a change and then until nothing has changed for a short while, so
 * that an editor's or a checkout's many changes are one; at most `timeout_ms`
 * for the first one (negative: for ever). */
enum watch_event watch_wait(struct watch *watch, int timeout_ms);

#endif
