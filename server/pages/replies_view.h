/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of the answers that use the reply of one article: how much of it
 * each kept, and what was changed.
 */
#ifndef SERVER_PAGES_REPLIES_VIEW_H
#define SERVER_PAGES_REPLIES_VIEW_H

#include "server/pages/desk.h"
#include "solvent/article.h"
#include "store/article_evidence.h"
#include "store/reply_uses.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct strbuf;

enum { REPLIES_SHOWN = 50 };

struct replies_row {
    const struct reply_use *use;
    struct str reply; /* as the article gives it now for that case; empty: it
                         has none any more */
};

struct replies_view {
    struct desk desk;
    const struct slv_article *article;
    struct article_evidence evidence; /* since the last review */
    int64_t since_unix_s;             /* that review, or a year ago */
    const struct replies_row *rows;   /* the newest first */
    size_t count;
    bool has_more; /* than are shown */
    bool may_edit; /* the article */
};

/* Append the address of the page of an article. */
void replies_url(struct strbuf *out, struct str article_id);
void replies_view_write(struct strbuf *out, const struct replies_view *view,
                        struct arena *arena);

#endif
