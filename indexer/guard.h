/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The guard on publishing: would searches, pins or resolved cases lose the
 * articles that a run is about to publish? A copy of the index is brought in
 * step, and what was asked of these articles is asked of both (replay.h). An
 * article that another one pushes down is not asked about: one article moves
 * another by one place.
 *
 * A file from which text was only taken away is not held either: whoever takes
 * something from readers may mean a name or a number, and is told what it costs.
 *
 * What somebody published all the same (store/publish_store.h) is not held.
 */
#ifndef INDEXER_GUARD_H
#define INDEXER_GUARD_H

#include "indexer/run.h"

struct guard_article {
    struct str id;
    const struct tree_file *file;
    const struct slv_article *article; /* that it holds */
    bool is_held;                      /* set by guard_ask() */
    bool is_removal;                   /* the same: readers get nothing new */
};

/* Ask, and note what is held among run->holds. That it cannot be asked is told
 * as a diagnostic ("guard-failed") and holds nothing back. For runs that hold
 * the lock. */
void guard_ask(struct run *run, struct guard_article *articles, size_t count);
/* Write run->holds down for those who write articles; nothing without a case
 * store. */
SLV_MUST_CHECK enum slv_status guard_record(const struct run *run,
                                            struct slv_error *err);

#endif
