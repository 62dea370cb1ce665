/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /my/cases, GET and POST /my/cases/{number}: customers and their own cases.
 * A case of another customer is answered as one that is not there.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/attachments.h"
#include "server/pages/desk_page.h"
#include "server/pages/my_cases_view.h"
#include "server/router.h"
#include "store/case_find.h"
#include "store/people_store.h"
#include "text/uri.h"

enum { TRIES = 8 };

enum slv_status my_cases_page(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct my_cases_view view = {.row_count = 0};
    struct case_queue_filter filter = {.states = 0};
    struct case_queue_row *rows = NULL;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    /* an empty key would be everybody's */
    if (!request->user || request->user->customer.len == 0)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This account belongs to no customer");
    filter.customer = request->user->customer;
    status = case_store_list_queue(app->cases, &filter, MY_CASES_MAX,
                                   request->arena, &rows, &view.row_count, err);
    if (status != SLV_OK)
        return status;
    view.rows = rows;
    response_html(response);
    my_cases_view_write(&response->body, &view);
    return SLV_OK;
}

static enum slv_status find_own(struct app *app, const struct request *request,
                                struct case_record *out, struct slv_error *err)
{
    struct str number = request_capture(request, "number");
    enum slv_status status;

    if (!request->user || request->user->customer.len == 0)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This account belongs to no customer");
    status =
        case_store_find_case(app->cases, number, request->arena, out, NULL);
    if (status == SLV_ERR_NOT_FOUND ||
        (status == SLV_OK &&
         !str_equal(out->customer, request->user->customer)))
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "There is no case with this number");
    if (status == SLV_OK && out->merged_into.len > 0)
        status = case_store_find_case(app->cases, out->merged_into,
                                      request->arena, out, err);
    if (status == SLV_OK && !str_equal(out->customer, request->user->customer))
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "There is no case with this number");
    return status == SLV_OK ? SLV_OK
                            : slv_fail(err, status, "The case cannot be read");
}

static enum slv_status find_files(struct app *app,
                                  const struct request *request,
                                  struct str number, struct my_case_view *view,
                                  struct slv_error *err)
{
    struct attachment *rows;
    size_t count;
    size_t shown = 0;
    enum slv_status status = attachment_store_list_case(
        app->cases, number, request->arena, &rows, &count, err);

    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if (!rows[i].is_internal)
            rows[shown++] = rows[i];
    view->files = rows;
    view->file_count = shown;
    return SLV_OK;
}

static enum slv_status write_page(struct app *app,
                                  const struct request *request,
                                  const struct my_case_view *state,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct my_case_view view = *state;
    struct case_record record = {.number = STR("")};
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status == SLV_OK)
        status = find_own(app, request, &record, err);
    if (status == SLV_OK)
        status = find_files(app, request, record.number, &view, err);
    if (status != SLV_OK)
        return status;
    view.record = &record;
    response_html(response);
    my_case_view_write(&response->body, &view);
    return SLV_OK;
}

enum slv_status my_case_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct my_case_view state = {
        .done = str_equal(request_param(request, "done"), STR("answer"))
                    ? STR("Your answer was sent.")
                    : STR("")};

    return write_page(app, request, &state, response, err);
}

/* An answer brings the case back to whoever works on it. */
static enum slv_status go_on(struct app *app, const struct request *request,
                             struct str number, const struct case_actor *actor,
                             struct slv_error *err)
{
    enum slv_status status = SLV_ERR_CONFLICT;

    for (int i = 0; i < TRIES && status == SLV_ERR_CONFLICT; i++) {
        struct case_record record;

        status = case_store_find_case(app->cases, number, request->arena,
                                      &record, err);
        if (status != SLV_OK || record.state == CASE_OPEN)
            return status;
        if (record.state == CASE_CLOSED) {
            status = case_store_reopen_case(app->cases, number, record.change,
                                            actor, err);
            continue;
        }
        record.state = CASE_OPEN;
        status = case_store_update_case(app->cases, number, record.change,
                                        &record, actor, err);
    }
    return status;
}

enum slv_status my_case_post(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct uri_params form = request_form(request);
    const struct case_actor actor = desk_actor(request);
    struct my_case_view state = {.answer =
                                     desk_text(&form, "text", request->arena)};
    struct case_record record = {.number = STR("")};
    struct strbuf url;
    struct desk desk;
    int64_t first_id;
    enum slv_status status = desk_open(app, request, &desk, err);

    if (status == SLV_OK)
        status = find_own(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    state.has_files = attachments_came(request);
    if (state.answer.len == 0 && !state.has_files) {
        state.mistake = STR("There is no answer yet: write one in the box.");
        response->status = 400;
        return write_page(app, request, &state, response, err);
    }
    status = attachments_add(
        app, request, record.number, 0,
        &(struct attachment_saying){
            .message =
                &(struct case_message){.author = CASE_BY_CUSTOMER,
                                       .author_name = request->user->name,
                                       .text = state.answer.len > 0
                                                   ? state.answer
                                                   : attachments_text(request)},
            .repeat = desk_repeat(request, &form)},
        false, &actor, &first_id, err);
    if (status == SLV_OK)
        status = go_on(app, request, record.number, &actor, err);
    if (status == SLV_ERR_REUSED) {
        state.mistake =
            STR("This form was sent before with another text, which is above. "
                "Look whether this one is still wanted, and send it again.");
        response->status = slv_status_http(status);
        return write_page(app, request, &state, response, err);
    }
    if (status == SLV_ERR_TOO_BIG || status == SLV_ERR_INPUT ||
        status == SLV_ERR_NO_SPACE || status == SLV_ERR_UNAVAILABLE) {
        state.mistake = arena_format(request->arena, "%s.%s%s", err->text,
                                     err->hint[0] ? " " : "", err->hint);
        response->status = slv_status_http(status);
        return write_page(app, request, &state, response, err);
    }
    if (status != SLV_OK)
        return status;
    strbuf_init(&url, 4 * BOUND_CASE_NUMBER_BYTES + 64);
    strbuf_add_cstr(&url, "/my/cases/");
    uri_encode(&url, record.number);
    strbuf_add_cstr(&url, "?done=answer");
    response_redirect(response, 303, strbuf_str(&url), request->arena);
    strbuf_release(&url);
    return SLV_OK;
}
