/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Compression: gzip for HTTP, and raw deflate for stored article bodies. The
 * only file that knows zlib. A coder keeps its working memory for the next call
 * and belongs to one thread at a time.
 */
#ifndef TEXT_GZIP_H
#define TEXT_GZIP_H

#include "solvent/status.h"
#include "solvent/str.h"

struct strbuf;
struct gzip_coder;

/* level: 1 (fast) to 9 (small). Free with gzip_coder_free() (NULL allowed). */
struct gzip_coder *gzip_coder_new(int level);
void gzip_coder_free(struct gzip_coder *coder);

/* Append `bytes` as one gzip member (RFC 1952). */
void gzip_compress(struct gzip_coder *coder, struct str bytes,
                   struct strbuf *out);

/* Append `bytes` as raw deflate (RFC 1951). `dictionary` (may be empty) is text
 * that the reader will have too: what `bytes` shares with its last 32 kB costs
 * next to nothing. */
void gzip_pack(struct gzip_coder *coder, struct str bytes,
               struct str dictionary, struct strbuf *out);
/* Undo gzip_pack() with the same dictionary, appending to `out`, whose maximum
 * bounds what a damaged or hostile stream can unfold to (SLV_ERR_TOO_BIG).
 * `expected_len` is a hint for the first allocation. SLV_ERR_CORRUPT when the
 * stream is damaged. */
SLV_MUST_CHECK enum slv_status
gzip_unpack(struct gzip_coder *coder, struct str packed, struct str dictionary,
            size_t expected_len, struct strbuf *out, struct slv_error *err);

#endif
