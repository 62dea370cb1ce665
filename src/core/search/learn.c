/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Votes of resolved cases. See learn.h.
 */
#include "core/search/learn.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/case_index.h"
#include "core/search/expand.h"
#include "core/search/plan.h"
#include "core/search/record.h"
#include "core/search/schema.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double seconds_per_day = 86400;

/* An article that cases voted for. */
struct voted {
    struct str id;
    double votes;
    uint32_t cases;
};

struct learning {
    struct voted *items;
    size_t count;
    double bound; /* of the query among the articles */
};

void learn_note(struct searching *search)
{
    search->asked = search->query;
    search->has_nearest = false;
}

static bool has_words(const struct xap_plan *plan)
{
    for (size_t i = 0; i < plan->term_count; i++)
        if (plan->terms[i].need != XAP_FORBIDDEN)
            return true;
    return false;
}

static bool is_applicable(const struct searching *search)
{
    return search->reader->cases && !search->request->without_learning &&
           !search->request->is_partial && has_words(&search->plan);
}

/* --- the nearest cases --- */

/* As the articles are asked, but that nothing is required of a case: it is told
 * in other words than an article. */
static void loosen(struct xap_plan_term *terms, size_t *count)
{
    size_t kept = 0;

    for (size_t i = 0; i < *count; i++) {
        if (terms[i].need == XAP_FORBIDDEN)
            continue;
        terms[kept] = terms[i];
        terms[kept++].need = XAP_OPTIONAL;
    }
    *count = kept;
}

struct weighed_term {
    size_t index;
    uint64_t cases;
};

static int compare_weighed(const void *a, const void *b)
{
    const struct weighed_term *left = a;
    const struct weighed_term *right = b;

    if (left->cases != right->cases)
        return left->cases < right->cases ? -1 : 1;
    return (left->index > right->index) - (left->index < right->index);
}

/* Matching costs as many steps as there are cases with each term, and those that
 * most cases have tell the least. */
static enum slv_status leave_out_frequent(struct searching *search,
                                          struct xap_plan_term *terms,
                                          size_t *count, struct slv_error *err)
{
    struct arena *arena = search->arena;
    struct str *names = arena_calloc(arena, *count, sizeof *names);
    uint64_t *cases = arena_calloc(arena, *count, sizeof *cases);
    struct weighed_term *weighed = arena_calloc(arena, *count, sizeof *weighed);
    bool *is_kept = arena_calloc(arena, *count, sizeof *is_kept);
    uint64_t sum = 0;
    size_t kept = 0;
    enum slv_status status;

    for (size_t i = 0; i < *count; i++)
        names[i] = terms[i].name;
    status =
        xap_term_frequencies(search->reader->cases, names, *count, cases, err);
    if (status != SLV_OK)
        return status;
    for (size_t i = 0; i < *count; i++)
        weighed[i] = (struct weighed_term){i, cases[i]};
    qsort(weighed, *count, sizeof *weighed, compare_weighed);
    for (size_t i = 0; i < *count; i++) {
        sum += weighed[i].cases;
        is_kept[weighed[i].index] =
            i < LEARN_TERMS_MIN || sum <= LEARN_POSTINGS_MAX;
    }
    for (size_t i = 0; i < *count; i++)
        if (is_kept[i])
            terms[kept++] = terms[i];
    *count = kept;
    return SLV_OK;
}

static enum slv_status match_cases(struct searching *search,
                                   struct xap_result *out, double *bound,
                                   struct slv_error *err)
{
    struct query asked = search->asked;
    struct xap_plan plan = {.limit = LEARN_CASES, .tie_slot = SLOT_KEY};
    struct xap_plan_term *terms;
    enum slv_status status =
        plan_keep_telling(search->reader->cases, search->arena, &asked, err);

    *out = (struct xap_result){0};
    if (status != SLV_OK)
        return status;
    plan_terms(&asked, search->skip_stop_words, search->arena, &terms,
               &plan.term_count);
    loosen(terms, &plan.term_count);
    plan.terms = terms;
    if (plan.term_count == 0)
        return SLV_OK;
    status = leave_out_frequent(search, terms, &plan.term_count, err);
    if (status == SLV_OK)
        status =
            plan_bound(search->reader->cases, &plan, search->arena, bound, err);
    if (status == SLV_OK)
        status =
            xap_search(search->reader->cases, &plan, search->arena, out, err);
    return status;
}

enum slv_status learn_find_cases(struct searching *search,
                                 struct xap_result *out, double *bound,
                                 struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (!search->has_nearest)
        status =
            match_cases(search, &search->nearest, &search->nearest_bound, err);
    search->has_nearest = status == SLV_OK;
    *out = search->nearest;
    *bound = search->nearest_bound;
    return status;
}

/* --- votes --- */

static double decay(const struct searching *search, int64_t closed_unix_s)
{
    int64_t now_unix_s = search->request->now_unix_s
                             ? search->request->now_unix_s
                             : clock_unix_s();
    double days = (double) (now_unix_s - closed_unix_s) / seconds_per_day;

    return days > 0 ? exp2(-days / LEARN_HALF_LIFE_DAYS) : 1;
}

static void add_vote(struct learning *learning, struct strmap *places,
                     const struct case_vote *vote, double weight)
{
    void **slot = strmap_slot(places, vote->article_id, NULL);
    struct voted *voted = *slot;

    if (!voted) {
        voted = &learning->items[learning->count++];
        voted->id = vote->article_id;
        *slot = voted;
    }
    voted->votes += weight * vote->percent / 100;
    voted->cases += vote->percent > 0;
}

static enum slv_status count_votes(struct searching *search,
                                   const struct xap_result *nearest,
                                   double bound, struct learning *out,
                                   struct slv_error *err)
{
    struct indexed_case *cases =
        arena_calloc(search->arena, nearest->hit_count, sizeof *cases);
    struct strmap *places;
    size_t vote_count = 0;

    for (size_t i = 0; i < nearest->hit_count; i++) {
        enum slv_status status = indexed_case_read(
            nearest->hits[i].data, search->arena, &cases[i], err);

        if (status != SLV_OK)
            return status;
        vote_count += cases[i].vote_count;
    }
    out->items = arena_calloc(search->arena, vote_count, sizeof *out->items);
    places = strmap_new();
    for (size_t i = 0; i < nearest->hit_count; i++) {
        double similarity = nearest->hits[i].score / bound;
        double weight =
            similarity * similarity * decay(search, cases[i].closed_unix_s);

        for (size_t k = 0; k < cases[i].vote_count; k++)
            add_vote(out, places, &cases[i].votes[k], weight);
    }
    strmap_free(places);
    return SLV_OK;
}

enum slv_status learn_votes(struct searching *search, struct learning **out,
                            struct slv_error *err)
{
    struct learning *learning;
    struct xap_result nearest;
    double bound = 0;
    enum slv_status status;

    *out = NULL;
    if (!is_applicable(search))
        return SLV_OK;
    learning = arena_calloc(search->arena, 1, sizeof *learning);
    status = learn_find_cases(search, &nearest, &bound, err);
    if (status == SLV_OK && nearest.hit_count > 0)
        status = count_votes(search, &nearest, bound, learning, err);
    if (status != SLV_OK)
        return reader_forgive_cases(search->reader, status);
    if (learning->count > 0) {
        status = plan_bound(search->reader->xap, &search->plan, search->arena,
                            &learning->bound, err);
        *out = learning;
    }
    return status;
}

size_t learn_reserve(const struct learning *learning)
{
    size_t count = 0;

    for (size_t i = 0; i < learning->count; i++)
        count += learning->items[i].votes < 0;
    return count;
}

static double gain_of(const struct learning *learning, double votes)
{
    double gain = learning->bound * LEARN_WEIGHT * sqrt(fabs(votes));

    return votes < 0 ? -gain : gain;
}

/* --- the order --- */

struct candidate {
    struct xap_hit hit;
    struct str id;
    struct learned_hit learned;
    bool is_fixed; /* stays where its words put it */
};

struct candidates {
    struct candidate *items;
    size_t count;
};

static enum slv_status read_id(struct searching *search,
                               const struct xap_hit *hit, struct str *id,
                               struct slv_error *err)
{
    struct slv_article article;
    enum slv_status status =
        record_read(hit->data, search->arena, &article, NULL, err);

    *id = article.id;
    return status;
}

/* What the words found, in its order. */
static enum slv_status take_text(struct searching *search,
                                 const struct xap_result *text,
                                 struct strmap *places, struct candidates *out,
                                 struct slv_error *err)
{
    for (size_t i = 0; i < text->hit_count; i++) {
        struct candidate *item = &out->items[out->count++];
        double score = text->hits[i].score;
        enum slv_status status;

        *item = (struct candidate){
            .hit = text->hits[i],
            .learned = {.text_rank = i},
            .is_fixed = expand_take_pin(&score),
        };
        status = read_id(search, &text->hits[i], &item->id, err);
        if (status != SLV_OK)
            return status;
        *strmap_slot(places, item->id, NULL) = item;
    }
    return SLV_OK;
}

/* The terms of the ids weigh nothing, and let those in that have none of the
 * words. They are given back. */
static const struct str *let_in(struct searching *search, const struct str *ids,
                                size_t count, struct xap_plan *plan)
{
    struct xap_plan_term *terms =
        arena_calloc(search->arena, plan->term_count + count, sizeof *terms);
    struct str *names = arena_calloc(search->arena, count, sizeof *names);

    memcpy(terms, plan->terms, plan->term_count * sizeof *terms);
    for (size_t i = 0; i < count; i++) {
        names[i] = schema_name_term('Q', ids[i], search->arena);
        terms[plan->term_count + i] = (struct xap_plan_term){.name = names[i]};
    }
    plan->terms = terms;
    plan->term_count += count;
    return names;
}

void learn_let_in(struct searching *search, const struct learning *learning,
                  struct xap_plan *plan)
{
    struct str *ids = arena_calloc(search->arena, learning->count, sizeof *ids);
    size_t count = 0;

    for (size_t i = 0; i < learning->count; i++)
        if (learning->items[i].votes > 0)
            ids[count++] = learning->items[i].id;
    if (count > 0)
        (void) let_in(search, ids, count, plan);
}

/* The articles `ids`, with the score of their words. */
static enum slv_status match_ids(struct searching *search,
                                 const struct str *ids, size_t count,
                                 struct xap_result *out, struct slv_error *err)
{
    struct xap_plan plan = search->plan;
    struct xap_filter *filters =
        arena_calloc(search->arena, plan.filter_count + 1, sizeof *filters);
    const struct str *names = let_in(search, ids, count, &plan);

    if (plan.filter_count)
        memcpy(filters, plan.filters, plan.filter_count * sizeof *filters);
    filters[plan.filter_count] = (struct xap_filter){names, count, false};
    plan.filters = filters;
    plan.filter_count++;
    plan.pins = NULL;
    plan.pin_count = 0;
    plan.first = 0;
    plan.limit = count;
    return xap_search(search->reader->xap, &plan, search->arena, out, err);
}

/* What was voted for and is not among those that the words found. */
static enum slv_status take_voted(struct searching *search,
                                  const struct learning *learning,
                                  struct strmap *places, struct candidates *out,
                                  uint64_t *strangers, struct slv_error *err)
{
    struct str *ids = arena_calloc(search->arena, learning->count, sizeof *ids);
    struct xap_result found = {0};
    size_t count = 0;
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < learning->count; i++)
        if (learning->items[i].votes > 0 &&
            !strmap_get(places, learning->items[i].id))
            ids[count++] = learning->items[i].id;
    if (count > 0)
        status = match_ids(search, ids, count, &found, err);
    for (size_t i = 0; status == SLV_OK && i < found.hit_count; i++) {
        struct candidate *item = &out->items[out->count];

        *item = (struct candidate){.hit = found.hits[i],
                                   .learned = {.text_rank = SIZE_MAX}};
        status = read_id(search, &found.hits[i], &item->id, err);
        if (status != SLV_OK || strmap_get(places, item->id))
            continue;
        *strangers += found.hits[i].score == 0;
        *strmap_slot(places, item->id, NULL) = item;
        out->count++;
    }
    return status;
}

static void apply_votes(const struct learning *learning,
                        const struct strmap *places)
{
    for (size_t i = 0; i < learning->count; i++) {
        const struct voted *voted = &learning->items[i];
        struct candidate *item = strmap_get(places, voted->id);

        if (!item || item->is_fixed)
            continue;
        item->learned.score = gain_of(learning, voted->votes);
        item->learned.cases = voted->cases;
        item->hit.score += item->learned.score;
    }
}

/* Articles that are new and that no case has spoken for. Of all articles, not
 * only of what the nearest cases voted for. */
static enum slv_status fix_new(struct searching *search,
                               struct candidates *found, struct slv_error *err)
{
    struct candidate **young =
        arena_calloc(search->arena, found->count, sizeof(struct candidate *));
    struct str *names =
        arena_calloc(search->arena, found->count, sizeof *names);
    uint64_t *cases = arena_calloc(search->arena, found->count, sizeof *cases);
    size_t count = 0;
    enum slv_status status;

    for (size_t i = 0; i < found->count; i++) {
        struct candidate *item = &found->items[i];

        if (item->learned.text_rank == SIZE_MAX ||
            !reader_is_new(search->reader, search->request, item->id))
            continue;
        names[count] = case_article_term(item->id, search->arena);
        young[count++] = item;
    }
    if (count == 0)
        return SLV_OK;
    status =
        xap_term_frequencies(search->reader->cases, names, count, cases, err);
    for (size_t i = 0; i < count && status == SLV_OK; i++)
        young[i]->is_fixed |= cases[i] == 0;
    return reader_forgive_cases(search->reader, status);
}

static int compare_candidates(const void *a, const void *b)
{
    const struct candidate *left = a;
    const struct candidate *right = b;

    if (left->is_fixed != right->is_fixed)
        return left->is_fixed ? -1 : 1;
    if (left->is_fixed)
        return (left->learned.text_rank > right->learned.text_rank) -
               (left->learned.text_rank < right->learned.text_rank);
    if (left->hit.score != right->hit.score)
        return left->hit.score < right->hit.score ? 1 : -1;
    return str_compare(left->id, right->id);
}

/* Those that are fixed take their places, the others those between. */
static void lay_out(struct searching *search, struct candidates *found,
                    struct xap_result *result)
{
    struct learned_hit *learned =
        arena_calloc(search->arena, found->count, sizeof *learned);
    struct xap_hit *hits =
        arena_calloc(search->arena, found->count, sizeof *hits);
    size_t fixed = 0;
    size_t free_one = 0;

    qsort(found->items, found->count, sizeof *found->items, compare_candidates);
    while (free_one < found->count && found->items[free_one].is_fixed)
        free_one++;
    for (size_t i = 0, fixed_count = free_one; i < found->count; i++) {
        bool is_turn = fixed < fixed_count &&
                       (found->items[fixed].learned.text_rank <= i ||
                        free_one == found->count);
        const struct candidate *item =
            &found->items[is_turn ? fixed++ : free_one++];

        hits[i] = item->hit;
        learned[i] = item->learned;
    }
    result->hits = hits;
    result->hit_count = found->count;
    search->learned = learned;
}

enum slv_status learn_rank(struct searching *search,
                           const struct learning *learning,
                           struct xap_result *result, struct slv_error *err)
{
    struct candidates found = {arena_calloc(search->arena,
                                            result->hit_count + learning->count,
                                            sizeof *found.items),
                               0};
    struct strmap *places = strmap_new();
    enum slv_status status = take_text(search, result, places, &found, err);

    search->stranger_count = 0;
    if (status == SLV_OK)
        status = take_voted(search, learning, places, &found,
                            &search->stranger_count, err);
    if (status == SLV_OK)
        apply_votes(learning, places);
    strmap_free(places);
    if (status == SLV_OK)
        status = fix_new(search, &found, err);
    if (status == SLV_OK)
        lay_out(search, &found, result);
    return status;
}

enum slv_status slv_newest_case(struct slv_reader *reader,
                                int64_t *closed_unix_s, struct slv_error *err)
{
    const struct xap_plan plan = {
        .limit = 1,
        .tie_slot = SLOT_KEY,
        .order_by_slot = true,
        .order_slot = SLOT_UPDATED,
    };
    struct arena *arena = arena_new();
    struct xap_result result = {0};
    struct indexed_case newest = {.closed_unix_s = 0};
    enum slv_status status = reader_renew(reader, err);

    if (status == SLV_OK && reader->cases)
        status = xap_search(reader->cases, &plan, arena, &result, err);
    if (status == SLV_OK && result.hit_count > 0)
        status = indexed_case_read(result.hits[0].data, arena, &newest, err);
    *closed_unix_s = newest.closed_unix_s;
    arena_free(arena);
    return status;
}
