/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An article to what the index stores of it: terms with impacts, values,
 * record and body. Pure but for the working memory of the builder, which
 * belongs to one thread at a time.
 */
#ifndef SEARCH_DOCUMENT_H
#define SEARCH_DOCUMENT_H

#include "core/search/lexicon_tally.h"
#include "core/search/record.h"
#include "core/search/schema.h"
#include "core/search/vocabulary.h"
#include "store/xapian_shim.h"

struct arena;
struct document_builder;

struct document {
    struct xap_document document;
    struct str unique_term; /* Q<key> */
    struct str key;         /* of the body's metadata entry */
    struct str body;
    const struct lexicon_item *forms; /* only by document_take_forms() */
    size_t form_count;
};

struct document_builder *document_builder_new(void);
void document_builder_free(struct document_builder *builder); /* NULL allowed */

/* Everything in *out is in `arena` or borrowed from `article`. */
void document_build(struct document_builder *builder,
                    const struct slv_article *article,
                    const struct record_origin *origin, struct arena *arena,
                    struct document *out);

/* What lexicons are made of, of the article built last. The first call makes
 * the builder collect it from the next article on. */
struct lexicon_tally *document_tally(struct document_builder *builder);
/* Put that into out->forms, in `arena`. */
void document_take_forms(struct document_builder *builder, struct arena *arena,
                         struct document *out);
/* The same of an article that is not built. The builder collects. */
void document_read_forms(struct document_builder *builder,
                         const struct slv_article *article, struct arena *arena,
                         struct lexicon_item **out, size_t *count);

/* For what is no article, in these two steps: count the words of a title and a
 * text, then put the terms into out->document, with `names` beside them, which
 * weigh nothing. The terms are in `arena`, the names are borrowed. */
void document_count_text(struct document_builder *builder, struct str language,
                         struct str title, struct str text);
void document_fill_terms(struct document_builder *builder,
                         const struct str *names, size_t name_count,
                         struct arena *arena, struct document *out);

/* How often a term stands in each field, and how long each field is: what an
 * impact is made of. */
struct document_counts {
    uint32_t tf[SEARCH_FIELD_COUNT];
};
/* Sum of schema_impact() over the fields, as the whole number that is stored
 * (at least 1), and each field's part in `parts` (may be NULL). */
uint32_t document_impact(const struct document_counts *counts,
                         const uint32_t lengths[SEARCH_FIELD_COUNT],
                         double parts[SEARCH_FIELD_COUNT]);

/* Count one term of an article again, for an explanation. */
void document_count_term(struct document_builder *builder,
                         const struct slv_article *article, struct str term,
                         struct document_counts *counts,
                         uint32_t lengths[SEARCH_FIELD_COUNT]);

#endif
