/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * malloc() and friends that abort when memory is truly exhausted, so that no
 * caller needs a branch for it. Free with free().
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

void *alloc_bytes(size_t size) __attribute__((malloc, returns_nonnull));
void *alloc_zeroed(size_t count, size_t size)
    __attribute__((malloc, returns_nonnull));
/* Resize to `count` times `size`; an overflow of the product aborts. */
void *alloc_resize(void *block, size_t count, size_t size)
    __attribute__((returns_nonnull));

/* Make room in a growing array for one more item: doubles `*capacity` when
 * `count` has reached it. Use: items = alloc_grow(items, n, &cap, sizeof *items); */
void *alloc_grow(void *items, size_t count, size_t *capacity, size_t size)
    __attribute__((returns_nonnull));

#ifdef __cplusplus
}
#endif
#endif
