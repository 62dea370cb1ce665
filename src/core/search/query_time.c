/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * See query_time.h. Dates themselves are read by base/clock.
 */
#include "core/search/query_time.h"

#include "base/clock.h"
#include "base/str.h"

#include <stdio.h>

enum { DATE_LEN = 10, MONTH_LEN = 7, YEAR_LEN = 4, MONTHS = 12 };
enum { YEAR_MAX = 9999, DAY_S = 24 * 60 * 60 };

static bool day_begin(unsigned year, unsigned month, unsigned day,
                      int64_t *unix_s)
{
    char text[32];

    snprintf(text, sizeof text, "%04u-%02u-%02u", year, month, day);
    return clock_parse_date(str_from(text), unix_s);
}

/* Month 13 is the first of the next year; behind the last year is no end. */
static bool month_begin(unsigned year, unsigned month, int64_t *unix_s)
{
    if (month > MONTHS + 1)
        return false;
    if (month <= MONTHS)
        return day_begin(year, month, 1, unix_s);
    *unix_s = INT64_MAX;
    return year == YEAR_MAX || day_begin(year + 1, 1, 1, unix_s);
}

static bool take_number(struct str text, size_t at, size_t len, unsigned *out)
{
    unsigned long long number;

    if (at + len > text.len ||
        !str_to_uint(str_first(str_from_offset(text, at), len), &number))
        return false;
    *out = (unsigned) number;
    return true;
}

/* First second of a year, month or day, and of what follows it. */
static bool parse_span(struct str text, int64_t *begin_unix_s,
                       int64_t *next_unix_s)
{
    unsigned year;
    unsigned month;

    if (!take_number(text, 0, YEAR_LEN, &year))
        return false;
    if (text.len == YEAR_LEN)
        return month_begin(year, 1, begin_unix_s) &&
               month_begin(year, MONTHS + 1, next_unix_s);
    if (text.len == MONTH_LEN)
        return text.ptr[YEAR_LEN] == '-' &&
               take_number(text, YEAR_LEN + 1, 2, &month) && month <= MONTHS &&
               month_begin(year, month, begin_unix_s) &&
               month_begin(year, month + 1, next_unix_s);
    if (text.len != DATE_LEN || !clock_parse_date(text, begin_unix_s))
        return false;
    *next_unix_s = *begin_unix_s + DAY_S;
    return true;
}

static bool parse_comparison(struct str text, struct query_time_span *out)
{
    bool is_after = text.ptr[0] == '>';
    bool is_with = text.len > 1 && text.ptr[1] == '=';
    int64_t begin;
    int64_t next;

    if (!parse_span(str_trim(str_from_offset(text, is_with ? 2 : 1)), &begin,
                    &next))
        return false;
    if (is_after)
        out->begin_unix_s = is_with ? begin : next;
    else
        out->end_unix_s = (is_with ? next : begin) - 1;
    return true;
}

static bool parse_between(struct str from, struct str to,
                          struct query_time_span *out)
{
    int64_t begin;
    int64_t next;

    if (from.len == 0 && to.len == 0)
        return false;
    if (from.len > 0) {
        if (!parse_span(from, &begin, &next))
            return false;
        out->begin_unix_s = begin;
    }
    if (to.len > 0) {
        if (!parse_span(to, &begin, &next))
            return false;
        out->end_unix_s = next - 1;
    }
    if (out->begin_unix_s <= out->end_unix_s)
        return true;
    /* the later one was written first */
    *out = (struct query_time_span){INT64_MIN, INT64_MAX};
    return parse_between(to, from, out);
}

bool query_time_parse(struct str text, struct query_time_span *out)
{
    size_t dots;
    int64_t next;

    *out = (struct query_time_span){INT64_MIN, INT64_MAX};
    text = str_trim(text);
    if (text.len == 0)
        return false;
    if (text.ptr[0] == '>' || text.ptr[0] == '<')
        return parse_comparison(text, out);
    dots = str_find(text, STR(".."), 0);
    if (dots < text.len)
        return parse_between(str_trim(str_first(text, dots)),
                             str_trim(str_from_offset(text, dots + 2)), out);
    if (!parse_span(text, &out->begin_unix_s, &next))
        return false;
    out->end_unix_s = next - 1;
    return true;
}
