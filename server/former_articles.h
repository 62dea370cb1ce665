/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which of many articles an id means, when it may be one that an article had
 * before it was renamed or merged (`replaces`): what was said of the former one
 * goes on to be said of its successor. For one article there is article_find()
 * (server/article_links.h).
 */
#ifndef SERVER_FORMER_ARTICLES_H
#define SERVER_FORMER_ARTICLES_H

#include "solvent/article.h"
#include "solvent/search.h"

struct arena;

struct former_articles {
    struct slv_reader *reader;
    const struct slv_article *articles; /* in the order of ids; borrowed */
    size_t count;
    struct arena *arena;
    struct str last_id; /* asked for, and not an article's own */
    const struct slv_article *last;
};

/* The article that has this id, else the one that had it; NULL when none is.
 * Asks the index for an id that none of the articles has, and remembers the last
 * one. `id` must live as long as *former. */
const struct slv_article *former_articles_find(struct former_articles *former,
                                               struct str id);

#endif
