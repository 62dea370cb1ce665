/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SHA-256 by Nettle, which uses the processor's own instructions where it has
 * them. The one file that knows that library.
 */
#include "base/sha256.h"

#include "base/alloc.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>

struct sha256 {
    struct sha256_ctx context;
};

struct sha256 *sha256_new(void)
{
    struct sha256 *stream = alloc_zeroed(1, sizeof *stream);

    sha256_init(&stream->context);
    return stream;
}

void sha256_add(struct sha256 *stream, struct str bytes)
{
    if (bytes.len > 0)
        sha256_update(&stream->context, bytes.len, (const uint8_t *) bytes.ptr);
}

void sha256_end(struct sha256 *stream, char out[SHA256_HEX_BYTES])
{
    static const char digits[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];

    sha256_digest(&stream->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        out[2 * i] = digits[digest[i] >> 4];
        out[2 * i + 1] = digits[digest[i] & 15];
    }
    out[SHA256_HEX_BYTES - 1] = '\0';
}

void sha256_free(struct sha256 *stream)
{
    free(stream);
}

bool sha256_is_digest(struct str text)
{
    if (text.len != SHA256_HEX_BYTES - 1)
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];

        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
            return false;
    }
    return true;
}
