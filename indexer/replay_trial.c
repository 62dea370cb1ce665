/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Indexes that are made to be asked and removed again: one of folders, built
 * anew, and a copy of the present one brought in step with them.
 */
#include "indexer/replay.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"
#include "core/search/generation.h"
#include "indexer/leftovers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    COPY_BYTES = 256 * 1024,
    FOLDER_MODE = 0750,
    FILE_MODE = 0640,
    LOCK_TIMEOUT_MS = 15 * 1000
};

/* --- copying --- */

static enum slv_status copy_bytes(int from, int to, const char *path,
                                  struct arena *arena, struct slv_error *err)
{
    char *buffer = arena_alloc(arena, COPY_BYTES);
    ssize_t got;

    do {
        do
            got = read(from, buffer, COPY_BYTES);
        while (got < 0 && errno == EINTR);
        if (got > 0 && file_write_all(to, (struct str){buffer, (size_t) got},
                                      path, err) != SLV_OK)
            return err ? err->status : SLV_ERR_IO;
    } while (got > 0);
    return got == 0 ? SLV_OK : slv_fail_errno(err, errno, "cannot copy a file");
}

static enum slv_status copy_file(const char *source, const char *target,
                                 struct arena *arena, struct slv_error *err)
{
    int from = open(source, O_RDONLY | O_CLOEXEC);
    int to = open(target, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
    enum slv_status status = SLV_OK;

    if (from < 0 || to < 0)
        status = slv_fail_errno(err, errno, "cannot copy %s", source);
    else
        status = copy_bytes(from, to, target, arena, err);
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return status;
}

/* A shard is a folder with files in it. */
static enum slv_status copy_shard(const char *source, const char *target,
                                  struct arena *arena, struct slv_error *err)
{
    enum slv_status status = file_make_folders(target, FOLDER_MODE, err);
    const struct dirent *entry;
    DIR *folder;

    if (status != SLV_OK)
        return status;
    folder = opendir(source);
    if (!folder)
        return slv_fail_errno(err, errno, "cannot read %s", source);
    while (status == SLV_OK && (entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.')
            status = copy_file(
                arena_format(arena, "%s/%s", source, entry->d_name).ptr,
                arena_format(arena, "%s/%s", target, entry->d_name).ptr, arena,
                err);
    closedir(folder);
    return status;
}

/* The articles of the current generation; cases have no part in it. */
static enum slv_status copy_index(const char *data, const char *trial,
                                  struct arena *arena, struct slv_error *err)
{
    struct generation generation;
    uint64_t size_bytes = 0;
    enum slv_status status = generation_read(data, arena, &generation, err);

    if (status == SLV_OK)
        status = file_disk_bytes(
            arena_format(arena, "%s/%.*s", data, STR_ARG(generation.name)).ptr,
            &size_bytes, err);
    if (status == SLV_OK && size_bytes > REPLAY_COPY_BYTES_MAX)
        status =
            slv_fail(err, SLV_ERR_TOO_BIG, "the index has more than %llu MB",
                     (unsigned long long) REPLAY_COPY_BYTES_MAX >> 20);
    generation.case_shard_count = 0;
    for (size_t i = 0; status == SLV_OK && i < generation.shard_count; i++)
        status = copy_shard(generation_shard_path(data, generation.name,
                                                  generation.shards[i], arena),
                            generation_shard_path(trial, generation.name,
                                                  generation.shards[i], arena),
                            arena, err);
    return status == SLV_OK ? generation_write(trial, &generation, err)
                            : status;
}

/* --- trials --- */

struct trial {
    struct slv_index_options build; /* of the trial's index */
    const char **recorded;
    size_t recorded_count;
    char *folder;
    int held; /* says that somebody needs it */
};

/* Where the trial's index is to be, below options->data. */
static enum slv_status begin(const struct slv_index_options *options,
                             struct arena *arena, struct trial *trial,
                             struct slv_error *err)
{
    enum slv_status status;

    *trial = (struct trial){
        .build = *options,
        .recorded =
            arena_calloc(arena, SLV_INDEX_FOLDERS_MAX, sizeof(const char *)),
        .held = -1,
    };
    status = slv_index_folders(options->data, arena, trial->recorded,
                               &trial->recorded_count, err);
    if (status != SLV_OK)
        return status;
    if (trial->build.folder_count == 0) {
        trial->build.folders = trial->recorded;
        trial->build.folder_count = trial->recorded_count;
    }
    trial->build.is_guarded = false;
    trial->build.on_progress = NULL;
    trial->build.on_diagnostic = NULL;
    return SLV_OK;
}

static enum slv_status make_folder(struct trial *trial, struct arena *arena,
                                   struct slv_error *err)
{
    enum slv_status status = leftover_make_folder(
        trial->build.data, arena, &trial->folder, &trial->held, err);

    if (status == SLV_OK)
        trial->build.data = trial->folder;
    return status;
}

static enum slv_status end(const struct trial *trial, enum slv_status status,
                           struct slv_error *err)
{
    if (file_remove_tree(trial->folder, status == SLV_OK ? err : NULL) !=
            SLV_OK &&
        status == SLV_OK)
        status = err ? err->status : SLV_ERR_IO;
    close(trial->held);
    return status;
}

enum slv_status replay_folders(const struct slv_index_options *options,
                               struct arena *arena, struct replay *out,
                               struct slv_error *err)
{
    struct slv_index_summary summary;
    struct trial trial;
    enum slv_status status = begin(options, arena, &trial, err);

    if (status == SLV_OK)
        status = make_folder(&trial, arena, err);
    if (status != SLV_OK)
        return status;
    status = slv_index(&trial.build, &summary, err);
    if (status == SLV_OK)
        status = replay_run(options->data, trial.recorded, trial.recorded_count,
                            options->data, trial.folder, arena, out, err);
    return end(&trial, status, err);
}

enum slv_status replay_articles(const struct slv_index_options *options,
                                const struct replay_scope *scope,
                                struct arena *arena, struct replay *out,
                                struct slv_error *err)
{
    struct slv_index_summary summary;
    struct trial trial;
    enum slv_status status = begin(options, arena, &trial, err);

    *out = (struct replay){.items = NULL};
    if (status == SLV_OK)
        status = replay_gather(options->data, trial.recorded,
                               trial.recorded_count, scope, arena, out, err);
    if (status != SLV_OK || out->count == 0)
        return status;
    status = make_folder(&trial, arena, err);
    if (status != SLV_OK)
        return status;
    trial.build.is_full = false;
    status = copy_index(options->data, trial.folder, arena, err);
    if (status == SLV_OK)
        status = slv_index(&trial.build, &summary, err);
    if (status == SLV_OK)
        status = replay_ask(out, options->data, trial.folder, err);
    return end(&trial, status, err);
}

/* --- one article --- */

/* Standard input as a file of its own below the folder of the index. */
static enum slv_status take_draft(const char *data, struct arena *arena,
                                  const char **out, int *held,
                                  struct slv_error *err)
{
    char *path = NULL;
    enum slv_status status = leftover_make_file(data, arena, &path, held, err);

    *out = NULL;
    if (status != SLV_OK)
        return status;
    *out = path;
    return copy_bytes(STDIN_FILENO, *held, path, arena, err);
}

enum slv_status replay_one(const struct slv_index_options *options,
                           struct str id, const char *draft,
                           struct arena *arena, struct replay *out,
                           struct slv_error *err)
{
    const struct replay_scope scope = {&id, 1};
    struct slv_index_options asked = *options;
    struct file_lock *lock = NULL;
    enum slv_status status = SLV_OK;
    int held = -1;

    asked.instead_of = draft;
    if (draft)
        status = take_draft(options->data, arena, &asked.instead, &held, err);
    if (status == SLV_OK)
        status = file_lock_open(
            arena_format(arena, "%s/lock", options->data).ptr, "indexer",
            "solvent check", LOCK_TIMEOUT_MS, &lock, err);
    if (status == SLV_OK)
        status = replay_articles(&asked, &scope, arena, out, err);
    file_lock_close(lock);
    if (asked.instead) {
        (void) !unlink(asked.instead);
        close(held);
    }
    return status;
}
