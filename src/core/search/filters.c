/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What articles must pass: values of facets from the request and the query,
 * clauses, and dates. See filters.h; words are left to plan.c, and whether a
 * condition is met to verify.c.
 */
#include "core/search/filters.h"

#include "base/arena.h"
#include "base/str.h"
#include "core/search/facets.h"
#include "core/search/schema.h"

#include <string.h>

enum { FILTER_TERMS_MAX = 1000 /* of one filter; further ones are left out */ };

/* Terms of one filter while it is made. */
struct term_list {
    struct arena *arena;
    struct str *items;
    size_t count;
    size_t capacity;
};

static void add_filter_term(struct term_list *list, struct str term)
{
    if (list->count == FILTER_TERMS_MAX)
        return;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? 4 * list->capacity : 8;
        struct str *items = arena_calloc(list->arena, capacity, sizeof *items);

        if (list->count > 0)
            memcpy(items, list->items, list->count * sizeof *items);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = term;
}

/* The filters of a search while they are made. */
struct filtering {
    struct searching *search;
    struct xap_filter *filters;
    enum slv_status status; /* the first that is not SLV_OK */
    struct slv_error *err;
};

/* Bits of the filters that were made from number `begin` on. */
static uint64_t bits_from(const struct filtering *filtering, size_t begin)
{
    uint64_t bits = 0;

    for (size_t i = begin; i < filtering->search->plan.filter_count && i < 64;
         i++)
        bits |= (uint64_t) 1 << i;
    return bits;
}

static void end_filter(struct filtering *filtering,
                       const struct term_list *list, bool is_excluded)
{
    struct xap_plan *plan = &filtering->search->plan;

    if (list->count > 0)
        filtering->filters[plan->filter_count++] =
            (struct xap_filter){list->items, list->count, is_excluded};
}

/* All versions that cover the one that is asked for. */
static void add_versions(struct filtering *filtering, struct term_list *list,
                         struct str version)
{
    struct str_list terms = {NULL, 0};

    if (filtering->status == SLV_OK)
        filtering->status =
            facets_versions(filtering->search, version, &terms, filtering->err);
    for (size_t i = 0; i < terms.count; i++)
        add_filter_term(list, terms.items[i]);
}

static void add_value(struct filtering *filtering, struct term_list *list,
                      enum slv_facet facet, struct str value)
{
    if (facet == SLV_FACET_VERSION)
        add_versions(filtering, list, value);
    else
        add_filter_term(
            list, schema_filter_term(facet, value, filtering->search->arena));
}

/* A value that is being typed stands for all that begin with it. */
static void add_typed(struct filtering *filtering, struct term_list *list,
                      const struct query_filter *filter)
{
    const struct searching *search = filtering->search;
    struct str prefix =
        schema_filter_term(filter->facet, filter->value, search->arena);
    struct xap_facet_value *found = NULL;
    size_t count = 0;

    add_value(filtering, list, filter->facet, filter->value);
    if (!filter->is_unfinished || !search->request->is_partial ||
        filtering->status != SLV_OK)
        return;
    filtering->status =
        xap_list_terms(search->reader->xap, prefix, FILTER_TERMS_MAX,
                       search->arena, &found, &count, filtering->err);
    for (size_t i = 0; i < count; i++)
        add_filter_term(list,
                        arena_format(search->arena, "%.*s%.*s", STR_ARG(prefix),
                                     STR_ARG(found[i].value)));
}

static void show_section(struct searching *search, enum slv_facet facet,
                         struct str value)
{
    enum slv_role role;

    if (facet == SLV_FACET_SECTION && slv_role_parse(str_trim(value), &role))
        search->roles |= 1u << role;
}

/* Values of one facet from the request and the query: any of them. */
static void plan_facet(struct filtering *filtering, enum slv_facet facet)
{
    struct searching *search = filtering->search;
    const struct str_list *values = &search->request->filters[facet];
    const struct query *query = &search->query;
    struct term_list list = {.arena = search->arena};
    size_t begin = search->plan.filter_count;

    for (size_t i = 0; i < values->count && i < SLV_FILTER_VALUES_MAX; i++) {
        add_value(filtering, &list, facet, values->items[i]);
        show_section(search, facet, values->items[i]);
    }
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct query_filter *filter = &query->filters[i];

        if (filter->facet != facet || filter->clause != 0 ||
            filter->is_excluded)
            continue;
        add_typed(filtering, &list, filter);
        show_section(search, facet, filter->value);
    }
    end_filter(filtering, &list, false);
    search->facet_filters[facet] = bits_from(filtering, begin);
}

/* Filters and conditions of one clause: any of them. A condition stands there
 * by its terms; whether it is met is verified. */
static void plan_clause(struct filtering *filtering, uint16_t clause)
{
    const struct query *query = &filtering->search->query;
    struct term_list list = {.arena = filtering->search->arena};

    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].clause == clause)
            add_typed(filtering, &list, &query->filters[i]);
    for (size_t i = 0; i < query->condition_count; i++)
        for (size_t k = 0; query->conditions[i].clause == clause &&
                           k < query->conditions[i].term_count;
             k++)
            add_filter_term(&list, query->conditions[i].terms[k]->name);
    end_filter(filtering, &list, false);
}

/* The language of the reader stands beside what the language filter says. */
static void plan_language(struct filtering *filtering)
{
    struct searching *search = filtering->search;
    const struct term_list list = {
        .items = search->language ? search->language->terms : NULL,
        .count = search->language ? search->language->term_count : 0};
    size_t begin = search->plan.filter_count;

    end_filter(filtering, &list, false);
    search->facet_filters[SLV_FACET_LANGUAGE] |= bits_from(filtering, begin);
}

static void plan_exclusions(struct filtering *filtering)
{
    const struct query *query = &filtering->search->query;
    struct term_list list = {.arena = filtering->search->arena};

    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].is_excluded)
            add_value(filtering, &list, query->filters[i].facet,
                      query->filters[i].value);
    end_filter(filtering, &list, true);
}

static void plan_dates(struct searching *search)
{
    const struct query *query = &search->query;
    struct xap_range *ranges =
        arena_calloc(search->arena, query->date_count, sizeof *ranges);

    for (size_t i = 0; i < query->date_count; i++)
        ranges[i] = (struct xap_range){
            .slot = SLOT_UPDATED,
            .begin =
                schema_time(query->dates[i].span.begin_unix_s, search->arena),
            .end = schema_time(query->dates[i].span.end_unix_s, search->arena),
            .is_excluded = query->dates[i].is_excluded,
        };
    search->plan.ranges = ranges;
    search->plan.range_count = query->date_count;
}

enum slv_status filters_plan(struct searching *search, struct slv_error *err)
{
    size_t max = SLV_FACET_COUNT + search->query.clause_count + 2;
    struct filtering filtering = {
        .search = search,
        .filters = arena_calloc(search->arena, max, sizeof *filtering.filters),
        .err = err,
    };

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        plan_facet(&filtering, (enum slv_facet) facet);
    plan_language(&filtering);
    for (uint16_t i = 1; i <= search->query.clause_count; i++)
        plan_clause(&filtering, i);
    plan_exclusions(&filtering);
    search->plan.filters = filtering.filters;
    plan_dates(search);
    return filtering.status;
}
