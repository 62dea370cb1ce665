/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/search/query: what was typed, understood.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/search/query.h"
#include "core/search/query_fields.h"
#include "core/search/query_lex.h"
#include "tests/support/english.h"

/* What a query is, in one line: its words ("+" required, "-" forbidden, "!"
 * identifier, "/1" of group 1; other spellings of one are left out), then "|"
 * and what else it asks for. */
static void add_words(struct strbuf *out, const struct query *query)
{
    for (size_t i = 0; i < query->count; i++) {
        const struct query_word *word = &query->words[i];

        strbuf_add_format(
            out, "%s%s%s%s%.*s", i ? " " : "", word->is_required ? "+" : "",
            word->is_forbidden ? "-" : "", word->is_identifier ? "!" : "",
            STR_ARG(word->term->name));
        if (word->group)
            strbuf_add_format(out, "/%d", word->group);
    }
}

static void add_conditions(struct strbuf *out, const struct query *query)
{
    static const char *const places[] = {[QUERY_ANYWHERE] = "any",
                                         [QUERY_IN_TITLE] = "title",
                                         [QUERY_WHOLE] = "whole"};

    for (size_t i = 0; i < query->condition_count; i++) {
        const struct query_condition *condition = &query->conditions[i];

        strbuf_add_format(out, " %s%s", condition->is_forbidden ? "-" : "",
                          places[condition->place]);
        if (condition->clause)
            strbuf_add_format(out, "/%d", condition->clause);
        strbuf_add_char(out, '(');
        for (size_t k = 0; k < condition->phrase.count; k++)
            strbuf_add_format(out, "%s%.*s", k ? " " : "",
                              STR_ARG(condition->phrase.words[k]));
        strbuf_add_format(out, " =%.*s)", STR_ARG(condition->terms[0]->name));
    }
}

static void add_date(struct strbuf *out, int64_t unix_s)
{
    char text[CLOCK_ISO_BYTES];

    if (unix_s == INT64_MIN || unix_s == INT64_MAX)
        return;
    clock_format_iso(unix_s, text);
    strbuf_add_str(out, str_first(str_from(text), CLOCK_DATE_BYTES - 1));
}

static void add_filters(struct strbuf *out, const struct query *query)
{
    for (size_t i = 0; i < query->filter_count; i++) {
        const struct query_filter *filter = &query->filters[i];

        strbuf_add_format(out, " %s%s", filter->is_excluded ? "-" : "",
                          slv_facet_name(filter->facet));
        if (filter->clause)
            strbuf_add_format(out, "/%d", filter->clause);
        strbuf_add_format(out, "=%.*s%s", STR_ARG(filter->value),
                          filter->is_unfinished ? "~" : "");
    }
    for (size_t i = 0; i < query->date_count; i++) {
        strbuf_add_cstr(out, query->dates[i].is_excluded ? " -[" : " [");
        add_date(out, query->dates[i].span.begin_unix_s);
        strbuf_add_cstr(out, "..");
        add_date(out, query->dates[i].span.end_unix_s);
        strbuf_add_char(out, ']');
    }
}

static void assert_reads(struct fixture *f, const char *typed,
                         const char *wanted)
{
    struct vocabulary *vocabulary = vocabulary_new();
    struct query query;
    struct strbuf out;

    strbuf_init(&out, 1024 * 1024);
    parse_english(str_from(typed), vocabulary, f->arena, &query);
    add_words(&out, &query);
    if (query.condition_count + query.filter_count + query.date_count > 0)
        strbuf_add_cstr(&out, " |");
    add_conditions(&out, &query);
    add_filters(&out, &query);
    if (strcmp(out.ptr, wanted) != 0)
        fail_msg("%s\n is read as %s\n and not as %s", typed, out.ptr, wanted);
    strbuf_release(&out);
    vocabulary_free(vocabulary);
}

struct sample {
    const char *typed;
    const char *read;
};

static void assert_samples(void **state, const struct sample *samples,
                           size_t count)
{
    for (size_t i = 0; i < count; i++)
        assert_reads(*state, samples[i].typed, samples[i].read);
}

static void words_and_phrases(void **state)
{
    static const struct sample samples[] = {
        {"", ""},
        {"printing the disks", "print the disk"},
        {"print printed -prints", "-print"},
        {"\"full disk\" error", "+full +disk error | any(full disk =full)"},
        {"\"full", "full"},
        {"full\"", "full"},
        {"\"\" x \"  \"", "x"},
        {"on-premises", "!onpremis on premis"},
        {"-on-premises", "-!onpremis"},
        {"on-premises -c", "!onpremis on premis -c"},
        {"x -", "x"},
        {"x -\"full disk\"", "x | -any(full disk =full)"},
        {"-\"full disk\"", " | -any(full disk =full)"},
        {"x-\"full disk\"", "x +full +disk | any(full disk =full)"},
        {"- \"full disk\"", "+full +disk | any(full disk =full)"},
        {"-\"\" x", "x"},
        {"\"a\"-b", "+a b | any(a =a)"},
        {"\"a \"b\" c\"", "+a b +c | any(a =a) any(c =c)"},
    };

    assert_samples(state, samples, ARRAY_LEN(samples));
}

static void or_gives_alternatives(void **state)
{
    static const struct sample samples[] = {
        {"printer OR scanner", "printer/1 scanner/1"},
        {"jam printer OR scanner paper", "jam printer/1 scanner/1 paper"},
        {"a OR b OR c d", "a/1 b/1 c/1 d"},
        {"a OR b c OR d", "a/1 b/1 c/2 d/2"},
        {"a or b", "a or b"},
        {"a OR", "a or"},
        {"OR a", "or a"},
        {"OR", "or"},
        {"OR OR", "or"},
        {"a OR -b", "a or -b"},
        {"-a OR b", "-a or b"},
        {"a ORb", "a orb"},
        {"\"a b\" OR \"c d\"", "a b c d | any/1(a b =a) any/1(c d =c)"},
        {"x OR \"c dd\"", "x c dd | any/1( =x) any/1(c dd =dd)"},
        {"title:a OR title:b", "a b | title/1( =a) title/1( =b)"},
        {"error:enospc OR error:\"is full\"",
         "enospc is full | whole/1(enospc =enospc) any/1(is full =full)"},
        {"tag:a OR tag:b", " | tag=a tag=b~"},
        {"tag:a OR product:b", " | tag/1=a product/1=b~"},
        {"tag:a OR b", "or b | tag=a"},
        {"a OR updated:2024", "a or | [2024-01-01..2024-12-31]"},
    };

    assert_samples(state, samples, ARRAY_LEN(samples));
}

static void fields_ask_for_more(void **state)
{
    static const struct sample samples[] = {
        {"title:printing", "+print | title( =print)"},
        {"Title:printing x", "+print x | title( =print)"},
        {"title:\"printing it\"", "+print +it | title(printing it =print)"},
        {"title:\"printing\"", "+print | title(printing =print)"},
        {"title:on-premises", "+on +premis | title(on premises =premis)"},
        {"-title:printing x", "x | -title( =print)"},
        {"error:ENOSPC", "+enospc | whole(enospc =enospc)"},
        {"x -error:ENOSPC", "x | -whole(enospc =enospc)"},
        {"error:\"is full\"", "+is +full | any(is full =full)"},
        {"product:\"Exchange Server\"", " | product=Exchange Server"},
        {"product:Git", " | product=Git~"},
        {"product:Git, tag:a; x", "x | product=Git tag=a"},
        {"x -product:Git", "x | -product=Git~"},
        {"lang:de language:pt-BR x", "x | language=de language=pt-BR"},
        {"version:4.3 x", "x | version=4.3"},
        {"section:Resolution x", "x | section=Resolution"},
        {"x updated:2024", "x | [2024-01-01..2024-12-31]"},
        {"updated:>2024-01", " | [2024-02-01..]"},
        {"updated:>=2024-01", " | [2024-01-01..]"},
        {"updated:<2024-01", " | [..2023-12-31]"},
        {"updated:<=2024-12", " | [..2024-12-31]"},
        {"updated:2024-02-29", " | [2024-02-29..2024-02-29]"},
        {"updated:2024-01..2024-06", " | [2024-01-01..2024-06-30]"},
        {"updated:2024-06..2024-01", " | [2024-01-01..2024-06-30]"},
        {"updated:2024..", " | [2024-01-01..]"},
        {"updated:..2024", " | [..2024-12-31]"},
        {"updated:\"> 2024\"", " | [2025-01-01..]"},
        {"-updated:<2020 updated:<=9999", " | -[..2019-12-31] [..9999-12-31]"},
    };

    assert_samples(state, samples, ARRAY_LEN(samples));
}

static void odd_forms_are_words(void **state)
{
    static const struct sample samples[] = {
        {"title:", "titl"},
        {"title: foo", "titl foo"},
        {"title:\"foo", "titl foo"},
        {"title:\"\"", "titl"},
        {"title:!!", "titl"},
        {":", ""},
        {":foo", "foo"},
        {"updated:yesterday", "updat yesterday"},
        {"updated:..", "updat"},
        {"updated:>", "updat"},
        {"section:nonsense", "section nonsens"},
        {"ftps:x", "ftps x"},
        {"foo:bar", "foo bar"},
        {"Error:ENOSPC x", "error enospc x"},
        {"error:a,b", "error a b"},
        {"xtitle:words", "xtitl word"},
        {"(title:words)", "titl word"},
        {"tag:a\"b", "tag a b"},
    };

    assert_samples(state, samples, ARRAY_LEN(samples));
}

static void dates_that_are_none_are_words(void **state)
{
    static const char *const values[] = {
        "2024-13",     "2023-02-29", "0000", "20240",   "2024-1",
        "2024-01-1",   "2024-01..x", "a..b", ">..2024", "9999999999-99",
        "2024-01-15T", "<",          ">=",   "..",      "10000"};
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        struct vocabulary *vocabulary = vocabulary_new();
        struct query query;

        parse_english(arena_format(f->arena, "updated:%s x", values[i]),
                      vocabulary, f->arena, &query);
        assert_int_equal(query.date_count, 0);
        assert_true(query.count > 1);
        vocabulary_free(vocabulary);
    }
}

/* Operators in a text that was pasted are a part of it. */
static void pasted_texts_are_words(void **state)
{
    static const struct sample samples[] = {
        {"one two three four \"five six\" seven",
         "one two three four five six seven"},
        {"java -jar app fails heap space", "java jar app fail heap space"},
        {"app fails heap space java -jar", "app fail heap space java -jar"},
        {"app fails heap space java -\"jar file\"",
         "app fail heap space java | -any(jar file =file)"},
        {"Error: something failed", "error someth fail"},
        {"worker three stopped with title:words and went on",
         "worker three stop with titl word and went on"},
        {"request to host failed today because error:enospc",
         "request to host fail today becaus error enospc"},
        {"disk FULL OR NOT writable again today",
         "disk full or not writabl again today"},
        /* filters at the ends of a line are typed */
        {"the printer does not print from my laptop product:LaserJet",
         "the printer doe not print from my laptop | product=LaserJet~"},
        {"tag:a OR tag:b wifi drops every few minutes updated:>2023",
         "wifi drop everi few minut | tag=a tag=b [2024-01-01..]"},
        {"wifi drops every product:x few minutes",
         "wifi drop everi product x few minut"},
        {"wifi drops every few minutes\nproduct:x",
         "wifi drop everi few minut product x"},
        {"aa bb cc dd ee ff gg hh ii jj kk ll mm product:x",
         "aa bb cc dd ee ff gg hh ii jj kk ll mm product x"},
    };

    assert_samples(state, samples, ARRAY_LEN(samples));
}

static void words_can_be_had_alone(void **state)
{
    static const struct sample samples[] = {
        {"", ""},
        {"  disk   full ", "disk full"},
        {"\"disk is\" full", "disk is full"},
        {"disk -full -\"a b\" -tag:x on-prem", "disk on-prem"},
        {"title:disk error:\"is full\" x", "disk is full x"},
        {"disk product:\"A B\" updated:2024 tag:x", "disk"},
        {"a OR \"b c\" OR title:d", "a b c d"},
        {"a OR", "a OR"},
        {"title: x:y \"z", "title: x:y \"z"},
        {"product:x", ""},
    };
    struct fixture *f = *state;

    for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
        struct str words =
            query_plain_words(str_from(samples[i].typed), f->arena);

        if (!str_equal(words, str_from(samples[i].read)))
            fail_msg("%s gives %.*s", samples[i].typed, STR_ARG(words));
    }
}

static void help_has_every_field_with_an_example(void **state)
{
    size_t count;
    const struct query_help *lines = query_help_lines(&count);
    struct fixture *f = *state;

    assert_true(count > QUERY_FIELD_COUNT);
    for (size_t i = 0; i < count; i++) {
        struct vocabulary *vocabulary = vocabulary_new();
        struct query query;

        parse_english(str_from(lines[i].example), vocabulary, f->arena, &query);
        assert_true(query.condition_count + query.filter_count +
                            query.date_count + query.group_count >
                        0 ||
                    str_find_char(str_from(lines[i].example), '-') <
                        strlen(lines[i].example));
        assert_true(strlen(lines[i].form) > 0 && strlen(lines[i].meaning) > 0);
        vocabulary_free(vocabulary);
    }
}

static void a_word_typed_twice_weighs_twice(void **state)
{
    struct fixture *f = *state;
    struct vocabulary *vocabulary;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(STR("disk Disks full"), vocabulary, f->arena, &query);
    assert_int_equal(query.count, 2);
    assert_true(query.words[0].weight > 1.99 && query.words[0].weight < 2.01);
    assert_true(query.words[1].weight > 0.99 && query.words[1].weight < 1.01);
    assert_true(str_equal(query.words[0].text, STR("disk")));
    vocabulary_free(vocabulary);
}

static void only_white_space_is_no_content(void **state)
{
    struct fixture *f = *state;
    struct vocabulary *vocabulary;
    struct query query;

    vocabulary = vocabulary_new();
    parse_english(STR(" \t\n"), vocabulary, f->arena, &query);
    assert_false(query.has_content);
    parse_english(STR(" . "), vocabulary, f->arena, &query);
    assert_true(query.has_content);
    assert_int_equal(query.count, 0);
    vocabulary_free(vocabulary);
}

static void phrases_have_their_maxima(void **state)
{
    struct fixture *f = *state;
    struct vocabulary *vocabulary;
    struct query query;
    struct str typed = STR("");

    vocabulary = vocabulary_new();
    for (int i = 0; i < 20; i++)
        typed = arena_format(f->arena, "%.*s \"a%c b%c\"", STR_ARG(typed),
                             'a' + i, 'a' + i);
    parse_english(typed, vocabulary, f->arena, &query);
    assert_int_equal(query.condition_count, QUERY_CONDITIONS_MAX);
    assert_int_equal(query.count, 40);
    typed = STR("\"");
    for (int i = 0; i < 100; i++)
        typed = arena_format(f->arena, "%.*s w%d", STR_ARG(typed), i);
    typed = arena_format(f->arena, "%.*s\"", STR_ARG(typed));
    parse_english(typed, vocabulary, f->arena, &query);
    assert_int_equal(query.condition_count, 1);
    assert_int_equal(query.conditions[0].phrase.count, QUERY_PHRASE_WORDS_MAX);
    vocabulary_free(vocabulary);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(words_and_phrases),
        FIXTURE_TEST(or_gives_alternatives),
        FIXTURE_TEST(fields_ask_for_more),
        FIXTURE_TEST(odd_forms_are_words),
        FIXTURE_TEST(dates_that_are_none_are_words),
        FIXTURE_TEST(pasted_texts_are_words),
        FIXTURE_TEST(words_can_be_had_alone),
        FIXTURE_TEST(help_has_every_field_with_an_example),
        FIXTURE_TEST(a_word_typed_twice_weighs_twice),
        FIXTURE_TEST(only_white_space_is_no_content),
        FIXTURE_TEST(phrases_have_their_maxima),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
