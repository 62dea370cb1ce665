/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * base/config: defaults, every kind of value, and errors that name the line.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/config.h"
#include "base/str.h"
#include "base/strbuf.h"

#include <stdlib.h>

static void assert_str(struct str s, const char *expected)
{
    assert_string_equal(s.ptr, expected);
    assert_int_equal(s.len, strlen(expected));
}

static void no_file_means_defaults(void **state)
{
    struct config config;

    (void) state;
    config_init(&config);
    assert_str(config.site_name, "Help centre");
    assert_str(config.logo_path, "");
    assert_str(config.default_state, "published");
    assert_str(config.default_access, "public");
    assert_str(config.listen, "127.0.0.1:8080");
    assert_int_equal(config.role_count, 0);
}

static void a_file_overrides_the_defaults(void **state)
{
    struct fixture *f = *state;
    const char *path = fixture_write(
        f, "solvent.conf",
        STR("\xEF\xBB\xBF# our site\r\n"
            "site_name =  Example = Help \r\n"
            "\r\n"
            "  base_url=https://help.example.com/\n"
            "contact_url = https://desk.example.com/new/\n"
            "accent_light = #AABBCC\n"
            "site_tagline =\n"
            "folder_languages = de: de-AT; ; /guides/fr/ : fr;\n"
            "roles = problem: Symptome; resolution: Loesung: kurz ;\n"
            "listen = [::1]:0"));
    struct config config;
    struct slv_error err = {0};

    assert_int_equal(config_load(path, f->arena, &config, &err), SLV_OK);
    assert_str(config.site_name, "Example = Help");
    assert_str(config.base_url, "https://help.example.com");
    assert_str(config.contact_url, "https://desk.example.com/new/");
    assert_str(config.accent_light, "#AABBCC");
    assert_str(config.site_tagline, "");
    assert_str(config.accent_dark, "#93b4ff");
    assert_str(config.listen, "[::1]:0");
    assert_int_equal(config.language_count, 2);
    assert_true(str_equal(config.language_list[0].folder, STR("de")));
    assert_true(str_equal(config.language_list[0].language, STR("de-AT")));
    assert_true(str_equal(config.language_list[1].folder, STR("guides/fr")));
    assert_true(str_equal(config.language_list[1].language, STR("fr")));
    assert_int_equal(config.role_count, 2);
    assert_true(str_equal(config.role_list[0].role, STR("problem")));
    assert_true(str_equal(config.role_list[0].heading, STR("Symptome")));
    assert_true(str_equal(config.role_list[1].role, STR("resolution")));
    assert_true(str_equal(config.role_list[1].heading, STR("Loesung: kurz")));
}

static void errors_name_the_line(void **state)
{
    static const struct {
        const char *text;
        int line;
        const char *says;
        const char *hints;
    } cases[] = {
        {"\nsite_nam = x\n", 2, "\"site_nam\" is not a key", "site_name"},
        {"nothing_like_it = x\n", 1, "is not a key", ""},
        {"listen = a:1\nlisten = a:2\n", 2, "listen is given a second time",
         ""},
        {"# one\n\nwords alone\n", 3, "not of the form key = value", ""},
        {"accent_dark = blue\n", 1, "#1d4ed8", ""},
        {"accent_dark = #12345g\n", 1, "colour", ""},
        {"accent_dark = #1234567\n", 1, "colour", ""},
        {"base_url = help.example.com\n", 1, "absolute address", "http"},
        {"base_url = ftp://example.com\n", 1, "absolute address", "http"},
        {"base_url = mailto:a@example.com\n", 1, "absolute address", "http"},
        {"base_url = https://\n", 1, "absolute address", "http"},
        {"base_url = https:///x\n", 1, "absolute address", "http"},
        {"base_url = https://a\"b\n", 1, "absolute address", "http"},
        {"contact_url = javascript:alert(1)\n", 1, "address", "mailto"},
        {"default_state = final\n", 1, "default_state: \"final\"", "archived"},
        {"default_access = Public\n", 1, "default_access", "public"},
        {"language = e\n", 1, "a language", ""},
        {"language = en_GB\n", 1, "a language", ""},
        {"language = en-\n", 1, "a language", ""},
        {"listen = 8080\n", 1, "address and port", ""},
        {"listen = ::1:80\n", 1, "address and port", ""},
        {"listen = a:65536\n", 1, "address and port", ""},
        {"folder_languages = de\n", 1, "folder: language", ""},
        {"folder_languages = de: Deutsch 1\n", 1, "not a language", ""},
        {"folder_languages = /: de\n", 1, "has no folder", ""},
        {"roles = Symptome\n", 1, "role: heading", ""},
        {"roles = symptom: Symptome\n", 1, "is no role", ""},
        {"roles = problem:\n", 1, "has no heading", ""},
        {"site_name = a\tb\n", 1, "control characters", ""},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct config config;
        struct slv_error err = {0};

        assert_int_equal(config_parse(str_from(cases[i].text), "solvent.conf",
                                      f->arena, &config, &err),
                         SLV_ERR_INPUT);
        assert_int_equal(err.line, cases[i].line);
        assert_non_null(strstr(err.text, "solvent.conf:"));
        if (!strstr(err.text, cases[i].says))
            fail_msg("\"%s\" gave: %s", cases[i].text, err.text);
        assert_non_null(strstr(err.hint, cases[i].hints));
    }
}

static void only_a_near_key_is_suggested(void **state)
{
    struct fixture *f = *state;
    struct config config;
    struct slv_error err = {0};

    assert_int_equal(
        config_parse(STR("bogus = x\n"), "c", f->arena, &config, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.hint, "");
    assert_int_equal(
        config_parse(STR("rolls = x\n"), "c", f->arena, &config, &err),
        SLV_ERR_INPUT);
    assert_string_equal(err.hint, "Did you mean roles?");
}

static void text_has_a_maximum(void **state)
{
    struct fixture *f = *state;
    struct config config;
    char name[101];

    memset(name, 'x', sizeof name);
    config_init(&config);
    assert_int_equal(config_set(&config, STR("site_name"),
                                (struct str){name, 100}, f->arena, NULL),
                     SLV_OK);
    assert_int_equal(config_set(&config, STR("site_name"),
                                (struct str){name, 101}, f->arena, NULL),
                     SLV_ERR_INPUT);
    assert_int_equal(config.site_name.len, 100);
}

static void a_missing_or_huge_file_is_an_error(void **state)
{
    struct fixture *f = *state;
    struct config config;
    size_t len = BOUND_CONFIG_FILE_BYTES + 1;
    char *huge = calloc(len, 1);
    const char *path = fixture_write(f, "huge", (struct str){huge, len});

    free(huge);
    assert_int_equal(config_load(path, f->arena, &config, NULL),
                     SLV_ERR_TOO_BIG);
    assert_int_equal(
        config_load(fixture_path(f, "none"), f->arena, &config, NULL),
        SLV_ERR_NO_INPUT);
}

/* The sample says every default, so reading it without its `#` changes none. */
static void the_sample_is_a_valid_file_of_defaults(void **state)
{
    struct fixture *f = *state;
    struct strbuf sample;
    struct strbuf active;
    struct config config;
    struct config defaults;
    struct slv_error err = {0};
    struct str rest;
    size_t keys = 0;
    const size_t table_keys = 0
#define CONFIG_KEY(name, kind, range, initial, help) +1
#include "base/config.def"
#undef CONFIG_KEY
        ;

    strbuf_init(&sample, 1 << 20);
    strbuf_init(&active, 1 << 20);
    config_write_sample(&sample);
    rest = strbuf_str(&sample);
    while (rest.len > 0) {
        struct str line = str_take_line(&rest);

        assert_true(line.len <= 100);
        if (line.len > 1 && line.ptr[0] == '#' && line.ptr[1] != ' ') {
            line = str_from_offset(line, 1);
            keys++;
        }
        strbuf_add_str(&active, line);
        strbuf_add_char(&active, '\n');
    }
    assert_int_equal(keys, table_keys);
    assert_int_equal(
        config_parse(strbuf_str(&sample), "sample", f->arena, &config, &err),
        SLV_OK);
    assert_int_equal(
        config_parse(strbuf_str(&active), "sample", f->arena, &config, &err),
        SLV_OK);
    config_init(&defaults);
#define CONFIG_KEY(name, kind, range, initial, help) \
    assert_true(str_equal(config.name, defaults.name));
#include "base/config.def"
#undef CONFIG_KEY
    strbuf_release(&sample);
    strbuf_release(&active);
}

static void addresses_are_taken_apart(void **state)
{
    struct str host;
    unsigned port;

    (void) state;
    assert_true(config_split_address(STR("127.0.0.1:8080"), &host, &port));
    assert_true(str_equal(host, STR("127.0.0.1")));
    assert_int_equal(port, 8080);
    assert_true(config_split_address(STR("[2001:db8::1]:0"), &host, &port));
    assert_true(str_equal(host, STR("2001:db8::1")));
    assert_int_equal(port, 0);
    assert_false(config_split_address(STR(""), &host, &port));
    assert_false(config_split_address(STR(":80"), &host, &port));
    assert_false(config_split_address(STR("a:"), &host, &port));
    assert_false(config_split_address(STR("a:-1"), &host, &port));
    assert_false(config_split_address(STR("a b:1"), &host, &port));
    assert_false(config_split_address(STR("[]:1"), &host, &port));
    assert_false(config_split_address(STR("a\0:1"), &host, &port));
}

static void numbers_have_a_range(void **state)
{
    struct fixture *f = *state;
    struct config config;
    struct slv_error err = {0};

    config_init(&config);
    assert_int_equal(config_number(config.attachment_megabytes), 10);
    assert_int_equal(config_set(&config, STR("attachment_megabytes"),
                                STR("1024"), f->arena, &err),
                     SLV_OK);
    assert_int_equal(config_number(config.attachment_megabytes), 1024);
    assert_int_equal(config_set(&config, STR("attachment_megabytes"), STR("0"),
                                f->arena, &err),
                     SLV_ERR_INPUT);
    assert_string_equal(err.hint, "It is from 1 to 1024.");
    assert_int_equal(config_set(&config, STR("attachment_megabytes"), STR("-1"),
                                f->arena, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(config_set(&config, STR("attachment_megabytes"),
                                STR("1025"), f->arena, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(config_set(&config, STR("attachment_megabytes"), STR(""),
                                f->arena, &err),
                     SLV_ERR_INPUT);
    assert_int_equal(config_number(config.attachment_megabytes), 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_file_means_defaults),
        FIXTURE_TEST(a_file_overrides_the_defaults),
        FIXTURE_TEST(errors_name_the_line),
        FIXTURE_TEST(only_a_near_key_is_suggested),
        FIXTURE_TEST(text_has_a_maximum),
        FIXTURE_TEST(a_missing_or_huge_file_is_an_error),
        FIXTURE_TEST(numbers_have_a_range),
        FIXTURE_TEST(the_sample_is_a_valid_file_of_defaults),
        cmocka_unit_test(addresses_are_taken_apart),
    };

    return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
