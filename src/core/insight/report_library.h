/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What reports ask of articles: those that the reader of the ask sees, by their
 * ids. Only report*.c include this.
 */
#ifndef INSIGHT_REPORT_LIBRARY_H
#define INSIGHT_REPORT_LIBRARY_H

#include "core/insight/report_parts.h"
#include "solvent/article.h"

struct strmap;

enum { REPORT_WHOLE_MAX = 5000 };

struct report_library {
    struct slv_reader *reader; /* NULL: there is no article */
    struct arena *arena;
    struct strmap *whole; /* of what was read */
    size_t whole_count;
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
/* An article with all that its file says, read once; NULL when there is none, and
 * as lists have it when REPORT_WHOLE_MAX others were read already. */
const struct slv_article *report_library_whole(struct report_library *library,
                                               struct str id);
/* The day on which an article was published: as the site wrote it down, else the
 * one that its file names. False when neither says. */
bool report_published_day(const struct report_days *days,
                          struct report_library *library, struct str id,
                          int64_t *day);
/* NULL: there is none. */
const struct slv_article *report_library_find(const struct report_library *from,
                                              struct str id);

#endif
