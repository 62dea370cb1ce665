/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whether cases fell since an article covers their gap, against the gaps that
 * were left alone. Pure.
 *
 * The ratio of cases after to cases before, divided by the same ratio of the
 * others (difference in differences of the logarithms), with 0.5 added to each
 * count so that none is 0. Counts are taken as Poisson: the logarithm's standard
 * error is the root of the sum of the reciprocals, and 1.96 of them make the
 * interval of 95 %. See docs/coverage.md for what this cannot tell.
 */
#ifndef CORE_INSIGHT_GAP_EFFECT_H
#define CORE_INSIGHT_GAP_EFFECT_H

#include <stdbool.h>
#include <stdint.h>

enum gap_verdict {
    GAP_TOO_EARLY, /* less than GAP_EFFECT_DAYS since */
    GAP_NOT_SURE,  /* the interval has no change in it */
    GAP_FELL,
    GAP_ROSE
};

enum { GAP_EFFECT_DAYS = 7 };

struct gap_effect {
    enum gap_verdict verdict;
    int percent; /* change against the others: -60 is 60 % fewer */
    int low;     /* and its interval */
    int high;
};

struct gap_effect gap_effect_of(uint64_t before, uint64_t after,
                                uint64_t others_before, uint64_t others_after,
                                int64_t span_s);

#endif
