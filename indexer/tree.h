/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What stands in the article folders: every file, by path, and which of them
 * are articles. Read once at the start of a run; nothing is opened but folders.
 */
#ifndef INDEXER_TREE_H
#define INDEXER_TREE_H

#include "core/article/diagnostics.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

enum { TREE_DEPTH_MAX = 64, TREE_FILES_MAX = 4 * 1000 * 1000 };

struct tree_file {
    struct str path; /* below its folder, "a b/c.md" */
    uint32_t folder;
    bool is_article;
    uint64_t device; /* with `inode`: which file it is, wherever links lead */
    uint64_t inode;
    int64_t modified_unix_s;
    uint32_t modified_ns;
    uint64_t size_bytes;
};

/* A folder whose files could not be listed, or a link whose target could not
 * be looked at. */
struct tree_gap {
    struct str path; /* below its folder */
    uint32_t folder;
};

struct tree {
    const char *const *folders; /* as given; without a slash at the end */
    size_t folder_count;
    struct tree_file *files; /* by folder, then path */
    size_t file_count;
    size_t article_count;
    struct tree_gap *gaps;
    size_t gap_count;
    const struct tree_file *exchanged; /* NULL: none; by tree_exchange() */
    const char *exchanged_path;
};

/* Walk `folders`. Names that begin with "." are passed over. A link to a file
 * inside the same folder counts as that file; other links, and folders nested
 * too deep or reached by a link, are passed over with a diagnostic, so that a
 * loop has no end to find. A folder that cannot be read is a diagnostic; one of
 * `folders` itself is an error, and so are more than `files_max` files
 * (SLV_ERR_TOO_BIG). Strings are in `arena`. */
SLV_MUST_CHECK enum slv_status tree_read(const char *const *folders,
                                         size_t folder_count, size_t files_max,
                                         struct arena *arena, struct tree *out,
                                         struct diagnostics *diagnostics,
                                         struct slv_error *err);

/* The file `path` of `folder`, or NULL. */
const struct tree_file *tree_find(const struct tree *tree, uint32_t folder,
                                  struct str path);
/* Is there a folder `path` (without "/" at its end) below `folder` with a file in it? */
bool tree_has_folder(const struct tree *tree, uint32_t folder, struct str path);
/* May there be a file `path` where the walk could not look? */
bool tree_is_in_gap(const struct tree *tree, struct str path);
/* Open the file of the walk for reading; *size_bytes is what it holds now.
 * SLV_ERR_INPUT when another stands in its place by now. */
SLV_MUST_CHECK enum slv_status tree_open(const struct tree *tree,
                                         const struct tree_file *file,
                                         int *descriptor, uint64_t *size_bytes,
                                         struct slv_error *err);
/* Read the file at the path `by`, which lasts as long as the tree, wherever the
 * file at the path `real` (without links) is meant. SLV_ERR_NOT_FOUND when that
 * is not in the tree. */
SLV_MUST_CHECK enum slv_status tree_exchange(struct tree *tree,
                                             const char *real, const char *by,
                                             struct slv_error *err);
/* Name of a file as shown to people: folder and path; in `arena`, NUL-terminated. */
struct str tree_display(const struct tree *tree, uint32_t folder,
                        struct str path, struct arena *arena);

#endif
