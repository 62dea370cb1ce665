/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names of people whom the store does not know, by the places where people
 * stand: behind a greeting, below the closing words, in "my name is", in the
 * heads of quoted mail. Pure, and by rules of English and a few words of other
 * languages; what is only mentioned in a sentence is not found.
 */
#ifndef CORE_CASES_DRAFT_PEOPLE_H
#define CORE_CASES_DRAFT_PEOPLE_H

#include "solvent/str.h"

#include <stddef.h>

enum { DRAFT_PEOPLE_MAX = 64 };

struct draft_people {
    struct {
        size_t begin; /* bytes in the text, rising */
        size_t len;
    } spans[DRAFT_PEOPLE_MAX];
    size_t count;
};

/* The first DRAFT_PEOPLE_MAX names of `text`. Words of `product` are none, nor
 * is what has a digit. Any bytes are allowed. */
void draft_people_find(struct str text, struct str product,
                       struct draft_people *out);

/* The length of the name that begins at `at`; 0: none does. */
size_t draft_people_at(const struct draft_people *people, size_t at);

#endif
