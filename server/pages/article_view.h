/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The article page: what it applies to, the text, its contents, who reviewed it
 * when, and the question whether it helped.
 */
#ifndef SERVER_PAGES_ARTICLE_VIEW_H
#define SERVER_PAGES_ARTICLE_VIEW_H

#include "server/pages/site.h"
#include "solvent/article.h"
#include "store/mend_store.h"
#include "text/html_write.h"

#include <stddef.h>

struct arena;
struct strbuf;
struct visitor;

/* How far the reader is with the question at the end. */
enum feedback_step {
    FEEDBACK_ASK,       /* Was this helpful? */
    FEEDBACK_YES,       /* said yes; may add a sentence */
    FEEDBACK_NO,        /* said no; may say what was missing */
    FEEDBACK_DONE,      /* thanks */
    FEEDBACK_TOO_LONG,  /* the sentence is too long: shown again */
    FEEDBACK_NOT_STORED /* it could not be kept: shown again */
};

struct article_view {
    const struct site *site;
    const struct visitor *visitor;
    const struct slv_article *article;
    struct html_safe body;
    struct mend_fix fix; /* what a case says and the article does not yet, for
                            those who may read cases; else empty */
    struct str query;    /* of the search that led here; may be empty */
    const struct slv_article *related; /* nearest first, without text */
    size_t related_count;
    bool has_marks; /* its words are marked in the body */
    enum feedback_step step;
    struct str token;   /* of the answer that a sentence may be added to */
    bool is_unhelpful;  /* what that answer was, in the last two steps */
    struct str comment; /* as typed, in the last two steps */
};

void article_view_write(struct strbuf *out, const struct article_view *view,
                        struct arena *arena);

/* The article's Markdown without its sections for the desk (canned replies,
 * SLV_ROLE_REPLY), which customers do not need to see; article->markdown itself
 * when it has none. */
struct str article_view_markdown(const struct slv_article *article,
                                 struct arena *arena);
/* Its first sentences as plain text, at most 200 bytes, cut between words. */
struct str article_view_summary(const struct slv_article *article,
                                struct arena *arena);

#endif
