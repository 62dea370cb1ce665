/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The shell of every page, and the small pieces that several pages share. All
 * functions append to `out` and touch nothing else.
 *
 * Ids of the pages begin with "~": no id that an article can bring has one
 * (text/markdown.h), so "## Main" and the content never share a name.
 */
#ifndef SERVER_PAGES_LAYOUT_H
#define SERVER_PAGES_LAYOUT_H

#include "server/pages/site.h"
#include "solvent/search.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct strbuf;
struct visitor;

struct page {
    const struct site *site;
    const struct visitor *visitor; /* NULL: nobody in particular */
    struct str title;              /* empty: the name of the site alone */
    struct str description; /* for search engines and previews; may be empty */
    struct str
        path; /* canonical, percent-encoded, "/articles/x"; empty: none */
    struct str query; /* stands in the search box */
    const struct slv_search_request
        *kept; /* its filters stay when the box is used again; may be NULL */
    bool has_own_search; /* the page brings its search box itself */
    bool is_hidden;      /* from search engines */
    bool is_article;     /* loads article.js too */
    bool is_results;     /* loads results.js too */
    bool is_desk;        /* of the desk: loads desk.css and desk.js too */
    const char *look;    /* one more style sheet of the desk, or NULL */
    bool is_report;      /* loads reports.css, chart.js and reports.js too */
    bool has_help;       /* explains beside the box how to search */
};

/* Everything before the content, and after it. The content is inside <main>. */
void layout_begin(struct strbuf *out, const struct page *page);
void layout_end(struct strbuf *out, const struct page *page);

/* The search form. `is_first`: takes the focus when the page opens. */
void layout_search_box(struct strbuf *out, const struct page *page,
                       bool is_first);
/* The way to a person: a paragraph with `before` (a sentence, may be empty) and the
 * link; nothing when no contact is configured. */
void layout_contact(struct strbuf *out, const struct site *site,
                    const char *before);

/* --- pieces --- */

/* "/assets/<hash>/<name>", ready for an attribute. The asset must exist. */
void layout_asset_url(struct strbuf *out, const char *name);
/* <time datetime="2026-09-14">14 September 2026</time>, or "14 Sep 2026". */
void layout_date(struct strbuf *out, int64_t unix_s, bool is_short);
/* 1,234,567 */
void layout_number(struct strbuf *out, uint64_t number);
/* "1 article", "1,234 articles" */
void layout_articles(struct strbuf *out, uint64_t number);
/* Texts, with ", " between them. */
void layout_list(struct strbuf *out, const struct str_list *list);
/* " lang="de"", and where it is written from right to left " dir="rtl"", for
 * the tag of an element; nothing for an empty tag. */
void layout_lang(struct strbuf *out, struct str language);
/* "German", "Portuguese (BR)". */
void layout_language(struct strbuf *out, struct str language);
/* A section's role as customers read it: "Solution"; "" for none. */
const char *layout_role(enum slv_role role);

/* --- addresses of searches, ready for an attribute --- */

/* How the address differs from the search it is made from. */
struct search_change {
    bool drop_filters; /* all of them */
    const char *lang;  /* the reader's choice of language; NULL: the same */
    bool is_verbatim;  /* searches exactly what was typed */
    bool toggle;       /* take `value` of `facet` in or out */
    enum slv_facet facet;
    struct str value;
    const struct str *query; /* instead of its own; NULL: the same */
    size_t page;             /* 2 and more; 0 and 1: the first */
};
void layout_search_url(struct strbuf *out,
                       const struct slv_search_request *request,
                       const struct search_change *change);

#endif
