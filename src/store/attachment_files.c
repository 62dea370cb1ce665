/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The folder of attachments' contents. See attachment_files.h. What is a valid
 * name, type or size of an attachment is for others to say.
 */
#include "store/attachment_files.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/file.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FOLDER_MODE = 0750, FILE_MODE = 0640, READ_BYTES = 64 * 1024 };

#define LOCK_NAME ".in-use"
#define DRAFT_PREFIX ".draft-"

struct attachment_files {
    char *folder;
    int lock; /* shared while the folder is open */
    pthread_mutex_t turn;
};

struct attachment_draft {
    char *folder; /* borrowed */
    char *path;   /* NULL when it was kept or could not be made */
    int descriptor;
    struct sha256 *digest;
    char hex[SHA256_HEX_BYTES];
    uint64_t size_bytes;
    bool
        is_added; /* by attachment_draft_keep(), and to be taken back by undo */
};

/* "<folder>/<name>", freed by the caller. */
static char *path_in(const char *folder, struct str name)
{
    size_t size = strlen(folder) + name.len + 2;
    char *path = alloc_bytes(size);

    snprintf(path, size, "%s/%.*s", folder, STR_ARG(name));
    return path;
}

static int flock_retrying(int descriptor, int operation)
{
    int result;

    do
        result = flock(descriptor, operation);
    while (result != 0 && errno == EINTR);
    return result;
}

/* --- the folder --- */

static enum slv_status mark_in_use(struct attachment_files *files,
                                   struct slv_error *err)
{
    char *path = path_in(files->folder, STR(LOCK_NAME));
    enum slv_status status = SLV_OK;

    files->lock =
        open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, FILE_MODE);
    if (files->lock < 0 || flock_retrying(files->lock, LOCK_SH) != 0)
        status = slv_fail_errno(err, errno, "cannot use %s", path);
    free(path);
    return status;
}

enum slv_status attachment_files_open(const char *data,
                                      struct attachment_files **out,
                                      struct slv_error *err)
{
    struct attachment_files *files = alloc_zeroed(1, sizeof *files);
    enum slv_status status;

    *out = NULL;
    SLV_ASSERT(pthread_mutex_init(&files->turn, NULL) == 0);
    files->lock = -1;
    files->folder = path_in(data, STR("attachments"));
    status = file_make_folders(files->folder, FOLDER_MODE, err);
    if (status == SLV_OK)
        status = file_sync_folder(data, err);
    if (status == SLV_OK)
        status = mark_in_use(files, err);
    if (status != SLV_OK) {
        attachment_files_close(files);
        return status;
    }
    *out = files;
    return SLV_OK;
}

void attachment_files_close(struct attachment_files *files)
{
    if (!files)
        return;
    if (files->lock >= 0)
        close(files->lock);
    pthread_mutex_destroy(&files->turn);
    free(files->folder);
    free(files);
}

void attachment_files_begin(struct attachment_files *files)
{
    SLV_ASSERT(pthread_mutex_lock(&files->turn) == 0);
}

enum slv_status attachment_files_sync(const struct attachment_files *files,
                                      struct slv_error *err)
{
    return file_sync_folder(files->folder, err);
}

void attachment_files_end(struct attachment_files *files)
{
    SLV_ASSERT(pthread_mutex_unlock(&files->turn) == 0);
}

static bool is_needed(const char *name,
                      bool (*is_named)(void *context, struct str sha256),
                      void *context)
{
    struct str text = str_from(name);

    if (str_has_prefix(text, STR(DRAFT_PREFIX)))
        return false;
    return !sha256_is_digest(text) || is_named(context, text);
}

enum slv_status
attachment_files_sweep(struct attachment_files *files,
                       bool (*is_named)(void *context, struct str sha256),
                       void *context, uint64_t *removed, struct slv_error *err)
{
    const struct dirent *entry;
    DIR *folder;

    *removed = 0;
    if (flock_retrying(files->lock, LOCK_EX | LOCK_NB) != 0)
        return flock_retrying(files->lock, LOCK_SH) == 0
                   ? SLV_OK
                   : slv_fail_errno(err, errno, "cannot use %s", files->folder);
    folder = opendir(files->folder);
    while (folder && (entry = readdir(folder)) != NULL) {
        if (!is_needed(entry->d_name, is_named, context) &&
            unlinkat(dirfd(folder), entry->d_name, 0) == 0)
            ++*removed;
    }
    if (folder)
        closedir(folder);
    if (flock_retrying(files->lock, LOCK_SH) != 0)
        return slv_fail_errno(err, errno, "cannot use %s", files->folder);
    return SLV_OK;
}

enum slv_status attachment_file_erase(struct attachment_files *files,
                                      struct str sha256, struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    char *path;

    SLV_ASSERT(sha256_is_digest(sha256));
    path = path_in(files->folder, sha256);
    if (unlink(path) != 0 && errno != ENOENT)
        status = slv_fail_errno(err, errno, "cannot remove %s", path);
    free(path);
    return status == SLV_OK ? attachment_files_sync(files, err) : status;
}

enum slv_status attachment_file_open(const struct attachment_files *files,
                                     struct str sha256, uint64_t size_bytes,
                                     int *descriptor, struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    struct stat info;
    char *path;

    SLV_ASSERT(sha256_is_digest(sha256));
    path = path_in(files->folder, sha256);
    *descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*descriptor < 0 && errno == ENOENT)
        status = slv_fail(err, SLV_ERR_CORRUPT, "the file %s is missing", path);
    else if (*descriptor < 0 || fstat(*descriptor, &info) != 0)
        status = slv_fail_errno(err, errno, "cannot open %s", path);
    else if (!S_ISREG(info.st_mode) || (uint64_t) info.st_size != size_bytes)
        status = slv_fail(err, SLV_ERR_CORRUPT,
                          "the file %s is damaged: it should have %llu bytes "
                          "and has %llu",
                          path, (unsigned long long) size_bytes,
                          (unsigned long long) info.st_size);
    free(path);
    if (status != SLV_OK && *descriptor >= 0) {
        close(*descriptor);
        *descriptor = -1;
    }
    return status;
}

enum slv_status attachment_file_check(const struct attachment_files *files,
                                      struct str sha256, uint64_t size_bytes,
                                      struct slv_error *err)
{
    struct sha256 *digest;
    char hex[SHA256_HEX_BYTES];
    char *bytes;
    ssize_t got = 1;
    int descriptor;
    enum slv_status status =
        attachment_file_open(files, sha256, size_bytes, &descriptor, err);

    if (status != SLV_OK)
        return status;
    digest = sha256_new();
    bytes = alloc_bytes(READ_BYTES);
    while (got != 0) {
        got = read(descriptor, bytes, READ_BYTES);
        if (got < 0 && errno != EINTR)
            break;
        if (got > 0)
            sha256_add(digest, (struct str){bytes, (size_t) got});
    }
    if (got < 0)
        status = slv_fail_errno(err, errno, "cannot read the attachment %.*s",
                                STR_ARG(sha256));
    sha256_end(digest, hex);
    if (status == SLV_OK && !str_equal(str_from(hex), sha256))
        status = slv_fail(err, SLV_ERR_CORRUPT,
                          "the file %s/%.*s is damaged: its checksum is now %s",
                          files->folder, STR_ARG(sha256), hex);
    free(bytes);
    sha256_free(digest);
    close(descriptor);
    return status;
}

/* --- drafts --- */

enum slv_status attachment_draft_open(const struct attachment_files *files,
                                      struct attachment_draft **out,
                                      struct slv_error *err)
{
    struct attachment_draft *draft = alloc_zeroed(1, sizeof *draft);
    enum slv_status status;

    *out = NULL;
    draft->folder = files->folder;
    draft->path = path_in(files->folder, STR(DRAFT_PREFIX "XXXXXX"));
    draft->digest = sha256_new();
    draft->descriptor = mkostemp(draft->path, O_CLOEXEC);
    if (draft->descriptor >= 0) {
        *out = draft;
        return SLV_OK;
    }
    status =
        slv_fail_errno(err, errno, "cannot make a file in %s", files->folder);
    free(draft->path);
    draft->path = NULL;
    attachment_draft_free(draft);
    return status;
}

enum slv_status attachment_draft_add(struct attachment_draft *draft,
                                     struct str bytes, struct slv_error *err)
{
    sha256_add(draft->digest, bytes);
    draft->size_bytes += bytes.len;
    return file_write_all(draft->descriptor, bytes, draft->path, err);
}

void attachment_draft_end(struct attachment_draft *draft,
                          char out[SHA256_HEX_BYTES])
{
    sha256_end(draft->digest, draft->hex);
    memcpy(out, draft->hex, sizeof draft->hex);
}

enum slv_status attachment_draft_sync(struct attachment_draft *draft,
                                      struct slv_error *err)
{
    int result;

    do
        result = fsync(draft->descriptor);
    while (result != 0 && errno == EINTR);
    if (result != 0 || fchmod(draft->descriptor, FILE_MODE) != 0)
        return slv_fail_errno(err, errno, "cannot make %s durable",
                              draft->path);
    return SLV_OK;
}

/* Is there a content of this name and length already? One of another length is
 * damaged, and is replaced. */
static bool is_there(const struct attachment_draft *draft, const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0 && S_ISREG(info.st_mode) &&
           (uint64_t) info.st_size == draft->size_bytes;
}

enum slv_status attachment_draft_keep(struct attachment_draft *draft,
                                      struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    char *path;

    SLV_ASSERT(draft->hex[0] != '\0' && draft->path);
    path = path_in(draft->folder, str_from(draft->hex));
    if (!is_there(draft, path)) {
        if (rename(draft->path, path) == 0) {
            draft->is_added = true;
            free(draft->path);
            draft->path = NULL;
        } else {
            status = slv_fail_errno(err, errno, "cannot name %s", path);
        }
    }
    free(path);
    return status;
}

void attachment_draft_undo(struct attachment_draft *draft)
{
    char *path;

    if (!draft->is_added)
        return;
    path = path_in(draft->folder, str_from(draft->hex));
    unlink(path);
    free(path);
    draft->is_added = false;
}

void attachment_draft_free(struct attachment_draft *draft)
{
    if (!draft)
        return;
    if (draft->descriptor >= 0)
        close(draft->descriptor);
    if (draft->path)
        unlink(draft->path);
    free(draft->path);
    sha256_free(draft->digest);
    free(draft);
}
