/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Allocation that either succeeds or ends the program.
 */
#include "base/alloc.h"

#include "base/check.h"

#include <stdlib.h>

void *alloc_bytes(size_t size)
{
    void *block = malloc(size ? size : 1);

    SLV_ASSERT(block != NULL);
    return block;
}

void *alloc_zeroed(size_t count, size_t size)
{
    void *block = calloc(count ? count : 1, size ? size : 1);

    SLV_ASSERT(block != NULL);
    return block;
}

void *alloc_resize(void *block, size_t count, size_t size)
{
    size_t bytes;
    void *resized;

    SLV_ASSERT(!__builtin_mul_overflow(count, size, &bytes));
    resized = realloc(block, bytes ? bytes : 1);
    SLV_ASSERT(resized != NULL);
    return resized;
}

void *alloc_grow(void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity && items)
        return items;
    *capacity = *capacity ? *capacity * 2 : 16;
    if (*capacity <= count)
        *capacity = count + 1;
    return alloc_resize(items, *capacity, size);
}
