/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/near-limit: the cases that are late or nearly so, for whatever warns
 * people.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/router.h"
#include "server/work_queue.h"
#include "text/json_write.h"

static void write_clock(struct json_writer *json, const char *key,
                        const struct clock *clock)
{
    json_key(json, key);
    json_object_begin(json);
    json_key_string(json, "state", str_from(clock_state_word(clock->state)));
    json_key_int(json, "target_s", clock->target_s);
    json_key_int(json, "left_s", clock->left_s);
    api_write_time(json, "due", clock->due_unix_s);
    json_object_end(json);
}

enum slv_status api_near_limit_get(struct app *app,
                                   const struct request *request,
                                   struct response *response,
                                   struct slv_error *err)
{
    const struct case_queue_filter filter = {
        .states = 1u << CASE_OPEN | 1u << CASE_WAITING,
        .agent = request_param(request, "agent"),
        .product = request_param(request, "product"),
        .customer = request_param(request, "customer"),
    };
    struct case_store *store;
    struct work_queue queue;
    struct json_writer json;
    size_t limit = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = work_queue_read(app, &filter, true, clock_unix_s(),
                                 request->arena, &queue, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_int(&json, "total", (int64_t) queue.count);
    json_key(&json, "cases");
    json_array_begin(&json);
    for (size_t i = 0; i < queue.count && i < limit; i++) {
        const struct case_queue_row *row = &queue.rows[i];

        json_object_begin(&json);
        json_key_string(&json, "number", row->number);
        json_key_string(&json, "subject", row->subject);
        json_key_string(&json, "customer", row->customer);
        json_key_string(&json, "product", row->product);
        json_key_string(&json, "agent", row->agent);
        json_key_int(&json, "severity", row->severity);
        write_clock(&json, "first_reply", &queue.clocks[i].first_reply);
        write_clock(&json, "fix", &queue.clocks[i].fix);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
