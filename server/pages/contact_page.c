/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET and POST /contact, POST /contact/likely, GET /contact/{once}: asking the
 * people behind the articles, after the likely articles were shown. What is
 * asked and how it ended is kept without names (store/question_store.h).
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/calendar.h"
#include "server/attachments.h"
#include "server/auth.h"
#include "server/feedback.h"
#include "server/pages/contact_view.h"
#include "server/pages/desk_page.h"
#include "server/router.h"
#include "server/searches.h"
#include "server/sessions.h"
#include "store/case_find.h"
#include "store/people_store.h"
#include "store/question_store.h"
#include "text/uri.h"

enum {
    PRODUCTS_MAX = 500,
    HOUR_S = 60 * 60,
    ASKED_PER_HOUR = 60, /* questions of one session that are kept */
    SENT_PER_HOUR = 10   /* cases of one session, when nobody signed in */
};

/* Customers that nobody has found out about yet. */
#define UNKNOWN_CUSTOMER "not-known"

/* --- who may ask --- */

static bool is_customer(const struct request *request)
{
    return request->user && request_may(request, RIGHT_CASES_OWN) &&
           request->user->customer.len > 0;
}

/* *is_answered: the response leads to where whoever asked belongs. */
static enum slv_status admit(struct app *app, const struct request *request,
                             struct response *response, bool *is_answered,
                             struct slv_error *err)
{
    struct str who = app->config->contact_form;

    *is_answered = false;
    if (str_equal(who, STR("off")))
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no contact form");
    if (!request_is_same_origin(request, app->base_url) &&
        request->method == METHOD_POST)
        return slv_fail(err, SLV_ERR_PERMISSION,
                        "This form was sent from another site");
    if (is_customer(request))
        return SLV_OK;
    if (request->user) {
        *is_answered = true;
        response_redirect(response, 303,
                          request_may(request, RIGHT_CASES_WORK)
                              ? STR("/cases/new")
                              : STR("/"),
                          request->arena);
    } else if (!str_equal(who, STR("everybody"))) {
        *is_answered = true;
        response_redirect(response, 303, STR("/sign-in?next=/contact"),
                          request->arena);
    }
    return SLV_OK;
}

/* --- the form --- */

static bool is_key(struct str once)
{
    for (size_t i = 0; i < once.len; i++)
        if (!ascii_is_alnum(once.ptr[i]) && once.ptr[i] != '-' &&
            once.ptr[i] != '_')
            return false;
    return once.len >= QUESTION_KEY_BYTES_MIN && once.len < AUTH_TOKEN_BYTES &&
           once.len <= QUESTION_KEY_BYTES_MAX;
}

static struct contact_form read_form(const struct request *request,
                                     const struct uri_params *sent)
{
    struct arena *arena = request->arena;
    struct contact_form form = {
        .once = desk_line(sent, "once", arena),
        .subject = desk_line(sent, "subject", arena),
        .text = desk_text(sent, "text", arena),
        .product = desk_line(sent, "product", arena),
        .version = desk_line(sent, "version", arena),
        .name = desk_line(sent, "name", arena),
        .email = desk_line(sent, "email", arena),
    };

    if (!is_key(form.once)) {
        char fresh[AUTH_TOKEN_BYTES];

        auth_token_new("", fresh);
        form.once = arena_str(arena, str_from(fresh));
    }
    return form;
}

static int64_t session_number(struct app *app, const struct request *request)
{
    return app->sessions ? session_of(app->sessions, request, clock_unix_s())
                         : 0;
}

/* Keep what was asked and shown. It is for the figures: failing is logged, and
 * a session that asks without end is no longer counted, unless it sends. */
static void keep_question(struct app *app, const struct request *request,
                          const struct contact_form *form,
                          const struct likely *likely, bool is_sent)
{
    struct question row = {
        .key = form->once,
        .session = session_number(app, request),
        .asked_unix_s = clock_unix_s(),
        .words = form->subject,
        .shown = {arena_calloc(request->arena, LIKELY_ARTICLES_MAX,
                               sizeof(struct str)),
                  0},
    };
    struct slv_error err;
    uint64_t asked;
    uint64_t sent;
    enum slv_status status = question_store_count_session(
        app->cases, row.session, row.asked_unix_s - HOUR_S, &asked, &sent,
        &err);

    if (status == SLV_OK && asked >= ASKED_PER_HOUR && !is_sent)
        return;
    for (size_t i = 0; i < likely->count; i++)
        row.shown.items[row.shown.count++] = likely->articles[i].hit->id;
    if (status == SLV_OK)
        status = question_store_ask(app->cases, &row, &err);
    if (status != SLV_OK)
        log_event(LOG_ERROR, log_name("question_not_kept"),
                  log_cstr("reason", err.text));
}

static enum slv_status look(struct app *app, const struct request *request,
                            struct contact_view *view, struct slv_error *err)
{
    struct likely *likely = arena_calloc(request->arena, 1, sizeof *likely);
    enum slv_status status;

    if (view->form.subject.len + view->form.text.len == 0)
        return SLV_OK;
    status = likely_find(request, view->form.subject, view->form.text, NULL,
                         likely, err);
    /* without an index people can be asked all the same */
    if (status == SLV_ERR_UNAVAILABLE)
        status = SLV_OK;
    view->likely = likely;
    if (status == SLV_OK)
        keep_question(app, request, &view->form, likely, false);
    return status;
}

static enum slv_status write_form(struct app *app,
                                  const struct request *request,
                                  struct contact_view *view,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct case_product *products = NULL;
    enum slv_status status = case_store_list_products(
        app->cases, STR(""), PRODUCTS_MAX, request->arena, &products,
        &view->product_count, err);

    if (status != SLV_OK)
        return status;
    view->products = products;
    known_issues_for_reader(app, request, view->form.product, &view->issues);
    view->asks_who = !is_customer(request);
    view->has_files = attachments_came(request);
    response_html(response);
    contact_view_write(&response->body, view);
    return SLV_OK;
}

enum slv_status contact_page(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct uri_params nothing = {NULL, 0};
    struct contact_view view = {.form = read_form(request, &nothing)};
    bool is_answered;
    enum slv_status status = admit(app, request, response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    view.form.subject = desk_line(&request->params, "q", request->arena);
    status = desk_open(app, request, &view.desk, err);
    if (status != SLV_OK)
        return status;
    if (request_param(request, "solved").len == 0)
        return write_form(app, request, &view, response, err);
    response_html(response);
    contact_solved_write(&response->body, &view.desk);
    return SLV_OK;
}

/* --- an article solved it --- */

static enum slv_status solve(struct app *app, const struct request *request,
                             const struct contact_form *form, struct str id,
                             struct response *response, struct slv_error *err)
{
    bool is_first = false;
    char digest[HASH_HEX_BYTES];
    enum slv_status status =
        question_store_claim(app->cases, form->once, id, &is_first, err);

    if (status != SLV_OK && status != SLV_ERR_NOT_FOUND)
        return status;
    if (is_first) {
        struct slv_error ignored;

        hash_format(hash_bytes(form->once), digest);
        /* an article that went meanwhile gets no vote */
        (void) !feedback_keep(app, request, id, true, STR(""), str_from(digest),
                              &ignored);
    }
    response_redirect(response, 303, STR("/contact?solved=1"), request->arena);
    return SLV_OK;
}

/* --- a case is sent --- */

static enum slv_status wrong(struct contact_view *view, const char *field,
                             struct slv_error *err, const char *sentence)
{
    view->wrong = field;
    return slv_fail(err, SLV_ERR_INPUT, "%s", sentence);
}

static bool is_address(struct str email)
{
    size_t at = str_find_char(email, '@');

    return at > 0 && at + 1 < email.len &&
           str_find_char(email, ' ') == email.len;
}

static enum slv_status check(struct app *app, const struct request *request,
                             struct contact_view *view, struct slv_error *err)
{
    uint64_t asked;
    uint64_t sent;
    enum slv_status status;

    if (view->form.subject.len == 0)
        return wrong(view, "subject", err,
                     "Say in a few words what the problem is");
    if (is_customer(request))
        return SLV_OK;
    if (view->form.name.len == 0)
        return wrong(view, "name", err, "Say who you are");
    if (!is_address(view->form.email))
        return wrong(view, "email", err,
                     "Give a mail address where we can answer, such as "
                     "ida@example.com");
    status = question_store_count_session(
        app->cases, session_number(app, request), clock_unix_s() - HOUR_S,
        &asked, &sent, err);
    if (status == SLV_OK && sent >= SENT_PER_HOUR)
        status = slv_fail(err, SLV_ERR_TOO_OFTEN,
                          "Many questions came from here within the hour; try "
                          "again later, or write a mail");
    return status;
}

/* Whose case it is; those who are new are noted as contacts. */
static enum slv_status
settle_contact(struct app *app, const struct request *request,
               const struct contact_form *form, const struct case_actor *actor,
               struct case_record *row, struct slv_error *err)
{
    const struct case_customer unknown = {.key = STR(UNKNOWN_CUSTOMER),
                                          .name = STR("Not known yet")};
    struct case_contact contact = {
        .customer = STR(UNKNOWN_CUSTOMER),
        .key = form->email,
        .name = form->name,
        .email = form->email,
    };
    struct case_contact found;
    struct case_customer customer;
    enum slv_status status = SLV_OK;

    if (is_customer(request))
        contact = (struct case_contact){
            .customer = request->user->customer,
            .key = request->user->login,
            .name = request->user->name,
            .email = request->user->email,
        };
    else if (case_store_find_customer(app->cases, unknown.key, request->arena,
                                      &customer, NULL) != SLV_OK)
        status =
            case_store_put_customer(app->cases, &unknown, actor, NULL, err);
    if (status == SLV_OK &&
        case_store_find_contact(app->cases, contact.customer, contact.key,
                                request->arena, &found, NULL) != SLV_OK)
        status = case_store_put_contact(app->cases, &contact, actor, NULL, err);
    row->customer = contact.customer;
    row->contact = contact.key;
    return status;
}

/* One after the other: what is sent counts before the next is let through. */
static enum slv_status send_one(struct app *app, const struct request *request,
                                struct contact_view *view,
                                const struct uri_params *sent,
                                const struct case_actor *actor,
                                struct case_record *row, struct str *number,
                                struct slv_error *err)
{
    const struct contact_form *form = &view->form;
    struct slv_error linked;
    int64_t change;
    enum slv_status status;

    sessions_begin_sending(app->sessions);
    status = check(app, request, view, err);
    if (status == SLV_OK)
        status = settle_contact(app, request, form, actor, row, err);
    if (status == SLV_OK)
        status = case_store_add_case_once(app->cases, row,
                                          desk_repeat(request, sent), actor,
                                          request->arena, number, &change, err);
    if (status == SLV_OK) {
        keep_question(app, request, form, &(struct likely){.count = 0}, true);
        if (question_store_send(app->cases, form->once, *number, &linked) !=
            SLV_OK)
            log_event(LOG_ERROR, log_name("question_not_linked"),
                      log_cstr("reason", linked.text));
    }
    sessions_end_sending(app->sessions);
    return status;
}

static enum slv_status send(struct app *app, const struct request *request,
                            struct contact_view *view,
                            const struct uri_params *sent,
                            struct slv_error *err)
{
    const struct contact_form *form = &view->form;
    const struct case_actor actor = {
        .name = request->user ? request->user->login : STR("contact form"),
        .now_unix_s = clock_unix_s(),
    };
    const struct case_message problem = {
        .author = CASE_BY_CUSTOMER,
        .author_name = request->user ? request->user->name : form->name,
        .text = form->text.len > 0 ? form->text : form->subject,
        .created_unix_s = actor.now_unix_s,
    };
    struct case_record row = {
        .product = form->product,
        .product_version = form->version,
        .subject = form->subject,
        .state = CASE_OPEN,
        .opened_unix_s = actor.now_unix_s,
        .messages = &problem,
        .message_count = 1,
    };
    struct str number;
    enum slv_status status = attachments_check(app, request, err);

    if (status == SLV_OK)
        status = send_one(app, request, view, sent, &actor, &row, &number, err);
    if (status != SLV_OK)
        return status;
    (void) attachments_add_to_new(app, request, number,
                                  desk_repeat(request, sent), &actor);
    searches_led_to_case(app, request);
    return SLV_OK;
}

enum slv_status contact_post(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct uri_params sent = request_form(request);
    struct contact_view view = {.form = read_form(request, &sent)};
    struct str solved = form_field(&sent, "solved");
    bool is_answered;
    enum slv_status status = admit(app, request, response, &is_answered, err);

    if (status == SLV_OK && !is_answered)
        status = desk_open(app, request, &view.desk, err);
    if (status != SLV_OK || is_answered)
        return status;
    if (solved.len > 0 ||
        form_field(&sent, "website").len > 0) /* a program's */
        return solve(app, request, &view.form, solved, response, err);
    if (str_equal(form_field(&sent, "action"), STR("send"))) {
        status = send(app, request, &view, &sent, err);
        if (status == SLV_OK) {
            response_redirect(response, 303,
                              arena_format(request->arena, "/contact/%.*s",
                                           STR_ARG(view.form.once)),
                              request->arena);
            return SLV_OK;
        }
        if (status != SLV_ERR_INPUT && status != SLV_ERR_TOO_BIG &&
            status != SLV_ERR_REUSED && status != SLV_ERR_TOO_OFTEN &&
            status != SLV_ERR_NO_SPACE)
            return status;
        view.mistake = arena_format(request->arena, "%s.%s%s", err->text,
                                    err->hint[0] ? " " : "", err->hint);
        response->status = slv_status_http(status);
    }
    status = look(app, request, &view, err);
    return status == SLV_OK ? write_form(app, request, &view, response, err)
                            : status;
}

enum slv_status contact_likely_post(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    const struct uri_params sent = request_form(request);
    struct contact_view view = {.form = read_form(request, &sent)};
    bool is_answered;
    enum slv_status status = admit(app, request, response, &is_answered, err);

    if (status == SLV_OK && !is_answered)
        status = desk_open(app, request, &view.desk, err);
    if (status == SLV_OK && !is_answered)
        status = look(app, request, &view, err);
    if (status != SLV_OK || is_answered)
        return status;
    known_issues_for_reader(app, request, view.form.product, &view.issues);
    response_html(response);
    contact_view_answers(&response->body, &view);
    return SLV_OK;
}

/* --- afterwards --- */

/* What the default calendar says of now. */
static enum slv_status tell_hours(struct app *app,
                                  const struct request *request,
                                  struct contact_sent *view,
                                  struct slv_error *err)
{
    static const char *const weekdays[] = {"Thursday", "Friday", "Saturday",
                                           "Sunday",   "Monday", "Tuesday",
                                           "Wednesday"};
    struct severity_calendar *said =
        arena_calloc(request->arena, 1, sizeof *said);
    struct calendar calendar;
    int64_t now_unix_s = clock_unix_s();
    int64_t next_unix_s;
    enum slv_status status = severity_store_find_calendar(
        app->cases, STR(""), request->arena, said, err);

    if (status == SLV_OK)
        status = calendar_load(said, request->arena, &calendar, err);
    if (status != SLV_OK)
        return status;
    view->hours = said;
    view->is_open = calendar_is_open(&calendar, now_unix_s);
    if (!view->is_open &&
        calendar_next_open(&calendar, now_unix_s, &next_unix_s)) {
        int64_t day = calendar_day(&calendar, next_unix_s);
        int64_t today = calendar_day(&calendar, now_unix_s);
        /* days since 1970 began with a Thursday; Monday is the first hour */
        int opens = said->hours[(day + 3) % SEVERITY_WEEKDAYS].opens_minute;

        view->next_open = arena_format(
            request->arena, "%s at %d:%02d%s", weekdays[day % 7], opens / 60,
            opens % 60, day - today > 6 ? ", after the holidays" : "");
    }
    return SLV_OK;
}

enum slv_status contact_sent_page(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct contact_sent view = {.is_own = is_customer(request)};
    struct question question;
    enum slv_status status = desk_open(app, request, &view.desk, err);

    if (status != SLV_OK)
        return status;
    status = question_store_find(app->cases, request_capture(request, "once"),
                                 request->arena, &question, NULL);
    if (status != SLV_OK || question.case_number.len == 0)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such question");
    view.number = question.case_number;
    status = tell_hours(app, request, &view, err);
    if (status != SLV_OK)
        return status;
    response_html(response);
    contact_sent_write(&response->body, &view);
    return SLV_OK;
}
