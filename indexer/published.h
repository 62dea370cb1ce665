/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Telling webhooks that an article can be read by customers from now on: it is
 * published, and in the public shard or in that of groups of customers. What is
 * sent and to whom is for store/webhook_store.h to say.
 */
#ifndef INDEXER_PUBLISHED_H
#define INDEXER_PUBLISHED_H

#include "indexer/catalog.h"
#include "solvent/status.h"

/* After a run that found the index as in `before` and left it as in `now`. Of a
 * first build, or one after an index was lost, nothing is told. A data folder
 * without a case store is left as it is. Statuses of the case store. */
SLV_MUST_CHECK enum slv_status published_tell(const char *data,
                                              const struct catalog *before,
                                              const struct catalog *now,
                                              struct slv_error *err);

#endif
