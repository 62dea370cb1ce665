/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST /cases/{number}: what the forms of a case's page do. One that cannot be
 * done shows the page as it is now, with the sentence why and with everything
 * that was typed.
 *
 * Each form carries the change number that its page was made of; whoever comes
 * second is told.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/canned.h"
#include "server/attachments.h"
#include "server/case_values.h"
#include "server/inserted.h"
#include "server/own_agent.h"
#include "server/pages/case_close.h"
#include "server/pages/case_desk.h"
#include "server/pages/case_page.h"
#include "store/case_find.h"
#include "store/people_store.h"
#include "text/uri.h"
#include "text/utf8.h"

/* One form under way. */
struct act {
    struct app *app;
    const struct request *request;
    struct uri_params form;
    struct case_record before; /* the case as it is now */
    int64_t change;            /* what the sender has seen */
    struct case_actor actor;
    const struct case_repeat *repeat; /* the form, when it is sent twice */
    struct case_view state;           /* for showing the page again */
    const char *done;  /* word for the address; NULL: show the page */
    struct str number; /* of the case to go on with; empty: this one */
};

/* --- reading forms --- */

/* "resolved some-id" of a button. */
static void read_link_button(struct case_form *form, struct str value)
{
    struct str rest = value;
    struct str kind = str_take_until(&rest, ' ');

    if (!case_link_kind_parse(kind, &form->kind))
        form->kind = CASE_LINK_TRIED;
    form->article = rest;
}

/* The id in what somebody pasted: an id, or the address of an article's page. */
static struct str article_of(struct str text, struct arena *arena)
{
    const struct str marker = STR("/articles/");
    size_t at = str_find(text, marker, 0);
    struct str path;

    if (at == text.len)
        return text;
    path = str_from_offset(text, at + marker.len);
    path = str_first(path, str_find_char(path, '#'));
    path = str_first(path, str_find_char(path, '?'));
    return uri_decode(path, false, arena);
}

static enum case_action read_action(const struct uri_params *form)
{
    static const struct {
        const char *word;
        enum case_action action;
    } words[] = {
        {"answer", CASE_ACTION_ANSWER},     {"note", CASE_ACTION_NOTE},
        {"link", CASE_ACTION_LINK},         {"set", CASE_ACTION_SET},
        {"time", CASE_ACTION_TIME},         {"close", CASE_ACTION_CLOSE},
        {"reopen", CASE_ACTION_REOPEN},     {"duties", CASE_ACTION_DUTIES},
        {"start", CASE_ACTION_TIMER_START}, {"stop", CASE_ACTION_TIMER_STOP},
        {"enter", CASE_ACTION_TIMER_ENTER}, {"drop", CASE_ACTION_TIMER_DROP},
        {"merge", CASE_ACTION_MERGE},       {"unmerge", CASE_ACTION_UNMERGE},
        {"detach", CASE_ACTION_DETACH},
    };
    struct str word = form_field(form, "action");

    if (form_field(form, "insert").len > 0 ||
        form_field(form, "insert_link").len > 0)
        return CASE_ACTION_INSERT;
    if (form_field(form, "link").len > 0)
        return CASE_ACTION_LINK;
    if (form_field(form, "unlink").len > 0)
        return CASE_ACTION_UNLINK;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (str_equal(word, str_from(words[i].word)))
            return words[i].action;
    }
    return CASE_NO_ACTION;
}

/* Each once, and no more than count. */
static void add_inserted(struct str_list *list, struct str id)
{
    for (size_t i = 0; i < list->count; i++)
        if (str_equal(list->items[i], id))
            return;
    if (list->count < BOUND_REPLY_USES && id.len > 0 &&
        id.len <= BOUND_ARTICLE_ID_BYTES)
        list->items[list->count++] = id;
}

/* The articles whose replies the page or its script put into the box. */
static void read_inserted(const struct uri_params *from, struct arena *arena,
                          struct str_list *out)
{
    out->items = arena_calloc(arena, BOUND_REPLY_USES, sizeof *out->items);
    out->count = 0;
    for (size_t i = 0; i < from->count; i++)
        if (str_equal(from->items[i].name, STR("inserted")))
            add_inserted(
                out, utf8_repair(str_trim(from->items[i].value), arena, NULL));
}

static void read_form(const struct uri_params *from, struct arena *arena,
                      struct case_form *out)
{
    struct str button = desk_line(from, "link", arena);
    struct str other = desk_line(from, "other", arena);

    *out = (struct case_form){
        .action = read_action(from),
        .answer = desk_text(from, "text", arena),
        .severity = desk_line(from, "severity", arena),
        .goes_on = form_field(from, "goes_on").len > 0,
        .article = desk_line(from, "article", arena),
        .comment = desk_line(from, "comment", arena),
        .outcome = desk_line(from, "outcome", arena),
        .reason = desk_line(from, "reason", arena),
        .minutes = desk_line(from, "minutes", arena),
        .worked_on = desk_line(from, "worked_on", arena),
        .time_note = desk_line(from, "time_note", arena),
        .kind = CASE_LINK_TRIED,
        .file = desk_line(from, "file_id", arena),
        .why = desk_line(from, "why", arena),
    };
    read_inserted(from, arena, &out->inserted);
    case_desk_read(from, arena, out);
    (void) case_link_kind_parse(desk_line(from, "kind", arena), &out->kind);
    if (out->action == CASE_ACTION_CLOSE && other.len > 0)
        out->article = other;
    if (button.len > 0)
        read_link_button(out, button);
    if (out->action == CASE_ACTION_UNLINK)
        out->article = desk_line(from, "unlink", arena);
    out->article = article_of(out->article, arena);
}

/* --- rules --- */

static enum right right_for(enum case_action action)
{
    if (case_desk_does(action))
        return case_desk_right(action);
    switch (action) {
    case CASE_ACTION_NOTE:
        return RIGHT_CASES_FIX;
    case CASE_ACTION_TIME:
        return RIGHT_TIME_WRITE;
    default:
        return RIGHT_CASES_WORK;
    }
}

static int severity_of(const struct act *act)
{
    unsigned long long severity;

    if (!str_to_uint(act->state.form.severity, &severity) ||
        severity > DESK_SEVERITIES_MAX)
        return 0;
    return (int) severity;
}

/* --- actions --- */

static struct str own_name(const struct act *act)
{
    const struct user *user = act->request->user;

    return user->name.len > 0 ? user->name : user->login;
}

/* What was written, or the names of the files when nothing was. */
static struct str words_of(const struct act *act)
{
    if (act->state.form.answer.len == 0 && attachments_came(act->request))
        return attachments_text(act->request);
    return act->state.form.answer;
}

/* Who touches a case first says how severe it is. */
static enum slv_status check_severity(const struct act *act,
                                      struct slv_error *err)
{
    if (act->before.severity > 0 || severity_of(act) > 0)
        return SLV_OK;
    return slv_fail(err, SLV_ERR_INPUT,
                    "This was not sent: set the severity of the case with the "
                    "first answer");
}

static enum slv_status do_answer(struct act *act, struct slv_error *err)
{
    /* the case has a severity and an owner then, and waits for the customer
     * unless it need not */
    struct case_answer answer = {
        .message = {.author = CASE_BY_AGENT,
                    .author_name = own_name(act),
                    .text = words_of(act)},
        .severity = severity_of(act),
        .state = act->state.form.goes_on ? CASE_OPEN : CASE_WAITING,
    };
    int64_t first_id;
    enum slv_status status;

    if (answer.message.text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "There is no answer yet: write one in the box");
    status = canned_check_filled(answer.message.text, act->request->arena, err);
    if (status == SLV_OK)
        status = check_severity(act, err);
    if (status == SLV_OK)
        status = inserted_measure(act->app, act->request, &act->before,
                                  &act->state.form.inserted, false,
                                  &answer.message, err);
    if (status == SLV_OK)
        status = own_agent_make(act->app, act->request, err);
    if (status == SLV_OK)
        status = attachments_add(
            act->app, act->request, act->before.number, act->change,
            &(struct attachment_saying){.message = &answer.message,
                                        .answer = &answer,
                                        .repeat = act->repeat},
            false, &act->actor, &first_id, err);
    act->done = "answer";
    return status;
}

static enum slv_status do_note(struct act *act, struct slv_error *err)
{
    const struct case_message message = {
        .author = CASE_BY_NOTE,
        .author_name = own_name(act),
        .text = words_of(act),
    };
    int64_t first_id;

    if (message.text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "There is no note yet: write one in the box");
    act->done = "note";
    return attachments_add(
        act->app, act->request, act->before.number, act->change,
        &(struct attachment_saying){.message = &message, .repeat = act->repeat},
        false, &act->actor, &first_id, err);
}

/* Put a reply, or the way to an article, behind what was typed. */
static enum slv_status do_insert(struct act *act, struct slv_error *err)
{
    struct arena *arena = act->request->arena;
    struct str id = desk_line(&act->form, "insert", arena);
    struct str link = desk_line(&act->form, "insert_link", arena);
    struct str *text = &act->state.form.answer;
    struct canned_values values;
    struct str more;
    enum slv_status status =
        case_values(act->app, act->request, &act->before, &values, err);

    if (status == SLV_OK && link.len > 0)
        status = case_article_link(act->app, act->request, link, &more, err);
    else if (status == SLV_OK)
        status = likely_reply(act->request, id, &values, &more, err);
    if (status != SLV_OK)
        return status;
    if (link.len == 0)
        add_inserted(&act->state.form.inserted, id);
    *text = text->len == 0 ? more
                           : arena_format(arena, "%.*s\n\n%.*s", STR_ARG(*text),
                                          STR_ARG(more));
    return SLV_OK;
}

static enum slv_status do_link(struct act *act, struct slv_error *err)
{
    const struct case_form *form = &act->state.form;
    struct case_link link = {
        .article_id = form->article,
        .kind = form->kind,
        .comment = form->comment,
    };
    enum slv_status status;

    if (form->article.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "No article was named: choose one, or paste its "
                        "address");
    if (form->kind == CASE_LINK_WRONG && form->comment.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say what is wrong with the article, so that it can be "
                        "mended");
    status = case_check_article(act->request, &link.article_id, err);
    if (status != SLV_OK)
        return status;
    act->done = "link";
    return case_store_set_link(act->app->cases, act->before.number, act->change,
                               &link, &act->actor, err);
}

static enum slv_status do_unlink(struct act *act, struct slv_error *err)
{
    act->done = "unlink";
    return case_store_remove_link(act->app->cases, act->before.number,
                                  act->change, act->state.form.article,
                                  &act->actor, err);
}

static enum slv_status do_set(struct act *act, struct slv_error *err)
{
    struct arena *arena = act->request->arena;
    struct case_record row = act->before;
    enum case_state state;
    enum slv_status status = SLV_OK;

    row.severity = severity_of(act);
    row.agent = desk_line(&act->form, "agent", arena);
    row.product_version = desk_line(&act->form, "version", arena);
    row.environment = desk_line(&act->form, "environment", arena);
    row.is_outside = form_field(&act->form, "outside").len > 0;
    row.is_executive = form_field(&act->form, "executive").len > 0;
    if (case_state_parse(desk_line(&act->form, "state", arena), &state) &&
        row.state != CASE_CLOSED)
        row.state = state;
    if (row.state == CASE_CLOSED && act->before.state != CASE_CLOSED)
        return slv_fail(err, SLV_ERR_INPUT,
                        "A case is closed by saying what resolved it");
    if (str_equal(row.agent, act->request->user->login))
        status = own_agent_make(act->app, act->request, err);
    act->done = "set";
    return status != SLV_OK
               ? status
               : case_store_update_case(act->app->cases, act->before.number,
                                        act->change, &row, &act->actor, err);
}

static enum slv_status do_time(struct act *act, struct slv_error *err)
{
    const struct case_form *form = &act->state.form;
    unsigned long long minutes;
    struct case_time entry = {
        .case_number = act->before.number,
        .agent = act->request->user->login,
        .worked_on = form->worked_on,
        .note = form->time_note,
    };
    enum slv_status status;

    if (!str_to_uint(form->minutes, &minutes) || minutes < 1 ||
        minutes > BOUND_CASE_MINUTES)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Minutes are a whole number from 1 to %d, so at most a "
                        "day",
                        BOUND_CASE_MINUTES);
    entry.minutes = (int) minutes;
    status = own_agent_make(act->app, act->request, err);
    if (status != SLV_OK)
        return status;
    act->done = "time";
    return case_store_add_time_once(act->app->cases, &entry, act->repeat,
                                    &act->actor, act->request->arena,
                                    &entry.key, err);
}

static enum slv_status do_detach(struct act *act, struct slv_error *err)
{
    unsigned long long id;

    if (!str_to_uint(act->state.form.file, &id) || id >= INT64_MAX)
        return slv_fail(err, SLV_ERR_INPUT, "This form names no file");
    if (act->state.form.why.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say in a few words why the file is taken away: "
                        "nothing was removed");
    act->done = "detach";
    return attachments_remove(act->app, act->request, act->before.number,
                              act->change, (int64_t) id, act->state.form.why,
                              &act->actor, err);
}

static enum slv_status do_close(struct act *act, struct slv_error *err)
{
    const struct case_closing closing = {
        .app = act->app,
        .request = act->request,
        .record = &act->before,
        .form = &act->state.form,
        .change = act->change,
        .actor = &act->actor,
    };

    act->done = "close";
    return case_close(&closing, err);
}

static enum slv_status do_other(struct act *act, struct slv_error *err)
{
    struct case_desk_act other = {
        .app = act->app,
        .request = act->request,
        .before = &act->before,
        .form = &act->state.form,
        .change = act->change,
        .actor = &act->actor,
        .number = act->before.number,
    };
    enum slv_status status = case_desk_do(&other, err);

    act->done = other.done;
    act->number = other.number;
    return status;
}

static enum slv_status run(struct act *act, struct slv_error *err)
{
    if (case_desk_does(act->state.form.action))
        return do_other(act, err);
    switch (act->state.form.action) {
    case CASE_ACTION_ANSWER:
        return do_answer(act, err);
    case CASE_ACTION_NOTE:
        return do_note(act, err);
    case CASE_ACTION_INSERT:
        return do_insert(act, err);
    case CASE_ACTION_LINK:
        return do_link(act, err);
    case CASE_ACTION_UNLINK:
        return do_unlink(act, err);
    case CASE_ACTION_SET:
        return do_set(act, err);
    case CASE_ACTION_TIME:
        return do_time(act, err);
    case CASE_ACTION_CLOSE:
        return do_close(act, err);
    case CASE_ACTION_DETACH:
        return do_detach(act, err);
    case CASE_ACTION_REOPEN:
        act->done = "reopen";
        return case_store_reopen_case(act->app->cases, act->before.number,
                                      act->change, &act->actor, err);
    default:
        break;
    }
    return slv_fail(err, SLV_ERR_INPUT,
                    "This form says nothing that can be done with a case");
}

/* --- answering --- */

/* Is it a slip of whoever filled in the form, to be told on the page itself? */
static bool is_told_on_page(enum slv_status status)
{
    return status == SLV_ERR_INPUT || status == SLV_ERR_CONFLICT ||
           status == SLV_ERR_TOO_BIG || status == SLV_ERR_LOCKED ||
           status == SLV_ERR_NO_SPACE || status == SLV_ERR_UNAVAILABLE ||
           status == SLV_ERR_NOT_FOUND || status == SLV_ERR_REUSED;
}

static struct str sentence(const struct act *act, enum slv_status status,
                           const struct slv_error *err)
{
    bool is_stale =
        status == SLV_ERR_CONFLICT && act->change != act->before.change;

    if (status == SLV_ERR_REUSED)
        return STR("This form was sent before with something else in it. What "
                   "was sent then is kept; what you typed now is below: look "
                   "whether it is still wanted, and send it again.");
    if (is_stale)
        return STR("Somebody else changed this case after you opened it. "
                   "Nothing was saved. The page below shows the case as it is "
                   "now, and what you typed is still there: look at it once "
                   "more and send it again.");
    return arena_format(act->request->arena, "%s.%s%s", err->text,
                        err->hint[0] ? " " : "", err->hint);
}

static void redirect(const struct act *act, struct response *response)
{
    struct strbuf url;

    strbuf_init(&url, 4 * BOUND_CASE_NUMBER_BYTES + 64);
    desk_case_url(&url, act->number.len > 0 ? act->number : act->before.number);
    strbuf_add_format(&url, "?done=%s", act->done);
    response_redirect(response, 303, strbuf_str(&url), act->request->arena);
    strbuf_release(&url);
}

enum slv_status case_post(struct app *app, const struct request *request,
                          struct response *response, struct slv_error *err)
{
    struct act act = {
        .app = app,
        .request = request,
        .form = request_form(request),
        .actor = desk_actor(request),
    };
    struct str number = request_capture(request, "number");
    unsigned long long change;
    struct desk desk;
    enum slv_status status = desk_open(app, request, &desk, err);

    if (status != SLV_OK)
        return status;
    read_form(&act.form, request->arena, &act.state.form);
    act.state.form.has_files = attachments_came(request);
    act.repeat = desk_repeat(request, &act.form);
    if (!request->user ||
        !request_may(request, right_for(act.state.form.action)))
        return slv_fail(err, SLV_ERR_PERMISSION, "This needs the right \"%s\"",
                        right_word(right_for(act.state.form.action)));
    status = case_store_find_case(app->cases, number, request->arena,
                                  &act.before, err);
    if (status != SLV_OK)
        return status;
    if (!str_to_uint(form_field(&act.form, "change"), &change) || change == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "This form does not say which state of the case it was "
                        "made of");
    act.change = (int64_t) change;
    if (act.before.merged_into.len > 0) {
        number = act.before.merged_into;
        status = slv_fail(err, SLV_ERR_CONFLICT,
                          "This case was merged into the one below after you "
                          "opened it, and nothing was saved");
        act.change = act.before.change;
    } else {
        status = run(&act, err);
    }
    if (status == SLV_OK && act.done) {
        redirect(&act, response);
        return SLV_OK;
    }
    if (status != SLV_OK && !is_told_on_page(status))
        return status;
    if (status != SLV_OK) {
        act.state.mistake = sentence(&act, status, err);
        response->status =
            status == SLV_ERR_NOT_FOUND ? 400 : slv_status_http(status);
    }
    return case_page_write(app, request, number, &act.state, response, err);
}
