/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How far chance alone could have made a mean what it is: bootstrap intervals
 * and a paired randomisation test, both from a generator with a fixed seed, so
 * that the same figures give the same answer on every machine.
 */
#ifndef EVAL_SAMPLING_H
#define EVAL_SAMPLING_H

#include <stddef.h>
#include <stdint.h>

enum { SAMPLING_ROUNDS = 10000 };

/* One thread at a time. */
struct sampling {
    uint64_t state;
};

void sampling_begin(struct sampling *sampling, uint64_t seed);
/* 64 bits, each as likely 0 as 1. */
uint64_t sampling_next(struct sampling *sampling);
/* 0 to bound - 1, each exactly as likely; bound is at least 1. */
uint32_t sampling_below(struct sampling *sampling, uint32_t bound);

struct sampling_interval {
    double low;
    double high;
};

/* The 95% bootstrap percentile interval of the mean of each column of `values`
 * (row by row, `rows` of at least 1 and below 2^32): of SAMPLING_ROUNDS means
 * over `rows` rows drawn with replacement, the 2.5% lowest and the 2.5% highest
 * are left out. A draw takes whole rows, so columns are drawn alike. */
void sampling_intervals(const double *values, size_t rows, size_t columns,
                        struct sampling_interval *out);

/* Two-sided p of a paired randomisation test: in how many of SAMPLING_ROUNDS
 * random choices of signs is the sum of the differences as far from 0 as it is?
 * Both counts are raised by one, so p is never 0; without a difference it is 1. */
double sampling_paired_p(const double *differences, size_t count);

#endif
