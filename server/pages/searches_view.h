/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of what people searched, as its handler fills it.
 */
#ifndef SERVER_PAGES_SEARCHES_VIEW_H
#define SERVER_PAGES_SEARCHES_VIEW_H

#include "server/pages/desk.h"
#include "server/searches.h"

struct strbuf;

enum { SEARCHES_SHOWN = 25 };

struct searches_view {
    struct desk desk;
    const struct searches_range *range;
    struct str kept_days; /* "forever", or how many days searches are kept */
    struct arena *arena;
    struct str from; /* days, as they stand in the form */
    struct str to;
    struct str mistake;
    struct str newest; /* the day of the newest search; empty: in the range */
    bool is_off;       /* searches are not recorded */
    struct search_period total;
    const struct search_period *periods; /* oldest first */
    size_t period_count;
    struct {
        const struct search_count *rows;
        size_t count;
    } tables[SEARCH_REPORT_COUNT]; /* as searches_tables[] */
    const struct unhelpful_article *articles;
    size_t article_count;
};

void searches_view_write(struct strbuf *out, const struct searches_view *view);

#endif
