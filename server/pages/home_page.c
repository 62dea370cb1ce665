/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /: asks the index for the products and the newest articles.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/pages/home_view.h"
#include "server/pages/pages.h"
#include "server/pages/visitor.h"
#include "server/router.h"

enum { HOME_RECENT = 8, HOME_PRODUCTS = 16 };

enum slv_status page_count_articles(struct slv_reader *reader,
                                    struct arena *arena, uint64_t *out,
                                    struct slv_error *err)
{
    struct slv_article *articles;
    size_t count;

    return slv_article_list(reader, 0, 0, arena, &articles, &count, out, err);
}

enum slv_status home_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    struct slv_search_request every = {.want_facets = true};
    struct slv_search_result result = {.total = 0};
    struct slv_article *recent = NULL;
    struct home_view view = {.site = app->site,
                             .visitor = page_visitor(app, request)};
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    if (status == SLV_OK)
        status = slv_search(reader, &every, request->arena, &result, err);
    if (status == SLV_OK)
        status =
            slv_article_list(reader, 0, HOME_RECENT, request->arena, &recent,
                             &view.recent_count, &view.total, err);
    if (status != SLV_OK)
        return status;
    known_issues_for_reader(app, request, STR(""), &view.issues);
    view.recent = recent;
    view.products = result.facets[SLV_FACET_PRODUCT].values;
    view.product_count = result.facets[SLV_FACET_PRODUCT].count;
    if (view.product_count > HOME_PRODUCTS)
        view.product_count = HOME_PRODUCTS;
    response_html(response);
    home_view_write(&response->body, &view);
    return SLV_OK;
}
