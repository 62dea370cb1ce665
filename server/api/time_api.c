/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Time entries: those of one case and of all, and entering the own. Who may not
 * read everybody's sees the own alone.
 */
#include "server/api/case_api.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/router.h"
#include "store/case_find.h"
#include "text/json_write.h"

enum { DAY_S = 24 * 60 * 60 };

static enum slv_status write_times(struct app *app,
                                   const struct request *request,
                                   struct case_time_find *find,
                                   struct response *response,
                                   struct slv_error *err)
{
    struct case_store *store;
    struct case_time *rows;
    struct json_writer json;
    size_t limit;
    size_t count;
    enum slv_status status = api_limit(request, &limit, err);

    if (!request_may(request, RIGHT_TIME_READ))
        find->agent = request->user->login;
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = case_store_find_times(store, find, limit + 1, request->arena,
                                       &rows, &count, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter after names no time entry: \"%.*s\"",
                        STR_ARG(str_first(find->after, 100)));
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "entries");
    json_array_begin(&json);
    for (size_t i = 0; i < count && i < limit; i++)
        api_write_time_entry(&json, &rows[i]);
    json_array_end(&json);
    if (count > limit)
        json_key_string(&json, "next", rows[limit - 1].key);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_time_get(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    struct case_time_find find = {
        .case_number = request_param(request, "case"),
        .agent = request_param(request, "agent"),
        .from = request_param(request, "from"),
        .until = request_param(request, "until"),
        .after = request_param(request, "after"),
    };
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(TIME_READ) | API_RIGHT(TIME_WRITE),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    return write_times(app, request, &find, response, err);
}

enum slv_status api_case_time_get(struct app *app,
                                  const struct request *request,
                                  struct response *response,
                                  struct slv_error *err)
{
    struct case_time_find find = {
        .after = request_param(request, "after"),
    };
    struct case_record record;
    bool is_answered;
    enum slv_status status =
        api_need(app, request, API_RIGHT(TIME_READ) | API_RIGHT(TIME_WRITE),
                 response, &is_answered, err);

    if (status != SLV_OK || is_answered)
        return status;
    status = api_case(app, request, &record, err);
    if (status != SLV_OK)
        return status;
    find.case_number = record.number;
    return write_times(app, request, &find, response, err);
}

struct new_time {
    int64_t minutes;
    struct str worked_on;
    struct str note;
};

static const struct json_field new_time_fields[] = {
    JSON_FIELD(struct new_time, minutes, JSON_READ_INT, true, 0),
    JSON_FIELD(struct new_time, worked_on, JSON_READ_STRING, false, 20),
    JSON_FIELD(struct new_time, note, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

/* Days are those of whoever writes: a day ahead of this machine's is today
 * somewhere. */
static enum slv_status check_time(const struct new_time *wish,
                                  struct slv_error *err)
{
    int64_t day;

    if (wish->minutes < 1 || wish->minutes > BOUND_CASE_MINUTES)
        return slv_fail(err, SLV_ERR_INPUT,
                        "The minutes of one entry are from 1 to %d",
                        BOUND_CASE_MINUTES);
    if (!clock_parse_date(wish->worked_on, &day))
        return slv_fail(err, SLV_ERR_INPUT,
                        "The day is written as YYYY-MM-DD, not \"%.*s\"",
                        STR_ARG(wish->worked_on));
    if (day > clock_unix_s() + DAY_S)
        return slv_fail(err, SLV_ERR_INPUT, "The day %.*s is still to come",
                        STR_ARG(wish->worked_on));
    return SLV_OK;
}

enum slv_status api_case_time_post(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    char today[CLOCK_DATE_BYTES];
    struct new_time wish = {.worked_on = STR("")};
    struct case_actor actor = api_actor(request);
    struct case_record record;
    struct case_time entry;
    struct json_writer json;
    struct case_repeat repeat;
    const bool has_repeat = api_repeat(request, &repeat);
    enum slv_status status = api_case(app, request, &record, err);

    clock_format_date(actor.now_unix_s, today);
    wish.worked_on = str_from(today);
    if (status == SLV_OK)
        status = api_body(request, new_time_fields, ARRAY_LEN(new_time_fields),
                          &wish, err);
    if (status == SLV_OK)
        status = check_time(&wish, err);
    if (status != SLV_OK)
        return status;
    entry = (struct case_time){
        .case_number = record.number,
        .agent = request->user->login,
        .minutes = (int) wish.minutes,
        .worked_on = wish.worked_on,
        .note = wish.note,
    };
    status = case_store_add_time_once(app->cases, &entry,
                                      has_repeat ? &repeat : NULL, &actor,
                                      request->arena, &entry.key, err);
    if (status == SLV_OK)
        status = case_store_find_time(app->cases, entry.key, request->arena,
                                      &entry, err);
    if (status != SLV_OK)
        return api_told(status, err);
    response->status = 201;
    json_begin(&json, &response->body);
    api_write_time_entry(&json, &entry);
    json_end(&json);
    return SLV_OK;
}
