/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/severities and /api/v1/calendars: how fast cases are answered and
 * fixed, and when time counts. Each is replaced as a whole.
 */
#include "server/api/api_tag.h"
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/calendar.h"
#include "core/cases/severity.h"
#include "core/cases/severity_json.h"
#include "server/router.h"
#include "store/severity_store.h"
#include "text/json_write.h"
#include "text/utf8.h"

enum { LIST_MAX = 100, TIME_BYTES = 5, DAY_BYTES = 10 };

/* --- severities --- */

static void write_severities(struct json_writer *json, const void *thing)
{
    const struct severity_list *list = thing;

    json_object_begin(json);
    json_key(json, "severities");
    severity_json_list(list->items, list->count, json);
    json_object_end(json);
}

static enum slv_status read_list(struct case_store *store,
                                 const struct request *request,
                                 struct severity_list *out,
                                 struct slv_error *err)
{
    struct severity *items = NULL;
    enum slv_status status =
        severity_store_list(store, request->arena, &items, &out->count, err);

    out->items = items;
    return status;
}

enum slv_status api_severities_get(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct severity_list list;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = read_list(store, request, &list, err);
    if (status == SLV_OK)
        api_give(request, write_severities, &list, response);
    return api_told(status, err);
}

struct wanted_severity {
    struct str name;
    int64_t first_reply_minutes;
    int64_t fix_minutes;
};

struct wanted_severities {
    struct json_list severities;
};

static const struct json_field severity_fields[] = {
    JSON_FIELD(struct wanted_severity, name, JSON_READ_STRING, true,
               BOUND_CASE_NAME_BYTES),
    JSON_FIELD(struct wanted_severity, first_reply_minutes, JSON_READ_INT, true,
               0),
    JSON_FIELD(struct wanted_severity, fix_minutes, JSON_READ_INT, true, 0),
};

static const struct json_table severity_table = {
    severity_fields, ARRAY_LEN(severity_fields),
    sizeof(struct wanted_severity)};

static const struct json_field severities_fields[] = {
    JSON_LIST_FIELD(struct wanted_severities, severities, true, LIST_MAX,
                    &severity_table),
};

/* What is no number of minutes stays wrong: the store's check says so. */
static int to_minutes(int64_t said)
{
    return said >= 0 && said <= SEVERITY_TARGET_MINUTES_MAX ? (int) said : 0;
}

static enum slv_status read_wanted(const struct request *request,
                                   struct severity_list *out,
                                   struct slv_error *err)
{
    struct wanted_severities wanted = {.severities = {NULL, 0}};
    const struct wanted_severity *rows;
    struct severity *items;
    enum slv_status status = api_body(
        request, severities_fields, ARRAY_LEN(severities_fields), &wanted, err);

    if (status != SLV_OK)
        return status;
    rows = wanted.severities.items;
    items =
        arena_calloc(request->arena, wanted.severities.count, sizeof *items);
    for (size_t i = 0; i < wanted.severities.count; i++)
        items[i] = (struct severity){
            .name = rows[i].name,
            .targets = {to_minutes(rows[i].first_reply_minutes),
                        to_minutes(rows[i].fix_minutes)},
        };
    *out = (struct severity_list){items, wanted.severities.count};
    return severity_check(out->items, out->count, err);
}

enum slv_status api_severities_put(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct severity_list wanted;
    struct severity_list seen;
    struct severity_list now;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = read_wanted(request, &wanted, err);
    if (status == SLV_OK)
        status = read_list(store, request, &seen, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, api_tag(request, write_severities, &seen)))
        return api_refuse(app, request, "The list of severities", response);
    status = severity_store_put_seen(store, &wanted,
                                     api_is_conditional(request) ? &seen : NULL,
                                     &actor, NULL, err);
    if (status == SLV_OK)
        status = read_list(store, request, &now, err);
    if (status == SLV_OK)
        api_give(request, write_severities, &now, response);
    return api_told(status, err);
}

/* --- calendars --- */

static void write_calendar(struct json_writer *json, const void *thing)
{
    const struct severity_calendar *row = thing;

    json_object_begin(json);
    json_key_string(json, "name", row->name);
    severity_json_calendar(row, json);
    json_object_end(json);
}

enum slv_status api_calendars_get(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    const struct str after = request_param(request, "after");
    struct severity_calendar *rows = NULL;
    struct case_store *store;
    struct json_writer json;
    size_t count = 0;
    size_t first = 0;
    size_t limit = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = severity_store_list_calendars(store, request->arena, &rows,
                                               &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    while (first < count && str_compare(rows[first].name, after) <= 0)
        first++;
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "calendars");
    json_array_begin(&json);
    for (size_t i = first; i < count && i < first + limit; i++)
        write_calendar(&json, &rows[i]);
    json_array_end(&json);
    if (count - first > limit)
        json_key_string(&json, "next", rows[first + limit - 1].name);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_calendar_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct severity_calendar row;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = severity_store_find_calendar(
            store, request_capture(request, "name"), request->arena, &row, err);
    if (status == SLV_OK)
        api_give(request, write_calendar, &row, response);
    return api_told(status, err);
}

struct wanted_hours {
    struct str weekday;
    struct str opens;
    struct str closes;
};

struct wanted_calendar {
    struct str zone;
    struct json_list hours;
    struct json_list holidays; /* of struct severity_holiday */
};

static const struct json_field hours_fields[] = {
    JSON_FIELD(struct wanted_hours, weekday, JSON_READ_STRING, true,
               SEVERITY_ZONE_BYTES),
    JSON_FIELD(struct wanted_hours, opens, JSON_READ_STRING, true, TIME_BYTES),
    JSON_FIELD(struct wanted_hours, closes, JSON_READ_STRING, true, TIME_BYTES),
};

static const struct json_field holiday_fields[] = {
    JSON_FIELD(struct severity_holiday, day, JSON_READ_STRING, true, DAY_BYTES),
    JSON_FIELD(struct severity_holiday, name, JSON_READ_STRING, false,
               BOUND_CASE_NAME_BYTES),
};

static const struct json_table hours_table = {
    hours_fields, ARRAY_LEN(hours_fields), sizeof(struct wanted_hours)};
static const struct json_table holiday_table = {
    holiday_fields, ARRAY_LEN(holiday_fields), sizeof(struct severity_holiday)};

static const struct json_field calendar_fields[] = {
    JSON_FIELD(struct wanted_calendar, zone, JSON_READ_STRING, true,
               SEVERITY_ZONE_BYTES),
    JSON_LIST_FIELD(struct wanted_calendar, hours, true, SEVERITY_WEEKDAYS,
                    &hours_table),
    JSON_LIST_FIELD(struct wanted_calendar, holidays, false,
                    SEVERITY_HOLIDAYS_MAX, &holiday_table),
};

static enum slv_status read_hours(const struct wanted_hours *said,
                                  struct severity_calendar *out,
                                  struct slv_error *err)
{
    struct severity_hours hours;
    int day = 0;

    if (!severity_weekday_parse(said->weekday, &day))
        return slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" is no weekday such as Monday or Mon",
                        STR_ARG(said->weekday));
    if (!severity_time_parse(said->opens, &hours.opens_minute) ||
        !severity_time_parse(said->closes, &hours.closes_minute) ||
        hours.closes_minute <= hours.opens_minute)
        return slv_fail(err, SLV_ERR_INPUT,
                        "%s has no hours such as 07:00 to 18:00, on one day",
                        severity_weekday(day));
    if (out->hours[day].closes_minute > 0)
        return slv_fail(err, SLV_ERR_INPUT, "%s is there twice",
                        severity_weekday(day));
    out->hours[day] = hours;
    return SLV_OK;
}

static enum slv_status read_calendar(const struct request *request,
                                     struct severity_calendar *out,
                                     struct slv_error *err)
{
    struct wanted_calendar wanted = {.zone = STR("")};
    struct calendar calendar;
    enum slv_status status = api_body(request, calendar_fields,
                                      ARRAY_LEN(calendar_fields), &wanted, err);

    if (status != SLV_OK)
        return status;
    out->zone = wanted.zone;
    out->holidays = wanted.holidays.items;
    out->holiday_count = wanted.holidays.count;
    for (size_t i = 0; status == SLV_OK && i < wanted.hours.count; i++)
        status = read_hours(
            (const struct wanted_hours *) wanted.hours.items + i, out, err);
    /* is there such a zone, and is it ever open? */
    return status == SLV_OK ? calendar_load(out, request->arena, &calendar, err)
                            : status;
}

/* *is_there: was there one before? */
static enum slv_status see(struct case_store *store,
                           const struct request *request, struct str name,
                           struct severity_calendar *out, bool *is_there,
                           struct slv_error *err)
{
    enum slv_status status =
        severity_store_find_calendar(store, name, request->arena, out, err);

    *is_there = status == SLV_OK;
    return status == SLV_ERR_NOT_FOUND ? SLV_OK : status;
}

enum slv_status api_calendar_put(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct severity_calendar row = {.name = request_capture(request, "name")};
    struct severity_calendar seen;
    struct case_store *store;
    enum case_put did = CASE_UNCHANGED;
    bool is_there = false;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK && !utf8_is_valid(row.name))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "The name of the calendar is no UTF-8");
    if (status == SLV_OK)
        status = read_calendar(request, &row, err);
    if (status == SLV_OK)
        status = see(store, request, row.name, &seen, &is_there, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, is_there
                                    ? api_tag(request, write_calendar, &seen)
                                    : STR("")))
        return api_refuse(app, request, "The calendar", response);
    status = api_is_conditional(request)
                 ? severity_store_put_calendar_seen(
                       store, &row, is_there ? &seen : NULL, &actor, &did, err)
                 : severity_store_put_calendar(store, &row, &actor, &did, err);
    if (status == SLV_ERR_CONFLICT)
        return api_refuse(app, request, "The calendar", response);
    if (status == SLV_OK)
        status = severity_store_find_calendar(store, row.name, request->arena,
                                              &row, err);
    if (status == SLV_OK)
        api_give(request, write_calendar, &row, response);
    if (status == SLV_OK && did == CASE_ADDED)
        response->status = 201;
    return api_told(status, err);
}

enum slv_status api_calendar_delete(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct severity_calendar seen;
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = severity_store_find_calendar(store,
                                              request_capture(request, "name"),
                                              request->arena, &seen, err);
    if (status != SLV_OK)
        return api_told(status, err);
    if (api_is_refused(request, api_tag(request, write_calendar, &seen)))
        return api_refuse(app, request, "The calendar", response);
    status = severity_store_remove_calendar(
        store, seen.name, api_is_conditional(request) ? &seen : NULL, &actor,
        err);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
