/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What an absence may be. See absences.h.
 */
#include "server/absences.h"

#include "base/clock.h"
#include "base/str.h"

enum { DAY_S = 24 * 60 * 60, ABSENCE_DAYS_MAX = 2 * 366 };

enum slv_status absence_read(const struct calendar *calendar, struct str agent,
                             struct str first_day, struct str back_on,
                             struct agent_absence *out, struct slv_error *err)
{
    int64_t from;
    int64_t until;

    if (!clock_parse_date(first_day, &from) ||
        !clock_parse_date(back_on, &until))
        return slv_fail(err, SLV_ERR_INPUT,
                        "Say the first day away and the day of coming back, "
                        "each as a date such as 2026-12-24");
    if (until <= from)
        return slv_fail(err, SLV_ERR_INPUT,
                        "The day of coming back is after the first day away");
    if (until - from > ABSENCE_DAYS_MAX * (int64_t) DAY_S)
        return slv_fail(err, SLV_ERR_INPUT,
                        "An absence is two years long at most");
    *out = (struct agent_absence){
        .agent = agent,
        .from_unix_s = calendar_day_begins(calendar, from / DAY_S),
        .until_unix_s = calendar_day_begins(calendar, until / DAY_S),
    };
    return SLV_OK;
}

int64_t absence_day(const struct calendar *calendar, int64_t unix_s)
{
    return calendar_day(calendar, unix_s) * DAY_S;
}
