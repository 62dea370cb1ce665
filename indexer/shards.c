/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Writing to shards: where an article belongs, changes in place, packing, and
 * the making and ending of generations.
 */
#include "indexer/run.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "core/article/groups.h"
#include "core/search/schema.h"
#include "indexer/cases.h"
#include "indexer/lexicons.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FOLDER_MODE = 0750, FILE_MODE = 0640, STAMP_BYTES = 32 };

#define GENERATION_PREFIX "index."
#define PACKED_FILE "packed-bytes"

/* A generation is packed anew when updates made it larger than this many
 * percent of its packed size. */
enum { TIDY_PERCENT = 130 };

/* One shard for each distinct set of groups. */
static struct str group_shard(struct str groups, struct arena *arena)
{
    char hex[HASH_HEX_BYTES];

    hash_format(hash_bytes(groups), hex);
    return arena_format(arena, SHARD_GROUP_PREFIX "%.16s", hex);
}

struct str groups_of(const struct slv_article *article, struct arena *arena)
{
    return article_secrecy(article) == 1 ? groups_write(&article->groups, arena)
                                         : STR("");
}

struct str shard_of(const struct slv_article *article, struct arena *arena)
{
    switch (article_secrecy(article)) {
    case 0:
        return STR(SHARD_PUBLIC);
    case 1:
        return group_shard(groups_of(article, arena), arena);
    default:
        return STR(SHARD_INTERNAL);
    }
}

/* Something that no other commit has: readers make tags for caches from it. */
static enum slv_status put_stamp(struct xap_writer *writer,
                                 struct slv_error *err)
{
    char stamp[STAMP_BYTES];

    snprintf(stamp, sizeof stamp, "%llx",
             (unsigned long long) clock_unix_s() * 1000000u +
                 (unsigned long long) clock_mono_us() % 1000000u);
    return xap_writer_put(writer, STR(SCHEMA_STAMP_KEY), str_from(stamp), err);
}

enum slv_status shard_open(struct xap_writer **out, const char *path,
                           enum xap_writer_mode mode, struct slv_error *err)
{
    char version[STAMP_BYTES];
    enum slv_status status = xap_writer_open(out, path, mode, err);

    if (status != SLV_OK)
        return status;
    snprintf(version, sizeof version, "%d", SCHEMA_VERSION);
    status =
        xap_writer_put(*out, STR(SCHEMA_VERSION_KEY), str_from(version), err);
    if (status == SLV_OK)
        status = put_stamp(*out, err);
    if (status != SLV_OK) {
        xap_writer_close(*out);
        *out = NULL;
    }
    return status;
}

enum slv_status shard_put_groups(struct xap_writer *writer, struct str groups,
                                 struct slv_error *err)
{
    return groups.len
               ? xap_writer_put(writer, STR(SCHEMA_GROUPS_KEY), groups, err)
               : SLV_OK;
}

enum slv_status shard_put(struct xap_writer *writer,
                          const struct document *document, bool is_new,
                          struct slv_error *err)
{
    enum slv_status status =
        is_new ? xap_writer_add(writer, &document->document, err)
               : xap_writer_replace(writer, document->unique_term,
                                    &document->document, err);

    if (status == SLV_OK)
        status = xap_writer_put(writer, document->key, document->body, err);
    return status;
}

static enum slv_status shard_remove(struct xap_writer *writer,
                                    const struct document *document,
                                    struct slv_error *err)
{
    enum slv_status status =
        xap_writer_remove(writer, document->unique_term, err);

    if (status == SLV_OK)
        status = xap_writer_put(writer, document->key, STR(""), err);
    return status;
}

enum round { ROUND_REMOVALS = 1, ROUND_PUTS = 2 };

static bool is_any_of_shard(const struct shard_changes *changes)
{
    for (size_t i = 0; i < changes->count; i++)
        if (is_of_shard(changes, &changes->items[i]))
            return true;
    return false;
}

/* A shard that no line names yet: what a run that did not end left there goes. */
static enum slv_status begin_shard(struct xap_writer **out, const char *path,
                                   const struct shard_changes *changes,
                                   struct slv_error *err)
{
    struct str groups = STR("");
    enum slv_status status = file_remove_tree(path, err);

    for (size_t i = 0; i < changes->count && groups.len == 0; i++)
        if (str_equal(changes->items[i].shard, changes->shard))
            groups = changes->items[i].groups;
    if (status == SLV_OK)
        status = shard_open(out, path, XAP_CREATE, err);
    return status == SLV_OK ? shard_put_groups(*out, groups, err) : status;
}

static enum slv_status apply_to_shard(const char *path, bool is_named,
                                      const struct shard_changes *changes,
                                      const struct str *rules,
                                      struct slv_error *err)
{
    struct xap_writer *writer = NULL;
    bool has_changes = is_any_of_shard(changes);
    enum slv_status status = SLV_OK;

    if (!has_changes && !rules)
        return SLV_OK;
    status = is_named ? shard_open(&writer, path, XAP_UPDATE, err)
                      : begin_shard(&writer, path, changes, err);
    for (size_t i = 0; i < changes->count && status == SLV_OK; i++) {
        const struct change *change = &changes->items[i];

        if (is_of_shard(changes, change))
            status = change->is_removal
                         ? shard_remove(writer, &change->document, err)
                         : shard_put(writer, &change->document, false, err);
    }
    if (has_changes && status == SLV_OK)
        status = lexicons_change(writer, is_named ? path : NULL, changes, err);
    if (rules && status == SLV_OK)
        status = xap_writer_put(writer, STR(SCHEMA_RULES_KEY), *rules, err);
    if (status == SLV_OK)
        status = xap_writer_commit(writer, err);
    xap_writer_close(writer);
    return status;
}

static enum slv_status add_shard(struct generation *generation,
                                 struct str shard, struct arena *arena,
                                 struct slv_error *err)
{
    for (size_t i = 0; i < generation->shard_count; i++)
        if (str_equal(generation->shards[i], shard))
            return SLV_OK;
    if (generation->shard_count == XAP_SHARDS_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the articles name more than %d different sets of "
                        "customer groups",
                        XAP_SHARDS_MAX - 2);
    generation->shards[generation->shard_count++] = arena_str(arena, shard);
    return SLV_OK;
}

enum slv_status shards_apply(struct run *run, struct generation *generation,
                             const struct change *changes, size_t count,
                             bool has_moves, bool has_new_rules,
                             struct slv_error *err)
{
    static const unsigned in_one[] = {ROUND_REMOVALS | ROUND_PUTS};
    static const unsigned in_two[] = {ROUND_REMOVALS, ROUND_PUTS};
    const unsigned *rounds = has_moves ? in_two : in_one;
    size_t round_count = has_moves ? ARRAY_LEN(in_two) : ARRAY_LEN(in_one);
    size_t named_count = generation->shard_count;
    struct arena *arena = arena_new();
    enum slv_status status = SLV_OK;

    for (size_t i = 0; i < count && status == SLV_OK; i++)
        status = add_shard(generation, changes[i].shard, run->arena, err);
    for (size_t round = 0; round < round_count; round++) {
        for (size_t i = 0; i < generation->shard_count && status == SLV_OK;
             i++) {
            const char *path =
                generation_shard_path(run->options->data, generation->name,
                                      generation->shards[i], arena);
            bool takes_rules =
                has_new_rules && round + 1 == round_count &&
                str_equal(generation->shards[i], STR(SHARD_PUBLIC));
            const struct shard_changes of_shard = {
                .shard = generation->shards[i],
                .items = changes,
                .count = count,
                .with_removals = rounds[round] & ROUND_REMOVALS,
                .with_puts = rounds[round] & ROUND_PUTS,
            };

            status = apply_to_shard(path, i < named_count, &of_shard,
                                    takes_rules ? &run->rules : NULL, err);
        }
    }
    arena_free(arena);
    return status;
}

enum slv_status shard_pack(const char *data, struct str name, struct str shard,
                           const char *const *sources, size_t count,
                           struct slv_error *err)
{
    struct arena *arena = arena_new();
    const char *target = generation_shard_path(data, name, shard, arena);
    enum slv_status status = xap_compact(sources, count, target, err);

    arena_free(arena);
    return status;
}

enum slv_status shards_sync(const char *data,
                            const struct generation *generation, size_t first,
                            struct slv_error *err)
{
    struct arena *arena = arena_new();
    enum slv_status status = SLV_OK;

    for (size_t i = first; i < generation->shard_count && status == SLV_OK; i++)
        status = file_sync_folder(generation_shard_path(data, generation->name,
                                                        generation->shards[i],
                                                        arena),
                                  err);
    if (status == SLV_OK)
        status = file_sync_folder(
            arena_format(arena, "%s/%.*s", data, STR_ARG(generation->name)).ptr,
            err);
    arena_free(arena);
    return status;
}

/* --- generations --- */

static bool generation_number(const char *name, unsigned long long *number)
{
    struct str s = str_from(name);

    return str_has_prefix(s, STR(GENERATION_PREFIX)) &&
           str_to_uint(str_from_offset(s, strlen(GENERATION_PREFIX)), number);
}

/* Remove every generation but `keep`, and report the highest number seen. */
static enum slv_status remove_generations(const char *data, struct str keep,
                                          struct arena *arena,
                                          unsigned long long *highest,
                                          struct slv_error *err)
{
    DIR *folder = opendir(data);
    const struct dirent *entry;
    enum slv_status status = SLV_OK;

    *highest = 0;
    if (!folder)
        return slv_fail_errno(err, errno, "cannot read the folder '%s'", data);
    while (status == SLV_OK && (entry = readdir(folder)) != NULL) {
        unsigned long long number;

        if (!generation_number(entry->d_name, &number))
            continue;
        if (number > *highest)
            *highest = number;
        if (!str_equal(str_from(entry->d_name), keep))
            status = file_remove_tree(
                arena_format(arena, "%s/%s", data, entry->d_name).ptr, err);
    }
    closedir(folder);
    return status;
}

enum slv_status generation_begin(struct run *run, struct str *name,
                                 struct slv_error *err)
{
    const char *data = run->options->data;
    unsigned long long highest;
    enum slv_status status = remove_generations(
        data, run->catalog.generation.name, run->arena, &highest, err);

    if (status != SLV_OK)
        return status;
    *name = arena_format(run->arena, GENERATION_PREFIX "%llu", highest + 1);
    return file_make_folders(
        arena_format(run->arena, "%s/%.*s", data, STR_ARG(*name)).ptr,
        FOLDER_MODE, err);
}

static struct str packed_path(const char *data, struct str name,
                              struct arena *arena)
{
    return arena_format(arena, "%s/%.*s/" PACKED_FILE, data, STR_ARG(name));
}

static enum slv_status generation_bytes(const char *data, struct str name,
                                        struct arena *arena, uint64_t *bytes,
                                        struct slv_error *err)
{
    return file_disk_bytes(
        arena_format(arena, "%s/%.*s", data, STR_ARG(name)).ptr, bytes, err);
}

enum slv_status generation_finish(struct run *run,
                                  const struct generation *generation,
                                  struct slv_error *err)
{
    const char *data = run->options->data;
    unsigned long long ignored;
    uint64_t bytes;
    enum slv_status status =
        generation_bytes(data, generation->name, run->arena, &bytes, err);

    if (status == SLV_OK)
        status = file_replace(
            packed_path(data, generation->name, run->arena).ptr,
            arena_format(run->arena, "%llu\n", (unsigned long long) bytes),
            FILE_MODE, err);
    if (status == SLV_OK)
        status = shards_sync(data, generation, 0, err);
    if (status == SLV_OK)
        status = generation_write(data, generation, err);
    if (status == SLV_OK)
        status = remove_generations(data, generation->name, run->arena,
                                    &ignored, err);
    return status;
}

enum slv_status generation_tidy(struct run *run, struct generation *generation,
                                struct slv_error *err)
{
    const char *data = run->options->data;
    struct generation packed = *generation;
    unsigned long long packed_bytes = 0;
    uint64_t bytes;
    struct str text;
    enum slv_status status =
        generation_bytes(data, generation->name, run->arena, &bytes, err);

    if (status != SLV_OK)
        return status;
    if (file_read(packed_path(data, generation->name, run->arena).ptr,
                  STAMP_BYTES, run->arena, &text, NULL) == SLV_OK &&
        str_to_uint(str_trim(text), &packed_bytes) &&
        bytes * 100 <= packed_bytes * TIDY_PERCENT)
        return SLV_OK;
    run->catalog.generation = *generation;
    status = generation_begin(run, &packed.name, err);
    for (size_t i = 0; i < generation->shard_count && status == SLV_OK; i++) {
        const char *source = generation_shard_path(
            data, generation->name, generation->shards[i], run->arena);

        status = shard_pack(data, packed.name, generation->shards[i], &source,
                            1, err);
    }
    packed.case_shard_count = 0;
    if (status == SLV_OK)
        status = cases_carry(data, generation, &packed, run->arena, err);
    if (status == SLV_OK)
        status = generation_finish(run, &packed, err);
    if (status == SLV_OK)
        *generation = packed;
    return status;
}
