/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What happened with articles: cases that they resolved, cases that came back,
 * agents who said that one is wrong, readers whom it helped or not. What follows
 * from it is left to core/insight/health_lists.h.
 *
 * The store, statuses and threads are those of store/case_store.h.
 */
#ifndef STORE_ARTICLE_EVIDENCE_H
#define STORE_ARTICLE_EVIDENCE_H

#include "store/case_store.h"

#ifdef __cplusplus
extern "C" {
#endif

struct article_evidence {
    struct str article_id;
    uint64_t resolved;  /* cases that it resolved, and that stayed closed */
    uint64_t came_back; /* cases that were reopened after it resolved them */
    uint64_t wrong;     /* cases on which it was said to be wrong */
    uint64_t helpful;   /* readers' votes */
    uint64_t unhelpful;
    /* Messages that use its reply, and those of them that edited it much or sent
     * it as it stands (store/reply_uses.h). */
    uint64_t replies;
    uint64_t replies_edited;
    uint64_t replies_whole;
    uint64_t editors; /* people who edited it much */
    /* Cases, each once: in which its reply was edited much, and that do not
     * count as `came_back` or `wrong`; and in which it was sent as it stands
     * alone, and that no count above has. */
    uint64_t edited;
    uint64_t sent;
    /* Of the search log, by store/search_again.h; 0 from the case store. */
    uint64_t searchers;      /* visits that opened it from a search */
    uint64_t searched_again; /* those that then searched for the same */
};

/* What has happened from `since_unix_s` on and before `until_unix_s` with the
 * article `article_id`, or with each of which anything is known when that is
 * empty, in the order of their ids; in `arena`. */
SLV_MUST_CHECK enum slv_status
article_evidence_list(struct case_store *store, struct str article_id,
                      int64_t since_unix_s, int64_t until_unix_s,
                      struct arena *arena, struct article_evidence **out,
                      size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
