/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What article_read.c and article_front.c share: the reading of one article.
 * Only they include this.
 */
#ifndef ARTICLE_PARTS_H
#define ARTICLE_PARTS_H

#include "core/article/article_read.h"

struct front_matter;

struct article_reading {
    const struct article_rules *rules;
    struct arena *arena;
    struct slv_article *article;
    struct diagnostics *diagnostics;
    bool is_doubtful; /* what cannot be understood is not shown to customers */
    bool is_fragment; /* a piece of other articles */
};

/* Fill the members that the front matter names. What decides who may read the
 * article and cannot be understood makes it internal. */
void article_read_front(struct article_reading *reading,
                        const struct front_matter *front);
/* Give the article the state that its schedule asks for at `now_unix_s`. When
 * it changes next; 0: never. */
int64_t article_apply_schedule(struct article_reading *reading,
                               int64_t now_unix_s);

#endif
