/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Multipart bodies: what browsers send, cut at every place, and what is
 * refused.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/multipart.h"

#include <stdio.h>

/* Writes what it is told: "[name|file]data;" */
struct seen {
    struct strbuf text;
    size_t refuse_at; /* the part to refuse; 0: none */
    size_t parts;
};

static bool on_begin(void *context, const struct multipart_part *part)
{
    struct seen *seen = context;

    strbuf_add_char(&seen->text, '[');
    strbuf_add_str(&seen->text, part->name);
    if (part->is_file) {
        strbuf_add_char(&seen->text, '|');
        strbuf_add_str(&seen->text, part->file_name);
    }
    strbuf_add_char(&seen->text, ']');
    return ++seen->parts != seen->refuse_at;
}

static bool on_data(void *context, struct str bytes)
{
    struct seen *seen = context;

    strbuf_add_str(&seen->text, bytes);
    return true;
}

static bool on_end(void *context)
{
    struct seen *seen = context;

    strbuf_add_char(&seen->text, ';');
    return true;
}

/* What came of a body in pieces of `step` bytes; "refused" or "unfinished"
 * behind it. */
static const char *read_body(struct fixture *f, struct str type,
                             struct str body, size_t step)
{
    struct seen seen = {.parts = 0};
    const struct multipart_receiver receiver = {&seen, on_begin, on_data,
                                                on_end};
    struct multipart *multipart = multipart_new(type, &receiver);
    const char *out;
    bool is_fine = true;

    assert_non_null(multipart);
    strbuf_init(&seen.text, 1 << 20);
    while (body.len > 0) {
        struct str piece = str_first(body, step);

        is_fine = multipart_add(multipart, piece);
        body = str_from_offset(body, piece.len);
    }
    if (!is_fine)
        strbuf_add_cstr(&seen.text, "refused");
    else if (!multipart_is_complete(multipart))
        strbuf_add_cstr(&seen.text, "unfinished");
    out = arena_cstr(f->arena, strbuf_str(&seen.text));
    strbuf_release(&seen.text);
    multipart_free(multipart);
    return out;
}

static const struct str type = {"multipart/form-data; boundary=----XyZ", 37};

#define PART(head, data)                                                      \
    "------XyZ\r\nContent-Disposition: form-data; " head "\r\n\r\n" data "\r" \
    "\n"
#define END "------XyZ--\r\n"

static void multipart_gives_the_same_wherever_the_body_is_cut(void **state)
{
    struct fixture *f = *state;
    static const char body[] =
        PART("name=\"text\"", "two\r\nlines\r\n--\r\n------Xy")
            PART("name=\"file\"; filename=\"a \xc3\xa4.log\"\r\n"
                 "Content-Type: text/plain",
                 "\r\r\n\r\n\r\n-\0x") PART("name=none; filename=\"\"", "") END
        "behind";
    const struct str whole = {body, sizeof body - 1};
    static const char expected[] = "[text]two\r\nlines\r\n--\r\n------Xy;"
                                   "[file|a \xc3\xa4.log]\r\r\n\r\n\r\n-";

    for (size_t step = 1; step <= whole.len; step++) {
        const char *seen = read_body(f, type, whole, step);

        if (strcmp(seen, expected) != 0)
            fail_msg("in pieces of %zu: %s", step, seen);
        /* behind the NUL byte */
        assert_string_equal(seen + sizeof expected, "x;[none|];");
    }
}

static void multipart_undoes_what_browsers_escape(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(
        read_body(f, type,
                  STR(PART("name=\"a%22b\"; filename=\"x%0D%0A%22;y%41.txt\"",
                           "1") END),
                  7),
        "[a\"b|x\r\n\";y%41.txt]1;");
}

static void multipart_says_when_the_end_is_missing(void **state)
{
    struct fixture *f = *state;

    assert_string_equal(read_body(f, type, STR(PART("name=a", "1")), 5),
                        "[a]1unfinished");
    assert_string_equal(read_body(f, type, STR("nothing of the kind"), 5),
                        "unfinished");
    assert_string_equal(read_body(f, type, STR(END), 5), "");
}

static void multipart_refuses_what_is_none(void **state)
{
    struct fixture *f = *state;

    /* no name, no header, another kind, two of them, no line end, one dash */
    assert_string_equal(read_body(f, type, STR(PART("filename=x", "1") END), 9),
                        "refused");
    assert_string_equal(
        read_body(f, type, STR("------XyZ\r\n\r\n1\r\n" END), 9), "refused");
    assert_string_equal(
        read_body(f, type,
                  STR("------XyZ\r\nContent-Disposition: attachment; name=a"
                      "\r\n\r\n1\r\n" END),
                  9),
        "refused");
    assert_string_equal(
        read_body(f, type,
                  STR(PART("name=a\r\nContent-Disposition: form-data; name=b",
                           "1") END),
                  9),
        "refused");
    assert_string_equal(read_body(f, type, STR("------XyZabc\r\n"), 9),
                        "refused");
    assert_string_equal(read_body(f, type, STR("------XyZ-\r\n"), 9),
                        "refused");
}

static void multipart_bounds_headers_and_parts(void **state)
{
    struct fixture *f = *state;
    struct strbuf body;
    const char *seen;

    strbuf_init(&body, 1 << 20);
    strbuf_add_cstr(&body, "------XyZ\r\nX: ");
    for (int i = 0; i < MULTIPART_HEAD_BYTES_MAX; i++)
        strbuf_add_char(&body, 'x');
    assert_string_equal(read_body(f, type, strbuf_str(&body), 1000), "refused");
    strbuf_clear(&body);
    for (int i = 0; i < MULTIPART_PARTS_MAX + 1; i++)
        strbuf_add_cstr(&body, PART("name=a", ""));
    seen = read_body(f, type, strbuf_str(&body), 1000);
    assert_int_equal(strlen(seen),
                     MULTIPART_PARTS_MAX * strlen("[a];") + strlen("refused"));
    strbuf_release(&body);
}

static void multipart_stops_when_the_receiver_refuses(void **state)
{
    struct seen seen = {.refuse_at = 2};
    const struct multipart_receiver receiver = {&seen, on_begin, on_data,
                                                on_end};
    struct multipart *multipart = multipart_new(type, &receiver);

    (void) state;
    strbuf_init(&seen.text, 1000);
    assert_false(multipart_add(
        multipart, STR(PART("name=a", "1") PART("name=b", "2") END)));
    assert_false(multipart_add(multipart, STR(PART("name=c", "3"))));
    assert_false(multipart_is_complete(multipart));
    assert_string_equal(seen.text.ptr, "[a]1;[b]");
    strbuf_release(&seen.text);
    multipart_free(multipart);
}

static void multipart_takes_only_boundaries_of_the_standard(void **state)
{
    const struct multipart_receiver none = {.context = NULL};
    static const char *const wrong[] = {
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"a b\"",
        "multipart/form-data; boundary=a\r\nb",
        "multipart/form-data; boundary="
        "12345678901234567890123456789012345678901234567890"
        "123456789012345678901",
    };
    struct multipart *multipart = multipart_new(
        STR("multipart/form-data; charset=x; BOUNDARY=\"a'()+_,-./:=?z\""),
        &none);

    (void) state;
    assert_non_null(multipart);
    multipart_free(multipart);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(multipart_new(str_from(wrong[i]), &none));
    assert_true(multipart_is(STR("Multipart/Form-Data ; boundary=x")));
    assert_false(multipart_is(STR("multipart/mixed; boundary=x")));
    assert_false(multipart_is(STR("")));
    multipart_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(multipart_gives_the_same_wherever_the_body_is_cut),
        FIXTURE_TEST(multipart_undoes_what_browsers_escape),
        FIXTURE_TEST(multipart_says_when_the_end_is_missing),
        FIXTURE_TEST(multipart_refuses_what_is_none),
        FIXTURE_TEST(multipart_bounds_headers_and_parts),
        cmocka_unit_test(multipart_stops_when_the_receiver_refuses),
        cmocka_unit_test(multipart_takes_only_boundaries_of_the_standard),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
