/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/search: a search and its answer as JSON. The search itself is
 * server/search_run.c's, shared with the results page.
 */
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/article_links.h"
#include "server/router.h"
#include "server/search_run.h"
#include "text/json_write.h"

enum { LIMIT_DEFAULT = 10, FRAGMENT_BYTES_MAX = 1024 * 1024 };

static enum slv_status read_number(const struct request *request,
                                   const char *name, int64_t min, int64_t max,
                                   int64_t fallback, size_t *out,
                                   struct slv_error *err)
{
    int64_t value;

    if (!request_param_int(request, name, min, max, fallback, &value))
        return slv_fail(err, SLV_ERR_USAGE,
                        "The parameter %s must be a whole number from %lld to "
                        "%lld",
                        name, (long long) min, (long long) max);
    *out = (size_t) value;
    return SLV_OK;
}

static enum slv_status read_switch(const struct request *request,
                                   const char *name, bool *out,
                                   struct slv_error *err)
{
    struct str text = request_param(request, name);

    *out = str_equal(text, STR("1")) || str_equal(text, STR("true"));
    if (*out || text.len == 0 || str_equal(text, STR("0")) ||
        str_equal(text, STR("false")))
        return SLV_OK;
    return slv_fail(err, SLV_ERR_USAGE, "The parameter %s must be 0 or 1",
                    name);
}

static enum slv_status read_search(const struct request *request,
                                   struct slv_search_request *search,
                                   struct slv_error *err)
{
    enum slv_status status;

    search_params_read(request, search);
    status = read_number(request, "limit", 1, SLV_SEARCH_LIMIT_MAX,
                         LIMIT_DEFAULT, &search->limit, err);
    if (status == SLV_OK)
        status = read_number(request, "offset", 0, SLV_SEARCH_OFFSET_MAX, 0,
                             &search->offset, err);
    if (status == SLV_OK)
        status = read_switch(request, "facets", &search->want_facets, err);
    if (status == SLV_OK)
        status = read_switch(request, "total", &search->want_total, err);
    return status;
}

/* `scratch` holds one string at a time. */
static void write_url(struct json_writer *json, struct strbuf *scratch,
                      const struct app *app, struct str id, struct str anchor)
{
    strbuf_clear(scratch);
    article_url_absolute(app, scratch, id, anchor);
    json_key_string(json, "url", strbuf_str(scratch));
}

static void write_hit(struct json_writer *json, struct strbuf *scratch,
                      const struct app *app, const struct slv_hit *hit)
{
    char updated[CLOCK_ISO_BYTES];

    json_object_begin(json);
    json_key_string(json, "id", hit->id);
    json_key_string(json, "title", hit->title.text);
    write_url(json, scratch, app, hit->id, STR(""));
    json_key_double(json, "score", hit->score, 6);
    strbuf_clear(scratch);
    marked_html(scratch, &hit->snippet);
    json_key_string(json, "snippet", strbuf_str(scratch));
    json_key(json, "section");
    if (hit->section_anchor.len > 0) {
        json_object_begin(json);
        json_key_string(json, "title", hit->section_title);
        write_url(json, scratch, app, hit->id, hit->section_anchor);
        json_object_end(json);
    } else {
        json_null(json);
    }
    json_key_strings(json, "products", &hit->products);
    json_key_strings(json, "versions", &hit->versions);
    clock_format_iso(hit->updated_unix_s, updated);
    json_key_string(json, "updated", str_from(updated));
    json_object_end(json);
}

static void write_facets(struct json_writer *json,
                         const struct slv_search_result *result)
{
    json_key(json, "facets");
    json_object_begin(json);
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        json_key(json, slv_facet_name((enum slv_facet) facet));
        json_array_begin(json);
        for (size_t i = 0; i < result->facets[facet].count; i++) {
            const struct slv_facet_value *value =
                &result->facets[facet].values[i];

            json_object_begin(json);
            json_key_string(json, "value", value->value);
            json_key_int(json, "count", (int64_t) value->count);
            json_object_end(json);
        }
        json_array_end(json);
    }
    json_object_end(json);
}

static void write_result(struct app *app,
                         const struct slv_search_request *search,
                         const struct slv_search_result *result,
                         struct strbuf *out)
{
    struct json_writer json;
    struct strbuf scratch;

    strbuf_init(&scratch, FRAGMENT_BYTES_MAX);
    json_begin(&json, out);
    json_object_begin(&json);
    json_key_string(&json, "query", search->query);
    json_key_int(&json, "total", (int64_t) result->total);
    if (!result->is_total_exact)
        json_key_string(&json, "total_is", STR("at_least"));
    json_key_int(&json, "took_us", (int64_t) result->took_us);
    json_key(&json, "hits");
    json_array_begin(&json);
    for (size_t i = 0; i < result->hit_count; i++)
        write_hit(&json, &scratch, app, &result->hits[i]);
    json_array_end(&json);
    if (search->want_facets)
        write_facets(&json, result);
    json_object_end(&json);
    json_end(&json);
    strbuf_release(&scratch);
}

enum slv_status api_search_get(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct slv_search_request search;
    struct slv_search_result result;
    enum slv_status status = read_search(request, &search, err);

    if (status == SLV_OK)
        status = search_run(app, request, &search, &result, err);
    if (status == SLV_OK)
        write_result(app, &search, &result, &response->body);
    return status;
}
