/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The one clock of the program, and the few forms of time it reads and writes.
 * All times are UTC; there are no time zones here.
 *
 * Tests freeze the wall clock: when the environment variable SOLVENT_NOW holds
 * seconds since 1970 ("1767225600") or a date ("2026-01-01"), clock_unix_s()
 * says that instead of the time. Anything else in it is ignored. The monotonic
 * clock never stands still.
 *
 * Threads: every function may be called from any thread.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Room for each form with its NUL byte. */
enum {
    CLOCK_ISO_BYTES = 21,  /* 2026-01-31T09:05:00Z */
    CLOCK_DATE_BYTES = 11, /* 2026-01-31 */
    CLOCK_HTTP_BYTES = 30  /* Sat, 31 Jan 2026 09:05:00 GMT */
};

/* Microseconds from some fixed instant, never going back: for durations. */
int64_t clock_mono_us(void);
/* Microseconds that the calling thread has worked: for limits that a busy
 * machine should not move. */
int64_t clock_thread_us(void);
/* Seconds since 1970, or what SOLVENT_NOW says. */
int64_t clock_unix_s(void);

/* Times before the year 0 or after 9999 are written as the nearest that fits. */
void clock_format_iso(int64_t unix_s, char out[CLOCK_ISO_BYTES]);
void clock_format_date(int64_t unix_s, char out[CLOCK_DATE_BYTES]);
void clock_format_http(int64_t unix_s, char out[CLOCK_HTTP_BYTES]);

/* Midnight of "YYYY-MM-DD", years 1 to 9999; false for anything else, such as
 * a day that its month does not have. */
bool clock_parse_date(struct str text, int64_t *unix_s);
/* "YYYY-MM-DDTHH:MM:SSZ" as clock_format_iso() writes it, or a date alone. */
bool clock_parse_iso(struct str text, int64_t *unix_s);

#ifdef __cplusplus
}
#endif
#endif
