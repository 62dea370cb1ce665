/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Choosing words and weights. See plan.h.
 */
#include "core/search/plan.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/search/filters.h"
#include "core/search/schema.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum {
    PLAN_WORDS_MAX = 32, /* of a longer query the most telling ones */
    PLAN_EXCLUSIONS_MAX = 200
};

struct ranked_word {
    size_t index;
    double score;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked_word *left = a;
    const struct ranked_word *right = b;

    if (left->score < right->score)
        return 1;
    if (left->score > right->score)
        return -1;
    return (left->index > right->index) - (left->index < right->index);
}

double plan_idf(double articles, double with_term)
{
    return log(1 + (articles - with_term + 0.5) / (with_term + 0.5));
}

static size_t count_forbidden(const struct query *query)
{
    size_t count = 0;

    for (size_t i = 0; i < query->count; i++)
        count += query->words[i].is_forbidden;
    return count;
}

/* Keep every exclusion (to a bound), and of the other words the PLAN_WORDS_MAX
 * that tell most: those of phrases, rare ones, and those that are typed often.
 * Words that no article has tell nothing. */
static enum slv_status keep_telling(struct searching *search,
                                    struct slv_error *err)
{
    struct query *query = &search->query;
    size_t count = query->count;
    size_t forbidden = count_forbidden(query);
    size_t kept_count =
        PLAN_WORDS_MAX +
        (forbidden < PLAN_EXCLUSIONS_MAX ? forbidden : PLAN_EXCLUSIONS_MAX);
    struct str *names = arena_calloc(search->arena, count, sizeof *names);
    uint64_t *frequencies =
        arena_calloc(search->arena, count, sizeof *frequencies);
    struct ranked_word *ranked =
        arena_calloc(search->arena, count, sizeof *ranked);
    struct query_word *kept;
    double articles = (double) xap_reader_document_count(search->reader->xap);
    enum slv_status status;

    for (size_t i = 0; i < count; i++)
        names[i] = query->words[i].term->name;
    status = xap_term_frequencies(search->reader->xap, names, count,
                                  frequencies, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const struct query_word *word = &query->words[i];
        double score = frequencies[i] == 0
                           ? -1
                           : plan_idf(articles, (double) frequencies[i]) *
                                 sqrt(word->weight);

        if (word->is_forbidden)
            score = HUGE_VAL;
        else if (word->is_required)
            score = DBL_MAX;
        else if (word->is_stop_word)
            score = -2;
        ranked[i] = (struct ranked_word){i, score};
    }
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    if (kept_count > count)
        kept_count = count;
    kept = arena_calloc(search->arena, kept_count, sizeof *kept);
    for (size_t i = 0; i < kept_count; i++)
        kept[i] = query->words[ranked[i].index];
    query->words = kept;
    query->count = kept_count;
    return SLV_OK;
}

/* Stop words count only when there is nothing else to search for. */
static bool has_telling_words(const struct query *query)
{
    for (size_t i = 0; i < query->count; i++)
        if (!query->words[i].is_stop_word && !query->words[i].is_forbidden)
            return true;
    return false;
}

bool plan_leaves_out(const struct searching *search,
                     const struct query_word *word)
{
    return word->is_stop_word && search->skip_stop_words &&
           !word->is_forbidden && !word->is_required;
}

static void plan_words(struct searching *search)
{
    const struct query *query = &search->query;
    struct xap_plan_term *terms =
        arena_calloc(search->arena, query->count, sizeof *terms);
    search->skip_stop_words = has_telling_words(query);
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (plan_leaves_out(search, word))
            continue;
        terms[search->plan.term_count++] = (struct xap_plan_term){
            .name = word->term->name,
            .weight = word->weight / SCHEMA_IMPACT_STEPS,
            .need = word->is_forbidden  ? XAP_FORBIDDEN
                    : word->is_required ? XAP_REQUIRED
                                        : XAP_OPTIONAL,
            .group = word->group,
            .part = word->part,
        };
    }
    search->plan.terms = terms;
}

enum slv_status plan_make(struct searching *search, struct slv_error *err)
{
    const struct slv_search_request *request = search->request;
    enum slv_status status = SLV_OK;

    if (search->query.count > PLAN_WORDS_MAX)
        status = keep_telling(search, err);
    search->roles = 0;
    search->plan = (struct xap_plan){
        .first = request->offset < SLV_SEARCH_OFFSET_MAX
                     ? request->offset
                     : SLV_SEARCH_OFFSET_MAX,
        .limit = request->limit < SLV_SEARCH_LIMIT_MAX ? request->limit
                                                       : SLV_SEARCH_LIMIT_MAX,
        .tie_slot = SLOT_KEY,
        .order_slot = SLOT_UPDATED,
    };
    plan_words(search);
    if (status == SLV_OK)
        status = filters_plan(search, err);
    /* without a word to rank by, the newest come first */
    search->plan.order_by_slot = true;
    for (size_t i = 0; i < search->plan.term_count; i++)
        if (search->plan.terms[i].need != XAP_FORBIDDEN)
            search->plan.order_by_slot = false;
    return status;
}
