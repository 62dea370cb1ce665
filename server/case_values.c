/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading what placeholders of replies stand for in a case.
 */
#include "server/case_values.h"

#include "base/str.h"
#include "server/app.h"
#include "store/people_store.h"

/* Something that need not be there. */
static enum slv_status optional(enum slv_status status)
{
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

enum slv_status case_find_people(struct app *app, const struct request *request,
                                 const struct case_record *record,
                                 struct case_customer *customer,
                                 struct case_contact *contact,
                                 struct slv_error *err)
{
    enum slv_status status = optional(case_store_find_customer(
        app->cases, record->customer, request->arena, customer, err));

    if (status == SLV_OK && record->contact.len > 0)
        status = optional(case_store_find_contact(
            app->cases, record->customer, record->contact, request->arena,
            contact, err));
    return status;
}

struct canned_values case_values_of(const struct request *request,
                                    const struct case_record *record,
                                    const struct case_customer *customer,
                                    const struct case_contact *contact)
{
    return (struct canned_values){
        .customer_name = customer->name,
        .contact_name = contact->name,
        .case_number = record->number,
        .product = record->product,
        .version = record->product_version,
        .environment = record->environment,
        .agent_name = request->user ? request->user->name : STR(""),
    };
}

enum slv_status case_values(struct app *app, const struct request *request,
                            const struct case_record *record,
                            struct canned_values *out, struct slv_error *err)
{
    struct case_customer customer = {.name = {NULL, 0}};
    struct case_contact contact = {.name = {NULL, 0}};
    enum slv_status status =
        case_find_people(app, request, record, &customer, &contact, err);

    *out = case_values_of(request, record, &customer, &contact);
    return status;
}
