/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What articles must pass: values of facets from the request and the query,
 * clauses, and dates. See filters.h; words are left to plan.c, and whether a
 * condition is met to verify.c.
 */
#include "core/search/filters.h"

#include "base/arena.h"
#include "base/str.h"
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

static void end_filter(struct searching *search, struct xap_filter *filters,
                       const struct term_list *list, bool is_excluded)
{
    if (list->count > 0)
        filters[search->plan.filter_count++] =
            (struct xap_filter){list->items, list->count, is_excluded};
}

static void add_value(struct searching *search, struct term_list *list,
                      enum slv_facet facet, struct str value, bool is_shown)
{
    enum slv_role role;

    add_filter_term(list, schema_filter_term(facet, value, search->arena));
    if (is_shown && facet == SLV_FACET_SECTION &&
        slv_role_parse(str_trim(value), &role))
        search->roles |= 1u << role;
}

/* Values of one facet from the request and the query: any of them. */
static void plan_facet(struct searching *search, enum slv_facet facet,
                       struct xap_filter *filters)
{
    const struct str_list *values = &search->request->filters[facet];
    const struct query *query = &search->query;
    struct term_list list = {.arena = search->arena};

    for (size_t i = 0; i < values->count && i < SLV_FILTER_VALUES_MAX; i++)
        add_value(search, &list, facet, values->items[i], true);
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct query_filter *filter = &query->filters[i];

        if (filter->facet == facet && filter->clause == 0 &&
            !filter->is_excluded)
            add_value(search, &list, facet, filter->value, true);
    }
    end_filter(search, filters, &list, false);
}

/* Filters and conditions of one clause: any of them. A condition stands there
 * by its terms; whether it is met is verified. */
static void plan_clause(struct searching *search, uint16_t clause,
                        struct xap_filter *filters)
{
    const struct query *query = &search->query;
    struct term_list list = {.arena = search->arena};

    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].clause == clause)
            add_value(search, &list, query->filters[i].facet,
                      query->filters[i].value, false);
    for (size_t i = 0; i < query->condition_count; i++)
        for (size_t k = 0; query->conditions[i].clause == clause &&
                           k < query->conditions[i].term_count;
             k++)
            add_filter_term(&list, query->conditions[i].terms[k]->name);
    end_filter(search, filters, &list, false);
}

/* The language of the reader stands beside what the language filter says. */
static void plan_language(struct searching *search, struct xap_filter *filters)
{
    const struct term_list list = {
        .items = search->language ? search->language->terms : NULL,
        .count = search->language ? search->language->term_count : 0};

    end_filter(search, filters, &list, false);
}

static void plan_exclusions(struct searching *search,
                            struct xap_filter *filters)
{
    const struct query *query = &search->query;
    struct term_list list = {.arena = search->arena};

    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].is_excluded)
            add_value(search, &list, query->filters[i].facet,
                      query->filters[i].value, false);
    end_filter(search, filters, &list, true);
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

void filters_plan(struct searching *search)
{
    size_t max = SLV_FACET_COUNT + search->query.clause_count + 2;
    struct xap_filter *filters =
        arena_calloc(search->arena, max, sizeof *filters);

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        plan_facet(search, (enum slv_facet) facet, filters);
    for (uint16_t i = 1; i <= search->query.clause_count; i++)
        plan_clause(search, i, filters);
    plan_exclusions(search, filters);
    plan_language(search, filters);
    search->plan.filters = filters;
    plan_dates(search);
}
