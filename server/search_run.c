/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Running a search on behalf of a request, and what is counted and recorded of
 * it. Which parameters mean something is in search_params_read() alone.
 */
#include "server/search_run.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "server/metrics.h"
#include "store/search_log.h"
#include "text/html_write.h"

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

void search_params_read(const struct request *request,
                        struct slv_search_request *out)
{
    *out = (struct slv_search_request){
        .query = request_param(request, "q"),
    };
    for (int facet = 0; facet < SLV_FACET_COUNT; facet++)
        out->filters[facet] = values_of(
            request, str_from(slv_facet_name((enum slv_facet) facet)));
}

/* "product=Git&tag=ssh" */
static void write_filters(struct strbuf *out,
                          const struct slv_search_request *search)
{
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

    if (!app->search_log || search->offset > 0 ||
        str_trim(search->query).len == 0)
        return;
    if (id_count > BOUND_LOGGED_HITS)
        id_count = BOUND_LOGGED_HITS;
    ids = arena_calloc(request->arena, id_count, sizeof *ids);
    for (size_t i = 0; i < id_count; i++)
        ids[i] = result->hits[i].id;
    strbuf_init(&filters, 64 * 1024);
    write_filters(&filters, search);
    search_log_add(app->search_log, &(struct search_record){
                                        .query = search->query,
                                        .filters = strbuf_str(&filters),
                                        .total = result->total,
                                        .took_us = result->took_us,
                                        .hits = ids,
                                        .hit_count = id_count,
                                        .created_unix_s = clock_unix_s(),
                                    });
    strbuf_release(&filters);
}

enum slv_status search_run(struct app *app, const struct request *request,
                           const struct slv_search_request *search,
                           struct slv_search_result *out, struct slv_error *err)
{
    struct slv_reader *reader;
    enum slv_status status = worker_reader(request->worker, &reader, err);

    if (status == SLV_OK)
        status = slv_search(reader, search, request->arena, out, err);
    if (status != SLV_OK)
        return status;
    metrics_count_search(app->metrics, out->hit_count > 0, out->took_us);
    record(app, request, search, out);
    return SLV_OK;
}
