/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Names and types of attachments, wrong ones above all.
 */
#include "tests/support/fixture.h"

#include "base/str.h"
#include "base/strbuf.h"
#include "core/attachments/attachment_types.h"

static void names_lose_their_folders(void **state)
{
    struct fixture *f = *state;
    static const struct {
        const char *raw;
        const char *clean;
    } rows[] = {
        {"a.log", "a.log"},
        {"../../etc/pass.txt", "pass.txt"},
        {"C:\\Users\\me\\shot 1.png", "shot 1.png"},
        {"  M\xc3\xbcll.zip ", "M\xc3\xbcll.zip"},
        {".hidden", ".hidden"},
        {"a\"b;c.txt", "a\"b;c.txt"},
    };
    struct str name;
    struct slv_error err = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(
            attachment_name_clean(str_from(rows[i].raw), f->arena, &name, &err),
            SLV_OK);
        assert_string_equal(name.ptr, rows[i].clean);
    }
}

static void names_that_deceive_are_refused(void **state)
{
    struct fixture *f = *state;
    static const struct str rows[] = {
        {"", 0},
        {"..", 2},
        {"a/", 2},
        {"a/..", 4},
        {" \t", 2},
        {"a\0.png", 6},
        {"a\r\nb.txt", 8},
        {"a\x7f.txt", 6},
        {"a\xc2\x85.txt", 7},
        {"gnp\xe2\x80\xae"
         "exe.txt",
         13},
        {"a\xff.txt", 6},
        {"a\xe2\x81\xa6.txt", 8},
    };
    char longest[5000];
    struct str name;
    struct slv_error err = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(attachment_name_clean(rows[i], f->arena, &name, &err),
                         SLV_ERR_INPUT);
    memset(longest, 'x', sizeof longest);
    assert_int_equal(
        attachment_name_clean((struct str){longest, sizeof longest}, f->arena,
                              &name, &err),
        SLV_ERR_TOO_BIG);
    assert_int_equal(attachment_name_clean((struct str){longest, 255}, f->arena,
                                           &name, &err),
                     SLV_OK);
}

#define PNG "\x89PNG\r\n\x1a\nrest"

static void contents_must_be_what_the_name_says(void **state)
{
    static const struct {
        struct str name;
        struct str first;
        enum slv_status status;
    } rows[] = {
        {{"a.png", 5}, {PNG, 12}, SLV_OK},
        {{"a.PNG", 5}, {PNG, 12}, SLV_OK},
        {{"a.png", 5}, {"<!DOCTYPE html><script>", 23}, SLV_ERR_INPUT},
        {{"a.png", 5}, {"\x89PN", 4}, SLV_ERR_INPUT},
        {{"a.jpg", 5}, {PNG, 12}, SLV_ERR_INPUT},
        {{"a.webp", 6}, {"RIFF....WEBPVP8 ", 16}, SLV_OK},
        {{"a.webp", 6}, {"RIFF", 4}, SLV_ERR_INPUT},
        {{"a.log", 5}, {"plain", 5}, SLV_OK},
        {{"a.log", 5}, {"a\0b", 3}, SLV_ERR_INPUT},
        {{"a.txt", 5},
         {"\xff\xfe"
          "a\0",
          4},
         SLV_OK},
        {{"a.pdf", 5}, {"%PDF-1.7", 8}, SLV_OK},
        {{"a.docx", 6}, {"PK\x03\x04", 4}, SLV_OK},
        {{"a.zip", 5}, {"MZ", 2}, SLV_ERR_INPUT},
        {{"a.dmp", 5}, {"MDMP", 4}, SLV_OK},
        {{"a.dmp", 5}, {"MZ\x90", 3}, SLV_ERR_INPUT},
        {{"a.exe", 5}, {"MZ", 2}, SLV_ERR_INPUT},
        {{"a.txt.exe", 9}, {"text", 4}, SLV_ERR_INPUT},
        {{"a.ps1", 5}, {"text", 4}, SLV_ERR_INPUT},
        {{"a.xlsm", 6}, {"PK\x03\x04", 4}, SLV_ERR_INPUT},
        {{"noending", 8}, {"text", 4}, SLV_ERR_INPUT},
        {{".log", 4}, {"text", 4}, SLV_ERR_INPUT},
        {{"a.xyz", 5}, {"text", 4}, SLV_ERR_INPUT},
    };
    struct slv_error err = {0};

    (void) state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (attachment_type_check(rows[i].name, rows[i].first, STR(""), &err) !=
            rows[i].status)
            fail_msg("row %zu, %s: %s", i, rows[i].name.ptr, err.text);
    }
}

static void the_configuration_narrows_the_types(void **state)
{
    struct strbuf out;
    struct slv_error err = {0};

    (void) state;
    assert_int_equal(
        attachment_type_check(STR("a.txt"), STR("x"), STR("png .TXT"), &err),
        SLV_OK);
    assert_int_equal(
        attachment_type_check(STR("a.log"), STR("x"), STR("png .TXT"), &err),
        SLV_ERR_INPUT);
    assert_int_equal(attachment_allowed_check(STR(" png  .TXT "), &err),
                     SLV_OK);
    assert_int_equal(attachment_allowed_check(STR("png exe"), &err),
                     SLV_ERR_INPUT);
    assert_int_equal(attachment_allowed_check(STR("png nope"), &err),
                     SLV_ERR_INPUT);
    strbuf_init(&out, 1000);
    attachment_allowed_write(&out, STR("txt png"));
    assert_string_equal(out.ptr, ".png,.txt");
    strbuf_release(&out);
}

static void media_types_are_never_ones_that_run(void **state)
{
    (void) state;
    assert_string_equal(attachment_media_type(STR("a.html")),
                        "application/octet-stream");
    assert_string_equal(attachment_media_type(STR("a.svg")),
                        "application/octet-stream");
    assert_string_equal(attachment_media_type(STR("a.xml")), "text/plain");
    assert_string_equal(attachment_media_type(STR("a.js")),
                        "application/octet-stream");
    assert_string_equal(attachment_media_type(STR("unknown")),
                        "application/octet-stream");
    assert_string_equal(attachment_media_type(STR("a.PNG")), "image/png");
    assert_true(attachment_is_shown(STR("a.PNG")));
    assert_false(attachment_is_shown(STR("a.svg")));
    assert_false(attachment_is_shown(STR("a.bmp")));
}

static void sizes_are_for_people(void **state)
{
    static const struct {
        unsigned long long bytes;
        const char *text;
    } rows[] = {
        {1, "1 byte"},        {1023, "1023 bytes"},    {1024, "1 kB"},
        {1536, "1.5 kB"},     {10 * 1048576, "10 MB"}, {11010048, "10 MB"},
        {1048575, "1023 kB"}, {5ull << 30, "5 GB"},
    };
    struct strbuf out;

    (void) state;
    strbuf_init(&out, 100);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        strbuf_clear(&out);
        attachment_size_write(&out, rows[i].bytes);
        assert_string_equal(out.ptr, rows[i].text);
    }
    strbuf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(names_lose_their_folders),
        FIXTURE_TEST(names_that_deceive_are_refused),
        cmocka_unit_test(contents_must_be_what_the_name_says),
        cmocka_unit_test(the_configuration_narrows_the_types),
        cmocka_unit_test(media_types_are_never_ones_that_run),
        cmocka_unit_test(sizes_are_for_people),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
