/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which texts tell of one problem. Pure: vectors of weighted terms go in, the
 * number of a group comes out for each.
 *
 * The likeness of two texts is, for the greater part, the cosine of their
 * vectors, and for GAP_NEIGHBOURS_SHARE that of their neighbourhoods: of the
 * GAP_NEIGHBOURS texts that each is most like, itself among them, weighted by
 * their likeness. That of two groups is the average over all pairs between them
 * (average-link). The two groups that are most alike become one, until no two reach the
 * bound. Up to GAP_BLOCK different texts this is exact (chains of nearest
 * neighbours: Murtagh, A survey of recent advances in hierarchical clustering
 * algorithms, 1983). Groups of fewer than GAP_LEFTOVER_BELOW texts are then
 * joined once more, among themselves alone and down to a lower bound: few texts
 * about one problem often end as two pairs, and what is in large groups no
 * longer stands in the way.
 *
 * More texts come in blocks, in the order given: each joins the group it is
 * most like, those that are like none make a block of which groups are made as
 * above, and at the end the largest groups are joined in the same way. So the
 * work grows with the number of texts, not with its square. Texts after
 * GAP_ROUNDS blocks join a group or stay alone. There the lower bound is not
 * used: a leftover of one block may have its like in the next.
 *
 * The answer depends on the order of the points only where likenesses are equal
 * and where there is more than one block: callers give them in an order of
 * their own (newest first), so that one store has one answer.
 */
#ifndef CORE_INSIGHT_GAP_CLUSTER_H
#define CORE_INSIGHT_GAP_CLUSTER_H

#include <stddef.h>
#include <stdint.h>

struct arena;

enum {
    GAP_BLOCK = 2500, /* texts compared each with each: 25 MB */
    GAP_ROUNDS = 40,
    GAP_NEIGHBOURS = 6,
    GAP_LEFTOVER_BELOW = 3 /* texts, equal ones too: not yet worth showing */
};

/* Two groups that are less alike than this are two problems; see
 * docs/coverage.md for how it was measured. */
#define GAP_LIKENESS_MIN 0.115
/* The same for groups of fewer than GAP_LEFTOVER_BELOW. */
#define GAP_LEFTOVER_LIKENESS_MIN 0.08
#define GAP_NEIGHBOURS_SHARE 0.4F
/* A case that comes in between is not compared with neighbours: it joins a gap
 * when its words alone are so like the gap's. */
#define GAP_JOIN_LIKENESS_MIN 0.115

struct gap_weight {
    uint32_t term;
    float weight;
};

/* A text: terms rising, the squares of the weights add up to 1 (or to 0: it is
 * like nothing). */
struct gap_vector {
    const struct gap_weight *weights;
    size_t count;
    uint32_t copies; /* how many texts are exactly this one; at least 1 */
};

/* `leftover_min` is the lower bound, at most `likeness_min`; when they are
 * equal, leftovers stay. Terms are less than `term_count`. out[i] becomes the
 * number of the group of point i, from 0 to the number returned, minus 1;
 * numbers rise with the first point of each group. */
size_t gap_cluster(const struct gap_vector *points, size_t count,
                   size_t term_count, double likeness_min, double leftover_min,
                   uint32_t *out);

/* Sum of the vectors of the chosen points, times their copies, over all terms:
 * at most `max` of the heaviest, by rising term, in `arena`. */
struct gap_vector gap_sum(const struct gap_vector *points,
                          const uint32_t *chosen, size_t count, size_t max,
                          struct arena *arena);
/* Product of two vectors. */
double gap_product(const struct gap_vector *a, const struct gap_vector *b);

#endif
