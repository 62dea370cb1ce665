/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The step of gap_cluster.h that is done for one block.
 */
#ifndef CORE_INSIGHT_GAP_ROUNDS_H
#define CORE_INSIGHT_GAP_ROUNDS_H

#include "core/insight/gap_cluster.h"

#include <stdbool.h>

/* As gap_cluster(), comparing each with each: `count` is at most GAP_BLOCK.
 * `are_texts`: what neighbours they share counts too; else the points are
 * averages of groups, and their words alone do. */
size_t gap_block_cluster(const struct gap_vector *points, size_t count,
                         size_t term_count, double likeness_min,
                         double leftover_min, bool are_texts, uint32_t *out);

#endif
