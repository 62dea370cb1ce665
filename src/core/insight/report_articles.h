/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What reports ask of articles: those that the reader of the ask sees, by their
 * ids. Only report*.c include this.
 */
#ifndef INSIGHT_REPORT_ARTICLES_H
#define INSIGHT_REPORT_ARTICLES_H

#include "core/insight/report_parts.h"
#include "solvent/article.h"

struct strmap;

struct report_library {
    const struct slv_article *articles; /* without text, in the arena */
    size_t count;
    struct strmap *places;
    const struct report_publication *publications; /* by article id */
    size_t publication_count;
};

/* Without a reader there are none. Statuses of slv_article_list() and of
 * store/report_store.h. */
SLV_MUST_CHECK enum slv_status
report_library_open(const struct report_making *making,
                    struct report_library *out, struct slv_error *err);
void report_library_close(struct report_library *library);
/* When an article was published: as the site wrote it down, else the day that
 * its file names, else 0. */
int64_t report_published_unix_s(const struct report_library *library,
                                const struct slv_article *article);
/* NULL: there is none. */
const struct slv_article *report_library_find(const struct report_library *from,
                                              struct str id);

#endif
