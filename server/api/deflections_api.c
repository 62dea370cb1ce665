/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/deflections: how many questions of the contact form articles
 * answered (store/question_store.h).
 */
#include "base/clock.h"
#include "base/str.h"
#include "server/api/case_api.h"
#include "server/router.h"
#include "store/question_store.h"
#include "text/json_write.h"

enum { DAY_S = 24 * 60 * 60, DAYS = 30 };

static enum slv_status read_day(const struct request *request, const char *name,
                                int64_t fallback, int64_t *out,
                                struct slv_error *err)
{
    struct str text = request_param(request, name);

    *out = fallback;
    if (text.len == 0 || clock_parse_date(text, out))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_USAGE,
                    "The parameter %s is a day, such as 2026-03-04", name);
}

static void write_time(struct json_writer *json, const char *key,
                       int64_t unix_s)
{
    char text[CLOCK_ISO_BYTES];

    clock_format_iso(unix_s, text);
    json_key_string(json, key, str_from(text));
}

enum slv_status api_deflections_get(struct app *app,
                                    const struct request *request,
                                    struct response *response,
                                    struct slv_error *err)
{
    int64_t now_unix_s = clock_unix_s();
    struct question_counts counts;
    struct json_writer json;
    struct case_store *store;
    int64_t from;
    int64_t last;
    enum slv_status status =
        read_day(request, "until", now_unix_s - now_unix_s % DAY_S, &last, err);

    if (status == SLV_OK)
        status = read_day(request, "from", last - INT64_C(1) * DAYS * DAY_S,
                          &from, err);
    if (status == SLV_OK && from > last)
        status =
            slv_fail(err, SLV_ERR_USAGE, "The day from is after the day until");
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = question_store_count(store, from, last + DAY_S, now_unix_s,
                                      &counts, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    write_time(&json, "from", from);
    write_time(&json, "until", last + DAY_S);
    json_key_int(&json, "asked", (int64_t) counts.asked);
    json_key_int(&json, "shown", (int64_t) counts.shown);
    json_key_int(&json, "claimed", (int64_t) counts.claimed);
    json_key_int(&json, "implied", (int64_t) counts.implied);
    json_key_int(&json, "sent", (int64_t) counts.sent);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
