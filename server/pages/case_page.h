/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Answering with the page of a case, for its route and for forms that have to
 * be shown again.
 */
#ifndef SERVER_PAGES_CASE_PAGE_H
#define SERVER_PAGES_CASE_PAGE_H

#include "server/pages/case_view.h"
#include "server/pages/desk_page.h"
#include "server/router.h"

/* Write the page of case `number` as it is now; `state` says what was typed and
 * done (form, mistake, done). ERR_NOT_FOUND when there is no such case. */
SLV_MUST_CHECK enum slv_status
case_page_write(struct app *app, const struct request *request,
                struct str number, const struct case_view *state,
                struct response *response, struct slv_error *err);

/* Write the list of what is likely for case `number` while `typed` is written
 * to it, as a part of its page. ERR_NOT_FOUND when there is no such case. */
SLV_MUST_CHECK enum slv_status
case_likely_write(struct app *app, const struct request *request,
                  struct str number, struct str typed,
                  struct response *response, struct slv_error *err);

#endif
