/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One search, from what was typed to a page of hits: query, plan, match,
 * phrases verified, snippets, and when asked for, explanations.
 */
#include "solvent/search.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "core/search/correct.h"
#include "core/search/expand.h"
#include "core/search/facets.h"
#include "core/search/hits.h"
#include "core/search/learn.h"
#include "core/search/partial.h"
#include "core/search/plan.h"
#include "core/search/query.h"
#include "core/search/query_joins.h"
#include "core/search/rank.h"
#include "core/search/reader.h"
#include "core/search/similar_cases.h"
#include "core/search/verify.h"

enum {
    STALE_TRIES_MAX = 4 /* when an article goes between match and snippet */
};

static bool is_second_look_needed(const struct searching *search)
{
    return rank_is_needed(search) || partial_is_ranked(search);
}

static enum slv_status look_again(struct searching *search,
                                  struct xap_hit *hits, size_t count,
                                  struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (rank_is_needed(search))
        status = rank_again(search, hits, count, err);
    if (status == SLV_OK && partial_is_ranked(search))
        status = partial_rank(search, hits, count, err);
    return status;
}

static void cut_out(struct xap_result *result, size_t first, size_t limit)
{
    if (first > result->hit_count)
        first = result->hit_count;
    if (first > 0)
        result->hits += first;
    result->hit_count -= first;
    if (result->hit_count > limit)
        result->hit_count = limit;
}

/* Matches by words. The first of them are put in order once more before a page
 * is cut out. */
static enum slv_status match_words(struct searching *search,
                                   struct xap_plan plan,
                                   struct xap_result *result,
                                   struct slv_error *err)
{
    size_t first = plan.first;
    size_t limit = plan.limit;
    enum slv_status status;

    if (first >= RANK_DEPTH || limit == 0 || !is_second_look_needed(search))
        return xap_search(search->reader->xap, &plan, search->arena, result,
                          err);
    plan.first = 0;
    plan.limit += first;
    if (plan.limit < RANK_DEPTH)
        plan.limit = RANK_DEPTH;
    status = xap_search(search->reader->xap, &plan, search->arena, result, err);
    if (status == SLV_OK)
        status = look_again(search, result->hits,
                            result->hit_count < RANK_DEPTH ? result->hit_count
                                                           : RANK_DEPTH,
                            err);
    if (status == SLV_OK)
        cut_out(result, first, limit);
    return status;
}

/* What cases teach may bring up a match from anywhere, and those that it does
 * not bring up keep their order: so the first matches by words, and what was
 * voted for, are all that can be on the page. */
static enum slv_status match(struct searching *search,
                             const struct learning *learning,
                             struct xap_result *result, struct slv_error *err)
{
    struct xap_plan plan = search->plan;
    enum slv_status status;

    if (!learning || plan.limit == 0)
        return match_words(search, plan, result, err);
    plan.limit += plan.first + learn_reserve(learning);
    plan.first = 0;
    /* else what is voted for from among them would lack its second look */
    if (plan.limit < RANK_DEPTH)
        plan.limit = RANK_DEPTH;
    status = match_words(search, plan, result, err);
    if (status == SLV_OK)
        status = learn_rank(search, learning, result, err);
    if (status != SLV_OK)
        return status;
    search->learned += search->plan.first < result->hit_count
                           ? search->plan.first
                           : result->hit_count;
    cut_out(result, search->plan.first, search->plan.limit);
    return SLV_OK;
}

static bool wants_counts(const struct searching *search)
{
    return search->request->want_total || search->request->want_facets;
}

static void add_learned(const struct learned_hit *learned, struct slv_hit *hit)
{
    hit->case_score = learned->score;
    hit->similar_cases = learned->cases;
}

/* Also of what comes in by votes alone, as choosing a value finds it too. */
static enum slv_status count(struct searching *search,
                             const struct learning *learning,
                             struct slv_search_result *out,
                             struct slv_error *err)
{
    struct xap_plan plan = search->plan;

    if (learning)
        learn_let_in(search, learning, &plan);
    return facets_count(search, &plan, out, err);
}

static enum slv_status search_plain(struct searching *search,
                                    struct slv_search_result *out,
                                    struct slv_error *err)
{
    struct xap_result result = {0};
    struct learning *learning;
    enum slv_status status = learn_votes(search, &learning, err);

    search->learned = NULL;
    search->stranger_count = 0;
    /* what only counts needs no order */
    if (status == SLV_OK && (search->plan.limit > 0 || !wants_counts(search)))
        status = match(search, learning, &result, err);
    if (status != SLV_OK)
        return status;
    out->hits =
        arena_calloc(search->arena, result.hit_count, sizeof *out->hits);
    out->total = result.total + search->stranger_count;
    out->is_total_exact = result.is_total_exact;
    if (wants_counts(search))
        status = count(search, learning, out, err);
    for (size_t i = 0; i < result.hit_count && status == SLV_OK; i++) {
        size_t rank = search->learned ? search->learned[i].text_rank
                                      : search->plan.first + i;

        search->is_ranked_again =
            is_second_look_needed(search) && rank < RANK_DEPTH;
        status = hit_add(search, &result.hits[i], out, err);
        if (status == SLV_OK && search->learned)
            add_learned(&search->learned[i], &out->hits[out->hit_count - 1]);
    }
    return status;
}

static enum slv_status read_query(struct searching *search,
                                  struct slv_error *err)
{
    struct slv_reader *reader = search->reader;
    const struct query_settings settings = {
        .vocabulary = reader->vocabulary,
        .languages =
            search->language ? &search->language->number : reader->languages,
        .language_count = search->language ? 1 : reader->language_count,
        .is_partial = search->request->is_partial,
    };
    enum slv_status status;

    query_parse(search->corrected.len ? search->corrected
                                      : search->request->query,
                &settings, search->arena, &search->query);
    status = query_join(search, err);
    if (status == SLV_OK)
        status = expand_query(search, err);
    if (status == SLV_OK)
        status = partial_query(search, err);
    return status;
}

static enum slv_status understand(struct searching *search,
                                  struct slv_error *err)
{
    struct slv_reader *reader = search->reader;
    enum slv_status status;

    search->corrected = STR("");
    status = read_query(search, err);
    /* what a pin names is meant as it is, found in an article or not */
    if (status == SLV_OK && !search->request->is_verbatim &&
        !expand_is_pinned(search))
        status = correct_query(search, &search->corrected, err);
    if (status == SLV_OK && search->corrected.len > 0)
        status = read_query(search, err);
    if (status == SLV_OK)
        status = rank_prepare(search, err);
    learn_note(search);
    if (status == SLV_OK)
        status = plan_make(search, err);
    expand_pins(search);
    highlight_begin(&search->highlighter, &search->query, reader->vocabulary,
                    ++reader->stamp);
    return status;
}

/* A filter on the language, wherever it stands, overrides a preference. */
static bool filters_language(const struct searching *search)
{
    const struct query *query = &search->query;

    if (search->request->filters[SLV_FACET_LANGUAGE].count > 0)
        return true;
    for (size_t i = 0; i < query->filter_count; i++)
        if (query->filters[i].facet == SLV_FACET_LANGUAGE)
            return true;
    return false;
}

static enum slv_status look_up(struct searching *search,
                               struct slv_search_result *out,
                               struct slv_error *err)
{
    enum slv_status status = understand(search, err);

    if (status == SLV_OK && search->language && filters_language(search)) {
        search->language = NULL;
        status = understand(search, err);
    }
    /* something was typed, but no word: nothing can match it */
    if (status != SLV_OK || query_is_void(&search->query))
        return status;
    return search->query.condition_count ? verify_search(search, out, err)
                                         : search_plain(search, out, err);
}

static enum slv_status answer(struct searching *search,
                              struct slv_search_result *out,
                              struct slv_error *err)
{
    enum slv_status status = reader_renew(search->reader, err);
    struct str language;

    /* here and nowhere later: the query's terms are in it */
    vocabulary_trim(search->reader->vocabulary);
    if (status != SLV_OK)
        return status;
    search->language =
        languages_prefer(&search->reader->tags, &search->request->languages);
    status = look_up(search, out, err);
    if (status != SLV_OK || !search->language)
        return status;
    language = arena_str(search->arena, search->language->tag);
    if (out->total == 0 && out->hit_count == 0) {
        /* better an article that the reader may be able to read than none */
        search->language = NULL;
        *out = (struct slv_search_result){.is_total_exact = true};
        status = look_up(search, out, err);
        out->is_other_language = out->total > 0;
    }
    out->language = language;
    return status;
}

static enum slv_status take_similar(struct searching *search,
                                    struct slv_search_result *out,
                                    struct slv_error *err)
{
    struct slv_similar_case *similar = NULL;
    enum slv_status status =
        similar_take(search, search->request->similar_limit, &similar,
                     &out->similar_count, err);

    out->similar = similar;
    return reader_forgive_cases(search->reader, status);
}

enum slv_status slv_search(struct slv_reader *reader,
                           const struct slv_search_request *request,
                           struct arena *arena, struct slv_search_result *out,
                           struct slv_error *err)
{
    int64_t began_us = clock_mono_us();
    struct searching search = {
        .reader = reader, .request = request, .arena = arena};
    enum slv_status status = SLV_OK;

    *out = (struct slv_search_result){.is_total_exact = true};
    if (request->query.len > SLV_QUERY_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the query is longer than %d bytes",
                        SLV_QUERY_BYTES_MAX);
    for (int tries = 0; tries < STALE_TRIES_MAX; tries++) {
        *out = (struct slv_search_result){.is_total_exact = true};
        status = answer(&search, out, err);
        if (status == SLV_OK && request->similar_limit > 0 &&
            !query_is_void(&search.query))
            status = take_similar(&search, out, err);
        if (status != SLV_ERR_STALE)
            break;
    }
    out->corrected = search.corrected;
    out->took_us = (uint64_t) (clock_mono_us() - began_us);
    return status;
}
