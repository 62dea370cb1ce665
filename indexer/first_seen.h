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
 * `before`, and that those which left were there, so that they are not new when
 * they come back. Of a first build, or one after an index was lost, none is new.
 * Statuses of the case store. */
SLV_MUST_CHECK enum slv_status new_articles_see(const char *data,
                                                const struct catalog *before,
                                                const struct catalog *now,
                                                struct slv_error *err);

struct case_news {
    struct new_article *items;
    size_t count;
};

/* Those of `catalog` that were remembered and are new now, as far as the store
 * and the search log of `data` tell; in `arena`, by id. When the log cannot be
 * read nobody has opened anything, and *trouble says why. */
SLV_MUST_CHECK enum slv_status
new_articles_list(const char *data, const struct catalog *catalog,
                  struct case_store *store, struct arena *arena,
                  struct case_news *out, struct slv_error *trouble,
                  struct slv_error *err);

#endif
