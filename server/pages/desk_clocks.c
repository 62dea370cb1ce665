/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Categories, contracts and calendars from the store to the clocks of a case.
 * See desk_clocks.h.
 */
#include "server/pages/desk_clocks.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

enum { MINUTE = 60, HOUR = 60 * MINUTE };

enum slv_status desk_clocks_read(struct app *app, struct arena *arena,
                                 struct desk_clocks *out, struct slv_error *err)
{
    struct severity *severities = NULL;
    struct severity_contract *contracts = NULL;
    struct severity_calendar *names = NULL;
    struct calendar *calendars;
    enum slv_status status;

    *out = (struct desk_clocks){.severity_count = 0};
    status = severity_store_list(app->cases, arena, &severities,
                                 &out->severity_count, err);
    if (status == SLV_OK)
        status = severity_store_list_contracts(app->cases, arena, &contracts,
                                               &out->contract_count, err);
    if (status == SLV_OK)
        status = severity_store_list_calendars(app->cases, arena, &names,
                                               &out->calendar_count, err);
    if (status != SLV_OK)
        return status;
    calendars = arena_calloc(arena, out->calendar_count, sizeof *calendars);
    for (size_t i = 0; status == SLV_OK && i < out->calendar_count; i++)
        status = calendar_load(&names[i], arena, &calendars[i], err);
    out->severities = severities;
    out->contracts = contracts;
    out->names = names;
    out->calendars = calendars;
    return status;
}

static const struct severity_contract *
find_contract(const struct desk_clocks *clocks, struct str customer)
{
    for (size_t i = 0; i < clocks->contract_count; i++) {
        if (str_equal(clocks->contracts[i].customer, customer))
            return &clocks->contracts[i];
    }
    return NULL;
}

static const struct calendar *find_calendar(const struct desk_clocks *clocks,
                                            struct str name)
{
    if (name.len == 0)
        name = STR("default");
    for (size_t i = 0; i < clocks->calendar_count; i++) {
        if (str_equal(clocks->names[i].name, name))
            return &clocks->calendars[i];
    }
    return clocks->calendars;
}

void desk_clocks_of(const struct desk_clocks *clocks,
                    const struct case_timeline *timeline, int64_t now_unix_s,
                    struct case_clocks *out)
{
    const struct severity_contract *contract =
        find_contract(clocks, timeline->customer);

    const struct calendar *calendar;

    *out = (struct case_clocks){.severity = timeline->severity};
    if (clocks->calendar_count == 0)
        return;
    calendar = find_calendar(clocks, contract ? contract->calendar : STR(""));
    if (contract &&
        !clocks_contract_counts(contract, calendar, timeline->opened_unix_s)) {
        contract = NULL;
        calendar = find_calendar(clocks, STR(""));
    }
    clocks_of_case(timeline, calendar, clocks->severities,
                   clocks->severity_count, contract, now_unix_s, out);
}

static bool is_going(const struct clock *clock)
{
    return clock->stopped_unix_s == 0 &&
           (clock->state == CLOCK_RUNNING || clock->state == CLOCK_SOON ||
            clock->state == CLOCK_MISSED);
}

static void add_span(struct strbuf *out, int64_t seconds)
{
    if (seconds >= HOUR)
        strbuf_add_format(out, "%lld h ", (long long) (seconds / HOUR));
    if (seconds < HOUR || (seconds < 10 * HOUR && seconds % HOUR >= MINUTE))
        strbuf_add_format(out, "%lld min ",
                          (long long) (seconds % HOUR / MINUTE));
}

void desk_clocks_write(struct strbuf *out, const struct case_clocks *clocks)
{
    const struct clock *next = NULL;

    if (is_going(&clocks->first_reply))
        next = &clocks->first_reply;
    if (is_going(&clocks->fix) && (!next || clocks->fix.left_s < next->left_s))
        next = &clocks->fix;
    if (!next)
        return;
    strbuf_add_format(out, "<span class=\"time-left %s\">",
                      clock_state_word(next->state));
    strbuf_add_cstr(out, next == &clocks->fix ? "Fix " : "First reply ");
    if (next->left_s < 0) {
        add_span(out, -next->left_s);
        strbuf_add_cstr(out, "late");
    } else {
        strbuf_add_cstr(out, "in ");
        add_span(out, next->left_s);
        strbuf_add_cstr(out, "of business hours");
    }
    strbuf_add_cstr(out, "</span>");
}
