/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Ids for groups by what they share with former gaps. See gap_match.h.
 */
#include "core/insight/gap_match.h"

#include "base/alloc.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct pair {
    int64_t gap_id;
    uint32_t group;
    uint32_t shared;
};

static int compare_passages(const void *a, const void *b)
{
    const struct gap_passage *first = a;
    const struct gap_passage *second = b;

    if (first->gap_id != second->gap_id)
        return first->gap_id < second->gap_id ? -1 : 1;
    return (first->group > second->group) - (first->group < second->group);
}

static int compare_pairs(const void *a, const void *b)
{
    const struct pair *first = a;
    const struct pair *second = b;

    if (first->shared != second->shared)
        return first->shared < second->shared ? 1 : -1;
    if (first->gap_id != second->gap_id)
        return first->gap_id < second->gap_id ? -1 : 1;
    return (first->group > second->group) - (first->group < second->group);
}

/* Where an id that is there stands in a rising list. */
static size_t number_of(const int64_t *ids, size_t count, int64_t id)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ids[middle] < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void gap_match(struct gap_passage *passages, size_t count, size_t group_count,
               int64_t *out)
{
    struct pair *pairs = alloc_zeroed(count + 1, sizeof *pairs);
    int64_t *ids = alloc_zeroed(count + 1, sizeof *ids); /* rising */
    bool *is_taken = alloc_zeroed(count + 1, sizeof *is_taken);
    size_t pair_count = 0;
    size_t id_count = 0;

    memset(out, 0, group_count * sizeof *out);
    if (count > 0)
        qsort(passages, count, sizeof *passages, compare_passages);
    for (size_t i = 0; i < count; i++) {
        const struct gap_passage *passage = &passages[i];

        if (passage->gap_id == 0 || passage->group == UINT32_MAX)
            continue;
        if (id_count == 0 || ids[id_count - 1] != passage->gap_id)
            ids[id_count++] = passage->gap_id;
        if (pair_count > 0 && pairs[pair_count - 1].gap_id == passage->gap_id &&
            pairs[pair_count - 1].group == passage->group)
            pairs[pair_count - 1].shared++;
        else
            pairs[pair_count++] =
                (struct pair){passage->gap_id, passage->group, 1};
    }
    if (pair_count > 0)
        qsort(pairs, pair_count, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < pair_count; i++) {
        const size_t gap = number_of(ids, id_count, pairs[i].gap_id);

        if (out[pairs[i].group] != 0 || is_taken[gap])
            continue;
        out[pairs[i].group] = pairs[i].gap_id;
        is_taken[gap] = true;
    }
    free(is_taken);
    free(ids);
    free(pairs);
}
