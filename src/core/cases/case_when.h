/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Times as files write them: RFC 3339 with a zone, and what programs make of
 * it; or a day alone. No I/O; any thread.
 */
#ifndef CASES_CASE_WHEN_H
#define CASES_CASE_WHEN_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

enum case_when_kind {
    CASE_WHEN_TIME,    /* with its zone */
    CASE_WHEN_DAY,     /* a day alone: its midnight in UTC */
    CASE_WHEN_NO_ZONE, /* would be a time, if it said where */
    CASE_WHEN_OUTSIDE, /* before 1970, or after 9999 */
    CASE_WHEN_WRONG
};

/* "2026-03-04T09:12:00Z", "2026-03-04 10:12:00.250+01:00", "2026-03-04". The
 * seconds, the colon of the zone and its minutes may be missing, T may be a
 * space, Z may be " UTC" or " GMT"; parts of a second are cut off, and a leap
 * second is the one after it. *unix_s is set for the first two kinds only. */
enum case_when_kind case_when_parse(struct str text, int64_t *unix_s);

#endif
