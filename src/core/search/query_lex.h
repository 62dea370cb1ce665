/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A query cut into its items: stretches of words, phrases, fields and OR. What
 * is unbalanced, unknown or incomplete is words. Looks at text alone; what
 * counts in which context is left to query.c.
 *
 * Threads: pure; any.
 */
#ifndef SEARCH_QUERY_LEX_H
#define SEARCH_QUERY_LEX_H

#include "core/search/query_fields.h"
#include "core/search/query_time.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { QUERY_ITEMS_MAX = 128 };

enum query_item_kind {
    QUERY_ITEM_WORDS, /* "-" before a word excludes it */
    QUERY_ITEM_PHRASE,
    QUERY_ITEM_FIELD,
    QUERY_ITEM_OR /* between two items of one kind, neither excluded */
};

struct query_item {
    enum query_item_kind kind;
    struct str typed; /* all of it, with quotes and names; items ascend */
    struct str value; /* what is looked for: without them */
    bool is_excluded; /* a phrase or field */
    bool is_quoted;   /* a field's value */
    enum query_field field;
    struct query_time_span span; /* of the field "updated" */
};

/* The items of `text`, which is UTF-8, in order; their number. From the
 * QUERY_ITEMS_MAX-th on everything is one item of words. */
size_t query_lex(struct str text, struct query_item out[QUERY_ITEMS_MAX]);

/* Take an item for words as it was typed. */
void query_item_release(struct query_item *item);
/* Make one item of words that stand beside each other, but for those that
 * belong to an OR. The new number of items. */
size_t query_items_join(struct query_item *items, size_t count);

/* The words of a query alone, in `arena`: without quotes, names of fields and
 * OR, without filters and dates, and without what is excluded. */
struct str query_plain_words(struct str text, struct arena *arena);

#endif
