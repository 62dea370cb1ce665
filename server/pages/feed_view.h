/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What programs read about the site: the feed, the sitemap, the search
 * description for browsers, and robots.txt.
 *
 * Sitemap and search description consist of whole addresses, so they need a
 * configured base address; a feed does not: its links are then relative, which
 * Atom allows, and its ids never depend on the address.
 */
#ifndef SERVER_PAGES_FEED_VIEW_H
#define SERVER_PAGES_FEED_VIEW_H

#include "server/pages/site.h"
#include "solvent/article.h"

#include <stddef.h>

struct arena;
struct strbuf;

enum { SITEMAP_ARTICLES_MAX = 50000 /* sitemaps.org: one file */ };

/* Atom (RFC 4287), the articles in the order given. `now_unix_s` stands in for
 * the date of an empty feed. */
void feed_atom_write(struct strbuf *out, const struct site *site,
                     const struct slv_article *articles, size_t count,
                     int64_t now_unix_s);
/* Both: site->base_url is not empty. */
void feed_sitemap_write(struct strbuf *out, const struct site *site,
                        const struct slv_article *articles, size_t count);
void feed_opensearch_write(struct strbuf *out, const struct site *site);
void feed_robots_write(struct strbuf *out, const struct site *site);

#endif
