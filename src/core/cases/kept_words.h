/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * How much of a reply that was inserted is left in what was sent.
 *
 * A word of the reply is *kept* when it stands in a run of KEPT_RUN words that
 * the sent text has too, wherever. So what was written before, behind and
 * between counts for nothing, and neither does a part that was moved; one
 * exchanged word costs that word alone, and words that any two texts share
 * ("in the") do not count as kept. These are the shingles of A. Z. Broder, "On
 * the resemblance and containment of documents" (1997); of his containment this
 * differs in counting words in place of shingles, since one exchanged word
 * takes KEPT_RUN shingles away.
 *
 * Words are compared in lower case and without accents, as text/words.h has
 * them. Numbers of list items are none, since they move with the items. What
 * still is a placeholder in the reply ("{{order}}") has to be filled in by
 * hand: it parts runs and is not counted, and neither is a rest between two of
 * them that is shorter than a run.
 *
 * Pure; any thread. Time grows with the length of both texts.
 */
#ifndef CORE_CASES_KEPT_WORDS_H
#define CORE_CASES_KEPT_WORDS_H

#include "base/bounds.h"
#include "solvent/str.h"

#include <stdint.h>

struct arena;

enum {
    KEPT_RUN = 3,
    KEPT_WORDS_MAX = BOUND_REPLY_WORDS /* of a reply that are looked at */
};

struct kept_words {
    uint32_t
        total;     /* words of the reply; 0: it has no run, and tells nothing */
    uint32_t kept; /* at most `total` */
};

/* `reply` and `sent` are UTF-8. Memory is taken from `arena`, some 24 bytes for
 * each word of the reply. */
struct kept_words kept_words(struct str reply, struct str sent,
                             struct arena *arena);

#endif
