/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Severities, calendars, contracts and absences in the case store, and the
 * steps that changes of cases leave.
 */
#include "tests/unit/case_fixture.h"

#include "base/check.h"
#include "store/severity_store.h"

#include <string.h>

static const struct case_actor bo = {{"bo", 2}, NOON + 3600};

static void the_defaults_are_there(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct severity_calendar calendar;
    struct slv_error err = {0};
    struct severity *list;
    size_t count = 0;

    MUST(severity_store_list(store, f->arena, &list, &count, &err));
    assert_int_equal(count, 4);
    MUST(severity_check(list, count, &err));
    assert_text(list[0].name, "Critical");
    assert_text(list[3].name, "Low");
    for (size_t i = 1; i < count; i++)
        assert_true(list[i].targets.fix_minutes >
                    list[i - 1].targets.fix_minutes);
    MUST(severity_store_find_calendar(store, STR(""), f->arena, &calendar,
                                      &err));
    assert_text(calendar.name, "default");
    assert_text(calendar.zone, "America/Chicago");
    for (int i = 0; i < 7; i++) {
        assert_int_equal(calendar.hours[i].opens_minute, i < 5 ? 420 : 0);
        assert_int_equal(calendar.hours[i].closes_minute, i < 5 ? 1080 : 0);
    }
    assert_int_equal(calendar.holiday_count, 0);
    case_store_close(store);
}

static void lists_that_are_refused(void **state)
{
    struct severity list[6];
    static const struct {
        size_t count;
        const char *sentence;
    } counts[] = {
        {0, "0 categories of severity are too few: with fewer than 3 nobody "
            "can tell what comes first"},
        {2, "2 categories of severity are too few: with fewer than 3 nobody "
            "can tell what comes first"},
        {6, "6 categories of severity are too many: with more than 5 people "
            "do not agree which one a case has"},
    };
    struct slv_error err = {0};

    (void) state;
    for (size_t i = 0; i < 6; i++)
        list[i] = (struct severity){{"abcdef" + i, 1}, {10, 20}};
    for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
        assert_int_equal(severity_check(list, counts[i].count, &err),
                         SLV_ERR_INPUT);
        assert_string_equal(err.text, counts[i].sentence);
        assert_string_equal(err.hint, "Name 3 to 5, the most severe first.");
    }
    for (size_t i = 3; i <= 5; i++)
        MUST(severity_check(list, i, &err));
    list[2].name = STR("A");
    assert_int_equal(severity_check(list, 3, &err), SLV_ERR_INPUT);
    assert_string_equal(err.text, "there are two severities \"A\"");
    list[2].name = STR("");
    assert_int_equal(severity_check(list, 3, &err), SLV_ERR_INPUT);
    list[2].name = STR("c");
    list[2].targets.first_reply_minutes = 0;
    assert_int_equal(severity_check(list, 3, &err), SLV_ERR_INPUT);
    list[2].targets.first_reply_minutes = 21;
    assert_int_equal(severity_check(list, 3, &err), SLV_ERR_INPUT);
    assert_string_equal(err.text,
                        "the fix of \"c\" is due before its first reply");
    list[2].targets.fix_minutes = SEVERITY_TARGET_MINUTES_MAX + 1;
    assert_int_equal(severity_check(list, 3, &err), SLV_ERR_INPUT);
}

static void categories_are_put_as_a_whole(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct severity three[] = {
        {STR("A"), {1, 2}}, {STR("B"), {3, 4}}, {STR("C"), {5, 6}}};
    struct slv_error err = {0};
    struct case_record record;
    struct severity *list;
    enum case_put did;
    size_t count = 0;

    MUST(severity_store_put(store, three, 3, &anna, &did, &err));
    assert_int_equal(did, CASE_UPDATED);
    MUST(severity_store_list(store, f->arena, &list, &count, &err));
    assert_int_equal(count, 3);
    assert_text(list[1].name, "B");
    assert_int_equal(list[2].targets.fix_minutes, 6);
    MUST(severity_store_put(store, three, 3, &anna, &did, &err));
    assert_int_equal(did, CASE_UNCHANGED);
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "1");
    assert_string_equal(ask(f, "SELECT kind || detail FROM events"),
                        "severities{\"name_1\":\"A\",\"minutes_1\":\"1/2\","
                        "\"name_2\":\"B\",\"minutes_2\":\"3/4\","
                        "\"name_3\":\"C\",\"minutes_3\":\"5/6\"}");
    assert_int_equal(severity_store_put(store, three, 2, &anna, &did, &err),
                     SLV_ERR_INPUT);
    /* a case that is worked on keeps what it has */
    must_add(store, "1");
    record = must_find(f, store, "1");
    record.severity = 5;
    MUST(case_store_update_case(store, STR("1"), 0, &record, &anna, &err));
    assert_int_equal(severity_store_put(store, list, 3, &anna, &did, &err),
                     SLV_OK);
    list[0].name = STR("Z");
    assert_int_equal(severity_store_put(store, list, 3, &anna, &did, &err),
                     SLV_ERR_CONFLICT);
    assert_string_equal(err.text, "1 case that is not closed has a severity "
                                  "that would be gone");
    MUST(case_store_close_case(store, STR("1"), 0, CASE_OUTCOME_NONE,
                               STR("gone"), &anna, &err));
    MUST(severity_store_put(store, list, 3, &anna, &did, &err));
    case_store_close(store);
}

static void calendars_are_put_and_found(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct severity_holiday holidays[] = {
        {STR("2026-12-25"), STR("Christmas Day")},
        {STR("2026-01-01"), STR("")},
    };
    struct severity_calendar row = {
        .name = STR("Berlin"),
        .zone = STR("Europe/Berlin"),
        .hours = {{0, 1440}, [6] = {60, 120}},
        .holidays = holidays,
        .holiday_count = 2,
    };
    struct severity_calendar back;
    struct severity_calendar *all;
    struct slv_error err = {0};
    enum case_put did;
    size_t count = 0;

    MUST(severity_store_put_calendar(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_ADDED);
    MUST(severity_store_put_calendar(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_UNCHANGED);
    MUST(severity_store_find_calendar(store, STR("Berlin"), f->arena, &back,
                                      &err));
    assert_text(back.zone, "Europe/Berlin");
    assert_int_equal(back.hours[0].closes_minute, 1440);
    assert_int_equal(back.hours[3].closes_minute, 0);
    assert_int_equal(back.hours[6].opens_minute, 60);
    assert_int_equal(back.holiday_count, 2);
    assert_text(back.holidays[0].day, "2026-01-01");
    assert_text(back.holidays[1].name, "Christmas Day");
    row.holiday_count = 1;
    MUST(severity_store_put_calendar(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_UPDATED);
    MUST(severity_store_list_calendars(store, f->arena, &all, &count, &err));
    assert_int_equal(count, 2);
    assert_text(all[0].name, "Berlin");
    assert_int_equal(all[0].holiday_count, 1);
    assert_text(all[1].name, "default");
    assert_int_equal(
        severity_store_find_calendar(store, STR("Mars"), f->arena, &back, &err),
        SLV_ERR_NOT_FOUND);
    assert_int_equal(try_sql(f, "DELETE FROM calendars WHERE id = 1"),
                     SLV_ERR_INPUT);
    case_store_close(store);
}

static void calendars_that_are_refused(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct severity_holiday twice[] = {{STR("2026-12-25"), STR("a")},
                                             {STR("2026-12-25"), STR("b")}};
    const struct severity_holiday none[] = {{STR("2026-02-30"), STR("a")}};
    const struct severity_calendar good = {
        .name = STR("x"), .zone = STR("UTC"), .hours = {{60, 120}}};
    struct severity_calendar row = good;
    struct slv_error err = {0};

    row.hours[0] = (struct severity_hours){0, 0};
    assert_int_equal(
        severity_store_put_calendar(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text, "the calendar is never open");
    row.hours[0] = (struct severity_hours){120, 60};
    assert_int_equal(
        severity_store_put_calendar(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    row.hours[0] = (struct severity_hours){60, 1441};
    assert_int_equal(
        severity_store_put_calendar(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    row = good;
    row.zone = STR("");
    assert_int_equal(
        severity_store_put_calendar(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    row = good;
    row.holidays = twice;
    row.holiday_count = 2;
    assert_int_equal(
        severity_store_put_calendar(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text, "the holiday 2026-12-25 is there twice");
    row.holidays = none;
    row.holiday_count = 1;
    assert_int_equal(
        severity_store_put_calendar(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_string_equal(ask(f, "SELECT count(*) FROM events"), "0");
    case_store_close(store);
}

static void contracts_are_kept_by_customer(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct severity_contract row = {.customer = STR("acme")};
    struct severity_contract *all;
    struct severity_contract back;
    struct slv_error err = {0};
    enum case_put did;
    size_t count = 0;

    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, &did, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text, "the contract promises nothing");
    row.targets[0].first_reply_minutes = 15;
    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, &did, &err),
        SLV_ERR_NOT_FOUND);
    must_add(store, "1"); /* makes acme */
    assert_int_equal(
        severity_store_find_contract(store, STR("acme"), f->arena, &back, &err),
        SLV_ERR_NOT_FOUND);
    row.targets[0] = (struct severity_targets){15, 0};
    row.targets[2] = (struct severity_targets){0, 600};
    MUST(severity_store_put_contract(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_ADDED);
    MUST(severity_store_put_contract(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_UNCHANGED);
    MUST(severity_store_find_contract(store, STR("acme"), f->arena, &back,
                                      &err));
    assert_int_equal(back.targets[0].first_reply_minutes, 15);
    assert_int_equal(back.targets[0].fix_minutes, 0);
    assert_int_equal(back.targets[2].fix_minutes, 600);
    assert_text(back.calendar, "");
    row.calendar = STR("night");
    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, &did, &err),
        SLV_ERR_NOT_FOUND);
    assert_string_equal(err.text, "there is no calendar \"night\"");
    row.calendar = STR("default");
    row.targets[0] = (struct severity_targets){0, 0};
    MUST(severity_store_put_contract(store, &row, &anna, &did, &err));
    assert_int_equal(did, CASE_UPDATED);
    MUST(severity_store_list_contracts(store, f->arena, &all, &count, &err));
    assert_int_equal(count, 1);
    assert_text(all[0].customer, "acme");
    assert_text(all[0].calendar, "default");
    assert_int_equal(all[0].targets[0].first_reply_minutes, 0);
    row.targets[0].fix_minutes = -1;
    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, &did, &err),
        SLV_ERR_INPUT);
    MUST(severity_store_remove_contract(store, STR("acme"), NULL, &anna, &err));
    assert_int_equal(
        severity_store_remove_contract(store, STR("acme"), NULL, &anna, &err),
        SLV_ERR_NOT_FOUND);
    assert_string_equal(ask(f, "SELECT group_concat(action) FROM events "
                               "WHERE kind = 'contract'"),
                        "add,update,remove");
    case_store_close(store);
}

static void contracts_say_from_when_to_when(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct severity_contract row = {.customer = STR("acme"),
                                    .from_day = STR("2026-03-01"),
                                    .until_day = STR("2026-02-28"),
                                    .targets[1] = {60, 30}};
    struct severity_contract seen;
    struct severity_contract back;
    struct slv_error err = {0};

    must_add(store, "1");
    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text,
                        "the fix of severity 2 is due before its first reply");
    row.targets[1] = (struct severity_targets){60, 60};
    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.text, "the contract ends on 2026-02-28, before it "
                                  "begins on 2026-03-01");
    row.until_day = STR("2026-02-30");
    assert_int_equal(
        severity_store_put_contract(store, &row, &anna, NULL, &err),
        SLV_ERR_INPUT);
    row.until_day = STR("2026-03-01");
    MUST(severity_store_put_contract(store, &row, &anna, NULL, &err));
    MUST(severity_store_find_contract(store, STR("acme"), f->arena, &seen,
                                      &err));
    assert_text(seen.from_day, "2026-03-01");
    assert_text(seen.until_day, "2026-03-01");
    /* two have seen it: the second is told */
    row.until_day = STR("");
    MUST(severity_store_put_contract_seen(store, &row, &seen, &anna, NULL,
                                          &err));
    row.from_day = STR("");
    assert_int_equal(
        severity_store_put_contract_seen(store, &row, &seen, &anna, NULL, &err),
        SLV_ERR_CONFLICT);
    assert_int_equal(
        severity_store_put_contract_seen(store, &row, NULL, &anna, NULL, &err),
        SLV_ERR_CONFLICT);
    assert_int_equal(
        severity_store_remove_contract(store, STR("acme"), &seen, &anna, &err),
        SLV_ERR_CONFLICT);
    MUST(severity_store_find_contract(store, STR("acme"), f->arena, &back,
                                      &err));
    assert_text(back.from_day, "2026-03-01");
    assert_text(back.until_day, "");
    MUST(
        severity_store_remove_contract(store, STR("acme"), &back, &anna, &err));
    case_store_close(store);
}

static void calendars_in_use_stay(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    const struct severity_calendar night = {.name = STR("night"),
                                            .zone = STR("Europe/Berlin"),
                                            .hours[0] = {0, 360}};
    const struct severity_contract contract = {.customer = STR("acme"),
                                               .calendar = STR("night")};
    struct severity_calendar row = night;
    struct slv_error err = {0};
    enum case_put did;

    must_add(store, "1");
    MUST(severity_store_put_calendar_seen(store, &night, NULL, &anna, &did,
                                          &err));
    assert_int_equal(did, CASE_ADDED);
    assert_int_equal(severity_store_put_calendar_seen(store, &night, NULL,
                                                      &anna, &did, &err),
                     SLV_ERR_CONFLICT);
    row.hours[0].closes_minute = 300;
    MUST(severity_store_put_calendar_seen(store, &row, &night, &anna, &did,
                                          &err));
    assert_int_equal(did, CASE_UPDATED);
    assert_int_equal(severity_store_remove_calendar(store, STR("night"), &night,
                                                    &anna, &err),
                     SLV_ERR_CONFLICT);
    MUST(severity_store_put_contract(store, &contract, &anna, NULL, &err));
    assert_int_equal(
        severity_store_remove_calendar(store, STR("night"), NULL, &anna, &err),
        SLV_ERR_CONFLICT);
    assert_string_equal(err.text, "1 contract names the calendar \"night\"");
    MUST(severity_store_remove_contract(store, STR("acme"), NULL, &anna, &err));
    assert_int_equal(severity_store_remove_calendar(store, STR("default"), NULL,
                                                    &anna, &err),
                     SLV_ERR_CONFLICT);
    MUST(
        severity_store_remove_calendar(store, STR("night"), &row, &anna, &err));
    assert_int_equal(
        severity_store_remove_calendar(store, STR("night"), NULL, &anna, &err),
        SLV_ERR_NOT_FOUND);
    assert_string_equal(ask(f, "SELECT group_concat(action) FROM events "
                               "WHERE kind = 'calendar'"),
                        "add,update,remove");
    assert_string_equal(ask(f, "SELECT count(*) FROM calendar_hours"), "5");
    case_store_close(store);
}

static struct case_timeline must_find_timeline(struct fixture *f,
                                               struct case_store *store,
                                               const char *number)
{
    struct case_timeline timeline;
    struct slv_error err = {0};

    MUST(severity_store_find_timeline(store, str_from(number), f->arena,
                                      &timeline, &err));
    return timeline;
}

static void changes_of_a_case_leave_steps(void **state)
{
    static const enum case_step_kind wanted[] = {
        CASE_STEP_SEVERITY, CASE_STEP_WAITING,  CASE_STEP_GOING_ON,
        CASE_STEP_CLOSED,   CASE_STEP_REOPENED, CASE_STEP_SEVERITY};
    const struct case_message answer = {
        .author = CASE_BY_AGENT, .author_name = STR("anna"), .text = STR("?")};
    const struct case_message more = {.author = CASE_BY_CUSTOMER,
                                      .text = STR("!")};
    const struct case_message note = {.author = CASE_BY_NOTE,
                                      .text = STR("hm")};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_timeline timeline;
    struct case_record record;
    struct slv_error err = {0};

    must_add(store, "1");
    timeline = must_find_timeline(f, store, "1");
    assert_int_equal(timeline.step_count, 0);
    assert_int_equal(timeline.first_reply_unix_s, 0);
    assert_int_equal(timeline.opened_unix_s, NOON - 3600);
    assert_text(timeline.customer, "acme");
    record = must_find(f, store, "1");
    record.severity = 2;
    record.agent = STR("anna");
    MUST(case_store_add_message(store, STR("1"), 0, &note, &anna, &err));
    MUST(case_store_update_case(store, STR("1"), 0, &record, &anna, &err));
    MUST(case_store_add_message(store, STR("1"), 0, &answer, &bo, &err));
    record.state = CASE_WAITING;
    MUST(case_store_update_case(store, STR("1"), 0, &record, &anna, &err));
    MUST(case_store_add_message(store, STR("1"), 0, &note, &anna, &err));
    assert_int_equal(must_find(f, store, "1").state, CASE_WAITING);
    MUST(case_store_add_message(store, STR("1"), 0, &more, &bo, &err));
    assert_int_equal(must_find(f, store, "1").state, CASE_OPEN);
    assert_string_equal(
        ask(f, "SELECT detail FROM events ORDER BY id DESC LIMIT 1"),
        "{\"author\":\"customer\",\"state\":\"open\"}");
    MUST(case_store_close_case(store, STR("1"), 0, CASE_OUTCOME_NONE,
                               STR("gone"), &bo, &err));
    MUST(case_store_add_message(store, STR("1"), 0, &more, &bo, &err));
    assert_int_equal(must_find(f, store, "1").state, CASE_CLOSED);
    assert_int_equal(must_find_timeline(f, store, "1").closed_unix_s,
                     bo.now_unix_s);
    MUST(case_store_reopen_case(store, STR("1"), 0, &bo, &err));
    record = must_find(f, store, "1");
    record.severity = 0;
    MUST(case_store_update_case(store, STR("1"), 0, &record, &bo, &err));
    timeline = must_find_timeline(f, store, "1");
    assert_int_equal(timeline.first_reply_unix_s, bo.now_unix_s);
    assert_int_equal(timeline.severity, 0);
    assert_text(timeline.agent, "anna");
    assert_int_equal(timeline.step_count, ARRAY_LEN(wanted));
    for (size_t i = 0; i < ARRAY_LEN(wanted); i++)
        assert_int_equal(timeline.steps[i].kind, wanted[i]);
    assert_int_equal(timeline.steps[0].severity, 2);
    assert_int_equal(timeline.steps[0].at_unix_s, NOON);
    assert_text(timeline.steps[0].who, "anna");
    assert_text(timeline.steps[2].who, "bo");
    assert_int_equal(try_sql(f, "DELETE FROM case_steps"), SLV_ERR_INPUT);
    assert_int_equal(try_sql(f, "UPDATE case_steps SET at_unix_s = 1"),
                     SLV_ERR_INPUT);
    assert_int_equal(severity_store_find_timeline(store, STR("2"), f->arena,
                                                  &timeline, &err),
                     SLV_ERR_NOT_FOUND);
    case_store_close(store);
}

static void timelines_of_all_open_cases(void **state)
{
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct case_timeline *all;
    struct case_record row;
    struct slv_error err = {0};
    size_t count = 9;

    MUST(
        severity_store_list_timelines(store, 10, f->arena, &all, &count, &err));
    assert_int_equal(count, 0);
    must_add(store, "3");
    row = plain_case("2");
    row.state = CASE_WAITING;
    row.severity = 1;
    MUST(case_store_add_case(store, &row, &anna, NULL, NULL, &err));
    must_add(store, "5");
    must_add(store, "1");
    MUST(case_store_close_case(store, STR("5"), 0, CASE_OUTCOME_NONE,
                               STR("gone"), &bo, &err));
    row = must_find(f, store, "1");
    row.severity = 3;
    MUST(case_store_update_case(store, STR("1"), 0, &row, &bo, &err));
    MUST(
        severity_store_list_timelines(store, 10, f->arena, &all, &count, &err));
    assert_int_equal(count, 3);
    assert_text(all[0].number, "3");
    assert_int_equal(all[0].step_count, 0);
    assert_text(all[1].number, "2");
    assert_int_equal(all[1].step_count, 2);
    assert_int_equal(all[1].steps[0].severity, 1);
    assert_int_equal(all[1].steps[1].kind, CASE_STEP_WAITING);
    assert_text(all[2].number, "1");
    assert_int_equal(all[2].step_count, 1);
    assert_int_equal(all[2].steps[0].severity, 3);
    MUST(severity_store_list_timelines(store, 2, f->arena, &all, &count, &err));
    assert_int_equal(count, 2);
    assert_int_equal(all[1].step_count, 2);
    case_store_close(store);
}

static void absences_and_presence(void **state)
{
    const struct case_agent ann = {.key = STR("ann"), .backup = STR("carl")};
    struct agent_absence row = {STR("ann"), NOON, NOON + 100};
    struct fixture *f = *state;
    struct case_store *store = must_open(f);
    struct agent_absence *absences;
    struct agent_presence *presence;
    struct slv_error err = {0};
    size_t count = 0;

    assert_int_equal(severity_store_add_absence(store, &row, &anna, &err),
                     SLV_ERR_NOT_FOUND);
    MUST(case_store_put_agent(store, &ann, &anna, NULL, &err));
    MUST(severity_store_add_absence(store, &row, &anna, &err));
    row = (struct agent_absence){STR("ann"), NOON + 99, NOON + 200};
    assert_int_equal(severity_store_add_absence(store, &row, &anna, &err),
                     SLV_ERR_CONFLICT);
    row.from_unix_s = NOON + 100;
    MUST(severity_store_add_absence(store, &row, &anna, &err));
    row = (struct agent_absence){STR("ann"), 5, 5};
    assert_int_equal(severity_store_add_absence(store, &row, &anna, &err),
                     SLV_ERR_INPUT);
    MUST(severity_store_list_absences(store, NOON + 99, f->arena, &absences,
                                      &count, &err));
    assert_int_equal(count, 2);
    MUST(severity_store_list_absences(store, NOON + 100, f->arena, &absences,
                                      &count, &err));
    assert_int_equal(count, 1);
    assert_int_equal(absences[0].from_unix_s, NOON + 100);
    for (int64_t now = NOON - 1; now <= NOON + 200; now += 201) {
        MUST(severity_store_list_presence(store, now, f->arena, &presence,
                                          &count, &err));
        assert_false(presence[0].is_absent);
    }
    for (int64_t now = NOON; now < NOON + 200; now += 199) {
        MUST(severity_store_list_presence(store, now, f->arena, &presence,
                                          &count, &err));
        assert_int_equal(count, 2);
        assert_text(presence[0].agent, "ann");
        assert_text(presence[0].backup, "carl");
        assert_true(presence[0].is_absent);
        assert_false(presence[1].is_absent);
    }
    MUST(severity_store_remove_absence(store, STR("ann"), NOON, &anna, &err));
    assert_int_equal(
        severity_store_remove_absence(store, STR("ann"), NOON, &anna, &err),
        SLV_ERR_NOT_FOUND);
    assert_string_equal(
        ask(f, "SELECT group_concat(action || detail) FROM (SELECT * FROM "
               "events WHERE kind = 'absence' ORDER BY id DESC LIMIT 1)"),
        "remove{\"from\":\"2026-01-01T12:00:00Z\","
        "\"until\":\"2026-01-01T12:01:40Z\"}");
    case_store_close(store);
}

static void a_reader_writes_nothing(void **state)
{
    struct fixture *f = *state;
    const struct severity three[] = {
        {STR("A"), {1, 2}}, {STR("B"), {3, 4}}, {STR("C"), {5, 6}}};
    struct slv_error err = {0};
    struct case_store *store = NULL;
    struct severity *list;
    size_t count = 0;

    MUST(case_store_open(fixture_path(f, "solvent.db"), CASE_STORE_READ, &store,
                         &err));
    MUST(severity_store_list(store, f->arena, &list, &count, &err));
    assert_int_equal(count, 4);
    assert_int_equal(severity_store_put(store, three, 3, &anna, NULL, &err),
                     SLV_ERR_PERMISSION);
    case_store_close(store);
}

/* A store from before there were severities. */
static void an_older_store_gets_them(void **state)
{
    struct fixture *f = *state;
    struct sql_migration before[8] = {{NULL, {NULL, 0}}};
    struct case_timeline timeline;
    struct case_store *store;
    struct slv_error err = {0};
    struct sqlite3 *db;
    size_t i = 0;

    for (; i < 7 && strcmp(sql_migrations_solvent[i].name, "0004_severity");
         i++)
        before[i] = sql_migrations_solvent[i];
    assert_true(i > 1 && i < 7);
    MUST(sql_open(fixture_path(f, "solvent.db"), before, SQL_DURABLE, &db,
                  &err));
    MUST(sql_run(db,
                 "INSERT INTO customers VALUES (1, 'acme', 'acme', '', '', '', "
                 "'');"
                 "INSERT INTO cases (number, customer_id, product_version, "
                 "subject, state, severity, opened_unix_s, reopened_count, "
                 "change) VALUES ('7', 1, '', 'x', 'waiting', 2, 100, 0, 1)",
                 &err));
    sql_close(db);
    store = must_open(f);
    timeline = must_find_timeline(f, store, "7");
    assert_int_equal(timeline.severity, 2);
    assert_int_equal(timeline.state, CASE_WAITING);
    assert_int_equal(timeline.step_count, 0);
    assert_string_equal(ask(f, "SELECT count(*) FROM severities"), "4");
    case_store_close(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(the_defaults_are_there),
        FIXTURE_TEST(lists_that_are_refused),
        FIXTURE_TEST(categories_are_put_as_a_whole),
        FIXTURE_TEST(calendars_are_put_and_found),
        FIXTURE_TEST(calendars_that_are_refused),
        FIXTURE_TEST(contracts_are_kept_by_customer),
        FIXTURE_TEST(contracts_say_from_when_to_when),
        FIXTURE_TEST(calendars_in_use_stay),
        FIXTURE_TEST(changes_of_a_case_leave_steps),
        FIXTURE_TEST(timelines_of_all_open_cases),
        FIXTURE_TEST(absences_and_presence),
        FIXTURE_TEST(a_reader_writes_nothing),
        FIXTURE_TEST(an_older_store_gets_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
