/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Memory with the lifetime of one job or one request: taken piece by piece,
 * given back all at once. One arena belongs to one thread at a time.
 *
 * True exhaustion of memory aborts; what outside input can demand is bounded
 * where it is read (base/bounds.h). In sanitizer builds each allocation is one
 * malloc() of its own, so that an overrun of a single object is seen.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "solvent/str.h"

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct arena;

/* A new empty arena, freed by arena_free(). */
struct arena *arena_new(void);
/* Give back everything, the arena included. NULL is allowed. */
void arena_free(struct arena *arena);
/* Give back everything taken, keeping some memory for the next use. What was
 * taken before must not be used any more. */
void arena_reset(struct arena *arena);

/* `size` bytes, aligned for any type, not initialised. Never NULL; size 0
 * gives a valid pointer to nothing. */
void *arena_alloc(struct arena *arena, size_t size)
    __attribute__((returns_nonnull, alloc_size(2)));
/* `count` times `size` zeroed bytes; an overflow of the product aborts. */
void *arena_calloc(struct arena *arena, size_t count, size_t size)
    __attribute__((returns_nonnull, alloc_size(2, 3)));
/* A copy of `s` in the arena, followed by a NUL byte that is not counted. */
struct str arena_str(struct arena *arena, struct str s);
/* The same as a C string; bytes after an inner NUL are there but not seen. */
char *arena_cstr(struct arena *arena, struct str s);
/* Formatted text in the arena, NUL-terminated. */
__attribute__((format(printf, 2, 3))) struct str
arena_format(struct arena *arena, const char *format, ...);

#ifdef __cplusplus
}
#endif
#endif
