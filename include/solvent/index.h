/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing the index: one routine brings it in step with the article folders.
 * Only the indexer calls it; it holds the lock of the data folder meanwhile.
 */
#ifndef SOLVENT_INDEX_H
#define SOLVENT_INDEX_H

#include "solvent/article.h"
#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

enum { SLV_INDEX_FOLDERS_MAX = 64, SLV_INDEX_JOBS_MAX = 64 };

/* A heading whose sections have a role, besides the built-in ones. */
struct slv_role_heading {
    struct str heading;
    enum slv_role role;
};

/* Articles below `folder` of an article folder are in `language` when they
 * name none; the longest folder counts. */
struct slv_folder_language {
    struct str folder; /* without a slash at either end */
    struct str language;
};

struct slv_index_options {
    const char *data; /* made when it is not there */
    const char *const
        *folders; /* article folders; none: those recorded in `data` */
    size_t folder_count;
    bool is_full;             /* build everything anew in a fresh generation */
    unsigned jobs;            /* threads; 0: one per core */
    unsigned lock_timeout_ms; /* how long to wait for another indexer */
    enum slv_state default_state;
    enum slv_access default_access;
    struct str default_language; /* empty: "en" */
    const struct slv_folder_language *folder_languages;
    size_t folder_language_count;
    const struct slv_role_heading *role_headings;
    size_t role_heading_count;
    /* Hold back what is to be published when searches, pins or resolved cases
     * would lose their article by it: readers keep what they have. */
    bool is_guarded;
    /* Read the file `instead` where the file `instead_of` (without links) is
     * meant; NULL: none. */
    const char *instead_of;
    const char *instead;
    /* Called from one thread at a time, never after the routine returned. */
    void (*on_progress)(void *context, size_t done, size_t total);
    void (*on_diagnostic)(void *context,
                          const struct slv_diagnostic *diagnostic);
    void *context;
};

struct slv_index_summary {
    uint64_t added;
    uint64_t updated;
    uint64_t removed;
    uint64_t unchanged;
    bool has_new_rules; /* of search, beside the articles */
    uint64_t diagnostics;
    uint64_t held; /* articles that is_guarded held back */
    double seconds;
    uint64_t bytes; /* on disk, the whole current generation and its images */
    int64_t changes_at_unix_s; /* when an article is to be published or
                                  unpublished next, and another run is due; 0:
                                  none is */
};

/* Bring the index of options->data in step with the folders. What was
 * committed before stays readable whatever happens; a crash at any instant
 * leaves the last commit. SLV_ERR_LOCKED names the holder of the lock;
 * SLV_ERR_NO_SPACE, SLV_ERR_PERMISSION, SLV_ERR_NO_INPUT (a folder is not
 * there), SLV_ERR_VERSION (written by a newer version). */
SLV_MUST_CHECK enum slv_status
slv_index(const struct slv_index_options *options,
          struct slv_index_summary *summary, struct slv_error *err);

/* Bring the cases of the index in step with the case store, and nothing else:
 * of the options only `data`, `lock_timeout_ms` and `default_language` matter.
 * Where nothing is indexed yet nothing is done. SLV_ERR_LOCKED as above; any
 * status of the case store when that cannot be read, which slv_index() tells as a
 * diagnostic ("cases-unreadable"). */
SLV_MUST_CHECK enum slv_status
slv_index_cases(const struct slv_index_options *options, struct slv_error *err);

/* The article folders recorded in `data`: at most SLV_INDEX_FOLDERS_MAX
 * absolute paths, in `arena`. SLV_ERR_NO_INPUT when none is recorded. */
SLV_MUST_CHECK enum slv_status
slv_index_folders(const char *data, struct arena *arena, const char **folders,
                  size_t *count, struct slv_error *err);

#ifdef __cplusplus
}
#endif
#endif
