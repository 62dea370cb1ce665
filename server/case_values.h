/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the placeholders of replies stand for in a case: whoever fills in a
 * reply, and whoever reckons later how much of it was sent, fills in the same.
 * Values are borrowed from the case, or in the request's arena.
 */
#ifndef SERVER_CASE_VALUES_H
#define SERVER_CASE_VALUES_H

#include "core/cases/canned.h"
#include "server/request.h"
#include "store/case_store.h"

struct app;

/* Customer and contact of the case; what is not there stays as it is. */
SLV_MUST_CHECK enum slv_status
case_find_people(struct app *app, const struct request *request,
                 const struct case_record *record,
                 struct case_customer *customer, struct case_contact *contact,
                 struct slv_error *err);

/* What placeholders stand for in this case, of which its people are known; and
 * the same with reading them. */
struct canned_values case_values_of(const struct request *request,
                                    const struct case_record *record,
                                    const struct case_customer *customer,
                                    const struct case_contact *contact);
SLV_MUST_CHECK enum slv_status case_values(struct app *app,
                                           const struct request *request,
                                           const struct case_record *record,
                                           struct canned_values *out,
                                           struct slv_error *err);

#endif
