/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Passwords, random tokens and digests: the one place that knows libsodium.
 * Who is signed in, and what may be done, is decided elsewhere
 * (server/identity.h, server/rights.h).
 *
 * Passwords are kept as Argon2id (libsodium's interactive limits: 64 MiB, two
 * passes). Tokens are 256 random bits; because nobody can guess those, a plain
 * BLAKE2b digest of them is all that is stored.
 *
 * Threads: any. Texts come out NUL-terminated.
 */
#ifndef SERVER_AUTH_H
#define SERVER_AUTH_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    AUTH_PASSWORD_BYTES_MIN = 10,
    AUTH_PASSWORD_BYTES_MAX = 1024,
    AUTH_HASH_BYTES = 128,  /* of a password, with a NUL byte */
    AUTH_TOKEN_BYTES = 64,  /* of a token with its prefix and a NUL byte */
    AUTH_DIGEST_BYTES = 65, /* 64 hex digits and a NUL byte */
    AUTH_ADDRESS_BYTES_MAX = 256,
    AUTH_DAY_KEY_BYTES = 16,
    AUTH_MAC_BYTES = 48 /* 32 bytes in Base64 and a NUL byte */
};

/* ERR_INPUT for one that is too short or holds control bytes, ERR_TOO_BIG;
 * the sentence says so and never holds the password. */
SLV_MUST_CHECK enum slv_status auth_password_check(struct str password,
                                                   struct slv_error *err);
/* The hash to be stored, with a salt of its own. ERR_UNAVAILABLE without the
 * memory for it. Takes some 60 ms. */
SLV_MUST_CHECK enum slv_status auth_password_hash(struct str password,
                                                  char out[AUTH_HASH_BYTES],
                                                  struct slv_error *err);
/* Is it the password of `hash`? An empty or damaged hash costs as much time as
 * any other and never fits. */
bool auth_password_fits(struct str hash, struct str password);

/* A new token: `prefix` (at most 8 bytes) and 43 characters of A-Za-z0-9-_. */
void auth_token_new(const char *prefix, char out[AUTH_TOKEN_BYTES]);
/* A random password for a person to type: 20 letters and digits in groups of
 * four, none easily taken for another. */
void auth_password_new(char out[AUTH_TOKEN_BYTES]);
/* The digest under which a token is stored. */
void auth_digest(struct str token, char out[AUTH_DIGEST_BYTES]);
/* A digest of `text` that only who knows `key` can make. */
void auth_keyed_digest(struct str key, struct str text,
                       char out[AUTH_DIGEST_BYTES]);
/* 64 bits of `text` under a random key (SipHash-2-4). */
int64_t auth_short_hash(const char key[AUTH_DAY_KEY_BYTES], struct str text);
/* `count` random bytes in Base64 with its padding, followed by a NUL byte. */
void auth_random_base64(size_t count, char *out, size_t out_size);
uint32_t auth_random_number(void);
/* The HMAC-SHA256 of the parts one after the other in Base64, under a key that
 * stands in Base64 itself. False when the key does not. */
bool auth_mac(struct str key_base64, const struct str *parts, size_t count,
              char out[AUTH_MAC_BYTES]);
/* Equality in a time that depends on the lengths alone. */
bool auth_equal(struct str a, struct str b);
/* Overwrite a secret that is no longer needed. */
void auth_forget(void *bytes, size_t len);

#endif
