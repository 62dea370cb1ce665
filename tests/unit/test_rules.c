/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/rules: rule files to rules, what is said about them, and back.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/rules.h"

#include <stdio.h>

/* What one text gives: the rules as written again, a line each, and what was
 * said of it, "line rule". */
struct read_text {
    const char *written;
    const char *said;
};

static const char *said_text(struct arena *arena,
                             const struct diagnostics *diagnostics)
{
    struct str said = STR("");

    for (size_t i = 0; i < diagnostics->count; i++)
        said = arena_format(arena, "%.*s%s%d %s", STR_ARG(said), i ? "; " : "",
                            diagnostics->items[i].line,
                            diagnostics->items[i].rule);
    return said.len ? said.ptr : "";
}

static const char *written_text(struct arena *arena,
                                const struct search_rules *rules)
{
    struct strbuf text;
    const char *written;

    strbuf_init(&text, RULES_TEXT_MAX);
    rules_write(rules, &text);
    written = arena_cstr(arena, strbuf_str(&text));
    strbuf_release(&text);
    return written;
}

static struct read_text read_rules(struct arena *arena, struct str text)
{
    const struct rules_source source = {STR("search.rules"), text};
    struct search_rules rules;
    struct diagnostics diagnostics;

    diagnostics_init(&diagnostics, STR(""), arena);
    rules_read(&source, 1, arena, &rules, &diagnostics);
    return (struct read_text){written_text(arena, &rules),
                              said_text(arena, &diagnostics)};
}

static const struct {
    const char *text;
    const char *written;
    const char *said;
} samples[] = {
    {"", "", ""},
    {"# nothing\n\n  # at all\r\n", "", ""},
    {"\xEF\xBB\xBF[synonyms]\r\nlog in =  login=sign\tin\r\n",
     "[synonyms]\nlog in = login = sign in\n", ""},
    {"[ SYNONYMS ]\nvpn -> AnyConnect, GlobalProtect # both\n",
     "[synonyms]\nvpn -> AnyConnect, GlobalProtect\n", ""},
    {"[synonyms]\na1, b1->c1,d1\n", "[synonyms]\na1, b1 -> c1, d1\n", ""},
    {"[synonyms]\nC# = c sharp\nx =#y\n", "[synonyms]\nC# = c sharp\nx = y\n",
     ""},
    {"[synonyms]\nalone\n", "", "2 synonym-malformed"},
    {"[synonyms]\nx = y -> z\n", "", "2 synonym-malformed"},
    {"[synonyms]\nx -> y -> z\n", "", "2 synonym-malformed"},
    {"[synonyms]\nx, y = z\n", "", "2 synonym-malformed"},
    {"[synonyms]\n-> y\nx ->\n", "",
     "2 synonym-malformed; 3 synonym-malformed"},
    {"[synonyms]\nx = - = y\n", "", "2 phrase-empty"},
    {"[synonyms]\nlogin = Login\n", "", "2 phrase-repeated; 2 synonym-self"},
    {"[synonyms]\nx -> X\n", "", "2 phrase-repeated; 2 synonym-self"},
    {"[synonyms]\nx = X = y\n", "[synonyms]\nx = y\n", "2 phrase-repeated"},
    {"[synonyms]\n1 2 3 4 5 6 7 8 -> x\n1 2 3 4 5 6 7 8 9 -> x\n",
     "[synonyms]\n1 2 3 4 5 6 7 8 -> x\n", "3 phrase-too-long"},
    {"[no synonyms]\npc, app\nPC\n", "[no synonyms]\npc\napp\n",
     "3 phrase-repeated"},
    {"[stop words]\nPlease, kindly\n[keep words]\nabout\n",
     "[stop words]\nkindly\nplease\n[keep words]\nabout\n", ""},
    {"[stop words]\nx\nX\n[keep words]\nx\n", "[stop words]\nx\n",
     "3 stop-word-repeated; 5 stop-word-repeated"},
    {"[stop words]\ngood day\n", "", "2 stop-word-phrase"},
    {"[pins]\nreset password, new password -> a/b, c d\n",
     "[pins]\nreset password, new password -> a/b, c d\n", ""},
    {"[pins]\nx: y -> a\n", "[pins]\nx: y -> a\n", ""},
    {"[pins]\nx y -> a\ny  X -> b\n", "[pins]\nx y -> a\n",
     "3 pin-query-repeated"},
    {"[pins]\nx -> a, b, a\n", "[pins]\nx -> a, b\n", "2 pin-repeated"},
    {"[pins]\nx\n", "", "2 pin-malformed"},
    {"[pins]\nx -> a,,b\n", "", "2 id-unusable"},
    {"[pins]\nx -> a,#b\n", "", "2 id-unusable"},
    {"[pins]\nx -> 1,2,3,4,5,6,7,8,9,10,11,12\n",
     "[pins]\nx -> 1, 2, 3, 4, 5, 6, 7, 8, 9, 10\n", "2 pin-too-many"},
    {"[aliases]\nold/id -> new id\n", "[aliases]\nold/id -> new id\n", ""},
    {"[aliases]\nb -> c\na -> b\n", "[aliases]\na -> c\nb -> c\n",
     "3 alias-chain"},
    {"[aliases]\na -> b\nb -> a\nc -> d\n", "[aliases]\nc -> d\n",
     "2 alias-loop; 3 alias-loop"},
    {"[aliases]\na -> a\na = b\n", "", "2 alias-self; 3 alias-malformed"},
    {"[aliases]\na -> b\na -> c\n", "[aliases]\na -> b\n", "3 alias-repeated"},
    {"x = y\nz\n[synonyms]\nx = y\n", "[synonyms]\nx = y\n",
     "1 section-missing"},
    {"[odd]\nx = y\n[synonyms]\nx = y\n[synonyms\nz = w\n",
     "[synonyms]\nx = y\n", "1 section-unknown; 5 section-unknown"},
    {"[synonyms]\nx\xFF = y\n", "[synonyms]\nx\xEF\xBF\xBD = y\n",
     "2 utf8-invalid"},
    {"[synonyms]\nStra\xC3\x9F"
     "e = strasse\n",
     "", "2 phrase-repeated; 2 synonym-self"},
};

static void each_line_is_a_rule_or_said(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct read_text read = read_rules(f->arena, str_from(samples[i].text));

        assert_string_equal(read.written, samples[i].written);
        assert_string_equal(read.said, samples[i].said);
    }
}

static void what_is_written_reads_the_same(void **state)
{
    struct fixture *f = *state;

    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct read_text again =
            read_rules(f->arena, str_from(samples[i].written));

        assert_string_equal(again.written, samples[i].written);
        assert_string_equal(again.said, "");
    }
}

static void there_are_maxima(void **state)
{
    struct fixture *f = *state;
    const struct rules_source source = {STR("r"), STR("")};
    struct rules_source long_source = source;
    struct search_rules rules;
    struct diagnostics diagnostics;
    struct strbuf text;

    strbuf_init(&text, 16 * 1024 * 1024);
    strbuf_add_cstr(&text, "[synonyms]\n");
    for (int i = 0; i < RULES_MAX + 5; i++)
        strbuf_add_format(&text, "a%d = b%d\n", i, i);
    strbuf_add_cstr(&text, "[pins]\nx -> y\n");
    long_source.text = strbuf_str(&text);
    diagnostics_init(&diagnostics, STR(""), f->arena);
    rules_read(&long_source, 1, f->arena, &rules, &diagnostics);
    assert_int_equal(rules.synonym_count, RULES_MAX);
    assert_int_equal(rules.pin_count, 0);
    assert_string_equal(said_text(f->arena, &diagnostics),
                        "10002 rules-too-many");
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "[synonyms]\nx0");
    for (int i = 1; i < RULES_LIST_MAX; i++)
        strbuf_add_format(&text, " = x%d", i);
    assert_string_equal(read_rules(f->arena, strbuf_str(&text)).said, "");
    strbuf_add_cstr(&text, " = y");
    assert_string_equal(read_rules(f->arena, strbuf_str(&text)).said,
                        "2 list-too-long");
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "[synonyms]\nx = ");
    for (int i = 0; i <= RULES_PHRASE_BYTES_MAX; i++)
        strbuf_add_char(&text, 'y');
    assert_string_equal(read_rules(f->arena, strbuf_str(&text)).said,
                        "2 phrase-too-long");
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "[aliases]\n");
    for (int i = 0; i < 40; i++)
        strbuf_add_format(&text, "a%d -> a%d\n", i, i + 1);
    diagnostics_init(&diagnostics, STR(""), f->arena);
    long_source.text = strbuf_str(&text);
    rules_read(&long_source, 1, f->arena, &rules, &diagnostics);
    assert_int_equal(rules.alias_count, 32);
    assert_true(str_equal(rules_find_alias(&rules, STR("a9")), STR("a40")));
    assert_int_equal(rules_find_alias(&rules, STR("a1")).len, 0);
    assert_int_equal(rules_find_alias(&rules, STR("a40")).len, 0);
    strbuf_release(&text);
}

static void characters_without_spaces_count_half(void **state)
{
    struct fixture *f = *state;
    size_t half_words;
    struct str key;

    key = rules_phrase_key(STR("The  BOSS's r\xC3\xA9sum\xC3\xA9"), f->arena,
                           &half_words);
    assert_string_equal(key.ptr, "the boss resume");
    assert_int_equal(half_words, 6);
    key = rules_phrase_key(STR("re-install"), f->arena, &half_words);
    assert_string_equal(key.ptr, "re install");
    key = rules_phrase_key(STR(" . "), f->arena, &half_words);
    assert_int_equal(key.len + half_words, 0);
}

static void several_files_hold_as_one(void **state)
{
    struct fixture *f = *state;
    const struct rules_source sources[] = {
        {STR("a/search.rules"), STR("[stop words]\nx\n[aliases]\np -> q\n")},
        {STR("b/search.rules"),
         STR("y\n[stop words]\nx, z\n[aliases]\nq -> r\n")},
    };
    struct search_rules rules;
    struct diagnostics diagnostics;

    diagnostics_init(&diagnostics, STR("before"), f->arena);
    rules_read(sources, 2, f->arena, &rules, &diagnostics);
    assert_string_equal(written_text(f->arena, &rules),
                        "[stop words]\nx\nz\n[aliases]\np -> r\nq -> r\n");
    /* a section ends with its file; what repeats names the other file */
    assert_string_equal(
        said_text(f->arena, &diagnostics),
        "1 section-missing; 3 stop-word-repeated; 4 alias-chain");
    assert_true(str_equal(diagnostics.items[1].file, STR("b/search.rules")));
    assert_non_null(
        strstr(diagnostics.items[1].message.ptr, "a/search.rules:2"));
    assert_true(str_equal(diagnostics.items[2].file, STR("a/search.rules")));
    assert_true(str_equal(diagnostics.file, STR("before")));
    assert_non_null(rules_find_stop_word(&rules, STR("z")));
    assert_null(rules_find_stop_word(&rules, STR("y")));
}

static enum rules_article find_article(void *context, struct str id)
{
    size_t *asked = context;

    (*asked)++;
    return str_equal(id, STR("secret")) ? RULES_ARTICLE_SECRET
           : str_equal(id, STR("open")) ? RULES_ARTICLE_PUBLIC
                                        : RULES_ARTICLE_MISSING;
}

static const struct {
    const char *text;
    const char *said;
} odd_samples[] = {
    {"[synonyms]\na1 = b1\nb1 = c1\n", ""},
    {"[synonyms]\na1 = b1\nb1 = A1 = c1\n", "3 synonym-repeated"},
    {"[synonyms]\na1 = b1\na1 -> b1\n", "3 synonym-repeated"},
    {"[synonyms]\na1 -> b1\nb1 -> c1\n", ""},
    {"[synonyms]\na1 -> b1\nb1 -> a1\n", "3 synonym-circle"},
    {"[synonyms]\na1 -> b1, x1\nb1 -> c1\nc1, y1 -> a1\n", "4 synonym-circle"},
    {"[synonyms]\nto -> toward\nlog in -> enter\n", "2 synonym-stop-word"},
    {"[synonyms]\nto -> toward\n[keep words]\nto\n", ""},
    {"[synonyms]\nhello -> welcome\n[stop words]\nhello\n",
     "2 synonym-stop-word"},
    {"[keep words]\nabout\nder\nxyzzy\n", "4 keep-word-unknown"},
    {"[no synonyms]\nPC, sign-in\nzebra\n", "3 no-synonyms-unknown"},
    {"[pins]\nx -> open, secret, gone, open.md\n",
     "2 article-not-public; 2 article-missing; 2 article-missing"},
    {"[aliases]\nformer -> open\nopen -> secret\n",
     "2 alias-chain; 2 article-not-public; 3 article-not-public; "
     "3 alias-shadowed"},
};

static void what_has_no_effect_is_said(void **state)
{
    struct fixture *f = *state;
    size_t asked = 0;

    for (size_t i = 0; i < sizeof odd_samples / sizeof *odd_samples; i++) {
        const struct rules_source source = {STR("r"),
                                            str_from(odd_samples[i].text)};
        struct search_rules rules;
        struct diagnostics diagnostics;

        diagnostics_init(&diagnostics, STR(""), f->arena);
        rules_read(&source, 1, f->arena, &rules, &diagnostics);
        rules_check(&rules, &source, find_article, &asked, &diagnostics);
        assert_string_equal(said_text(f->arena, &diagnostics),
                            odd_samples[i].said);
    }
    assert_true(asked > 0);
}

/* What is built in has nothing odd about it either. */
static void built_in_rules_are_sound(void **state)
{
    struct fixture *f = *state;
    struct search_rules rules;
    struct rules_source source = {.name = STR("built in")};
    struct diagnostics diagnostics;

    rules_read_built_in(f->arena, &rules);
    assert_true(rules.synonym_count > 10);
    source.text = str_from(written_text(f->arena, &rules));
    diagnostics_init(&diagnostics, STR(""), f->arena);
    rules_read(&source, 1, f->arena, &rules, &diagnostics);
    rules_check(&rules, &source, NULL, NULL, &diagnostics);
    assert_string_equal(said_text(f->arena, &diagnostics), "");
}

static void ids_are_not_judged_without_articles(void **state)
{
    struct fixture *f = *state;
    const struct rules_source source = {STR("r"), STR("[pins]\nx -> gone\n")};
    struct search_rules rules;
    struct diagnostics diagnostics;

    diagnostics_init(&diagnostics, STR(""), f->arena);
    rules_read(&source, 1, f->arena, &rules, &diagnostics);
    rules_check(&rules, &source, NULL, NULL, &diagnostics);
    assert_int_equal(diagnostics.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(each_line_is_a_rule_or_said),
        FIXTURE_TEST(what_is_written_reads_the_same),
        FIXTURE_TEST(there_are_maxima),
        FIXTURE_TEST(characters_without_spaces_count_half),
        FIXTURE_TEST(several_files_hold_as_one),
        FIXTURE_TEST(what_has_no_effect_is_said),
        FIXTURE_TEST(built_in_rules_are_sound),
        FIXTURE_TEST(ids_are_not_judged_without_articles),
    };

    return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
