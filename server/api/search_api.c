/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * GET /api/v1/search: a search and its answer as JSON. The search itself is
 * server/search_run.c's, shared with the results page. GET /api/v1/facets: only
 * the counts of one, for who shows its hits without waiting for them; such a
 * question is no search of its own and is not recorded.
 */
#include "base/arena.h"
#include "base/str.h"
#include "core/search/result_json.h"
#include "server/app.h"
#include "server/router.h"
#include "server/search_run.h"

enum { LIMIT_DEFAULT = 10 };

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

static enum slv_status refuse_section(struct str name, struct arena *arena,
                                      struct slv_error *err)
{
    struct str roles = STR("");

    for (int role = SLV_ROLE_NONE + 1; role < SLV_ROLE_COUNT; role++)
        roles = arena_format(arena, "%.*s%s%s", STR_ARG(roles),
                             roles.len > 0 ? ", " : "",
                             slv_role_name((enum slv_role) role));
    return slv_fail(err, SLV_ERR_USAGE,
                    "The parameter section knows %.*s, not \"%.*s\"",
                    STR_ARG(roles), STR_ARG(str_first(name, 100)));
}

/* Products, versions and tags are whatever articles say; roles are a closed
 * list, so an unknown one is a slip. */
static enum slv_status check_sections(const struct slv_search_request *search,
                                      struct arena *arena,
                                      struct slv_error *err)
{
    const struct str_list *sections = &search->filters[SLV_FACET_SECTION];

    for (size_t i = 0; i < sections->count; i++) {
        struct str name = str_trim(sections->items[i]);
        enum slv_role role;

        if (!slv_role_parse(name, &role))
            return refuse_section(name, arena, err);
    }
    return SLV_OK;
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
    if (status == SLV_OK)
        status = read_switch(request, "partial", &search->is_partial, err);
    if (status == SLV_OK)
        status = read_switch(request, "verbatim", &search->is_verbatim, err);
    if (status == SLV_OK)
        status = check_sections(search, request->arena, err);
    return status;
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
        result_json_write(&search, &result,
                          arena_format(request->arena, "%.*s/articles/",
                                       STR_ARG(app->base_url)),
                          &response->body);
    return status;
}

enum slv_status api_facets_get(struct app *app, const struct request *request,
                               struct response *response, struct slv_error *err)
{
    struct slv_search_request search;
    struct slv_search_result result;
    struct slv_reader *reader;
    enum slv_status status;

    (void) app;
    search_params_read(request, &search);
    search.want_facets = true;
    status = read_switch(request, "verbatim", &search.is_verbatim, err);
    if (status == SLV_OK)
        status = check_sections(&search, request->arena, err);
    if (status == SLV_OK)
        status = request_reader(request, &reader, err);
    if (status == SLV_OK)
        status = slv_search(reader, &search, request->arena, &result, err);
    if (status == SLV_OK)
        result_json_write_facets(&search, &result, &response->body);
    return status;
}
