/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /coverage: the board of gaps. One gap is gap_page.c.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/insight/gap_cost.h"
#include "server/coverage_worker.h"
#include "server/gap_articles.h"
#include "server/pages/coverage_view.h"
#include "server/pages/desk_page.h"
#include "server/router.h"

static enum gap_order read_order(struct str word)
{
    for (int order = GAP_BY_CASES; order <= GAP_BY_GROWTH; order++)
        if (str_equal(word, str_from(gap_order_word((enum gap_order) order))))
            return (enum gap_order) order;
    return GAP_BY_CASES;
}

enum slv_status coverage_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct coverage_view view = {
        .arena = request->arena,
        .order = read_order(request_param(request, "sort"))};
    struct gap_figures *gaps = NULL;
    struct coverage_run run;
    struct gap_costs costs = {.items = NULL};
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (!gap_state_parse(request_param(request, "state"), &view.state) ||
        view.state == GAP_MERGED)
        view.state = GAP_OPEN;
    if (status == SLV_OK)
        status = coverage_worker_catch_up(app, err);
    if (status == SLV_OK)
        status = gap_articles_follow(app, request, err);
    if (status == SLV_OK)
        status = coverage_store_run(app->cases, &run, err);
    if (status == SLV_OK)
        status = coverage_store_list(
            app->cases, view.state, view.order, view.desk.now_unix_s,
            COVERAGE_GAPS_SHOWN, request->arena, &gaps, &view.gap_count, err);
    view.gaps = gaps;
    if (status == SLV_OK && request_may(request, RIGHT_TIME_READ))
        status =
            gap_costs_read(app->cases, gaps, view.gap_count,
                           view.desk.now_unix_s, request->arena, &costs, err);
    if (status == SLV_OK && view.state == GAP_COVERED)
        status = gap_changes_read(app->cases, gaps, view.gap_count,
                                  view.desk.now_unix_s, request->arena,
                                  &view.changes, err);
    if (status != SLV_OK)
        return status;
    view.costs = costs.items ? &costs : NULL;
    view.was_run = run.run_unix_s > 0;
    response_html(response);
    coverage_view_write(&response->body, &view);
    return SLV_OK;
}
