/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * /api/v1/articles-to-mend: what cases say is wrong with articles, and what was
 * done about it.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "server/router.h"
#include "store/mend_store.h"
#include "text/json_write.h"

enum { MENDS_MAX = 10000 };

static void write_mend(struct json_writer *json, const struct mend *row)
{
    json_object_begin(json);
    json_key_string(json, "article", row->article_id);
    json_key_string(json, "case", row->case_number);
    json_key_string(json, "wrong", row->wrong);
    json_key_string(json, "who", row->who);
    api_write_time(json, "said", row->flagged_unix_s);
    api_write_time(json, "done_at", row->done_unix_s);
    json_key_string(json, "done_by", row->done_by);
    json_key_string(json, "done", row->done);
    json_object_end(json);
}

/* --- pages: "TIME CASE ARTICLE" of the last one --- */

static int64_t place_of(const struct mend *row)
{
    return row->done_unix_s != 0 ? row->done_unix_s : row->flagged_unix_s;
}

static struct str next_of(const struct request *request, const struct mend *row)
{
    char at[CLOCK_ISO_BYTES];

    clock_format_iso(place_of(row), at);
    return arena_format(request->arena, "%s %.*s %.*s", at,
                        STR_ARG(row->case_number), STR_ARG(row->article_id));
}

/* Where to go on. When the last one of the page before is gone, as it is done
 * by now, with what stands at its time: rather twice than never. */
static enum slv_status find_first(struct str after, bool is_done,
                                  const struct mend *rows, size_t count,
                                  size_t *first, struct slv_error *err)
{
    struct str rest = after;
    const struct str at_text = str_take_until(&rest, ' ');
    const struct str number = str_take_until(&rest, ' ');
    int64_t at;

    *first = 0;
    if (after.len == 0)
        return SLV_OK;
    if (!clock_parse_iso(at_text, &at) || rest.len == 0)
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter after is what next said");
    for (size_t i = 0; i < count; i++) {
        if (place_of(&rows[i]) == at &&
            str_equal(rows[i].case_number, number) &&
            str_equal(rows[i].article_id, rest)) {
            *first = i + 1;
            return SLV_OK;
        }
    }
    while (*first < count && (is_done ? place_of(&rows[*first]) > at
                                      : place_of(&rows[*first]) < at))
        (*first)++;
    return SLV_OK;
}

enum slv_status api_mends_get(struct app *app, const struct request *request,
                              struct response *response, struct slv_error *err)
{
    struct case_store *store;
    struct mend *rows = NULL;
    struct json_writer json;
    int64_t done = 0;
    size_t count = 0;
    size_t first = 0;
    size_t limit = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK && !request_param_int(request, "done", 0, 1, 0, &done))
        status =
            slv_fail(err, SLV_ERR_USAGE, "The parameter done must be 0 or 1");
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = mend_store_list(store, done == 1, MENDS_MAX, request->arena,
                                 &rows, &count, err);
    if (status == SLV_OK)
        status = find_first(request_param(request, "after"), done == 1, rows,
                            count, &first, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key(&json, "articles");
    json_array_begin(&json);
    for (size_t i = first; i < count && i < first + limit; i++)
        write_mend(&json, &rows[i]);
    json_array_end(&json);
    if (count - first > limit)
        json_key_string(&json, "next",
                        next_of(request, &rows[first + limit - 1]));
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}

struct wanted_mend {
    struct str article;
    struct str case_number;
    struct str done;
};

static const struct json_field done_fields[] = {
    JSON_FIELD(struct wanted_mend, article, JSON_READ_STRING, true,
               BOUND_ARTICLE_ID_BYTES),
    {"case", JSON_READ_STRING, true, offsetof(struct wanted_mend, case_number),
     BOUND_CASE_NUMBER_BYTES, NULL},
    JSON_FIELD(struct wanted_mend, done, JSON_READ_STRING, true,
               BOUND_CASE_NOTE_BYTES),
};

enum slv_status api_mends_post(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wanted_mend wanted = {.article = STR("")};
    struct case_store *store;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = api_body(request, done_fields, ARRAY_LEN(done_fields), &wanted,
                          err);
    if (status == SLV_OK)
        status = mend_store_done(store, wanted.case_number, wanted.article,
                                 wanted.done, &actor, err);
    if (status == SLV_OK)
        response->status = 204;
    return api_told(status, err);
}
