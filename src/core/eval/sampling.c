/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The generator (the mixing step known as SplitMix64), resampling of means, and
 * random signs for paired differences. Which figures go in is decided elsewhere.
 */
#include "core/eval/sampling.h"

#include "base/alloc.h"
#include "base/check.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t seed_of_intervals = 0x5EED0F1A7E57A11E;
static const uint64_t seed_of_signs = 0x5EED0F516A5B1B5E;

void sampling_begin(struct sampling *sampling, uint64_t seed)
{
    sampling->state = seed;
}

uint64_t sampling_next(struct sampling *sampling)
{
    uint64_t bits = sampling->state += 0x9E3779B97F4A7C15;

    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    return bits ^ (bits >> 31);
}

/* The upper half of bits x bound is the number; the first few values of the
 * lower half are one too many for some numbers, and are drawn again. */
uint32_t sampling_below(struct sampling *sampling, uint32_t bound)
{
    uint64_t product = (sampling_next(sampling) >> 32) * bound;

    if ((uint32_t) product < bound) {
        uint32_t surplus = (uint32_t) -bound % bound;

        while ((uint32_t) product < surplus)
            product = (sampling_next(sampling) >> 32) * bound;
    }
    return (uint32_t) (product >> 32);
}

static int compare_doubles(const void *a, const void *b)
{
    double left = *(const double *) a;
    double right = *(const double *) b;

    return (left > right) - (left < right);
}

static void draw_means(struct sampling *sampling, const double *values,
                       size_t rows, size_t columns, size_t round, double *means)
{
    for (size_t i = 0; i < rows; i++) {
        const double *row =
            values + sampling_below(sampling, (uint32_t) rows) * columns;

        for (size_t column = 0; column < columns; column++)
            means[column * SAMPLING_ROUNDS + round] += row[column];
    }
    for (size_t column = 0; column < columns; column++)
        means[column * SAMPLING_ROUNDS + round] /= (double) rows;
}

void sampling_intervals(const double *values, size_t rows, size_t columns,
                        struct sampling_interval *out)
{
    enum { LEFT_OUT = SAMPLING_ROUNDS / 40 };
    double *means = alloc_zeroed(columns * SAMPLING_ROUNDS, sizeof *means);
    struct sampling sampling;

    SLV_ASSERT(rows > 0 && rows <= UINT32_MAX);
    sampling_begin(&sampling, seed_of_intervals);
    for (size_t round = 0; round < SAMPLING_ROUNDS; round++)
        draw_means(&sampling, values, rows, columns, round, means);
    for (size_t column = 0; column < columns; column++) {
        double *sorted = means + column * SAMPLING_ROUNDS;

        qsort(sorted, SAMPLING_ROUNDS, sizeof *sorted, compare_doubles);
        out[column] = (struct sampling_interval){
            sorted[LEFT_OUT], sorted[SAMPLING_ROUNDS - 1 - LEFT_OUT]};
    }
    free(means);
}

static double sum_with_signs(struct sampling *sampling, const double *sizes,
                             size_t count)
{
    double sum = 0;
    uint64_t signs = 0;

    for (size_t i = 0; i < count; i++, signs >>= 1) {
        if (i % 64 == 0)
            signs = sampling_next(sampling);
        sum += signs & 1 ? sizes[i] : -sizes[i];
    }
    return sum;
}

double sampling_paired_p(const double *differences, size_t count)
{
    double *sizes = alloc_zeroed(count + 1, sizeof *sizes);
    struct sampling sampling;
    size_t changed = 0;
    size_t as_far = 0;
    double sum = 0;
    double total = 0;
    double rounding;

    for (size_t i = 0; i < count; i++) {
        if (differences[i] == 0)
            continue;
        sum += differences[i];
        total += fabs(differences[i]);
        sizes[changed++] = differences[i];
    }
    /* sums in another order that should be equal may differ by this */
    rounding = total * 1e-12;
    sampling_begin(&sampling, seed_of_signs);
    for (size_t round = 0; round < SAMPLING_ROUNDS; round++)
        as_far += fabs(sum_with_signs(&sampling, sizes, changed)) + rounding >=
                  fabs(sum);
    free(sizes);
    return ((double) as_far + 1) / (SAMPLING_ROUNDS + 1);
}
