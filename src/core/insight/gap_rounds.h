/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The step of gap_cluster.h that is done for one block.
 */
#ifndef CORE_INSIGHT_GAP_ROUNDS_H
#define CORE_INSIGHT_GAP_ROUNDS_H

#include "core/insight/gap_cluster.h"

/* As gap_cluster(), comparing each with each: `count` is at most GAP_BLOCK. */
size_t gap_block_cluster(const struct gap_vector *points, size_t count,
                         size_t term_count, double likeness_min, uint32_t *out);

#endif
