/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Clocks of cases from what happened to them, the order of the queue, who
 * answers, and the rule about first replies.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/cases/clocks.h"

#include <stdio.h>

enum { HOUR = 3600, MINUTE = 60 };

/* Monday, 2 March 2026, 7:00 in Chicago: opening */
enum { MONDAY = 1772456400 };

static const struct severity_targets urgent = {60, 480};
static const struct severity_targets usual = {240, 2400};

static void fill(struct severity list[3])
{
    list[0] = (struct severity){STR("Urgent"), urgent};
    list[1] = (struct severity){STR("Usual"), usual};
    list[2] = (struct severity){STR("Low"), {660, 6600}};
}

static struct calendar chicago(struct fixture *f)
{
    struct severity_calendar said = {.zone = STR("America/Chicago")};
    struct slv_error err = {0};
    struct calendar calendar;

    for (int i = 0; i < 5; i++)
        said.hours[i] = (struct severity_hours){7 * 60, 18 * 60};
    if (calendar_load(&said, f->arena, &calendar, &err) != SLV_OK)
        fail_msg("%s", err.text);
    return calendar;
}

static struct case_clocks
at(struct fixture *f, const struct case_timeline *timeline, int64_t now_unix_s)
{
    const struct calendar calendar = chicago(f);
    struct severity list[3];
    struct case_clocks clocks;

    fill(list);
    clocks_of_case(timeline, &calendar, list, 3, NULL, now_unix_s, &clocks);
    return clocks;
}

#define assert_clock(shown, wanted_state, wanted_left, wanted_due)            \
    do {                                                                      \
        const struct clock *clock_ = &(shown);                                \
        assert_string_equal(clock_state_word(clock_->state), (wanted_state)); \
        assert_int_equal(clock_->left_s, (wanted_left));                      \
        assert_int_equal(clock_->due_unix_s, (wanted_due));                   \
    } while (0)

static struct case_timeline opened(int severity)
{
    return (struct case_timeline){
        .number = STR("1001"),
        .state = CASE_OPEN,
        .severity = severity,
        .opened_unix_s = MONDAY,
    };
}

static void both_clocks_run_from_the_opening(void **state)
{
    const struct case_timeline timeline = opened(1);
    struct case_clocks clocks = at(*state, &timeline, MONDAY);

    assert_clock(clocks.first_reply, "running", HOUR, MONDAY + HOUR);
    assert_clock(clocks.fix, "running", 8 * HOUR, MONDAY + 8 * HOUR);
    clocks = at(*state, &timeline, MONDAY + 30 * MINUTE);
    assert_clock(clocks.first_reply, "running", 30 * MINUTE, MONDAY + HOUR);
    clocks = at(*state, &timeline, MONDAY + 30 * MINUTE + 1);
    assert_clock(clocks.first_reply, "soon", 30 * MINUTE - 1, MONDAY + HOUR);
    /* the last moment, and the one after it */
    clocks = at(*state, &timeline, MONDAY + HOUR);
    assert_clock(clocks.first_reply, "soon", 0, MONDAY + HOUR);
    clocks = at(*state, &timeline, MONDAY + HOUR + 1);
    assert_clock(clocks.first_reply, "missed", -1, MONDAY + HOUR);
    assert_int_equal(clocks.first_reply.stopped_unix_s, 0);
    /* a fifth of 8 hours is 96 minutes */
    clocks = at(*state, &timeline, MONDAY + 8 * HOUR - 96 * MINUTE);
    assert_clock(clocks.fix, "running", 96 * MINUTE, MONDAY + 8 * HOUR);
    clocks = at(*state, &timeline, MONDAY + 8 * HOUR - 96 * MINUTE + 1);
    assert_clock(clocks.fix, "soon", 96 * MINUTE - 1, MONDAY + 8 * HOUR);
    /* before it was opened, as a report of the past may ask */
    clocks = at(*state, &timeline, MONDAY - HOUR);
    assert_clock(clocks.fix, "running", 8 * HOUR, MONDAY + 8 * HOUR);
}

static void nights_do_not_count(void **state)
{
    const struct case_timeline timeline = opened(3);
    /* 11 business hours until 18:00, and the fix in ten days of them */
    const struct case_clocks clocks = at(*state, &timeline, MONDAY + 24 * HOUR);

    assert_clock(clocks.first_reply, "soon", 0, MONDAY + 11 * HOUR);
    /* from Monday, 2 March, to Friday, 13 March, over the change of clocks */
    assert_clock(clocks.fix, "running", 99 * HOUR,
                 MONDAY + 11 * 24 * HOUR + 10 * HOUR);
}

static void a_reply_stops_the_first_clock(void **state)
{
    struct case_timeline timeline = opened(1);
    struct case_clocks clocks;

    timeline.first_reply_unix_s = MONDAY + HOUR;
    clocks = at(*state, &timeline, MONDAY + 7 * HOUR);
    assert_clock(clocks.first_reply, "met", 0, MONDAY + HOUR);
    assert_int_equal(clocks.first_reply.stopped_unix_s, MONDAY + HOUR);
    assert_clock(clocks.fix, "soon", HOUR, MONDAY + 8 * HOUR);
    /* not yet */
    clocks = at(*state, &timeline, MONDAY + HOUR - 1);
    assert_clock(clocks.first_reply, "soon", 1, MONDAY + HOUR);
    timeline.first_reply_unix_s = MONDAY + HOUR + 1;
    clocks = at(*state, &timeline, MONDAY + 24 * HOUR);
    assert_clock(clocks.first_reply, "missed", -1, MONDAY + HOUR);
    /* in an imported case it may be from before the opening */
    timeline.first_reply_unix_s = MONDAY - HOUR;
    clocks = at(*state, &timeline, MONDAY + 24 * HOUR);
    assert_clock(clocks.first_reply, "met", HOUR, MONDAY + HOUR);
}

static void waiting_for_the_customer_does_not_count(void **state)
{
    const struct case_step steps[] = {
        {MONDAY + HOUR, CASE_STEP_SEVERITY, 1, STR("anna")},
        {MONDAY + 2 * HOUR, CASE_STEP_WAITING, 0, STR("anna")},
        {MONDAY + 5 * HOUR, CASE_STEP_GOING_ON, 0, STR("Bo")},
    };
    struct case_timeline timeline = opened(1);
    struct case_clocks clocks;

    timeline.steps = steps;
    timeline.step_count = 2;
    timeline.state = CASE_WAITING;
    timeline.first_reply_unix_s = MONDAY + 2 * HOUR;
    clocks = at(*state, &timeline, MONDAY + 4 * HOUR);
    assert_true(clocks.is_paused);
    assert_clock(clocks.fix, "paused", 6 * HOUR, 0);
    assert_clock(clocks.first_reply, "missed", -HOUR, MONDAY + HOUR);
    assert_int_equal(clocks.severity_set_unix_s, MONDAY + HOUR);
    assert_true(str_equal(clocks.severity_set_by, STR("anna")));
    timeline.step_count = 3;
    timeline.state = CASE_OPEN;
    clocks = at(*state, &timeline, MONDAY + 6 * HOUR);
    assert_false(clocks.is_paused);
    assert_clock(clocks.fix, "running", 5 * HOUR, MONDAY + 11 * HOUR);
    /* as it was at noon: what came later plays no part */
    clocks = at(*state, &timeline, MONDAY + 4 * HOUR);
    assert_clock(clocks.fix, "paused", 6 * HOUR, 0);
    clocks = at(*state, &timeline, MONDAY + HOUR / 2);
    assert_int_equal(clocks.severity_set_unix_s, 0);
}

static void a_reply_while_nobody_waits_for_it(void **state)
{
    const struct case_step steps[] = {
        {MONDAY + 30 * MINUTE, CASE_STEP_WAITING, 0, STR("anna")},
        {MONDAY + 5 * HOUR, CASE_STEP_GOING_ON, 0, STR("Bo")},
    };
    struct case_timeline timeline = opened(1);
    struct case_clocks clocks;

    timeline.steps = steps;
    timeline.step_count = 2;
    timeline.first_reply_unix_s = MONDAY + 4 * HOUR;
    clocks = at(*state, &timeline, MONDAY + 6 * HOUR);
    assert_string_equal(clock_state_word(clocks.first_reply.state), "met");
    assert_int_equal(clocks.first_reply.used_s, 30 * MINUTE);
    assert_clock(clocks.fix, "running", 6 * HOUR + 30 * MINUTE,
                 MONDAY + 24 * HOUR + 90 * MINUTE);
}

static void closing_and_reopening(void **state)
{
    const struct case_step steps[] = {
        {MONDAY + 2 * HOUR, CASE_STEP_CLOSED, 0, STR("anna")},
        {MONDAY + 4 * HOUR, CASE_STEP_REOPENED, 0, STR("Bo")},
        {MONDAY + 5 * HOUR, CASE_STEP_CLOSED, 0, STR("anna")},
    };
    struct case_timeline timeline = opened(1);
    struct case_clocks clocks;

    timeline.steps = steps;
    timeline.step_count = 1;
    timeline.state = CASE_CLOSED;
    timeline.closed_unix_s = MONDAY + 2 * HOUR;
    clocks = at(*state, &timeline, MONDAY + 3 * HOUR);
    assert_clock(clocks.fix, "met", 6 * HOUR, MONDAY + 8 * HOUR);
    assert_int_equal(clocks.fix.stopped_unix_s, MONDAY + 2 * HOUR);
    assert_false(clocks.is_paused);
    /* nobody had replied: the closing was the reply, an hour late */
    assert_clock(clocks.first_reply, "missed", -HOUR, MONDAY + HOUR);
    assert_int_equal(clocks.first_reply.stopped_unix_s, MONDAY + 2 * HOUR);
    assert_int_equal(clocks_left(&clocks), INT64_MAX);
    timeline.step_count = 2;
    timeline.state = CASE_OPEN;
    timeline.closed_unix_s = 0;
    clocks = at(*state, &timeline, MONDAY + 4 * HOUR + HOUR / 2);
    assert_clock(clocks.fix, "running", 5 * HOUR + HOUR / 2,
                 MONDAY + 10 * HOUR);
    assert_int_equal(clocks.fix.stopped_unix_s, 0);
    assert_int_equal(clocks_left(&clocks), 5 * HOUR + HOUR / 2);
    timeline.step_count = 3;
    timeline.state = CASE_CLOSED;
    timeline.closed_unix_s = MONDAY + 5 * HOUR;
    clocks = at(*state, &timeline, MONDAY + 100 * HOUR);
    assert_clock(clocks.fix, "met", 5 * HOUR, MONDAY + 10 * HOUR);
}

static void imported_cases_have_no_steps(void **state)
{
    struct case_timeline timeline = opened(1);
    struct case_clocks clocks;

    timeline.state = CASE_CLOSED;
    timeline.closed_unix_s = MONDAY + 9 * HOUR;
    timeline.first_reply_unix_s = MONDAY + HOUR / 2;
    clocks = at(*state, &timeline, MONDAY + 400 * HOUR);
    assert_string_equal(clock_state_word(clocks.first_reply.state), "met");
    assert_clock(clocks.fix, "missed", -HOUR, MONDAY + 8 * HOUR);
    timeline.state = CASE_WAITING;
    timeline.closed_unix_s = 0;
    clocks = at(*state, &timeline, MONDAY + 400 * HOUR);
    assert_clock(clocks.fix, "paused", 8 * HOUR - HOUR / 2, 0);
}

static void steps_that_contradict_each_other(void **state)
{
    const struct case_step steps[] = {
        {MONDAY - HOUR, CASE_STEP_REOPENED, 0, STR("x")},
        {MONDAY + 2 * HOUR, CASE_STEP_WAITING, 0, STR("x")},
        {MONDAY + HOUR, CASE_STEP_CLOSED, 0, STR("x")},
        {MONDAY + 3 * HOUR, CASE_STEP_CLOSED, 0, STR("x")},
        {MONDAY + 3 * HOUR, CASE_STEP_GOING_ON, 0, STR("x")},
        {MONDAY + 4 * HOUR, CASE_STEP_WAITING, 0, STR("x")},
    };
    struct case_timeline timeline = opened(1);
    struct case_clocks clocks;

    timeline.steps = steps;
    timeline.step_count = 6;
    timeline.state = CASE_CLOSED;
    timeline.closed_unix_s = MONDAY + 2 * HOUR;
    clocks = at(*state, &timeline, MONDAY + 9 * HOUR);
    assert_clock(clocks.fix, "met", 6 * HOUR, MONDAY + 8 * HOUR);
    /* an import opened it again */
    timeline.state = CASE_OPEN;
    timeline.closed_unix_s = 0;
    clocks = at(*state, &timeline, MONDAY + 9 * HOUR);
    assert_clock(clocks.fix, "missed", -HOUR, MONDAY + 8 * HOUR);
}

static void without_severity_there_is_no_target(void **state)
{
    static const int severities[] = {0, -1, 4, 5, 6};

    for (size_t i = 0; i < sizeof severities / sizeof *severities; i++) {
        const struct case_timeline timeline = opened(severities[i]);
        const struct case_clocks clocks = at(*state, &timeline, MONDAY + HOUR);

        assert_clock(clocks.first_reply, "unset", 0, 0);
        assert_clock(clocks.fix, "unset", 0, 0);
        assert_int_equal(clocks.severity, 0);
        assert_int_equal(clocks.first_reply.used_s, HOUR);
    }
}

static void contracts_come_first(void **state)
{
    struct severity_contract contract = {.customer = STR("acme")};
    struct severity list[3];
    struct severity_targets targets;

    (void) state;
    fill(list);
    contract.targets[0] = (struct severity_targets){15, 0};
    contract.targets[1] = (struct severity_targets){0, 100};
    targets = clocks_targets(list, 3, &contract, 1);
    assert_int_equal(targets.first_reply_minutes, 15);
    assert_int_equal(targets.fix_minutes, 480);
    targets = clocks_targets(list, 3, &contract, 2);
    assert_int_equal(targets.first_reply_minutes, 240);
    assert_int_equal(targets.fix_minutes, 100);
    targets = clocks_targets(list, 3, &contract, 4);
    assert_int_equal(targets.first_reply_minutes, 0);
    assert_int_equal(targets.fix_minutes, 0);
}

static void no_hours_to_come(void **state)
{
    struct fixture *f = *state;
    const struct case_timeline timeline = opened(1);
    struct calendar calendar = chicago(f);
    struct case_clocks clocks;
    struct severity list[3];

    fill(list);
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++)
        calendar.hours[i] = (struct severity_hours){0, 0};
    clocks_of_case(&timeline, &calendar, list, 3, NULL, MONDAY + 1000 * HOUR,
                   &clocks);
    assert_clock(clocks.fix, "running", 8 * HOUR, 0);
}

static void the_queue_has_an_order(void **state)
{
    /* in the order they are to have */
    struct case_timeline timelines[] = {
        opened(0), opened(1), opened(1), opened(1), opened(2), opened(2),
    };
    const size_t count = sizeof timelines / sizeof *timelines;
    struct case_clocks clocks[6];

    timelines[1].opened_unix_s -= 48 * HOUR; /* nothing counts of a weekend */
    timelines[2].number = STR("1000");
    timelines[3].number = STR("1002");
    timelines[4].first_reply_unix_s = MONDAY + HOUR / 2;
    timelines[4].opened_unix_s = MONDAY - 100 * HOUR;
    timelines[5].state = CASE_WAITING;
    timelines[5].opened_unix_s = MONDAY - 200 * HOUR;
    for (size_t i = 0; i < count; i++)
        clocks[i] = at(*state, &timelines[i], MONDAY + HOUR);
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < count; j++) {
            const int order = clocks_compare(&clocks[i], &timelines[i],
                                             &clocks[j], &timelines[j]);

            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
}

static void who_answers(void **state)
{
    const struct agent_presence presence[] = {
        {STR("anna"), STR("carl"), true}, {STR("bo"), STR(""), true},
        {STR("carl"), STR("dora"), true}, {STR("dora"), STR("anna"), false},
        {STR("emil"), STR("fay"), true},  {STR("fay"), STR("emil"), true},
    };
    static const struct {
        const char *owner;
        enum case_duty_kind kind;
        const char *agent;
    } cases[] = {
        {"", DUTY_NOBODY, ""},         {"dora", DUTY_OWNER, "dora"},
        {"carl", DUTY_BACKUP, "dora"}, {"anna", DUTY_BACKUP, "dora"},
        {"bo", DUTY_ABSENT, "bo"},     {"emil", DUTY_ABSENT, "emil"},
        {"zoe", DUTY_OWNER, "zoe"},
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct case_duty duty =
            clocks_duty(presence, 6, str_from(cases[i].owner));

        assert_int_equal(duty.kind, cases[i].kind);
        assert_true(str_equal(duty.agent, str_from(cases[i].agent)));
    }
    assert_int_equal(clocks_duty(NULL, 0, STR("x")).kind, DUTY_OWNER);
}

static void contracts_count_between_their_days(void **state)
{
    struct fixture *f = *state;
    const struct calendar calendar = chicago(f);
    const int64_t day = 24 * 3600;
    struct severity_contract contract = {.customer = STR("acme")};
    int64_t begins = 0;

    /* 1 March in Chicago begins at 06:00 UTC */
    assert_true(clock_parse_date(STR("2026-03-01"), &begins));
    begins += 6 * 3600;
    assert_true(clocks_contract_counts(&contract, &calendar, begins));
    contract.from_day = STR("2026-03-01");
    assert_false(clocks_contract_counts(&contract, &calendar, begins - 1));
    assert_true(clocks_contract_counts(&contract, &calendar, begins));
    contract.until_day = STR("2026-03-01");
    assert_true(clocks_contract_counts(&contract, &calendar, begins + day - 1));
    assert_false(clocks_contract_counts(&contract, &calendar, begins + day));
    contract.from_day = STR("");
    assert_true(clocks_contract_counts(&contract, &calendar, begins - day));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(both_clocks_run_from_the_opening),
        FIXTURE_TEST(nights_do_not_count),
        FIXTURE_TEST(a_reply_stops_the_first_clock),
        FIXTURE_TEST(waiting_for_the_customer_does_not_count),
        FIXTURE_TEST(a_reply_while_nobody_waits_for_it),
        FIXTURE_TEST(closing_and_reopening),
        FIXTURE_TEST(imported_cases_have_no_steps),
        FIXTURE_TEST(steps_that_contradict_each_other),
        FIXTURE_TEST(without_severity_there_is_no_target),
        FIXTURE_TEST(contracts_come_first),
        FIXTURE_TEST(contracts_count_between_their_days),
        FIXTURE_TEST(no_hours_to_come),
        FIXTURE_TEST(the_queue_has_an_order),
        FIXTURE_TEST(who_answers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
