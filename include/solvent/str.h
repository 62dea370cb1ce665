/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A borrowed slice of bytes, the normal way to pass text. It owns nothing, may
 * hold NUL bytes, and is not NUL-terminated. The empty string is {NULL or any
 * pointer, 0}; "not there" is said by other means, never by a NULL pointer.
 */
#ifndef SOLVENT_STR_H
#define SOLVENT_STR_H

#include <stddef.h>

struct str {
    const char *ptr;
    size_t len;
};

struct str_list {
    struct str *items;
    size_t count;
};

#endif
