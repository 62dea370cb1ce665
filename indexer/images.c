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
    return file_replace(file.ptr, bytes, FILE_MODE, err);
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
