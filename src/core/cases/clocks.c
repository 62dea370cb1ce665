/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Replays what happened to a case: stretches in which its clocks ran, each
 * added up in business time. Where the steps and the row of the case say
 * different things, as an import leaves it, the row has the last word.
 */
#include "core/cases/clocks.h"

#include "base/clock.h"
#include "base/str.h"

enum { DAY_S = 24 * 60 * 60 };

const char *clock_state_word(enum clock_state state)
{
    static const char *const words[] = {
        [CLOCK_UNSET] = "unset", [CLOCK_RUNNING] = "running",
        [CLOCK_SOON] = "soon",   [CLOCK_PAUSED] = "paused",
        [CLOCK_MET] = "met",     [CLOCK_MISSED] = "missed",
    };

    return words[state];
}

bool clocks_contract_counts(const struct severity_contract *contract,
                            const struct calendar *calendar,
                            int64_t opened_unix_s)
{
    const bool has_from = contract->from_day.len > 0;
    const bool has_until = contract->until_day.len > 0;
    int64_t from = 0;
    int64_t until = 0;
    int64_t day;

    if (!has_from && !has_until)
        return true;
    if ((has_from && !clock_parse_date(contract->from_day, &from)) ||
        (has_until && !clock_parse_date(contract->until_day, &until)))
        return false;
    day = calendar_day(calendar, opened_unix_s);
    return (!has_from || day >= from / DAY_S) &&
           (!has_until || day <= until / DAY_S);
}

struct severity_targets clocks_targets(const struct severity *list,
                                       size_t count,
                                       const struct severity_contract *contract,
                                       int severity)
{
    struct severity_targets targets = {0, 0};

    if (severity < 1 || (size_t) severity > count ||
        severity > SEVERITY_COUNT_MAX)
        return targets;
    targets = list[severity - 1].targets;
    if (contract) {
        const struct severity_targets own = contract->targets[severity - 1];

        if (own.first_reply_minutes > 0)
            targets.first_reply_minutes = own.first_reply_minutes;
        if (own.fix_minutes > 0)
            targets.fix_minutes = own.fix_minutes;
    }
    return targets;
}

/* --- replaying --- */

struct replay {
    const struct calendar *calendar;
    struct case_clocks *out;
    int64_t reply_unix_s;  /* 0: none until now */
    int64_t running_since; /* while is_running */
    int64_t stopped_since; /* while not */
    int64_t closed_unix_s; /* while it is closed, else 0 */
    bool is_running;
};

/* Let a clock run from one instant to another. */
static void run_clock(const struct calendar *calendar, struct clock *clock,
                      int64_t from, int64_t to)
{
    const int64_t seconds =
        from < to ? calendar_seconds(calendar, from, to) : 0;

    if (clock->due_unix_s == 0 && seconds > 0 && clock->target_s > 0 &&
        clock->used_s + seconds >= clock->target_s)
        (void) calendar_after(calendar, from, clock->target_s - clock->used_s,
                              &clock->due_unix_s);
    clock->used_s += seconds;
}

static void stop(struct replay *replay, int64_t at)
{
    struct case_clocks *out = replay->out;
    int64_t until_reply = at;

    if (!replay->is_running)
        return;
    if (replay->reply_unix_s > 0 && replay->reply_unix_s < at)
        until_reply = replay->reply_unix_s;
    if (out->first_reply.stopped_unix_s == 0)
        run_clock(replay->calendar, &out->first_reply, replay->running_since,
                  until_reply);
    run_clock(replay->calendar, &out->fix, replay->running_since, at);
    replay->is_running = false;
    replay->stopped_since = at;
}

static void go_on(struct replay *replay, int64_t at)
{
    if (replay->is_running)
        return;
    replay->is_running = true;
    replay->running_since = at;
}

static void close_at(struct replay *replay, int64_t at)
{
    struct clock *reply = &replay->out->first_reply;

    stop(replay, at);
    replay->closed_unix_s = at;
    /* a case closed without a reply was answered by that */
    if (reply->stopped_unix_s == 0)
        reply->stopped_unix_s =
            replay->reply_unix_s > 0 && replay->reply_unix_s < at
                ? replay->reply_unix_s
                : at;
}

static void take_step(struct replay *replay, const struct case_step *step,
                      int64_t at)
{
    switch (step->kind) {
    case CASE_STEP_SEVERITY:
        if (replay->out->severity_set_unix_s == 0 && step->severity > 0) {
            replay->out->severity_set_unix_s = at;
            replay->out->severity_set_by = step->who;
        }
        break;
    case CASE_STEP_WAITING:
        stop(replay, at);
        break;
    case CASE_STEP_GOING_ON:
        if (replay->closed_unix_s == 0)
            go_on(replay, at);
        break;
    case CASE_STEP_CLOSED:
        if (replay->closed_unix_s == 0)
            close_at(replay, at);
        break;
    case CASE_STEP_REOPENED:
        if (replay->closed_unix_s != 0) {
            replay->closed_unix_s = 0;
            go_on(replay, at);
        }
        break;
    }
}

/* What the row says and no step does. */
static void settle(struct replay *replay, const struct case_timeline *timeline,
                   int64_t now_unix_s)
{
    const int64_t closed = timeline->closed_unix_s;

    switch (timeline->state) {
    case CASE_CLOSED:
        if (replay->closed_unix_s == 0 && closed <= now_unix_s)
            close_at(replay, closed > replay->running_since
                                 ? closed
                                 : replay->running_since);
        break;
    case CASE_WAITING:
        replay->closed_unix_s = 0;
        stop(replay, replay->reply_unix_s > replay->running_since
                         ? replay->reply_unix_s
                         : replay->running_since);
        break;
    case CASE_OPEN:
        replay->closed_unix_s = 0;
        go_on(replay, replay->stopped_since);
        break;
    }
}

/* True when all that happened was before now. */
static bool take_steps(struct replay *replay,
                       const struct case_timeline *timeline, int64_t now_unix_s)
{
    int64_t at = timeline->opened_unix_s;

    for (size_t i = 0; i < timeline->step_count; i++) {
        const struct case_step *step = &timeline->steps[i];

        if (step->at_unix_s > now_unix_s)
            return false;
        if (step->at_unix_s > at)
            at = step->at_unix_s;
        take_step(replay, step, at);
    }
    return true;
}

/* --- what the clocks show --- */

static void set_due(const struct calendar *calendar, struct clock *clock,
                    bool is_running, int64_t now_unix_s)
{
    if (clock->target_s == 0 || clock->due_unix_s != 0)
        return;
    if (clock->stopped_unix_s != 0)
        now_unix_s = clock->stopped_unix_s;
    else if (!is_running)
        return;
    if (!calendar_after(calendar, now_unix_s, clock->left_s,
                        &clock->due_unix_s))
        clock->due_unix_s = 0;
}

static enum clock_state state_of(const struct clock *clock, bool is_running)
{
    if (clock->target_s == 0)
        return CLOCK_UNSET;
    if (clock->left_s < 0)
        return CLOCK_MISSED;
    if (clock->stopped_unix_s != 0)
        return CLOCK_MET;
    if (!is_running)
        return CLOCK_PAUSED;
    return clock->left_s * 5 < clock->target_s || clock->left_s < CLOCK_SOON_S
               ? CLOCK_SOON
               : CLOCK_RUNNING;
}

static void finish(const struct replay *replay, struct clock *clock,
                   bool is_running, int64_t now_unix_s)
{
    if (clock->target_s > 0)
        clock->left_s = clock->target_s - clock->used_s;
    set_due(replay->calendar, clock, is_running, now_unix_s);
    clock->state = state_of(clock, is_running);
}

void clocks_of_case(const struct case_timeline *timeline,
                    const struct calendar *calendar,
                    const struct severity *list, size_t count,
                    const struct severity_contract *contract,
                    int64_t now_unix_s, struct case_clocks *out)
{
    const struct severity_targets targets =
        clocks_targets(list, count, contract, timeline->severity);
    struct replay replay = {
        .calendar = calendar,
        .out = out,
        .running_since = timeline->opened_unix_s,
        .stopped_since = timeline->opened_unix_s,
        .is_running = true,
    };
    bool is_running;

    *out = (struct case_clocks){
        .severity = targets.fix_minutes > 0 ? timeline->severity : 0,
        .first_reply.target_s = (int64_t) targets.first_reply_minutes * 60,
        .fix.target_s = (int64_t) targets.fix_minutes * 60,
    };
    if (timeline->first_reply_unix_s > 0 &&
        timeline->first_reply_unix_s <= now_unix_s)
        replay.reply_unix_s =
            timeline->first_reply_unix_s > timeline->opened_unix_s
                ? timeline->first_reply_unix_s
                : timeline->opened_unix_s;
    if (now_unix_s < timeline->opened_unix_s)
        now_unix_s = timeline->opened_unix_s;
    if (take_steps(&replay, timeline, now_unix_s))
        settle(&replay, timeline, now_unix_s);
    is_running = replay.is_running;
    stop(&replay, now_unix_s);
    if (out->first_reply.stopped_unix_s == 0)
        out->first_reply.stopped_unix_s = replay.reply_unix_s;
    out->fix.stopped_unix_s = replay.closed_unix_s;
    out->is_paused = !is_running && replay.closed_unix_s == 0;
    finish(&replay, &out->first_reply, is_running, now_unix_s);
    finish(&replay, &out->fix, is_running, now_unix_s);
}

/* --- the queue --- */

bool clocks_are_near(const struct case_clocks *clocks)
{
    const struct clock *both[] = {&clocks->first_reply, &clocks->fix};

    for (size_t i = 0; i < 2; i++)
        if (both[i]->stopped_unix_s == 0 &&
            (both[i]->state == CLOCK_SOON || both[i]->state == CLOCK_MISSED))
            return true;
    return false;
}

int64_t clocks_left(const struct case_clocks *clocks)
{
    const struct clock *both[] = {&clocks->first_reply, &clocks->fix};
    int64_t left = INT64_MAX;

    for (size_t i = 0; i < 2; i++)
        if (both[i]->state != CLOCK_UNSET && both[i]->stopped_unix_s == 0 &&
            both[i]->left_s < left)
            left = both[i]->left_s;
    return left;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int clocks_compare(const struct case_clocks *a,
                   const struct case_timeline *a_timeline,
                   const struct case_clocks *b,
                   const struct case_timeline *b_timeline)
{
    int order = compare_numbers(a->severity, b->severity);

    if (order == 0)
        order = compare_numbers(a->is_paused, b->is_paused);
    if (order == 0)
        order = compare_numbers(clocks_left(a), clocks_left(b));
    if (order == 0)
        order = compare_numbers(a_timeline->opened_unix_s,
                                b_timeline->opened_unix_s);
    if (order == 0)
        order = str_compare(a_timeline->number, b_timeline->number);
    return order;
}

/* --- duties --- */

static const struct agent_presence *
find_presence(const struct agent_presence *presence, size_t count,
              struct str agent)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = str_compare(presence[middle].agent, agent);

        if (order == 0)
            return &presence[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct case_duty clocks_duty(const struct agent_presence *presence,
                             size_t count, struct str owner)
{
    struct str agent = owner;

    if (owner.len == 0)
        return (struct case_duty){DUTY_NOBODY, owner};
    /* backups may stand in a ring */
    for (size_t hops = 0; hops <= count; hops++) {
        const struct agent_presence *found =
            find_presence(presence, count, agent);

        if (!found || !found->is_absent)
            return (struct case_duty){hops == 0 ? DUTY_OWNER : DUTY_BACKUP,
                                      agent};
        if (found->backup.len == 0)
            break;
        agent = found->backup;
    }
    return (struct case_duty){DUTY_ABSENT, owner};
}
