/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /cases/new: opening a case for a caller. POST /cases/likely: the
 * list of likely articles alone, for desk.js.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/attachments.h"
#include "server/pages/case_page.h"
#include "server/pages/desk_page.h"
#include "server/pages/new_case_view.h"
#include "server/router.h"
#include "store/case_find.h"
#include "store/case_queue.h"

enum { CUSTOMERS_MAX = 500, PRODUCTS_MAX = 500, USES_SHOWN = 6 };

/* Who is meant by what was typed, a key or a name; a key that is empty when
 * nobody is. */
static enum slv_status
find_customer(struct app *app, const struct request *request, struct str typed,
              struct case_customer *out, struct slv_error *err)
{
    struct case_customer *found = NULL;
    size_t count = 0;
    enum slv_status status = case_store_find_customers(
        app->cases, typed, CUSTOMERS_MAX, request->arena, &found, &count, err);

    *out = (struct case_customer){.key = STR("")};
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        if (str_equal_nocase(found[i].key, typed) ||
            str_equal_nocase(found[i].name, typed)) {
            *out = found[i];
            break;
        }
    }
    return status;
}

/* Nothing for a customer that nobody knows, and nothing to fail for. */
static struct new_case_uses
find_uses(struct app *app, const struct request *request, struct str typed)
{
    struct case_customer customer;
    struct customer_use *uses = NULL;
    size_t count = 0;

    if (!app->cases || typed.len == 0 ||
        typed.len > CASE_QUEUE_TEXT_BYTES_MAX ||
        find_customer(app, request, typed, &customer, NULL) != SLV_OK ||
        customer.key.len == 0 ||
        customer_use_list(app->cases, customer.key, USES_SHOWN, request->arena,
                          &uses, &count, NULL) != SLV_OK)
        return (struct new_case_uses){.count = 0};
    return (struct new_case_uses){
        .customer = customer.name.len > 0 ? customer.name : customer.key,
        .key = customer.key,
        .items = uses,
        .count = count,
    };
}

/* What the customer uses, and what is known to be wrong with it; nothing is told
 * before anything is said. */
static struct new_case_uses find_place(struct app *app,
                                       const struct request *request,
                                       const struct new_case_form *form)
{
    struct new_case_uses uses = find_uses(app, request, form->customer);

    if (uses.key.len > 0) {
        const enum slv_status status = customer_hold_find(
            app->cases, uses.key, request->arena, &uses.hold, NULL);

        uses.is_on_hold = status == SLV_OK;
        uses.is_hold_unknown = !uses.is_on_hold && status != SLV_ERR_NOT_FOUND;
    }
    if (form->product.len > 0 || uses.count > 0)
        known_issues_find(app, request, uses.key, form->product, &uses.issues);
    return uses;
}

/* What replies are filled from while the case has no number yet. */
static struct canned_values values_of(const struct request *request,
                                      const struct new_case_form *form)
{
    return (struct canned_values){
        .customer_name = form->customer,
        .contact_name = form->contact,
        .product = form->product,
        .version = form->version,
        .environment = form->environment,
        .agent_name = request->user ? request->user->name : STR(""),
    };
}

static enum slv_status write_page(struct app *app,
                                  const struct request *request,
                                  const struct new_case_view *state,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct new_case_view view = *state;
    const struct canned_values values = values_of(request, &view.form);
    struct likely *likely = arena_calloc(request->arena, 1, sizeof *likely);
    struct case_customer *customers = NULL;
    struct case_product *products = NULL;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = case_store_list_customers(app->cases, STR(""), CUSTOMERS_MAX,
                                           request->arena, &customers,
                                           &view.customer_count, err);
    if (status == SLV_OK)
        status = case_store_list_products(app->cases, STR(""), PRODUCTS_MAX,
                                          request->arena, &products,
                                          &view.product_count, err);
    if (status != SLV_OK)
        return status;
    view.uses = find_place(app, request, &view.form);
    view.customers = customers;
    view.products = products;
    if (view.form.subject.len + view.form.text.len > 0 &&
        likely_find(request, view.form.subject, view.form.text, &values, likely,
                    NULL) == SLV_OK)
        view.likely = likely;
    response_html(response);
    new_case_view_write(&response->body, &view);
    return SLV_OK;
}

enum slv_status new_case_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const struct new_case_view state = {.mistake = {NULL, 0}};

    return write_page(app, request, &state, response, err);
}

static struct new_case_form read_form(const struct request *request)
{
    const struct uri_params form = request_form(request);
    struct arena *arena = request->arena;

    return (struct new_case_form){
        .customer = desk_line(&form, "customer", arena),
        .is_new_customer = form_field(&form, "new_customer").len > 0,
        .contact = desk_line(&form, "contact", arena),
        .email = desk_line(&form, "email", arena),
        .product = desk_line(&form, "product", arena),
        .version = desk_line(&form, "version", arena),
        .environment = desk_line(&form, "environment", arena),
        .severity = desk_line(&form, "severity", arena),
        .subject = desk_line(&form, "subject", arena),
        .text = desk_text(&form, "text", arena),
        .has_files = attachments_came(request),
    };
}

/* The key of the customer that was typed, by key or by name; a new one is made
 * when that is said. */
static enum slv_status settle_customer(struct app *app,
                                       const struct request *request,
                                       struct new_case_view *view,
                                       struct str *key, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    const struct new_case_form *form = &view->form;
    const struct case_customer fresh = {.key = form->customer,
                                        .name = form->customer};
    struct case_customer known;
    enum slv_status status;

    if (form->customer.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "Say which customer calls");
    status = find_customer(app, request, form->customer, &known, err);
    *key = known.key;
    if (status != SLV_OK || key->len > 0)
        return status;
    *key = form->customer;
    if (form->is_new_customer)
        return case_store_put_customer(app->cases, &fresh, &actor, NULL, err);
    view->offers_new_customer = true;
    return slv_fail(err, SLV_ERR_INPUT,
                    "There is no customer \"%.*s\": choose one, or say that it "
                    "is a new one",
                    STR_ARG(str_first(form->customer, BOUND_CASE_KEY_BYTES)));
}

static enum slv_status settle_contact(struct app *app,
                                      const struct request *request,
                                      const struct new_case_form *form,
                                      struct str customer, struct str *key,
                                      struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct case_contact contact;
    enum slv_status status;

    *key = form->email.len > 0 ? form->email : form->contact;
    if (key->len == 0)
        return SLV_OK;
    status = case_store_find_contact(app->cases, customer, *key, request->arena,
                                     &contact, NULL);
    if (status == SLV_OK)
        return SLV_OK;
    contact = (struct case_contact){
        .customer = customer,
        .key = *key,
        .name = form->contact,
        .email = form->email,
    };
    return case_store_put_contact(app->cases, &contact, &actor, NULL, err);
}

static enum slv_status open_case(struct app *app, const struct request *request,
                                 struct new_case_view *view, struct str *number,
                                 struct slv_error *err)
{
    const struct new_case_form *form = &view->form;
    const struct case_actor actor = desk_actor(request);
    struct case_message problem = {
        .author = CASE_BY_CUSTOMER,
        .author_name = form->contact,
        .text = form->text.len > 0 ? form->text : form->subject,
        .created_unix_s = actor.now_unix_s,
    };
    struct case_record row = {
        .product = form->product,
        .product_version = form->version,
        .environment = form->environment,
        .subject = form->subject,
        .state = CASE_OPEN,
        .opened_unix_s = actor.now_unix_s,
        .messages = &problem,
        .message_count = 1,
    };
    const struct uri_params sent = request_form(request);
    unsigned long long severity = 0;
    int64_t change;
    enum slv_status status;

    if (form->subject.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say in a few words what the matter is: the subject is "
                        "empty");
    if (str_to_uint(form->severity, &severity) &&
        severity <= view->desk.severity_count)
        row.severity = (int) severity;
    status = attachments_check(app, request, err);
    if (status == SLV_OK)
        status = settle_customer(app, request, view, &row.customer, err);
    if (status == SLV_OK)
        status =
            settle_contact(app, request, form, row.customer, &row.contact, err);
    if (status != SLV_OK)
        return status;
    return case_store_add_case_once(app->cases, &row,
                                    desk_repeat(request, &sent), &actor,
                                    request->arena, number, &change, err);
}

/* One of those that find_uses() offered comes into the fields. */
static void take_use(struct app *app, const struct request *request,
                     struct str place, struct new_case_form *form)
{
    const struct new_case_uses uses = find_uses(app, request, form->customer);
    unsigned long long index = 0;

    if (!str_to_uint(place, &index) || index >= uses.count)
        return;
    form->product = uses.items[index].product;
    form->version = uses.items[index].version;
    form->environment = uses.items[index].environment;
}

enum slv_status new_case_post(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const struct uri_params sent = request_form(request);
    const struct case_actor actor = desk_actor(request);
    struct new_case_view view = {.form = read_form(request)};
    struct str number = STR("");
    struct strbuf url;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    take_use(app, request, form_field(&sent, "use"), &view.form);
    if (!str_equal(form_field(&sent, "action"), STR("open")))
        return write_page(app, request, &view, response, err);
    status = open_case(app, request, &view, &number, err);
    if (status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG ||
        status == SLV_ERR_NO_SPACE || status == SLV_ERR_UNAVAILABLE ||
        status == SLV_ERR_REUSED) {
        view.mistake = arena_format(request->arena, "%s.%s%s", err->text,
                                    err->hint[0] ? " " : "", err->hint);
        response->status = slv_status_http(status);
        return write_page(app, request, &view, response, err);
    }
    if (status != SLV_OK)
        return status;
    strbuf_init(&url, 4 * BOUND_CASE_NUMBER_BYTES + 64);
    desk_case_url(&url, number);
    strbuf_add_cstr(&url,
                    attachments_add_to_new(app, request, number,
                                           desk_repeat(request, &sent), &actor)
                        ? "?done=new"
                        : "?done=new_no_files");
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}

enum slv_status likely_post(struct app *app, const struct request *request,
                            struct response *response, struct slv_error *err)
{
    const struct uri_params sent = request_form(request);
    struct str number = desk_line(&sent, "case", request->arena);
    const struct new_case_form form = read_form(request);
    const struct canned_values values = values_of(request, &form);
    struct new_case_uses uses;
    struct likely likely;
    enum slv_status status;

    if (number.len > 0)
        return case_likely_write(app, request, number,
                                 desk_text(&sent, "text", request->arena),
                                 response, err);
    status =
        likely_find(request, form.subject, form.text, &values, &likely, err);
    if (status != SLV_OK)
        return status;
    uses = find_place(app, request, &form);
    response_html(response);
    desk_likely(&response->body, &likely, LIKELY_TO_READ);
    new_case_uses_write(&response->body, &uses);
    return SLV_OK;
}
