/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The history of articles that were written through the site: who did what and
 * when, and the text as it was then. Kept in the case store (D/solvent.db). What
 * an article is now, its file says and nothing else.
 *
 * An acknowledged event is durable. Threads: one open store may be used by
 * several at once; they take turns. Statuses not named are those of store/sql.h.
 */
#ifndef STORE_ARTICLE_STORE_H
#define STORE_ARTICLE_STORE_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stddef.h>
#include <stdint.h>

struct arena;
struct article_store;

enum {
    ARTICLE_VERSION_BYTES_MAX = 2 * 1024 * 1024,
    ARTICLE_DIGEST_BYTES = 32,
    ARTICLE_EVENTS_MAX = 200 /* listed at once */
};

enum article_action {
    ARTICLE_FOUND, /* as it was before the first change through the site */
    ARTICLE_MADE,
    ARTICLE_CHANGED,
    ARTICLE_TO_DRAFT,
    ARTICLE_TO_REVIEWED,
    ARTICLE_TO_PUBLISHED,
    ARTICLE_TO_ARCHIVED,
    ARTICLE_RESTORED,
    ARTICLE_ACTION_COUNT
};
/* The word of the table: "changed". Borrowed. */
const char *article_action_word(enum article_action action);

struct article_event {
    struct str article_id;
    int64_t at_unix_s;
    struct str actor;
    enum article_action action;
    struct str digest; /* 32 hex digits; ignored when adding */
};

/* Open the case store in the file `path`, made when it is not there. */
SLV_MUST_CHECK enum slv_status article_store_open(const char *path,
                                                  struct article_store **out,
                                                  struct slv_error *err);
void article_store_close(struct article_store *store); /* NULL is allowed */

/* Keep an event with the text that the file has from then on. The first event
 * of an article that was there before is preceded by ARTICLE_FOUND with its
 * `former` text, unless that is empty. ERR_TOO_BIG, ERR_INPUT. */
SLV_MUST_CHECK enum slv_status
article_store_add(struct article_store *store,
                  const struct article_event *event, struct str text,
                  struct str former, struct slv_error *err);
/* The newest events of an article, newest first, in `arena`. */
SLV_MUST_CHECK enum slv_status
article_store_list(struct article_store *store, struct str article_id,
                   struct arena *arena, struct article_event **out,
                   size_t *count, struct slv_error *err);
/* The text of a version of this article. ERR_NOT_FOUND when it never had it. */
SLV_MUST_CHECK enum slv_status
article_store_text(struct article_store *store, struct str article_id,
                   struct str digest, struct arena *arena, struct str *out,
                   struct slv_error *err);

#endif
