/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The lexicon of each shard, kept in step with its articles: counted by the
 * threads of a whole build, changed by what an update takes away and adds.
 */
#ifndef INDEXER_LEXICONS_H
#define INDEXER_LEXICONS_H

#include "base/str.h"
#include "indexer/run.h"

/* --- a whole build --- */

struct lexicon_counts;

/* What one thread has counted for one shard. */
struct counted_shard {
    const struct lexicon_tally *tally;
    const struct lexicon_counts *counts;
};
/* Put the lexicon of what all of them have counted, of a shard without one. */
SLV_MUST_CHECK enum slv_status lexicons_put(struct xap_writer *writer,
                                            const struct counted_shard *counted,
                                            size_t count,
                                            struct slv_error *err);

/* --- changes in place --- */

/* Those of `changes` that are made to one shard in one commit. */
struct shard_changes {
    struct str shard;
    const struct change *items; /* among those of other shards */
    size_t count;
    bool with_removals;
    bool with_puts;
};
static inline bool is_of_shard(const struct shard_changes *changes,
                               const struct change *change)
{
    return (change->is_removal ? changes->with_removals : changes->with_puts) &&
           str_equal(change->shard, changes->shard);
}

/* Change the lexicon through `writer`, before it commits. What articles held
 * that go is read from the shard as it was last committed in the folder
 * `before`; NULL: there is none. */
SLV_MUST_CHECK enum slv_status
lexicons_change(struct xap_writer *writer, const char *before,
                const struct shard_changes *changes, struct slv_error *err);

#endif
