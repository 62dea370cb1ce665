/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /settings/webhooks. A form that was done leads back to the page,
 * but for adding: the secret is shown in its answer alone. One that was not is
 * shown again with what was typed.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/auth.h"
#include "server/pages/desk_page.h"
#include "server/pages/webhooks_view.h"
#include "server/router.h"
#include "server/webhook_client.h"

enum { DELIVERIES_SHOWN = 20, EVENT_WORDS_BYTES = 1000 };

static enum slv_status show(struct app *app, const struct request *request,
                            struct webhooks_view *view,
                            struct response *response, struct slv_error *err)
{
    struct webhook *webhooks;
    struct webhook_delivery *deliveries;
    enum slv_status status = webhook_store_list(app->cases, request->arena,
                                                &webhooks, &view->count, err);

    if (status != SLV_OK)
        return status;
    view->webhooks = webhooks;
    if (view->shown_id != 0) {
        status = webhook_store_list_deliveries(
            app->cases, view->shown_id, 0, DELIVERIES_SHOWN, request->arena,
            &deliveries, &view->delivery_count, err);
        if (status == SLV_OK)
            view->deliveries = deliveries;
        else if (status != SLV_ERR_NOT_FOUND)
            return status;
    }
    response_html(response);
    webhooks_view_write(&response->body, view);
    return SLV_OK;
}

/* What a form did that led here. */
static struct str done_text(struct str word)
{
    static const struct {
        const char *word;
        const char *text;
    } rows[] = {
        {"on", "The webhook is on."},
        {"off", "The webhook is off. What waits for it stays."},
        {"remove", "The webhook was removed."},
        {"test", "A test will be sent within seconds; how it went stands below "
                 "when you load this page again."},
        {"retry", "It will be sent again within seconds."},
    };

    for (size_t i = 0; i < ARRAY_LEN(rows); i++)
        if (str_equal(word, str_from(rows[i].word)))
            return str_from(rows[i].text);
    return STR("");
}

static int64_t read_number(struct str text)
{
    unsigned long long number;

    return str_to_uint(text, &number) && number <= INT64_MAX ? (int64_t) number
                                                             : 0;
}

enum slv_status webhooks_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct webhooks_view view = {
        .shown_id = read_number(request_param(request, "id")),
        .done = done_text(request_param(request, "done")),
        .events = WEBHOOK_EVENTS_ALL,
    };
    enum slv_status status = desk_open(app, request, &view.desk, err);

    return status == SLV_OK ? show(app, request, &view, response, err) : status;
}

/* --- adding --- */

static enum slv_status read_events(const struct uri_params *form, unsigned *out,
                                   struct slv_error *err)
{
    struct strbuf words;
    enum slv_status status;

    strbuf_init(&words, EVENT_WORDS_BYTES);
    for (size_t i = 0; i < form->count; i++) {
        if (!str_equal(form->items[i].name, STR("event")))
            continue;
        strbuf_add_str(&words, form->items[i].value);
        strbuf_add_char(&words, ' ');
    }
    status = webhook_events_parse(strbuf_str(&words), out, err);
    strbuf_release(&words);
    return status;
}

static enum slv_status add(struct app *app, const struct request *request,
                           const struct uri_params *form,
                           struct webhooks_view *view, struct slv_error *err)
{
    char secret[WEBHOOK_SECRET_BYTES];
    const struct case_actor actor = desk_actor(request);
    struct webhook_rules rules;
    struct webhook row;
    int64_t id = 0;
    enum slv_status status = read_events(form, &view->events, err);

    webhook_rules_read(app->config, &rules);
    if (status == SLV_OK)
        status = webhook_check_url(&rules, view->url, err);
    if (status != SLV_OK)
        return status;
    webhook_secret_new(secret);
    row = (struct webhook){.url = view->url,
                           .secret = str_from(secret),
                           .events = view->events,
                           .is_active = true};
    status = webhook_store_add(app->cases, &row, desk_repeat(request, form),
                               &actor, &id, err);
    auth_forget(secret, sizeof secret);
    /* that of the first time, when the form came twice */
    if (status == SLV_OK)
        status = webhook_store_find(app->cases, id, request->arena, &row, err);
    if (status != SLV_OK)
        return status;
    view->secret = row.secret;
    view->secret_of = id;
    view->done = STR("The webhook was added.");
    view->url = STR("");
    view->events = WEBHOOK_EVENTS_ALL;
    return SLV_OK;
}

/* --- the other forms --- */

static enum slv_status switch_it(struct app *app, const struct request *request,
                                 int64_t id, int64_t change, bool is_active,
                                 struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    struct webhook row;
    enum slv_status status =
        webhook_store_find(app->cases, id, request->arena, &row, err);

    if (status != SLV_OK)
        return status;
    row.is_active = is_active;
    return webhook_store_update(app->cases, id, change, &row, &actor, err);
}

static enum slv_status act(struct app *app, const struct request *request,
                           const struct uri_params *form, struct str action,
                           const char **done, struct slv_error *err)
{
    const struct case_actor actor = desk_actor(request);
    const int64_t id = read_number(form_field(form, "id"));
    const int64_t change = read_number(form_field(form, "change"));
    int64_t delivery = read_number(form_field(form, "delivery"));

    *done = "retry";
    if (str_equal(action, STR("again")))
        return webhook_store_retry(app->cases, id, delivery, &actor, NULL, err);
    if (str_equal(action, STR("retry")))
        return webhook_store_retry(app->cases, id, 0, &actor, NULL, err);
    *done = "test";
    if (str_equal(action, STR("test")))
        return webhook_store_test(app->cases, id, &actor, &delivery, err);
    *done = "remove";
    if (str_equal(action, STR("remove")))
        return webhook_store_remove(app->cases, id, change, &actor, err);
    *done = "on";
    if (str_equal(action, STR("on")))
        return switch_it(app, request, id, change, true, err);
    *done = "off";
    if (str_equal(action, STR("off")))
        return switch_it(app, request, id, change, false, err);
    return slv_fail(err, SLV_ERR_INPUT,
                    "This form says nothing that can be done with a webhook");
}

static struct str sentence(const struct request *request,
                           const struct slv_error *err)
{
    char *text = arena_cstr(request->arena,
                            arena_format(request->arena, "%s.%s%s", err->text,
                                         err->hint[0] ? " " : "", err->hint));

    if (text[0] >= 'a' && text[0] <= 'z')
        text[0] = (char) (text[0] - 'a' + 'A');
    return str_from(text);
}

static bool is_told_on_page(enum slv_status status)
{
    return status == SLV_ERR_INPUT || status == SLV_ERR_CONFLICT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_NOT_FOUND ||
           status == SLV_ERR_REUSED || status == SLV_ERR_LOCKED ||
           status == SLV_ERR_NO_SPACE;
}

static void redirect(const struct request *request, int64_t id,
                     const char *done, struct response *response)
{
    response_redirect(
        response, 303,
        id == 0 || str_equal(str_from(done), STR("remove"))
            ? arena_format(request->arena, "/settings/webhooks?done=%s", done)
            : arena_format(request->arena, "/settings/webhooks?done=%s&id=%lld",
                           done, (long long) id),
        request->arena);
}

enum slv_status webhooks_post(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct str action = form_field(&form, "action");
    const bool adds = str_equal(action, STR("add"));
    struct webhooks_view view = {
        .url = desk_line(&form, "url", request->arena),
        .shown_id = read_number(form_field(&form, "id")),
        .events = adds ? 0 : WEBHOOK_EVENTS_ALL,
    };
    const char *done = "";
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    status = adds ? add(app, request, &form, &view, err)
                  : act(app, request, &form, action, &done, err);
    if (status == SLV_OK && !adds) {
        redirect(request, view.shown_id, done, response);
        return SLV_OK;
    }
    if (status != SLV_OK && !is_told_on_page(status))
        return status;
    if (status != SLV_OK) {
        view.mistake = sentence(request, err);
        response->status = slv_status_http(status);
    }
    return show(app, request, &view, response, err);
}
