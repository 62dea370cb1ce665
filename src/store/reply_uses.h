/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Messages that use the reply of an article: which, and how much of it was left
 * when it was sent. How that is reckoned stands in core/cases/kept_words.h, what
 * follows from it in core/insight/health_lists.h; that a message uses a reply is
 * written with the message (struct case_message).
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_REPLY_USES_H
#define STORE_REPLY_USES_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    /* of its words: what has fewer of them was written anew, and does not use
     * the reply */
    REPLY_USED_PERCENT = 10,
    /* what has fewer was edited much */
    REPLY_EDITED_PERCENT = 50,
    /* what has as many was sent as it stands */
    REPLY_WHOLE_PERCENT = 90
};

struct reply_use {
    struct str case_number;
    int64_t message_id;
    struct str author_name; /* may be empty */
    int64_t created_unix_s;
    struct str text; /* of the message */
    int word_count;
    int kept_count;
};

static inline bool reply_is_used(int kept_count, int word_count)
{
    return kept_count * 100 >= word_count * REPLY_USED_PERCENT;
}

static inline bool reply_was_edited(int kept_count, int word_count)
{
    return kept_count * 100 < word_count * REPLY_EDITED_PERCENT;
}

static inline bool reply_was_whole(int kept_count, int word_count)
{
    return kept_count * 100 >= word_count * REPLY_WHOLE_PERCENT;
}

/* The newest `limit` messages that use the reply of the article, from
 * `since_unix_s` on, the newest first; in `arena`. */
SLV_MUST_CHECK enum slv_status
reply_uses_list(struct case_store *store, struct str article_id,
                int64_t since_unix_s, size_t limit, struct arena *arena,
                struct reply_use **out, size_t *count, struct slv_error *err);

/* Ids of articles whose replies were edited much in at least `min` messages from
 * `since_unix_s` on, in their order. */
SLV_MUST_CHECK enum slv_status
reply_uses_list_edited(struct case_store *store, int64_t since_unix_s, int min,
                       struct arena *arena, struct str_list *out,
                       struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
