/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Walks through open spans: between two changes of the zone's offset a day's
 * hours are plain arithmetic, so each such stretch is taken by itself, day by
 * day. A day that a change cuts in two gives a span on each side of it.
 */
#include "core/cases/calendar.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

#include <stdlib.h>

enum { DAY_S = 86400, MINUTE_S = 60, WEEK_DAYS = 7 };

/* Instants of the years 1 to 9999; others are taken as the nearest of these. */
static const int64_t first_instant = INT64_C(-62135596800);
static const int64_t last_instant = INT64_C(253402300799);
static const int64_t horizon_s =
    (int64_t) CALENDAR_YEARS_MAX * (366 * (int64_t) DAY_S);

static int64_t clamp(int64_t unix_s)
{
    if (unix_s < first_instant)
        return first_instant;
    return unix_s > last_instant ? last_instant : unix_s;
}

static int64_t day_of(int64_t local_s)
{
    return local_s / DAY_S - (local_s % DAY_S < 0);
}

/* --- making --- */

static int compare_days(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *) a;
    const int64_t y = *(const int64_t *) b;

    return (x > y) - (x < y);
}

enum slv_status calendar_make(const struct severity_calendar *said,
                              const struct zone *zone, struct arena *arena,
                              struct calendar *out, struct slv_error *err)
{
    int64_t *holidays =
        arena_calloc(arena, said->holiday_count, sizeof *holidays);
    bool is_ever_open = false;

    *out = (struct calendar){
        .zone = *zone,
        .holidays = holidays,
        .holiday_count = said->holiday_count,
    };
    for (size_t i = 0; i < SEVERITY_WEEKDAYS; i++) {
        const struct severity_hours hours = said->hours[i];

        if (hours.opens_minute < 0 || hours.closes_minute > 24 * 60 ||
            hours.closes_minute < hours.opens_minute)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the hours of weekday %zu are not in one day",
                            i + 1);
        out->hours[i] = hours;
        is_ever_open |= hours.closes_minute > hours.opens_minute;
    }
    if (!is_ever_open)
        return slv_fail(err, SLV_ERR_INPUT, "the calendar is never open");
    for (size_t i = 0; i < said->holiday_count; i++) {
        const struct str day = said->holidays[i].day;
        int64_t midnight = 0;

        if (!clock_parse_date(day, &midnight))
            return slv_fail(err, SLV_ERR_INPUT,
                            "the holiday \"%.*s\" is no day such as 2026-12-25",
                            STR_ARG(str_first(day, 40)));
        holidays[i] = day_of(midnight);
    }
    if (said->holiday_count > 1)
        qsort(holidays, said->holiday_count, sizeof *holidays, compare_days);
    return SLV_OK;
}

enum slv_status calendar_load(const struct severity_calendar *said,
                              struct arena *arena, struct calendar *out,
                              struct slv_error *err)
{
    struct zone zone;
    enum slv_status status = zone_load(said->zone, arena, &zone, err);

    if (status != SLV_OK)
        return status;
    return calendar_make(said, &zone, arena, out, err);
}

/* --- walking --- */

static struct severity_hours hours_of_day(const struct calendar *calendar,
                                          int64_t day)
{
    /* the first day of 1970 was a Thursday */
    const int64_t weekday = ((day + 3) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS;
    const struct severity_hours hours = calendar->hours[weekday];

    if (hours.closes_minute > hours.opens_minute &&
        calendar->holiday_count > 0 &&
        bsearch(&day, calendar->holidays, calendar->holiday_count, sizeof day,
                compare_days))
        return (struct severity_hours){0, 0};
    return hours;
}

/* Open spans of [at, end), from the first on. */
struct walk {
    const struct calendar *calendar;
    int64_t at;
    int64_t end;
    int64_t until; /* the offset holds up to there */
    int32_t offset_s;
};

static struct walk walk_begin(const struct calendar *calendar, int64_t from,
                              int64_t to)
{
    struct walk walk = {.calendar = calendar, .at = from, .end = to};

    walk.offset_s = zone_offset(&calendar->zone, from, &walk.until);
    return walk;
}

static bool walk_next(struct walk *walk, int64_t *begins, int64_t *ends)
{
    while (walk->at < walk->end) {
        const int64_t day = day_of(walk->at + walk->offset_s);
        const struct severity_hours hours = hours_of_day(walk->calendar, day);
        const int64_t midnight = day * DAY_S - walk->offset_s;
        int64_t stop = midnight + DAY_S;

        if (stop > walk->until)
            stop = walk->until;
        if (stop > walk->end)
            stop = walk->end;
        *begins = midnight + (int64_t) hours.opens_minute * MINUTE_S;
        *ends = midnight + (int64_t) hours.closes_minute * MINUTE_S;
        if (*begins < walk->at)
            *begins = walk->at;
        if (*ends > stop)
            *ends = stop;
        walk->at = stop;
        if (stop == walk->until)
            walk->offset_s =
                zone_offset(&walk->calendar->zone, stop, &walk->until);
        if (*begins < *ends)
            return true;
    }
    return false;
}

/* --- asking --- */

bool calendar_is_open(const struct calendar *calendar, int64_t unix_s)
{
    const int64_t at = clamp(unix_s);
    struct walk walk = walk_begin(calendar, at, at + 1);
    int64_t begins;
    int64_t ends;

    return walk_next(&walk, &begins, &ends);
}

int64_t calendar_seconds(const struct calendar *calendar, int64_t from_unix_s,
                         int64_t to_unix_s)
{
    const int64_t from = clamp(from_unix_s);
    int64_t to = clamp(to_unix_s);
    int64_t sum = 0;
    int64_t begins;
    int64_t ends;
    struct walk walk;

    if (to < from)
        return -calendar_seconds(calendar, to, from);
    if (to - from > horizon_s)
        to = from + horizon_s;
    walk = walk_begin(calendar, from, to);
    while (walk_next(&walk, &begins, &ends))
        sum += ends - begins;
    return sum;
}

bool calendar_after(const struct calendar *calendar, int64_t from_unix_s,
                    int64_t seconds, int64_t *out)
{
    const int64_t from = clamp(from_unix_s);
    struct walk walk = walk_begin(calendar, from, clamp(from + horizon_s));
    int64_t begins;
    int64_t ends;

    *out = from;
    if (seconds <= 0)
        return true;
    while (walk_next(&walk, &begins, &ends)) {
        if (seconds <= ends - begins) {
            *out = begins + seconds;
            return true;
        }
        seconds -= ends - begins;
    }
    return false;
}

bool calendar_next_open(const struct calendar *calendar, int64_t unix_s,
                        int64_t *out)
{
    const int64_t from = clamp(unix_s);
    struct walk walk = walk_begin(calendar, from, clamp(from + horizon_s));
    int64_t ends;

    return walk_next(&walk, out, &ends);
}

int64_t calendar_day(const struct calendar *calendar, int64_t unix_s)
{
    const int64_t at = clamp(unix_s);
    int64_t until;

    return day_of(at + zone_offset(&calendar->zone, at, &until));
}

int64_t calendar_day_begins(const struct calendar *calendar, int64_t day)
{
    int64_t at;

    if (day < day_of(first_instant))
        day = day_of(first_instant);
    if (day > day_of(last_instant))
        day = day_of(last_instant);
    /* it begins somewhere from here on, whatever the offset */
    at = day * DAY_S - ZONE_OFFSET_MAX_S;

    for (;;) {
        int64_t until;
        const int64_t midnight =
            day * DAY_S - zone_offset(&calendar->zone, at, &until);

        if (midnight < until)
            return midnight > at ? midnight : at;
        at = until;
    }
}
