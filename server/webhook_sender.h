/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sends what waits in the outbox (store/webhook_store.h), in a thread of its own
 * with a connection of its own to the store: no request waits for a receiver, and
 * no receiver for another. To each goes one event at a time, the oldest first.
 * The outbox is looked at twice a second, because other processes fill it too.
 *
 * Whatever was under way when the program ended is sent again after its next
 * start: at least once, under the same id.
 *
 * Threads: new and free belong to one.
 */
#ifndef SERVER_WEBHOOK_SENDER_H
#define SERVER_WEBHOOK_SENDER_H

#include "server/webhook_client.h"
#include "solvent/status.h"

struct metrics;
struct webhook_sender;

/* `data` and `metrics` outlive it. Statuses of the case store. */
SLV_MUST_CHECK enum slv_status
webhook_sender_new(struct webhook_sender **out, const char *data,
                   const struct webhook_rules *rules, struct metrics *metrics,
                   struct slv_error *err);
/* Ends what is under way at once. NULL is allowed. */
void webhook_sender_free(struct webhook_sender *sender);

#endif
