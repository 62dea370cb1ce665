/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One article file, read from disk and made ready for the index: its digest,
 * and the article with its links checked and its images stored. Threads share
 * the settings; each call has its own arena.
 */
#ifndef INDEXER_PREPARE_H
#define INDEXER_PREPARE_H

#include "core/article/article_read.h"
#include "core/article/diagnostics.h"
#include "core/search/record.h"
#include "indexer/tree.h"

struct arena;

enum {
    PREPARE_IMAGE_BYTES_MAX = 20 * 1024 * 1024,
    PREPARE_IMAGES_MAX = 2000, /* different ones that an article shows */
    PREPARE_DIGEST_BYTES = 16
};

struct prepare_settings {
    const struct tree *tree;
    const char *data; /* NULL: images are looked for and not kept */
    struct article_rules rules;
    struct str
        rules_digest; /* changes when an article must be read anew though its file is as it was */
};

/* The path that a relative target means, seen from the file `from`; "~/" is
 * the top folder. False when it leads out of the folder. In `arena`. */
bool prepare_target(struct str from, struct str target, struct arena *arena,
                    struct str *path);

/* Digest of what an article is made of: rules, file, and the files at the
 * paths `sources` (struct record_origin). SLV_ERR_* with a reason when the
 * file itself cannot be read, or is no longer the one that the walk saw. */
SLV_MUST_CHECK enum slv_status
prepare_digest(const struct prepare_settings *settings,
               const struct tree_file *file, const struct str_list *sources,
               struct arena *arena, struct str *digest, struct slv_error *err);

/* Read the article. Failing means that the file itself cannot be read (or is
 * too large): `diagnostics` then says so. Everything is in `arena`. An image
 * that is there but cannot be taken over makes a digest that prepare_digest()
 * never gives, so that the article is read again by the next run. */
bool prepare_article(const struct prepare_settings *settings,
                     const struct tree_file *file, struct arena *arena,
                     struct article_draft *draft, struct record_origin *origin,
                     struct diagnostics *diagnostics);

#endif
