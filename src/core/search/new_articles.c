/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * New articles to bytes and back. The order of the fields is the format;
 * changing it raises SCHEMA_VERSION.
 */
#include "core/search/new_articles.h"

#include "base/arena.h"
#include "base/pack.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"

enum { SECONDS_PER_DAY = 24 * 60 * 60 };

void new_articles_write(const struct new_article *items, size_t count,
                        struct strbuf *out)
{
    pack_uint(out, count);
    for (size_t i = 0; i < count; i++) {
        pack_str(out, items[i].id);
        pack_int(out, items[i].first_seen_unix_s);
        pack_uint(out, items[i].is_seldom_read);
    }
}

void new_articles_read(struct str bytes, struct arena *arena,
                       struct strmap *map)
{
    struct unpack in = {bytes, false};
    size_t count = bytes.len ? unpack_count(&in) : 0;
    struct new_article *items = arena_calloc(arena, count, sizeof *items);

    for (size_t i = 0; i < count; i++) {
        items[i].id = arena_str(arena, unpack_str(&in));
        items[i].first_seen_unix_s = unpack_int(&in);
        items[i].is_seldom_read = unpack_uint(&in) != 0;
        if (in.is_damaged)
            return;
        *strmap_slot(map, items[i].id, NULL) = &items[i];
    }
}

bool new_article_is_new(const struct new_article *article, int64_t now_unix_s)
{
    return article->is_seldom_read ||
           now_unix_s - article->first_seen_unix_s <
               (int64_t) NEW_ARTICLE_DAYS * SECONDS_PER_DAY;
}
