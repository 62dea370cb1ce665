/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /cases: the cases that the parameters of the address choose.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/pages/desk_page.h"
#include "server/pages/queue_view.h"
#include "server/router.h"
#include "store/people_store.h"
#include "text/utf8.h"

enum { CHOICES_MAX = 500 };

static struct str param(const struct request *request, const char *name)
{
    return str_trim(
        utf8_repair(request_param(request, name), request->arena, NULL));
}

static void read_filter(const struct request *request, struct queue_view *view)
{
    struct case_queue_filter *filter = &view->filter;
    struct str owner = param(request, "agent");
    struct str state = param(request, "state");
    enum case_state one;

    filter->states = 1u << CASE_OPEN | 1u << CASE_WAITING;
    view->state = STR("");
    if (str_equal(state, STR("all")) || case_state_parse(state, &one)) {
        view->state = state;
        filter->states = str_equal(state, STR("all")) ? 0 : 1u << one;
    }
    filter->is_unowned = str_equal(owner, STR("-"));
    if (!filter->is_unowned)
        filter->agent = owner;
    filter->product = param(request, "product");
    filter->text =
        utf8_prefix(param(request, "words"), CASE_QUEUE_TEXT_BYTES_MAX);
    if (!request_param_int(request, "before", 0, INT64_MAX, 0,
                           &filter->before_change))
        filter->before_change = 0;
}

enum slv_status queue_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct queue_view view = {.row_count = 0};
    struct case_queue_row *rows = NULL;
    struct case_agent *agents = NULL;
    struct case_product *products = NULL;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    read_filter(request, &view);
    status = case_store_list_queue(app->cases, &view.filter, QUEUE_PER_PAGE + 1,
                                   request->arena, &rows, &view.row_count, err);
    if (status == SLV_OK)
        status = case_store_list_agents(app->cases, STR(""), CHOICES_MAX,
                                        request->arena, &agents,
                                        &view.agent_count, err);
    if (status == SLV_OK)
        status = case_store_list_products(app->cases, STR(""), CHOICES_MAX,
                                          request->arena, &products,
                                          &view.product_count, err);
    if (status != SLV_OK)
        return status;
    view.rows = rows;
    view.agents = agents;
    view.products = products;
    view.has_more = view.row_count > QUEUE_PER_PAGE;
    if (view.has_more)
        view.row_count = QUEUE_PER_PAGE;
    if (request->user && request_may(request, RIGHT_CASES_WORK))
        view.login = request->user->login;
    response_html(response);
    queue_view_write(&response->body, &view);
    return SLV_OK;
}
