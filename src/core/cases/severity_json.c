/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Severities and calendars as JSON. See severity_json.h.
 */
#include "core/cases/severity_json.h"

#include "base/str.h"
#include "core/cases/severity.h"
#include "text/json_write.h"

#include <stdio.h>

void severity_json_list(const struct severity *list, size_t count,
                        struct json_writer *json)
{
    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        json_key_int(json, "severity", (int64_t) i + 1);
        json_key_string(json, "name", list[i].name);
        json_key_int(json, "first_reply_minutes",
                     list[i].targets.first_reply_minutes);
        json_key_int(json, "fix_minutes", list[i].targets.fix_minutes);
        json_object_end(json);
    }
    json_array_end(json);
}

static void add_time(struct json_writer *json, const char *key, int minute)
{
    char text[16];

    snprintf(text, sizeof text, "%02d:%02d", minute / 60, minute % 60);
    json_key_string(json, key, str_from(text));
}

void severity_json_calendar(const struct severity_calendar *calendar,
                            struct json_writer *json)
{
    json_key_string(json, "zone", calendar->zone);
    json_key(json, "hours");
    json_array_begin(json);
    for (int i = 0; i < SEVERITY_WEEKDAYS; i++) {
        if (calendar->hours[i].closes_minute == 0)
            continue;
        json_object_begin(json);
        json_key_string(json, "weekday", str_from(severity_weekday(i)));
        add_time(json, "opens", calendar->hours[i].opens_minute);
        add_time(json, "closes", calendar->hours[i].closes_minute);
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "holidays");
    json_array_begin(json);
    for (size_t i = 0; i < calendar->holiday_count; i++) {
        json_object_begin(json);
        json_key_string(json, "day", calendar->holidays[i].day);
        json_key_string(json, "name", calendar->holidays[i].name);
        json_object_end(json);
    }
    json_array_end(json);
}
