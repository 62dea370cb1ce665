/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rule files of the article folders (core/search/rules.h), read from disk:
 * RULES_FILE_NAME at the top of each, in the order of the folders.
 */
#ifndef INDEXER_RULE_FILES_H
#define INDEXER_RULE_FILES_H

#include "core/search/rules.h"
#include "indexer/tree.h"

struct arena;

struct rule_files {
    struct rules_source *sources; /* in the order of the folders */
    size_t count;
    /* One of them could not be read, or nobody knows whether it is there: what
     * was known before holds on. */
    bool is_incomplete;
    struct search_rules rules;
    struct str text; /* of rules_write(); empty when there are none */
};

/* Read the rule files of `tree`. What is odd goes to `diagnostics`; everything
 * is in `arena`. */
void rule_files_read(const struct tree *tree, struct arena *arena,
                     struct rule_files *out, struct diagnostics *diagnostics);

#endif
