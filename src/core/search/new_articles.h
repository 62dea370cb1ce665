/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Articles that came after the first build and that few have read yet: what a
 * shard of cases says of the articles beside it (metadata SCHEMA_NEW_KEY). The
 * ranking leaves them where their words put them until a case speaks for them
 * (learn.h).
 */
#ifndef SEARCH_NEW_ARTICLES_H
#define SEARCH_NEW_ARTICLES_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;
struct strmap;

enum {
    NEW_ARTICLE_DAYS = 30,    /* since it was first seen */
    NEW_ARTICLE_SESSIONS = 20 /* that opened it from a search */
};

struct new_article {
    struct str id;
    int64_t first_seen_unix_s;
    bool is_seldom_read; /* opened in fewer sessions than that */
};

/* As bytes, appended to `out`. */
void new_articles_write(const struct new_article *items, size_t count,
                        struct strbuf *out);
/* Add those in `bytes` to `map`, by id, in `arena`. Of damaged bytes what can be
 * read. */
void new_articles_read(struct str bytes, struct arena *arena,
                       struct strmap *map);

/* Is it still new at this time? */
bool new_article_is_new(const struct new_article *article, int64_t now_unix_s);

#endif
