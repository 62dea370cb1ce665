/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/hash: known digests, pieces against the whole, text form, seeds.
 */
#include "tests/support/fixture.h"

#include "base/hash.h"
#include "base/str.h"

#include <sys/wait.h>
#include <unistd.h>

static void digests_are_those_of_xxh3(void **state)
{
    char text[HASH_HEX_BYTES];

    (void) state;
    /* the value that every implementation gives for the empty input */
    hash_format(hash_bytes(STR("")), text);
    assert_string_equal(text, "99aa06d3014798d86001c324468d497f");
    hash_format(hash_bytes((struct str){NULL, 0}), text);
    assert_string_equal(text, "99aa06d3014798d86001c324468d497f");
    assert_false(hash_equal(hash_bytes(STR("a")), hash_bytes(STR("b"))));
    assert_false(hash_equal(hash_bytes(STR("a")), hash_bytes(STR("a\0"))));
}

static void pieces_give_the_digest_of_the_whole(void **state)
{
    static char bytes[10000];
    struct hash_stream *stream = hash_stream_new();
    const struct str whole = {bytes, sizeof bytes};

    (void) state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char) (i * 31 % 251);
    for (size_t step = 1; step < 3000; step = step * 3 + 1) {
        hash_stream_reset(stream);
        for (size_t at = 0; at < sizeof bytes; at += step)
            hash_stream_add(stream,
                            str_first(str_from_offset(whole, at), step));
        hash_stream_add(stream, (struct str){NULL, 0});
        assert_true(hash_equal(hash_stream_digest(stream), hash_bytes(whole)));
    }
    hash_stream_free(stream);
    hash_stream_free(NULL);
}

static void text_form_goes_both_ways(void **state)
{
    const struct hash128 hash = {0x0123456789abcdefULL, 0xfedcba9876543210ULL};
    struct hash128 back;
    char text[HASH_HEX_BYTES];

    (void) state;
    hash_format(hash, text);
    assert_string_equal(text, "0123456789abcdeffedcba9876543210");
    assert_true(hash_parse(str_from(text), &back));
    assert_true(hash_equal(hash, back));
    assert_true(hash_parse(STR("0123456789ABCDEFFEDCBA9876543210"), &back));
    assert_true(hash_equal(hash, back));
    assert_false(hash_parse(STR("0123456789abcdeffedcba987654321"), &back));
    assert_false(hash_parse(STR("0123456789abcdeffedcba98765432100"), &back));
    assert_false(hash_parse(STR("0123456789abcdeffedcba987654321g"), &back));
}

/* The hash of `text` in a new process. */
static uint64_t hash_elsewhere(struct str text)
{
    uint64_t hash = 0;
    int ends[2];
    int status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    child = fork();
    if (child == 0) {
        hash = hash_seeded(text);
        _exit(write(ends[1], &hash, sizeof hash) != (ssize_t) sizeof hash);
    }
    assert_true(child > 0);
    assert_int_equal(read(ends[0], &hash, sizeof hash), sizeof hash);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    close(ends[0]);
    close(ends[1]);
    return hash;
}

/* First in this process, so that the children choose their own seeds. */
static void each_process_has_its_seed(void **state)
{
    (void) state;
    assert_true(hash_elsewhere(STR("a")) != hash_elsewhere(STR("a")));
    assert_true(hash_seeded(STR("a")) == hash_seeded(STR("a")));
    assert_true(hash_seeded(STR("a")) != hash_seeded(STR("a\0")));
    assert_true(hash_seeded(STR("")) == hash_seeded((struct str){NULL, 0}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_process_has_its_seed),
        cmocka_unit_test(digests_are_those_of_xxh3),
        cmocka_unit_test(pieces_give_the_digest_of_the_whole),
        cmocka_unit_test(text_form_goes_both_ways),
    };

    return cmocka_run_group_tests_name("hash", tests, NULL, NULL);
}
