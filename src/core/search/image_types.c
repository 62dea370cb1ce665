/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The table of image types.
 */
#include "core/search/image_types.h"

#include "base/check.h"
#include "base/str.h"

#include <stddef.h>

static const struct image_type types[] = {
    {"png", "image/png"}, {"jpg", "image/jpeg"},  {"jpeg", "image/jpeg"},
    {"gif", "image/gif"}, {"webp", "image/webp"},
};

const struct image_type *image_type_find(struct str path)
{
    for (size_t i = 0; i < ARRAY_LEN(types); i++) {
        struct str ending = str_from(types[i].ending);

        if (path.len > ending.len &&
            path.ptr[path.len - ending.len - 1] == '.' &&
            str_equal_nocase(str_from_offset(path, path.len - ending.len),
                             ending))
            return &types[i];
    }
    return NULL;
}
