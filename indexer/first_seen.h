/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Remembering when an article was first seen, in the case store, so that an
 * index that is built anew still knows what is new (core/search/new_articles.h).
 */
#ifndef INDEXER_FIRST_SEEN_H
#define INDEXER_FIRST_SEEN_H

#include "core/search/new_articles.h"
#include "indexer/catalog.h"

struct case_store;

/* Remember the articles that are in a shard of `now` and were not in that of
 * `before`. Of a first build, or one after an index was lost, none is new. Statuses of the case
 * store. */
SLV_MUST_CHECK enum slv_status new_articles_see(const char *data,
                                                const struct catalog *before,
                                                const struct catalog *now,
                                                struct slv_error *err);

/* Those of `catalog` that were remembered and are new now, as far as the store
 * and the search log of `data` tell; in `arena`, by id. */
SLV_MUST_CHECK enum slv_status
new_articles_list(const char *data, const struct catalog *catalog,
                  struct case_store *store, struct arena *arena,
                  struct new_article **out, size_t *count,
                  struct slv_error *err);

#endif
