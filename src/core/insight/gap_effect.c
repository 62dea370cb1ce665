/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The difference in differences. See gap_effect.h.
 */
#include "core/insight/gap_effect.h"

#include <math.h>

enum { DAY_S = 24 * 60 * 60, PERCENT = 100, PERCENT_MAX = 999 };

static int percent_of(double logarithm)
{
    const double change = (exp(logarithm) - 1) * PERCENT;

    return change < PERCENT_MAX ? (int) lround(change) : PERCENT_MAX;
}

struct gap_effect gap_effect_of(uint64_t before, uint64_t after,
                                uint64_t others_before, uint64_t others_after,
                                int64_t span_s)
{
    const double b = (double) before + 0.5;
    const double a = (double) after + 0.5;
    const double ob = (double) others_before + 0.5;
    const double oa = (double) others_after + 0.5;
    const double change = log(a / b) - log(oa / ob);
    const double error = 1.96 * sqrt(1 / a + 1 / b + 1 / oa + 1 / ob);
    struct gap_effect effect = {.verdict = GAP_NOT_SURE,
                                .percent = percent_of(change),
                                .low = percent_of(change - error),
                                .high = percent_of(change + error)};

    if (span_s < (int64_t) GAP_EFFECT_DAYS * DAY_S)
        effect.verdict = GAP_TOO_EARLY;
    else if (change + error < 0)
        effect.verdict = GAP_FELL;
    else if (change - error > 0)
        effect.verdict = GAP_ROSE;
    return effect;
}
