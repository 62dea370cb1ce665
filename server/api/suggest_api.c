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
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query_lex.h"
#include "core/search/result_json.h"
#include "server/api/case_api.h"
#include "server/article_links.h"
#include "server/router.h"
#include "solvent/search.h"
#include "text/json_write.h"
#include "text/utf8.h"

enum {
    ARTICLES_MAX = 6,
    CASES_MAX = 5,
    TEXT_BYTES_MAX = 16 * 1024, /* what is beyond tells little more */
    STRING_BYTES_MAX = 64 * 1024
};

struct wish {
    struct str subject;
    struct str text;
};

static const struct json_field wish_fields[] = {
    JSON_FIELD(struct wish, subject, JSON_READ_STRING, false,
               BOUND_CASE_SUBJECT_BYTES),
    JSON_FIELD(struct wish, text, JSON_READ_STRING, false,
               BOUND_CASE_TEXT_BYTES),
};

struct suggesting {
    struct app *app;
    const struct request *request;
    struct slv_reader *reader;
    struct json_writer json;
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
                          const struct slv_hit *hit)
{
    struct json_writer *json = &suggesting->json;
    const char *why = "Its words match";

    if (hit->similar_cases == 1)
        why = "1 similar case was resolved by this";
    else if (hit->similar_cases > 1)
        why = arena_format(suggesting->request->arena,
                           "%u similar cases were resolved by this",
                           hit->similar_cases)
                  .ptr;
    json_object_begin(json);
    json_key_string(json, "id", hit->id);
    json_key_string(json, "title", hit->title.text);
    write_url(suggesting, hit->id, hit->section_anchor);
    strbuf_clear(&suggesting->scratch);
    marked_html(&suggesting->scratch, &hit->snippet);
    json_key_string(json, "snippet", strbuf_str(&suggesting->scratch));
    json_key_int(json, "similar_cases", hit->similar_cases);
    json_key_string(json, "why", str_from(why));
    json_key_bool(json, "is_public",
                  hit->access == SLV_ACCESS_PUBLIC &&
                      hit->state == SLV_STATE_PUBLISHED);
    json_object_end(json);
}

static enum slv_status write_articles(struct suggesting *suggesting,
                                      struct str words, struct slv_error *err)
{
    const struct slv_search_request search = {
        .query = words,
        .limit = ARTICLES_MAX,
        .is_verbatim = true,
        .without_learning =
            str_equal(suggesting->app->config->learning, STR("off")),
    };
    struct slv_search_result result = {.hit_count = 0};
    enum slv_status status = SLV_OK;

    if (words.len > 0)
        status = slv_search(suggesting->reader, &search,
                            suggesting->request->arena, &result, err);
    json_key(&suggesting->json, "articles");
    json_array_begin(&suggesting->json);
    for (size_t i = 0; status == SLV_OK && i < result.hit_count; i++)
        write_article(suggesting, &result.hits[i]);
    json_array_end(&suggesting->json);
    return status;
}

static void write_resolved_by(struct suggesting *suggesting,
                              const struct str_list *ids)
{
    struct json_writer *json = &suggesting->json;

    json_key(json, "resolved_by");
    json_array_begin(json);
    for (size_t i = 0; i < ids->count; i++) {
        struct slv_article article;

        /* one that is gone resolves nothing any more */
        if (slv_article_get(suggesting->reader, ids->items[i],
                            suggesting->request->arena, &article,
                            NULL) != SLV_OK)
            continue;
        json_object_begin(json);
        json_key_string(json, "id", article.id);
        json_key_string(json, "title", article.title);
        write_url(suggesting, article.id, STR(""));
        json_object_end(json);
    }
    json_array_end(json);
}

static enum slv_status write_cases(struct suggesting *suggesting,
                                   struct str words, struct slv_error *err)
{
    struct json_writer *json = &suggesting->json;
    struct slv_similar_case *cases = NULL;
    size_t count = 0;
    enum slv_status status = SLV_OK;

    if (words.len > 0)
        status =
            slv_similar_cases(suggesting->reader, words, CASES_MAX,
                              suggesting->request->arena, &cases, &count, err);
    json_key(json, "cases");
    json_array_begin(json);
    for (size_t i = 0; status == SLV_OK && i < count; i++) {
        json_object_begin(json);
        json_key_string(json, "number", cases[i].number);
        json_key_string(json, "subject", cases[i].subject);
        api_write_time(json, "closed", cases[i].closed_unix_s);
        json_key_double(json, "similarity", cases[i].similarity, 3);
        write_resolved_by(suggesting, &cases[i].resolved_by);
        json_object_end(json);
    }
    json_array_end(json);
    return status;
}

/* What somebody tells is words, never the language of searches. */
static struct str words_of(const struct wish *wish, struct arena *arena)
{
    struct str all =
        arena_format(arena, "%.*s\n%.*s", STR_ARG(wish->subject),
                     STR_ARG(utf8_prefix(wish->text, TEXT_BYTES_MAX)));

    return str_trim(query_plain_words(all, arena));
}

enum slv_status api_suggest_post(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct suggesting suggesting = {.app = app, .request = request};
    const int64_t begun_us = clock_mono_us();
    struct wish wish = {.subject = STR("")};
    struct str words;
    enum slv_status status =
        api_body(request, wish_fields, ARRAY_LEN(wish_fields), &wish, err);

    if (status == SLV_OK)
        status = request_reader(request, &suggesting.reader, err);
    if (status != SLV_OK)
        return status;
    words = words_of(&wish, request->arena);
    strbuf_init(&suggesting.scratch, STRING_BYTES_MAX);
    json_begin(&suggesting.json, &response->body);
    json_object_begin(&suggesting.json);
    status = write_articles(&suggesting, words, err);
    if (status == SLV_OK)
        status = write_cases(&suggesting, words, err);
    if (status == SLV_OK) {
        json_key_int(&suggesting.json, "took_us", clock_mono_us() - begun_us);
        json_object_end(&suggesting.json);
        json_end(&suggesting.json);
    }
    strbuf_release(&suggesting.scratch);
    return status;
}
