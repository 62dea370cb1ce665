/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the index holds before a run: every article with its file and digest,
 * read from the shards themselves, so that it can never disagree with them.
 */
#ifndef INDEXER_CATALOG_H
#define INDEXER_CATALOG_H

#include "core/search/generation.h"
#include "solvent/status.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;

struct catalog_entry {
    struct str id;
    struct str path;
    struct str digest;
    struct str_list sources;
    uint32_t shard; /* of the generation */
    bool is_renamed;
    int64_t changes_at_unix_s; /* of struct record_origin */
    bool is_kept;              /* the run's: its file is there and as it was */
};

struct catalog {
    bool is_usable;                /* false: build everything anew */
    struct generation generation;  /* empty when there was none */
    struct str rules;              /* of writers, as they are stored */
    struct catalog_entry *entries; /* by path, then shard, then id */
    size_t count;
};

/* Read the current generation of `data`. Nothing there, or an index written by
 * an older version, is not usable and no error; one written by a newer version
 * is SLV_ERR_VERSION. Strings are in `arena`. */
SLV_MUST_CHECK enum slv_status catalog_read(const char *data,
                                            struct arena *arena,
                                            struct catalog *out,
                                            struct slv_error *err);
/* First entry of `path`, or NULL; *count says how many follow each other. */
struct catalog_entry *catalog_find_path(const struct catalog *catalog,
                                        struct str path, size_t *count);

#endif
