/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writes XML with the escaping of html_write: what it escapes, XML escapes
 * alike, and control bytes, which XML forbids, it replaces.
 */
#include "server/pages/feed_view.h"

#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "text/html_write.h"

enum { XML_ADDRESS_MAX = 8 * 1024 };

static void add_date(struct strbuf *out, int64_t unix_s)
{
    char text[CLOCK_ISO_BYTES];

    clock_format_iso(unix_s, text);
    strbuf_add_cstr(out, text);
}

static void add_address(struct strbuf *out, const struct site *site,
                        struct str id)
{
    struct strbuf url;

    strbuf_init(&url, XML_ADDRESS_MAX);
    article_url(&url, id, STR(""));
    html_attr(out, site->base_url);
    html_attr(out, strbuf_str(&url));
    strbuf_release(&url);
}

/* A UUID of version 8 (RFC 9562: made as one likes) from the digest of `name`,
 * so that an entry keeps its id when the site gets another address. */
static void add_uuid(struct strbuf *out, struct str name)
{
    struct hash128 hash = hash_bytes(name);
    uint64_t high = (hash.high & ~UINT64_C(0xf000)) | UINT64_C(0x8000);
    uint64_t low = (hash.low & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62;

    strbuf_add_format(out, "urn:uuid:%08llx-%04llx-%04llx-%04llx-%012llx",
                      (unsigned long long) (high >> 32),
                      (unsigned long long) (high >> 16 & 0xffff),
                      (unsigned long long) (high & 0xffff),
                      (unsigned long long) (low >> 48),
                      (unsigned long long) (low & UINT64_C(0xffffffffffff)));
}

static void add_entry(struct strbuf *out, const struct site *site,
                      const struct slv_article *article)
{
    html_markup(out, "<entry>\n<id>");
    add_uuid(out, article->id);
    html_markup(out, "</id>\n<title>");
    html_text(out, article->title);
    html_markup(out, "</title>\n<link rel=\"alternate\" type=\"text/html\" "
                     "href=\"");
    add_address(out, site, article->id);
    html_markup(out, "\"/>\n<updated>");
    add_date(out, article->updated_unix_s);
    html_markup(out, "</updated>\n");
    if (article->published_on_unix_s > 0) {
        html_markup(out, "<published>");
        add_date(out, article->published_on_unix_s);
        html_markup(out, "</published>\n");
    }
    for (size_t i = 0; i < article->products.count; i++) {
        html_markup(out, "<category term=\"");
        html_attr(out, article->products.items[i]);
        html_markup(out, "\"/>\n");
    }
    html_markup(out, "</entry>\n");
}

void feed_atom_write(struct strbuf *out, const struct site *site,
                     const struct slv_article *articles, size_t count,
                     int64_t now_unix_s)
{
    html_markup(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<id>");
    add_uuid(out, site->base_url.len > 0 ? site->base_url : site->name);
    html_markup(out, "</id>\n<title>");
    html_text(out, site->name);
    html_markup(out, "</title>\n<author><name>");
    html_text(out, site->name);
    html_markup(out, "</name></author>\n<link rel=\"self\" "
                     "type=\"application/atom+xml\" href=\"");
    html_attr(out, site->base_url);
    html_markup(out, "/feed.atom\"/>\n<link rel=\"alternate\" "
                     "type=\"text/html\" href=\"");
    html_attr(out, site->base_url);
    html_markup(out, "/\"/>\n<updated>");
    add_date(out, count > 0 ? articles[0].updated_unix_s : now_unix_s);
    html_markup(out, "</updated>\n");
    for (size_t i = 0; i < count; i++)
        add_entry(out, site, &articles[i]);
    html_markup(out, "</feed>\n");
}

size_t feed_sitemap_parts(uint64_t article_count)
{
    if (article_count == 0)
        return 1;
    return (size_t) ((article_count - 1) / SITEMAP_ARTICLES_MAX) + 1;
}

void feed_sitemap_index_write(struct strbuf *out, const struct site *site,
                              size_t parts)
{
    html_markup(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                     "<sitemapindex xmlns="
                     "\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    for (size_t part = 1; part <= parts; part++) {
        html_markup(out, "<sitemap><loc>");
        html_text(out, site->base_url);
        strbuf_add_format(out, "/sitemap.xml?part=%zu</loc></sitemap>\n", part);
    }
    html_markup(out, "</sitemapindex>\n");
}

void feed_sitemap_write(struct strbuf *out, const struct site *site,
                        const struct slv_article *articles, size_t count,
                        bool is_first)
{
    html_markup(
        out,
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    if (is_first) {
        html_markup(out, "<url><loc>");
        html_text(out, site->base_url);
        html_markup(out, "/</loc></url>\n");
    }
    for (size_t i = 0; i < count; i++) {
        html_markup(out, "<url><loc>");
        add_address(out, site, articles[i].id);
        html_markup(out, "</loc><lastmod>");
        add_date(out, articles[i].updated_unix_s);
        html_markup(out, "</lastmod></url>\n");
    }
    html_markup(out, "</urlset>\n");
}

void feed_opensearch_write(struct strbuf *out, const struct site *site)
{
    html_markup(out,
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                "<OpenSearchDescription "
                "xmlns=\"http://a9.com/-/spec/opensearch/1.1/\">\n<ShortName>");
    html_text(out, site->name);
    html_markup(out, "</ShortName>\n<Description>");
    html_text(out, site->tagline);
    html_markup(out, "</Description>\n<InputEncoding>UTF-8</InputEncoding>\n"
                     "<Image width=\"16\" height=\"16\" "
                     "type=\"image/svg+xml\">");
    html_text(out, site->base_url);
    html_markup(out, "/favicon.svg</Image>\n<Url type=\"text/html\" "
                     "template=\"");
    html_attr(out, site->base_url);
    html_markup(out, "/search?q={searchTerms}\"/>\n"
                     "</OpenSearchDescription>\n");
}

void feed_robots_write(struct strbuf *out, const struct site *site)
{
    /* Articles are for everyone; searches are endless and hold nothing else. */
    strbuf_add_cstr(out, "User-agent: *\nDisallow: /search\nDisallow: /api/\n");
    if (site->base_url.len > 0) {
        strbuf_add_cstr(out, "\nSitemap: ");
        strbuf_add_str(out, site->base_url);
        strbuf_add_cstr(out, "/sitemap.xml\n");
    }
}
