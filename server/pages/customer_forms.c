/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST /customers/{key}: the forms about a customer and its contract. The store
 * decides what they may say. A form that was made from what is not so any more,
 * and one that was refused, come back with what was typed.
 */
#include "server/pages/customer_forms.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/severity.h"
#include "server/pages/desk_page.h"
#include "server/pages/settings.h"
#include "server/router.h"

#include <stdio.h>

enum { TARGET_BYTES = 32 };

/* --- what is so --- */

static struct str minutes_text(int minutes, struct arena *arena)
{
    struct strbuf text;
    struct str out;

    if (minutes == 0)
        return STR("");
    strbuf_init(&text, TARGET_BYTES);
    severity_minutes_write(minutes, &text);
    out = arena_str(arena, strbuf_str(&text));
    strbuf_release(&text);
    return out;
}

static struct str customer_state(const struct case_customer *row,
                                 struct arena *arena)
{
    return arena_format(arena, "%.*s\n%.*s\n%.*s\n%.*s\n%.*s",
                        STR_ARG(row->name), STR_ARG(row->market),
                        STR_ARG(row->size), STR_ARG(row->industry),
                        STR_ARG(row->salesperson));
}

/* "none" unlike any contract that is there. */
static struct str contract_state(const struct customer_view *view,
                                 struct arena *arena)
{
    const struct severity_contract *row = &view->contract;
    struct str state = STR("none");

    if (!view->has_contract)
        return state;
    state = arena_format(arena, "%.*s\n%.*s\n%.*s", STR_ARG(row->calendar),
                         STR_ARG(row->from_day), STR_ARG(row->until_day));
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++)
        state = arena_format(arena, "%.*s\n%d/%d", STR_ARG(state),
                             row->targets[i].first_reply_minutes,
                             row->targets[i].fix_minutes);
    return state;
}

static struct str hold_state(const struct customer_view *view,
                             struct arena *arena)
{
    return view->is_on_hold
               ? arena_format(arena, "on\n%.*s", STR_ARG(view->hold.reason))
               : STR("none");
}

void customer_forms_fill(const struct request *request,
                         struct customer_view *view)
{
    const struct case_customer *customer = &view->customer;
    const struct severity_contract *contract = &view->contract;
    struct arena *arena = request->arena;

    view->form = (struct customer_form){
        .name = customer->name,
        .market = customer->market,
        .size = customer->size,
        .industry = customer->industry,
        .salesperson = customer->salesperson,
        .mark = settings_mark(customer_state(customer, arena), arena),
    };
    view->contract_form = (struct contract_form){
        .calendar = str_equal(contract->calendar, STR("default"))
                        ? STR("")
                        : contract->calendar,
        .from = contract->from_day,
        .until = contract->until_day,
        .mark = settings_mark(contract_state(view, arena), arena),
    };
    view->hold_reason = view->hold.reason;
    view->hold_mark = settings_mark(hold_state(view, arena), arena);
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        view->contract_form.targets[i].first_reply =
            minutes_text(contract->targets[i].first_reply_minutes, arena);
        view->contract_form.targets[i].fix =
            minutes_text(contract->targets[i].fix_minutes, arena);
    }
}

/* --- the customer --- */

static enum slv_status save_customer(struct app *app,
                                     const struct request *request,
                                     const struct uri_params *form,
                                     struct customer_view *view,
                                     struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct arena *arena = request->arena;
    struct case_customer row;
    enum slv_status status = settings_check_mark(
        form, customer_state(&view->customer, arena), arena, err);

    view->form = (struct customer_form){
        .name = desk_line(form, "name", arena),
        .market = desk_line(form, "market", arena),
        .size = desk_line(form, "size", arena),
        .industry = desk_line(form, "industry", arena),
        .salesperson = desk_line(form, "salesperson", arena),
        .mark = view->form.mark,
    };
    row = (struct case_customer){
        .key = view->customer.key,
        .name = view->form.name,
        .market = view->form.market,
        .size = view->form.size,
        .industry = view->form.industry,
        .salesperson = view->form.salesperson,
    };
    if (status == SLV_OK && row.name.len == 0)
        status = slv_fail(err, SLV_ERR_INPUT, "The customer needs a name");
    return status == SLV_OK
               ? case_store_put_customer_seen(app->cases, &row, &view->customer,
                                              &actor, NULL, err)
               : status;
}

/* --- the contract --- */

static void read_contract_form(const struct uri_params *form,
                               struct arena *arena, struct contract_form *out)
{
    *out = (struct contract_form){
        .calendar = desk_line(form, "calendar", arena),
        .from = desk_line(form, "from", arena),
        .until = desk_line(form, "until", arena),
        .mark = out->mark,
    };
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        char name[TARGET_BYTES];

        snprintf(name, sizeof name, "first%d", i + 1);
        out->targets[i].first_reply = desk_line(form, name, arena);
        snprintf(name, sizeof name, "fix%d", i + 1);
        out->targets[i].fix = desk_line(form, name, arena);
    }
}

static bool read_minutes(struct str text, int *out)
{
    *out = 0;
    return text.len == 0 || severity_minutes_parse(text, out);
}

/* The form as a contract; the blame is for a time that is none. */
static enum slv_status parse_contract(const struct contract_form *form,
                                      struct severity_contract *out,
                                      struct contract_blame *blame,
                                      struct slv_error *err)
{
    out->calendar = form->calendar;
    out->from_day = form->from;
    out->until_day = form->until;
    for (int i = 0; i < SEVERITY_COUNT_MAX; i++) {
        struct severity_targets *targets = &out->targets[i];
        const bool is_first_good = read_minutes(form->targets[i].first_reply,
                                                &targets->first_reply_minutes);

        if (is_first_good &&
            read_minutes(form->targets[i].fix, &targets->fix_minutes))
            continue;
        *blame = (struct contract_blame){
            is_first_good ? CONTRACT_FIX : CONTRACT_FIRST_REPLY, i + 1};
        return slv_fail(err, SLV_ERR_INPUT,
                        "This is no time from 1m to %dh, such as 30m, 8h or "
                        "1h30m",
                        SEVERITY_TARGET_MINUTES_MAX / 60);
    }
    return severity_contract_check(out, blame, err);
}

static enum slv_status save_contract(struct app *app,
                                     const struct request *request,
                                     const struct uri_params *form,
                                     struct customer_view *view,
                                     struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct arena *arena = request->arena;
    struct severity_contract row = {.customer = view->customer.key};
    enum slv_status status =
        settings_check_mark(form, contract_state(view, arena), arena, err);

    read_contract_form(form, arena, &view->contract_form);
    view->mistake.is_contract = true;
    if (status == SLV_OK)
        status = parse_contract(&view->contract_form, &row,
                                &view->mistake.blame, err);
    if (status == SLV_OK)
        status = severity_store_put_contract_seen(
            app->cases, &row, view->has_contract ? &view->contract : NULL,
            &actor, NULL, err);
    view->mistake.is_calendar = status == SLV_ERR_NOT_FOUND;
    return status;
}

static enum slv_status remove_contract(struct app *app,
                                       const struct request *request,
                                       const struct uri_params *form,
                                       struct customer_view *view,
                                       struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    enum slv_status status = settings_check_mark(
        form, contract_state(view, request->arena), request->arena, err);

    return status == SLV_OK
               ? severity_store_remove_contract(app->cases, view->customer.key,
                                                &view->contract, &actor, err)
               : status;
}

/* --- the hold --- */

static enum slv_status save_hold(struct app *app, const struct request *request,
                                 const struct uri_params *form,
                                 struct customer_view *view,
                                 struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    enum slv_status status = settings_check_mark(
        form, hold_state(view, request->arena), request->arena, err);

    view->hold_reason = desk_line(form, "reason", request->arena);
    view->mistake.is_hold = true;
    return status == SLV_OK
               ? customer_hold_put(app->cases, view->customer.key,
                                   view->hold_reason, &view->hold.reason,
                                   &actor, NULL, err)
               : status;
}

static enum slv_status lift_hold(struct app *app, const struct request *request,
                                 const struct uri_params *form,
                                 struct customer_view *view,
                                 struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    enum slv_status status = settings_check_mark(
        form, hold_state(view, request->arena), request->arena, err);

    view->mistake.is_hold = true;
    return status == SLV_OK
               ? customer_hold_lift(app->cases, view->customer.key,
                                    &view->hold.reason, &actor, err)
               : status;
}

/* --- the forms --- */

static enum slv_status need(const struct request *request, enum right right,
                            struct slv_error *err)
{
    return request_may(request, right)
               ? SLV_OK
               : slv_fail(err, SLV_ERR_PERMISSION,
                          "This needs the right \"%s\"", right_word(right));
}

static enum slv_status act(struct app *app, const struct request *request,
                           const struct uri_params *form, struct str action,
                           struct customer_view *view, struct slv_error *err)
{
    static const struct {
        const char *action;
        enum right right;
        enum slv_status (*act)(struct app *app, const struct request *request,
                               const struct uri_params *form,
                               struct customer_view *view,
                               struct slv_error *err);
    } rows[] = {
        {"customer", RIGHT_CUSTOMERS_WRITE, save_customer},
        {"contract", RIGHT_ACCOUNTS_WRITE, save_contract},
        {"remove", RIGHT_ACCOUNTS_WRITE, remove_contract},
        {"hold", RIGHT_ACCOUNTS_WRITE, save_hold},
        {"lift", RIGHT_ACCOUNTS_WRITE, lift_hold},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum slv_status status;

        if (!str_equal(action, str_from(rows[i].action)))
            continue;
        status = need(request, rows[i].right, err);
        return status == SLV_OK ? rows[i].act(app, request, form, view, err)
                                : status;
    }
    return slv_fail(err, SLV_ERR_INPUT,
                    "This form says nothing that can be done with a customer");
}

enum slv_status customer_post(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    struct customer_view view = {.done = STR("")};
    enum slv_status status = customer_gather(app, request, &view, err);

    if (status != SLV_OK)
        return status;
    customer_forms_fill(request, &view);
    status = act(app, request, &form, action, &view, err);
    if (status == SLV_OK) {
        response_redirect(response, 303,
                          arena_format(request->arena, "%.*s?done=%.*s",
                                       STR_ARG(request->path), STR_ARG(action)),
                          request->arena);
        return SLV_OK;
    }
    if (!settings_is_told(status))
        return status;
    view.mistake.sentence = settings_sentence(request, err);
    response->status =
        status == SLV_ERR_NOT_FOUND ? 400 : slv_status_http(status);
    response_html(response);
    customer_view_write(&response->body, &view);
    return SLV_OK;
}
