/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Small operations on borrowed slices (solvent/str.h). Nothing here allocates.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* Slice of a string literal, without its NUL byte. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
/* For printf("%.*s"): STR_ARG(s) gives the two arguments. */
#define STR_ARG(s) (int) (s).len, (s).ptr

static inline struct str str_from(const char *text)
{
    return (struct str){text, text ? strlen(text) : 0};
}

static inline struct str str_from_range(const char *begin, const char *end)
{
    return (struct str){begin, (size_t) (end - begin)};
}

static inline bool str_equal(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_has_prefix(struct str s, struct str prefix)
{
    return s.len >= prefix.len &&
           (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool str_has_suffix(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 ||
            memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

/* The rest of `s` from byte `from` on; `from` is at most s.len. */
static inline struct str str_from_offset(struct str s, size_t from)
{
    return (struct str){from > 0 ? s.ptr + from : s.ptr, s.len - from};
}

static inline struct str str_first(struct str s, size_t len)
{
    return (struct str){s.ptr, len < s.len ? len : s.len};
}

/* At most `max` bytes of UTF-8 text, cut at a character border. */
struct str str_cut(struct str text, size_t max);

/* Order by bytes, as memcmp() with the shorter first: <0, 0, >0. */
int str_compare(struct str a, struct str b);
/* Equality with ASCII letters folded. */
bool str_equal_nocase(struct str a, struct str b);
/* Offset of the first `c`, or s.len. */
size_t str_find_char(struct str s, char c);
/* Offset of the first `needle` at or after `from`, or s.len. */
size_t str_find(struct str s, struct str needle, size_t from);
/* Without ASCII white space at both ends. */
struct str str_trim(struct str s);
/* Cut the next line off the front of *rest and return it without its LF or
 * CR LF. Call while rest->len > 0. */
struct str str_take_line(struct str *rest);
/* Cut the text before the first `separator` off *rest and return it; the
 * separator is dropped. Takes everything when there is none. */
struct str str_take_until(struct str *rest, char separator);

static inline bool ascii_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static inline bool ascii_is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || ascii_is_upper(c);
}

static inline bool ascii_is_alnum(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c);
}

static inline bool ascii_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline char ascii_to_lower(char c)
{
    return ascii_is_upper(c) ? (char) (c + ('a' - 'A')) : c;
}

/* Decimal number of at most 18 digits; false when `s` is anything else. */
bool str_to_uint(struct str s, unsigned long long *out);

#endif
