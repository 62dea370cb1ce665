/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The page of a customer between gathering (customers_page.c), its forms
 * (customer_forms.c) and its HTML (customers_view.h).
 */
#ifndef SERVER_PAGES_CUSTOMER_FORMS_H
#define SERVER_PAGES_CUSTOMER_FORMS_H

#include "server/app.h"
#include "server/pages/customers_view.h"
#include "server/request.h"

/* Gather all that the page shows of the customer of the path. ERR_NOT_FOUND. */
SLV_MUST_CHECK enum slv_status customer_gather(struct app *app,
                                               const struct request *request,
                                               struct customer_view *view,
                                               struct slv_error *err);
/* Fill the forms with what is so. */
void customer_forms_fill(const struct request *request,
                         struct customer_view *view);

#endif
