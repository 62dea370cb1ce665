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
                                     size_t limit, struct slv_article **out,
                                     size_t *count, struct slv_error *err)
{
    struct slv_reader *reader;
    uint64_t total;
    enum slv_status status = worker_reader(request->worker, &reader, err);

    if (status != SLV_OK)
        return status;
    return slv_article_list(reader, 0, limit, request->arena, out, count,
                            &total, err);
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
    enum slv_status status =
        list_articles(request, FEED_ENTRIES, &articles, &count, err);

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
    enum slv_status status = need_base_url(app, err);

    if (status == SLV_OK)
        status = list_articles(request, SITEMAP_ARTICLES_MAX - 1, &articles,
                               &count, err);
    if (status != SLV_OK)
        return status;
    response->content_type = "application/xml; charset=utf-8";
    feed_sitemap_write(&response->body, app->site, articles, count);
    return SLV_OK;
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
