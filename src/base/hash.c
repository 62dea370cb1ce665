/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The door to xxHash: digests of bytes, at once and in pieces, and the hash of
 * tables in memory with its seed.
 */
#include "base/hash.h"

#include "base/check.h"
#include "base/str.h"

#include <errno.h>
#include <pthread.h>
#include <sys/random.h>

#include <xxhash.h>

static pthread_once_t seed_once = PTHREAD_ONCE_INIT;
static uint64_t seed;

static struct hash128 from_xxh(XXH128_hash_t hash)
{
    return (struct hash128){hash.high64, hash.low64};
}

struct hash128 hash_bytes(struct str bytes)
{
    return from_xxh(XXH3_128bits(bytes.len ? bytes.ptr : "", bytes.len));
}

static void choose_seed(void)
{
    /* 8 bytes are given whole, unless a signal came before the first of them */
    while (getrandom(&seed, sizeof seed, 0) != (ssize_t) sizeof seed)
        SLV_ASSERT(errno == EINTR);
}

uint64_t hash_seeded(struct str bytes)
{
    pthread_once(&seed_once, choose_seed);
    return XXH3_64bits_withSeed(bytes.len ? bytes.ptr : "", bytes.len, seed);
}

static void put_hex(uint64_t value, char *out)
{
    for (int i = 15; i >= 0; i--) {
        out[i] = "0123456789abcdef"[value & 15];
        value >>= 4;
    }
}

void hash_format(struct hash128 hash, char out[HASH_HEX_BYTES])
{
    put_hex(hash.high, out);
    put_hex(hash.low, out + 16);
    out[32] = '\0';
}

static bool take_hex(struct str digits, uint64_t *out)
{
    uint64_t value = 0;

    for (size_t i = 0; i < digits.len; i++) {
        char c = ascii_to_lower(digits.ptr[i]);

        if (ascii_is_digit(c))
            value = value << 4 | (uint64_t) (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value << 4 | (uint64_t) (c - 'a' + 10);
        else
            return false;
    }
    *out = value;
    return true;
}

bool hash_parse(struct str text, struct hash128 *out)
{
    return text.len == 32 && take_hex(str_first(text, 16), &out->high) &&
           take_hex(str_from_offset(text, 16), &out->low);
}

/* The state is XXH3_state_t, which only this file knows. */
struct hash_stream *hash_stream_new(void)
{
    XXH3_state_t *state = XXH3_createState();

    SLV_ASSERT(state != NULL);
    hash_stream_reset((struct hash_stream *) state);
    return (struct hash_stream *) state;
}

void hash_stream_reset(struct hash_stream *stream)
{
    SLV_ASSERT(XXH3_128bits_reset((XXH3_state_t *) stream) == XXH_OK);
}

void hash_stream_add(struct hash_stream *stream, struct str bytes)
{
    if (bytes.len > 0)
        SLV_ASSERT(XXH3_128bits_update((XXH3_state_t *) stream, bytes.ptr,
                                       bytes.len) == XXH_OK);
}

struct hash128 hash_stream_digest(const struct hash_stream *stream)
{
    return from_xxh(XXH3_128bits_digest((const XXH3_state_t *) stream));
}

void hash_stream_free(struct hash_stream *stream)
{
    XXH3_freeState((XXH3_state_t *) stream);
}
