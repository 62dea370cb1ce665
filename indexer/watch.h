/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Waiting until something changes in the article folders.
 */
#ifndef INDEXER_WATCH_H
#define INDEXER_WATCH_H

#include "solvent/status.h"

#include <stdbool.h>
#include <stddef.h>

struct watch;

/* Watch `folders` and all folders below them from now on, but not the folder
 * `data` (which need not be there): what a run writes is no change. Where the system
 * gives no more watches, the rest is looked at from time to time instead
 * (watch_is_complete() says so). */
SLV_MUST_CHECK enum slv_status watch_open(struct watch **out,
                                          const char *const *folders,
                                          size_t count, const char *data,
                                          struct slv_error *err);
void watch_close(struct watch *watch); /* NULL is allowed */
bool watch_is_complete(const struct watch *watch);

/* Wait for a change and then until nothing has changed for a short while, so
 * that an editor's or a checkout's many changes are one. Returns early, as if
 * something had changed, after `timeout_ms` (negative: never). False when waiting failed. */
bool watch_wait(struct watch *watch, int timeout_ms);

#endif
