/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What was promised to whom, and how long it took. See report_clocks.h.
 */
#include "core/insight/report_clocks.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/cases/clocks.h"

#include <stdlib.h>

enum { YEAR_DAYS = 366, DAY_S = 86400, YEARS_AHEAD = 2 };

/* The table of days begins here, on 1 January 2000. */
static const int64_t first_day = 10957;

struct report_clocks {
    struct arena *arena;
    struct severity *severities;
    size_t severity_count;
    struct severity_contract *contracts;
    size_t contract_count;
    struct severity_calendar *said;
    struct calendar *calendars;
    struct report_days **days;
    size_t calendar_count;
    size_t standard;     /* the calendar without a contract */
    size_t *of_customer; /* place of the contract + 1, by row id; 0: none */
    size_t customer_count;
    struct hash128 digest;
};

/* --- what is promised --- */

static void add_number(struct hash_stream *stream, int64_t number)
{
    hash_stream_add(stream,
                    (struct str){(const char *) &number, sizeof number});
}

static void add_text(struct hash_stream *stream, struct str text)
{
    add_number(stream, (int64_t) text.len);
    hash_stream_add(stream, text);
}

static void add_targets(struct hash_stream *stream,
                        struct severity_targets targets)
{
    add_number(stream, targets.first_reply_minutes);
    add_number(stream, targets.fix_minutes);
}

static void digest(struct report_clocks *clocks)
{
    struct hash_stream *stream = hash_stream_new();

    for (size_t i = 0; i < clocks->severity_count; i++) {
        add_text(stream, clocks->severities[i].name);
        add_targets(stream, clocks->severities[i].targets);
    }
    for (size_t i = 0; i < clocks->contract_count; i++) {
        add_text(stream, clocks->contracts[i].customer);
        add_text(stream, clocks->contracts[i].calendar);
        add_text(stream, clocks->contracts[i].from_day);
        add_text(stream, clocks->contracts[i].until_day);
        for (size_t k = 0; k < SEVERITY_COUNT_MAX; k++)
            add_targets(stream, clocks->contracts[i].targets[k]);
    }
    for (size_t i = 0; i < clocks->calendar_count; i++) {
        const struct severity_calendar *one = &clocks->said[i];

        add_text(stream, one->name);
        add_text(stream, one->zone);
        for (size_t k = 0; k < SEVERITY_WEEKDAYS; k++) {
            add_number(stream, one->hours[k].opens_minute);
            add_number(stream, one->hours[k].closes_minute);
        }
        for (size_t k = 0; k < one->holiday_count; k++)
            add_text(stream, one->holidays[k].day);
    }
    clocks->digest = hash_stream_digest(stream);
    hash_stream_free(stream);
}

static size_t find_calendar(const struct report_clocks *clocks, struct str name)
{
    for (size_t i = 0; i < clocks->calendar_count; i++) {
        if (str_equal(clocks->said[i].name, name))
            return i;
    }
    return clocks->standard;
}

static enum slv_status make_calendars(struct report_clocks *clocks,
                                      struct slv_error *err)
{
    const int64_t today = clock_unix_s() / DAY_S;
    const int64_t last_day =
        (today > first_day ? today : first_day) + YEARS_AHEAD * YEAR_DAYS;
    enum slv_status status = SLV_OK;

    clocks->calendars = arena_calloc(clocks->arena, clocks->calendar_count,
                                     sizeof *clocks->calendars);
    clocks->days = arena_calloc(clocks->arena, clocks->calendar_count,
                                sizeof(struct report_days *));
    for (size_t i = 0; status == SLV_OK && i < clocks->calendar_count; i++) {
        status = calendar_load(&clocks->said[i], clocks->arena,
                               &clocks->calendars[i], err);
        if (status == SLV_OK)
            clocks->days[i] = report_days_make(&clocks->calendars[i], first_day,
                                               last_day, clocks->arena);
    }
    clocks->standard = find_calendar(clocks, STR("default"));
    return status;
}

enum slv_status report_clocks_read(struct case_store *store,
                                   struct report_clocks **out,
                                   struct slv_error *err)
{
    struct report_clocks *clocks = alloc_zeroed(1, sizeof *clocks);
    enum slv_status status;

    clocks->arena = arena_new();
    status = severity_store_list(store, clocks->arena, &clocks->severities,
                                 &clocks->severity_count, err);
    if (status == SLV_OK)
        status = severity_store_list_contracts(store, clocks->arena,
                                               &clocks->contracts,
                                               &clocks->contract_count, err);
    if (status == SLV_OK)
        status = severity_store_list_calendars(
            store, clocks->arena, &clocks->said, &clocks->calendar_count, err);
    if (status == SLV_OK)
        status = make_calendars(clocks, err);
    if (status != SLV_OK) {
        report_clocks_free(clocks);
        return status;
    }
    digest(clocks);
    *out = clocks;
    return SLV_OK;
}

void report_clocks_free(struct report_clocks *clocks)
{
    if (!clocks)
        return;
    free(clocks->of_customer);
    arena_free(clocks->arena);
    free(clocks);
}

bool report_clocks_equal(const struct report_clocks *a,
                         const struct report_clocks *b)
{
    return a && b && hash_equal(a->digest, b->digest);
}

void report_clocks_customers(struct report_clocks *clocks,
                             const struct report_names *names)
{
    struct strmap *map = strmap_new();

    for (size_t i = 0; i < clocks->contract_count; i++)
        *strmap_slot(map, clocks->contracts[i].customer, NULL) =
            &clocks->contracts[i];
    free(clocks->of_customer);
    clocks->customer_count = names->customer_count;
    clocks->of_customer =
        alloc_zeroed(names->customer_count + 1, sizeof *clocks->of_customer);
    for (size_t i = 0; i < names->customer_count; i++) {
        const struct severity_contract *contract =
            strmap_get(map, names->customers[i].key);

        if (contract)
            clocks->of_customer[i] =
                (size_t) (contract - clocks->contracts) + 1;
    }
    strmap_free(map);
}

const struct report_days *report_clocks_days(const struct report_clocks *clocks)
{
    return clocks->days[clocks->standard];
}

struct str report_clocks_zone(const struct report_clocks *clocks)
{
    return clocks->said[clocks->standard].zone;
}

const struct severity *
report_clocks_severities(const struct report_clocks *clocks, size_t *count)
{
    *count = clocks->severity_count;
    return clocks->severities;
}

/* --- how long it took --- */

static int32_t clamp(int64_t seconds)
{
    if (seconds < 0)
        return 0;
    return seconds < INT32_MAX ? (int32_t) seconds : INT32_MAX;
}

/* The clocks of a case that went on from its opening to its end. */
static void count_straight(const struct report_days *business,
                           const struct report_case_row *row,
                           int64_t *reply_unix_s, struct fact_case *one)
{
    const int64_t opened = row->opened_unix_s;
    int64_t reply = row->first_reply_unix_s;

    if (reply > 0 && reply < opened)
        reply = opened;
    if (row->state == CASE_CLOSED) {
        one->fix_s =
            clamp(report_days_seconds(business, opened, row->closed_unix_s));
        if (reply == 0 || reply > row->closed_unix_s)
            reply = row->closed_unix_s;
    }
    *reply_unix_s = reply;
    if (reply > 0)
        one->reply_s = clamp(report_days_seconds(business, opened, reply));
}

/* What was the last that happened; the clocks are read then. */
static int64_t last_instant(const struct report_case_row *row)
{
    int64_t last = row->opened_unix_s;

    if (row->closed_unix_s > last)
        last = row->closed_unix_s;
    if (row->first_reply_unix_s > last)
        last = row->first_reply_unix_s;
    for (size_t i = 0; i < row->step_count; i++) {
        if (row->steps[i].at_unix_s > last)
            last = row->steps[i].at_unix_s;
    }
    return last;
}

static void count_steps(const struct report_clocks *clocks,
                        const struct calendar *calendar,
                        const struct severity_contract *contract,
                        const struct report_case_row *row,
                        int64_t *reply_unix_s, struct fact_case *one)
{
    const struct case_timeline timeline = {
        .state = row->state,
        .severity = row->severity,
        .opened_unix_s = row->opened_unix_s,
        .closed_unix_s = row->closed_unix_s,
        .first_reply_unix_s = row->first_reply_unix_s,
        .steps = row->steps,
        .step_count = row->step_count,
    };
    struct case_clocks read;

    clocks_of_case(&timeline, calendar, clocks->severities,
                   clocks->severity_count, contract, last_instant(row), &read);
    *reply_unix_s = read.first_reply.stopped_unix_s;
    one->reply_s = clamp(read.first_reply.used_s);
    one->fix_s = row->state == CASE_CLOSED ? clamp(read.fix.used_s) : 0;
}

void report_clocks_count(const struct report_clocks *clocks,
                         const struct report_days *days,
                         const struct report_case_row *row,
                         struct fact_case *one)
{
    const size_t customer = (size_t) row->customer_id;
    const struct severity_contract *contract = NULL;
    struct severity_targets targets;
    size_t calendar = clocks->standard;
    int64_t reply = 0;

    if (customer < clocks->customer_count && clocks->of_customer[customer] > 0)
        contract = &clocks->contracts[clocks->of_customer[customer] - 1];
    if (contract && contract->calendar.len > 0)
        calendar = find_calendar(clocks, contract->calendar);
    if (contract &&
        !clocks_contract_counts(contract, &clocks->calendars[calendar],
                                row->opened_unix_s)) {
        contract = NULL;
        calendar = clocks->standard;
    }
    targets = clocks_targets(clocks->severities, clocks->severity_count,
                             contract, row->severity);
    one->reply_s = 0;
    one->fix_s = 0;
    one->reply_target_s = clamp((int64_t) targets.first_reply_minutes * 60);
    one->fix_target_s = clamp((int64_t) targets.fix_minutes * 60);
    if (row->step_count == 0)
        count_straight(clocks->days[calendar], row, &reply, one);
    else
        count_steps(clocks, &clocks->calendars[calendar], contract, row, &reply,
                    one);
    one->reply_day =
        reply > 0 ? (int32_t) report_days_day(days, reply) : FACT_NO_DAY;
}
