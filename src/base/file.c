/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Whole reads, atomic replacement, folder trees and lock files on the plain
 * system calls. What the bytes mean and where files belong is others' work.
 */
#include "base/file.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static int open_retrying(int folder, const char *path, int flags, mode_t mode)
{
    int descriptor;

    do
        descriptor = openat(folder, path, flags | O_CLOEXEC, mode);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

static void close_quietly(int descriptor)
{
    if (descriptor >= 0)
        close(descriptor);
}

/* --- reading --- */

static ssize_t read_retrying(int descriptor, char *bytes, size_t size)
{
    ssize_t got;

    do
        got = read(descriptor, bytes, size);
    while (got < 0 && errno == EINTR);
    return got;
}

static enum slv_status too_big(const char *path, size_t max_bytes,
                               struct slv_error *err)
{
    return slv_fail(err, SLV_ERR_TOO_BIG,
                    "%s is larger than the limit of %zu bytes", path,
                    max_bytes);
}

static char *take_bytes(struct arena *arena, size_t size)
{
    return arena ? arena_alloc(arena, size) : alloc_bytes(size);
}

/* Reads to the end; one byte of room beyond what fstat() promised tells a file
 * that grew from one that did not, and becomes the NUL byte. */
static enum slv_status read_to_end(int descriptor, const char *path,
                                   size_t expected, size_t max_bytes,
                                   struct arena *arena, char **out,
                                   size_t *out_len, struct slv_error *err)
{
    size_t capacity = expected + 1;
    size_t len = 0;
    char *bytes = take_bytes(arena, capacity);
    enum slv_status status = SLV_OK;

    for (;;) {
        ssize_t got = read_retrying(descriptor, bytes + len, capacity - len);

        if (got < 0) {
            status = slv_fail_errno(err, errno, "cannot read %s", path);
            break;
        }
        if (got == 0)
            break;
        len += (size_t) got;
        if (len > max_bytes) {
            status = too_big(path, max_bytes, err);
            break;
        }
        if (len == capacity) {
            size_t wanted = capacity < 4096 ? 8192 : capacity * 2;
            char *larger = take_bytes(arena, wanted);

            memcpy(larger, bytes, len);
            if (!arena)
                free(bytes);
            bytes = larger;
            capacity = wanted;
        }
    }
    if (status != SLV_OK) {
        if (!arena)
            free(bytes);
        return status;
    }
    bytes[len] = '\0';
    *out = bytes;
    *out_len = len;
    return SLV_OK;
}

static enum slv_status read_file(const char *path, size_t max_bytes,
                                 struct arena *arena, char **out, size_t *len,
                                 struct slv_error *err)
{
    /* O_NONBLOCK: opening a pipe without a writer must not wait for one */
    int descriptor =
        open_retrying(AT_FDCWD, path, O_RDONLY | O_NONBLOCK | O_NOCTTY, 0);
    struct stat info;
    enum slv_status status;

    /* ENXIO: a socket */
    if (descriptor < 0 && errno == ENXIO)
        return slv_fail(err, SLV_ERR_INPUT, "%s is not a regular file", path);
    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot open %s", path);
    if (fstat(descriptor, &info) != 0)
        status = slv_fail_errno(err, errno, "cannot look at %s", path);
    else if (S_ISDIR(info.st_mode))
        status = slv_fail(err, SLV_ERR_INPUT, "%s is a folder", path);
    else if (!S_ISREG(info.st_mode))
        status = slv_fail(err, SLV_ERR_INPUT, "%s is not a regular file", path);
    else if ((uintmax_t) info.st_size > max_bytes)
        status = too_big(path, max_bytes, err);
    else
        status = read_to_end(descriptor, path, (size_t) info.st_size, max_bytes,
                             arena, out, len, err);
    close(descriptor);
    return status;
}

enum slv_status file_read(const char *path, size_t max_bytes,
                          struct arena *arena, struct str *out,
                          struct slv_error *err)
{
    char *bytes;
    size_t len;
    enum slv_status status =
        read_file(path, max_bytes, arena, &bytes, &len, err);

    if (status == SLV_OK)
        *out = (struct str){bytes, len};
    return status;
}

enum slv_status file_read_alloc(const char *path, size_t max_bytes, char **out,
                                size_t *len, struct slv_error *err)
{
    return read_file(path, max_bytes, NULL, out, len, err);
}

/* --- writing --- */

enum slv_status file_write_all(int descriptor, struct str content,
                               const char *path, struct slv_error *err)
{
    while (content.len > 0) {
        ssize_t put = write(descriptor, content.ptr, content.len);

        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return slv_fail_errno(err, errno, "cannot write %s", path);
        content = str_from_offset(content, (size_t) put);
    }
    return SLV_OK;
}

static enum slv_status sync_descriptor(int descriptor, const char *path,
                                       struct slv_error *err)
{
    int result;

    do
        result = fsync(descriptor);
    while (result != 0 && errno == EINTR);
    if (result != 0)
        return slv_fail_errno(err, errno, "cannot make %s durable", path);
    return SLV_OK;
}

/* The folder part of `path` as a C string of its own: "." or "/" or "a/b". */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    size_t len;
    char *folder;

    if (!slash)
        return strdup(".");
    len = slash == path ? 1 : (size_t) (slash - path);
    folder = alloc_bytes(len + 1);
    memcpy(folder, path, len);
    folder[len] = '\0';
    return folder;
}

enum slv_status file_replace(const char *path, struct str content, mode_t mode,
                             struct slv_error *err)
{
    char *folder = folder_of(path);
    size_t size = strlen(path) + sizeof ".XXXXXX";
    char *temporary = alloc_bytes(size);
    int descriptor;
    enum slv_status status;

    snprintf(temporary, size, "%s.XXXXXX", path);
    descriptor = mkostemp(temporary, O_CLOEXEC);
    if (descriptor < 0) {
        status =
            slv_fail_errno(err, errno, "cannot make a file beside %s", path);
        goto out;
    }
    status = file_write_all(descriptor, content, temporary, err);
    if (status == SLV_OK && fchmod(descriptor, mode) != 0)
        status = slv_fail_errno(err, errno, "cannot set the mode of %s", path);
    if (status == SLV_OK)
        status = sync_descriptor(descriptor, temporary, err);
    if (close(descriptor) != 0 && status == SLV_OK)
        status = slv_fail_errno(err, errno, "cannot close %s", temporary);
    if (status == SLV_OK && rename(temporary, path) != 0)
        status = slv_fail_errno(err, errno, "cannot replace %s", path);
    if (status != SLV_OK) {
        unlink(temporary);
        goto out;
    }
    status = file_sync_folder(folder, err);
out:
    free(temporary);
    free(folder);
    return status;
}

/* --- noticing --- */

enum { STAMP_SETTLES_S = 1 };

static struct file_stamp stamp_of(const struct stat *info)
{
    return (struct file_stamp){
        .device = info->st_dev,
        .inode = info->st_ino,
        .size_bytes = info->st_size,
        .changed_ns =
            (int64_t) info->st_ctim.tv_sec * 1000000000 + info->st_ctim.tv_nsec,
    };
}

void file_stamp_take(const char *path, struct file_stamp *out)
{
    struct stat info;

    *out = (struct file_stamp){.is_sure = false};
    if (stat(path, &info) != 0)
        return;
    *out = stamp_of(&info);
    out->is_sure = info.st_ctim.tv_sec + STAMP_SETTLES_S < clock_unix_s();
}

bool file_stamp_holds(const struct file_stamp *stamp, const char *path)
{
    struct stat info;
    struct file_stamp now;

    if (!stamp->is_sure || stat(path, &info) != 0)
        return false;
    now = stamp_of(&info);
    return now.device == stamp->device && now.inode == stamp->inode &&
           now.size_bytes == stamp->size_bytes &&
           now.changed_ns == stamp->changed_ns;
}

/* --- folders --- */

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

enum slv_status file_make_folders(const char *path, mode_t mode,
                                  struct slv_error *err)
{
    char *partial = strdup(path);
    enum slv_status status = SLV_OK;
    size_t len = strlen(path);

    if (!partial || len == 0) {
        free(partial);
        return slv_fail(err, SLV_ERR_CANNOT_CREATE,
                        "cannot make a folder without a name");
    }
    for (size_t i = 1; i <= len && status == SLV_OK; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        partial[i] = '\0';
        if (mkdir(partial, mode) != 0 && !is_folder(partial)) {
            if (errno == EEXIST || errno == ENOTDIR)
                status = slv_fail(err, SLV_ERR_CANNOT_CREATE,
                                  "cannot make the folder %s: %s is no folder",
                                  path, partial);
            else
                status = slv_fail_errno(err, errno, "cannot make the folder %s",
                                        partial);
        }
        partial[i] = path[i];
    }
    free(partial);
    return status;
}

enum slv_status file_sync_folder(const char *path, struct slv_error *err)
{
    int descriptor = open_retrying(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
    enum slv_status status;

    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot open the folder %s", path);
    status = sync_descriptor(descriptor, path, err);
    close(descriptor);
    return status;
}

static bool is_dot_name(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Removes what is in the open folder; takes the descriptor over. `root` is for
 * messages. Each name is looked at and opened below its folder's descriptor
 * without following links, so that an exchange meanwhile cannot lead outside. */
static enum slv_status empty_folder(int descriptor, dev_t device,
                                    const char *root, struct slv_error *err)
{
    DIR *folder = fdopendir(descriptor);
    enum slv_status status = SLV_OK;
    struct dirent *entry;

    if (!folder) {
        close(descriptor);
        return slv_fail_errno(err, errno, "cannot read a folder in %s", root);
    }
    while (status == SLV_OK) {
        struct stat info;
        int inner;

        errno = 0;
        entry = readdir(folder);
        if (!entry) {
            if (errno != 0)
                status = slv_fail_errno(err, errno,
                                        "cannot read a folder in %s", root);
            break;
        }
        if (is_dot_name(entry->d_name))
            continue;
        if (unlinkat(descriptor, entry->d_name, 0) == 0 || errno == ENOENT)
            continue;
        if (errno != EISDIR && errno != EPERM) {
            status = slv_fail_errno(err, errno, "cannot remove %s in %s",
                                    entry->d_name, root);
            break;
        }
        inner = open_retrying(descriptor, entry->d_name,
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
        if (inner < 0 || fstat(inner, &info) != 0) {
            status = slv_fail_errno(err, errno, "cannot remove %s in %s",
                                    entry->d_name, root);
            close_quietly(inner);
            break;
        }
        if (info.st_dev != device) {
            close(inner);
            status = slv_fail(err, SLV_ERR_IO,
                              "%s in %s is another file system and is kept",
                              entry->d_name, root);
            break;
        }
        status = empty_folder(inner, device, root, err);
        if (status == SLV_OK &&
            unlinkat(descriptor, entry->d_name, AT_REMOVEDIR) != 0 &&
            errno != ENOENT)
            status = slv_fail_errno(err, errno, "cannot remove %s in %s",
                                    entry->d_name, root);
    }
    closedir(folder);
    return status;
}

enum slv_status file_remove_tree(const char *path, struct slv_error *err)
{
    struct stat info;
    int descriptor;
    enum slv_status status;

    if (unlink(path) == 0 || errno == ENOENT)
        return SLV_OK;
    if (errno != EISDIR && errno != EPERM)
        return slv_fail_errno(err, errno, "cannot remove %s", path);
    descriptor =
        open_retrying(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
    if (descriptor < 0 || fstat(descriptor, &info) != 0) {
        status = slv_fail_errno(err, errno, "cannot remove %s", path);
        close_quietly(descriptor);
        return status;
    }
    status = empty_folder(descriptor, info.st_dev, path, err);
    if (status == SLV_OK && rmdir(path) != 0 && errno != ENOENT)
        status = slv_fail_errno(err, errno, "cannot remove %s", path);
    return status;
}

/* A file with several names, to be counted once. */
struct shared_file {
    dev_t device;
    ino_t inode;
    uint64_t bytes;
};

struct measure {
    uint64_t bytes;
    struct shared_file *shared;
    size_t shared_count;
    size_t shared_capacity;
};

static uint64_t allocated_bytes(const struct stat *info)
{
    return (uint64_t) info->st_blocks * 512;
}

static enum slv_status measure_folder(int descriptor, struct measure *measure,
                                      const char *root, struct slv_error *err)
{
    DIR *folder = fdopendir(descriptor);
    enum slv_status status = SLV_OK;

    if (!folder) {
        close(descriptor);
        return slv_fail_errno(err, errno, "cannot read a folder in %s", root);
    }
    while (status == SLV_OK) {
        struct dirent *entry;
        struct stat info;
        int inner;

        errno = 0;
        entry = readdir(folder);
        if (!entry) {
            if (errno != 0)
                status = slv_fail_errno(err, errno,
                                        "cannot read a folder in %s", root);
            break;
        }
        if (is_dot_name(entry->d_name))
            continue;
        if (fstatat(descriptor, entry->d_name, &info, AT_SYMLINK_NOFOLLOW) !=
            0) {
            if (errno != ENOENT)
                status = slv_fail_errno(err, errno, "cannot look at %s in %s",
                                        entry->d_name, root);
            continue;
        }
        if (!S_ISDIR(info.st_mode) && info.st_nlink > 1) {
            measure->shared =
                alloc_grow(measure->shared, measure->shared_count,
                           &measure->shared_capacity, sizeof *measure->shared);
            measure->shared[measure->shared_count++] = (struct shared_file){
                info.st_dev, info.st_ino, allocated_bytes(&info)};
            continue;
        }
        measure->bytes += allocated_bytes(&info);
        if (!S_ISDIR(info.st_mode))
            continue;
        inner = open_retrying(descriptor, entry->d_name,
                              O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
        if (inner >= 0)
            status = measure_folder(inner, measure, root, err);
        else if (errno != ENOENT)
            status = slv_fail_errno(err, errno, "cannot open %s in %s",
                                    entry->d_name, root);
    }
    closedir(folder);
    return status;
}

static int compare_shared(const void *left, const void *right)
{
    const struct shared_file *a = left;
    const struct shared_file *b = right;

    if (a->device != b->device)
        return a->device < b->device ? -1 : 1;
    return (a->inode > b->inode) - (a->inode < b->inode);
}

enum slv_status file_disk_bytes(const char *path, uint64_t *out,
                                struct slv_error *err)
{
    struct measure measure = {0};
    int descriptor = open_retrying(AT_FDCWD, path, O_RDONLY | O_DIRECTORY, 0);
    struct stat info;
    enum slv_status status;

    if (descriptor < 0 || fstat(descriptor, &info) != 0) {
        status = slv_fail_errno(err, errno, "cannot open the folder %s", path);
        close_quietly(descriptor);
        return status;
    }
    measure.bytes = allocated_bytes(&info);
    status = measure_folder(descriptor, &measure, path, err);
    if (measure.shared_count > 0)
        qsort(measure.shared, measure.shared_count, sizeof *measure.shared,
              compare_shared);
    for (size_t i = 0; i < measure.shared_count; i++)
        if (i == 0 ||
            compare_shared(&measure.shared[i - 1], &measure.shared[i]) != 0)
            measure.bytes += measure.shared[i].bytes;
    free(measure.shared);
    if (status == SLV_OK)
        *out = measure.bytes;
    return status;
}

/* --- locks --- */

struct file_lock {
    int descriptor;
};

enum { LOCK_TEXT_BYTES_MAX = 512, LOCK_RETRY_MS = 20 };

/* The file holds one line: "<pid> <unix_s> <command>". */
static enum slv_status describe_holder(int descriptor, const char *who,
                                       struct slv_error *err)
{
    char text[LOCK_TEXT_BYTES_MAX];
    ssize_t got = pread(descriptor, text, sizeof text, 0);
    struct str rest = {text, got > 0 ? (size_t) got : 0};
    struct str line = str_take_line(&rest);
    unsigned long long pid;
    unsigned long long since_unix_s;
    char since[CLOCK_ISO_BYTES];
    const char *shown = since;

    if (!str_to_uint(str_take_until(&line, ' '), &pid) ||
        !str_to_uint(str_take_until(&line, ' '), &since_unix_s)) {
        /* it took the lock this very moment and has not signed yet */
        return slv_fail(err, SLV_ERR_LOCKED, "another %s holds the lock", who);
    }
    clock_format_iso((int64_t) since_unix_s, since);
    since[10] = ' ';
    since[16] = '\0';
    if (clock_unix_s() - (int64_t) since_unix_s < 24 * 60 * 60)
        shown = since + 11;
    slv_fail(err, SLV_ERR_LOCKED,
             "another %s holds the lock (pid %llu, since %s)", who, pid, shown);
    slv_hint(err, "Wait until \"%.*s\" has ended, or stop process %llu.",
             STR_ARG(str_first(line, 150)), pid);
    return SLV_ERR_LOCKED;
}

static enum slv_status sign_lock(int descriptor, const char *path,
                                 const char *command, struct slv_error *err)
{
    char text[LOCK_TEXT_BYTES_MAX];
    int len = snprintf(text, sizeof text - 1, "%ld %lld %s", (long) getpid(),
                       (long long) clock_unix_s(), command);

    if (len > (int) sizeof text - 2)
        len = (int) sizeof text - 2;
    for (int i = 0; i < len; i++)
        if (text[i] == '\n' || text[i] == '\r')
            text[i] = ' ';
    text[len] = '\n';
    if (ftruncate(descriptor, 0) != 0)
        return slv_fail_errno(err, errno, "cannot write %s", path);
    return file_write_all(descriptor, (struct str){text, (size_t) len + 1},
                          path, err);
}

enum slv_status file_lock_open(const char *path, const char *who,
                               const char *command, unsigned timeout_ms,
                               struct file_lock **out, struct slv_error *err)
{
    const int64_t give_up_us = clock_mono_us() + (int64_t) timeout_ms * 1000;
    int descriptor = open_retrying(AT_FDCWD, path, O_RDWR | O_CREAT, 0644);
    enum slv_status status;

    *out = NULL;
    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot open the lock %s", path);
    while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        const struct timespec pause = {0, LOCK_RETRY_MS * 1000000L};

        if (errno == EINTR)
            continue;
        if (errno != EWOULDBLOCK) {
            status = slv_fail_errno(err, errno, "cannot lock %s", path);
            goto failed;
        }
        if (clock_mono_us() >= give_up_us) {
            status = describe_holder(descriptor, who, err);
            goto failed;
        }
        nanosleep(&pause, NULL);
    }
    status = sign_lock(descriptor, path, command, err);
    if (status != SLV_OK)
        goto failed;
    *out = alloc_bytes(sizeof **out);
    (*out)->descriptor = descriptor;
    return SLV_OK;
failed:
    close(descriptor);
    return status;
}

void file_lock_close(struct file_lock *lock)
{
    if (!lock)
        return;
    /* a name of somebody gone would mislead whoever finds the lock taken */
    if (ftruncate(lock->descriptor, 0) != 0) {
        /* it stays until the next holder signs */
    }
    close(lock->descriptor);
    free(lock);
}
