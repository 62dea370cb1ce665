/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which articles need somebody: those that evidence speaks against, those whose
 * review is due, those that were never finished, those that the clock changes
 * soon. From lists of articles and of what happened with them; reading these is
 * left to the callers.
 *
 * Threads: no state; any.
 */
#ifndef CORE_INSIGHT_HEALTH_LISTS_H
#define CORE_INSIGHT_HEALTH_LISTS_H

#include "solvent/article.h"
#include "store/article_evidence.h"
#include "store/publish_store.h"

struct arena;

enum {
    HEALTH_AGAINST_MIN = 2,     /* one complaint is no evidence */
    HEALTH_EVIDENCE_DAYS = 365, /* what is older says nothing of today */
    HEALTH_REWRITTEN_MIN = 3, /* replies, and by HEALTH_REWRITERS_MIN people */
    HEALTH_REWRITERS_MIN = 2
};

/* How far `against` of `total` speaks against an article, 0 to 1: the lower
 * bound of the 80 % interval for a share (E. B. Wilson, "Probable inference, the
 * law of succession, and statistical inference", 1927, with z = 1.2816), so that
 * two complaints of two readers count less than twenty of thirty. 0 when
 * `total` is 0. */
double health_doubt(uint64_t against, uint64_t total);

struct health_row {
    const struct slv_article *article;
    const struct article_hold *hold; /* of `held`; else NULL */
    /* What happened since it was last reviewed; zeros when nothing did. */
    struct article_evidence evidence;
    double doubt; /* health_doubt() of it; 0 below HEALTH_AGAINST_MIN */
};

struct health_rows {
    struct health_row *items;
    size_t count;
};

struct health {
    struct health_rows doubtful;   /* published ones, most doubtful first */
    struct health_rows held;       /* a newer text waits, since searches would
                                      lose the article; the longest first */
    struct health_rows due;        /* published, health_review_is_due(); longest
                                    due first */
    struct health_rows unfinished; /* drafts and reviewed ones that are not
                                      scheduled, oldest first */
};

/* How many of the complaints and of all of it there are. */
uint64_t health_against(const struct article_evidence *evidence);
uint64_t health_total(const struct article_evidence *evidence);

/* Has its date review_after come, and was it not reviewed since? */
bool health_review_is_due(const struct slv_article *article,
                          int64_t now_unix_s);
/* Do several people rewrite the article's reply more often than not? Then it is
 * the reply that is to be mended, and not their way of writing. */
bool health_reply_is_rewritten(const struct article_evidence *evidence);

/* Sort `articles` into the lists, with the evidence of each; `evidence` is in
 * the order of ids, as article_evidence_list() gives it. With `owner` (not
 * empty) those of that owner alone. Rows are in `arena` and borrow the
 * articles. out->held stays empty; health_add_held() fills it. */
void health_sort(const struct slv_article *articles, size_t article_count,
                 const struct article_evidence *evidence, size_t evidence_count,
                 struct str owner, int64_t now_unix_s, struct arena *arena,
                 struct health *out);
/* Add the articles that `holds` are of, in their order; of `owner` alone when
 * that is not empty. `articles` are in the order of ids. */
void health_add_held(const struct slv_article *articles, size_t article_count,
                     const struct article_hold *holds, size_t hold_count,
                     struct str owner, struct arena *arena, struct health *out);

#endif
