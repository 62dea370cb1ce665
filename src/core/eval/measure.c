/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The arithmetic of nDCG, reciprocal rank, precision and recall for one query.
 * Averages and intervals over queries are made elsewhere.
 */
#include "core/eval/measure.h"

#include "base/str.h"

#include <math.h>
#include <string.h>

enum { NDCG_DEPTH = 10 };

static const char *const names[MEASURE_COUNT] = {
    [MEASURE_NDCG_10] = "ndcg@10",
    [MEASURE_MRR] = "mrr",
    [MEASURE_P_1] = "p@1",
    [MEASURE_RECALL_10] = "recall@10",
    [MEASURE_RECALL_100] = "recall@100",
};

const char *measure_name(enum measure measure)
{
    return names[measure];
}

bool measure_parse(struct str name, enum measure *out)
{
    for (unsigned i = 0; i < MEASURE_COUNT; i++) {
        if (str_equal_nocase(name, str_from(names[i]))) {
            *out = (enum measure) i;
            return true;
        }
    }
    return false;
}

/* Of the first NDCG_DEPTH grades. */
static double discounted_gain(const int *grades, size_t count)
{
    double sum = 0;

    for (size_t i = 0; i < count && i < NDCG_DEPTH; i++)
        if (grades[i] > 0)
            sum += grades[i] / log2((double) i + 2);
    return sum;
}

/* The NDCG_DEPTH highest grades, falling; returns how many there are. */
static size_t highest_grades(const int *grades, size_t count,
                             int best[NDCG_DEPTH])
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        size_t at = kept < NDCG_DEPTH ? kept++ : NDCG_DEPTH;

        while (at > 0 && grades[i] > best[at - 1]) {
            if (at < NDCG_DEPTH)
                best[at] = best[at - 1];
            at--;
        }
        if (at < NDCG_DEPTH)
            best[at] = grades[i];
    }
    return kept;
}

static size_t count_relevant(const int *grades, size_t count, size_t depth)
{
    size_t relevant = 0;

    for (size_t i = 0; i < count && i < depth; i++)
        relevant += grades[i] > 0;
    return relevant;
}

void measure_ranking(const int *ranked, size_t ranked_count, const int *judged,
                     size_t judged_count, double out[MEASURE_COUNT])
{
    size_t relevant = count_relevant(judged, judged_count, judged_count);
    int ideal[NDCG_DEPTH];
    size_t ideal_count = highest_grades(judged, judged_count, ideal);
    size_t first = 0;

    memset(out, 0, MEASURE_COUNT * sizeof *out);
    if (relevant == 0)
        return;
    while (first < ranked_count && ranked[first] <= 0)
        first++;
    out[MEASURE_NDCG_10] = discounted_gain(ranked, ranked_count) /
                           discounted_gain(ideal, ideal_count);
    out[MEASURE_MRR] = first < ranked_count ? 1 / ((double) first + 1) : 0;
    out[MEASURE_P_1] = (double) count_relevant(ranked, ranked_count, 1);
    out[MEASURE_RECALL_10] =
        (double) count_relevant(ranked, ranked_count, 10) / (double) relevant;
    out[MEASURE_RECALL_100] =
        (double) count_relevant(ranked, ranked_count, 100) / (double) relevant;
}
