/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Business hours: which instants count. An instant counts when the clock on the
 * wall of the calendar's zone shows a time from opening to before closing, on
 * a weekday that has hours and is no holiday. So an hour that comes twice when
 * the clocks are set back counts twice, and one that is left out does not count.
 *
 * No function looks farther than CALENDAR_YEARS_MAX years: what lies beyond
 * counts as closed. All of them are pure.
 *
 * Threads: a calendar does not change once it is made, so any may use it.
 */
#ifndef CORE_CASES_CALENDAR_H
#define CORE_CASES_CALENDAR_H

#include "core/cases/calendar_zone.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "store/severity_store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

enum { CALENDAR_YEARS_MAX = 100 };

struct calendar {
    struct zone zone;
    struct severity_hours hours[SEVERITY_WEEKDAYS]; /* from Monday on */
    const int64_t *holidays; /* days since 1970, rising */
    size_t holiday_count;
};

/* Make a calendar of what the store says and a zone, which is copied and whose
 * arrays are borrowed. ERR_INPUT when it is never open. */
SLV_MUST_CHECK enum slv_status
calendar_make(const struct severity_calendar *said, const struct zone *zone,
              struct arena *arena, struct calendar *out, struct slv_error *err);
/* The same with the zone that it names, from the system. ERR_INPUT also when
 * there is no such zone. */
SLV_MUST_CHECK enum slv_status
calendar_load(const struct severity_calendar *said, struct arena *arena,
              struct calendar *out, struct slv_error *err);

bool calendar_is_open(const struct calendar *calendar, int64_t unix_s);
/* Business seconds from one instant to another; negative when `to` is the
 * earlier one. */
int64_t calendar_seconds(const struct calendar *calendar, int64_t from_unix_s,
                         int64_t to_unix_s);
/* The first instant that is `seconds` (0 or more) business seconds after
 * another; the end of a day rather than the beginning of the next, and `from`
 * itself for 0. False when there is none in the years to come. */
bool calendar_after(const struct calendar *calendar, int64_t from_unix_s,
                    int64_t seconds, int64_t *out);
/* The first instant at or after this one that is open; false as above. */
bool calendar_next_open(const struct calendar *calendar, int64_t unix_s,
                        int64_t *out);

/* The day that the calendar's wall shows, in days since 1970. */
int64_t calendar_day(const struct calendar *calendar, int64_t unix_s);
/* The first instant of a day, in days since 1970. */
int64_t calendar_day_begins(const struct calendar *calendar, int64_t day);

#ifdef __cplusplus
}
#endif
#endif
