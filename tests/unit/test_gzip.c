/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/gzip: what was packed comes back, and a hostile stream comes to an end.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "text/gzip.h"

#include <stdlib.h>

struct coding {
    struct gzip_coder *coder;
    struct strbuf packed;
    struct strbuf plain;
};

static int setup(void **state)
{
    struct coding *coding = calloc(1, sizeof *coding);

    coding->coder = gzip_coder_new(6);
    strbuf_init(&coding->packed, 10 * 1024 * 1024);
    strbuf_init(&coding->plain, 10 * 1024 * 1024);
    *state = coding;
    return 0;
}

static int teardown(void **state)
{
    struct coding *coding = *state;

    gzip_coder_free(coding->coder);
    strbuf_release(&coding->packed);
    strbuf_release(&coding->plain);
    free(coding);
    return 0;
}

#define CODING_TEST(function) \
    cmocka_unit_test_setup_teardown(function, setup, teardown)

static void check_round_trip(struct coding *coding, struct str text,
                             struct str dictionary, size_t expected_len)
{
    strbuf_clear(&coding->packed);
    strbuf_clear(&coding->plain);
    gzip_pack(coding->coder, text, dictionary, &coding->packed);
    assert_int_equal(gzip_unpack(coding->coder, strbuf_str(&coding->packed),
                                 dictionary, expected_len, &coding->plain,
                                 NULL),
                     SLV_OK);
    assert_int_equal(coding->plain.len, text.len);
    assert_memory_equal(coding->plain.ptr, text.ptr, text.len);
}

/* Text that compresses badly, the same at every run. */
static struct str noise(char *bytes, size_t len)
{
    uint32_t seed = 1;

    for (size_t i = 0; i < len; i++) {
        seed = seed * 1664525u + 1013904223u;
        bytes[i] = (char) (seed >> 24);
    }
    return (struct str){bytes, len};
}

static void packed_text_comes_back(void **state)
{
    static char bytes[300000];

    check_round_trip(*state, STR(""), STR(""), 0);
    check_round_trip(*state, STR("disk full"), STR(""), 9);
    check_round_trip(*state, noise(bytes, sizeof bytes), STR(""), 0);
    check_round_trip(*state, noise(bytes, sizeof bytes), STR(""), 10);
    check_round_trip(*state, noise(bytes, sizeof bytes), STR(""), sizeof bytes);
    memset(bytes, 'a', sizeof bytes);
    check_round_trip(*state, (struct str){bytes, sizeof bytes}, STR(""), 1);
}

static void a_dictionary_makes_shared_text_small(void **state)
{
    struct coding *coding = *state;
    static char dictionary[100000];
    struct str tail;

    noise(dictionary, sizeof dictionary);
    tail = (struct str){dictionary + sizeof dictionary - 20000, 20000};
    check_round_trip(coding, tail, (struct str){dictionary, sizeof dictionary},
                     tail.len);
    assert_true(coding->packed.len < 500);
    /* text that is no longer in the last 32 kB cannot be shared */
    tail.ptr = dictionary;
    check_round_trip(coding, tail, (struct str){dictionary, sizeof dictionary},
                     tail.len);
    assert_true(coding->packed.len > 19000);
}

static void a_full_buffer_is_an_error_and_keeps_what_was_there(void **state)
{
    struct coding *coding = *state;
    static char bytes[1000000];
    struct strbuf small;
    struct slv_error err;

    gzip_pack(coding->coder, (struct str){bytes, sizeof bytes}, STR(""),
              &coding->packed);
    assert_true(coding->packed.len < 2000);
    strbuf_init(&small, 5000);
    strbuf_add_cstr(&small, "before");
    assert_int_equal(gzip_unpack(coding->coder, strbuf_str(&coding->packed),
                                 STR(""), sizeof bytes, &small, &err),
                     SLV_ERR_TOO_BIG);
    assert_string_equal(small.ptr, "before");
    strbuf_release(&small);
}

static void a_buffer_of_exactly_the_right_size_is_enough(void **state)
{
    struct coding *coding = *state;
    struct strbuf exact;

    gzip_pack(coding->coder, STR("0123456789"), STR(""), &coding->packed);
    strbuf_init(&exact, 10);
    assert_int_equal(gzip_unpack(coding->coder, strbuf_str(&coding->packed),
                                 STR(""), 10, &exact, NULL),
                     SLV_OK);
    assert_string_equal(exact.ptr, "0123456789");
    strbuf_release(&exact);
    strbuf_init(&exact, 9);
    assert_int_equal(gzip_unpack(coding->coder, strbuf_str(&coding->packed),
                                 STR(""), 10, &exact, NULL),
                     SLV_ERR_TOO_BIG);
    strbuf_release(&exact);
}

static void damage_is_noticed(void **state)
{
    struct coding *coding = *state;
    struct str packed;

    gzip_pack(coding->coder, STR("some text that is some text"), STR(""),
              &coding->packed);
    packed = strbuf_str(&coding->packed);
    for (size_t len = 0; len < packed.len; len++)
        assert_int_equal(gzip_unpack(coding->coder, str_first(packed, len),
                                     STR(""), 27, &coding->plain, NULL),
                         SLV_ERR_CORRUPT);
    strbuf_add_char(&coding->packed, 'x');
    assert_int_equal(gzip_unpack(coding->coder, strbuf_str(&coding->packed),
                                 STR(""), 27, &coding->plain, NULL),
                     SLV_ERR_CORRUPT);
    assert_int_equal(gzip_unpack(coding->coder, STR("\xFF\xFF\xFF\xFF"),
                                 STR(""), 27, &coding->plain, NULL),
                     SLV_ERR_CORRUPT);
    assert_int_equal(coding->plain.len, 0);
    /* the coder is none the worse for it */
    check_round_trip(coding, STR("again"), STR(""), 5);
}

static void the_wrong_dictionary_is_noticed(void **state)
{
    struct coding *coding = *state;
    static char text[] = "a sentence that the dictionary holds as well";
    struct str dictionary = {text, sizeof text - 1};

    gzip_pack(coding->coder, dictionary, dictionary, &coding->packed);
    assert_int_equal(gzip_unpack(coding->coder, strbuf_str(&coding->packed),
                                 STR(""), 0, &coding->plain, NULL),
                     SLV_ERR_CORRUPT);
}

static void compressed_bodies_are_gzip_members(void **state)
{
    struct coding *coding = *state;
    struct str member;
    struct str deflated;

    for (int i = 0; i < 2; i++) {
        strbuf_clear(&coding->packed);
        strbuf_clear(&coding->plain);
        gzip_compress(coding->coder, STR("body body body"), &coding->packed);
        member = strbuf_str(&coding->packed);
        /* ten bytes of header, the deflated text, then check and length */
        assert_true(member.len > 18);
        assert_memory_equal(member.ptr, "\x1F\x8B\x08\0", 4);
        assert_memory_equal(member.ptr + member.len - 4, "\x0E\0\0\0", 4);
        deflated = (struct str){member.ptr + 10, member.len - 18};
        assert_int_equal(gzip_unpack(coding->coder, deflated, STR(""), 14,
                                     &coding->plain, NULL),
                         SLV_OK);
        assert_string_equal(coding->plain.ptr, "body body body");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        CODING_TEST(packed_text_comes_back),
        CODING_TEST(a_dictionary_makes_shared_text_small),
        CODING_TEST(a_full_buffer_is_an_error_and_keeps_what_was_there),
        CODING_TEST(a_buffer_of_exactly_the_right_size_is_enough),
        CODING_TEST(damage_is_noticed),
        CODING_TEST(the_wrong_dictionary_is_noticed),
        CODING_TEST(compressed_bodies_are_gzip_members),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
