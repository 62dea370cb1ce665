/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST /api/v1/suggest: what may help with a case that is being typed or has
 * just arrived: likely articles, with why, and old cases like it, with what
 * resolved them. For staff. It is no search of a customer and is not recorded.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/result_json.h"
#include "server/api/case_api.h"
#include "server/article_links.h"
#include "server/case_values.h"
#include "server/likely.h"
#include "server/router.h"
#include "solvent/search.h"
#include "text/json_write.h"

enum { STRING_BYTES_MAX = 64 * 1024 };

struct wish {
    struct str subject;
    struct str text;
    struct str number; /* of the case that replies are filled in from */
};

static const struct json_field wish_fields[] = {
    JSON_FIELD(struct wish, subject, JSON_READ_STRING, false,
               BOUND_CASE_SUBJECT_BYTES),
    JSON_FIELD(struct wish, text, JSON_READ_STRING, false,
               BOUND_CASE_TEXT_BYTES),
    {.name = "case",
     .kind = JSON_READ_STRING,
     .offset = offsetof(struct wish, number),
     .max = BOUND_CASE_NUMBER_BYTES},
};

struct suggesting {
    struct app *app;
    const struct request *request;
    struct slv_reader *reader;
    struct json_writer json;
    bool has_case;         /* the replies are filled in from it */
    struct strbuf scratch; /* one string at a time */
};

static void write_url(struct suggesting *suggesting, struct str id,
                      struct str anchor)
{
    strbuf_clear(&suggesting->scratch);
    article_url_absolute(suggesting->app, &suggesting->scratch, id, anchor);
    json_key_string(&suggesting->json, "url", strbuf_str(&suggesting->scratch));
}

static void write_article(struct suggesting *suggesting,
                          const struct likely_article *article)
{
    struct json_writer *json = &suggesting->json;
    const struct slv_hit *hit = article->hit;

    json_object_begin(json);
    json_key_string(json, "id", hit->id);
    json_key_string(json, "title", hit->title.text);
    write_url(suggesting, hit->id, hit->section_anchor);
    strbuf_clear(&suggesting->scratch);
    marked_html(&suggesting->scratch, &hit->snippet);
    json_key_string(json, "snippet", strbuf_str(&suggesting->scratch));
    json_key_int(json, "similar_cases", hit->similar_cases);
    json_key_string(json, "why", article->why);
    json_key_bool(json, "is_public", article->is_for_public);
    if (suggesting->has_case)
        json_key_string(json, "reply", article->reply);
    json_object_end(json);
}

static void write_case(struct suggesting *suggesting,
                       const struct likely_case *one)
{
    struct json_writer *json = &suggesting->json;

    json_object_begin(json);
    json_key_string(json, "number", one->found->number);
    json_key_string(json, "subject", one->found->subject);
    api_write_time(json, "closed", one->found->closed_unix_s);
    json_key_double(json, "similarity", one->found->similarity, 3);
    json_key_string(json, "why", one->why);
    json_key(json, "resolved_by");
    json_array_begin(json);
    for (size_t i = 0; i < one->solution_count; i++) {
        json_object_begin(json);
        json_key_string(json, "id", one->solutions[i].id);
        json_key_string(json, "title", one->solutions[i].title);
        write_url(suggesting, one->solutions[i].id, STR(""));
        json_object_end(json);
    }
    json_array_end(json);
    json_object_end(json);
}

static void write_likely(struct suggesting *suggesting,
                         const struct likely *likely)
{
    struct json_writer *json = &suggesting->json;

    json_key(json, "articles");
    json_array_begin(json);
    for (size_t i = 0; i < likely->count; i++)
        write_article(suggesting, &likely->articles[i]);
    json_array_end(json);
    json_key(json, "cases");
    json_array_begin(json);
    for (size_t i = 0; i < likely->case_count; i++)
        write_case(suggesting, &likely->cases[i]);
    json_array_end(json);
}

/* What replies are filled in from, when a case was named. */
static enum slv_status find_values(struct app *app,
                                   const struct request *request,
                                   struct str number, struct canned_values *out,
                                   struct slv_error *err)
{
    struct case_record record;
    enum slv_status status;

    if (!app->cases)
        return slv_fail(err, SLV_ERR_UNAVAILABLE,
                        "Cases cannot be read at the moment");
    status =
        case_store_find_case(app->cases, number, request->arena, &record, err);
    if (status == SLV_ERR_NOT_FOUND)
        return slv_fail(err, SLV_ERR_INPUT, "There is no case %.*s",
                        STR_ARG(number));
    return status == SLV_OK ? case_values(app, request, &record, out, err)
                            : status;
}

enum slv_status api_suggest_post(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct suggesting suggesting = {.app = app, .request = request};
    const int64_t begun_us = clock_mono_us();
    struct wish wish = {.subject = STR("")};
    struct canned_values values;
    struct likely *likely = arena_calloc(request->arena, 1, sizeof *likely);
    enum slv_status status =
        api_body(request, wish_fields, ARRAY_LEN(wish_fields), &wish, err);

    if (status == SLV_OK)
        status = request_reader(request, &suggesting.reader, err);
    suggesting.has_case = wish.number.len > 0;
    if (status == SLV_OK && suggesting.has_case)
        status = find_values(app, request, wish.number, &values, err);
    if (status == SLV_OK)
        status = likely_find(request, wish.subject, wish.text,
                             suggesting.has_case ? &values : NULL, likely, err);
    if (status != SLV_OK)
        return status;
    if (suggesting.has_case)
        likely_leave_out(likely, wish.number, request->arena);
    strbuf_init(&suggesting.scratch, STRING_BYTES_MAX);
    json_begin(&suggesting.json, &response->body);
    json_object_begin(&suggesting.json);
    write_likely(&suggesting, likely);
    json_key_int(&suggesting.json, "took_us", clock_mono_us() - begun_us);
    json_object_end(&suggesting.json);
    json_end(&suggesting.json);
    strbuf_release(&suggesting.scratch);
    return SLV_OK;
}
