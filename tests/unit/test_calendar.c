/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Business hours: by hand around both changes of the clocks, and by counting
 * every open instant one by one with the C library's own notion of local time.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/cases/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { HOUR = 3600, DAY = 86400 };

static const struct severity_hours usual = {7 * 60, 18 * 60};

static struct severity_calendar weekdays(const char *zone,
                                         struct severity_hours hours)
{
    struct severity_calendar said = {.name = STR("default"),
                                     .zone = str_from(zone)};

    for (int i = 0; i < 5; i++)
        said.hours[i] = hours;
    return said;
}

static struct severity_calendar every_day(const char *zone, int opens,
                                          int closes)
{
    struct severity_calendar said =
        weekdays(zone, (struct severity_hours){opens, closes});

    said.hours[5] = said.hours[6] = said.hours[0];
    return said;
}

static struct calendar must_load(struct fixture *f,
                                 struct severity_calendar said)
{
    struct slv_error err = {0};
    struct calendar calendar;

    if (calendar_load(&said, f->arena, &calendar, &err) != SLV_OK)
        fail_msg("%s", err.text);
    return calendar;
}

static struct calendar chicago(struct fixture *f)
{
    return must_load(f, weekdays("America/Chicago", usual));
}

/* The instant of "2026-03-06T18:00:00Z". */
static int64_t utc(const char *text)
{
    int64_t unix_s = 0;

    assert_true(clock_parse_iso(str_from(text), &unix_s));
    return unix_s;
}

#define assert_instant(value, expected)                              \
    do {                                                             \
        const int64_t value_ = (value);                              \
        char text_[CLOCK_ISO_BYTES];                                 \
        clock_format_iso(value_, text_);                             \
        if (value_ != utc(expected))                                 \
            fail_msg("%s is %s, not %s", #value, text_, (expected)); \
    } while (0)

static int64_t after(const struct calendar *calendar, const char *from,
                     int64_t seconds)
{
    int64_t out = 0;

    assert_true(calendar_after(calendar, utc(from), seconds, &out));
    return out;
}

static void a_day_begins_and_ends(void **state)
{
    const struct calendar calendar = chicago(*state);

    /* Friday, 6 March 2026, UTC-6 */
    assert_false(calendar_is_open(&calendar, utc("2026-03-06T12:59:59Z")));
    assert_true(calendar_is_open(&calendar, utc("2026-03-06T13:00:00Z")));
    assert_true(calendar_is_open(&calendar, utc("2026-03-06T23:59:59Z")));
    assert_false(calendar_is_open(&calendar, utc("2026-03-07T00:00:00Z")));
    /* Saturday and Sunday */
    assert_false(calendar_is_open(&calendar, utc("2026-03-07T18:00:00Z")));
    assert_false(calendar_is_open(&calendar, utc("2026-03-08T18:00:00Z")));
    assert_int_equal(calendar_seconds(&calendar, utc("2026-03-06T00:00:00Z"),
                                      utc("2026-03-07T12:00:00Z")),
                     11 * HOUR);
    assert_int_equal(calendar_seconds(&calendar, utc("2026-03-07T12:00:00Z"),
                                      utc("2026-03-06T00:00:00Z")),
                     -11 * HOUR);
    assert_int_equal(calendar_seconds(&calendar, utc("2026-03-06T14:00:00Z"),
                                      utc("2026-03-06T14:00:00Z")),
                     0);
}

static void time_goes_on_over_the_weekend_and_the_change(void **state)
{
    const struct calendar calendar = chicago(*state);

    /* an hour before closing on Friday; on Sunday the clocks go forward */
    assert_instant(after(&calendar, "2026-03-06T23:00:00Z", HOUR),
                   "2026-03-07T00:00:00Z");
    assert_instant(after(&calendar, "2026-03-06T23:00:00Z", HOUR + 1),
                   "2026-03-09T12:00:01Z");
    assert_instant(after(&calendar, "2026-03-06T23:00:00Z", 12 * HOUR),
                   "2026-03-09T23:00:00Z");
    /* back again on 1 November 2026 */
    assert_instant(after(&calendar, "2026-10-30T22:00:00Z", 2 * HOUR),
                   "2026-11-02T14:00:00Z");
    assert_instant(after(&calendar, "2026-03-07T03:00:00Z", 0),
                   "2026-03-07T03:00:00Z");
}

static void an_hour_that_is_left_out_does_not_count(void **state)
{
    /* 8 March 2026 in Chicago: 2:00 is 3:00, at 08:00 UTC */
    const struct calendar calendar =
        must_load(*state, every_day("America/Chicago", 60, 4 * 60));
    const struct calendar within =
        must_load(*state, every_day("America/Chicago", 130, 170));
    /* 29 March 2026 in Berlin: 2:00 is 3:00, at 01:00 UTC */
    const struct calendar berlin =
        must_load(*state, every_day("Europe/Berlin", 150, 6 * 60));
    /* 4 October 2026 on Lord Howe: 2:00 is 2:30, at 15:30 UTC of the day
     * before */
    const struct calendar lord_howe =
        must_load(*state, every_day("Australia/Lord_Howe", 60, 3 * 60));

    assert_int_equal(calendar_seconds(&calendar, utc("2026-03-08T06:00:00Z"),
                                      utc("2026-03-09T05:00:00Z")),
                     2 * HOUR);
    assert_instant(after(&calendar, "2026-03-08T07:30:00Z", HOUR),
                   "2026-03-08T08:30:00Z");
    assert_int_equal(calendar_seconds(&within, utc("2026-03-08T06:00:00Z"),
                                      utc("2026-03-09T05:00:00Z")),
                     0);
    assert_instant(after(&within, "2026-03-08T06:00:00Z", 1),
                   "2026-03-09T07:10:01Z");
    assert_false(calendar_is_open(&berlin, utc("2026-03-29T00:59:59Z")));
    assert_true(calendar_is_open(&berlin, utc("2026-03-29T01:00:00Z")));
    assert_int_equal(calendar_seconds(&berlin, utc("2026-03-28T23:00:00Z"),
                                      utc("2026-03-29T22:00:00Z")),
                     3 * HOUR);
    assert_int_equal(calendar_seconds(&lord_howe, utc("2026-10-03T13:30:00Z"),
                                      utc("2026-10-04T13:00:00Z")),
                     3 * HOUR / 2);
}

static void an_hour_that_comes_twice_counts_twice(void **state)
{
    /* 1 November 2026 in Chicago: 2:00 is 1:00, at 07:00 UTC */
    const struct calendar calendar =
        must_load(*state, every_day("America/Chicago", 60, 4 * 60));
    /* opens at 1:30, closes at 2:00, opens at 1:30 again */
    const struct calendar half =
        must_load(*state, every_day("America/Chicago", 90, 4 * 60));
    /* 25 October 2026 in Berlin: 3:00 is 2:00, at 01:00 UTC */
    const struct calendar berlin =
        must_load(*state, every_day("Europe/Berlin", 0, 6 * 60));
    /* 5 April 2026 on Lord Howe: 2:00 is 1:30, at 15:00 UTC of the day
     * before */
    const struct calendar lord_howe =
        must_load(*state, every_day("Australia/Lord_Howe", 60, 3 * 60));

    assert_int_equal(calendar_seconds(&calendar, utc("2026-11-01T05:00:00Z"),
                                      utc("2026-11-02T06:00:00Z")),
                     4 * HOUR);
    assert_instant(after(&calendar, "2026-11-01T06:30:00Z", 3 * HOUR / 2),
                   "2026-11-01T08:00:00Z");
    assert_true(calendar_is_open(&half, utc("2026-11-01T06:30:00Z")));
    assert_false(calendar_is_open(&half, utc("2026-11-01T07:00:00Z")));
    assert_false(calendar_is_open(&half, utc("2026-11-01T07:29:59Z")));
    assert_true(calendar_is_open(&half, utc("2026-11-01T07:30:00Z")));
    assert_int_equal(calendar_seconds(&half, utc("2026-11-01T05:00:00Z"),
                                      utc("2026-11-02T06:00:00Z")),
                     3 * HOUR);
    assert_instant(after(&half, "2026-11-01T06:30:00Z", HOUR),
                   "2026-11-01T08:00:00Z");
    assert_int_equal(calendar_seconds(&berlin, utc("2026-10-24T22:00:00Z"),
                                      utc("2026-10-25T23:00:00Z")),
                     7 * HOUR);
    assert_int_equal(calendar_seconds(&lord_howe, utc("2026-04-04T13:00:00Z"),
                                      utc("2026-04-05T13:30:00Z")),
                     5 * HOUR / 2);
}

static void holidays_leap_days_and_years(void **state)
{
    const struct severity_holiday holidays[] = {
        {STR("2024-12-25"), STR("Christmas Day")},
        {STR("2025-01-01"), STR("")},
        {STR("2024-02-29"), STR("")},
    };
    struct severity_calendar said = weekdays("America/Chicago", usual);
    struct calendar calendar = must_load(*state, said);

    /* Thursday 29 February 2024 counts, and there is none in 2023 */
    assert_int_equal(calendar_seconds(&calendar, utc("2024-02-28T06:00:00Z"),
                                      utc("2024-03-02T06:00:00Z")),
                     33 * HOUR);
    said.holidays = holidays;
    said.holiday_count = 3;
    calendar = must_load(*state, said);
    assert_int_equal(calendar_seconds(&calendar, utc("2024-02-28T06:00:00Z"),
                                      utc("2024-03-02T06:00:00Z")),
                     22 * HOUR);
    assert_false(calendar_is_open(&calendar, utc("2024-12-25T18:00:00Z")));
    /* 31 December 2024, 17:59:50, to 2 January */
    assert_instant(after(&calendar, "2024-12-31T23:59:50Z", 20),
                   "2025-01-02T13:00:10Z");
}

static void all_day_and_all_night(void **state)
{
    const struct calendar calendar =
        must_load(*state, every_day("America/Chicago", 0, 24 * 60));

    assert_int_equal(calendar_seconds(&calendar, utc("2026-01-01T00:00:00Z"),
                                      utc("2027-01-01T00:00:00Z")),
                     365 * DAY);
    assert_instant(after(&calendar, "2026-01-01T00:00:00Z", 365 * DAY),
                   "2027-01-01T00:00:00Z");
}

static void calendars_that_are_never_open(void **state)
{
    struct fixture *f = *state;
    struct severity_holiday mondays[520];
    struct severity_calendar said = {.name = STR("x"), .zone = STR("UTC")};
    struct slv_error err = {0};
    struct calendar calendar;
    int64_t out = 0;

    assert_int_equal(calendar_load(&said, f->arena, &calendar, &err),
                     SLV_ERR_INPUT);
    assert_string_equal(err.text, "the calendar is never open");
    /* only in the hour that is left out, one day in the year: none at all */
    said.zone = STR("America/Chicago");
    said.hours[6] = (struct severity_hours){130, 170};
    calendar = must_load(f, said);
    assert_true(
        calendar_next_open(&calendar, utc("2026-03-08T06:00:00Z"), &out));
    /* every Monday of ten years is a holiday */
    said = (struct severity_calendar){.name = STR("x"), .zone = STR("UTC")};
    said.hours[0] = usual;
    for (int i = 0; i < 520; i++) {
        char day[CLOCK_DATE_BYTES];

        clock_format_date(utc("2026-01-05") + (int64_t) i * 7 * DAY, day);
        mondays[i] = (struct severity_holiday){
            arena_str(f->arena, str_from(day)), STR("")};
    }
    said.holidays = mondays;
    said.holiday_count = 520;
    calendar = must_load(f, said);
    assert_instant(after(&calendar, "2026-01-01T00:00:00Z", 1),
                   "2035-12-24T07:00:01Z");
    /* more than a hundred years */
    assert_false(calendar_after(&calendar, 0, INT64_MAX, &out));
    assert_false(calendar_after(&calendar, INT64_MAX, 1, &out));
    assert_false(calendar_next_open(&calendar, INT64_MAX, &out));
    assert_true(calendar_seconds(&calendar, INT64_MIN, INT64_MAX) > 0);
    assert_true(calendar_seconds(&calendar, INT64_MAX, INT64_MIN) < 0);
}

static void what_a_calendar_may_not_say(void **state)
{
    const struct severity_holiday wrong[] = {{STR("2025-02-29"), STR("")}};
    static const struct severity_hours hours[] = {
        {-1, 60}, {60, 1441}, {120, 60}};
    struct fixture *f = *state;
    struct severity_calendar said;
    struct slv_error err = {0};
    struct calendar calendar;

    for (size_t i = 0; i < 3; i++) {
        said = weekdays("UTC", usual);
        said.hours[2] = hours[i];
        assert_int_equal(calendar_load(&said, f->arena, &calendar, &err),
                         SLV_ERR_INPUT);
        assert_non_null(strstr(err.text, "weekday 3"));
    }
    said = weekdays("UTC", usual);
    said.holidays = wrong;
    said.holiday_count = 1;
    assert_int_equal(calendar_load(&said, f->arena, &calendar, &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "2025-02-29"));
    said = weekdays("America/Chikago", usual);
    assert_int_equal(calendar_load(&said, f->arena, &calendar, &err),
                     SLV_ERR_INPUT);
    assert_non_null(strstr(err.text, "America/Chikago"));
}

/* --- against counting --- */

static bool is_open_by_library(const struct severity_calendar *said,
                               int64_t unix_s)
{
    const time_t instant = (time_t) unix_s;
    struct severity_hours hours;
    struct tm local;
    int minute;

    assert_non_null(localtime_r(&instant, &local));
    hours = said->hours[(local.tm_wday + 6) % 7];
    minute = local.tm_hour * 60 + local.tm_min;
    return minute >= hours.opens_minute && minute < hours.closes_minute;
}

/* Every five minutes of some days: open or not, seconds so far, and back. */
static void count_through(struct fixture *f, struct severity_calendar said,
                          const char *from, int days)
{
    enum { STEP = 300 };
    const struct calendar calendar = must_load(f, said);
    const int64_t begin = utc(from);
    int64_t sum = 0;

    for (int64_t at = begin; at < begin + (int64_t) days * DAY; at += STEP) {
        const bool is_open = is_open_by_library(&said, at);
        int64_t out = 0;

        if (calendar_is_open(&calendar, at) != is_open ||
            calendar_seconds(&calendar, begin, at) != sum)
            fail_msg("%.*s at %lld", STR_ARG(said.zone), (long long) at);
        if (is_open) {
            assert_true(calendar_after(&calendar, begin, sum + 1, &out));
            if (out != at + 1)
                fail_msg("%.*s: %lld, not %lld", STR_ARG(said.zone),
                         (long long) out, (long long) at + 1);
            assert_true(calendar_next_open(&calendar, at, &out));
            assert_int_equal(out, at);
            sum += STEP;
        }
    }
}

static void counting_agrees(void **state)
{
    static const struct {
        const char *zone;
        const char *from;
    } weeks[] = {
        {"America/Chicago", "2026-03-05"},
        {"America/Chicago", "2026-10-29"},
        {"America/Chicago", "2051-03-10"}, /* by the rule */
        {"Europe/Berlin", "2026-03-26"},
        {"Europe/Berlin", "2026-10-22"},
        {"Australia/Lord_Howe", "2026-04-02"},
        {"Australia/Lord_Howe", "2026-10-01"},
        {"Asia/Kathmandu", "2026-01-01"},
        {"Pacific/Apia", "2011-12-27"},      /* a day was left out */
        {"America/Sao_Paulo", "2018-11-01"}, /* at midnight, forward */
        {"America/Sao_Paulo", "2018-02-15"}, /* at midnight, back */
        {"America/Chicago", "2027-12-29"},
        {"America/Chicago", "2028-02-26"},
    };
    static const struct severity_hours hours[] = {
        {7 * 60, 18 * 60}, {0, 24 * 60}, {100, 150},
        {60, 120},         {0, 10},      {23 * 60 + 50, 24 * 60},
    };

    for (size_t i = 0; i < sizeof weeks / sizeof *weeks; i++) {
        assert_int_equal(setenv("TZ", weeks[i].zone, 1), 0);
        tzset();
        for (size_t j = 0; j < sizeof hours / sizeof *hours; j++) {
            struct severity_calendar said = every_day(
                weeks[i].zone, hours[j].opens_minute, hours[j].closes_minute);

            count_through(*state, said, weeks[i].from, 7);
            said.hours[6] = (struct severity_hours){0, 0};
            count_through(*state, said, weeks[i].from, 7);
        }
    }
    assert_int_equal(unsetenv("TZ"), 0);
    tzset();
}

static void there_and_back_again(void **state)
{
    const struct calendar calendar = chicago(*state);
    uint64_t seed = 7;

    for (int i = 0; i < 3000; i++) {
        int64_t from;
        int64_t out = 0;
        int64_t seconds;

        seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        from = (int64_t) (seed >> 32);
        seconds = (int64_t) (seed >> 8 & 0xffffff) + 1;
        assert_true(calendar_after(&calendar, from, seconds, &out));
        assert_int_equal(calendar_seconds(&calendar, from, out), seconds);
        assert_int_equal(calendar_seconds(&calendar, from, out - 1),
                         seconds - 1);
    }
}

static void a_hundred_years_are_soon_counted(void **state)
{
    const struct calendar calendar = chicago(*state);
    const int64_t begin = clock_mono_us();
    int64_t out = 0;
    int64_t sum = 0;

    for (int i = 0; i < 10; i++) {
        sum = calendar_seconds(&calendar, utc("2026-01-01T06:00:00Z"),
                               utc("2126-01-01T06:00:00Z"));
        assert_true(
            calendar_after(&calendar, utc("2026-01-01T06:00:00Z"), sum, &out));
    }
    /* 36,524 days from a Thursday on: 5,217 weeks and five days */
    assert_int_equal(sum, (INT64_C(5217) * 5 + 3) * 11 * HOUR);
    assert_true(clock_mono_us() - begin < 10 * 1000 * 1000);
}

static void days_begin_where_the_zone_says(void **state)
{
    struct fixture *f = *state;
    const struct calendar calendar = chicago(f);
    const struct calendar brazil =
        must_load(f, every_day("America/Sao_Paulo", 0, 24 * 60));
    const int64_t day = utc("2026-03-09") / DAY;

    assert_int_equal(calendar_day(&calendar, utc("2026-03-09T04:59:59Z")),
                     day - 1);
    assert_int_equal(calendar_day(&calendar, utc("2026-03-09T05:00:00Z")), day);
    assert_instant(calendar_day_begins(&calendar, day), "2026-03-09T05:00:00Z");
    /* 4 November 2018 begins at 1:00 */
    assert_instant(calendar_day_begins(&brazil, utc("2018-11-04") / DAY),
                   "2018-11-04T03:00:00Z");
    /* 17 February 2018: its last hour came twice */
    assert_instant(calendar_day_begins(&brazil, utc("2018-02-18") / DAY),
                   "2018-02-18T03:00:00Z");
    (void) calendar_day_begins(&calendar, INT64_MAX);
    (void) calendar_day_begins(&calendar, INT64_MIN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_day_begins_and_ends),
        FIXTURE_TEST(time_goes_on_over_the_weekend_and_the_change),
        FIXTURE_TEST(an_hour_that_is_left_out_does_not_count),
        FIXTURE_TEST(an_hour_that_comes_twice_counts_twice),
        FIXTURE_TEST(holidays_leap_days_and_years),
        FIXTURE_TEST(all_day_and_all_night),
        FIXTURE_TEST(calendars_that_are_never_open),
        FIXTURE_TEST(what_a_calendar_may_not_say),
        FIXTURE_TEST(counting_agrees),
        FIXTURE_TEST(there_and_back_again),
        FIXTURE_TEST(a_hundred_years_are_soon_counted),
        FIXTURE_TEST(days_begin_where_the_zone_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
