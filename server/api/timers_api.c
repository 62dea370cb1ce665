/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/timer and /api/v1/timers: the own timers. One runs; those that were stopped wait until
 * their minutes are entered, or they are thrown away.
 */
#include "server/api/case_api.h"

#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/own_agent.h"
#include "server/router.h"
#include "store/timer_store.h"
#include "text/json_write.h"

enum { DAY_BYTES = 10 };

static void write_timer(struct json_writer *json, const struct timer *timer,
                        int64_t now_unix_s)
{
    json_object_begin(json);
    json_key_int(json, "id", timer->id);
    json_key_string(json, "case", timer->case_number);
    api_write_time(json, "started", timer->started_unix_s);
    api_write_time(json, "stopped", timer->stopped_unix_s);
    json_key_int(json, "minutes", timer_minutes(timer, now_unix_s));
    json_key_bool(json, "forgotten", timer_is_forgotten(timer, now_unix_s));
    json_object_end(json);
}

/* Answer with all of the own ones: the running one, and those that wait. */
static enum slv_status answer(struct case_store *store,
                              const struct request *request,
                              struct response *response, struct slv_error *err)
{
    const int64_t now = clock_unix_s();
    struct timer *rows = NULL;
    struct json_writer json;
    size_t count = 0;
    size_t first = 0;
    enum slv_status status = timer_store_list(
        store, request->user->login, request->arena, &rows, &count, err);

    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "running");
    if (count > 0 && rows[0].stopped_unix_s == 0)
        write_timer(&json, &rows[first++], now);
    else
        json_null(&json);
    json_key(&json, "waiting");
    json_array_begin(&json);
    for (size_t i = first; i < count; i++)
        write_timer(&json, &rows[i], now);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

enum slv_status api_timer_get(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    return status == SLV_OK ? answer(store, request, response, err) : status;
}

struct wanted_timer {
    struct str case_number;
};

static const struct json_field start_fields[] = {
    {"case", JSON_READ_STRING, true, offsetof(struct wanted_timer, case_number),
     BOUND_CASE_NUMBER_BYTES, NULL},
};

enum slv_status api_timer_start_post(struct app *app,
                                     const struct request *request,
                                     struct response *response,
                                     struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wanted_timer wanted = {.case_number = STR("")};
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = api_body(request, start_fields, ARRAY_LEN(start_fields),
                          &wanted, err);
    if (status == SLV_OK)
        status = own_agent_make(app, request, err);
    if (status == SLV_OK)
        status =
            timer_store_start(store, request->user->login, wanted.case_number,
                              &actor, request->arena, NULL, err);
    return status == SLV_OK ? answer(store, request, response, err)
                            : api_told(status, err);
}

enum slv_status api_timer_stop_post(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = timer_store_stop(store, request->user->login, &actor, err);
    return status == SLV_OK ? answer(store, request, response, err)
                            : api_told(status, err);
}

/* --- those that wait --- */

static enum slv_status read_id(const struct request *request, int64_t *out,
                               struct slv_error *err)
{
    const struct str text = request_capture(request, "id");
    unsigned long long id = 0;

    if (!str_to_uint(text, &id) || id == 0 || id > INT64_MAX)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no timer \"%.*s\"",
                        STR_ARG(str_first(text, 100)));
    *out = (int64_t) id;
    return SLV_OK;
}

struct wanted_entry {
    int64_t minutes;
    struct str worked_on;
    struct str note;
};

static const struct json_field entry_fields[] = {
    JSON_FIELD(struct wanted_entry, minutes, JSON_READ_INT, true, 0),
    JSON_FIELD(struct wanted_entry, worked_on, JSON_READ_STRING, true,
               DAY_BYTES),
    JSON_FIELD(struct wanted_entry, note, JSON_READ_STRING, false,
               BOUND_CASE_NOTE_BYTES),
};

enum slv_status api_timer_enter_post(struct app *app,
                                     const struct request *request,
                                     struct response *response,
                                     struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wanted_entry wanted = {.note = STR("")};
    struct case_time entry;
    struct case_store *store;
    int64_t id = 0;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = read_id(request, &id, err);
    if (status == SLV_OK)
        status = api_body(request, entry_fields, ARRAY_LEN(entry_fields),
                          &wanted, err);
    if (status == SLV_OK &&
        (wanted.minutes < 1 || wanted.minutes > BOUND_CASE_MINUTES))
        status = slv_fail(err, SLV_ERR_INPUT,
                          "The minutes of one entry are from 1 to %d",
                          BOUND_CASE_MINUTES);
    if (status != SLV_OK)
        return api_told(status, err);
    entry = (struct case_time){
        .minutes = (int) wanted.minutes,
        .worked_on = wanted.worked_on,
        .note = wanted.note,
    };
    status =
        timer_store_enter(store, request->user->login, id, &entry, &actor, err);
    return status == SLV_OK ? answer(store, request, response, err)
                            : api_told(status, err);
}

enum slv_status api_timer_delete(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct case_store *store;
    int64_t id = 0;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = read_id(request, &id, err);
    if (status == SLV_OK)
        status = timer_store_drop(store, request->user->login, id, &actor, err);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
