/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What may stand in a query beside words, as a table (query_fields.def): for
 * reading queries, and for every page that explains them.
 *
 * Threads: constant; any.
 */
#ifndef SEARCH_QUERY_FIELDS_H
#define SEARCH_QUERY_FIELDS_H

#include "solvent/search.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

enum query_field {
#define QUERY_OPERATOR(form, meaning, example)
#define QUERY_FIELD(NAME, name, alias, facet, form, meaning, example) \
    QUERY_FIELD_##NAME,
#include "core/search/query_fields.def"
#undef QUERY_FIELD
#undef QUERY_OPERATOR
    QUERY_FIELD_COUNT
};

/* One line of help. Plain text, never NULL. */
struct query_help {
    const char *form;    /* what is written: "title:word" */
    const char *meaning; /* "the title has this word or ..." */
    const char *example; /* a whole query */
};

/* All lines, in the order in which they are shown. */
const struct query_help *query_help_lines(size_t *count);

/* The field that is called `name` in a query. Letters may be of either case,
 * but for "error": with a capital it begins a pasted message. */
bool query_field_find(struct str name, enum query_field *out);
/* The filter that it sets; SLV_FACET_COUNT when it sets none. */
enum slv_facet query_field_facet(enum query_field field);

#endif
