/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of indexer/cases share: one catching up of the shards of cases
 * with the case store. Only cases*.c include this. The steps, in order:
 *
 *     cases.c         what was done last, and when everything is to be done
 *     cases_places.c  which shard an article is in, and a case belongs to
 *     cases_tasks.c   what has to be done; nothing is written
 *     cases_write.c   doing it
 *     cases_news.c    which articles are new
 */
#ifndef INDEXER_CASES_PARTS_H
#define INDEXER_CASES_PARTS_H

#include "base/hash.h"
#include "core/search/generation.h"
#include "indexer/catalog.h"
#include "solvent/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct case_change;
struct case_news;
struct case_store;
struct strmap;
struct xap_reader;

enum { CASES_PAGE = 256, CASES_NOWHERE = -1 };

/* Where an article is, and the id it has now. */
struct place {
    struct str id;
    int shard; /* of the generation; CASES_NOWHERE: it is not indexed */
};

/* One case whose place in the index is to be looked after. */
struct task {
    struct str number;
    int64_t change;
    int shard; /* of the generation's shards of cases, or CASES_NOWHERE */
};

struct catching_up {
    const char *data;
    const struct catalog *catalog;
    struct str language;
    struct slv_error
        *trouble; /* of the search log, which is no reason to end */
    struct arena *arena;
    struct generation generation;
    size_t named_count; /* shards of cases that are in the line already */
    struct xap_reader *articles;
    struct strmap *places; /* by article id */
    struct case_store *store;
    struct task *tasks;
    size_t task_count;
    size_t task_capacity;
    bool is_of_this_store; /* what the index has of cases */
};

/* The file of the case store, in `arena`. */
const char *cases_store_path(const char *data, struct arena *arena);
/* Folder of a shard of cases, in the arena of `up`. */
const char *cases_path_of(const struct catching_up *up, size_t shard);

/* --- cases_places.c --- */

SLV_MUST_CHECK enum slv_status cases_open_articles(struct catching_up *up,
                                                   struct slv_error *err);
/* Where the article is that has this id or had it once; kept in up->places. */
SLV_MUST_CHECK enum slv_status cases_place_of(struct catching_up *up,
                                              struct str id,
                                              const struct place **out,
                                              struct slv_error *err);
/* The shard of cases for a case with these articles, which is added to the
 * generation when it is not there yet. */
SLV_MUST_CHECK enum slv_status cases_shard_of(struct catching_up *up,
                                              const struct str *ids,
                                              size_t count, int *out,
                                              struct slv_error *err);

/* --- cases_tasks.c --- */

/* Is it closed with a link that counts? */
bool case_has_vote(const struct case_change *changed);
/* Fill up->tasks with every case that changed after `change`, or with every one
 * that is not held as and where it should be. */
SLV_MUST_CHECK enum slv_status cases_list_changed(struct catching_up *up,
                                                  int64_t change,
                                                  struct slv_error *err);
SLV_MUST_CHECK enum slv_status cases_list_misplaced(struct catching_up *up,
                                                    struct slv_error *err);

/* --- cases_write.c --- */

/* Do up->tasks; shards that cases came to are named from then on. */
SLV_MUST_CHECK enum slv_status cases_do_tasks(struct catching_up *up,
                                              struct slv_error *err);

/* --- cases_news.c --- */

/* Write down what is new beside each shard where something else stands. */
SLV_MUST_CHECK enum slv_status cases_bring_news(struct catching_up *up,
                                                const struct case_news *news,
                                                struct slv_error *err);
void cases_digest_news(const struct case_news *news, char out[HASH_HEX_BYTES]);

#endif
