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

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct strbuf;

/* sitemaps.org: 50,000 addresses in one file; one is the home page's. */
enum { SITEMAP_ARTICLES_MAX = 50000 - 1 };

/* Atom (RFC 4287), the articles in the order given. `now_unix_s` stands in for
 * the date of an empty feed. */
void feed_atom_write(struct strbuf *out, const struct site *site,
                     const struct slv_article *articles, size_t count,
                     int64_t now_unix_s);
/* How many sitemaps so many articles need; at least 1. */
size_t feed_sitemap_parts(uint64_t article_count);
/* These three: site->base_url is not empty. */
/* One sitemap; the first names the home page too. */
void feed_sitemap_write(struct strbuf *out, const struct site *site,
                        const struct slv_article *articles, size_t count,
                        bool is_first);
/* The list of sitemaps: /sitemap.xml?part=1 and so on, to `parts`. */
void feed_sitemap_index_write(struct strbuf *out, const struct site *site,
                              size_t parts);
void feed_opensearch_write(struct strbuf *out, const struct site *site);
void feed_robots_write(struct strbuf *out, const struct site *site);

#endif
