/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Brings rankings and judgements together. The arithmetic of one ranking is in
 * measure.c, that of chance in sampling.c.
 */
#include "core/eval/eval.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strmap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Differences of nDCG smaller than this are of rounding. */
static const double same = 1e-9;

/* The grade of `article` among rows that are sorted by article. */
static int grade_of(const struct trec_judgement *rows, size_t count,
                    struct str article)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_compare(rows[middle].article, article);

        if (order == 0)
            return rows[middle].grade;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

static bool has_relevant(const int *grades, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (grades[i] > 0)
            return true;
    return false;
}

static void measure_query(const struct trec_judgements *judgements,
                          const struct eval_ranking *ranking,
                          struct eval_query *out)
{
    size_t count;
    const struct trec_judgement *rows =
        trec_judgements_of(judgements, out->query->id, &count);
    int *judged = alloc_zeroed(count + 1, sizeof *judged);
    int *ranked = alloc_zeroed(ranking->count + 1, sizeof *ranked);

    for (size_t i = 0; i < count; i++)
        judged[i] = rows[i].grade;
    for (size_t i = 0; i < ranking->count; i++)
        ranked[i] = grade_of(rows, count, ranking->articles[i]);
    out->hit_count = ranking->count;
    out->is_judged = has_relevant(judged, count);
    measure_ranking(ranked, ranking->count, judged, count, out->values);
    free(ranked);
    free(judged);
}

static void average(struct eval_result *result)
{
    double *values =
        alloc_zeroed(result->judged_count * MEASURE_COUNT + 1, sizeof *values);
    size_t row = 0;

    for (size_t i = 0; i < result->query_count; i++)
        if (result->queries[i].is_judged)
            memcpy(values + MEASURE_COUNT * row++, result->queries[i].values,
                   sizeof result->queries[i].values);
    for (unsigned measure = 0; measure < MEASURE_COUNT; measure++) {
        double sum = 0;

        for (size_t i = 0; i < row; i++)
            sum += values[i * MEASURE_COUNT + measure];
        result->means[measure] = sum / (double) row;
    }
    sampling_intervals(values, row, MEASURE_COUNT, result->intervals);
    free(values);
}

void eval_measure(const struct trec_queries *queries,
                  const struct trec_judgements *judgements,
                  const struct eval_ranking *rankings, struct arena *arena,
                  struct eval_result *out)
{
    *out = (struct eval_result){
        .queries = arena_calloc(arena, queries->count, sizeof *out->queries),
        .query_count = queries->count,
    };
    for (size_t i = 0; i < queries->count; i++) {
        out->queries[i].query = &queries->items[i];
        measure_query(judgements, &rankings[i], &out->queries[i]);
        out->judged_count += out->queries[i].is_judged;
        out->empty_count += rankings[i].count == 0;
    }
    if (out->judged_count)
        average(out);
}

size_t eval_rankings_of_run(const struct trec_queries *queries,
                            const struct trec_run *run, size_t depth,
                            struct arena *arena, struct eval_ranking **out)
{
    struct eval_ranking *rankings =
        arena_calloc(arena, queries->count, sizeof *rankings);
    size_t with_hits = 0;

    for (size_t i = 0; i < queries->count; i++) {
        size_t count;
        const struct trec_hit *hits =
            trec_hits_of(run, queries->items[i].id, &count);

        with_hits += count > 0;
        if (count > depth)
            count = depth;
        rankings[i].articles =
            arena_calloc(arena, count, sizeof *rankings[i].articles);
        rankings[i].count = count;
        for (size_t k = 0; k < count; k++)
            rankings[i].articles[k] = hits[k].article;
    }
    *out = rankings;
    return with_hits;
}

/* --- what does not fit together --- */

struct str_list eval_unjudged(const struct eval_result *result,
                              struct arena *arena)
{
    struct str_list ids = {
        arena_calloc(arena, result->query_count, sizeof *ids.items), 0};

    for (size_t i = 0; i < result->query_count; i++)
        if (!result->queries[i].is_judged)
            ids.items[ids.count++] = result->queries[i].query->id;
    return ids;
}

static struct strmap *ids_of(const struct trec_queries *queries)
{
    struct strmap *ids = strmap_new();

    for (size_t i = 0; i < queries->count; i++)
        *strmap_slot(ids, queries->items[i].id, NULL) = &queries->items[i];
    return ids;
}

struct str_list eval_not_asked(const struct trec_queries *queries,
                               const struct trec_judgements *judgements,
                               struct arena *arena)
{
    struct strmap *asked = ids_of(queries);
    struct str_list ids = {
        arena_calloc(arena, judgements->count, sizeof *ids.items), 0};

    for (size_t i = 0; i < judgements->count; i++) {
        struct str id = judgements->items[i].query;

        if ((i == 0 || !str_equal(id, judgements->items[i - 1].query)) &&
            !strmap_get(asked, id))
            ids.items[ids.count++] = id;
    }
    strmap_free(asked);
    return ids;
}

static int compare_ids(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

struct str_list eval_never_found(const struct trec_queries *queries,
                                 const struct trec_judgements *judgements,
                                 const struct eval_ranking *rankings,
                                 struct arena *arena)
{
    struct strmap *asked = ids_of(queries);
    struct strmap *known = strmap_new();
    struct str_list ids = {
        arena_calloc(arena, judgements->count, sizeof *ids.items), 0};

    for (size_t i = 0; i < queries->count; i++)
        for (size_t k = 0; k < rankings[i].count; k++)
            *strmap_slot(known, rankings[i].articles[k], NULL) = known;
    for (size_t i = 0; i < judgements->count; i++) {
        const struct trec_judgement *row = &judgements->items[i];

        if (row->grade <= 0 || !strmap_get(asked, row->query) ||
            strmap_get(known, row->article))
            continue;
        *strmap_slot(known, row->article, NULL) = known;
        ids.items[ids.count++] = row->article;
    }
    strmap_free(known);
    strmap_free(asked);
    if (ids.count)
        qsort(ids.items, ids.count, sizeof *ids.items, compare_ids);
    return ids;
}

/* --- comparing --- */

/* By falling change; equal changes by id. */
static int compare_changes(const void *a, const void *b)
{
    const struct eval_change *left = a;
    const struct eval_change *right = b;
    double left_size = fabs(left->ours - left->other);
    double right_size = fabs(right->ours - right->other);

    if (left_size != right_size)
        return left_size < right_size ? 1 : -1;
    return str_compare(left->query->id, right->query->id);
}

static void note_change(const struct eval_query *ours,
                        const struct eval_query *other,
                        struct eval_comparison *out)
{
    const struct eval_change change = {ours->query,
                                       ours->values[MEASURE_NDCG_10],
                                       other->values[MEASURE_NDCG_10]};

    if (fabs(change.ours - change.other) < same)
        out->same_count++;
    else if (change.ours > change.other)
        out->won[out->won_count++] = change;
    else
        out->lost[out->lost_count++] = change;
}

void eval_compare(const struct eval_result *ours,
                  const struct eval_result *other, struct arena *arena,
                  struct eval_comparison *out)
{
    size_t count = 0;
    double *differences =
        alloc_zeroed(ours->judged_count + 1, sizeof *differences);

    SLV_ASSERT(ours->query_count == other->query_count &&
               ours->judged_count == other->judged_count);
    *out = (struct eval_comparison){
        .won = arena_calloc(arena, ours->judged_count, sizeof *out->won),
        .lost = arena_calloc(arena, ours->judged_count, sizeof *out->lost),
    };
    for (size_t i = 0; i < ours->query_count; i++) {
        if (!ours->queries[i].is_judged)
            continue;
        differences[count++] = ours->queries[i].values[MEASURE_NDCG_10] -
                               other->queries[i].values[MEASURE_NDCG_10];
        note_change(&ours->queries[i], &other->queries[i], out);
    }
    for (unsigned measure = 0; measure < MEASURE_COUNT; measure++) {
        out->other[measure] = other->means[measure];
        out->differences[measure] =
            ours->means[measure] - other->means[measure];
    }
    out->p = sampling_paired_p(differences, count);
    free(differences);
    if (out->won_count)
        qsort(out->won, out->won_count, sizeof *out->won, compare_changes);
    if (out->lost_count)
        qsort(out->lost, out->lost_count, sizeof *out->lost, compare_changes);
}
