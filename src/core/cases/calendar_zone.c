/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads TZif files and answers for any instant. The bytes are trusted in
 * nothing: every count and index is held against what is there. Of the rules
 * for later years (a POSIX TZ text) all forms are known.
 */
#include "core/cases/calendar_zone.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"

#include <string.h>
#include <unistd.h>

#define ZONE_FOLDER "/usr/share/zoneinfo"

enum {
    DAY_S = 86400,
    HEADER_BYTES = 44,
    NAME_BYTES_MAX = 100,
    TIMES_MAX = 20000,
    RULE_HOURS_MAX = 167,
    RULE_YEARS = 5,
    RULE_CHANGES = 2 * RULE_YEARS
};

/* Instants farther from 1970 than some two million years have no rules. */
static const int64_t rule_horizon_s = (int64_t) 1 << 46;

/* --- the file --- */

struct header {
    int version;
    size_t ut_count;
    size_t standard_count;
    size_t leap_count;
    size_t time_count;
    size_t type_count;
    size_t name_bytes;
};

static uint64_t read_big(const char *bytes, size_t size)
{
    uint64_t value = 0;

    for (size_t i = 0; i < size; i++)
        value = value << 8 | (unsigned char) bytes[i];
    return value;
}

static bool read_header(struct str bytes, struct header *out)
{
    size_t *const counts[] = {&out->ut_count,   &out->standard_count,
                              &out->leap_count, &out->time_count,
                              &out->type_count, &out->name_bytes};

    if (bytes.len < HEADER_BYTES || memcmp(bytes.ptr, "TZif", 4) != 0)
        return false;
    out->version = bytes.ptr[4] == '\0' ? 1 : bytes.ptr[4] - '0';
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        *counts[i] = (size_t) read_big(bytes.ptr + 20 + 4 * i, 4);
    return out->version >= 1 && out->version <= 9 &&
           out->time_count <= TIMES_MAX && out->type_count >= 1 &&
           out->type_count <= 256 && out->leap_count <= TIMES_MAX &&
           out->name_bytes <= ZONE_FILE_BYTES_MAX &&
           out->ut_count <= out->type_count &&
           out->standard_count <= out->type_count;
}

/* Of the block that follows a header. */
static size_t block_bytes(const struct header *header, size_t time_bytes)
{
    return header->time_count * (time_bytes + 1) + header->type_count * 6 +
           header->name_bytes + header->leap_count * (time_bytes + 4) +
           header->standard_count + header->ut_count;
}

static bool read_offset(const char *types, size_t index, int32_t *out)
{
    *out = (int32_t) (uint32_t) read_big(types + 6 * index, 4);
    return *out >= -ZONE_OFFSET_MAX_S && *out <= ZONE_OFFSET_MAX_S;
}

static bool read_block(const char *block, const struct header *header,
                       size_t time_bytes, struct arena *arena, struct zone *out)
{
    const size_t count = header->time_count;
    const char *indexes = block + count * time_bytes;
    const char *types = indexes + count;
    int64_t *at = arena_calloc(arena, count, sizeof *at);
    int32_t *offset_s = arena_calloc(arena, count, sizeof *offset_s);

    for (size_t i = 0; i < count; i++) {
        const uint64_t raw = read_big(block + i * time_bytes, time_bytes);
        const size_t index = (unsigned char) indexes[i];

        at[i] = time_bytes == 4 ? (int32_t) (uint32_t) raw : (int64_t) raw;
        if ((i > 0 && at[i] <= at[i - 1]) || index >= header->type_count ||
            !read_offset(types, index, &offset_s[i]))
            return false;
    }
    if (!read_offset(types, 0, &out->first_offset_s))
        return false;
    out->at = at;
    out->offset_s = offset_s;
    out->count = count;
    out->last_offset_s = count > 0 ? offset_s[count - 1] : out->first_offset_s;
    return true;
}

/* --- the rule for later years --- */

static bool take_char(struct str *rest, char c)
{
    if (rest->len == 0 || rest->ptr[0] != c)
        return false;
    *rest = str_from_offset(*rest, 1);
    return true;
}

/* The name of a time: three letters or more, or anything in < >. */
static bool take_name(struct str *rest)
{
    size_t len = 0;

    if (take_char(rest, '<')) {
        len = str_find_char(*rest, '>');
        if (len == rest->len)
            return false;
        *rest = str_from_offset(*rest, len + 1);
        return true;
    }
    while (len < rest->len && ascii_is_alpha(rest->ptr[len]))
        len++;
    *rest = str_from_offset(*rest, len);
    return len >= 3;
}

static bool take_number(struct str *rest, int max, int *out)
{
    size_t len = 0;

    *out = 0;
    while (len < rest->len && len < 4 && ascii_is_digit(rest->ptr[len]))
        *out = 10 * *out + (rest->ptr[len++] - '0');
    *rest = str_from_offset(*rest, len);
    return len > 0 && *out <= max;
}

/* [+-]hh[:mm[:ss]] */
static bool take_time(struct str *rest, int hours_max, int *out_s)
{
    const bool is_negative = take_char(rest, '-');
    int hours = 0;
    int minutes = 0;
    int seconds = 0;

    if (!is_negative)
        (void) take_char(rest, '+');
    if (!take_number(rest, hours_max, &hours))
        return false;
    if (take_char(rest, ':')) {
        if (!take_number(rest, 59, &minutes))
            return false;
        if (take_char(rest, ':') && !take_number(rest, 59, &seconds))
            return false;
    }
    *out_s = 3600 * hours + 60 * minutes + seconds;
    if (is_negative)
        *out_s = -*out_s;
    return true;
}

static bool take_rule(struct str *rest, struct zone_rule *out)
{
    *out = (struct zone_rule){.time_s = 2 * 3600};
    if (take_char(rest, 'M')) {
        out->type = ZONE_RULE_MONTH;
        if (!take_number(rest, 12, &out->month) || out->month < 1 ||
            !take_char(rest, '.') || !take_number(rest, 5, &out->week) ||
            out->week < 1 || !take_char(rest, '.') ||
            !take_number(rest, 6, &out->weekday))
            return false;
    } else if (take_char(rest, 'J')) {
        out->type = ZONE_RULE_DAY_NO_LEAP;
        if (!take_number(rest, 365, &out->day) || out->day < 1)
            return false;
    } else {
        out->type = ZONE_RULE_DAY;
        if (!take_number(rest, 365, &out->day))
            return false;
    }
    return !take_char(rest, '/') ||
           take_time(rest, RULE_HOURS_MAX, &out->time_s);
}

static bool read_rules(struct str text, struct zone *out)
{
    int behind_s = 0;

    if (text.len == 0)
        return true; /* nothing is known: as it was last */
    if (!take_name(&text) || !take_time(&text, 24, &behind_s))
        return false;
    out->last_offset_s = -behind_s;
    if (text.len == 0)
        return true;
    if (!take_name(&text))
        return false;
    out->summer_offset_s = out->last_offset_s + 3600;
    if (text.len > 0 && text.ptr[0] != ',') {
        if (!take_time(&text, 24, &behind_s))
            return false;
        out->summer_offset_s = -behind_s;
    }
    if (!take_char(&text, ',') || !take_rule(&text, &out->rules[0]) ||
        !take_char(&text, ',') || !take_rule(&text, &out->rules[1]))
        return false;
    out->has_rules = true;
    return text.len == 0;
}

/* --- making --- */

static enum slv_status damaged(struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_CORRUPT, "the time zone file is damaged");
}

enum slv_status zone_parse(struct str bytes, struct arena *arena,
                           struct zone *out, struct slv_error *err)
{
    struct header header = {.version = 0};
    size_t time_bytes = 4;

    *out = (struct zone){.count = 0};
    if (bytes.len > ZONE_FILE_BYTES_MAX || !read_header(bytes, &header))
        return damaged(err);
    bytes = str_from_offset(bytes, HEADER_BYTES);
    if (bytes.len < block_bytes(&header, 4))
        return damaged(err);
    if (header.version > 1) {
        /* the same again, in 64 bits */
        time_bytes = 8;
        bytes = str_from_offset(bytes, block_bytes(&header, 4));
        if (!read_header(bytes, &header))
            return damaged(err);
        bytes = str_from_offset(bytes, HEADER_BYTES);
        if (bytes.len < block_bytes(&header, 8))
            return damaged(err);
    }
    if (header.leap_count > 0)
        return slv_fail(err, SLV_ERR_CORRUPT,
                        "the time zone file counts leap seconds");
    if (!read_block(bytes.ptr, &header, time_bytes, arena, out))
        return damaged(err);
    bytes = str_from_offset(bytes, block_bytes(&header, time_bytes));
    if (header.version > 1 &&
        (!take_char(&bytes, '\n') || str_find_char(bytes, '\n') == bytes.len ||
         !read_rules(str_first(bytes, str_find_char(bytes, '\n')), out)))
        return damaged(err);
    return SLV_OK;
}

/* Area/Place and the like: nothing that leads out of the folder. */
static bool is_zone_name(struct str name)
{
    char before = '/';

    if (name.len == 0 || name.len > NAME_BYTES_MAX)
        return false;
    for (size_t i = 0; i < name.len; i++) {
        const char c = name.ptr[i];

        if (!ascii_is_alnum(c) && (before == '/' || !strchr("/_+-", c)))
            return false;
        if (c == '\0')
            return false;
        before = c;
    }
    return before != '/';
}

enum slv_status zone_load(struct str name, struct arena *arena,
                          struct zone *out, struct slv_error *err)
{
    struct slv_error inner = {.line = 0};
    struct str bytes = STR("");
    enum slv_status status = SLV_ERR_INPUT;

    *out = (struct zone){.count = 0};
    if (is_zone_name(name))
        status = file_read(
            arena_format(arena, ZONE_FOLDER "/%.*s", STR_ARG(name)).ptr,
            ZONE_FILE_BYTES_MAX, arena, &bytes, &inner);
    if (status == SLV_OK)
        status = zone_parse(bytes, arena, out, &inner);
    if (status == SLV_OK)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_INPUT, "there is no time zone \"%.*s\"",
                    STR_ARG(str_first(name, NAME_BYTES_MAX)));
    if (access(ZONE_FOLDER, F_OK) == 0)
        slv_hint(err, "Write it as America/Chicago or Europe/Berlin.");
    else
        slv_hint(err, "The system has no time zones; install its package "
                      "tzdata.");
    return SLV_ERR_INPUT;
}

/* --- asking --- */

static bool is_leap_year(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days from 1970 to the first of January. */
static int64_t year_begins(int64_t year)
{
    const int64_t before = year - 1;

    return 365 * (year - 1970) + floor_divide(before, 4) -
           floor_divide(before, 100) + floor_divide(before, 400) - 477;
}

static int64_t year_of_day(int64_t day)
{
    int64_t year = 1970 + floor_divide(day * 400, 146097);

    while (year_begins(year) > day)
        year--;
    while (year_begins(year + 1) <= day)
        year++;
    return year;
}

static int64_t month_begins(int64_t year, int month)
{
    static const int16_t days_before[] = {0,   31,  59,  90,  120, 151, 181,
                                          212, 243, 273, 304, 334, 365};

    return year_begins(year) + days_before[month - 1] +
           (month > 2 && is_leap_year(year));
}

/* 0 is Sunday */
static int64_t weekday_of_day(int64_t day)
{
    return day + 4 - 7 * floor_divide(day + 4, 7);
}

static int64_t rule_day(const struct zone_rule *rule, int64_t year)
{
    int64_t first;
    int64_t day;

    switch (rule->type) {
    case ZONE_RULE_MONTH:
        first = month_begins(year, rule->month);
        day = first + (rule->weekday - weekday_of_day(first) + 7) % 7 +
              7 * (int64_t) (rule->week - 1);
        while (day >= (rule->month < 12 ? month_begins(year, rule->month + 1)
                                        : year_begins(year + 1)))
            day -= 7;
        return day;
    case ZONE_RULE_DAY_NO_LEAP:
        return year_begins(year) + rule->day - 1 +
               (rule->day > 59 && is_leap_year(year));
    case ZONE_RULE_DAY:
        break;
    }
    return year_begins(year) + rule->day;
}

struct change {
    int64_t at;
    int32_t offset_s;
};

/* The changes of five years, in their order: a rule may name a time some days
 * outside of its year, so that the next change of the neighbour's is needed to
 * either side. One that begins what another ends in the same instant comes after
 * it. */
static void list_changes(const struct zone *zone, int64_t year,
                         struct change changes[RULE_CHANGES])
{
    size_t count = 0;

    for (int i = 0; i < RULE_YEARS; i++) {
        const int64_t y = year - RULE_YEARS / 2 + i;
        const struct change pair[] = {
            {DAY_S * rule_day(&zone->rules[1], y) + zone->rules[1].time_s -
                 zone->summer_offset_s,
             zone->last_offset_s},
            {DAY_S * rule_day(&zone->rules[0], y) + zone->rules[0].time_s -
                 zone->last_offset_s,
             zone->summer_offset_s},
        };

        for (size_t j = 0; j < 2; j++) {
            size_t place = count++;

            for (; place > 0 && (changes[place - 1].at > pair[j].at ||
                                 (changes[place - 1].at == pair[j].at &&
                                  pair[j].offset_s == zone->last_offset_s));
                 place--)
                changes[place] = changes[place - 1];
            changes[place] = pair[j];
        }
    }
}

static int32_t offset_by_rules(const struct zone *zone, int64_t unix_s,
                               int64_t *until)
{
    const int64_t day = floor_divide(unix_s, DAY_S);
    struct change changes[RULE_CHANGES];
    int32_t offset_s = zone->last_offset_s;

    *until = INT64_MAX;
    list_changes(zone, year_of_day(day), changes);
    for (size_t i = 0; i < RULE_CHANGES; i++) {
        if (changes[i].at > unix_s) {
            *until = changes[i].at;
            break;
        }
        offset_s = changes[i].offset_s;
    }
    return offset_s;
}

int32_t zone_offset(const struct zone *zone, int64_t unix_s, int64_t *until)
{
    size_t low = 0; /* at[low - 1] <= unix_s < at[high] */
    size_t high = zone->count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (zone->at[middle] <= unix_s)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < zone->count) {
        *until = zone->at[low];
        return low > 0 ? zone->offset_s[low - 1] : zone->first_offset_s;
    }
    if (zone->has_rules && unix_s > -rule_horizon_s && unix_s < rule_horizon_s)
        return offset_by_rules(zone, unix_s, until);
    *until = INT64_MAX;
    return zone->last_offset_s;
}
