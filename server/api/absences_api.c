/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/absences: who is away from when to when. Whoever works on cases enters
 * the own absences; the right to change settings opens everybody's.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/absences.h"
#include "server/own_agent.h"
#include "server/router.h"
#include "text/json_write.h"

enum { DAY_BYTES = 10 };

static enum slv_status read_calendar(struct case_store *store,
                                     struct arena *arena, struct calendar *out,
                                     struct slv_error *err)
{
    struct severity_calendar *said = arena_calloc(arena, 1, sizeof *said);
    enum slv_status status =
        severity_store_find_calendar(store, STR(""), arena, said, err);

    return status == SLV_OK ? calendar_load(said, arena, out, err) : status;
}

static void write_day(struct json_writer *json, const char *key,
                      const struct calendar *calendar, int64_t unix_s)
{
    char day[CLOCK_DATE_BYTES];

    clock_format_date(absence_day(calendar, unix_s), day);
    json_key_string(json, key, str_from(day));
}

static void write_absence(struct json_writer *json,
                          const struct calendar *calendar,
                          const struct agent_absence *row)
{
    json_object_begin(json);
    json_key_string(json, "agent", row->agent);
    write_day(json, "first_day", calendar, row->from_unix_s);
    write_day(json, "back_on", calendar, row->until_unix_s);
    api_write_time(json, "from", row->from_unix_s);
    api_write_time(json, "until", row->until_unix_s);
    json_object_end(json);
}

/* "AGENT FROM" of the last one of a page; no agent's key is compared with
 * what stands behind the last blank. */
static bool is_after(const struct agent_absence *row, struct str agent,
                     int64_t from_unix_s)
{
    const int order = str_compare(row->agent, agent);

    return order > 0 || (order == 0 && row->from_unix_s > from_unix_s);
}

static bool read_after(struct str text, struct str *agent, int64_t *from_unix_s)
{
    size_t blank = text.len;

    *agent = STR("");
    *from_unix_s = 0;
    if (text.len == 0)
        return true;
    while (blank > 0 && text.ptr[blank - 1] != ' ')
        blank--;
    if (blank == 0)
        return false;
    *agent = str_first(text, blank - 1);
    return clock_parse_iso(str_from_offset(text, blank), from_unix_s);
}

static struct str next_of(const struct request *request,
                          const struct agent_absence *row)
{
    char from[CLOCK_ISO_BYTES];

    clock_format_iso(row->from_unix_s, from);
    return arena_format(request->arena, "%.*s %s", STR_ARG(row->agent), from);
}

enum slv_status api_absences_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct str agent = request_param(request, "agent");
    struct agent_absence *rows = NULL;
    struct agent_absence *last = NULL;
    struct calendar calendar;
    struct case_store *store;
    struct json_writer json;
    struct str after_agent;
    int64_t after_from;
    size_t count = 0;
    size_t shown = 0;
    size_t limit = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK &&
        !read_after(request_param(request, "after"), &after_agent, &after_from))
        status = slv_fail(err, SLV_ERR_USAGE,
                          "The parameter after is what next said");
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = read_calendar(store, request->arena, &calendar, err);
    if (status == SLV_OK)
        status = severity_store_list_absences(
            store, clock_unix_s(), request->arena, &rows, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "absences");
    json_array_begin(&json);
    for (size_t i = 0; i < count && shown <= limit; i++) {
        if (!is_after(&rows[i], after_agent, after_from) ||
            (agent.len > 0 && !str_equal(rows[i].agent, agent)))
            continue;
        if (shown++ < limit) {
            last = &rows[i];
            write_absence(&json, &calendar, last);
        }
    }
    json_array_end(&json);
    if (last && shown > limit)
        json_key_string(&json, "next", next_of(request, last));
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

/* May this agent's absences be changed? */
static enum slv_status check_whose(const struct request *request,
                                   struct str agent, struct slv_error *err)
{
    if (request_may(request, RIGHT_SETTINGS) ||
        (request_may(request, RIGHT_CASES_WORK) &&
         str_equal(agent, request->user->login)))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_PERMISSION,
                    "Whoever works on cases changes the own absences; those of "
                    "others need the right \"%s\"",
                    right_word(RIGHT_SETTINGS));
}

struct wanted_absence {
    struct str agent;
    struct str first_day;
    struct str back_on;
};

static const struct json_field absence_fields[] = {
    JSON_FIELD(struct wanted_absence, agent, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct wanted_absence, first_day, JSON_READ_STRING, true,
               DAY_BYTES),
    JSON_FIELD(struct wanted_absence, back_on, JSON_READ_STRING, true,
               DAY_BYTES),
};

enum slv_status api_absences_post(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wanted_absence wanted = {.agent = request->user->login};
    struct agent_absence row;
    struct calendar calendar;
    struct case_store *store;
    struct json_writer json;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = api_body(request, absence_fields, ARRAY_LEN(absence_fields),
                          &wanted, err);
    if (status == SLV_OK)
        status = check_whose(request, wanted.agent, err);
    if (status == SLV_OK)
        status = read_calendar(store, request->arena, &calendar, err);
    if (status == SLV_OK)
        status = absence_read(&calendar, wanted.agent, wanted.first_day,
                              wanted.back_on, &row, err);
    if (status == SLV_OK && str_equal(wanted.agent, request->user->login))
        status = own_agent_make(app, request, err);
    if (status == SLV_OK)
        status = severity_store_add_absence(store, &row, &actor, err);
    if (status == SLV_ERR_NOT_FOUND)
        status = SLV_ERR_INPUT; /* the agent is not there */
    if (status != SLV_OK)
        return api_told(status, err);
    response->status = 201;
    json_begin(&json, &response->body);
    write_absence(&json, &calendar, &row);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_absence_delete(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    const struct str agent = request_capture(request, "agent");
    struct case_store *store;
    int64_t from;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = check_whose(request, agent, err);
    if (status == SLV_OK &&
        !clock_parse_iso(request_capture(request, "from"), &from))
        status = slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such absence");
    if (status == SLV_OK)
        status = severity_store_remove_absence(store, agent, from, &actor, err);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
