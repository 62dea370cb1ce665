/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Text under construction.
 *
 * Invariants, from strbuf_init() to strbuf_release(): `ptr` is never NULL and
 * ptr[len] is NUL, so a strbuf is always a C string too; `len` never passes
 * the maximum given at birth. An append that would pass it sets `overflowed`,
 * adds nothing, and every later append adds nothing either: a run of appends
 * is checked once, at its end.
 */
#ifndef BASE_STRBUF_H
#define BASE_STRBUF_H

#include "solvent/str.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

struct strbuf {
    char *ptr;
    size_t len;
    size_t capacity; /* bytes allocated, 0 while ptr is the shared empty one */
    size_t max;
    bool overflowed;
};

/* --- life --- */
void strbuf_init(struct strbuf *buf, size_t max);
/* Free the memory and leave an empty buffer with the same maximum. */
void strbuf_release(struct strbuf *buf);
/* Empty it and clear `overflowed`; the memory is kept. */
void strbuf_clear(struct strbuf *buf);
/* Hand the memory over: the caller frees it with free(). The buffer is empty
 * afterwards. Never NULL, NUL-terminated, *len (may be NULL) its length. */
char *strbuf_take(struct strbuf *buf, size_t *len);

/* --- content --- */
static inline struct str strbuf_str(const struct strbuf *buf)
{
    const struct str text = {buf->ptr, buf->len};

    return text;
}
/* Cut to `len`, which is at most the present length. */
void strbuf_truncate(struct strbuf *buf, size_t len);

/* --- adding --- */
/* Room for `more` bytes (and the NUL) beyond len; false sets `overflowed`.
 * After writing into it directly, set the length with strbuf_set_len(). */
bool strbuf_reserve(struct strbuf *buf, size_t more);
void strbuf_set_len(struct strbuf *buf, size_t len);
void strbuf_add(struct strbuf *buf, const void *bytes, size_t len);
void strbuf_add_char(struct strbuf *buf, char c);
void strbuf_add_str(struct strbuf *buf, struct str s);
void strbuf_add_cstr(struct strbuf *buf, const char *text);
__attribute__((format(printf, 2, 3))) void
strbuf_add_format(struct strbuf *buf, const char *format, ...);
void strbuf_add_vformat(struct strbuf *buf, const char *format, va_list args)
    __attribute__((format(printf, 2, 0)));

#ifdef __cplusplus
}
#endif
#endif
