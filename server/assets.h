/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The files of server/assets/, which are part of the program.
 */
#ifndef SERVER_ASSETS_H
#define SERVER_ASSETS_H

#include "solvent/str.h"

#include <stddef.h>

struct asset {
    const char *name;         /* below server/assets/, "site.css" */
    const char *content_type; /* ready for the header */
    struct str bytes;         /* as long as the program runs */
    const char *hash;         /* 16 hex digits of the bytes' digest, for ETags
                               * and addresses that may be cached for ever */
};

/* The asset with exactly this name, or NULL. */
const struct asset *asset_find(struct str name);
/* The asset number `index` in the order of names, or NULL past the last. */
const struct asset *asset_at(size_t index);

#endif
