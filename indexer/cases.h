/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The shards of cases, kept in step with the case store and with who may read
 * which article. A closed case stands in the shard that goes with the most
 * secret of its articles; with internal articles when one of them is not
 * indexed, or when no single group of customers may read them all.
 *
 * What was done last stands in the file `cases` of the generation: the change
 * number of the store, its newest event, and a digest of which article is in which
 * shard. While the digest is the same, only cases that changed since are looked
 * at; when it is another, all of them. When the store has a lower change number
 * or another event than that, it is another one or was put back: all cases are
 * written from nothing.
 */
#ifndef INDEXER_CASES_H
#define INDEXER_CASES_H

#include "core/search/generation.h"
#include "solvent/status.h"

#include <stdbool.h>

struct catalog;

/* Bring the cases of the current generation in step. `catalog` is what the
 * index holds now, `language` that of the cases. Shards that are damaged or gone,
 * or came from another store, are made anew. Without a case store in `data` there
 * are no cases. The caller holds the indexer's lock.
 *
 * That the store or the search log cannot be read keeps nobody from searching:
 * *trouble then says why, and the index has the cases that it had. Else its status
 * is SLV_OK. Statuses of reading and writing the index. */
SLV_MUST_CHECK enum slv_status cases_catch_up(const char *data,
                                              const struct catalog *catalog,
                                              struct str language,
                                              struct slv_error *trouble,
                                              struct slv_error *err);

/* Take the cases that are linked to one of these articles out of the shards of
 * `generation`, before the articles change their places: so no case is found for
 * a moment by who may no longer see one of its articles. cases_catch_up() puts
 * them where they belong then, also after a crash. */
SLV_MUST_CHECK enum slv_status
cases_withdraw(const char *data, const struct generation *generation,
               const struct str *ids, size_t count, struct slv_error *err);

/* Pack the shards of cases of `from` into the generation `to`, which is being
 * made, and add their names to it, in `arena`. When they are damaged or gone
 * none comes along, and cases_catch_up() makes them anew. */
SLV_MUST_CHECK enum slv_status
cases_carry(const char *data, const struct generation *from,
            struct generation *to, struct arena *arena, struct slv_error *err);

/* Has the store changed since cases_catch_up() was done? Also false when that
 * cannot be told. */
bool cases_are_behind(const char *data);

#endif
