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

#include <stdlib.h>

enum { CHOICES_MAX = 500, TIMELINES_MAX = 10000, PAGES_MAX = 1000 };

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
}

/* --- the order of work --- */

struct queued {
    struct case_queue_row row;
    struct case_timeline timeline;
    struct case_clocks clocks;
};

static int compare_queued(const void *a, const void *b)
{
    const struct queued *first = a;
    const struct queued *second = b;

    return clocks_compare(&first->clocks, &first->timeline, &second->clocks,
                          &second->timeline);
}

static int compare_timelines(const void *a, const void *b)
{
    const struct case_timeline *first = a;
    const struct case_timeline *second = b;

    return str_compare(first->number, second->number);
}

/* Put the rows in the order of work and keep one page of them. */
static enum slv_status order(struct app *app, const struct request *request,
                             struct case_queue_row *rows,
                             struct queue_view *view, struct slv_error *err)
{
    struct arena *arena = request->arena;
    struct queued *queue = arena_calloc(arena, view->row_count, sizeof *queue);
    struct case_clocks *shown =
        arena_calloc(arena, view->row_count, sizeof *shown);
    size_t first = (view->page - 1) * QUEUE_PER_PAGE;
    struct desk_clocks clocks;
    struct case_timeline *timelines = NULL;
    size_t count = 0;
    enum slv_status status = desk_clocks_read(app, arena, &clocks, err);

    if (status == SLV_OK)
        status = severity_store_list_timelines(app->cases, TIMELINES_MAX, arena,
                                               &timelines, &count, err);
    if (status != SLV_OK)
        return status;
    if (count > 0)
        qsort(timelines, count, sizeof *timelines, compare_timelines);
    for (size_t i = 0; i < view->row_count; i++) {
        const struct case_timeline wanted = {
            .number = rows[i].number,
            .customer = rows[i].customer,
            .severity = rows[i].severity,
            .state = rows[i].state,
            .opened_unix_s = rows[i].opened_unix_s,
        };
        const struct case_timeline *found =
            count > 0 ? bsearch(&wanted, timelines, count, sizeof wanted,
                                compare_timelines)
                      : NULL;

        queue[i].row = rows[i];
        queue[i].timeline = found ? *found : wanted;
        desk_clocks_of(&clocks, &queue[i].timeline, view->desk.now_unix_s,
                       &queue[i].clocks);
    }
    if (view->row_count > 0)
        qsort(queue, view->row_count, sizeof *queue, compare_queued);
    view->has_more = view->row_count > first + QUEUE_PER_PAGE;
    view->row_count = view->row_count > first ? view->row_count - first : 0;
    if (view->row_count > QUEUE_PER_PAGE)
        view->row_count = QUEUE_PER_PAGE;
    for (size_t i = 0; i < view->row_count; i++) {
        rows[i] = queue[first + i].row;
        shown[i] = queue[first + i].clocks;
    }
    view->clocks = shown;
    return SLV_OK;
}

static enum slv_status find_rows(struct app *app, const struct request *request,
                                 struct queue_view *view, struct slv_error *err)
{
    bool is_ordered =
        view->filter.states != 0 && !(view->filter.states & 1u << CASE_CLOSED);
    struct case_queue_row *rows = NULL;
    enum slv_status status =
        case_store_list_queue(app->cases, &view->filter,
                              is_ordered ? QUEUE_ROWS_MAX : QUEUE_PER_PAGE + 1,
                              request->arena, &rows, &view->row_count, err);

    view->rows = rows;
    if (status != SLV_OK)
        return status;
    if (is_ordered)
        return order(app, request, rows, view, err);
    view->has_more = view->row_count > QUEUE_PER_PAGE;
    if (view->has_more)
        view->row_count = QUEUE_PER_PAGE;
    return SLV_OK;
}

enum slv_status queue_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    struct queue_view view = {.row_count = 0};
    struct case_agent *agents = NULL;
    struct case_product *products = NULL;
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
        status = absent_read(app, request->arena, view.desk.now_unix_s,
                             &view.absent, err);
    if (status != SLV_OK)
        return status;
    view.agents = agents;
    view.products = products;
    if (request->user && request_may(request, RIGHT_CASES_WORK))
        view.login = request->user->login;
    response_html(response);
    queue_view_write(&response->body, &view);
    return SLV_OK;
}
