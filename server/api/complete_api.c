/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/complete: what somebody who types may mean. Titles and
 * identifiers come from the index, searches of others from server/popular.h;
 * this file puts them in one list.
 */
#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/result_json.h"
#include "server/app.h"
#include "server/article_links.h"
#include "server/popular.h"
#include "server/router.h"
#include "server/search_run.h"
#include "solvent/search.h"
#include "text/json_write.h"
#include "text/uri.h"
#include "text/utf8.h"

enum {
    LIMIT_DEFAULT = 8,
    SEARCHES_MAX = 3, /* of others, in one list */
    STRING_BYTES_MAX = 64 * 1024
};

struct completing {
    struct app *app;
    const struct request *request;
    struct slv_reader *reader;
    struct str typed;
    size_t limit;
    struct slv_completion *items;
    size_t count;
};

/* Is what a search would complete in the list already, as a title? */
static bool is_listed(const struct completing *completing, struct str text)
{
    struct arena *arena = completing->request->arena;
    struct str key = search_key(text, arena);

    for (size_t i = 0; i < completing->count; i++)
        if (str_equal(search_key(completing->items[i].text.text, arena), key))
            return true;
    return false;
}

static void add_search(struct completing *completing, struct str text)
{
    struct str typed = completing->typed;
    struct slv_mark *mark =
        arena_calloc(completing->request->arena, 1, sizeof *mark);
    bool has_mark = text.len >= typed.len &&
                    str_equal_nocase(str_first(text, typed.len), typed);

    mark->end = (uint32_t) typed.len;
    completing->items[completing->count++] = (struct slv_completion){
        .kind = SLV_COMPLETION_SEARCH,
        .text = {text, mark, has_mark},
    };
}

/* Articles change between two renewals of the list, so each search is looked
 * at again; what the index itself completes leaves room for some of them. */
static enum slv_status add_searches(struct completing *completing,
                                    struct slv_error *err)
{
    struct arena *arena = completing->request->arena;
    struct str found[SEARCHES_MAX];
    struct str fit[SEARCHES_MAX];
    size_t max = completing->limit / 2 < SEARCHES_MAX ? completing->limit / 2
                                                      : SEARCHES_MAX;
    size_t count = popular_find(completing->app->popular, completing->typed,
                                max, arena, found);
    size_t fit_count = 0;

    for (size_t i = 0; i < count; i++) {
        bool is_public;
        enum slv_status status =
            slv_words_are_public(completing->reader, found[i], &is_public, err);

        if (status != SLV_OK)
            return status;
        if (is_public && !is_listed(completing, found[i]))
            fit[fit_count++] = found[i];
    }
    if (completing->count > completing->limit - fit_count)
        completing->count = completing->limit - fit_count;
    for (size_t i = 0; i < fit_count; i++)
        add_search(completing, fit[i]);
    return SLV_OK;
}

static enum slv_status complete(struct completing *completing,
                                struct slv_error *err)
{
    struct slv_completion *found;
    size_t count;
    enum slv_status status =
        request_reader(completing->request, &completing->reader, err);

    if (status == SLV_OK)
        status = slv_complete(completing->reader, completing->typed,
                              completing->limit, completing->request->arena,
                              &found, &count, err);
    if (status != SLV_OK)
        return status;
    completing->items = arena_calloc(completing->request->arena,
                                     count + SEARCHES_MAX, sizeof *found);
    while (completing->count < count) {
        completing->items[completing->count] = found[completing->count];
        completing->count++;
    }
    return completing->app->popular &&
                   completing->typed.len <= POPULAR_BYTES_MAX
               ? add_searches(completing, err)
               : SLV_OK;
}

/* --- writing --- */

static void write_url(struct json_writer *json, const struct app *app,
                      const struct slv_completion *completion,
                      struct strbuf *scratch)
{
    strbuf_clear(scratch);
    if (completion->kind == SLV_COMPLETION_TITLE) {
        article_url_absolute(app, scratch, completion->id, STR(""));
    } else {
        strbuf_add_str(scratch, app->base_url);
        strbuf_add_cstr(scratch, "/search?q=");
        uri_encode(scratch, completion->text.text);
    }
    json_key_string(json, "url", strbuf_str(scratch));
}

static const char *kind_name(enum slv_completion_kind kind)
{
    switch (kind) {
    case SLV_COMPLETION_TITLE:
        return "title";
    case SLV_COMPLETION_IDENTIFIER:
        return "identifier";
    case SLV_COMPLETION_SEARCH:
        break;
    }
    return "search";
}

static void write_completion(struct json_writer *json, const struct app *app,
                             const struct slv_completion *completion,
                             struct strbuf *scratch)
{
    json_object_begin(json);
    json_key_string(json, "kind", str_from(kind_name(completion->kind)));
    json_key_string(json, "text", completion->text.text);
    strbuf_clear(scratch);
    marked_html(scratch, &completion->text);
    json_key_string(json, "html", strbuf_str(scratch));
    write_url(json, app, completion, scratch);
    if (completion->kind == SLV_COMPLETION_TITLE)
        json_key_string(json, "id", completion->id);
    json_object_end(json);
}

static void write(const struct completing *completing, struct strbuf *out)
{
    struct strbuf scratch; /* one string at a time */
    struct json_writer json;

    strbuf_init(&scratch, STRING_BYTES_MAX);
    json_begin(&json, out);
    json_object_begin(&json);
    json_key_string(&json, "query", completing->typed);
    json_key(&json, "completions");
    json_array_begin(&json);
    for (size_t i = 0; i < completing->count; i++)
        write_completion(&json, completing->app, &completing->items[i],
                         &scratch);
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
    strbuf_release(&scratch);
}

enum slv_status api_complete_get(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    struct completing completing = {
        .app = app,
        .request = request,
        .typed = utf8_repair(request_param(request, "q"), request->arena, NULL),
    };
    char etag[HASH_HEX_BYTES];
    int64_t limit;
    enum slv_status status;

    if (!request_param_int(request, "limit", 1, SLV_COMPLETIONS_MAX,
                           LIMIT_DEFAULT, &limit))
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter limit must be a whole number from 1 to "
                        "%d",
                        SLV_COMPLETIONS_MAX);
    completing.limit = (size_t) limit;
    status = complete(&completing, err);
    if (status != SLV_OK)
        return status;
    write(&completing, &response->body);
    /* searches of others change without the index */
    hash_format(hash_bytes(strbuf_str(&response->body)), etag);
    response->etag = arena_str(request->arena, str_from(etag));
    return SLV_OK;
}
