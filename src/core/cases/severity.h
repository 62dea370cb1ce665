/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was promised, as a file that people edit: lines of `key = value`, `#`
 * begins a comment line.
 *
 *     severity = Critical, 30m, 8h         name, first reply, fix
 *     zone = America/Chicago
 *     hours = Mon-Fri 7:00-18:00
 *     holiday = 2026-12-25 Christmas Day
 *
 * `severity` is there 3 to 5 times, the most severe first; `hours` and
 * `holiday` as often as needed. The file is the whole truth about the
 * categories and the default calendar; contracts are not in it. The file of
 * another calendar has the same lines without `severity`.
 */
#ifndef CORE_CASES_SEVERITY_H
#define CORE_CASES_SEVERITY_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/severity_store.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;
struct strbuf;

enum { SEVERITY_FILE_BYTES = 256 * 1024 };

struct severity_settings {
    const struct severity *list;
    size_t count;
    struct severity_calendar calendar;
};

/* Read all of a file; `name` stands in messages. ERR_INPUT with err->line, 0
 * where no line is to blame, for anything that is not as above, that
 * severity_check() or the store would refuse, and for a zone that the system
 * does not know. */
SLV_MUST_CHECK enum slv_status
severity_settings_parse(struct str text, const char *name, struct arena *arena,
                        struct severity_settings *out, struct slv_error *err);
/* Write a file that reads as the same settings. Control characters become
 * spaces. */
void severity_settings_write(const struct severity_settings *settings,
                             struct strbuf *out);

/* The same for the file of one calendar, which is called `calendar`. */
SLV_MUST_CHECK enum slv_status
severity_calendar_parse(struct str text, const char *name, struct str calendar,
                        struct arena *arena, struct severity_calendar *out,
                        struct slv_error *err);
void severity_calendar_write(const struct severity_calendar *calendar,
                             struct strbuf *out);

/* "30m", "8h", "1h30m"; false for anything else, for 0 and for more than
 * SEVERITY_TARGET_MINUTES_MAX. */
bool severity_minutes_parse(struct str text, int *out);
void severity_minutes_write(int minutes, struct strbuf *out);

/* "Monday" for 0; borrowed. */
const char *severity_weekday(int weekday);
/* The other way; the first three letters will do, in any case. */
bool severity_weekday_parse(struct str text, int *out);
/* "7:00" to "24:00", as minutes after midnight. */
bool severity_time_parse(struct str text, int *out);

#ifdef __cplusplus
}
#endif
#endif
