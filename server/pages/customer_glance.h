/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A customer at a glance, on top of a case: who they are, what they use, what
 * they were promised, who sells to them, and what else is open. It is read
 * before the first word of the case.
 */
#ifndef SERVER_PAGES_CUSTOMER_GLANCE_H
#define SERVER_PAGES_CUSTOMER_GLANCE_H

#include "server/app.h"
#include "server/pages/desk.h"
#include "store/customer_hold.h"
#include "store/customer_use.h"
#include "store/severity_store.h"

enum { GLANCE_USES_MAX = 6 };

struct customer_glance {
    struct case_customer customer; /* name empty: not in the store */
    struct case_contact contact;   /* name and key empty: none */
    const struct customer_use *uses;
    size_t use_count;
    size_t other_open_count; /* its open cases but the one that is shown */
    bool is_on_hold;
    struct customer_hold hold;
    bool has_contract;
    struct severity_contract contract;
};

/* Fill *out but customer and contact, which the caller has found, in the
 * request's arena. Statuses of the case store. */
SLV_MUST_CHECK enum slv_status
customer_glance_find(struct app *app, const struct request *request,
                     const struct case_record *record,
                     struct customer_glance *out, struct slv_error *err);

/* <p>: on hold for non-payment, since when and why. For staff alone. */
void customer_hold_write(struct strbuf *out, const struct customer_hold *hold);
/* "Printer 3.1, Debian 12" */
void customer_use_write(struct strbuf *out, const struct customer_use *use);
/* <section>: the picture, for whoever reads the case; links to the customer's
 * page and its promises for whoever may read those. */
void customer_glance_write(struct strbuf *out, const struct desk *desk,
                           const struct case_record *record,
                           const struct customer_glance *glance);

#endif
