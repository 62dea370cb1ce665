/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Which index is served. The file `current` of a data folder is one line: the
 * name of a generation folder and of the shards in it, separated by spaces:
 *
 *     index.3 public internal group-5f0c... cases-public cases-internal
 *
 * It is replaced by rename, so a reader sees the old line or the new one. A
 * shard that is not in the line is not there.
 */
#ifndef SEARCH_GENERATION_H
#define SEARCH_GENERATION_H

#include "base/file.h"
#include "solvent/status.h"
#include "solvent/str.h"
#include "store/xapian_shim.h"

#include <stdbool.h>

struct arena;

#define SHARD_PUBLIC "public"
#define SHARD_INTERNAL "internal"
#define SHARD_GROUP_PREFIX "group-"
/* Before the name of a shard: that of the resolved cases which stand with its
 * articles (case_index.h). */
#define SHARD_CASES_PREFIX "cases-"

enum { GENERATION_LINE_MAX = 8192 };

struct generation {
    struct str
        line; /* as read, without the line feed; tells generations apart */
    struct str name;                   /* "index.3" */
    struct str shards[XAP_SHARDS_MAX]; /* public first */
    size_t shard_count;
    struct str case_shards[XAP_SHARDS_MAX]; /* in any order; may be none */
    size_t case_shard_count;
    const char *path; /* of the file that it was read from */
    struct file_stamp stamp;
};

/* SLV_ERR_NO_INPUT when there is no current generation yet; SLV_ERR_CORRUPT
 * when the line makes no sense. Strings are in `arena`. */
SLV_MUST_CHECK enum slv_status generation_read(const char *data,
                                               struct arena *arena,
                                               struct generation *out,
                                               struct slv_error *err);
/* Make `generation` (name and shards; the line is not looked at) the current
 * one, durably. */
SLV_MUST_CHECK enum slv_status
generation_write(const char *data, const struct generation *generation,
                 struct slv_error *err);

/* data/name/shard, NUL-terminated, in `arena`. */
const char *generation_shard_path(const char *data, struct str name,
                                  struct str shard, struct arena *arena);
/* Does the file still say the line of `generation`, which was read from it?
 * Without a look into a file that has not changed for long. */
bool generation_is_current(struct generation *generation);

#endif
