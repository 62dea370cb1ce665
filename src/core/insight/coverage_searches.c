/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which gap a search asked about: the one whose average case its words are most
 * like.
 */
#include "core/insight/coverage_parts.h"

#include "base/alloc.h"
#include "base/arena.h"

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

void coverage_place_searches(struct coverage_work *work,
                             const struct coverage_searches *searches)
{
    struct arena *scratch = arena_new();
    struct coverage_search *placed =
        arena_calloc(work->arena, searches->count, sizeof *placed);
    struct places places;
    size_t count = 0;

    init_places(&places, work);
    for (size_t i = 0; i < searches->count; i++) {
        const struct gap_vector asked =
            gap_texts_ask(work->texts, searches->items[i].query, scratch);
        const size_t place = find_place(&places, &asked);

        if (place != SIZE_MAX) {
            placed[count] = searches->items[i];
            placed[count++].gap_id = work->kept[place]->id;
        }
        arena_reset(scratch);
    }
    release_places(&places);
    arena_free(scratch);
    work->result.searches = placed;
    work->result.search_count = count;
}
