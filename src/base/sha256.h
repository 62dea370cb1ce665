/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SHA-256 of bytes that come in pieces: the checksum under which attachments
 * are kept, and which people compare with what `sha256sum` says. For tables and
 * for noticing changes there is base/hash.h, which is much quicker.
 *
 * Threads: a stream belongs to one thread at a time.
 */
#ifndef BASE_SHA256_H
#define BASE_SHA256_H

#include "solvent/str.h"

#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

enum { SHA256_HEX_BYTES = 65 }; /* 64 digits and a NUL byte */

struct sha256;

struct sha256 *sha256_new(void); /* sha256_free() */
void sha256_add(struct sha256 *stream, struct str bytes);
/* The digest of all that was added, in lower case digits; the stream begins
 * anew. */
void sha256_end(struct sha256 *stream, char out[SHA256_HEX_BYTES]);
void sha256_free(struct sha256 *stream); /* NULL is allowed */

/* Is it 64 hex digits in lower case? */
bool sha256_is_digest(struct str text);

#ifdef __cplusplus
}
#endif
#endif
