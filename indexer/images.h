/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Images of articles, kept in the data folder under the digest of their bytes,
 * so that the server needs no article folder and equal images are kept once.
 */
#ifndef INDEXER_IMAGES_H
#define INDEXER_IMAGES_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>

struct arena;
struct strmap;

/* Is the file's ending that of a type that is served? */
bool image_type_of(struct str path);
/* The endings, for a message. */
const char *image_types(void);
/* Keep `bytes`; *name is "<digest>.<ending>". Does nothing when they are there
 * already. The bytes are durable then, their name only after images_sync().
 * Threads may call it at once. */
SLV_MUST_CHECK enum slv_status
image_store(const char *data, struct str path, struct str bytes,
            struct arena *arena, struct str *name, struct slv_error *err);

/* Make the names of all stored images durable; to be called before anything
 * that shows them is. Done when there are none. */
SLV_MUST_CHECK enum slv_status images_sync(const char *data,
                                           struct slv_error *err);

/* Remove the stored images whose names are not in `wanted` (a map of names to
 * anything). To be called with the lock held, when no reader can need them any
 * more. Failures to remove are left for the next time. */
void images_sweep(const char *data, const struct strmap *wanted,
                  struct arena *arena);

#endif
