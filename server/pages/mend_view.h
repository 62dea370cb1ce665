/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Articles to mend: what is wrong with which, who said so and in which case;
 * versions that fix a cause and do not stand in the article; what was done last.
 */
#ifndef SERVER_PAGES_MEND_VIEW_H
#define SERVER_PAGES_MEND_VIEW_H

#include "server/pages/desk.h"
#include "store/mend_store.h"

struct strbuf;

struct mend_row {
    const struct mend *mend;
    struct str title; /* empty: no such article any more */
    struct str owner; /* user name; empty: any writer */
    bool is_own;      /* of whoever looks */
};

struct mend_fix_row {
    const struct mend_fixed *fixed;
    struct str title;
    struct str stands; /* version that stands in the article; may be empty */
};

struct article_rewritten;

struct mend_view {
    struct desk desk;
    const struct mend_row *open; /* the own first */
    size_t open_count;
    size_t own_count;
    const struct mend_fix_row *fixes;
    size_t fix_count;
    const struct article_rewritten *rewritten; /* by their ids */
    size_t rewritten_count;
    const struct mend_row *done;
    size_t done_count;
    bool has_more;
    struct str typed_case; /* of a form that was refused */
    struct str typed_article;
    struct str typed;
    struct str mistake;
    struct str did; /* a sentence: what was done */
};

void mend_view_write(struct strbuf *out, const struct mend_view *view);

#endif
