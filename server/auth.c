/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Passwords, tokens and digests by libsodium. See auth.h.
 */
#include "server/auth.h"

#include "base/check.h"
#include "base/str.h"

#include <sodium.h>
#include <string.h>

enum {
    TOKEN_RANDOM_BYTES = 32,
    RANDOM_BYTES_MAX = 64,
    PREFIX_BYTES_MAX = 8,
    PASSWORD_GROUPS = 5,
    PASSWORD_GROUP_BYTES = 4
};

/* Made with the interactive limits of a random password that nobody knows: what
 * is compared with when there is nothing to compare with. */
static const char decoy[] =
    "$argon2id$v=19$m=65536,t=2,p=1$H93aSpZP7QBKrGwwfyoXog$"
    "aqzsBeH3mk28Rq7UBAWyuyc+SXfJeHmXEwr0qB+at0s";

_Static_assert(AUTH_HASH_BYTES >= crypto_pwhash_STRBYTES, "a hash fits");
_Static_assert(AUTH_DAY_KEY_BYTES == crypto_shorthash_KEYBYTES &&
                   sizeof(int64_t) == crypto_shorthash_BYTES,
               "a key and a number fit");
_Static_assert(AUTH_DIGEST_BYTES == 2 * crypto_generichash_BYTES + 1,
               "a digest fits");
_Static_assert(
    AUTH_TOKEN_BYTES >
        PREFIX_BYTES_MAX +
            sodium_base64_ENCODED_LEN(TOKEN_RANDOM_BYTES,
                                      sodium_base64_VARIANT_URLSAFE_NO_PADDING),
    "a token fits");

/* Cheap when it was done before, and safe in any thread. */
static void set_up(void)
{
    SLV_ASSERT(sodium_init() >= 0);
}

/* --- passwords --- */

enum slv_status auth_password_check(struct str password, struct slv_error *err)
{
    if (password.len < AUTH_PASSWORD_BYTES_MIN)
        return slv_fail(err, SLV_ERR_INPUT,
                        "A password has at least %d characters",
                        AUTH_PASSWORD_BYTES_MIN);
    if (password.len > AUTH_PASSWORD_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "The password is longer than %d bytes",
                        AUTH_PASSWORD_BYTES_MAX);
    for (size_t i = 0; i < password.len; i++) {
        unsigned char byte = (unsigned char) password.ptr[i];

        if (byte < 0x20 || byte == 0x7F)
            return slv_fail(err, SLV_ERR_INPUT,
                            "The password holds a control character");
    }
    return SLV_OK;
}

enum slv_status auth_password_hash(struct str password,
                                   char out[AUTH_HASH_BYTES],
                                   struct slv_error *err)
{
    set_up();
    if (crypto_pwhash_str(out, password.ptr, password.len,
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) == 0)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_UNAVAILABLE,
                    "There is not enough memory to keep a password safely");
    slv_hint(err, "Hashing one takes 64 MiB for a moment.");
    return SLV_ERR_UNAVAILABLE;
}

bool auth_password_fits(struct str hash, struct str password)
{
    char padded[crypto_pwhash_STRBYTES] = {0};
    bool is_real = hash.len > 0 && hash.len < sizeof padded;
    bool fits;

    set_up();
    if (is_real)
        memcpy(padded, hash.ptr, hash.len);
    /* a damaged hash, or one of other limits, would be refused at once */
    if (!is_real || crypto_pwhash_str_needs_rehash(
                        padded, crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) < 0) {
        is_real = false;
        memset(padded, 0, sizeof padded);
        memcpy(padded, decoy, sizeof decoy);
    }
    if (password.len > AUTH_PASSWORD_BYTES_MAX) {
        password.len = AUTH_PASSWORD_BYTES_MAX;
        is_real = false;
    }
    fits = crypto_pwhash_str_verify(padded, password.ptr, password.len) == 0;
    sodium_memzero(padded, sizeof padded);
    return fits && is_real;
}

void auth_password_new(char out[AUTH_TOKEN_BYTES])
{
    static const char letters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    size_t len = 0;

    set_up();
    for (int group = 0; group < PASSWORD_GROUPS; group++) {
        if (group > 0)
            out[len++] = '-';
        for (int i = 0; i < PASSWORD_GROUP_BYTES; i++)
            out[len++] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    out[len] = '\0';
}

/* --- tokens and digests --- */

void auth_token_new(const char *prefix, char out[AUTH_TOKEN_BYTES])
{
    unsigned char random[TOKEN_RANDOM_BYTES];
    size_t len = strlen(prefix);

    SLV_ASSERT(len <= PREFIX_BYTES_MAX);
    set_up();
    randombytes_buf(random, sizeof random);
    memcpy(out, prefix, len);
    sodium_bin2base64(out + len, AUTH_TOKEN_BYTES - len, random, sizeof random,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    sodium_memzero(random, sizeof random);
}

static void digest(struct str key, struct str text, char out[AUTH_DIGEST_BYTES])
{
    unsigned char bytes[crypto_generichash_BYTES];

    set_up();
    SLV_ASSERT(crypto_generichash(
                   bytes, sizeof bytes, (const unsigned char *) text.ptr,
                   text.len, (const unsigned char *) key.ptr, key.len) == 0);
    sodium_bin2hex(out, AUTH_DIGEST_BYTES, bytes, sizeof bytes);
}

void auth_digest(struct str token, char out[AUTH_DIGEST_BYTES])
{
    digest((struct str){NULL, 0}, token, out);
}

void auth_keyed_digest(struct str key, struct str text,
                       char out[AUTH_DIGEST_BYTES])
{
    char short_key[AUTH_DIGEST_BYTES];

    /* the library takes keys of 16 to 64 bytes */
    auth_digest(key, short_key);
    digest((struct str){short_key, AUTH_DIGEST_BYTES - 1}, text, out);
    sodium_memzero(short_key, sizeof short_key);
}

int64_t auth_short_hash(const char key[AUTH_DAY_KEY_BYTES], struct str text)
{
    unsigned char hash[crypto_shorthash_BYTES];
    int64_t number;

    crypto_shorthash(hash, (const unsigned char *) text.ptr, text.len,
                     (const unsigned char *) key);
    memcpy(&number, hash, sizeof number);
    return number;
}

void auth_random_base64(size_t count, char *out, size_t out_size)
{
    unsigned char random[RANDOM_BYTES_MAX];

    SLV_ASSERT(count <= sizeof random &&
               out_size >= sodium_base64_ENCODED_LEN(
                               count, sodium_base64_VARIANT_ORIGINAL));
    set_up();
    randombytes_buf(random, count);
    sodium_bin2base64(out, out_size, random, count,
                      sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(random, sizeof random);
}

uint32_t auth_random_number(void)
{
    set_up();
    return randombytes_random();
}

bool auth_mac(struct str key_base64, const struct str *parts, size_t count,
              char out[AUTH_MAC_BYTES])
{
    unsigned char key[RANDOM_BYTES_MAX];
    unsigned char mac[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    size_t key_len = 0;

    set_up();
    if (sodium_base642bin(key, sizeof key, key_base64.ptr, key_base64.len, NULL,
                          &key_len, NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
        return false;
    crypto_auth_hmacsha256_init(&state, key, key_len);
    for (size_t i = 0; i < count; i++)
        crypto_auth_hmacsha256_update(
            &state, (const unsigned char *) parts[i].ptr, parts[i].len);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_bin2base64(out, AUTH_MAC_BYTES, mac, sizeof mac,
                      sodium_base64_VARIANT_ORIGINAL);
    sodium_memzero(key, sizeof key);
    sodium_memzero(&state, sizeof state);
    return true;
}

bool auth_equal(struct str a, struct str b)
{
    return a.len == b.len &&
           (a.len == 0 || sodium_memcmp(a.ptr, b.ptr, a.len) == 0);
}

void auth_forget(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}
