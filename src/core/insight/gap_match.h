/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which of the new groups is which of the former gaps: the one that shares most
 * cases. Pure.
 */
#ifndef CORE_INSIGHT_GAP_MATCH_H
#define CORE_INSIGHT_GAP_MATCH_H

#include <stddef.h>
#include <stdint.h>

/* A case, the gap it was in (0: none) and the group it is in now. */
struct gap_passage {
    int64_t gap_id;
    uint32_t group; /* UINT32_MAX: none */
};

/* Give the groups, of which there are `group_count`, ids in out[]: that of the
 * former gap with which a group shares most cases, each id once; 0 for groups
 * that are new. Pairs that share more come first, then older gaps, then groups
 * with lower numbers. `passages` is put into another order. */
void gap_match(struct gap_passage *passages, size_t count, size_t group_count,
               int64_t *out);

#endif
