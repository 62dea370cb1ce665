/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Making, locking and sweeping what is there for a moment. See leftovers.h.
 *
 * Between making and locking, a sweep may take the new one for a leftover;
 * whoever made it sees that by its name, which is gone, and makes another.
 */
#include "indexer/leftovers.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 100, SUFFIX_BYTES = 6 };

#define FOLDER_PREFIX "trial."
#define FILE_PREFIX "draft."

/* --- making --- */

static int open_folder(char *path)
{
    return mkdtemp(path)
               ? open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
               : -1;
}

static int open_file(char *path)
{
    return mkostemp(path, O_CLOEXEC);
}

/* Does the name still lead to what is open? */
static bool is_named(int held, const char *path)
{
    struct stat named;
    struct stat opened;

    return lstat(path, &named) == 0 && fstat(held, &opened) == 0 &&
           named.st_dev == opened.st_dev && named.st_ino == opened.st_ino;
}

static enum slv_status make(const char *data, const char *prefix,
                            int (*open_new)(char *path), struct arena *arena,
                            char **path, int *held, struct slv_error *err)
{
    for (int i = 0; i < TRIES; i++) {
        *path =
            arena_cstr(arena, arena_format(arena, "%s/%sXXXXXX", data, prefix));
        *held = open_new(*path);
        if (*held < 0 && errno != ENOENT)
            break;
        if (*held < 0)
            continue;
        /* where files cannot be locked, nothing is swept either */
        if ((flock(*held, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) &&
            is_named(*held, *path))
            return SLV_OK;
        close(*held);
        *held = -1;
    }
    return slv_fail_errno(err, errno, "cannot make %sXXXXXX in '%s'", prefix,
                          data);
}

enum slv_status leftover_make_folder(const char *data, struct arena *arena,
                                     char **path, int *held,
                                     struct slv_error *err)
{
    return make(data, FOLDER_PREFIX, open_folder, arena, path, held, err);
}

enum slv_status leftover_make_file(const char *data, struct arena *arena,
                                   char **path, int *held,
                                   struct slv_error *err)
{
    return make(data, FILE_PREFIX, open_file, arena, path, held, err);
}

/* --- sweeping --- */

static bool is_called(struct str name, struct str prefix)
{
    if (!str_has_prefix(name, prefix) || name.len != prefix.len + SUFFIX_BYTES)
        return false;
    for (size_t i = prefix.len; i < name.len; i++)
        if (!ascii_is_alnum(name.ptr[i]))
            return false;
    return true;
}

/* Is it of the kind that its name says, ours, and does nobody hold it? */
static bool is_left(int folder, const char *name, bool is_folder)
{
    struct stat info;
    int held = openat(folder, name,
                      O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC |
                          (is_folder ? O_DIRECTORY : 0));
    bool is_ours;

    if (held < 0)
        return false;
    is_ours = fstat(held, &info) == 0 && info.st_uid == geteuid() &&
              (is_folder ? S_ISDIR(info.st_mode) : S_ISREG(info.st_mode)) &&
              flock(held, LOCK_EX | LOCK_NB) == 0;
    close(held);
    return is_ours;
}

static void remove_one(const char *data, const char *name, struct arena *arena)
{
    (void) !file_remove_tree(arena_format(arena, "%s/%s", data, name).ptr,
                             NULL);
}

void leftovers_sweep(const char *data)
{
    struct arena *arena;
    const struct dirent *entry;
    DIR *folder = opendir(data);

    if (!folder)
        return;
    arena = arena_new();
    while ((entry = readdir(folder)) != NULL) {
        const struct str name = str_from(entry->d_name);
        const bool is_folder = is_called(name, STR(FOLDER_PREFIX));

        if ((is_folder || is_called(name, STR(FILE_PREFIX))) &&
            is_left(dirfd(folder), entry->d_name, is_folder))
            remove_one(data, entry->d_name, arena);
    }
    closedir(folder);
    arena_free(arena);
}
