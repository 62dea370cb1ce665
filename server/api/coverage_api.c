/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/coverage: the gaps of the board. POST /api/v1/coverage/{id}: what
 * is decided about one by hand.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/insight/coverage_json.h"
#include "core/insight/gap_change.h"
#include "core/insight/gap_cost.h"
#include "server/api/case_api.h"
#include "server/coverage_worker.h"
#include "server/gap_articles.h"
#include "server/gap_hand.h"
#include "server/router.h"
#include "text/json_write.h"

static enum slv_status
write_gaps(struct app *app, const struct request *request, enum gap_state state,
           const struct gap_figures *gaps, size_t count,
           struct json_writer *json, struct slv_error *err)
{
    struct gap_costs costs = {.items = NULL};
    const struct gap_change *changes = NULL;
    enum slv_status status = SLV_OK;

    if (request_may(request, RIGHT_TIME_READ))
        status = gap_costs_read(app->cases, gaps, count, clock_unix_s(),
                                request->arena, &costs, err);
    if (status == SLV_OK && state == GAP_COVERED)
        status = gap_changes_read(app->cases, gaps, count, clock_unix_s(),
                                  request->arena, &changes, err);
    json_object_begin(json);
    json_key(json, "gaps");
    json_array_begin(json);
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        struct gap_case *cases = NULL;
        struct str *numbers;
        struct coverage_told told = {
            .costs = costs.items ? &costs : NULL,
            .place = i,
            .change = changes ? &changes[i] : NULL,
            .tells_subjects = request_may(request, RIGHT_CASES_READ),
        };
        size_t case_count = 0;

        if (request_may(request, RIGHT_CASES_READ))
            status = coverage_store_gap_cases(
                app->cases, gaps[i].gap.id, 0, INT64_MAX, API_LIMIT_MAX,
                request->arena, &cases, &case_count, err);
        numbers = arena_calloc(request->arena, case_count, sizeof *numbers);
        for (size_t j = 0; j < case_count; j++)
            numbers[j] = cases[j].number;
        told.numbers = numbers;
        told.number_count = case_count;
        coverage_gap_write(json, &gaps[i], &told, request->arena);
    }
    json_array_end(json);
    json_object_end(json);
    return status;
}

enum slv_status api_coverage_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct str word = request_param(request, "state");
    enum gap_state state = GAP_OPEN;
    struct gap_figures *gaps = NULL;
    struct case_store *store;
    struct json_writer json;
    size_t limit;
    size_t count = 0;
    enum slv_status status = api_limit(request, &limit, err);

    if (status == SLV_OK && word.len > 0 &&
        (!gap_state_parse(word, &state) || state == GAP_MERGED))
        return slv_fail(err, SLV_ERR_INPUT,
                        "state is open, ignored or covered");
    if (status == SLV_OK)
        status = api_store(app, &store, err);
    if (status == SLV_OK)
        status = coverage_worker_catch_up(app, err);
    if (status == SLV_OK)
        status = gap_articles_follow(app, request, err);
    if (status == SLV_OK)
        status = coverage_store_list(store, state, GAP_BY_CASES, clock_unix_s(),
                                     limit, request->arena, &gaps, &count, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    status = write_gaps(app, request, state, gaps, count, &json, err);
    json_end(&json);
    return api_told(status, err);
}

/* --- by hand --- */

struct wish_words {
    struct str action;
    struct str name;
    int64_t into;
    struct str_list cases;
    struct str article;
};

static const struct json_field wish_fields[] = {
    JSON_FIELD(struct wish_words, action, JSON_READ_STRING, true, 20),
    JSON_FIELD(struct wish_words, name, JSON_READ_STRING, false,
               GAP_NAME_BYTES),
    JSON_FIELD(struct wish_words, into, JSON_READ_INT, false, 0),
    JSON_FIELD(struct wish_words, cases, JSON_READ_STRINGS, false,
               GAP_SPLIT_CASES_MAX),
    JSON_FIELD(struct wish_words, article, JSON_READ_STRING, false,
               GAP_ARTICLE_BYTES),
};

/* A gap that was merged is not another one behind the back of who asks. */
static enum slv_status find_gap(struct case_store *store,
                                const struct request *request,
                                struct coverage_gap *out, struct slv_error *err)
{
    unsigned long long id = 0;
    enum slv_status status;

    if (!str_to_uint(request_capture(request, "id"), &id) || id > INT64_MAX)
        return slv_fail(err, SLV_ERR_NOT_FOUND, "There is no such gap");
    status =
        coverage_store_find_gap(store, (int64_t) id, request->arena, out, err);
    if (status == SLV_OK && out->id != (int64_t) id)
        return slv_fail(err, SLV_ERR_NOT_FOUND,
                        "The gap %llu has become part of the gap %lld", id,
                        (long long) out->id);
    return status;
}

enum slv_status api_gap_post(struct app *app, const struct request *request,
                             struct response *response, struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct wish_words words = {.into = 0};
    struct gap_wish wish;
    struct case_store *store;
    struct json_writer json;
    struct coverage_gap gap;
    int64_t shown = 0;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status = find_gap(store, request, &gap, err);
    if (status == SLV_OK)
        status =
            api_body(request, wish_fields, ARRAY_LEN(wish_fields), &words, err);
    wish = (struct gap_wish){
        .action = words.action,
        .name = str_trim(words.name),
        .into = words.into,
        .cases = words.cases.items,
        .case_count = words.cases.count,
        .article = str_trim(words.article),
    };
    if (status == SLV_OK)
        status = gap_hand_do(app, request, &gap, &wish, &actor, &shown, err);
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_int(&json, "id", shown);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
