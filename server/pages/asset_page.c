/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /assets/{hash}/{name...}, /theme.css, /favicon.svg and /logo: files of
 * the program and of the site. Pages name them with the digest of their bytes,
 * so browsers keep them for ever; asked for with another digest, as a page from
 * before an upgrade does, the present bytes are sent and kept for minutes only.
 */
#include "base/str.h"
#include "server/app.h"
#include "server/assets.h"
#include "server/pages/site.h"
#include "server/router.h"

enum slv_status asset_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    const struct asset *asset = asset_find(request_capture(request, "name"));

    (void) app;
    if (!asset)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such file");
    response_static(response, asset->content_type, asset->bytes);
    response->etag = str_from(asset->hash);
    if (!str_equal(request_capture(request, "hash"), str_from(asset->hash)))
        response->cache = CACHE_MINUTES;
    return SLV_OK;
}

static enum slv_status send_file(const struct site_file *file,
                                 const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    if (file->bytes.len == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such file");
    response_static(response, file->content_type, file->bytes);
    response->etag = str_from(file->hash);
    if (!str_equal(request_param(request, "v"), str_from(file->hash)))
        response->cache = CACHE_MINUTES;
    return SLV_OK;
}

enum slv_status theme_page(struct app *app, const struct request *request,
                           struct response *response, struct slv_error *err)
{
    return send_file(&app->site->theme, request, response, err);
}

enum slv_status icon_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    return send_file(&app->site->icon, request, response, err);
}

enum slv_status logo_page(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    return send_file(&app->site->logo, request, response, err);
}
