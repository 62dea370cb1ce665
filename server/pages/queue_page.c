/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /cases: the cases that the parameters of the address choose.
 */
#include "base/arena.h"
#include "base/str.h"
#include "server/pages/desk_page.h"
#include "server/pages/queue_view.h"
#include "server/router.h"
#include "server/work_queue.h"
#include "store/people_store.h"
#include "text/utf8.h"

enum { CHOICES_MAX = 500, PAGES_MAX = 1000 };

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
    int64_t page;

    filter->states = 1u << CASE_OPEN | 1u << CASE_WAITING;
    view->state = STR("");
    if (str_equal(state, STR("all")) || case_state_parse(state, &one)) {
        view->state = state;
        filter->states = str_equal(state, STR("all")) ? 0 : 1u << one;
    }
    filter->duty = queue_duty_parse(param(request, "duty"));
    filter->is_unowned = str_equal(owner, STR("-"));
    if (!filter->is_unowned)
        filter->agent = owner;
    filter->product = param(request, "product");
    filter->text =
        utf8_prefix(param(request, "words"), CASE_QUEUE_TEXT_BYTES_MAX);
    if (!request_param_int(request, "before", 0, INT64_MAX, 0,
                           &filter->before_change))
        filter->before_change = 0;
    if (!request_param_int(request, "page", 1, PAGES_MAX, 1, &page))
        page = 1;
    view->page = (size_t) page;
    view->is_near = str_equal(param(request, "time"), STR("near"));
    if (view->is_near &&
        (filter->states & 1u << CASE_CLOSED || filter->states == 0)) {
        filter->states = 1u << CASE_OPEN | 1u << CASE_WAITING;
        view->state = STR("");
    }
}

static enum slv_status find_in_order(struct app *app,
                                     const struct request *request,
                                     struct queue_view *view,
                                     struct slv_error *err)
{
    size_t first = (view->page - 1) * QUEUE_PER_PAGE;
    struct work_queue queue;
    enum slv_status status =
        work_queue_read(app, &view->filter, view->is_near,
                        view->desk.now_unix_s, request->arena, &queue, err);

    if (status != SLV_OK)
        return status;
    if (first > queue.count)
        first = queue.count;
    view->near_count = queue.near_count;
    view->rows = queue.rows + first;
    view->clocks = queue.clocks + first;
    view->row_count = queue.count - first;
    view->has_more = view->row_count > QUEUE_PER_PAGE;
    if (view->has_more)
        view->row_count = QUEUE_PER_PAGE;
    return SLV_OK;
}

static enum slv_status find_rows(struct app *app, const struct request *request,
                                 struct queue_view *view, struct slv_error *err)
{
    struct case_queue_row *rows = NULL;
    enum slv_status status;

    if (view->filter.states != 0 && !(view->filter.states & 1u << CASE_CLOSED))
        return find_in_order(app, request, view, err);
    status =
        case_store_list_queue(app->cases, &view->filter, QUEUE_PER_PAGE + 1,
                              request->arena, &rows, &view->row_count, err);
    view->rows = rows;
    view->has_more = status == SLV_OK && view->row_count > QUEUE_PER_PAGE;
    if (view->has_more)
        view->row_count = QUEUE_PER_PAGE;
    return status;
}

enum slv_status queue_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct queue_view view = {.row_count = 0};
    struct case_agent *agents = NULL;
    struct case_product *products = NULL;
    struct customer_hold *holds = NULL;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    read_filter(request, &view);
    status = find_rows(app, request, &view, err);
    if (status == SLV_OK)
        status = case_store_list_agents(app->cases, STR(""), CHOICES_MAX,
                                        request->arena, &agents,
                                        &view.agent_count, err);
    if (status == SLV_OK)
        status = case_store_list_products(app->cases, STR(""), CHOICES_MAX,
                                          request->arena, &products,
                                          &view.product_count, err);
    if (status == SLV_OK)
        status = customer_hold_list(app->cases, request->arena, &holds,
                                    &view.hold_count, err);
    if (status == SLV_OK)
        status = absent_read(app, request->arena, view.desk.now_unix_s,
                             &view.absent, err);
    if (status != SLV_OK)
        return status;
    view.agents = agents;
    view.products = products;
    view.holds = holds;
    if (request->user && request_may(request, RIGHT_CASES_WORK))
        view.login = request->user->login;
    response_html(response);
    queue_view_write(&response->body, &view);
    return SLV_OK;
}
