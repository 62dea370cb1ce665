/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * text/csv: files as they come are read alike, what cannot be read is told with
 * its line, and what is written cannot be run by a spreadsheet.
 */
#include "tests/support/fixture.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/csv.h"

#include <string.h>

struct source {
    struct str rest;
    size_t piece;
    bool is_failing;
};

static enum slv_status read_piece(void *context, char *into, size_t size,
                                  size_t *got, struct slv_error *err)
{
    struct source *source = context;

    *got = source->rest.len < size ? source->rest.len : size;
    if (*got > source->piece)
        *got = source->piece;
    if (*got == 0 && source->is_failing)
        return slv_fail(err, SLV_ERR_IO, "the disk is gone");
    if (*got > 0)
        memcpy(into, source->rest.ptr, *got);
    source->rest = str_from_offset(source->rest, *got);
    return SLV_OK;
}

/* Rows as "line[cell|cell]", an error as "<text>". */
static const char *rows_from(struct source source, struct arena *arena)
{
    struct csv_reader *reader = csv_reader_new(read_piece, &source);
    struct slv_error err;
    struct csv_row row;
    struct strbuf out;
    enum slv_status status;
    const char *text;
    bool has_row;

    strbuf_init(&out, 1024 * 1024);
    while ((status = csv_reader_next(reader, &row, &has_row, &err)) == SLV_OK &&
           has_row) {
        strbuf_add_format(&out, "%ld[", row.line);
        for (size_t i = 0; i < row.count; i++)
            strbuf_add_format(&out, "%s%.*s", i ? "|" : "",
                              STR_ARG(row.cells[i]));
        strbuf_add_cstr(&out, row.is_repaired ? "]!" : "]");
    }
    if (status != SLV_OK) {
        strbuf_add_format(&out, "<%d: %s>", err.line, err.text);
        /* it stays at its end */
        assert_int_equal(csv_reader_next(reader, &row, &has_row, &err), SLV_OK);
        assert_false(has_row);
    }
    text = arena_str(arena, strbuf_str(&out)).ptr;
    strbuf_release(&out);
    csv_reader_free(reader);
    return text;
}

static const char *rows_of(void **state, struct str text)
{
    struct arena *arena = ((struct fixture *) *state)->arena;
    const char *whole =
        rows_from((struct source){text, SIZE_MAX, false}, arena);

    /* however it comes */
    assert_string_equal(rows_from((struct source){text, 1, false}, arena),
                        whole);
    return whole;
}
#define ROWS(literal) rows_of(state, STR(literal))

static void cells_are_what_stands_between_separators(void **state)
{
    assert_string_equal(ROWS("a,b\n1, 2 \n,\n"), "1[a|b]2[1| 2 ]3[|]");
    assert_string_equal(ROWS("a,b"), "1[a|b]");
    assert_string_equal(ROWS("a,b\n1,"), "1[a|b]2[1|]");
    assert_string_equal(ROWS("a"), "1[a]");
}

static void an_empty_file_has_no_rows(void **state)
{
    assert_string_equal(ROWS(""), "");
    assert_string_equal(ROWS("\xEF\xBB\xBF"), "");
    assert_string_equal(ROWS("\n\r\n\r"), "");
}

static void quotes_hold_separators_quotes_and_line_ends(void **state)
{
    assert_string_equal(ROWS("a,b\n\"x,\"\"y\"\"\",\"1\r\n2\n\"\n3,4\n"),
                        "1[a|b]2[x,\"y\"|1\r\n2\n]5[3|4]");
    assert_string_equal(ROWS("a,b\n\"\",\"\"\"\"\n"), "1[a|b]2[|\"]");
    /* a quote counts only where a cell begins */
    assert_string_equal(ROWS("a,b\n19\" rack,x\"y\"\n"),
                        "1[a|b]2[19\" rack|x\"y\"]");
    assert_string_equal(ROWS("a,b\n\"x\" ,\"y\"\t\n"), "1[a|b]2[x|y]");
}

static void every_line_end_ends_a_row(void **state)
{
    assert_string_equal(ROWS("a\r\nb\rc\nd"), "1[a]2[b]3[c]4[d]");
    assert_string_equal(ROWS("a\n\n\r\n\"\"\n\rb"), "1[a]4[]6[b]");
}

static void a_byte_order_mark_is_no_part_of_the_header(void **state)
{
    assert_string_equal(ROWS("\xEF\xBB\xBFnumber,b\n"), "1[number|b]");
    assert_string_equal(ROWS("\xEF\xBB\xBF\"number\",b\n"), "1[number|b]");
}

static void the_separator_is_found_from_the_header(void **state)
{
    assert_string_equal(ROWS("a;b;c\n1,5;2;3\n"), "1[a|b|c]2[1,5|2|3]");
    assert_string_equal(ROWS("a\tb\n1,5\t2;3\n"), "1[a|b]2[1,5|2;3]");
    assert_string_equal(ROWS("\"a;b;c\",d\n1;2,3\n"), "1[a;b;c|d]2[1;2|3]");
    assert_string_equal(ROWS("\r\n\na;b\n"), "3[a|b]");
    assert_string_equal(ROWS("sep=;\r\na,b;c\r\n"), "2[a,b|c]");
    assert_string_equal(ROWS("\xEF\xBB\xBF\nsep=\t\na\tb"), "3[a|b]");
    assert_string_equal(ROWS("sep=x\na"), "1[sep=x]2[a]");
}

static void bytes_that_are_not_utf8_are_repaired(void **state)
{
    assert_string_equal(ROWS("a,b\nM\xFCller,x\n\xC3,\xBC\nok,1\n"),
                        "1[a|b]2[M\xEF\xBF\xBDller|x]!"
                        "3[\xEF\xBF\xBD|\xEF\xBF\xBD]!4[ok|1]");
}

static void what_cannot_be_read_is_told_with_its_line(void **state)
{
    assert_string_equal(
        ROWS("a,b\n1,2\n3,\"4\n5,6\n"),
        "1[a|b]2[1|2]<3: the quote that begins cell 2 is never closed>");
    assert_string_equal(
        ROWS("a,b\n\"x\"y,2\n"),
        "1[a|b]<2: there is text behind the closing quote of cell 1>");
    assert_string_equal(
        ROWS("a,b\nx\0y,2\n"),
        "1[a|b]<2: there is a NUL byte: this is not a text file>");
    assert_string_equal(ROWS("\xFF\xFE"
                             "a\0,\0"),
                        "<1: this is UTF-16 text, not UTF-8>");
    assert_string_equal(ROWS("PK\x03\x04\0\0"),
                        "<1: this is a spreadsheet or an archive, not CSV>");
}

static void a_source_that_fails_says_so_itself(void **state)
{
    struct arena *arena = ((struct fixture *) *state)->arena;

    assert_string_equal(
        rows_from((struct source){STR("a,b\n1,"), 3, true}, arena),
        "<0: the disk is gone>");
}

static void rows_keep_their_maxima(void **state)
{
    struct arena *arena = ((struct fixture *) *state)->arena;
    struct strbuf text;

    strbuf_init(&text, 64 * 1024 * 1024);
    for (int i = 1; i < CSV_COLUMNS_MAX; i++)
        strbuf_add_char(&text, ',');
    strbuf_add_cstr(&text, "\nx");
    for (int i = 0; i < CSV_COLUMNS_MAX; i++)
        strbuf_add_char(&text, ',');
    assert_non_null(strstr(
        rows_from((struct source){strbuf_str(&text), SIZE_MAX, false}, arena),
        "]<2: the row has more than 256 cells>"));
    strbuf_clear(&text);
    strbuf_add_cstr(&text, "a\n");
    for (int i = 0; i < CSV_CELL_BYTES_MAX; i++)
        strbuf_add_char(&text, 'x');
    strbuf_add_char(&text, 'x');
    assert_string_equal(
        rows_from((struct source){strbuf_str(&text), SIZE_MAX, false}, arena),
        "1[a]<2: cell 1 is longer than 8388608 bytes>");
    text.ptr[2] = '"';
    strbuf_add_char(&text, 'x');
    assert_string_equal(
        rows_from((struct source){strbuf_str(&text), SIZE_MAX, false}, arena),
        "1[a]<2: cell 1 is longer than 8388608 bytes; a closing quote may "
        "be missing>");
    strbuf_release(&text);
}

static const char *written(void **state, const struct str *cells, size_t count)
{
    struct arena *arena = ((struct fixture *) *state)->arena;
    struct strbuf out;
    const char *text;

    strbuf_init(&out, 1024 * 1024);
    for (size_t i = 0; i < count; i++)
        csv_write_cell(&out, cells[i], i == 0);
    csv_write_end(&out);
    text = arena_str(arena, strbuf_str(&out)).ptr;
    strbuf_release(&out);
    return text;
}

static void only_what_needs_quotes_has_them(void **state)
{
    const struct str cells[] = {STR("a"),   STR("b,c"), STR("d\"e"),
                                STR("f\n"), STR("g;h"), STR(" i"),
                                STR(""),    STR("j k")};

    assert_string_equal(written(state, cells, ARRAY_LEN(cells)),
                        "a,\"b,c\",\"d\"\"e\",\"f\n\",\"g;h\",\" i\",,j k\r\n");
    assert_string_equal(written(state, &cells[6], 1), "\"\"\r\n");
}

static void no_cell_is_a_formula(void **state)
{
    const struct str cells[] = {STR("=1+1"), STR("+49 30"), STR("-x"),
                                STR("@SUM"), STR("\tx"),    STR("'=y"),
                                STR("'tis"), STR("a=b"),    STR("\r")};
    const char *text = written(state, cells, ARRAY_LEN(cells));
    struct strbuf all;

    assert_string_equal(text, "'=1+1,'+49 30,'-x,'@SUM,\"'\tx\",''=y,'tis,a=b,"
                              "\"'\r\"\r\n");
    /* and all are read as they were */
    strbuf_init(&all, 1024);
    strbuf_add_format(&all, "a,b\n%s", text);
    assert_string_equal(rows_of(state, strbuf_str(&all)),
                        "1[a|b]2[=1+1|+49 30|-x|@SUM|\tx|'=y|'tis|a=b|\r]");
    strbuf_release(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(cells_are_what_stands_between_separators),
        FIXTURE_TEST(an_empty_file_has_no_rows),
        FIXTURE_TEST(quotes_hold_separators_quotes_and_line_ends),
        FIXTURE_TEST(every_line_end_ends_a_row),
        FIXTURE_TEST(a_byte_order_mark_is_no_part_of_the_header),
        FIXTURE_TEST(the_separator_is_found_from_the_header),
        FIXTURE_TEST(bytes_that_are_not_utf8_are_repaired),
        FIXTURE_TEST(what_cannot_be_read_is_told_with_its_line),
        FIXTURE_TEST(a_source_that_fails_says_so_itself),
        FIXTURE_TEST(rows_keep_their_maxima),
        FIXTURE_TEST(only_what_needs_quotes_has_them),
        FIXTURE_TEST(no_cell_is_a_formula),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
