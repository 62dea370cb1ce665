/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads and writes the file of severities and business hours. What a list or a
 * calendar must be is asked of those who use them: the store's check, the
 * calendar.
 */
#include "core/cases/severity.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/calendar.h"

enum {
    DAY_MINUTES = 24 * 60,
    LIST_MAX = 100, /* more are counted no further */
    SHOWN_BYTES = 100
};

static const char *const weekdays[SEVERITY_WEEKDAYS] = {
    "Monday", "Tuesday",  "Wednesday", "Thursday",
    "Friday", "Saturday", "Sunday",
};

const char *severity_weekday(int weekday)
{
    return weekdays[weekday];
}

/* --- values --- */

static bool take_minutes(struct str digits, unsigned long long max, int *out)
{
    unsigned long long number = 0;

    if (!str_to_uint(digits, &number) || number > max)
        return false;
    *out = (int) number;
    return true;
}

bool severity_minutes_parse(struct str text, int *out)
{
    const size_t hour = str_find_char(text, 'h');
    int hours = 0;
    int minutes = 0;

    if (hour < text.len) {
        if (!take_minutes(str_first(text, hour),
                          SEVERITY_TARGET_MINUTES_MAX / 60, &hours))
            return false;
        text = str_from_offset(text, hour + 1);
        if (text.len == 0)
            text = STR("0m");
    }
    if (!str_has_suffix(text, STR("m")) ||
        !take_minutes(str_first(text, text.len - 1),
                      SEVERITY_TARGET_MINUTES_MAX, &minutes))
        return false;
    *out = 60 * hours + minutes;
    return *out >= 1 && *out <= SEVERITY_TARGET_MINUTES_MAX;
}

void severity_minutes_write(int minutes, struct strbuf *out)
{
    if (minutes >= 60)
        strbuf_add_format(out, "%dh", minutes / 60);
    if (minutes % 60 != 0 || minutes < 60)
        strbuf_add_format(out, "%dm", minutes % 60);
}

bool severity_time_parse(struct str text, int *out)
{
    const size_t colon = str_find_char(text, ':');
    int hours = 0;
    int minutes = 0;

    if (colon == text.len || text.len - colon != 3 || colon > 2 ||
        !take_minutes(str_first(text, colon), 24, &hours) ||
        !take_minutes(str_from_offset(text, colon + 1), 59, &minutes))
        return false;
    *out = 60 * hours + minutes;
    return *out <= DAY_MINUTES;
}

bool severity_weekday_parse(struct str text, int *out)
{
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        const struct str name = str_from(weekdays[i]);

        if (str_equal_nocase(text, name) ||
            str_equal_nocase(text, str_first(name, 3))) {
            *out = i;
            return true;
        }
    }
    return false;
}

/* --- lines --- */

struct reading {
    struct arena *arena;
    bool is_calendar; /* without severities */
    struct severity list[LIST_MAX];
    size_t count;
    struct severity_holiday holidays[SEVERITY_HOLIDAYS_MAX];
    size_t holiday_count;
    struct severity_calendar calendar;
};

/* Cut what stands after the last comma off *rest. */
static bool take_last(struct str *rest, struct str *out)
{
    size_t comma = rest->len;

    while (comma > 0 && rest->ptr[comma - 1] != ',')
        comma--;
    if (comma == 0)
        return false;
    *out = str_trim(str_from_offset(*rest, comma));
    *rest = str_trim(str_first(*rest, comma - 1));
    return true;
}

static enum slv_status read_severity(struct reading *reading, struct str value,
                                     struct slv_error *err)
{
    struct severity row = {.name = value};
    struct str first_reply;
    struct str fix;

    if (reading->is_calendar)
        return slv_fail(err, SLV_ERR_INPUT,
                        "a calendar says when time counts; severities have a "
                        "file of their own");
    if (!take_last(&row.name, &fix) || !take_last(&row.name, &first_reply))
        return slv_fail(err, SLV_ERR_INPUT,
                        "a severity has a name, a first reply and a fix with "
                        "commas between, such as Critical, 30m, 8h");
    if (!severity_minutes_parse(first_reply,
                                &row.targets.first_reply_minutes) ||
        !severity_minutes_parse(fix, &row.targets.fix_minutes)) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" and \"%.*s\" are not both times such as "
                        "30m, 8h or 1h30m",
                        STR_ARG(str_first(first_reply, SHOWN_BYTES)),
                        STR_ARG(str_first(fix, SHOWN_BYTES)));
        slv_hint(err, "Business time counts: from 1m to %dh.",
                 SEVERITY_TARGET_MINUTES_MAX / 60);
        return SLV_ERR_INPUT;
    }
    row.name = arena_str(reading->arena, row.name);
    if (reading->count < LIST_MAX)
        reading->list[reading->count++] = row;
    return SLV_OK;
}

static enum slv_status read_hours(struct reading *reading, struct str value,
                                  struct slv_error *err)
{
    struct str times = value;
    struct str days = str_take_until(&times, ' ');
    struct str last_day = days;
    const struct str first_day = str_take_until(&last_day, '-');
    struct severity_hours hours = {0, 0};
    struct str closes;
    struct str opens;
    int first = 0;
    int last = 0;

    closes = str_trim(times);
    opens = str_take_until(&closes, '-');
    if (!severity_weekday_parse(first_day, &first) ||
        !severity_weekday_parse(last_day.len > 0 ? last_day : first_day,
                                &last) ||
        last < first ||
        !severity_time_parse(str_trim(opens), &hours.opens_minute) ||
        !severity_time_parse(str_trim(closes), &hours.closes_minute))
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" are no hours such as Mon-Fri 7:00-18:00 or "
                        "Sat 9:00-12:30",
                        STR_ARG(str_first(value, SHOWN_BYTES)));
    if (hours.closes_minute <= hours.opens_minute)
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" closes before it opens; hours end on the "
                        "day they begin, at 24:00 at the latest",
                        STR_ARG(str_first(value, SHOWN_BYTES)));
    for (int i = first; i <= last; i++) {
        if (reading->calendar.hours[i].closes_minute > 0)
            return slv_fail(err, SLV_ERR_INPUT, "%s has hours already",
                            weekdays[i]);
        reading->calendar.hours[i] = hours;
    }
    return SLV_OK;
}

static enum slv_status read_holiday(struct reading *reading, struct str value,
                                    struct slv_error *err)
{
    struct str name = value;
    const struct str day = str_take_until(&name, ' ');
    int64_t midnight;

    if (!clock_parse_date(day, &midnight))
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" is no day such as 2026-12-25",
                        STR_ARG(str_first(day, SHOWN_BYTES)));
    if (reading->holiday_count == SEVERITY_HOLIDAYS_MAX)
        return slv_fail(err, SLV_ERR_INPUT, "there are more than %d holidays",
                        SEVERITY_HOLIDAYS_MAX);
    for (size_t i = 0; i < reading->holiday_count; i++)
        if (str_equal(reading->holidays[i].day, day))
            return slv_fail(err, SLV_ERR_INPUT,
                            "the holiday %.*s is there twice", STR_ARG(day));
    reading->holidays[reading->holiday_count++] =
        (struct severity_holiday){arena_str(reading->arena, day),
                                  arena_str(reading->arena, str_trim(name))};
    return SLV_OK;
}

static enum slv_status read_zone(struct reading *reading, struct str value,
                                 struct slv_error *err)
{
    struct zone zone;

    if (reading->calendar.zone.len > 0)
        return slv_fail(err, SLV_ERR_INPUT, "zone is given a second time");
    reading->calendar.zone = arena_str(reading->arena, value);
    return zone_load(value, reading->arena, &zone, err);
}

static enum slv_status read_line(struct reading *reading, struct str line,
                                 struct slv_error *err)
{
    static const struct {
        struct str key;
        enum slv_status (*read)(struct reading *reading, struct str value,
                                struct slv_error *err);
    } keys[] = {
        {{"severity", 8}, read_severity},
        {{"zone", 4}, read_zone},
        {{"hours", 5}, read_hours},
        {{"holiday", 7}, read_holiday},
    };
    struct str value = line;
    const struct str key = str_trim(str_take_until(&value, '='));

    if (str_find_char(line, '=') == line.len)
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" is not of the form key = value",
                        STR_ARG(str_first(line, SHOWN_BYTES)));
    for (size_t i = 0; i < line.len; i++)
        if (((unsigned char) line.ptr[i] < ' ' && line.ptr[i] != '\t') ||
            line.ptr[i] == 0x7f)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the line has control characters");
    for (size_t i = 0; i < ARRAY_LEN(keys); i++)
        if (str_equal(key, keys[i].key))
            return keys[i].read(reading, str_trim(value), err);
    (void) slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is not a key",
                    STR_ARG(str_first(key, SHOWN_BYTES)));
    slv_hint(err, "The keys are severity, zone, hours and holiday.");
    return SLV_ERR_INPUT;
}

/* --- the file --- */

/* Say the same with the name of the file, and the line when there is one. */
static enum slv_status blame(const struct slv_error *inner, const char *name,
                             int line, struct slv_error *err)
{
    if (line > 0)
        (void) slv_fail(err, inner->status, "%s:%d: %s", name, line,
                        inner->text);
    else
        (void) slv_fail(err, inner->status, "%s: %s", name, inner->text);
    slv_hint(err, "%s", inner->hint);
    if (err)
        err->line = line;
    return inner->status;
}

static enum slv_status check_whole(struct reading *reading,
                                   struct slv_error *err)
{
    struct calendar calendar;
    enum slv_status status =
        reading->is_calendar
            ? SLV_OK
            : severity_check(reading->list, reading->count, err);

    if (status == SLV_OK && reading->calendar.zone.len == 0)
        status = slv_fail(err, SLV_ERR_INPUT,
                          "zone is missing, such as zone = America/Chicago");
    if (status == SLV_OK)
        status =
            calendar_load(&reading->calendar, reading->arena, &calendar, err);
    return status;
}

/* Read all of a file into `reading`, which its caller has made. */
static enum slv_status read_file(struct str text, const char *name,
                                 struct reading *reading, struct slv_error *err)
{
    struct slv_error inner = {.line = 0};
    int line_number = 0;

    reading->calendar.holidays = reading->holidays;
    if (str_has_prefix(text, STR("\xEF\xBB\xBF")))
        text = str_from_offset(text, 3);
    while (text.len > 0) {
        const struct str line = str_trim(str_take_line(&text));

        line_number++;
        if (line.len > 0 && line.ptr[0] != '#' &&
            read_line(reading, line, &inner) != SLV_OK)
            return blame(&inner, name, line_number, err);
    }
    reading->calendar.holiday_count = reading->holiday_count;
    return check_whole(reading, &inner) == SLV_OK ? SLV_OK
                                                  : blame(&inner, name, 0, err);
}

enum slv_status severity_settings_parse(struct str text, const char *name,
                                        struct arena *arena,
                                        struct severity_settings *out,
                                        struct slv_error *err)
{
    struct reading *reading = arena_calloc(arena, 1, sizeof *reading);
    enum slv_status status;

    *out = (struct severity_settings){.count = 0};
    reading->arena = arena;
    reading->calendar.name = STR("default");
    status = read_file(text, name, reading, err);
    if (status != SLV_OK)
        return status;
    out->list = reading->list;
    out->count = reading->count;
    out->calendar = reading->calendar;
    return SLV_OK;
}

enum slv_status severity_calendar_parse(struct str text, const char *name,
                                        struct str calendar,
                                        struct arena *arena,
                                        struct severity_calendar *out,
                                        struct slv_error *err)
{
    struct reading *reading = arena_calloc(arena, 1, sizeof *reading);
    enum slv_status status;

    *out = (struct severity_calendar){.name = calendar};
    reading->arena = arena;
    reading->is_calendar = true;
    reading->calendar.name = arena_str(arena, calendar);
    status = read_file(text, name, reading, err);
    if (status == SLV_OK)
        *out = reading->calendar;
    return status;
}

static void add_plain(struct strbuf *out, struct str text)
{
    for (size_t i = 0; i < text.len; i++)
        strbuf_add_char(out,
                        (unsigned char) text.ptr[i] < ' ' || text.ptr[i] == 0x7f
                            ? ' '
                            : text.ptr[i]);
}

static bool hours_equal(struct severity_hours a, struct severity_hours b)
{
    return a.opens_minute == b.opens_minute &&
           a.closes_minute == b.closes_minute;
}

static void write_hours(const struct severity_hours *hours, struct strbuf *out)
{
    for (int first = 0; first < SEVERITY_WEEKDAYS; first++) {
        int last = first;

        if (hours[first].closes_minute == 0)
            continue;
        while (last + 1 < SEVERITY_WEEKDAYS &&
               hours_equal(hours[first], hours[last + 1]))
            last++;
        strbuf_add_format(out, "hours = %.3s", weekdays[first]);
        if (last > first)
            strbuf_add_format(out, "-%.3s", weekdays[last]);
        strbuf_add_format(
            out, " %d:%02d-%d:%02d\n", hours[first].opens_minute / 60,
            hours[first].opens_minute % 60, hours[first].closes_minute / 60,
            hours[first].closes_minute % 60);
        first = last;
    }
}

void severity_calendar_write(const struct severity_calendar *calendar,
                             struct strbuf *out)
{
    strbuf_add_cstr(out, "zone = ");
    add_plain(out, calendar->zone);
    strbuf_add_char(out, '\n');
    write_hours(calendar->hours, out);
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        strbuf_add_cstr(out, "holiday = ");
        add_plain(out, calendar->holidays[i].day);
        if (calendar->holidays[i].name.len > 0)
            strbuf_add_char(out, ' ');
        add_plain(out, calendar->holidays[i].name);
        strbuf_add_char(out, '\n');
    }
}

void severity_settings_write(const struct severity_settings *settings,
                             struct strbuf *out)
{
    strbuf_add_cstr(out, "# The most severe first: name, first reply and fix "
                         "in business time.\n");
    for (size_t i = 0; i < settings->count; i++) {
        strbuf_add_cstr(out, "severity = ");
        add_plain(out, settings->list[i].name);
        strbuf_add_cstr(out, ", ");
        severity_minutes_write(settings->list[i].targets.first_reply_minutes,
                               out);
        strbuf_add_cstr(out, ", ");
        severity_minutes_write(settings->list[i].targets.fix_minutes, out);
        strbuf_add_char(out, '\n');
    }
    strbuf_add_cstr(out, "\n# When time counts.\n");
    severity_calendar_write(&settings->calendar, out);
}
