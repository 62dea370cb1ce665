/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Storing images by the digest of their bytes.
 */
#include "indexer/images.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strmap.h"
#include "core/search/image_types.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MODE = 0640, FOLDER_MODE = 0750 };

bool image_type_of(struct str path)
{
    return image_type_find(path) != NULL;
}

const char *image_types(void)
{
    return IMAGE_TYPE_NAMES;
}

/* As file_replace(), but the folder is left to images_sync(), as there may be
 * thousands of images. */
static enum slv_status write_image(const char *path, struct str bytes,
                                   struct arena *arena, struct slv_error *err)
{
    char *temporary =
        (char *) (uintptr_t) arena_format(arena, "%s.XXXXXX", path).ptr;
    int descriptor = mkostemp(temporary, O_CLOEXEC);
    enum slv_status status;

    if (descriptor < 0)
        return slv_fail_errno(err, errno, "cannot make a file beside %s", path);
    status = file_write_all(descriptor, bytes, temporary, err);
    if (status == SLV_OK &&
        (fchmod(descriptor, FILE_MODE) != 0 || fsync(descriptor) != 0))
        status = slv_fail_errno(err, errno, "cannot make %s durable", path);
    if (close(descriptor) != 0 && status == SLV_OK)
        status = slv_fail_errno(err, errno, "cannot close %s", temporary);
    if (status == SLV_OK && rename(temporary, path) != 0)
        status = slv_fail_errno(err, errno, "cannot replace %s", path);
    if (status != SLV_OK)
        unlink(temporary);
    return status;
}

enum slv_status image_store(const char *data, struct str path, struct str bytes,
                            struct arena *arena, struct str *name,
                            struct slv_error *err)
{
    const struct image_type *type = image_type_find(path);
    struct str folder = arena_format(arena, "%s/images", data);
    char hex[HASH_HEX_BYTES];
    struct str file;
    enum slv_status status;

    hash_format(hash_bytes(bytes), hex);
    *name = arena_format(arena, "%s.%s", hex, type->ending);
    file = arena_format(arena, "%.*s/%.*s", STR_ARG(folder), STR_ARG(*name));
    if (access(file.ptr, F_OK) == 0)
        return SLV_OK;
    status = file_make_folders(folder.ptr, FOLDER_MODE, err);
    if (status != SLV_OK)
        return status;
    return write_image(file.ptr, bytes, arena, err);
}

enum slv_status images_sync(const char *data, struct slv_error *err)
{
    struct arena *arena = arena_new();
    const char *folder = arena_format(arena, "%s/images", data).ptr;
    struct stat info;
    enum slv_status status = SLV_OK;

    if (stat(folder, &info) == 0 && S_ISDIR(info.st_mode)) {
        status = file_sync_folder(folder, err);
        if (status == SLV_OK)
            status = file_sync_folder(data, err);
    }
    arena_free(arena);
    return status;
}

void images_sweep(const char *data, const struct strmap *wanted,
                  struct arena *arena)
{
    struct str path = arena_format(arena, "%s/images", data);
    DIR *folder = opendir(path.ptr);
    const struct dirent *entry;

    while (folder && (entry = readdir(folder)) != NULL)
        if (entry->d_name[0] != '.' &&
            !strmap_get(wanted, str_from(entry->d_name)))
            (void) !unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder)
        closedir(folder);
}
