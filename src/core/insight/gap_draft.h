/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A rough article from a gap: the words that its customers used most, some of
 * their questions, where it happens, and which cases; of a gap that nobody
 * opened a case about, what was searched. Pure. What may tell who a
 * customer is, and the numbers of cases, are marked as core/cases/draft.h does.
 */
#ifndef CORE_INSIGHT_GAP_DRAFT_H
#define CORE_INSIGHT_GAP_DRAFT_H

#include "core/cases/draft.h"
#include "solvent/str.h"

#include <stddef.h>

struct arena;
struct personal_names;

enum {
    GAP_DRAFT_CASES = 10, /* whose questions are told */
    GAP_DRAFT_SEARCHES = 20,
    GAP_DRAFT_TEXT_BYTES = 2000
};

struct gap_draft {
    struct str id;    /* of the article */
    struct str words; /* telling ones, with blanks between */
    struct str owner;
    const struct draft_source *cases; /* newest first */
    size_t case_count;
    const struct str *numbers; /* of all cases */
    size_t number_count;
    const struct str *searches; /* most frequent first */
    size_t search_count;
    const struct personal_names
        *others; /* that stand in searches; may be NULL */
};

/* "profile-moving-gap-7": telling words but the names among them, which may be
 * NULL, and the number of the gap. */
struct str gap_draft_id(struct str words, const struct personal_names *names,
                        long long gap_id, struct arena *arena);
/* The file: front matter (state draft, access internal) and Markdown. */
struct str gap_draft_markdown(const struct gap_draft *draft,
                              struct arena *arena);

#endif
