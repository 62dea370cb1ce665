/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Responsibilities, timers and merging. See case_desk.h.
 */
#include "server/pages/case_desk.h"
#include "server/own_agent.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "store/case_queue.h"
#include "store/people_store.h"
#include "text/utf8.h"

#include <string.h>

enum { PEOPLE_MAX = 500, NEIGHBOURS_MAX = 60, WORDS_MAX = 40 };

/* Of the words of two subjects, this share in common tells a duplicate. */
static const double same_words_min = 0.4;

bool case_desk_does(enum case_action action)
{
    return action >= CASE_ACTION_DUTIES && action <= CASE_ACTION_UNMERGE;
}

enum right case_desk_right(enum case_action action)
{
    switch (action) {
    case CASE_ACTION_DUTIES:
        return RIGHT_CASES_FIX;
    case CASE_ACTION_MERGE:
    case CASE_ACTION_UNMERGE:
        return RIGHT_CASES_WORK;
    default:
        return RIGHT_TIME_WRITE;
    }
}

void case_desk_read(const struct uri_params *from, struct arena *arena,
                    struct case_form *out)
{
    out->documenter = desk_line(from, "documenter", arena);
    out->fixer = desk_line(from, "fixer", arena);
    out->fix_id = desk_line(from, "fix_id", arena);
    out->fixed_in = desk_line(from, "fixed_in", arena);
    out->other_case = desk_line(from, "other_case", arena);
    out->timer = desk_line(from, "timer", arena);
}

/* --- doing --- */

/* Somebody who is named is an agent to the store, with the name of the user. */
static enum slv_status be_known(struct case_desk_act *act, struct str login,
                                struct slv_error *err)
{
    struct app *app = act->app;
    struct arena *arena = act->request->arena;
    struct case_agent agent;
    struct user user;
    enum slv_status status;

    if (login.len == 0)
        return SLV_OK;
    status = case_store_find_agent(app->cases, login, arena, &agent, NULL);
    if (status == SLV_OK)
        return SLV_OK;
    if (!app->people ||
        people_store_find_user(app->people, login, arena, &user, NULL, NULL) !=
            SLV_OK ||
        user.role == ROLE_CUSTOMER)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Nobody who works here is called \"%.*s\"",
                        STR_ARG(utf8_prefix(login, 60)));
    agent = (struct case_agent){
        .key = user.login,
        .name = user.name,
        .email = user.email,
    };
    return case_store_put_agent(app->cases, &agent, act->actor, NULL, err);
}

static enum slv_status do_duties(struct case_desk_act *act,
                                 struct slv_error *err)
{
    struct case_record row = *act->before;
    enum slv_status status;

    row.documenter = act->form->documenter;
    row.fixer = act->form->fixer;
    row.fix_id = act->form->fix_id;
    row.fixed_in = act->form->fixed_in;
    if (!case_fix_id_is_allowed(row.fix_id))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The bug is named by its number, without a colon, or "
                        "by an address that begins with https:// or http://");
    status = be_known(act, row.documenter, err);
    if (status == SLV_OK)
        status = be_known(act, row.fixer, err);
    act->done = "duties";
    return status != SLV_OK
               ? status
               : case_store_update_case(act->app->cases, act->before->number,
                                        act->change, &row, act->actor, err);
}

static struct str own_login(const struct case_desk_act *act)
{
    return act->request->user->login;
}

static enum slv_status do_start(struct case_desk_act *act,
                                struct slv_error *err)
{
    struct arena *arena = act->request->arena;
    struct timer stopped;
    enum slv_status status = own_agent_make(act->app, act->request, err);

    if (status == SLV_OK)
        status = timer_store_start(act->app->cases, own_login(act),
                                   act->before->number, act->actor, arena,
                                   &stopped, err);
    if (status != SLV_OK)
        return status;
    act->done = stopped.id == 0 ? "start" : "start-other";
    return SLV_OK;
}

static bool timer_id(const struct case_desk_act *act, int64_t *out)
{
    unsigned long long id;

    *out = 0;
    if (!str_to_uint(act->form->timer, &id) || id == 0 || id > INT64_MAX)
        return false;
    *out = (int64_t) id;
    return true;
}

static enum slv_status do_enter(struct case_desk_act *act,
                                struct slv_error *err)
{
    struct case_time entry = {
        .worked_on = act->form->worked_on,
        .note = act->form->time_note,
    };
    unsigned long long minutes;
    int64_t id;

    if (!timer_id(act, &id))
        return slv_fail(err, SLV_ERR_INPUT, "This form names no timer");
    if (!str_to_uint(act->form->minutes, &minutes) || minutes < 1 ||
        minutes > BOUND_CASE_MINUTES)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Minutes are a whole number from 1 to %d, so at most a "
                        "day. The timer still waits",
                        BOUND_CASE_MINUTES);
    entry.minutes = (int) minutes;
    act->done = "time";
    return timer_store_enter(act->app->cases, own_login(act), id, &entry,
                             act->actor, err);
}

static enum slv_status do_drop(struct case_desk_act *act, struct slv_error *err)
{
    int64_t id;

    if (!timer_id(act, &id))
        return slv_fail(err, SLV_ERR_INPUT, "This form names no timer");
    act->done = "drop";
    return timer_store_drop(act->app->cases, own_login(act), id, act->actor,
                            err);
}

static enum slv_status do_merge(struct case_desk_act *act,
                                struct slv_error *err)
{
    struct str into = act->form->other_case;

    if (into.len == 0)
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say which case this one is part of: its number");
    act->done = "merge";
    act->number = into;
    return case_store_merge(act->app->cases, act->before->number, act->change,
                            into, act->actor, err);
}

enum slv_status case_desk_do(struct case_desk_act *act, struct slv_error *err)
{
    switch (act->form->action) {
    case CASE_ACTION_DUTIES:
        return do_duties(act, err);
    case CASE_ACTION_TIMER_START:
        return do_start(act, err);
    case CASE_ACTION_TIMER_STOP:
        act->done = "stop";
        return timer_store_stop(act->app->cases, own_login(act), act->actor,
                                err);
    case CASE_ACTION_TIMER_ENTER:
        return do_enter(act, err);
    case CASE_ACTION_TIMER_DROP:
        return do_drop(act, err);
    case CASE_ACTION_MERGE:
        return do_merge(act, err);
    default:
        act->done = "unmerge";
        return case_store_unmerge(act->app->cases, act->form->other_case,
                                  act->actor, err);
    }
}

/* --- showing --- */

/* Agents, and users who work here and are none yet. */
static enum slv_status find_people(struct app *app,
                                   const struct request *request,
                                   struct case_view *view,
                                   struct slv_error *err)
{
    struct user *users = NULL;
    size_t user_count = 0;
    struct case_agent *people = arena_calloc(
        request->arena, view->agent_count + PEOPLE_MAX, sizeof *people);
    enum slv_status status =
        app->people
            ? people_store_list_users(app->people, STR(""), PEOPLE_MAX,
                                      request->arena, &users, &user_count, err)
            : SLV_OK;

    if (view->agent_count > 0)
        memcpy(people, view->agents, view->agent_count * sizeof *people);
    view->people_count = view->agent_count;
    for (size_t i = 0; i < user_count; i++) {
        bool is_there =
            users[i].role == ROLE_CUSTOMER || users[i].disabled_unix_s != 0;

        for (size_t k = 0; k < view->agent_count && !is_there; k++)
            is_there = str_equal(people[k].key, users[i].login);
        if (!is_there)
            people[view->people_count++] = (struct case_agent){
                .key = users[i].login, .name = users[i].name};
    }
    view->people = people;
    return status;
}

struct words {
    struct str items[WORDS_MAX];
    size_t count;
};

/* The words of a subject, each once; short ones tell nothing. */
static void take_words(struct str text, struct words *out)
{
    out->count = 0;
    while (text.len > 0 && out->count < WORDS_MAX) {
        size_t len = 0;
        struct str word;
        bool is_there = false;

        while (len < text.len && (ascii_is_alnum(text.ptr[len]) ||
                                  (unsigned char) text.ptr[len] >= 0x80))
            len++;
        word = str_first(text, len);
        text = str_from_offset(text, len < text.len ? len + 1 : len);
        for (size_t i = 0; i < out->count; i++)
            is_there = is_there || str_equal_nocase(out->items[i], word);
        if (word.len >= 3 && !is_there)
            out->items[out->count++] = word;
    }
}

static double shared(const struct words *a, const struct words *b)
{
    size_t common = 0;

    for (size_t i = 0; i < a->count; i++)
        for (size_t k = 0; k < b->count; k++)
            common += str_equal_nocase(a->items[i], b->items[k]);
    return a->count + b->count == 0
               ? 0
               : (double) common / (double) (a->count + b->count - common);
}

/* Open cases of the customer whose subject is much the same. */
static enum slv_status find_duplicates(struct app *app,
                                       const struct request *request,
                                       struct case_view *view,
                                       struct slv_error *err)
{
    const struct case_queue_filter filter = {
        .states = 1u << CASE_OPEN | 1u << CASE_WAITING,
        .customer = view->record->customer,
    };
    struct case_queue_row *rows = NULL;
    struct words own;
    size_t count = 0;
    enum slv_status status =
        case_store_list_queue(app->cases, &filter, NEIGHBOURS_MAX,
                              request->arena, &rows, &count, err);

    take_words(view->record->subject, &own);
    for (size_t i = 0; status == SLV_OK && i < count &&
                       view->duplicate_count < DUPLICATES_MAX;
         i++) {
        struct words other;

        take_words(rows[i].subject, &other);
        if (!str_equal(rows[i].number, view->record->number) &&
            shared(&own, &other) >= same_words_min)
            view->duplicates[view->duplicate_count++] = rows[i];
    }
    return status;
}

enum slv_status case_desk_find(struct app *app, const struct request *request,
                               struct case_view *view, struct slv_error *err)
{
    struct case_merge *merges = NULL;
    enum slv_status status = find_people(app, request, view, err);

    if (status == SLV_OK)
        status = case_store_list_merges(app->cases, view->record->number,
                                        request->arena, &merges,
                                        &view->merge_count, err);
    view->merges = merges;
    if (status == SLV_OK && view->record->state != CASE_CLOSED)
        status = find_duplicates(app, request, view, err);
    return status;
}
