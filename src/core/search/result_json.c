/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing results. The names of the members are the public interface; they are
 * described in docs/api.md.
 */
#include "core/search/result_json.h"

#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/schema.h"
#include "text/html_write.h"
#include "text/json_write.h"
#include "text/uri.h"

enum { FRAGMENT_BYTES_MAX = 1024 * 1024, SCORE_DECIMALS = 6 };

void marked_html(struct strbuf *out, const struct slv_marked *marked)
{
    size_t at = 0;

    for (size_t i = 0; i < marked->mark_count; i++) {
        struct slv_mark mark = marked->marks[i];

        html_text(out, (struct str){marked->text.ptr + at, mark.begin - at});
        html_markup(out, "<mark>");
        html_text(out, (struct str){marked->text.ptr + mark.begin,
                                    mark.end - mark.begin});
        html_markup(out, "</mark>");
        at = mark.end;
    }
    html_text(out, str_from_offset(marked->text, at));
}

struct writing {
    struct json_writer json;
    struct str address_base;
    struct strbuf scratch; /* one string at a time */
};

static void write_address(struct writing *writing, struct str id,
                          struct str anchor)
{
    strbuf_clear(&writing->scratch);
    strbuf_add_str(&writing->scratch, writing->address_base);
    uri_encode_path(&writing->scratch, id);
    if (anchor.len) {
        strbuf_add_char(&writing->scratch, '#');
        uri_encode(&writing->scratch, anchor);
    }
    json_key_string(&writing->json, "url", strbuf_str(&writing->scratch));
}

static void write_explanation(struct json_writer *json,
                              const struct slv_hit *hit)
{
    json_key(json, "explanation");
    json_array_begin(json);
    for (size_t i = 0; i < hit->explanation_count; i++) {
        const struct slv_explanation *row = &hit->explanation[i];

        json_object_begin(json);
        json_key_string(json, "word", row->word);
        json_key_string(json, "term", row->term);
        json_key_int(json, "articles", (int64_t) row->articles);
        json_key_double(json, "idf", row->idf, SCORE_DECIMALS);
        json_key(json, "fields");
        json_object_begin(json);
        for (unsigned field = 0; field < SEARCH_FIELD_COUNT; field++)
            if (row->field_weights[field] > 0)
                json_key_double(json, schema_fields[field].name,
                                row->field_weights[field], SCORE_DECIMALS);
        json_object_end(json);
        json_key_double(json, "score", row->score, SCORE_DECIMALS);
        json_object_end(json);
    }
    json_array_end(json);
}

static void write_hit(struct writing *writing, const struct slv_hit *hit,
                      bool is_explained)
{
    struct json_writer *json = &writing->json;
    char updated[CLOCK_ISO_BYTES];

    json_object_begin(json);
    json_key_string(json, "id", hit->id);
    json_key_string(json, "title", hit->title.text);
    write_address(writing, hit->id, STR(""));
    json_key_double(json, "score", hit->score, SCORE_DECIMALS);
    if (hit->is_pinned)
        json_key_bool(json, "pinned", true);
    if (hit->similar_cases > 0)
        json_key_int(json, "similar_cases", hit->similar_cases);
    strbuf_clear(&writing->scratch);
    marked_html(&writing->scratch, &hit->snippet);
    json_key_string(json, "snippet", strbuf_str(&writing->scratch));
    json_key(json, "section");
    json_object_begin(json);
    json_key_string(json, "title",
                    hit->section_title.len ? hit->section_title
                                           : hit->title.text);
    write_address(writing, hit->id, hit->section_anchor);
    json_object_end(json);
    json_key_strings(json, "products", &hit->products);
    json_key_strings(json, "versions", &hit->versions);
    json_key_string(json, "language", hit->language);
    clock_format_iso(hit->updated_unix_s, updated);
    json_key_string(json, "updated", str_from(updated));
    /* what customers see is always published and public */
    if (hit->state != SLV_STATE_PUBLISHED || hit->access != SLV_ACCESS_PUBLIC) {
        json_key_string(json, "state", str_from(slv_state_name(hit->state)));
        json_key_string(json, "access", str_from(slv_access_name(hit->access)));
    }
    if (is_explained) {
        json_key_double(json, "case_score", hit->case_score, SCORE_DECIMALS);
        write_explanation(json, hit);
    }
    json_object_end(json);
}

static void write_facets(struct json_writer *json,
                         const struct slv_search_result *result)
{
    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++) {
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
}

void result_json_write(const struct slv_search_request *request,
                       const struct slv_search_result *result,
                       struct str address_base, struct strbuf *out)
{
    struct writing writing = {.address_base = address_base};
    struct json_writer *json = &writing.json;

    strbuf_init(&writing.scratch, FRAGMENT_BYTES_MAX);
    json_begin(json, out);
    json_object_begin(json);
    json_key_string(json, "query", request->query);
    if (result->corrected.len > 0)
        json_key_string(json, "corrected", result->corrected);
    if (result->language.len) {
        json_key_string(json, "language", result->language);
        json_key_bool(json, "is_other_language", result->is_other_language);
    }
    json_key_int(json, "total", (int64_t) result->total);
    if (!result->is_total_exact)
        json_key_string(json, "total_is", STR("at_least"));
    json_key_int(json, "took_us", (int64_t) result->took_us);
    json_key(json, "hits");
    json_array_begin(json);
    for (size_t i = 0; i < result->hit_count; i++)
        write_hit(&writing, &result->hits[i], request->want_explanation);
    json_array_end(json);
    json_key(json, "facets");
    json_object_begin(json);
    if (request->want_facets)
        write_facets(json, result);
    json_object_end(json);
    json_object_end(json);
    json_end(json);
    strbuf_release(&writing.scratch);
}

void result_json_write_facets(const struct slv_search_request *request,
                              const struct slv_search_result *result,
                              struct strbuf *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_begin(&json);
    json_key_string(&json, "query", request->query);
    json_key_int(&json, "total", (int64_t) result->total);
    json_key_int(&json, "took_us", (int64_t) result->took_us);
    json_key(&json, "facets");
    json_object_begin(&json);
    write_facets(&json, result);
    json_object_end(&json);
    json_object_end(&json);
    json_end(&json);
}
