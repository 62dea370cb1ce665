/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Groups of one block by chains of nearest neighbours. What to do with more
 * than one block is in gap_rounds.c.
 */
#include "core/insight/gap_cluster.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "core/insight/gap_rounds.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double gap_product(const struct gap_vector *a, const struct gap_vector *b)
{
    double sum = 0;
    size_t i = 0;
    size_t j = 0;

    while (i < a->count && j < b->count) {
        if (a->weights[i].term < b->weights[j].term) {
            i++;
        } else if (a->weights[i].term > b->weights[j].term) {
            j++;
        } else {
            sum +=
                (double) a->weights[i].weight * (double) b->weights[j].weight;
            i++;
            j++;
        }
    }
    return sum;
}

/* --- postings: which points have a term --- */

struct posting {
    uint32_t point;
    float weight;
};

struct postings {
    size_t *begin; /* of each term, and the end of the last */
    struct posting *items;
};

static struct postings make_postings(const struct gap_vector *points,
                                     size_t count, size_t term_count)
{
    struct postings out = {alloc_zeroed(term_count + 2, sizeof(size_t)), NULL};
    size_t *next = out.begin + 1;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < points[i].count; j++)
            next[points[i].weights[j].term + 1]++;
    for (size_t i = 1; i <= term_count; i++)
        next[i] += next[i - 1];
    out.items = alloc_zeroed(next[term_count] + 1, sizeof *out.items);
    /* next[t] is where the next posting of t goes, and at last its end */
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < points[i].count; j++)
            out.items[next[points[i].weights[j].term]++] =
                (struct posting){(uint32_t) i, points[i].weights[j].weight};
    return out;
}

static void free_postings(struct postings *postings)
{
    free(postings->begin);
    free(postings->items);
}

/* --- chains --- */

struct chains {
    size_t count;
    float *likeness; /* count x count */
    double *sizes;   /* 0: part of another one, or settled */
    uint32_t *parent;
};

static float *row_of(const struct chains *chains, size_t i)
{
    return chains->likeness + i * chains->count;
}

static void fill_likeness(struct chains *chains,
                          const struct gap_vector *points, size_t term_count)
{
    struct postings postings = make_postings(points, chains->count, term_count);

    for (size_t i = 0; i < chains->count; i++) {
        float *row = row_of(chains, i);

        for (size_t j = 0; j < points[i].count; j++) {
            const struct gap_weight *weight = &points[i].weights[j];

            for (size_t k = postings.begin[weight->term];
                 k < postings.begin[weight->term + 1]; k++)
                row[postings.items[k].point] +=
                    weight->weight * postings.items[k].weight;
        }
    }
    free_postings(&postings);
}

/* --- neighbours --- */

/* The points that one is most like, itself among them, with the length 1. */
struct profile {
    size_t count;
    uint32_t points[GAP_NEIGHBOURS];
    float weights[GAP_NEIGHBOURS];
};

static void add_neighbour(struct profile *profile, uint32_t point, float weight)
{
    size_t at = profile->count;

    if (at == GAP_NEIGHBOURS && weight <= profile->weights[at - 1])
        return;
    if (at == GAP_NEIGHBOURS)
        at--;
    else
        profile->count++;
    while (at > 0 && weight > profile->weights[at - 1]) {
        profile->points[at] = profile->points[at - 1];
        profile->weights[at] = profile->weights[at - 1];
        at--;
    }
    profile->points[at] = point;
    profile->weights[at] = weight;
}

static struct profile profile_of(const struct chains *chains, size_t point)
{
    const float *row = row_of(chains, point);
    struct profile profile = {.count = 0};
    double length = 0;

    for (size_t i = 0; i < chains->count; i++) {
        const float weight = i == point ? 1.0F : row[i];

        if (weight > 0)
            add_neighbour(&profile, (uint32_t) i, weight);
    }
    for (size_t i = 0; i < profile.count; i++)
        length += (double) profile.weights[i] * (double) profile.weights[i];
    for (size_t i = 0; i < profile.count; i++)
        profile.weights[i] /= (float) sqrt(length);
    return profile;
}

/* Two that are like the same ones are more alike than their words say. */
static void blend_neighbours(struct chains *chains)
{
    struct profile *profiles = alloc_zeroed(chains->count, sizeof *profiles);
    uint32_t *begin = alloc_zeroed(chains->count + 2, sizeof *begin);
    struct posting *near;

    for (size_t i = 0; i < chains->count; i++) {
        profiles[i] = profile_of(chains, i);
        for (size_t j = 0; j < profiles[i].count; j++)
            begin[profiles[i].points[j] + 2]++;
    }
    for (size_t i = 2; i < chains->count + 2; i++)
        begin[i] += begin[i - 1];
    near = alloc_zeroed(begin[chains->count + 1] + 1, sizeof *near);
    for (size_t i = 0; i < chains->count; i++)
        for (size_t j = 0; j < profiles[i].count; j++)
            near[begin[profiles[i].points[j] + 1]++] =
                (struct posting){(uint32_t) i, profiles[i].weights[j]};
    for (size_t i = 0; i < chains->count * chains->count; i++)
        chains->likeness[i] *= 1 - GAP_NEIGHBOURS_SHARE;
    for (size_t i = 0; i < chains->count; i++)
        for (size_t j = 0; j < profiles[i].count; j++) {
            const uint32_t shared = profiles[i].points[j];

            for (uint32_t k = begin[shared]; k < begin[shared + 1]; k++)
                row_of(chains, i)[near[k].point] += GAP_NEIGHBOURS_SHARE *
                                                    profiles[i].weights[j] *
                                                    near[k].weight;
        }
    free(near);
    free(begin);
    free(profiles);
}

/* --- joining --- */

/* The one most like `i` among those that are still in play; of equal ones
 * `wanted`, else the first. `i` itself when there is no other. */
static size_t nearest(const struct chains *chains, size_t i, size_t wanted)
{
    const float *row = row_of(chains, i);
    size_t best = i;
    float best_likeness = -1;

    for (size_t j = 0; j < chains->count; j++) {
        if (j == i || chains->sizes[j] <= 0)
            continue;
        if (row[j] > best_likeness ||
            (row[j] >= best_likeness && j == wanted)) {
            best = j;
            best_likeness = row[j];
        }
    }
    return best;
}

/* `b` becomes part of `a`. */
static void join(struct chains *chains, size_t a, size_t b)
{
    const double total = chains->sizes[a] + chains->sizes[b];
    const double part_a = chains->sizes[a] / total;
    const double part_b = chains->sizes[b] / total;
    float *row_a = row_of(chains, a);
    const float *row_b = row_of(chains, b);

    for (size_t i = 0; i < chains->count; i++) {
        row_a[i] =
            (float) (part_a * (double) row_a[i] + part_b * (double) row_b[i]);
        row_of(chains, i)[a] = row_a[i];
    }
    chains->sizes[a] = total;
    chains->sizes[b] = 0;
    chains->parent[b] = (uint32_t) a;
}

/* Two that are nearest to each other and not alike will never be part of a
 * group with others, since no joining brings anything nearer. */
static void run_chains(struct chains *chains, double likeness_min)
{
    uint32_t *chain = alloc_zeroed(chains->count + 1, sizeof *chain);
    size_t length = 0;
    size_t first = 0;

    while (first < chains->count || length > 0) {
        size_t end;
        size_t next;

        if (length == 0) {
            if (chains->sizes[first] <= 0) {
                first++;
                continue;
            }
            chain[length++] = (uint32_t) first;
        }
        end = chain[length - 1];
        next = nearest(chains, end, length > 1 ? chain[length - 2] : end);
        if (next == end || (double) row_of(chains, end)[next] < likeness_min) {
            chains->sizes[end] = 0; /* settled */
            length--;
        } else if (length > 1 && next == chain[length - 2]) {
            join(chains, end < next ? end : next, end < next ? next : end);
            length -= 2;
        } else {
            chain[length++] = (uint32_t) next;
        }
    }
    free(chain);
}

/* Put groups that are too small to be shown into play again, with the average
 * likenesses that they came to. `root_of` is room for each point. */
static void take_leftovers(struct chains *chains,
                           const struct gap_vector *points, uint32_t *root_of)
{
    for (size_t i = 0; i < chains->count; i++)
        chains->sizes[i] = 0;
    for (size_t i = 0; i < chains->count; i++) {
        /* a parent is always before its parts */
        root_of[i] =
            chains->parent[i] == i ? (uint32_t) i : root_of[chains->parent[i]];
        chains->sizes[root_of[i]] += points[i].copies;
    }
    for (size_t i = 0; i < chains->count; i++)
        if (chains->sizes[i] >= GAP_LEFTOVER_BELOW)
            chains->sizes[i] = 0;
}

size_t gap_block_cluster(const struct gap_vector *points, size_t count,
                         size_t term_count, double likeness_min,
                         double leftover_min, bool are_texts, uint32_t *out)
{
    struct chains chains = {.count = count};
    size_t groups = 0;

    if (count == 0)
        return 0;
    chains.likeness = alloc_zeroed(count * count, sizeof *chains.likeness);
    chains.sizes = alloc_zeroed(count, sizeof *chains.sizes);
    chains.parent = alloc_zeroed(count, sizeof *chains.parent);
    for (size_t i = 0; i < count; i++) {
        chains.sizes[i] = points[i].copies;
        chains.parent[i] = (uint32_t) i;
    }
    fill_likeness(&chains, points, term_count);
    if (are_texts)
        blend_neighbours(&chains);
    run_chains(&chains, likeness_min);
    if (leftover_min < likeness_min) {
        take_leftovers(&chains, points, out);
        run_chains(&chains, leftover_min);
    }
    /* a parent is always before its parts */
    for (size_t i = 0; i < count; i++)
        out[i] =
            chains.parent[i] == i ? (uint32_t) groups++ : out[chains.parent[i]];
    free(chains.likeness);
    free(chains.sizes);
    free(chains.parent);
    return groups;
}

/* --- sums --- */

static int compare_terms(const void *a, const void *b)
{
    const struct gap_weight *first = a;
    const struct gap_weight *second = b;

    return (first->term > second->term) - (first->term < second->term);
}

static int compare_weights(const void *a, const void *b)
{
    const struct gap_weight *first = a;
    const struct gap_weight *second = b;

    if (first->weight > second->weight || first->weight < second->weight)
        return first->weight < second->weight ? 1 : -1;
    return compare_terms(a, b);
}

struct gap_vector gap_sum(const struct gap_vector *points,
                          const uint32_t *chosen, size_t count, size_t max,
                          struct arena *arena)
{
    struct gap_vector out = {.copies = 0};
    struct gap_weight *weights;
    struct gap_weight *all;
    size_t total = 0;
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        total += points[chosen[i]].count;
        out.copies += points[chosen[i]].copies;
    }
    all = alloc_zeroed(total + 1, sizeof *all);
    total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct gap_vector *point = &points[chosen[i]];

        for (size_t j = 0; j < point->count; j++)
            all[total++] = (struct gap_weight){point->weights[j].term,
                                               point->weights[j].weight *
                                                   (float) point->copies};
    }
    if (total > 0)
        qsort(all, total, sizeof *all, compare_terms);
    for (size_t i = 0; i < total; i++) {
        if (kept > 0 && all[kept - 1].term == all[i].term)
            all[kept - 1].weight += all[i].weight;
        else
            all[kept++] = all[i];
    }
    if (kept > max) {
        qsort(all, kept, sizeof *all, compare_weights);
        kept = max;
        qsort(all, kept, sizeof *all, compare_terms);
    }
    weights = arena_alloc(arena, kept * sizeof *weights);
    if (kept > 0)
        memcpy(weights, all, kept * sizeof *weights);
    out.weights = weights;
    out.count = kept;
    free(all);
    return out;
}
