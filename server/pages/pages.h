/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the server needs of the pages beyond their routes (server/routes.def):
 *
 *     site_new(config, &site, err)    server/pages/site.h; colours that cannot
 *                                     be read end the start of the server
 *     app.site = site;
 *     app.error_page = page_error;
 *
 * Every handler of a page expects app->site to be set.
 */
#ifndef SERVER_PAGES_PAGES_H
#define SERVER_PAGES_PAGES_H

#include "server/app.h"
#include "server/router.h"

#include <stdint.h>

/* The page for an error, in words a customer can use; for app.error_page. */
void page_error(struct app *app, const struct request *request, int http_status,
                const struct slv_error *err, struct response *response);

/* The page to sign in on, instead of one that needs it. */
void page_sign_in(struct app *app, const struct request *request,
                  const struct slv_error *err, struct response *response);

/* Articles that the public may read. */
SLV_MUST_CHECK enum slv_status page_count_articles(struct slv_reader *reader,
                                                   struct arena *arena,
                                                   uint64_t *out,
                                                   struct slv_error *err);

#endif
