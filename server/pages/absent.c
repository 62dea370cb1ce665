/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Who is away, for the pages of the desk. See absent.h.
 */
#include "server/pages/absent.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/clocks.h"
#include "text/html_write.h"

enum { AGENTS_MAX = 10000, DAY_S = 24 * 60 * 60 };

enum slv_status absent_read(struct app *app, struct arena *arena,
                            int64_t now_unix_s, struct absent *out,
                            struct slv_error *err)
{
    struct severity_calendar *said = arena_calloc(arena, 1, sizeof *said);
    struct agent_presence *presence = NULL;
    struct agent_absence *absences = NULL;
    struct case_agent *agents = NULL;
    enum slv_status status =
        severity_store_find_calendar(app->cases, STR(""), arena, said, err);

    *out = (struct absent){.presence_count = 0};
    if (status == SLV_OK)
        status = calendar_load(said, arena, &out->calendar, err);
    if (status == SLV_OK)
        status =
            severity_store_list_presence(app->cases, now_unix_s, arena,
                                         &presence, &out->presence_count, err);
    if (status == SLV_OK)
        status = severity_store_list_absences(
            app->cases, now_unix_s, arena, &absences, &out->absence_count, err);
    if (status == SLV_OK)
        status = case_store_list_agents(app->cases, STR(""), AGENTS_MAX, arena,
                                        &agents, &out->agent_count, err);
    out->presence = presence;
    out->absences = absences;
    out->agents = agents;
    return status;
}

struct str absent_name(const struct absent *absent, struct str agent)
{
    for (size_t i = 0; i < absent->agent_count; i++)
        if (str_equal(absent->agents[i].key, agent))
            return absent->agents[i].name.len > 0 ? absent->agents[i].name
                                                  : agent;
    return agent;
}

void absent_day(struct strbuf *out, const struct absent *absent, int64_t unix_s)
{
    char iso[CLOCK_ISO_BYTES];

    clock_format_iso(calendar_day(&absent->calendar, unix_s) * DAY_S, iso);
    strbuf_add_format(out, "%.10s", iso);
}

/* The absence that holds at an instant, or NULL. */
static const struct agent_absence *find(const struct absent *absent,
                                        struct str agent, int64_t now_unix_s)
{
    for (size_t i = 0; i < absent->absence_count; i++) {
        const struct agent_absence *row = &absent->absences[i];

        if (str_equal(row->agent, agent) && row->from_unix_s <= now_unix_s &&
            now_unix_s < row->until_unix_s)
            return row;
    }
    return NULL;
}

void absent_write(struct strbuf *out, const struct absent *absent,
                  struct str agent, int64_t now_unix_s)
{
    const struct agent_absence *row = find(absent, agent, now_unix_s);
    struct case_duty duty;

    if (!row)
        return;
    duty = clocks_duty(absent->presence, absent->presence_count, agent);
    html_markup(out, " <span class=\"label absent\">absent until ");
    absent_day(out, absent, row->until_unix_s);
    if (duty.kind == DUTY_BACKUP) {
        html_markup(out, "; backup: ");
        html_text(out, absent_name(absent, duty.agent));
    } else {
        html_markup(out, "; nobody answers meanwhile");
    }
    html_markup(out, "</span>");
}
