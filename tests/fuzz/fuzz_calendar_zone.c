/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a time zone file: refused, or a zone that gives an offset for
 * every instant, whose changes go forward, and by which business time adds up.
 */
#include "base/arena.h"
#include "base/check.h"
#include "core/cases/calendar.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_offsets(const struct zone *zone)
{
    static const int64_t starts[] = {
        INT64_MIN,  -5000000000,           0,
        1700000000, INT64_C(250000000000), INT64_MAX - 1};

    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        int64_t at = starts[i];

        for (int j = 0; j < 200 && at < INT64_MAX; j++) {
            int64_t until = INT64_MIN;
            const int32_t offset_s = zone_offset(zone, at, &until);
            int64_t same_until;

            SLV_ASSERT(until > at);
            SLV_ASSERT(offset_s >= -ZONE_OFFSET_MAX_S &&
                       offset_s <= ZONE_OFFSET_MAX_S);
            SLV_ASSERT(zone_offset(zone, until - 1, &same_until) == offset_s);
            SLV_ASSERT(same_until == until);
            at = until;
        }
    }
}

static void check_business_time(const struct zone *zone, struct arena *arena)
{
    struct severity_calendar said = {.holiday_count = 0};
    struct calendar calendar;
    int64_t out = 0;

    for (int i = 0; i < 5; i++)
        said.hours[i] = (struct severity_hours){90, 1080};
    SLV_ASSERT(calendar_make(&said, zone, arena, &calendar, NULL) == SLV_OK);
    for (int64_t from = 1700000000; from < 1800000000; from += 9999999) {
        const int64_t half = calendar_seconds(&calendar, from, from + 1000000);
        const int64_t rest =
            calendar_seconds(&calendar, from + 1000000, from + 3000000);

        SLV_ASSERT(half >= 0 && rest >= 0);
        SLV_ASSERT(calendar_seconds(&calendar, from, from + 3000000) ==
                   half + rest);
        if (calendar_after(&calendar, from, half + 1, &out))
            SLV_ASSERT(calendar_seconds(&calendar, from, out) == half + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct zone zone;

    if (zone_parse((struct str){(const char *) data, size}, arena, &zone,
                   NULL) == SLV_OK) {
        check_offsets(&zone);
        check_business_time(&zone, arena);
    }
    arena_free(arena);
    return 0;
}
