/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which gap a search asked about: the one whose average case its words are most
 * like. Searches about none that are like each other are gaps of their own.
 */
#include "core/insight/coverage_parts.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "core/cases/personal.h"

#include <math.h>
#include <stdlib.h>

struct placed {
    uint32_t group;
    float weight;
};

/* Of each term, the gaps it weighs in. */
struct places {
    size_t term_count;
    size_t *begin;
    struct placed *items;
    double *lengths; /* of each gap's average */
    double *scores;
};

static bool is_shown(const struct work_group *group)
{
    return group->case_count >= GAP_CASES_MIN;
}

static void init_places(struct places *places, const struct coverage_work *work)
{
    size_t *next;

    places->term_count = gap_texts_terms(work->texts);
    places->begin = alloc_zeroed(places->term_count + 2, sizeof *next);
    places->lengths = alloc_zeroed(work->kept_count + 1, sizeof(double));
    places->scores = alloc_zeroed(work->kept_count + 1, sizeof(double));
    next = places->begin + 1;
    for (size_t i = 0; i < work->kept_count; i++)
        for (size_t j = 0;
             is_shown(work->kept[i]) && j < work->kept[i]->sum.count; j++)
            next[work->kept[i]->sum.weights[j].term + 1]++;
    for (size_t i = 1; i <= places->term_count; i++)
        next[i] += next[i - 1];
    places->items =
        alloc_zeroed(next[places->term_count] + 1, sizeof *places->items);
    for (size_t i = 0; i < work->kept_count; i++) {
        const struct gap_vector *sum = &work->kept[i]->sum;

        for (size_t j = 0; is_shown(work->kept[i]) && j < sum->count; j++)
            places->items[next[sum->weights[j].term]++] =
                (struct placed){(uint32_t) i, sum->weights[j].weight};
        places->lengths[i] = sqrt(gap_product(sum, sum));
    }
}

static void release_places(struct places *places)
{
    free(places->begin);
    free(places->items);
    free(places->lengths);
    free(places->scores);
}

/* Number of the gap, SIZE_MAX when it is like none. */
static size_t find_place(struct places *places, const struct gap_vector *asked)
{
    size_t best = SIZE_MAX;
    double best_score = COVERAGE_SEARCH_LIKENESS;

    for (int step = 0; step < 3; step++) /* sum up, compare, clear */
        for (size_t i = 0; i < asked->count; i++) {
            const struct gap_weight *weight = &asked->weights[i];

            if (weight->term >= places->term_count)
                continue; /* a word that no case has */
            for (size_t j = places->begin[weight->term];
                 j < places->begin[weight->term + 1]; j++) {
                const struct placed *item = &places->items[j];
                double *score = &places->scores[item->group];

                if (step == 0)
                    *score += (double) weight->weight * (double) item->weight /
                              places->lengths[item->group];
                else if (step == 2)
                    *score = 0;
                else if (*score > best_score ||
                         (*score >= best_score && item->group < best)) {
                    best = item->group;
                    best_score = *score;
                }
            }
        }
    return best;
}

/* --- searches about no gap --- */

/* Is something in it that may tell who searched? */
static bool is_personal(struct str query)
{
    bool after_word = false;

    for (size_t i = 0; i < query.len; i++) {
        if (!after_word && personal_at(NULL, query, i) > 0)
            return true;
        after_word = personal_is_word_byte(query.ptr[i]);
    }
    return false;
}

static int compare_keys(const void *a, const void *b)
{
    const struct coverage_search *first = a;
    const struct coverage_search *second = b;

    return str_compare(first->key, second->key);
}

/* The gap that has most visits of the group's searches of the last run, and is
 * not taken; else a new one. */
static int64_t id_of(struct coverage_work *work,
                     const struct coverage_search *searches,
                     const uint32_t *group_of, size_t count, uint32_t group,
                     const struct coverage_new_gap *taken, size_t taken_count)
{
    uint64_t most = 0;
    int64_t id = 0;

    for (size_t i = 0; i < count && work->searched_count > 0; i++) {
        const struct coverage_search *known =
            group_of[i] == group
                ? bsearch(&searches[i], work->searched, work->searched_count,
                          sizeof *known, compare_keys)
                : NULL;
        bool is_taken = false;

        for (size_t j = 0; known && j < taken_count; j++)
            is_taken |= taken[j].id == known->gap_id;
        if (known && !is_taken && known->visits > most) {
            most = known->visits;
            id = known->gap_id;
        }
    }
    return id != 0 ? id : work->next_id++;
}

/* Make gaps of searches that are like each other; returns how many of them are
 * in one, moved to the front with their gaps. They come by falling visits. */
static size_t group_searches(struct coverage_work *work,
                             struct coverage_search *searches, size_t count)
{
    struct gap_vector *asked = arena_calloc(work->arena, count, sizeof *asked);
    uint32_t *group_of = arena_calloc(work->arena, count, sizeof *group_of);
    struct coverage_new_gap *gaps;
    uint64_t *visits;
    size_t groups;
    size_t kept = 0;
    const size_t old = work->result.gap_count;

    for (size_t i = 0; i < count; i++) {
        asked[i] = gap_texts_ask(work->texts, searches[i].query, work->arena);
        asked[i].copies = searches[i].visits < UINT32_MAX
                              ? (uint32_t) searches[i].visits
                              : UINT32_MAX;
    }
    groups = gap_cluster(asked, count, gap_texts_terms(work->texts),
                         COVERAGE_SEARCH_LIKENESS, COVERAGE_SEARCH_LIKENESS,
                         group_of);
    visits = arena_calloc(work->arena, groups, sizeof *visits);
    for (size_t i = 0; i < count; i++)
        visits[group_of[i]] += searches[i].visits;
    gaps = arena_calloc(work->arena, old + groups, sizeof *gaps);
    for (size_t i = 0; i < old; i++)
        gaps[i] = work->result.gaps[i];
    for (size_t i = 0; i < count; i++) {
        const uint32_t group = group_of[i];
        struct coverage_new_gap *gap = &gaps[work->result.gap_count];

        if (visits[group] < GAP_CASES_MIN)
            continue;
        for (size_t j = 0; j < i; j++)
            if (group_of[j] == group)
                gap = NULL;
        if (gap) { /* its most frequent search names it */
            *gap = (struct coverage_new_gap){
                .id = id_of(work, searches, group_of, count, group, gaps + old,
                            work->result.gap_count - old),
                .words = str_first(searches[i].query, GAP_WORDS_BYTES),
                .search_visits = visits[group],
            };
            work->result.gap_count++;
            for (size_t j = i; j < count; j++)
                if (group_of[j] == group)
                    searches[j].gap_id = gap->id;
        }
    }
    for (size_t i = 0; i < count; i++)
        if (searches[i].gap_id != 0)
            searches[kept++] = searches[i];
    work->result.gaps = gaps;
    return kept;
}

bool coverage_is_searched(const struct coverage_work *work,
                          const struct coverage_gap *gap)
{
    if (gap->search_visits == 0)
        return false;
    if (!work->result.searches)
        return true; /* nobody looked */
    for (size_t i = 0; i < work->result.gap_count; i++)
        if (work->result.gaps[i].id == gap->id)
            return true;
    return false;
}

void coverage_place_searches(struct coverage_work *work,
                             const struct coverage_searches *searches)
{
    struct arena *scratch = arena_new();
    struct coverage_search *placed =
        arena_calloc(work->arena, searches->count, sizeof *placed);
    struct coverage_search *others =
        arena_calloc(work->arena, searches->count, sizeof *others);
    struct places places;
    size_t count = 0;
    size_t other_count = 0;

    init_places(&places, work);
    for (size_t i = 0; i < searches->count; i++) {
        const struct gap_vector asked =
            gap_texts_ask(work->texts, searches->items[i].query, scratch);
        const size_t place = find_place(&places, &asked);

        if (is_personal(searches->items[i].query))
            continue;
        if (place != SIZE_MAX) {
            placed[count] = searches->items[i];
            placed[count++].gap_id = work->kept[place]->id;
        } else if (other_count < GAP_BLOCK && asked.count > 0) {
            others[other_count] = searches->items[i];
            others[other_count++].gap_id = 0;
        }
        arena_reset(scratch);
    }
    release_places(&places);
    arena_free(scratch);
    other_count = group_searches(work, others, other_count);
    for (size_t i = 0; i < other_count; i++)
        placed[count++] = others[i];
    work->result.searches = placed;
    work->result.search_count = count;
}
