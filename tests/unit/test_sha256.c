/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * SHA-256 against the vectors of FIPS 180-4 and bytes in pieces.
 */
#include "tests/support/fixture.h"

#include "base/sha256.h"
#include "base/str.h"

static void sha256_gives_the_published_digests(void **state)
{
    static const struct {
        struct str text;
        const char *digest;
    } rows[] = {
        {{"", 0},
         "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {{"abc", 3},
         "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56},
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    struct sha256 *stream = sha256_new();
    char hex[SHA256_HEX_BYTES];

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        sha256_add(stream, rows[i].text);
        sha256_end(stream, hex);
        assert_string_equal(hex, rows[i].digest);
        assert_true(sha256_is_digest(str_from(hex)));
    }
    /* byte by byte, and the stream is used again */
    for (size_t i = 0; i < rows[2].text.len; i++)
        sha256_add(stream, (struct str){rows[2].text.ptr + i, 1});
    sha256_end(stream, hex);
    assert_string_equal(hex, rows[2].digest);
    sha256_free(stream);
    sha256_free(NULL);
}

static void sha256_knows_what_is_no_digest(void **state)
{
    char text[] =
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    (void) state;
    assert_true(sha256_is_digest(str_from(text)));
    assert_false(sha256_is_digest(str_first(str_from(text), 63)));
    text[5] = 'A';
    assert_false(sha256_is_digest(str_from(text)));
    text[5] = '/';
    assert_false(sha256_is_digest(str_from(text)));
    assert_false(sha256_is_digest(STR("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_gives_the_published_digests),
        cmocka_unit_test(sha256_knows_what_is_no_digest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
