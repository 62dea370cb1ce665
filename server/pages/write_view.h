/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page for writing an article: the text, how it will look, and what the
 * checker finds in it.
 */
#ifndef SERVER_PAGES_WRITE_VIEW_H
#define SERVER_PAGES_WRITE_VIEW_H

#include "core/article/diagnostics.h"
#include "server/article_history.h"
#include "server/pages/desk.h"
#include "solvent/article.h"
#include "text/html_write.h"

struct write_view {
    struct desk desk;
    bool is_new;
    bool is_preview; /* what was typed is looked at, and nothing else */
    bool may_publish;
    struct str id;              /* of the article; as typed, when it is new */
    struct str path;            /* of its file */
    struct str text;            /* as typed */
    struct str digest;          /* of the file that it was made from */
    struct slv_article article; /* what the text says */
    struct html_safe preview;
    bool is_too_long; /* to be looked at: there is no preview */
    struct diagnostics findings;
    struct str mistake;
    struct str done;
    bool is_conflict;
    struct str other; /* what stands in the file, of a conflict */
    struct article_history history;
    bool is_held;                   /* readers do not have what the file says */
    const struct hold_loss *losses; /* searches that would lose the article */
    size_t loss_count;
    struct str anyhow;        /* the action that was stopped by them */
    struct str reason;        /* as typed */
    struct str difference_of; /* the version that is compared; empty: none */
    struct html_safe difference;
};

void write_view_page(struct strbuf *out, const struct write_view *view);

/* "/write/<id>", ready for an attribute. */
void write_url(struct strbuf *out, struct str id);

#endif
