/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The clocks of cases for the pages of the desk: everything they are counted
 * from, read once per request, and how they are shown.
 */
#ifndef SERVER_PAGES_DESK_CLOCKS_H
#define SERVER_PAGES_DESK_CLOCKS_H

#include "core/cases/clocks.h"
#include "server/app.h"
#include "server/pages/desk.h"

struct strbuf;

struct desk_clocks {
    const struct severity *severities;
    size_t severity_count;
    const struct severity_contract *contracts;
    size_t contract_count;
    const struct severity_calendar *names; /* of `calendars`, by number */
    const struct calendar *calendars;
    size_t calendar_count;
};

SLV_MUST_CHECK enum slv_status desk_clocks_read(struct app *app,
                                                struct arena *arena,
                                                struct desk_clocks *out,
                                                struct slv_error *err);
/* The clocks of one case. */
void desk_clocks_of(const struct desk_clocks *clocks,
                    const struct case_timeline *timeline, int64_t now_unix_s,
                    struct case_clocks *out);
/* <span class="time-left soon">first reply in 25 min</span>: the clock that is
 * over next; nothing when none is going. */
void desk_clocks_write(struct strbuf *out, const struct case_clocks *clocks);

#endif
