/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The image types that are stored and served. SVG is not among them: it can
 * hold scripts.
 */
#ifndef SEARCH_IMAGE_TYPES_H
#define SEARCH_IMAGE_TYPES_H

#include "solvent/str.h"

#define IMAGE_TYPE_NAMES "png, jpg, jpeg, gif, webp"

struct image_type {
    const char *ending;
    const char *content_type;
};

/* By the ending of `path`, case folded; NULL when it is none of them. */
const struct image_type *image_type_find(struct str path);

#endif
