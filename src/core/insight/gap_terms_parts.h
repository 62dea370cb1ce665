/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What counted texts are made of, for gap_terms.c and gap_telling.c.
 */
#ifndef CORE_INSIGHT_GAP_TERMS_PARTS_H
#define CORE_INSIGHT_GAP_TERMS_PARTS_H

#include "core/cases/personal.h"
#include "core/insight/gap_terms.h"

struct strmap;
struct vocabulary;

struct term {
    struct str name;
    uint32_t cases; /* that have it */
    uint32_t form;  /* the most frequent; UINT32_MAX: none */
};

/* A way in which a term was written. */
struct form {
    struct str text;
    uint32_t term;
    uint32_t count;
};

struct token {
    bool is_personal;
    uint32_t term;
    unsigned field;
};

struct count {
    uint32_t term;
    uint16_t tf[2];   /* subject, body: GAP_TEXT_BYTES bound them */
    bool is_personal; /* somewhere in the text it is part of a name or so */
};

struct point {
    struct count *counts; /* by term */
    size_t count;
    uint32_t subject_words;
    uint32_t body_words;
    uint32_t copies;
};

struct gap_texts {
    struct vocabulary *vocabulary;
    unsigned language;
    unsigned stop_lists;

    struct term *terms;
    size_t term_count;
    size_t term_capacity;
    struct strmap *form_numbers; /* text: number of the form, from 1 on */
    struct form *forms;
    size_t form_count;
    size_t form_capacity;
    size_t forms_seen; /* when the most frequent were chosen */
    bool has_forms;

    struct arena *arena;
    struct personal_names people; /* of the next text */
    struct strmap *known;         /* digest: number of the point, from 1 on */
    struct point *points;
    size_t point_count;
    size_t point_capacity;
    struct token *tokens; /* of the text being counted */
    size_t token_count;
    size_t token_capacity;

    uint64_t cases;
    uint64_t subject_words;
    uint64_t body_words;
};

#endif
