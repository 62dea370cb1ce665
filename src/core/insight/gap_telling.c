/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The words that set a group of cases apart. See gap_terms.h.
 */
#include "core/insight/gap_terms_parts.h"

#include "base/alloc.h"
#include "base/str.h"

#include <math.h>
#include <stdlib.h>

/* k ln(p), 0 for k = 0 */
static double part(double k, double p)
{
    return k > 0 && p > 0 ? k * log(p) : 0;
}

static double likelihood(double k, double n, double p)
{
    return part(k, p) + part(n - k, 1 - p);
}

/* Twice the logarithm of how much likelier it is that `in` of `group` cases and
 * `out` of `others` have the word by two rates than by one. */
static double ratio(double in, double group, double out, double others)
{
    const double rate = (in + out) / (group + others);

    if (others <= 0)
        return in;
    return 2 * (likelihood(in, group, in / group) +
                likelihood(out, others, out / others) -
                likelihood(in, group, rate) - likelihood(out, others, rate));
}

struct found {
    const struct gap_texts *texts;
    uint32_t term;
    double tells;
};

static int compare_found(const void *a, const void *b)
{
    const struct found *first = a;
    const struct found *second = b;

    if (first->tells > second->tells || first->tells < second->tells)
        return first->tells < second->tells ? 1 : -1;
    return str_compare(first->texts->terms[first->term].name,
                       second->texts->terms[second->term].name);
}

struct tally {
    uint32_t term;
    uint32_t cases;
    bool is_personal;
};

static int compare_tallies(const void *a, const void *b)
{
    const struct tally *first = a;
    const struct tally *second = b;

    return (first->term > second->term) - (first->term < second->term);
}

/* In how many cases of the group each of its terms is; returns how many terms
 * there are. *out is freed by the caller. */
static size_t tally_terms(const struct gap_texts *texts, const uint32_t *points,
                          size_t count, struct tally **out)
{
    size_t total = 0;
    size_t kept = 0;
    struct tally *all;

    for (size_t i = 0; i < count; i++)
        total += texts->points[points[i]].count;
    all = alloc_zeroed(total + 1, sizeof *all);
    total = 0;
    for (size_t i = 0; i < count; i++) {
        const struct point *point = &texts->points[points[i]];

        for (size_t j = 0; j < point->count; j++)
            all[total++] = (struct tally){point->counts[j].term, point->copies,
                                          point->counts[j].is_personal};
    }
    if (total > 0)
        qsort(all, total, sizeof *all, compare_tallies);
    for (size_t i = 0; i < total; i++) {
        if (kept > 0 && all[kept - 1].term == all[i].term) {
            all[kept - 1].cases += all[i].cases;
            all[kept - 1].is_personal |= all[i].is_personal;
        } else {
            all[kept++] = all[i];
        }
    }
    *out = all;
    return kept;
}

size_t gap_texts_telling(const struct gap_texts *texts, const uint32_t *points,
                         size_t count, size_t max, struct gap_word *out)
{
    struct tally *tallies;
    size_t terms = tally_terms(texts, points, count, &tallies);
    struct found *found = alloc_zeroed(terms + 1, sizeof *found);
    size_t found_count = 0;
    double group = 0;

    for (size_t i = 0; i < count; i++)
        group += texts->points[points[i]].copies;
    for (size_t i = 0; i < terms; i++) {
        const double in = tallies[i].cases;
        const double out_of_it =
            (double) texts->terms[tallies[i].term].cases - in;
        const double others = (double) texts->cases - group;

        /* what one case alone says may be about its customer */
        if (tallies[i].is_personal || (group > 1 && in < 2) || in * 3 < group ||
            (others > 0 && in * others <= out_of_it * group))
            continue;
        found[found_count++] = (struct found){
            texts, tallies[i].term, ratio(in, group, out_of_it, others)};
    }
    if (found_count > 0)
        qsort(found, found_count, sizeof *found, compare_found);
    if (found_count > max)
        found_count = max;
    for (size_t i = 0; i < found_count; i++)
        out[i] = (struct gap_word){found[i].term, found[i].tells};
    free(found);
    free(tallies);
    return found_count;
}
