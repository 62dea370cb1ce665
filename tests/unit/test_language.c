/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/language: one way of writing each tag, names, directions, and what a
 * reader's wishes come to.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/file.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/language.h"

#include <stdlib.h>
#include <string.h>

static void tags_and_names_become_one_tag(void **state)
{
    static const struct {
        const char *value;
        const char *tag; /* empty: none */
    } samples[] = {
        {"de", "de"},
        {"DE_at", "de-AT"},
        {"pt-br", "pt-BR"},
        {"zh-hans", "zh-Hans"},
        {"ZH-HANT-tw", "zh-Hant-TW"},
        {"es-419", "es-419"},
        {"de-CH-1901", "de-CH-1901"},
        {"deu", "de"},
        {"ger-CH", "de-CH"},
        {"iw", "he"},
        {"German", "de"},
        {" deutsch ", "de"},
        {"FRANCAIS", "fr"},
        {"日本語", "ja"},
        {"en-u-ca-gregory", "en-u-ca-gregory"},
        {"", ""},
        {"Germanish", ""},
        {"xx", ""},
        {"de-", ""},
        {"de--AT", ""},
        {"de-toolongtag", ""},
        {"de-A T", ""},
        {"d", ""},
        {"de-AT-AT-AT-AT-AT-AT-AT-AT-AT-AT-AT-AT-AT", ""},
    };
    struct arena *arena = arena_new();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct str tag;
        bool is_known =
            language_normalize(str_from(samples[i].value), arena, &tag);

        assert_int_equal(is_known, samples[i].tag[0] != '\0');
        if (!str_equal(tag, str_from(samples[i].tag)))
            print_error("%s is %.*s\n", samples[i].value, STR_ARG(tag));
        assert_true(str_equal(tag, str_from(samples[i].tag)));
    }
    arena_free(arena);
}

static void the_table_is_sorted_and_finds_itself(void **state)
{
    struct arena *arena = arena_new();

    (void) state;
    for (size_t i = 0; i < language_count; i++) {
        const struct language_info *info = &language_table[i];
        struct str codes = str_from(info->codes);
        struct str tag;

        if (i > 0)
            assert_true(strcmp(language_table[i - 1].tag, info->tag) < 0);
        assert_ptr_equal(language_find(str_from(info->tag)), info);
        assert_true(language_normalize(str_from(info->name), arena, &tag));
        assert_true(str_equal(tag, str_from(info->tag)));
        assert_true(language_normalize(str_from(info->own_name), arena, &tag));
        assert_true(str_equal(tag, str_from(info->tag)));
        while (codes.len > 0)
            assert_ptr_equal(language_find(str_take_until(&codes, ' ')), info);
    }
    arena_free(arena);
}

static void direction_is_that_of_the_script(void **state)
{
    static const char *const rtl[] = {"ar", "he",      "fa-IR", "ur",
                                      "yi", "az-Arab", "ar-EG", "ckb"};
    static const char *const ltr[] = {"en", "ja", "", "ar-Latn", "ru", "xx"};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(rtl); i++)
        assert_true(language_is_rtl(str_from(rtl[i])));
    for (size_t i = 0; i < ARRAY_LEN(ltr); i++)
        assert_false(language_is_rtl(str_from(ltr[i])));
}

static void folders_are_named_by_tags_alone(void **state)
{
    static const char *const yes[] = {"de", "fr-FR", "pt-br", "zh-Hans", "JA"};
    static const char *const no[] = {"",           "images",  "deu",
                                     "German",     "de_AT",   "xx",
                                     "it-support", "id-card", "de-x"};

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++)
        assert_true(language_is_folder(str_from(yes[i])));
    for (size_t i = 0; i < ARRAY_LEN(no); i++)
        assert_false(language_is_folder(str_from(no[i])));
}

static void names_are_in_english(void **state)
{
    struct arena *arena = arena_new();

    (void) state;
    assert_true(str_equal(language_name(STR("de"), arena), STR("German")));
    assert_true(
        str_equal(language_name(STR("pt-BR"), arena), STR("Portuguese (BR)")));
    assert_true(str_equal(language_name(STR("zh-Hans"), arena),
                          STR("Chinese (Simplified)")));
    assert_true(str_equal(language_name(STR("xx"), arena), STR("xx")));
    arena_free(arena);
}

static void wishes_are_ordered_by_weight(void **state)
{
    static const struct {
        const char *header;
        const char *wishes;
    } samples[] = {
        {"", ""},
        {"de", "de"},
        {"de-AT,de;q=0.9,en;q=0.8", "de en"},
        {"en;q=0.5, fr;q=0.9 ,ja", "ja fr en"},
        {"en;q=0.5,fr,en-GB;q=1.0", "fr en"},
        {"*;q=0.1, ru;q=0, es;q=0.001", "es"},
        {"de;q=x, fr;q=0.9", "de fr"},
        {";;,,q=1,*,-,x,de-", "de"},
        {"ger;q=.7,iw;q=0.8", "he de"},
    };
    struct arena *arena = arena_new();

    (void) state;
    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct str_list list =
            language_wishes(str_from(samples[i].header), arena);
        struct str joined = STR("");

        for (size_t k = 0; k < list.count; k++)
            joined = arena_format(arena, "%.*s%s%.*s", STR_ARG(joined),
                                  k ? " " : "", STR_ARG(list.items[k]));
        assert_string_equal(arena_format(arena, "%.*s", STR_ARG(joined)).ptr,
                            samples[i].wishes);
    }
    arena_free(arena);
}

static void wishes_have_an_end(void **state)
{
    struct arena *arena = arena_new();
    struct str header = STR("");

    (void) state;
    for (size_t i = 0; i < language_count; i++)
        header = arena_format(arena, "%.*s,%s;q=0.%zu", STR_ARG(header),
                              language_table[i].tag, i % 9 + 1);
    assert_int_equal(language_wishes(header, arena).count, LANGUAGE_WISHES_MAX);
    arena_free(arena);
}

/* SLV_UPDATE_GOLDEN=1 writes the table into docs/languages.md anew. */
static void the_documentation_holds_the_table(void **state)
{
    const char *path = TESTS_FOLDER "/../docs/languages.md";
    struct arena *arena = arena_new();
    struct str begin = STR("<!-- languages: begin -->\n");
    struct str end = STR("<!-- languages: end -->\n");
    struct strbuf table;
    struct str text;
    size_t from;
    size_t to;

    (void) state;
    strbuf_init(&table, 64 * 1024);
    strbuf_add_cstr(&table, "| tag | language | its own name | stemmer | "
                            "direction |\n| --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < language_count; i++) {
        const struct language_info *info = &language_table[i];

        strbuf_add_format(&table, "| `%s` | %s | %s | %s | %s |\n", info->tag,
                          info->name, info->own_name,
                          info->stemmer[0] ? info->stemmer : "-",
                          info->is_rtl ? "right to left" : "");
    }
    assert_int_equal(file_read(path, 64 * 1024, arena, &text, NULL), SLV_OK);
    from = str_find(text, begin, 0) + begin.len;
    to = str_find(text, end, 0);
    assert_true(from <= to && to < text.len);
    if (getenv("SLV_UPDATE_GOLDEN")) {
        struct str whole = arena_format(
            arena, "%.*s%.*s%.*s", STR_ARG(str_first(text, from)),
            STR_ARG(strbuf_str(&table)), STR_ARG(str_from_offset(text, to)));

        assert_int_equal(file_replace(path, whole, 0644, NULL), SLV_OK);
    } else {
        assert_true(str_equal((struct str){text.ptr + from, to - from},
                              strbuf_str(&table)));
    }
    strbuf_release(&table);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_and_names_become_one_tag),
        cmocka_unit_test(the_table_is_sorted_and_finds_itself),
        cmocka_unit_test(direction_is_that_of_the_script),
        cmocka_unit_test(folders_are_named_by_tags_alone),
        cmocka_unit_test(names_are_in_english),
        cmocka_unit_test(wishes_are_ordered_by_weight),
        cmocka_unit_test(wishes_have_an_end),
        cmocka_unit_test(the_documentation_holds_the_table),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
