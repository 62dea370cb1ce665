/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files attached to articles (patches, repair tools, scripts): `attachments` of
 * the front matter names them, the data folder keeps them under the checksum of
 * their bytes, so that the server needs no article folder. They are served with
 * that article alone, to those who may read it.
 */
#ifndef INDEXER_ATTACHED_FILES_H
#define INDEXER_ATTACHED_FILES_H

#include "indexer/prepare.h"

struct arena;
struct strmap;

enum {
    ARTICLE_FILE_SIZE_MAX = 256 * 1024 * 1024,
    ARTICLE_FILES_MAX = 50 /* of one article */
};

/* Fill article->attachments with the files that article->attaches names,
 * relative to the article's file `file`, and keep them, unless settings->data
 * is NULL. Their paths are added to `sources`, there or not, which has room for
 * ARTICLE_FILES_MAX. What is odd becomes a diagnostic. False when one that is
 * there could not be taken over. Threads may call it at once. */
bool attached_files_take(const struct prepare_settings *settings,
                         const struct tree_file *file,
                         struct slv_article *article, struct str_list *sources,
                         struct arena *arena, struct diagnostics *diagnostics);

/* As images_sync() and images_sweep() of indexer/images.h. */
SLV_MUST_CHECK enum slv_status attached_files_sync(const char *data,
                                                   struct slv_error *err);
void attached_files_sweep(const char *data, const struct strmap *wanted,
                          struct arena *arena);

#endif
