/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Counters of the running server, for /metrics in Prometheus' text format.
 * Counting is a few relaxed atomic additions; no request waits for another.
 *
 * Threads. Any.
 */
#ifndef SERVER_METRICS_H
#define SERVER_METRICS_H

#include "server/router.h"
#include "solvent/status.h"

#include <stdbool.h>
#include <stdint.h>

struct strbuf;
struct metrics;

struct metrics *metrics_new(void);
void metrics_free(struct metrics *metrics); /* NULL is allowed */

/* One answered request; `route` NULL when none matched. A HEAD is counted beside
 * the GET whose route it takes. */
void metrics_count_request(struct metrics *metrics, const struct route *route,
                           bool is_head, int http_status, uint64_t took_us);
void metrics_count_search(struct metrics *metrics, bool found_something,
                          uint64_t took_us);
void metrics_count_feedback(struct metrics *metrics, bool is_helpful);
/* A connection was opened (+1), closed (-1), or turned away at a limit. */
void metrics_add_connections(struct metrics *metrics, int change);
void metrics_count_refused_connection(struct metrics *metrics);
void metrics_count_indexer_start(struct metrics *metrics);
/* One try to send an event to a webhook. */
void metrics_count_webhook(struct metrics *metrics, bool is_delivered);

/* Append every counter. */
void metrics_write(struct metrics *metrics, struct strbuf *out);

#endif
