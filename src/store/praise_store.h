/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What articles did: which cases they resolved, counted and one by one, for
 * those who wrote them. Cases that are closed now count, and those that were
 * merged into another do not. Whose an article is, the index says.
 *
 * Statuses, threads, arenas and texts are those of store/case_store.h.
 */
#ifndef STORE_PRAISE_STORE_H
#define STORE_PRAISE_STORE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct article_praise {
    struct str article_id;
    uint64_t solved;
    uint64_t solved_since; /* of these, closed since the instant asked for */
    uint64_t customers;
    int64_t last_unix_s; /* when the last was closed */
};
/* Of the articles among these that resolved a case, by id. */
SLV_MUST_CHECK enum slv_status
praise_store_articles(struct case_store *store, const struct str *ids,
                      size_t id_count, int64_t since_unix_s,
                      struct arena *arena, struct article_praise **out,
                      size_t *count, struct slv_error *err);

struct solved_case {
    struct str article_id;
    struct str number;
    struct str subject;
    struct str customer; /* name */
    int64_t closed_unix_s;
};
/* The newest `limit` cases that one of these articles resolved, or any article
 * when `ids` is NULL. A case that several resolved comes with each. */
SLV_MUST_CHECK enum slv_status
praise_store_cases(struct case_store *store, const struct str *ids,
                   size_t id_count, size_t limit, struct arena *arena,
                   struct solved_case **out, size_t *count,
                   struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
