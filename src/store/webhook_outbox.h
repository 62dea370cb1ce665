/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing to the outbox inside the transaction of whoever changes something.
 * Only files of the case store include this.
 */
#ifndef STORE_WEBHOOK_OUTBOX_H
#define STORE_WEBHOOK_OUTBOX_H

#include "store/case_store_parts.h"
#include "store/webhook_store.h"

/* Tell of a case as it is after the change; the ids of the articles are those
 * that the record's links name as resolving. Nothing is sent of what people
 * wrote. */
SLV_MUST_CHECK enum slv_status
webhook_tell_case(struct case_store *store, enum webhook_event event,
                  const struct case_record *record,
                  const struct case_actor *actor, struct slv_error *err);
/* Tell of an article that customers may read from now on. */
SLV_MUST_CHECK enum slv_status
webhook_tell_article(struct case_store *store, struct str article_id,
                     const struct case_actor *actor, struct slv_error *err);
/* Tell that the review of an article is due since `due_unix_s`. */
SLV_MUST_CHECK enum slv_status
webhook_tell_review(struct case_store *store, struct str article_id,
                    struct str owner, int64_t due_unix_s,
                    const struct case_actor *actor, struct slv_error *err);
/* Is anybody to be told? */
SLV_MUST_CHECK enum slv_status webhook_is_wanted(struct case_store *store,
                                                 const char *type, int64_t *out,
                                                 struct slv_error *err);
/* The row of a test for one webhook, whatever it wants to know. */
SLV_MUST_CHECK enum slv_status webhook_put_test(struct case_store *store,
                                                int64_t webhook_id,
                                                const struct case_actor *actor,
                                                int64_t *delivery_id,
                                                struct slv_error *err);

#endif
