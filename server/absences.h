/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an absence may be, the same for page and API: whole days in the zone of
 * the default calendar. Who is away now is core/cases/clocks.h's.
 */
#ifndef SERVER_ABSENCES_H
#define SERVER_ABSENCES_H

#include "core/cases/calendar.h"
#include "solvent/status.h"
#include "store/severity_store.h"

/* Two days, "2026-12-24" and the day of coming back, as an absence of an agent.
 * ERR_INPUT for days that are none, in the wrong order, or more than two years
 * apart. */
SLV_MUST_CHECK enum slv_status
absence_read(const struct calendar *calendar, struct str agent,
             struct str first_day, struct str back_on,
             struct agent_absence *out, struct slv_error *err);
/* The day of an instant in days since 1970, as seconds for clock_format_date().
 */
int64_t absence_day(const struct calendar *calendar, int64_t unix_s);

#endif
