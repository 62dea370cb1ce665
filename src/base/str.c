/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Operations on borrowed slices that are too long for the header.
 */
#include "base/str.h"

#include <string.h>

struct str str_cut(struct str text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max > 0 && ((unsigned char) text.ptr[max] & 0xC0u) == 0x80u)
        max--;
    return str_first(text, max);
}

int str_compare(struct str a, struct str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;
    int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;

    if (order != 0)
        return order;
    return (a.len > b.len) - (a.len < b.len);
}

bool str_equal_nocase(struct str a, struct str b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (ascii_to_lower(a.ptr[i]) != ascii_to_lower(b.ptr[i]))
            return false;
    return true;
}

size_t str_find_char(struct str s, char c)
{
    const char *found = s.len ? memchr(s.ptr, c, s.len) : NULL;

    return found ? (size_t) (found - s.ptr) : s.len;
}

size_t str_find(struct str s, struct str needle, size_t from)
{
    const char *found;

    if (from > s.len || needle.len > s.len - from)
        return s.len;
    if (needle.len == 0)
        return from;
    found = memmem(s.ptr + from, s.len - from, needle.ptr, needle.len);
    return found ? (size_t) (found - s.ptr) : s.len;
}

struct str str_trim(struct str s)
{
    while (s.len > 0 && ascii_is_space(s.ptr[0])) {
        s.ptr++;
        s.len--;
    }
    while (s.len > 0 && ascii_is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct str str_take_until(struct str *rest, char separator)
{
    size_t at = str_find_char(*rest, separator);
    struct str head = str_first(*rest, at);

    *rest = str_from_offset(*rest, at < rest->len ? at + 1 : at);
    return head;
}

struct str str_take_line(struct str *rest)
{
    struct str line = str_take_until(rest, '\n');

    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

bool str_to_uint(struct str s, unsigned long long *out)
{
    unsigned long long value = 0;

    if (s.len == 0 || s.len > 18)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (!ascii_is_digit(s.ptr[i]))
            return false;
        value = value * 10 + (unsigned long long) (s.ptr[i] - '0');
    }
    *out = value;
    return true;
}
