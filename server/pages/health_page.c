/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /articles-health: the articles that need somebody.
 */
#include "base/str.h"
#include "server/article_health.h"
#include "server/pages/desk_page.h"
#include "server/pages/health_view.h"
#include "server/router.h"
#include "store/people_store.h"
#include "text/utf8.h"

enum slv_status health_page(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    struct health_view view = {
        .owner = str_trim(
            utf8_repair(request_param(request, "owner"), request->arena, NULL)),
        .login = request->user ? request->user->login : STR(""),
    };
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status =
            article_health_read(app, request, view.owner, &view.health, err);
    if (status != SLV_OK)
        return status;
    response_html(response);
    health_view_write(&response->body, &view);
    return SLV_OK;
}
