/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What readers say about articles: helpful or not, and why. Kept in the case
 * store (D/solvent.db), so that a rebuilt index loses none of it.
 *
 * An acknowledged entry is durable: when feedback_store_add() returned SLV_OK,
 * it is still there after a crash or a loss of power.
 *
 * Threads: one open store may be used by several threads at once; they take
 * turns. Several processes may have it open too.
 * Statuses not named at a function are those of store/sql.h.
 */
#ifndef STORE_FEEDBACK_STORE_H
#define STORE_FEEDBACK_STORE_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct feedback_store;

struct feedback {
    int64_t
        id; /* given by the store, rising; ignored by feedback_store_add() */
    struct str article_id; /* 1 to BOUND_ARTICLE_ID_BYTES bytes */
    bool is_helpful;
    struct str comment; /* at most BOUND_FEEDBACK_COMMENT_BYTES, may be empty */
    int64_t created_unix_s;
    struct str session_hash; /* at most BOUND_SESSION_HASH_BYTES; empty: none */
};

struct feedback_count {
    struct str article_id;
    uint64_t helpful;
    uint64_t unhelpful;
};

/* Open the case store in the file `path`, made when it is not there. */
SLV_MUST_CHECK enum slv_status feedback_store_open(const char *path,
                                                   struct feedback_store **out,
                                                   struct slv_error *err);
void feedback_store_close(struct feedback_store *store); /* NULL is allowed */

/* Keep one entry. ERR_TOO_BIG when a text is longer than its maximum;
 * ERR_INPUT when the article id is empty. */
SLV_MUST_CHECK enum slv_status feedback_store_add(struct feedback_store *store,
                                                  const struct feedback *entry,
                                                  struct slv_error *err);
/* Give the entry of this article and session its comment, in place of the one it
 * had; as durable as feedback_store_add(). The newest when there are several.
 * ERR_NOT_FOUND when there is none, ERR_TOO_BIG, ERR_INPUT when the article id
 * or `session_hash` is empty. */
SLV_MUST_CHECK enum slv_status
feedback_store_set_comment(struct feedback_store *store, struct str article_id,
                           struct str session_hash, struct str comment,
                           struct slv_error *err);
/* The newest `limit` entries about one article, or about all when `article_id`
 * is empty, newest first, in `arena`. */
SLV_MUST_CHECK enum slv_status
feedback_store_list(struct feedback_store *store, struct str article_id,
                    size_t limit, struct arena *arena, struct feedback **out,
                    size_t *count, struct slv_error *err);
/* How often one article helped or did not; zeros when nobody said. The id in
 * *out borrows from the argument. */
SLV_MUST_CHECK enum slv_status
feedback_store_count(struct feedback_store *store, struct str article_id,
                     struct feedback_count *out, struct slv_error *err);
/* The same for every article that has an entry, most unhelpful first, then by
 * id, in `arena`. */
SLV_MUST_CHECK enum slv_status
feedback_store_count_all(struct feedback_store *store, struct arena *arena,
                         struct feedback_count **out, size_t *count,
                         struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
