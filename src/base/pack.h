/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Numbers and strings to bytes and back, for what is stored in the index.
 *
 * A number is 7 bits a byte, low bits first, the high bit set on all but the
 * last byte; a signed one is zigzagged first. A string is its length and its
 * bytes. Reading is safe on any bytes: past the end, or on a number too long,
 * `is_damaged` is set and everything read from then on is 0 or empty.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct strbuf;

void pack_uint(struct strbuf *out, uint64_t value);
void pack_int(struct strbuf *out, int64_t value);
void pack_str(struct strbuf *out, struct str value);
void pack_list(struct strbuf *out, const struct str_list *list);

struct unpack {
    struct str rest;
    bool is_damaged;
};

uint64_t unpack_uint(struct unpack *in);
int64_t unpack_int(struct unpack *in);
/* Borrowed from the bytes that are read. */
struct str unpack_str(struct unpack *in);
/* Items are borrowed, the list itself is in `arena`. */
struct str_list unpack_list(struct unpack *in, struct arena *arena);
/* A count of things that take at least one byte each: damaged when more are
 * announced than bytes are left. */
size_t unpack_count(struct unpack *in);

#endif
