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

/* Words that no document has tell nothing. */
enum slv_status plan_keep_telling(struct xap_reader *index, struct arena *arena,
                                  struct query *query, struct slv_error *err)
{
    size_t count = query->count;
    size_t forbidden = count_forbidden(query);
    size_t kept_count =
        PLAN_WORDS_MAX +
        (forbidden < PLAN_EXCLUSIONS_MAX ? forbidden : PLAN_EXCLUSIONS_MAX);
    double articles = (double) xap_reader_document_count(index);
    struct str *names;
    uint64_t *frequencies;
    struct ranked_word *ranked;
    struct query_word *kept;
    enum slv_status status;

    if (count <= PLAN_WORDS_MAX)
        return SLV_OK;
    names = arena_calloc(arena, count, sizeof *names);
    frequencies = arena_calloc(arena, count, sizeof *frequencies);
    ranked = arena_calloc(arena, count, sizeof *ranked);
    for (size_t i = 0; i < count; i++)
        names[i] = query->words[i].term->name;
    status = xap_term_frequencies(index, names, count, frequencies, err);
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
    kept = arena_calloc(arena, kept_count, sizeof *kept);
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

static bool is_left_out(const struct query_word *word, bool skip_stop_words)
{
    return word->is_stop_word && skip_stop_words && !word->is_forbidden &&
           !word->is_required;
}

bool plan_leaves_out(const struct searching *search,
                     const struct query_word *word)
{
    return is_left_out(word, search->skip_stop_words);
}

void plan_terms(const struct query *query, bool skip_stop_words,
                struct arena *arena, struct xap_plan_term **out, size_t *count)
{
    struct xap_plan_term *terms =
        arena_calloc(arena, query->count, sizeof *terms);

    *count = 0;
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        if (is_left_out(word, skip_stop_words))
            continue;
        terms[(*count)++] = (struct xap_plan_term){
            .name = word->term->name,
            .weight = word->weight / SCHEMA_IMPACT_STEPS,
            .need = word->is_forbidden  ? XAP_FORBIDDEN
                    : word->is_required ? XAP_REQUIRED
                                        : XAP_OPTIONAL,
            .group = word->group,
            .part = word->part,
        };
    }
    *out = terms;
}

/* --- the bound --- */

/* Of the terms from `begin` on that are alternatives of one word: its end, and
 * in *best what the best alternative adds. */
static size_t best_of_word(const struct xap_plan *plan, const double *scores,
                           size_t begin, double *best)
{
    uint16_t group = plan->terms[begin].group;
    size_t end = begin;

    *best = 0;
    while (end < plan->term_count &&
           (end == begin || (group && plan->terms[end].group == group))) {
        uint16_t part = plan->terms[end].part;
        double sum = 0;

        do {
            sum += scores[end++];
        } while (part && end < plan->term_count &&
                 plan->terms[end].group == group &&
                 plan->terms[end].part == part);
        if (sum > *best)
            *best = sum;
    }
    return end;
}

enum slv_status plan_bound(struct xap_reader *index,
                           const struct xap_plan *plan, struct arena *arena,
                           double *out, struct slv_error *err)
{
    size_t count = plan->term_count;
    struct str *names = arena_calloc(arena, count, sizeof *names);
    uint64_t *frequencies = arena_calloc(arena, count, sizeof *frequencies);
    double *scores = arena_calloc(arena, count, sizeof *scores);
    double documents = (double) xap_reader_document_count(index);
    enum slv_status status;

    for (size_t i = 0; i < count; i++)
        names[i] = plan->terms[i].name;
    status = xap_term_frequencies(index, names, count, frequencies, err);
    *out = 0;
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        if (plan->terms[i].need != XAP_FORBIDDEN)
            scores[i] = plan->terms[i].weight * SCHEMA_IMPACT_STEPS *
                        plan_idf(documents, (double) frequencies[i]);
    for (size_t i = 0; i < count;) {
        double best;

        i = best_of_word(plan, scores, i, &best);
        *out += best;
    }
    return SLV_OK;
}

enum slv_status plan_make(struct searching *search, struct slv_error *err)
{
    const struct slv_search_request *request = search->request;
    struct xap_plan_term *terms;
    enum slv_status status = plan_keep_telling(
        search->reader->xap, search->arena, &search->query, err);

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
    search->skip_stop_words = has_telling_words(&search->query);
    plan_terms(&search->query, search->skip_stop_words, search->arena, &terms,
               &search->plan.term_count);
    search->plan.terms = terms;
    if (status == SLV_OK)
        status = filters_plan(search, err);
    /* without a word to rank by, the newest come first */
    search->plan.order_by_slot = true;
    for (size_t i = 0; i < search->plan.term_count; i++)
        if (search->plan.terms[i].need != XAP_FORBIDDEN)
            search->plan.order_by_slot = false;
    return status;
}
