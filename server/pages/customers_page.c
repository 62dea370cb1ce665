/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /customers and /customers/{key}: gathers what is known of customers. Their
 * forms are read in customer_forms.c.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "server/pages/customer_forms.h"
#include "server/pages/customers_view.h"
#include "server/pages/desk_page.h"
#include "server/router.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { CONTACTS_MAX = 500, PRODUCTS_MAX = 20 };

enum slv_status customers_page(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct customers_view view = {.count = 0};
    struct case_customer *rows = NULL;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    view.words =
        utf8_prefix(str_trim(utf8_repair(request_param(request, "words"),
                                         request->arena, NULL)),
                    CASE_QUEUE_TEXT_BYTES_MAX);
    if (status == SLV_OK)
        status = case_store_find_customers(app->cases, view.words,
                                           CUSTOMERS_SHOWN + 1, request->arena,
                                           &rows, &view.count, err);
    if (status != SLV_OK)
        return status;
    view.rows = rows;
    view.has_more = view.count > CUSTOMERS_SHOWN;
    if (view.has_more)
        view.count = CUSTOMERS_SHOWN;
    response_html(response);
    customers_view_write(&response->body, &view);
    return SLV_OK;
}

/* The most severe first, what nobody has looked at before all. */
static int compare_rows(const void *a, const void *b)
{
    const struct case_queue_row *first = a;
    const struct case_queue_row *second = b;

    if (first->severity != second->severity)
        return first->severity < second->severity ? -1 : 1;
    return (first->opened_unix_s > second->opened_unix_s) -
           (first->opened_unix_s < second->opened_unix_s);
}

/* Products with their versions, as the cases name them, each once. */
static void find_products(const struct request *request,
                          struct customer_view *view)
{
    struct str *names =
        arena_calloc(request->arena, PRODUCTS_MAX, sizeof *names);
    size_t total = view->open_count + view->closed_count;

    view->products.items = names;
    for (size_t i = 0; i < total && view->products.count < PRODUCTS_MAX; i++) {
        const struct case_queue_row *row =
            i < view->open_count ? &view->open[i]
                                 : &view->closed[i - view->open_count];
        struct str name = str_trim(arena_format(request->arena, "%.*s %.*s",
                                                STR_ARG(row->product),
                                                STR_ARG(row->product_version)));
        bool is_there = row->product.len == 0;

        for (size_t k = 0; k < view->products.count && !is_there; k++)
            is_there = str_equal(names[k], name);
        if (!is_there)
            names[view->products.count++] = name;
    }
}

static enum slv_status find_cases(struct app *app,
                                  const struct request *request,
                                  struct customer_view *view,
                                  struct slv_error *err)
{
    struct case_queue_filter filter = {
        .states = 1u << CASE_OPEN | 1u << CASE_WAITING,
        .customer = view->customer.key,
    };
    struct case_queue_row *open = NULL;
    struct case_queue_row *closed = NULL;
    enum slv_status status =
        case_store_list_queue(app->cases, &filter, CUSTOMER_CASES_MAX,
                              request->arena, &open, &view->open_count, err);

    filter.states = 1u << CASE_CLOSED;
    if (status == SLV_OK)
        status = case_store_list_queue(app->cases, &filter,
                                       CUSTOMER_CLOSED_SHOWN, request->arena,
                                       &closed, &view->closed_count, err);
    if (status != SLV_OK)
        return status;
    if (view->open_count > 0)
        qsort(open, view->open_count, sizeof *open, compare_rows);
    view->open = open;
    view->closed = closed;
    find_products(request, view);
    return SLV_OK;
}

static enum slv_status find_promises(struct app *app,
                                     const struct request *request,
                                     struct customer_view *view,
                                     struct slv_error *err)
{
    struct severity *list = NULL;
    size_t count = 0;
    enum slv_status status =
        severity_store_list(app->cases, request->arena, &list, &count, err);

    view->severities = list;
    if (status != SLV_OK)
        return status;
    status = severity_store_find_contract(app->cases, view->customer.key,
                                          request->arena, &view->contract, err);
    view->has_contract = status == SLV_OK;
    if (status == SLV_ERR_NOT_FOUND)
        view->contract = (struct severity_contract){.calendar = STR("")};
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

static enum slv_status find_hold(struct app *app, const struct request *request,
                                 struct customer_view *view,
                                 struct slv_error *err)
{
    enum slv_status status = customer_hold_find(
        app->cases, view->customer.key, request->arena, &view->hold, err);

    view->is_on_hold = status == SLV_OK;
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

enum slv_status customer_gather(struct app *app, const struct request *request,
                                struct customer_view *view,
                                struct slv_error *err)
{
    struct str key = request_capture(request, "key");
    struct severity_calendar *calendars = NULL;
    struct case_contact *contacts = NULL;
    size_t count = 0;
    enum slv_status status = desk_open(app, request, &view->desk, err);

    view->may_see_cases = request_may(request, RIGHT_CASES_READ);
    view->may_change = request_may(request, RIGHT_CUSTOMERS_WRITE);
    view->may_promise = request_may(request, RIGHT_ACCOUNTS_WRITE);
    if (status == SLV_OK)
        status = case_store_find_customer(app->cases, key, request->arena,
                                          &view->customer, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no customer \"%.*s\"",
                        STR_ARG(utf8_prefix(key, 100)));
    if (status == SLV_OK)
        status =
            case_store_list_contacts(app->cases, key, STR(""), CONTACTS_MAX,
                                     request->arena, &contacts, &count, err);
    if (status == SLV_OK && view->may_see_cases)
        status = find_cases(app, request, view, err);
    if (status == SLV_OK)
        status = find_promises(app, request, view, err);
    if (status == SLV_OK)
        status = find_hold(app, request, view, err);
    if (status == SLV_OK && view->may_promise)
        status = severity_store_list_calendars(
            app->cases, request->arena, &calendars, &view->calendar_count, err);
    view->calendars = calendars;
    view->contacts = contacts;
    while (status == SLV_OK && view->contact_count < count &&
           str_equal(contacts[view->contact_count].customer, key))
        view->contact_count++;
    return status;
}

static struct str done_text(struct str word)
{
    static const struct {
        const char *word;
        const char *text;
    } rows[] = {
        {"customer", "The customer was saved."},
        {"contract", "The contract was saved, and the clocks follow it."},
        {"remove", "The contract was taken away."},
        {"hold", "The customer is on hold."},
        {"lift", "The customer is no longer on hold."},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].text);
    return STR("");
}

enum slv_status customer_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct customer_view view = {.done =
                                     done_text(request_param(request, "done"))};
    enum slv_status status = customer_gather(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    customer_forms_fill(request, &view);
    response_html(response);
    customer_view_write(&response->body, &view);
    return SLV_OK;
}
