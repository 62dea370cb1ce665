/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Byte strings to pointers, in an open-addressing table. Keys are copied; what
 * the pointers point at is the user's. Nothing is ever removed but all at
 * once. One thread at a time.
 */
#ifndef BASE_STRMAP_H
#define BASE_STRMAP_H

#include "solvent/str.h"

#include <stddef.h>

struct strmap;

struct strmap *strmap_new(void);      /* strmap_free() */
void strmap_free(struct strmap *map); /* NULL is allowed */
/* Forget everything. */
void strmap_clear(struct strmap *map);
size_t strmap_count(const struct strmap *map);

/* The value of `key`, or NULL. */
void *strmap_get(const struct strmap *map, struct str key);
/* Where the value of `key` stands, NULL in a new entry; to be filled with
 * something else before the next call. *stored (may be NULL) is the map's copy
 * of the key, which lives until strmap_clear() or strmap_free(). */
void **strmap_slot(struct strmap *map, struct str key, struct str *stored);

#endif
