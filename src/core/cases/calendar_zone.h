/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A time zone: which offset from UTC holds at which instant. Read from the
 * files of the system's tz database (TZif, RFC 8536, versions 1 to 4), the
 * rule for the years after their last line included; the TZ of the process
 * plays no part. Leap seconds are left out, as the system's clock leaves them
 * out.
 *
 * Threads: a zone does not change once it is made, so any may use it.
 */
#ifndef CORE_CASES_CALENDAR_ZONE_H
#define CORE_CASES_CALENDAR_ZONE_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

enum {
    ZONE_FILE_BYTES_MAX = 256 * 1024,
    ZONE_OFFSET_MAX_S = 26 * 3600 /* to either side */
};

/* When the clocks are changed in a year without a line of its own. */
struct zone_rule {
    enum { ZONE_RULE_MONTH, ZONE_RULE_DAY, ZONE_RULE_DAY_NO_LEAP } type;
    int month;   /* 1 to 12 */
    int week;    /* 1 to 5; 5: the last */
    int weekday; /* 0 Sunday to 6 */
    int day;     /* 0 to 365, or 1 to 365 where 29 February never counts */
    int time_s;  /* of the clock before the change, may be negative */
};

struct zone {
    const int64_t *at; /* rising: at[i] begins offset_s[i] */
    const int32_t *offset_s;
    size_t count;
    int32_t first_offset_s; /* before at[0] */
    /* after the last of `at`: this offset, unless two rules say more */
    int32_t last_offset_s;
    bool has_rules;
    int32_t summer_offset_s; /* from rules[0] to rules[1] */
    struct zone_rule rules[2];
};

/* Understand a file's bytes; what the zone holds is in `arena`. ERR_CORRUPT
 * when they are no TZif file or a damaged one. */
SLV_MUST_CHECK enum slv_status zone_parse(struct str bytes, struct arena *arena,
                                          struct zone *out,
                                          struct slv_error *err);
/* The zone with an IANA name, such as "America/Chicago", from the system's
 * database. ERR_INPUT when there is none of this name. */
SLV_MUST_CHECK enum slv_status zone_load(struct str name, struct arena *arena,
                                         struct zone *out,
                                         struct slv_error *err);

/* The seconds to add to UTC at an instant. *until is later than it, and the
 * offset is the same up to there; INT64_MAX when it stays for ever. */
int32_t zone_offset(const struct zone *zone, int64_t unix_s, int64_t *until);

#ifdef __cplusplus
}
#endif
#endif
