/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * core/eval/trec: what is read and written, and that nothing is dropped
 * silently.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "core/eval/trec.h"
#include "solvent/search.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum kind { QUERIES, JUDGEMENTS, RUN };

static struct arena *arena_of(void **state)
{
    return ((struct fixture *) *state)->arena;
}

/* A table as text: rows and then faults, each in brackets. */
static const char *read_as(enum kind kind, struct str bytes,
                           struct arena *arena)
{
    struct trec_queries queries = {0};
    struct trec_judgements judgements = {0};
    struct trec_run run = {0};
    struct trec_faults faults;
    struct strbuf out;
    const char *text;

    strbuf_init(&out, 1024 * 1024);
    if (kind == QUERIES)
        trec_read_queries(bytes, arena, &queries, &faults);
    else if (kind == JUDGEMENTS)
        trec_read_judgements(bytes, arena, &judgements, &faults);
    else
        trec_read_run(bytes, arena, &run, &faults);
    for (size_t i = 0; i < queries.count; i++)
        strbuf_add_format(&out, "[%.*s|%.*s]", STR_ARG(queries.items[i].id),
                          STR_ARG(queries.items[i].text));
    for (size_t i = 0; i < judgements.count; i++)
        strbuf_add_format(
            &out, "[%.*s|%.*s|%d]", STR_ARG(judgements.items[i].query),
            STR_ARG(judgements.items[i].article), judgements.items[i].grade);
    for (size_t i = 0; i < run.count; i++)
        strbuf_add_format(&out, "[%.*s|%.*s|%g]", STR_ARG(run.items[i].query),
                          STR_ARG(run.items[i].article), run.items[i].score);
    for (size_t i = 0; i < faults.count && i < TREC_FAULTS_MAX; i++)
        strbuf_add_format(&out, "<%d: %.*s>", faults.items[i].line,
                          STR_ARG(faults.items[i].what));
    text = arena_str(arena, strbuf_str(&out)).ptr;
    strbuf_release(&out);
    return text;
}

/* a struct str of a literal, which may hold NUL bytes */
#define TEXT(literal)                \
    {                                \
        literal, sizeof(literal) - 1 \
    }

static const struct {
    enum kind kind;
    struct str bytes;
    const char *expected;
} readings[] = {
    {QUERIES, TEXT(""), ""},
    {QUERIES, TEXT("q2\tdisk full\nq1\tno sound \n"),
     "[q2|disk full][q1|no sound]"},
    {QUERIES, TEXT("q1\ta\tb"), "[q1|a\tb]"},
    {QUERIES, TEXT("\xEF\xBB\xBFq1\tone\r\n\r\n# said\tno\r\nq2\ttwo\r\n"),
     "[q1|one][q2|two]"},
    {QUERIES, TEXT("one\n\tx\nq 1\tx\nq1\t \nq2\tx\nq2\ty\n"),
     "[q2|x]<1: has no tab; a line is 'query TAB text'>"
     "<2: has no id before the tab><3: has a space in the id 'q 1'>"
     "<4: has no text after the tab><6: has the id 'q2' of line 5>"},
    {QUERIES, TEXT("q1\t\xFF\nq2\ta\0b\nq3\tc"),
     "[q3|c]<1: is not text in UTF-8><2: is not text in UTF-8>"},
    {JUDGEMENTS, TEXT("\n \n#\n"), ""},
    {JUDGEMENTS, TEXT("b 0 x 1\n a\t0  y\t+2 \r\nb\t0\ta\t-1\n"),
     "[a|y|2][b|a|-1][b|x|1]"},
    {JUDGEMENTS,
     TEXT("a 0 x 1 z\na x 1\na 0 x high\na 0 y 1001\na 0 z 1.0\na 0 w -\n"),
     "<1: has 5 fields; a line is 'query iteration article grade'>"
     "<2: has 3 fields; a line is 'query iteration article grade'>"
     "<3: has the grade 'high'; it is a whole number to 1000>"
     "<4: has the grade '1001'; it is a whole number to 1000>"
     "<5: has the grade '1.0'; it is a whole number to 1000>"
     "<6: has the grade '-'; it is a whole number to 1000>"},
    {JUDGEMENTS, TEXT("a 0 x 1\na 0 y 1\na 9 x 2\n"),
     "[a|x|1][a|x|2][a|y|1]"
     "<3: repeats line 1: query 'a', article 'x'>"},
    /* equal scores: the later id first; ranks and places do not count */
    {RUN,
     TEXT("b Q0 x 1 2.5 t\na Q0 x 1 1 t\na Q0 z 2 1.0 t\na Q0 y 9 1e1 t\n"),
     "[a|y|10][a|z|1][a|x|1][b|x|2.5]"},
    {RUN, TEXT("a Q0 x 1 nan t\na Q0 y 1 inf t\na Q0 z 1 1x t\na Q0 w 1 2\n"),
     "<1: has the score 'nan', which is no number>"
     "<2: has the score 'inf', which is no number>"
     "<3: has the score '1x', which is no number>"
     "<4: has 5 fields; a line is 'query Q0 article rank score tag'>"},
    {RUN, TEXT("a Q0 x 1 2 t\na Q0 y 2 1 t\na Q0 x 3 0 t\n"),
     "[a|x|2][a|y|1][a|x|0]"
     "<3: repeats line 1: query 'a', article 'x'>"},
};

static void tables_are_read_and_faults_have_their_line(void **state)
{
    for (size_t i = 0; i < ARRAY_LEN(readings); i++)
        assert_string_equal(
            read_as(readings[i].kind, readings[i].bytes, arena_of(state)),
            readings[i].expected);
}

static void faults_beyond_the_kept_are_counted(void **state)
{
    struct strbuf bytes;
    struct trec_queries queries;
    struct trec_faults faults;

    strbuf_init(&bytes, 100000);
    for (int i = 0; i < TREC_FAULTS_MAX + 5; i++)
        strbuf_add_cstr(&bytes, "no tab\n");
    trec_read_queries(strbuf_str(&bytes), arena_of(state), &queries, &faults);
    assert_int_equal(faults.count, TREC_FAULTS_MAX + 5);
    assert_int_equal(faults.items[TREC_FAULTS_MAX - 1].line, TREC_FAULTS_MAX);
    strbuf_release(&bytes);
}

static void add_many(struct strbuf *out, char c, size_t count)
{
    for (size_t i = 0; i < count; i++)
        strbuf_add_char(out, c);
}

static void assert_reads(enum kind kind, struct strbuf *bytes, void **state,
                         const char *fault)
{
    const char *text = read_as(kind, strbuf_str(bytes), arena_of(state));

    if (fault)
        assert_non_null(strstr(text, fault));
    else
        assert_null(strchr(text, '<'));
}

static void lengths_have_their_maximum(void **state)
{
    struct strbuf bytes;

    strbuf_init(&bytes, 1024 * 1024);
    for (size_t more = 0; more < 2; more++) {
        strbuf_clear(&bytes);
        strbuf_add_cstr(&bytes, "q\t");
        add_many(&bytes, 'x', SLV_QUERY_BYTES_MAX + more);
        assert_reads(QUERIES, &bytes, state,
                     more ? "<1: has a text longer than 131072 bytes>" : NULL);
        strbuf_clear(&bytes);
        add_many(&bytes, 'i', TREC_ID_BYTES_MAX + more);
        strbuf_add_cstr(&bytes, "\tx");
        assert_reads(QUERIES, &bytes, state,
                     more ? "<1: has an id longer than 1000 bytes>" : NULL);
        strbuf_clear(&bytes);
        strbuf_add_cstr(&bytes, "q 0 ");
        add_many(&bytes, 'i', TREC_ID_BYTES_MAX + more);
        strbuf_add_cstr(&bytes, " 1");
        assert_reads(JUDGEMENTS, &bytes, state,
                     more ? "<1: has an id longer than 1000 bytes>" : NULL);
    }
    strbuf_release(&bytes);
}

static void queries_have_their_maximum(void **state)
{
    struct strbuf bytes;
    struct trec_queries queries;
    struct trec_faults faults;

    strbuf_init(&bytes, 4 * 1024 * 1024);
    for (int i = 0; i < TREC_QUERIES_MAX; i++)
        strbuf_add_format(&bytes, "%d\tx\n", i);
    trec_read_queries(strbuf_str(&bytes), arena_of(state), &queries, &faults);
    assert_int_equal(queries.count, TREC_QUERIES_MAX);
    assert_int_equal(faults.count, 0);
    strbuf_add_cstr(&bytes, "one\tx\nmore\tx\n");
    trec_read_queries(strbuf_str(&bytes), arena_of(state), &queries, &faults);
    assert_int_equal(queries.count, TREC_QUERIES_MAX);
    assert_int_equal(faults.count, 1);
    assert_int_equal(faults.items[0].line, TREC_QUERIES_MAX + 1);
    strbuf_release(&bytes);
}

static void rows_of_a_query_are_found(void **state)
{
    struct trec_judgements judgements;
    struct trec_faults faults;
    size_t count;
    const struct trec_judgement *rows;

    trec_read_judgements(STR("b 0 x 1\nd 0 x 2\nd 0 w 3\nf 0 x 4\n"),
                         arena_of(state), &judgements, &faults);
    rows = trec_judgements_of(&judgements, STR("d"), &count);
    assert_int_equal(count, 2);
    assert_int_equal(rows[0].grade, 3);
    for (const char *id = "aceg"; *id; id++) {
        trec_judgements_of(&judgements, (struct str){id, 1}, &count);
        assert_int_equal(count, 0);
    }
    trec_judgements_of(&judgements, STR("f"), &count);
    assert_int_equal(count, 1);
}

/* Also where doubles differ and floats do not, or nothing differs. */
static void a_written_run_keeps_its_order_in_single_precision(void **state)
{
    static const double scores[] = {5, 5, 5, 4.00000000002, 4.00000000001, 4,
                                    0, 0, -1};
    struct str articles[ARRAY_LEN(scores)];
    struct trec_run run;
    struct trec_faults faults;
    struct strbuf out;

    for (size_t i = 0; i < ARRAY_LEN(scores); i++)
        articles[i] = arena_format(arena_of(state), "a%zu", i);
    strbuf_init(&out, 10000);
    trec_write_hits(STR("q"), articles, scores, ARRAY_LEN(scores), &out);
    assert_true(str_has_prefix(strbuf_str(&out), STR("q Q0 a0 1 5 solvent\n")));
    trec_read_run(strbuf_str(&out), arena_of(state), &run, &faults);
    assert_int_equal(faults.count, 0);
    assert_int_equal(run.count, ARRAY_LEN(scores));
    for (size_t i = 0; i < run.count; i++) {
        assert_true(str_equal(run.items[i].article, articles[i]));
        assert_true(fabs(run.items[i].score - scores[i]) < 1e-5);
        if (i > 0)
            assert_true((float) run.items[i].score <
                        (float) run.items[i - 1].score);
    }
    strbuf_release(&out);
}

static void a_space_in_an_id_is_written_so_that_it_can_be_read(void **state)
{
    struct str id = trec_id(STR("a b  c"), arena_of(state));

    assert_true(str_equal(id, STR("a%20b%20%20c")));
    assert_true(str_equal(trec_id(STR("a/b"), arena_of(state)), STR("a/b")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(tables_are_read_and_faults_have_their_line),
        FIXTURE_TEST(faults_beyond_the_kept_are_counted),
        FIXTURE_TEST(lengths_have_their_maximum),
        FIXTURE_TEST(queries_have_their_maximum),
        FIXTURE_TEST(rows_of_a_query_are_found),
        FIXTURE_TEST(a_written_run_keeps_its_order_in_single_precision),
        FIXTURE_TEST(a_space_in_an_id_is_written_so_that_it_can_be_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
