/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who is away, for the pages of the desk: read once per request, and how it is
 * said beside an owner. Who answers then is core/cases/clocks.h's.
 */
#ifndef SERVER_PAGES_ABSENT_H
#define SERVER_PAGES_ABSENT_H

#include "core/cases/calendar.h"
#include "server/app.h"
#include "solvent/status.h"
#include "store/severity_store.h"

#include <stddef.h>

struct arena;
struct strbuf;

struct absent {
    struct calendar calendar; /* the default one: whose days are named */
    const struct agent_presence *presence; /* by agent */
    size_t presence_count;
    const struct agent_absence *absences; /* that are not over */
    size_t absence_count;
    const struct case_agent *agents; /* for their names */
    size_t agent_count;
};

SLV_MUST_CHECK enum slv_status absent_read(struct app *app, struct arena *arena,
                                           int64_t now_unix_s,
                                           struct absent *out,
                                           struct slv_error *err);
/* The agent's name, the key of one without; borrowed. */
struct str absent_name(const struct absent *absent, struct str agent);
/* "2026-11-30": the day of an instant in the default calendar's zone. */
void absent_day(struct strbuf *out, const struct absent *absent,
                int64_t unix_s);
/* <span class="label">absent until 2026-11-30; backup: Bea</span>, or nothing
 * for an agent who is there. */
void absent_write(struct strbuf *out, const struct absent *absent,
                  struct str agent, int64_t now_unix_s);

#endif
