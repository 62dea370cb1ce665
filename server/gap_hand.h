/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What people decide about gaps by hand, the same for the page and the API: a
 * name, two that are one, some cases that are a gap of their own, and back; a
 * draft, an article that covers it, that it is ignored or open again.
 */
#ifndef SERVER_GAP_HAND_H
#define SERVER_GAP_HAND_H

#include "server/router.h"
#include "store/coverage_store.h"

enum { GAP_SPLIT_CASES_MAX = 200, GAP_ARTICLE_BYTES = 400 };

struct gap_wish {
    struct str action;       /* GAP_ACTIONS */
    struct str name;         /* of name; empty: by its words again */
    int64_t into;            /* of merge: id of the other gap */
    const struct str *cases; /* of split: numbers */
    size_t case_count;
    struct str article; /* of cover: its id, or the address of its page */
};

#define GAP_ACTIONS "name, merge, split, undo, draft, cover, ignore or open"

/* Do it; *shown becomes the gap to look at after it. ERR_PERMISSION for who may
 * not; ERR_INPUT for an action or article that is not there; else as
 * store/coverage_store.h and server/gap_articles.h. */
SLV_MUST_CHECK enum slv_status
gap_hand_do(struct app *app, const struct request *request,
            const struct coverage_gap *gap, const struct gap_wish *wish,
            const struct case_actor *actor, int64_t *shown,
            struct slv_error *err);

#endif
