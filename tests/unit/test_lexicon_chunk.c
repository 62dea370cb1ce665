/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/lexicon_chunk: keys, the order of items, chunks to bytes and
 * back, and damaged chunks.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/lexicon_chunk.h"
#include "text/gzip.h"

#include <string.h>

enum { LEVEL = 6, BYTES_MAX = 1024 * 1024, MANY = 3000 };

static struct lexicon_item item(struct fixture *f, enum lexicon_kind kind,
                                const char *form, int64_t count)
{
    char key[LEXICON_KEY_MAX];
    size_t len = lexicon_key(kind, str_from(form), key);

    return (struct lexicon_item){
        .kind = kind,
        .key = arena_str(f->arena, (struct str){key, len}),
        .form = str_from(form),
        .count = count,
    };
}

static void keys_make_spellings_one(void **state)
{
    static const struct {
        enum lexicon_kind kind;
        const char *form;
        const char *key;
    } cases[] = {
        {LEXICON_WORDS, "men\xC3\xBC", "menu"},
        {LEXICON_WORDS,
         "stra\xC3\x9F"
         "e",
         "strasse"},
        {LEXICON_WORDS, "\xD0\xBF\xD1\x80\xD0\xB8", "\xD0\xBF\xD1\x80\xD0\xB8"},
        {LEXICON_CODES, "ERR_CONNECTION_RESET", "errconnectionreset"},
        {LEXICON_CODES, "err-connection.reset", "errconnectionreset"},
        {LEXICON_CODES, "10.0.0.1", "10-0-0-1"},
        {LEXICON_CODES, "10 0 0 1", "10-0-0-1"},
        {LEXICON_CODES, "100.0.1", "100-0-1"},
        {LEXICON_CODES, "KB 5034441", "kb5034441"},
        {LEXICON_CODES, "KB5034441", "kb5034441"},
        {LEXICON_CODES, "-x-", "x"},
        {LEXICON_CODES, "--", ""},
    };

    (void) state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char key[LEXICON_KEY_MAX];
        struct str got = {
            key, lexicon_key(cases[i].kind, str_from(cases[i].form), key)};

        if (!str_equal(got, str_from(cases[i].key)))
            fail_msg("the key of '%s' is '%.*s'", cases[i].form, STR_ARG(got));
    }
}

/* However long the form is, the key has its bound and ends between two
 * characters. */
static void keys_have_a_bound(void **state)
{
    char form[200];
    char key[LEXICON_KEY_MAX];

    (void) state;
    for (size_t i = 0; i + 1 < sizeof form; i += 2)
        memcpy(form + i, "\xD0\xB6", 2);
    assert_int_equal(
        lexicon_key(LEXICON_WORDS, (struct str){form, sizeof form}, key),
        LEXICON_KEY_MAX);
    assert_memory_equal(key + LEXICON_KEY_MAX - 2, "\xD0\xB6", 2);
    for (size_t i = 0; i + 1 < sizeof form; i += 2)
        memcpy(form + i, "1.", 2);
    assert_true(lexicon_key(LEXICON_CODES, (struct str){form, sizeof form},
                            key) <= LEXICON_KEY_MAX);
}

static void equal_items_are_added_up(void **state)
{
    struct fixture *f = *state;
    struct lexicon_item items[] = {
        item(f, LEXICON_CODES, "X1", 1),
        item(f, LEXICON_WORDS, "b", 2),
        item(f, LEXICON_WORDS, "men\xC3\xBC", 1),
        item(f, LEXICON_WORDS, "menu", 1),
        item(f, LEXICON_WORDS, "b", -2),
        item(f, LEXICON_CODES, "x1", 4),
        item(f, LEXICON_CODES, "X1", 2),
    };
    size_t count = lexicon_settle(items, sizeof items / sizeof *items);

    assert_int_equal(count, 4);
    assert_true(str_equal(items[0].form, STR("menu")));
    assert_true(str_equal(items[1].form, STR("men\xC3\xBC")));
    assert_true(str_equal(items[2].form, STR("X1")));
    assert_int_equal(items[2].count, 3);
    assert_true(str_equal(items[3].form, STR("x1")));
}

static void write_one(const struct lexicon_item *items, size_t count,
                      struct strbuf *out)
{
    struct gzip_coder *coder = gzip_coder_new(LEVEL);

    strbuf_clear(out);
    lexicon_chunk_write(items, count, coder, out);
    gzip_coder_free(coder);
}

static enum slv_status read_one(struct fixture *f, struct str chunk,
                                enum lexicon_kind kind, char first,
                                struct lexicon_item **items, size_t *count)
{
    struct gzip_coder *coder = gzip_coder_new(LEVEL);
    struct slv_error err;
    enum slv_status status =
        lexicon_chunk_read(chunk, kind, (unsigned char) first, coder, f->arena,
                           f->arena, items, count, &err);

    gzip_coder_free(coder);
    return status;
}

static size_t many_items(struct fixture *f, struct lexicon_item items[MANY])
{
    for (size_t i = 0; i < MANY; i++)
        items[i] = item(
            f, LEXICON_CODES,
            arena_format(f->arena, "%s%zu.%zx", i % 3 ? "E" : "e_", i * 7, i)
                .ptr,
            (int64_t) (1 + i * i));
    return lexicon_settle(items, MANY);
}

static void chunks_come_back(void **state)
{
    struct fixture *f = *state;
    static struct lexicon_item items[MANY];
    size_t count = many_items(f, items);
    struct lexicon_item *back;
    size_t back_count;
    struct strbuf bytes;

    strbuf_init(&bytes, BYTES_MAX);
    write_one(items, count, &bytes);
    assert_int_equal(
        read_one(f, strbuf_str(&bytes), LEXICON_CODES, 'e', &back, &back_count),
        SLV_OK);
    assert_int_equal(back_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(lexicon_compare(&items[i], &back[i]), 0);
        assert_int_equal(items[i].count, back[i].count);
    }
    /* of another kind or letter it is not what it should be */
    assert_int_equal(
        read_one(f, strbuf_str(&bytes), LEXICON_CODES, 'f', &back, &back_count),
        SLV_ERR_CORRUPT);
    assert_int_equal(
        read_one(f, strbuf_str(&bytes), LEXICON_WORDS, 'e', &back, &back_count),
        SLV_ERR_CORRUPT);
    strbuf_release(&bytes);
}

/* Whatever is changed, what comes back is in order and in its bounds, or is
 * refused. */
static void damage_does_no_harm(void **state)
{
    struct fixture *f = *state;
    struct lexicon_item items[] = {
        item(f, LEXICON_WORDS, "mail", 7),
        item(f, LEXICON_WORDS, "mailbox", 300),
        item(f, LEXICON_WORDS, "men\xC3\xBC", 1),
    };
    struct strbuf bytes;
    size_t refused = 0;

    strbuf_init(&bytes, BYTES_MAX);
    write_one(items, lexicon_settle(items, 3), &bytes);
    for (size_t at = 0; at < bytes.len; at++) {
        for (unsigned bit = 0; bit < 8; bit++) {
            struct lexicon_item *back;
            size_t count;

            bytes.ptr[at] = (char) (bytes.ptr[at] ^ 1 << bit);
            if (read_one(f, strbuf_str(&bytes), LEXICON_WORDS, 'm', &back,
                         &count) != SLV_OK) {
                assert_int_equal(count, 0);
                refused++;
            }
            for (size_t i = 0; i < count; i++) {
                assert_true(back[i].form.len <= LEXICON_FORM_MAX);
                assert_true(back[i].count > 0);
                assert_true(i == 0 ||
                            lexicon_compare(&back[i - 1], &back[i]) < 0);
            }
            bytes.ptr[at] = (char) (bytes.ptr[at] ^ 1 << bit);
        }
        struct lexicon_item *back;
        size_t count;

        assert_int_equal(read_one(f, str_first(strbuf_str(&bytes), at),
                                  LEXICON_WORDS, 'm', &back, &count),
                         SLV_ERR_CORRUPT);
    }
    assert_true(refused > bytes.len);
    strbuf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_make_spellings_one),
        cmocka_unit_test(keys_have_a_bound),
        FIXTURE_TEST(equal_items_are_added_up),
        FIXTURE_TEST(chunks_come_back),
        FIXTURE_TEST(damage_does_no_harm),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
