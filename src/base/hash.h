/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A fast 128-bit digest (XXH3) that tells whether bytes changed. It is no
 * secret and no signature: who wants two inputs with one digest can make them.
 * And a seeded hash for tables whose keys come from strangers.
 *
 * Threads: one struct hash_stream belongs to one thread at a time; the
 * functions on whole bytes may be called from any.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { HASH_HEX_BYTES = 33 }; /* 32 digits and a NUL byte */

struct hash128 {
    uint64_t high;
    uint64_t low;
};

struct hash128 hash_bytes(struct str bytes);

static inline bool hash_equal(struct hash128 a, struct hash128 b)
{
    return a.high == b.high && a.low == b.low;
}

/* 32 lower case digits, the same on every machine. */
void hash_format(struct hash128 hash, char out[HASH_HEX_BYTES]);
/* Exactly 32 hex digits in either case; false for anything else. */
bool hash_parse(struct str text, struct hash128 *out);

/* --- for tables in memory --- */

/* 64 bits that differ from process to process, by a random seed, so that nobody
 * can choose keys that meet in a table: never to be stored or shown. */
uint64_t hash_seeded(struct str bytes);

/* --- in pieces: the digest of all bytes added so far --- */
struct hash_stream;
struct hash_stream *hash_stream_new(void); /* hash_stream_free() */
void hash_stream_reset(struct hash_stream *stream);
void hash_stream_add(struct hash_stream *stream, struct str bytes);
struct hash128 hash_stream_digest(const struct hash_stream *stream);
void hash_stream_free(struct hash_stream *stream); /* NULL is allowed */

#ifdef __cplusplus
}
#endif
#endif
