/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which rules of writing hold where: check.conf and check.words in any folder
 * of the articles count there and below. docs/writing.md has their format.
 */
#ifndef INDEXER_CHECK_SCOPES_H
#define INDEXER_CHECK_SCOPES_H

#include "core/article/article_check.h"
#include "indexer/tree.h"

struct check_scopes;

enum { CHECK_SCOPES_MAX = 1000 };

/* Read them below the folders of `tree`, on top of `base`, which lasts as long.
 * What is odd in them goes to `diagnostics`. check_scopes_free() */
struct check_scopes *check_scopes_read(const struct tree *tree,
                                       const struct check_settings *base,
                                       struct diagnostics *diagnostics);
void check_scopes_free(struct check_scopes *scopes); /* NULL is allowed */
/* What holds for the article at `path`; lives as long as `scopes`. */
const struct check_settings *check_scopes_of(const struct check_scopes *scopes,
                                             uint32_t folder, struct str path);

#endif
