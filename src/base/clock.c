/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The clock and its text forms. Names of days and months are always English,
 * whatever the locale.
 */
#include "base/clock.h"

#include "base/check.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const int64_t year_0_unix_s = -62167219200;
static const int64_t year_9999_end_unix_s = 253402300799;

static int64_t read_clock(clockid_t id, struct timespec *now)
{
    SLV_ASSERT(clock_gettime(id, now) == 0);
    return (int64_t) now->tv_sec;
}

int64_t clock_mono_us(void)
{
    struct timespec now;
    int64_t seconds = read_clock(CLOCK_MONOTONIC, &now);

    return seconds * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_thread_us(void)
{
    struct timespec now;
    int64_t seconds = read_clock(CLOCK_THREAD_CPUTIME_ID, &now);

    return seconds * 1000000 + now.tv_nsec / 1000;
}

int64_t clock_unix_s(void)
{
    const char *frozen = getenv("SOLVENT_NOW");
    struct timespec now;
    unsigned long long seconds;
    int64_t date_unix_s;

    if (frozen && str_to_uint(str_from(frozen), &seconds))
        return (int64_t) seconds;
    if (frozen && clock_parse_iso(str_from(frozen), &date_unix_s))
        return date_unix_s;
    return read_clock(CLOCK_REALTIME, &now);
}

static struct tm broken_down(int64_t unix_s)
{
    struct tm parts;
    time_t seconds;

    if (unix_s < year_0_unix_s)
        unix_s = year_0_unix_s;
    if (unix_s > year_9999_end_unix_s)
        unix_s = year_9999_end_unix_s;
    seconds = (time_t) unix_s;
    SLV_ASSERT(gmtime_r(&seconds, &parts) != NULL);
    return parts;
}

static char *put_digits(char *out, int value, int digits)
{
    for (int i = digits - 1; i >= 0; i--) {
        out[i] = (char) ('0' + value % 10);
        value /= 10;
    }
    return out + digits;
}

static char *put_date(char *out, const struct tm *parts)
{
    out = put_digits(out, parts->tm_year + 1900, 4);
    *out++ = '-';
    out = put_digits(out, parts->tm_mon + 1, 2);
    *out++ = '-';
    return put_digits(out, parts->tm_mday, 2);
}

static char *put_time(char *out, const struct tm *parts)
{
    out = put_digits(out, parts->tm_hour, 2);
    *out++ = ':';
    out = put_digits(out, parts->tm_min, 2);
    *out++ = ':';
    return put_digits(out, parts->tm_sec, 2);
}

void clock_format_iso(int64_t unix_s, char out[CLOCK_ISO_BYTES])
{
    const struct tm parts = broken_down(unix_s);

    out = put_date(out, &parts);
    *out++ = 'T';
    out = put_time(out, &parts);
    *out++ = 'Z';
    *out = '\0';
}

void clock_format_date(int64_t unix_s, char out[CLOCK_DATE_BYTES])
{
    const struct tm parts = broken_down(unix_s);

    *put_date(out, &parts) = '\0';
}

void clock_format_http(int64_t unix_s, char out[CLOCK_HTTP_BYTES])
{
    static const char days[] = "SunMonTueWedThuFriSat";
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    const struct tm parts = broken_down(unix_s);

    memcpy(out, days + 3 * parts.tm_wday, 3);
    out += 3;
    *out++ = ',';
    *out++ = ' ';
    out = put_digits(out, parts.tm_mday, 2);
    *out++ = ' ';
    memcpy(out, months + 3 * parts.tm_mon, 3);
    out += 3;
    *out++ = ' ';
    out = put_digits(out, parts.tm_year + 1900, 4);
    *out++ = ' ';
    out = put_time(out, &parts);
    memcpy(out, " GMT", 5);
}

/* Exactly `digits` digits at *at; moves on. -1 when it is anything else. */
static int take_digits(struct str text, size_t *at, int digits)
{
    int value = 0;

    for (int i = 0; i < digits; i++, (*at)++) {
        if (*at >= text.len || !ascii_is_digit(text.ptr[*at]))
            return -1;
        value = value * 10 + (text.ptr[*at] - '0');
    }
    return value;
}

static bool take_char(struct str text, size_t *at, char c)
{
    if (*at >= text.len || text.ptr[*at] != c)
        return false;
    (*at)++;
    return true;
}

static bool take_date(struct str text, size_t *at, struct tm *parts)
{
    static const int days_of_month[] = {31, 29, 31, 30, 31, 30,
                                        31, 31, 30, 31, 30, 31};
    int year = take_digits(text, at, 4);
    int month;
    int day;
    bool is_leap;

    if (year < 1 || !take_char(text, at, '-'))
        return false;
    month = take_digits(text, at, 2);
    if (month < 1 || month > 12 || !take_char(text, at, '-'))
        return false;
    day = take_digits(text, at, 2);
    is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    if (day < 1 || day > days_of_month[month - 1] ||
        (month == 2 && day == 29 && !is_leap))
        return false;
    *parts = (struct tm){
        .tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day};
    return true;
}

bool clock_parse_date(struct str text, int64_t *unix_s)
{
    size_t at = 0;
    struct tm parts;

    if (!take_date(text, &at, &parts) || at != text.len)
        return false;
    *unix_s = (int64_t) timegm(&parts);
    return true;
}

bool clock_parse_iso(struct str text, int64_t *unix_s)
{
    size_t at = 0;
    struct tm parts;

    if (!take_date(text, &at, &parts))
        return false;
    if (at < text.len) {
        if (!take_char(text, &at, 'T'))
            return false;
        parts.tm_hour = take_digits(text, &at, 2);
        if (parts.tm_hour < 0 || parts.tm_hour > 23 ||
            !take_char(text, &at, ':'))
            return false;
        parts.tm_min = take_digits(text, &at, 2);
        if (parts.tm_min < 0 || parts.tm_min > 59 || !take_char(text, &at, ':'))
            return false;
        parts.tm_sec = take_digits(text, &at, 2);
        if (parts.tm_sec < 0 || parts.tm_sec > 59 ||
            !take_char(text, &at, 'Z') || at != text.len)
            return false;
    }
    *unix_s = (int64_t) timegm(&parts);
    return true;
}
