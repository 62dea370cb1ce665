/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Running a search on behalf of a request, and what is counted and recorded of
 * it. Which parameters mean something is in search_params_read() alone.
 */
#include "server/search_run.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/cases/personal.h"
#include "server/metrics.h"
#include "server/reader_language.h"
#include "server/sessions.h"
#include "store/search_log.h"
#include "text/utf8.h"

/* Values of the parameter `name` that are not empty. */
static struct str_list values_of(const struct request *request, struct str name)
{
    struct str_list list = {NULL, 0};

    for (size_t i = 0; i < request->params.count; i++) {
        const struct uri_param *param = &request->params.items[i];

        if (!str_equal(param->name, name) || param->value.len == 0)
            continue;
        if (!list.items)
            list.items = arena_calloc(request->arena, SLV_FILTER_VALUES_MAX,
                                      sizeof *list.items);
        list.items[list.count++] = param->value;
        if (list.count == SLV_FILTER_VALUES_MAX)
            break;
    }
    return list;
}

bool search_param_is_on(const struct request *request, const char *name)
{
    struct str value = request_param(request, name);

    return str_equal(value, STR("1")) || str_equal(value, STR("true"));
}

void search_params_read(const struct request *request,
                        struct slv_search_request *out)
{
    *out = (struct slv_search_request){
        .query = request_param(request, "q"),
    };
    out->languages = reader_languages(request, &out->are_languages_chosen);
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++)
        out->filters[facet] = values_of(
            request, str_from(slv_facet_name((enum slv_facet) facet)));
}

/* The log tells of nobody: mail addresses are left out of it. */
static struct str without_addresses(struct str query, struct arena *arena)
{
    struct strbuf out;
    struct str kept;

    query = utf8_prefix(query, BOUND_LOGGED_QUERY_BYTES);
    if (str_find_char(query, '@') == query.len)
        return query;
    strbuf_init(&out, 3 * BOUND_LOGGED_QUERY_BYTES);
    for (size_t at = 0; at < query.len;) {
        const bool begins =
            at == 0 || !personal_is_word_byte(query.ptr[at - 1]);
        const size_t len = begins ? personal_mail_at(query, at) : 0;
        const struct str found = str_first(str_from_offset(query, at), len);

        if (str_find_char(found, '.') < found.len) {
            strbuf_add_cstr(&out, "[address]");
            at += len;
        } else {
            strbuf_add_char(&out, query.ptr[at++]);
        }
    }
    kept = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return kept;
}

/* Does it call itself one? Those that do not are found by how much they ask
 * (store/search_report.c). */
static bool is_crawler(const struct request *request)
{
    static const char *const signs[] = {"+http", "bot/",  "bot;",   "bot)",
                                        "robot", "crawl", "spider", "slurp"};
    char agent[512];
    struct str sent = str_first(request->headers.user_agent, sizeof agent - 1);

    for (size_t i = 0; i < sent.len; i++)
        agent[i] = ascii_to_lower(sent.ptr[i]);
    for (size_t i = 0; i < ARRAY_LEN(signs); i++) {
        struct str lower = {agent, sent.len};

        if (str_find(lower, str_from(signs[i]), 0) < lower.len)
            return true;
    }
    return false;
}

struct str search_key(struct str query, struct arena *arena)
{
    struct strbuf key;
    struct str kept;

    query = str_trim(without_addresses(query, arena));
    strbuf_init(&key, 6 * BOUND_LOGGED_QUERY_BYTES);
    for (size_t at = 0; at < query.len;) {
        char bytes[UTF8_MAX];
        uint32_t code;

        at += utf8_decode(query, at, &code);
        if (code > ' ')
            strbuf_add(&key, bytes, utf8_encode(utf8_lower(code), bytes));
        else if (key.len > 0 && key.ptr[key.len - 1] != ' ')
            strbuf_add_char(&key, ' ');
    }
    kept = arena_str(arena, strbuf_str(&key));
    strbuf_release(&key);
    return kept;
}

static int64_t session_number(const struct app *app,
                              const struct request *request)
{
    return app->sessions ? session_of(app->sessions, request, clock_unix_s())
                         : 0;
}

void search_opened(struct app *app, const struct request *request,
                   struct str query, struct str id)
{
    int64_t session = session_number(app, request);

    if (!app->search_log || session == 0 || request->method == METHOD_HEAD ||
        is_crawler(request))
        return;
    search_log_add_opening(
        app->search_log,
        &(struct search_opening){.session = session,
                                 .key = search_key(query, request->arena),
                                 .article_id = id});
}

/* "product=Git&tag=ssh"; what readers searched who may read more than everybody
 * begins with SEARCH_LOG_WIDER, and is not told to others. */
static void write_filters(struct strbuf *out, const struct request *request,
                          const struct slv_search_request *search)
{
    if (request_reads_more(request))
        strbuf_add_cstr(out, SEARCH_LOG_WIDER);
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++) {
        const struct str_list *list = &search->filters[facet];

        for (size_t i = 0; i < list->count; i++) {
            if (out->len > 0)
                strbuf_add_char(out, '&');
            strbuf_add_cstr(out, slv_facet_name((enum slv_facet) facet));
            strbuf_add_char(out, '=');
            strbuf_add_str(out, list->items[i]);
        }
    }
}

static void record(struct app *app, const struct request *request,
                   const struct slv_search_request *search,
                   const struct slv_search_result *result)
{
    struct strbuf filters;
    struct str *ids;
    size_t id_count = result->hit_count;
    struct str searched =
        result->corrected.len > 0 ? result->corrected : search->query;

    if (!app->search_log || search->offset > 0 || search->is_partial ||
        str_trim(search->query).len == 0 || is_crawler(request))
        return;
    if (id_count > BOUND_LOGGED_HITS)
        id_count = BOUND_LOGGED_HITS;
    ids = arena_calloc(request->arena, id_count, sizeof *ids);
    for (size_t i = 0; i < id_count; i++)
        ids[i] = result->hits[i].id;
    strbuf_init(&filters, 64 * 1024);
    write_filters(&filters, request, search);
    search_log_add(
        app->search_log,
        &(struct search_record){
            .query = without_addresses(search->query, request->arena),
            .filters = strbuf_str(&filters),
            .total = result->total,
            .took_us = result->took_us,
            .hits = ids,
            .hit_count = id_count,
            .created_unix_s = clock_unix_s(),
            .session = session_number(app, request),
            .key = search_key(searched, request->arena),
        });
    strbuf_release(&filters);
}

enum slv_status search_run(struct app *app, const struct request *request,
                           const struct slv_search_request *search,
                           struct slv_search_result *out, struct slv_error *err)
{
    struct slv_search_request asked = *search;
    struct slv_reader *reader;
    enum slv_status status = request_reader(request, &reader, err);

    asked.without_learning = str_equal(app->config->learning, STR("off"));
    if (status == SLV_OK)
        status = slv_search(reader, &asked, request->arena, out, err);
    if (status != SLV_OK)
        return status;
    metrics_count_search(app->metrics, out->hit_count > 0, out->took_us);
    record(app, request, search, out);
    return SLV_OK;
}
