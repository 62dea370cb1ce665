/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rules of writing that need several articles: titles that are the same,
 * links to headings of others, and articles that say nearly the same. Each
 * article leaves its facts while it is read; what is wrong is told afterwards,
 * in the order of the articles.
 */
#ifndef INDEXER_CHECK_BETWEEN_H
#define INDEXER_CHECK_BETWEEN_H

#include "core/article/article_check.h"

struct tree_file;

enum {
    SKETCH_HASHES_MAX = 96, /* the smallest of an article's shingles */
    SKETCH_SHINGLE_WORDS = 4,
    SKETCH_WORDS_MIN = 40, /* shorter articles are not compared */
    NEAR_DUPLICATE_PERCENT = 80
};

struct check_fragment {
    struct str path; /* of the article that is linked to */
    struct str fragment;
    struct str target; /* as written */
    int line;
};

struct check_facts {
    const struct tree_file *file; /* NULL: the article could not be read */
    struct str shown;
    struct str title;
    int title_line;
    struct str id;
    struct str_list replaces;
    bool is_published;       /* what is not can be replaced where it stands */
    struct str_list anchors; /* those of headings and of raw HTML */
    struct check_fragment *fragments;
    size_t fragment_count;
    uint64_t sketch[SKETCH_HASHES_MAX]; /* rising */
    size_t sketch_count;
    bool holds[CHECK_RULE_COUNT];
};

/* Note the facts of an article; everything is copied into `arena`. */
void check_facts_take(const struct article_draft *draft,
                      const struct tree_file *file, struct str shown,
                      const struct check_settings *settings,
                      struct arena *arena, struct check_facts *out);

/* How alike two articles are, in percent of their shingles. */
unsigned check_likeness(const struct check_facts *a,
                        const struct check_facts *b);

/* Tell what is wrong between articles: calls tell(context, index, list). */
void check_between(const struct check_facts *facts, size_t count,
                   void (*tell)(void *context, size_t index,
                                const struct diagnostics *diagnostics),
                   void *context);

#endif
