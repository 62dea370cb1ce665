/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /feed.atom, /sitemap.xml, /opensearch.xml and /robots.txt.
 */
#include "base/clock.h"
#include "base/strbuf.h"
#include "server/app.h"
#include "server/pages/feed_view.h"
#include "server/router.h"

enum { FEED_ENTRIES = 50 };

static enum slv_status list_articles(const struct request *request,
                                     size_t offset, size_t limit,
                                     struct slv_article **out, size_t *count,
                                     uint64_t *total, struct slv_error *err)
{
    struct slv_reader *reader;
    enum slv_status status = worker_reader(request->worker, &reader, err);

    if (status != SLV_OK)
        return status;
    return slv_article_list(reader, offset, limit, request->arena, out, count,
                            total, err);
}

static enum slv_status need_base_url(const struct app *app,
                                     struct slv_error *err)
{
    if (app->site->base_url.len > 0)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_NOT_FOUND,
                    "This needs the address of the site, and none is "
                    "configured");
    slv_hint(err, "Set base_url in the configuration file");
    return SLV_ERR_NOT_FOUND;
}

enum slv_status feed_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    struct slv_article *articles;
    size_t count;
    uint64_t total;
    enum slv_status status =
        list_articles(request, 0, FEED_ENTRIES, &articles, &count, &total, err);

    if (status != SLV_OK)
        return status;
    response->content_type = "application/atom+xml; charset=utf-8";
    if (count > 0)
        response->last_modified_unix_s = articles[0].updated_unix_s;
    feed_atom_write(&response->body, app->site, articles, count,
                    clock_unix_s());
    return SLV_OK;
}

enum slv_status sitemap_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct slv_article *articles;
    size_t count;
    uint64_t total;
    int64_t part;
    size_t parts;
    enum slv_status status = need_base_url(app, err);

    if (status == SLV_OK)
        status = list_articles(request, 0, 0, &articles, &count, &total, err);
    if (status != SLV_OK)
        return status;
    parts = feed_sitemap_parts(total);
    response->content_type = "application/xml; charset=utf-8";
    /* 0: none was asked for, and one may be enough */
    if (!request_param_int(request, "part", 1, (int64_t) parts, 0, &part))
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "There is no such part of the sitemap");
    if (part == 0 && parts > 1) {
        feed_sitemap_index_write(&response->body, app->site, parts);
        return SLV_OK;
    }
    part += part == 0;
    status =
        list_articles(request, (size_t) (part - 1) * SITEMAP_ARTICLES_MAX,
                      SITEMAP_ARTICLES_MAX, &articles, &count, &total, err);
    if (status == SLV_OK)
        feed_sitemap_write(&response->body, app->site, articles, count,
                           part == 1);
    return status;
}

enum slv_status opensearch_page(struct app *app, const struct request *request,
                                struct response *response,
                                struct slv_error *err)
{
    enum slv_status status = need_base_url(app, err);

    (void) request;
    if (status != SLV_OK)
        return status;
    response->content_type =
        "application/opensearchdescription+xml; charset=utf-8";
    feed_opensearch_write(&response->body, app->site);
    return SLV_OK;
}

enum slv_status robots_page(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    (void) request;
    (void) err;
    response->content_type = "text/plain; charset=utf-8";
    feed_robots_write(&response->body, app->site);
    return SLV_OK;
}
