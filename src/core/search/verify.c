/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Verifying candidates, best first. See verify.h.
 */
#include "core/search/verify.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/search/conditions.h"
#include "core/search/facets.h"
#include "core/search/hits.h"
#include "core/search/record.h"
#include "core/search/schema.h"

enum {
    VERIFY_FIRST_STEP = 100, /* candidates; each further step is longer */
    VERIFY_CANDIDATES_MAX = 2000,
    /* so many are enough, and then no more are looked at for the total, which
     * is the same for all the first pages */
    VERIFY_FOUND_ENOUGH = 100,
    VERIFY_COUNTED_MAX = 1000,
    /* when the conditions ask for nothing but words that say nothing, which
     * every article has: few candidates, so that it is hardly ever the time
     * that ends the looking */
    VERIFY_COMMON_MAX = 200,
    /* The first ones are looked at however long it takes. */
    VERIFY_ALWAYS = 64,
    VERIFY_CLOCK_STEP = 16, /* candidates between two looks at the clock */
    VERIFY_BUDGET_US = 25 * 1000
};

/* Read what is needed of a candidate and look at it. */
static enum slv_status look_at(struct searching *search,
                               const struct xap_hit *match, bool is_with_body,
                               struct str *id, bool *is_met,
                               struct slv_error *err)
{
    struct opened_hit opened;
    enum slv_status status = is_with_body
                                 ? hit_open(search, match, &opened, err)
                                 : record_read(match->data, search->arena,
                                               &opened.article, NULL, err);

    if (status != SLV_OK)
        return status;
    *is_met = conditions_are_met(search, &opened.article,
                                 is_with_body ? &opened.body->starts : NULL);
    *id = opened.article.id;
    return SLV_OK;
}

/* --- how many --- */

static bool is_common_word(const struct query *query, struct str folded)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->words[i].is_stop_word && !query->words[i].is_added &&
            str_equal(query->words[i].folded, folded))
            return true;
    return false;
}

static bool is_common_term(const struct query *query,
                           const struct vocabulary_term *term)
{
    for (size_t i = 0; i < query->count; i++)
        if (query->words[i].term == term)
            return query->words[i].is_stop_word;
    return false;
}

static bool is_common(const struct query *query,
                      const struct query_condition *condition)
{
    const struct query_phrase *phrase = &condition->phrase;

    for (size_t i = 0; i < phrase->count; i++)
        if (!is_common_word(query, phrase->words[i]))
            return false;
    for (size_t i = 0; phrase->count == 0 && i < condition->term_count; i++)
        if (!is_common_term(query, condition->terms[i]))
            return false;
    return true;
}

static size_t candidates_max(const struct query *query)
{
    if (!conditions_need_text(query))
        return VERIFY_CANDIDATES_MAX;
    for (size_t i = 0; i < query->condition_count; i++)
        if (query->conditions[i].is_forbidden ||
            !is_common(query, &query->conditions[i]))
            return VERIFY_CANDIDATES_MAX;
    return VERIFY_COMMON_MAX;
}

static bool is_time_over(int64_t began_us, size_t looked_at)
{
    return looked_at >= VERIFY_ALWAYS && looked_at % VERIFY_CLOCK_STEP == 0 &&
           clock_thread_us() - began_us > VERIFY_BUDGET_US;
}

/* --- candidates --- */

/* The articles that meet the conditions, of the candidates of one plan. */
struct verified {
    struct str *terms; /* of their ids, best first */
    size_t count;
    bool is_all; /* every candidate was looked at */
};

/* How many candidates to look at next. Each step matches again, so they grow;
 * 0: enough was looked at. */
static size_t next_step(const struct searching *search, bool is_exact,
                        size_t found, size_t looked_at)
{
    bool is_full = found > search->plan.first + search->plan.limit;
    size_t max = candidates_max(&search->query);
    size_t step = looked_at ? 3 * looked_at : VERIFY_FIRST_STEP;

    if (is_full && found > VERIFY_FOUND_ENOUGH && max > VERIFY_COUNTED_MAX)
        max = VERIFY_COUNTED_MAX;
    if (looked_at >= max || (is_full && !is_exact))
        return 0;
    return step < max - looked_at ? step : max - looked_at;
}

/* Look at the candidates of `plan` in the order of their scores, and put the
 * page that was asked for into `out` (NULL: no hits). Stops when the page is
 * full unless `is_exact`, and when the time since `began_us` is over. */
static enum slv_status verify(struct searching *search, struct xap_plan plan,
                              bool is_exact, int64_t began_us,
                              struct verified *verified,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    bool is_with_body = conditions_need_text(&search->query);
    enum slv_status status = SLV_OK;
    bool is_over = false;

    *verified = (struct verified){
        .terms = arena_calloc(search->arena, VERIFY_CANDIDATES_MAX,
                              sizeof *verified->terms)};
    plan.first = 0;
    plan.limit = next_step(search, is_exact, 0, 0);
    while (status == SLV_OK && !verified->is_all && !is_over &&
           plan.limit > 0) {
        struct xap_result result = {0};

        status =
            xap_search(search->reader->xap, &plan, search->arena, &result, err);
        verified->is_all = status == SLV_OK && result.hit_count < plan.limit;
        for (size_t i = 0; status == SLV_OK && i < result.hit_count; i++) {
            struct str id;
            bool is_met = false;

            is_over = is_time_over(began_us, plan.first + i);
            if (is_over)
                break;
            status = look_at(search, &result.hits[i], is_with_body, &id,
                             &is_met, err);
            if (status != SLV_OK || !is_met)
                continue;
            verified->terms[verified->count++] =
                schema_name_term('Q', id, search->arena);
            if (out && verified->count > search->plan.first &&
                out->hit_count < search->plan.limit)
                status = hit_add(search, &result.hits[i], out, err);
        }
        verified->is_all &= !is_over;
        plan.first += plan.limit;
        plan.limit = next_step(search, is_exact, verified->count, plan.first);
    }
    return status;
}

/* --- facets --- */

/* The plan without what chooses values of facets; false when nothing does. */
static bool open_facets(struct searching *search, struct xap_plan *plan)
{
    struct xap_filter *filters =
        arena_calloc(search->arena, plan->filter_count, sizeof *filters);
    uint64_t chosen = 0;
    size_t count = 0;

    for (unsigned facet = 0; facet < SLV_FACET_COUNT; facet++)
        chosen |= search->facet_filters[facet];
    for (size_t i = 0; i < plan->filter_count; i++)
        if (i >= 64 || !(chosen >> i & 1))
            filters[count++] = plan->filters[i];
    plan->filters = filters;
    plan->filter_count = count;
    return chosen != 0;
}

/* Facets of the articles that were verified: the index counts among them. A
 * facet is counted without its own filter, so with a filter chosen there is
 * more to verify. */
static enum slv_status count_facets(struct searching *search,
                                    struct verified verified, int64_t began_us,
                                    struct slv_search_result *out,
                                    struct slv_error *err)
{
    struct xap_plan open = search->plan;
    struct xap_plan among = {.filter_count = search->plan.filter_count + 1};
    struct xap_filter *filters =
        arena_calloc(search->arena, among.filter_count, sizeof *filters);
    enum slv_status status = SLV_OK;

    if (open_facets(search, &open))
        status = verify(search, open, true, began_us, &verified, NULL, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < search->plan.filter_count; i++)
        filters[i] = search->plan.filters[i];
    filters[search->plan.filter_count] =
        (struct xap_filter){verified.terms, verified.count, false};
    among.filters = filters;
    return facets_count(search, &among, out, err);
}

enum slv_status verify_search(struct searching *search,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    const struct slv_search_request *request = search->request;
    int64_t began_us = clock_thread_us();
    struct verified verified;
    enum slv_status status;

    out->hits =
        arena_calloc(search->arena, search->plan.limit, sizeof *out->hits);
    status = verify(search, search->plan,
                    request->want_total || request->want_facets, began_us,
                    &verified, out, err);
    if (status == SLV_OK && request->want_facets)
        status = count_facets(search, verified, began_us, out, err);
    out->total = verified.count;
    out->is_total_exact = verified.is_all;
    return status;
}
