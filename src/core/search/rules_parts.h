/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What rules_read.c and rules_sections.c share: one reading of rule files. Only
 * they include this.
 */
#ifndef SEARCH_RULES_PARTS_H
#define SEARCH_RULES_PARTS_H

#include "core/search/rules.h"

struct strmap;

enum { RULES_SECTION_COUNT = 6 };

struct rules_reading {
    struct search_rules *rules;
    size_t capacities[5]; /* of the lists of `rules`, while they grow */
    const struct rules_source *sources;
    struct arena *arena;
    struct diagnostics *diagnostics; /* NULL: nothing is said */
    struct rules_place place;
    /* NULL: before the first, or in one that is not known */
    const struct rules_section *section;
    bool is_homeless; /* said already: rules before the first section */
    size_t count;     /* of rules */
    /* to the rules_place where each was first */
    struct strmap *words;
    struct strmap *lone_phrases;
    struct strmap *queries;
    struct strmap *formers;
};

struct rules_section {
    const char *name;
    /* `line` is trimmed, has no comment and is not empty. */
    void (*read)(struct rules_reading *reading, struct str line);
};

extern const struct rules_section rules_sections[RULES_SECTION_COUNT];

/* Add a finding at the place of the reading. */
__attribute__((format(printf, 4, 5))) void
rules_say(struct rules_reading *reading, enum slv_severity severity,
          const char *rule, const char *format, ...);
/* White space in one piece, and nothing at the beginning that would make the
 * line something else. */
struct str rules_tidy(struct str text, struct arena *arena);

#endif
