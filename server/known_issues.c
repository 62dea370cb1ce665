/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding known issues (known_issues.h): one search by tag, and the products of a
 * customer's latest cases.
 */
#include "server/known_issues.h"

#include "base/arena.h"
#include "base/config.h"
#include "base/str.h"
#include "server/app.h"
#include "store/customer_use.h"

enum { USES_READ = 20 };

static void add_product(struct str_list *products, struct str product)
{
    if (product.len > 0)
        products->items[products->count++] = product;
}

/* None of them: not known. */
static struct str_list products_of(struct app *app,
                                   const struct request *request,
                                   struct str customer, struct str product)
{
    struct str_list products = {
        arena_calloc(request->arena, USES_READ + 1, sizeof(struct str)), 0};
    struct customer_use *uses;
    size_t count;

    add_product(&products, product);
    if (products.count > 0 || !app->cases || customer.len == 0 ||
        customer_use_list(app->cases, customer, USES_READ, request->arena,
                          &uses, &count, NULL) != SLV_OK)
        return products;
    for (size_t i = 0; i < count; i++)
        add_product(&products, uses[i].product);
    return products;
}

static bool matches(const struct slv_hit *hit, const struct str_list *products)
{
    if (hit->state != SLV_STATE_PUBLISHED)
        return false;
    if (hit->products.count == 0 || products->count == 0)
        return true;
    for (size_t i = 0; i < hit->products.count; i++)
        for (size_t k = 0; k < products->count; k++)
            if (str_equal_nocase(hit->products.items[i], products->items[k]))
                return true;
    return false;
}

void known_issues_find(struct app *app, const struct request *request,
                       struct str customer, struct str product,
                       struct known_issues *out)
{
    struct str tag = app->config->known_issue_tag;
    struct slv_search_request wanted = {.limit = KNOWN_ISSUES_READ};
    struct slv_search_result found;
    struct slv_reader *reader;
    struct str_list products;

    *out = (struct known_issues){.count = 0};
    if (tag.len == 0)
        return;
    wanted.filters[SLV_FACET_TAG] = (struct str_list){&tag, 1};
    if (request_reader(request, &reader, NULL) != SLV_OK ||
        slv_search(reader, &wanted, request->arena, &found, NULL) != SLV_OK ||
        found.hit_count == 0)
        return;
    products = products_of(app, request, customer, product);
    for (size_t i = 0; i < found.hit_count && out->count < KNOWN_ISSUES_SHOWN;
         i++)
        if (matches(&found.hits[i], &products))
            out->hits[out->count++] = &found.hits[i];
}

void known_issues_for_reader(struct app *app, const struct request *request,
                             struct str product, struct known_issues *out)
{
    known_issues_find(app, request,
                      request->user ? request->user->customer : STR(""),
                      product, out);
}
