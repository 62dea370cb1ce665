/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The forms of time that files have. The days of months are base/clock's.
 */
#include "core/cases/case_when.h"

#include "base/clock.h"
#include "base/str.h"

enum { DATE_BYTES = CLOCK_DATE_BYTES - 1 };

/* Two digits off the front, at most `max`; -1 when there are none. */
static int take_two(struct str *rest, int max)
{
    int value;

    if (rest->len < 2 || !ascii_is_digit(rest->ptr[0]) ||
        !ascii_is_digit(rest->ptr[1]))
        return -1;
    value = 10 * (rest->ptr[0] - '0') + (rest->ptr[1] - '0');
    *rest = str_from_offset(*rest, 2);
    return value <= max ? value : -1;
}

static bool take_char(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c)
        return false;
    *rest = str_from_offset(*rest, 1);
    return true;
}

/* "09:12", "09:12:00", "09:12:00.5": seconds of the day; -1: something else. */
static int take_clock(struct str *rest)
{
    int hour = take_two(rest, 23);
    int minute = hour >= 0 && take_char(rest, ':') ? take_two(rest, 59) : -1;
    int second = 0;

    if (minute < 0)
        return -1;
    if (take_char(rest, ':'))
        second = take_two(rest, 60);
    if (second < 0)
        return -1;
    if (rest->len > 1 && rest->ptr[0] == '.' && ascii_is_digit(rest->ptr[1]))
        do
            *rest = str_from_offset(*rest, 1);
        while (rest->len > 0 && ascii_is_digit(rest->ptr[0]));
    return (hour * 60 + minute) * 60 + second;
}

/* All of `zone` as seconds east of UTC. */
static bool read_zone(struct str zone, int *east_s)
{
    bool is_west = zone.len > 0 && zone.ptr[0] == '-';
    int hours;
    int minutes = 0;

    *east_s = 0;
    if (str_equal_nocase(zone, STR("Z")) || str_equal(zone, STR("UTC")) ||
        str_equal(zone, STR("GMT")))
        return true;
    if (!take_char(&zone, '+') && !take_char(&zone, '-'))
        return false;
    hours = take_two(&zone, 23);
    if (hours >= 0 && zone.len > 0) {
        (void) take_char(&zone, ':');
        minutes = take_two(&zone, 59);
    }
    *east_s = (hours * 60 + minutes) * 60 * (is_west ? -1 : 1);
    return hours >= 0 && minutes >= 0 && zone.len == 0;
}

static enum case_when_kind in_range(int64_t unix_s, enum case_when_kind kind)
{
    static const int64_t year_9999_end_unix_s = 253402300799;

    return unix_s > 0 && unix_s <= year_9999_end_unix_s ? kind
                                                        : CASE_WHEN_OUTSIDE;
}

enum case_when_kind case_when_parse(struct str text, int64_t *unix_s)
{
    struct str rest = str_trim(text);
    int64_t day_unix_s;
    int64_t when_unix_s;
    enum case_when_kind kind;
    int clock_s;
    int east_s;

    if (!clock_parse_date(str_first(rest, DATE_BYTES), &day_unix_s))
        return CASE_WHEN_WRONG;
    rest = str_from_offset(rest, DATE_BYTES);
    if (rest.len == 0) {
        kind = in_range(day_unix_s, CASE_WHEN_DAY);
        if (kind == CASE_WHEN_DAY)
            *unix_s = day_unix_s;
        return kind;
    }
    if (!take_char(&rest, 'T') && !take_char(&rest, 't') &&
        !take_char(&rest, ' '))
        return CASE_WHEN_WRONG;
    clock_s = take_clock(&rest);
    if (clock_s < 0)
        return CASE_WHEN_WRONG;
    rest = str_trim(rest);
    if (rest.len == 0)
        return CASE_WHEN_NO_ZONE;
    if (!read_zone(rest, &east_s))
        return CASE_WHEN_WRONG;
    when_unix_s = day_unix_s + clock_s - east_s;
    kind = in_range(when_unix_s, CASE_WHEN_TIME);
    if (kind == CASE_WHEN_TIME)
        *unix_s = when_unix_s;
    return kind;
}
