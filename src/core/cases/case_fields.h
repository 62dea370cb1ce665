/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The kinds of rows that files have, their fields (case_fields.def), and which
 * column of a file is which field.
 *
 * Pure: no I/O; any thread.
 */
#ifndef CASES_CASE_FIELDS_H
#define CASES_CASE_FIELDS_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum case_kind {
    CASE_KIND_CUSTOMER,
    CASE_KIND_CASE,
    CASE_KIND_TIME,
    CASE_KIND_INCOME,
    CASE_KIND_PRODUCT,
    CASE_KIND_AGENT,
    CASE_KIND_EVENT, /* exported alone, and what follows */
    CASE_KIND_FEEDBACK,
    CASE_KIND_COUNT
};

/* FIELD_CASE_NUMBER...; those of one kind stand together, in the order of an
 * export. */
enum case_field {
#define CASE_FIELD(KIND, NAME, name, need, export, aliases, meaning) \
    FIELD_##KIND##_##NAME,
#include "core/cases/case_fields.def"
#undef CASE_FIELD
    CASE_FIELD_COUNT,
    CASE_FIELD_NONE = CASE_FIELD_COUNT
};

/* Can it be imported too? */
bool case_kind_is_imported(enum case_kind kind);
/* "customers", "cases", "time", "income": the words of the commands. */
const char *case_kind_word(enum case_kind kind);
bool case_kind_parse(struct str word, enum case_kind *out);
/* "case number", "cases": one of them, and several. For messages. */
const char *case_kind_noun(enum case_kind kind, bool is_one);

enum case_kind case_field_kind(enum case_field field);
const char *case_field_name(enum case_field field);
const char *case_field_meaning(enum case_field field);
bool case_field_is_needed(enum case_field field);
/* Does an export have it. */
bool case_field_is_exported(enum case_field field);
/* The fields of a kind: from the first to before the last. */
void case_kind_fields(enum case_kind kind, enum case_field *first,
                      enum case_field *last);
/* Is the needed `field`, or one that may stand for it, among those given. */
bool case_field_is_met(enum case_field field,
                       const bool is_given[CASE_FIELD_COUNT]);

/* --- which column is what --- */

/* "Header=field": the word of the user comes before the table. */
struct case_mapping {
    struct str header;
    enum case_field field; /* CASE_FIELD_NONE: leave the column out */
};
struct case_mappings {
    const struct case_mapping *items;
    size_t count;
};

/* Read "Header=field,Other=field" ("Header=" leaves a column out) behind the
 * `count` mappings that are in `out` already; `text` has to last as long as
 * they. ERR_USAGE when it is not of the form, names no field of the kind, or
 * there are more than `max`. */
SLV_MUST_CHECK enum slv_status case_mappings_parse(enum case_kind kind,
                                                   struct str text,
                                                   struct case_mapping *items,
                                                   size_t *count, size_t max,
                                                   struct slv_error *err);

/* How well a header fits its field; a better one wins. */
enum case_fit {
    CASE_FIT_NONE,
    CASE_FIT_ALIAS, /* one of the table's aliases */
    CASE_FIT_NAME,  /* the field's own name */
    CASE_FIT_MAPPED /* the user said so */
};

/* The field that `header` means. CASE_FIT_MAPPED with CASE_FIELD_NONE for a
 * column that the user leaves out. */
enum case_fit case_field_find(enum case_kind kind,
                              const struct case_mappings *mappings,
                              struct str header, enum case_field *out);

struct case_columns {
    enum case_field *fields; /* one per column; CASE_FIELD_NONE: left out */
    size_t count;
    /* headers that mean nothing, or less than another column does */
    struct str_list unknown;
};

/* Find what the columns of a file are, in `arena`. ERR_INPUT when a needed one
 * is missing, two are equally good for one field, or a mapping names a column
 * that is not there; the sentence names what was found. */
SLV_MUST_CHECK enum slv_status
case_columns_find(enum case_kind kind, const struct case_mappings *mappings,
                  const struct str *headers, size_t count, struct arena *arena,
                  struct case_columns *out, struct slv_error *err);

#endif
