/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * An arena is a chain of blocks, each used from its front. A request larger
 * than a block gets a block of its own. A reset keeps the newest ordinary
 * block, so that a thread serving similar requests stops calling malloc().
 */
#include "base/arena.h"

#include "base/alloc.h"
#include "base/check.h"
#include "base/str.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__SANITIZE_ADDRESS__)
#define ONE_MALLOC_EACH 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ONE_MALLOC_EACH 1
#endif
#endif
#ifndef ONE_MALLOC_EACH
#define ONE_MALLOC_EACH 0
#endif

enum { BLOCK_BYTES = 64 * 1024 };

struct block {
    struct block *next;
    size_t size;
    size_t used;
    alignas(max_align_t) char bytes[];
};

struct arena {
    struct block *newest;
};

struct arena *arena_new(void)
{
    return alloc_zeroed(1, sizeof(struct arena));
}

static void free_chain(struct block *block)
{
    while (block) {
        struct block *next = block->next;

        free(block);
        block = next;
    }
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    free_chain(arena->newest);
    free(arena);
}

void arena_reset(struct arena *arena)
{
    struct block *keep = arena->newest;

    if (!keep)
        return;
    if (ONE_MALLOC_EACH || keep->size > BLOCK_BYTES) {
        free_chain(keep);
        arena->newest = NULL;
        return;
    }
    free_chain(keep->next);
    keep->next = NULL;
    keep->used = 0;
}

static struct block *add_block(struct arena *arena, size_t size)
{
    struct block *block;

    SLV_ASSERT(size < SIZE_MAX - sizeof *block);
    block = alloc_bytes(sizeof *block + size);
    block->size = size;
    block->used = 0;
    block->next = arena->newest;
    arena->newest = block;
    return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
    const size_t align = alignof(max_align_t);
    struct block *block;
    size_t start;

    SLV_ASSERT(size < SIZE_MAX / 2);
    if (ONE_MALLOC_EACH)
        return add_block(arena, size)->bytes;
    block = arena->newest;
    start = block ? (block->used + align - 1) / align * align : 0;
    if (!block || start > block->size || size > block->size - start) {
        if (size > BLOCK_BYTES / 4 && block) {
            /* keep filling the current block: the big one goes behind it */
            struct block *big = add_block(arena, size);

            arena->newest = block;
            big->next = block->next;
            block->next = big;
            big->used = size;
            return big->bytes;
        }
        block = add_block(arena, size > BLOCK_BYTES ? size : BLOCK_BYTES);
        start = 0;
    }
    block->used = start + size;
    return block->bytes + start;
}

void *arena_calloc(struct arena *arena, size_t count, size_t size)
{
    size_t bytes;
    void *block;

    SLV_ASSERT(!__builtin_mul_overflow(count, size, &bytes));
    block = arena_alloc(arena, bytes);
    memset(block, 0, bytes);
    return block;
}

struct str arena_str(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);

    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return (struct str){copy, s.len};
}

char *arena_cstr(struct arena *arena, struct str s)
{
    char *copy = arena_alloc(arena, s.len + 1);

    if (s.len)
        memcpy(copy, s.ptr, s.len);
    copy[s.len] = '\0';
    return copy;
}

struct str arena_format(struct arena *arena, const char *format, ...)
{
    va_list args;
    va_list again;
    int len;
    char *text;

    va_start(args, format);
    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    va_end(args);
    SLV_ASSERT(len >= 0);
    text = arena_alloc(arena, (size_t) len + 1);
    vsnprintf(text, (size_t) len + 1, format, again);
    va_end(again);
    return (struct str){text, (size_t) len};
}
