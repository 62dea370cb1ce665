/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of what somebody's articles did, written from lists that are read
 * already.
 */
#ifndef SERVER_PAGES_MY_ARTICLES_VIEW_H
#define SERVER_PAGES_MY_ARTICLES_VIEW_H

#include "server/pages/desk.h"
#include "solvent/article.h"
#include "store/feedback_store.h"
#include "store/praise_store.h"

struct strbuf;

enum { MY_ARTICLES_DAYS = 90 };

/* One article, with what happened. */
struct my_article {
    const struct slv_article *article;
    struct article_praise praise; /* zeros when nothing did */
    struct feedback_count readers;
};

/* A case that an article solved. */
struct my_case {
    const struct solved_case *solved;
    struct str title; /* of the article; its id when it is gone */
    struct str owner;
};

struct my_articles_view {
    struct desk desk;
    struct str of;   /* the login whose articles these are */
    struct str name; /* how others call that person */
    bool is_own;     /* of whoever looks at it */
    bool may_see_cases;
    const struct my_article *articles; /* most solved lately first */
    size_t article_count;
    uint64_t solved;       /* cases, in all */
    uint64_t solved_since; /* in the last MY_ARTICLES_DAYS days */
    const struct my_case *cases;
    size_t case_count;
    const struct my_case *team; /* of everybody */
    size_t team_count;
};
void my_articles_view_write(struct strbuf *out,
                            const struct my_articles_view *view);

#endif
