/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Days and periods for reports. See report_days.h.
 */
#include "core/insight/report_days.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

#include <string.h>

enum { DAY_S = 24 * 60 * 60, WEEK_DAYS = 7 };

struct report_days *report_days_make(const struct calendar *calendar,
                                     int64_t first_day, int64_t last_day,
                                     struct arena *arena)
{
    struct report_days *days = arena_alloc(arena, sizeof *days);
    const size_t count = (size_t) (last_day - first_day + 1);
    int64_t *begins = arena_calloc(arena, count + 1, sizeof *begins);
    int64_t *open_s = arena_calloc(arena, count + 1, sizeof *open_s);

    for (size_t i = 0; i <= count; i++)
        begins[i] = calendar_day_begins(calendar, first_day + (int64_t) i);
    for (size_t i = 1; i <= count; i++)
        open_s[i] = open_s[i - 1] +
                    calendar_seconds(calendar, begins[i - 1], begins[i]);
    *days = (struct report_days){calendar, first_day, count, begins, open_s};
    return days;
}

static bool is_within(const struct report_days *days, int64_t unix_s)
{
    return unix_s >= days->begins[0] && unix_s < days->begins[days->count];
}

/* The place of the day of an instant that is within. */
static size_t place(const struct report_days *days, int64_t unix_s)
{
    size_t at = (size_t) ((unix_s - days->begins[0]) / DAY_S);

    if (at >= days->count)
        at = days->count - 1;
    while (at > 0 && days->begins[at] > unix_s)
        at--;
    while (days->begins[at + 1] <= unix_s)
        at++;
    return at;
}

int64_t report_days_day(const struct report_days *days, int64_t unix_s)
{
    if (!is_within(days, unix_s))
        return calendar_day(days->calendar, unix_s);
    return days->first_day + (int64_t) place(days, unix_s);
}

int64_t report_days_seconds(const struct report_days *days, int64_t from_unix_s,
                            int64_t to_unix_s)
{
    size_t first;
    size_t last;

    if (!is_within(days, from_unix_s) || !is_within(days, to_unix_s))
        return calendar_seconds(days->calendar, from_unix_s, to_unix_s);
    first = place(days, from_unix_s);
    last = place(days, to_unix_s);
    if (first == last)
        return calendar_seconds(days->calendar, from_unix_s, to_unix_s);
    return days->open_s[last] - days->open_s[first] -
           calendar_seconds(days->calendar, days->begins[first], from_unix_s) +
           calendar_seconds(days->calendar, days->begins[last], to_unix_s);
}

/* --- texts --- */

bool report_day_parse(struct str text, int64_t *day)
{
    int64_t unix_s;

    if (!clock_parse_date(text, &unix_s))
        return false;
    /* whole days, before 1970 too */
    *day = unix_s / DAY_S;
    return true;
}

void report_day_format(int64_t day, char out[DAY_TEXT_BYTES])
{
    clock_format_date(day * DAY_S, out);
}

/* --- periods --- */

static const char *const period_words[] = {
    [PERIOD_DAY] = "day",
    [PERIOD_WEEK] = "week",
    [PERIOD_MONTH] = "month",
};

const char *report_period_word(enum report_period period)
{
    return period_words[period];
}

bool report_period_parse(struct str word, enum report_period *out)
{
    for (size_t i = 0; i < PERIOD_COUNT; i++) {
        if (str_equal(word, str_from(period_words[i]))) {
            *out = (enum report_period) i;
            return true;
        }
    }
    return false;
}

int64_t report_period_begin(enum report_period period, int64_t day)
{
    char text[DAY_TEXT_BYTES];
    int64_t begin = day;

    switch (period) {
    case PERIOD_WEEK:
        /* the first day of 1970 was a Thursday */
        return day - ((day + 3) % WEEK_DAYS + WEEK_DAYS) % WEEK_DAYS;
    case PERIOD_MONTH:
        report_day_format(day, text);
        memcpy(text + 8, "01", 2);
        return report_day_parse(str_from(text), &begin) ? begin : day;
    case PERIOD_DAY:
    case PERIOD_COUNT:
        break;
    }
    return day;
}

int64_t report_period_next(enum report_period period, int64_t begin)
{
    switch (period) {
    case PERIOD_WEEK:
        return begin + WEEK_DAYS;
    case PERIOD_MONTH:
        /* no month has more than 31 days, nor fewer than 28 */
        return report_period_begin(PERIOD_MONTH, begin + 31);
    case PERIOD_DAY:
    case PERIOD_COUNT:
        break;
    }
    return begin + 1;
}
