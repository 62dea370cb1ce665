/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Growing text with a maximum. See the header for the invariants.
 */
#include "base/strbuf.h"

#include "base/alloc.h"
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Shared by every empty buffer and never written to but with a NUL. */
static char empty[1];

void strbuf_init(struct strbuf *buf, size_t max)
{
    *buf = (struct strbuf){.ptr = empty, .max = max};
}

void strbuf_release(struct strbuf *buf)
{
    if (buf->capacity)
        free(buf->ptr);
    strbuf_init(buf, buf->max);
}

void strbuf_clear(struct strbuf *buf)
{
    buf->overflowed = false;
    strbuf_truncate(buf, 0);
}

char *strbuf_take(struct strbuf *buf, size_t *len)
{
    char *text;

    if (!buf->capacity) {
        buf->ptr = alloc_zeroed(1, 1);
        buf->capacity = 1;
    }
    text = buf->ptr;
    if (len)
        *len = buf->len;
    strbuf_init(buf, buf->max);
    return text;
}

void strbuf_truncate(struct strbuf *buf, size_t len)
{
    SLV_ASSERT(len <= buf->len);
    strbuf_set_len(buf, len);
}

bool strbuf_reserve(struct strbuf *buf, size_t more)
{
    size_t wanted;

    if (buf->overflowed || more > buf->max || buf->len > buf->max - more) {
        buf->overflowed = true;
        return false;
    }
    wanted = buf->len + more + 1;
    if (wanted > buf->capacity) {
        size_t grown = buf->capacity + buf->capacity / 2 + 64;
        char *old = buf->capacity ? buf->ptr : NULL;

        if (grown < wanted)
            grown = wanted;
        buf->ptr = alloc_resize(old, grown, 1);
        if (!old)
            buf->ptr[0] = '\0';
        buf->capacity = grown;
    }
    return true;
}

void strbuf_set_len(struct strbuf *buf, size_t len)
{
    if (!buf->capacity) {
        SLV_ASSERT(len == 0);
        return;
    }
    SLV_ASSERT(len < buf->capacity);
    buf->len = len;
    buf->ptr[len] = '\0';
}

void strbuf_add(struct strbuf *buf, const void *bytes, size_t len)
{
    if (len == 0 || !strbuf_reserve(buf, len))
        return;
    memcpy(buf->ptr + buf->len, bytes, len);
    strbuf_set_len(buf, buf->len + len);
}

void strbuf_add_char(struct strbuf *buf, char c)
{
    if (!strbuf_reserve(buf, 1))
        return;
    buf->ptr[buf->len++] = c;
    buf->ptr[buf->len] = '\0';
}

void strbuf_add_str(struct strbuf *buf, struct str s)
{
    strbuf_add(buf, s.ptr, s.len);
}

void strbuf_add_cstr(struct strbuf *buf, const char *text)
{
    strbuf_add(buf, text, strlen(text));
}

void strbuf_add_vformat(struct strbuf *buf, const char *format, va_list args)
{
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, args);
    SLV_ASSERT(len >= 0);
    if (strbuf_reserve(buf, (size_t) len)) {
        vsnprintf(buf->ptr + buf->len, (size_t) len + 1, format, again);
        strbuf_set_len(buf, buf->len + (size_t) len);
    }
    va_end(again);
}

void strbuf_add_format(struct strbuf *buf, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    strbuf_add_vformat(buf, format, args);
    va_end(args);
}
