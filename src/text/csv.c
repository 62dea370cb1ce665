/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CSV: a state machine over bytes that come in chunks, and the writer. A row is
 * collected in one buffer, its cells one behind the other with a NUL byte
 * between, so that no character spans two of them. What the columns mean is for
 * others.
 */
#include "text/csv.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHUNK_BYTES = 64 * 1024 };

enum state { CELL_BEGIN, CELL_PLAIN, CELL_QUOTED, CELL_QUOTE, CELL_CLOSED };

struct csv_reader {
    csv_read_fn *read;
    void *context;
    struct arena *arena; /* repaired cells of the row */
    struct strbuf row;
    size_t begins[CSV_COLUMNS_MAX + 1]; /* of each cell in `row` */
    struct str cells[CSV_COLUMNS_MAX];
    size_t count;
    long line;       /* of the next byte */
    long quote_line; /* where the open quote stands */
    char separator;
    bool has_begun;
    bool has_ended;
    bool is_after_cr; /* a LF now belongs to the line end before it */
    size_t at;
    size_t len;
    char chunk[CHUNK_BYTES];
};

struct csv_reader *csv_reader_new(csv_read_fn *read, void *context)
{
    struct csv_reader *reader = alloc_zeroed(1, sizeof *reader);

    reader->read = read;
    reader->context = context;
    reader->arena = arena_new();
    reader->separator = ',';
    reader->line = 1;
    strbuf_init(&reader->row, CSV_ROW_BYTES_MAX);
    return reader;
}

void csv_reader_free(struct csv_reader *reader)
{
    if (!reader)
        return;
    strbuf_release(&reader->row);
    arena_free(reader->arena);
    free(reader);
}

char csv_reader_separator(const struct csv_reader *reader)
{
    return reader->separator;
}

__attribute__((format(printf, 5, 6))) static enum slv_status
fail_at(struct csv_reader *reader, struct slv_error *err,
        enum slv_status status, long line, const char *format, ...)
{
    char what[SLV_ERROR_TEXT_MAX];
    va_list args;

    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    reader->has_ended = true;
    (void) !slv_fail(err, status, "%s", what);
    if (err)
        err->line = line < INT_MAX ? (int) line : INT_MAX;
    return status;
}

/* --- the beginning --- */

/* Fill the chunk as far as the source gives. */
static enum slv_status fill_first(struct csv_reader *reader,
                                  struct slv_error *err)
{
    size_t got = 1;

    while (reader->len < CHUNK_BYTES && got > 0) {
        enum slv_status status =
            reader->read(reader->context, reader->chunk + reader->len,
                         CHUNK_BYTES - reader->len, &got, err);

        if (status != SLV_OK)
            return status;
        reader->len += got;
    }
    return SLV_OK;
}

static enum slv_status refuse_other_formats(struct csv_reader *reader,
                                            struct str text,
                                            struct slv_error *err)
{
    enum slv_status status;

    if (str_has_prefix(text, STR("\xFF\xFE")) ||
        str_has_prefix(text, STR("\xFE\xFF"))) {
        status = fail_at(reader, err, SLV_ERR_INPUT, 1,
                         "this is UTF-16 text, not UTF-8");
        slv_hint(err, "Save it as \"CSV UTF-8\" and import that.");
        return status;
    }
    if (str_has_prefix(text, STR("PK\x03\x04")) ||
        str_has_prefix(text, STR("\xD0\xCF\x11\xE0"))) {
        status = fail_at(reader, err, SLV_ERR_INPUT, 1,
                         "this is a spreadsheet or an archive, not CSV");
        slv_hint(err, "Save the sheet as \"CSV UTF-8\" and import that.");
        return status;
    }
    return SLV_OK;
}

/* The separator by the first line that has text; a line "sep=;" is taken. */
static void find_separator(struct csv_reader *reader)
{
    static const char candidates[] = ",;\t";
    size_t counts[sizeof candidates - 1] = {0};
    size_t best = 0;
    size_t at = reader->at;
    bool is_quoted = false;

    while (at < reader->len &&
           (reader->chunk[at] == '\r' || reader->chunk[at] == '\n'))
        at++;
    if (reader->len - at >= 5 && memcmp(reader->chunk + at, "sep=", 4) == 0 &&
        memchr(candidates, reader->chunk[at + 4], sizeof candidates - 1) &&
        (reader->len - at == 5 || reader->chunk[at + 5] == '\r' ||
         reader->chunk[at + 5] == '\n')) {
        reader->separator = reader->chunk[at + 4];
        /* the line end stays, and is an empty line; those before it count */
        memmove(reader->chunk + reader->at + 5, reader->chunk + reader->at,
                at - reader->at);
        reader->at += 5;
        return;
    }
    for (; at < reader->len; at++) {
        const char *found;
        char c = reader->chunk[at];

        if (c == '"')
            is_quoted = !is_quoted;
        if (is_quoted)
            continue;
        if (c == '\r' || c == '\n')
            break;
        found = c ? memchr(candidates, c, sizeof candidates - 1) : NULL;
        if (found)
            counts[found - candidates]++;
    }
    for (size_t i = 1; i < sizeof candidates - 1; i++)
        if (counts[i] > counts[best])
            best = i;
    reader->separator = candidates[best];
}

static enum slv_status begin(struct csv_reader *reader, struct slv_error *err)
{
    enum slv_status status = fill_first(reader, err);
    struct str text = {reader->chunk, reader->len};

    reader->has_begun = true;
    if (status == SLV_OK)
        status = refuse_other_formats(reader, text, err);
    if (status != SLV_OK)
        return status;
    if (str_has_prefix(text, STR("\xEF\xBB\xBF")))
        reader->at = 3;
    find_separator(reader);
    return SLV_OK;
}

/* --- rows --- */

static enum slv_status begin_cell(struct csv_reader *reader, long line,
                                  struct slv_error *err)
{
    if (reader->count == CSV_COLUMNS_MAX)
        return fail_at(reader, err, SLV_ERR_TOO_BIG, line,
                       "the row has more than %d cells", CSV_COLUMNS_MAX);
    if (reader->count > 0)
        strbuf_add_char(&reader->row, '\0');
    reader->begins[reader->count++] = reader->row.len;
    return SLV_OK;
}

static size_t cell_bytes(const struct csv_reader *reader)
{
    return reader->row.len - reader->begins[reader->count - 1];
}

/* A line end is passed: CR LF is one. */
static void count_line(struct csv_reader *reader, char c)
{
    if (c != '\n' || !reader->is_after_cr)
        reader->line++;
    reader->is_after_cr = c == '\r';
}

static bool is_formula_begin(char c)
{
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' ||
           c == '\r';
}

/* Does a spreadsheet run the text, apostrophes in front of it aside. */
static bool is_formula(struct str text)
{
    size_t at = 0;

    while (at < text.len && text.ptr[at] == '\'')
        at++;
    return at < text.len && is_formula_begin(text.ptr[at]);
}

static void finish_row(struct csv_reader *reader, long line,
                       struct csv_row *out)
{
    bool is_valid;

    reader->begins[reader->count] = reader->row.len + 1;
    is_valid = utf8_is_valid(strbuf_str(&reader->row));
    for (size_t i = 0; i < reader->count; i++) {
        struct str cell = {reader->row.ptr + reader->begins[i],
                           reader->begins[i + 1] - reader->begins[i] - 1};

        if (cell.len > 0 && cell.ptr[0] == '\'' && is_formula(cell))
            cell = str_from_offset(cell, 1);
        if (!is_valid)
            cell = utf8_repair(cell, reader->arena, NULL);
        reader->cells[i] = cell;
    }
    *out = (struct csv_row){reader->cells, reader->count, line, !is_valid};
}

/* Take one byte of a row. *is_end: the row is complete, the byte taken with
 * it. */
static enum slv_status take(struct csv_reader *reader, enum state *state,
                            char c, bool *is_end, struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    bool is_line_end = c == '\n' || c == '\r';

    if (c == '\0') {
        status = fail_at(reader, err, SLV_ERR_INPUT, reader->line,
                         "there is a NUL byte: this is not a text file");
        return status;
    }
    if (*state == CELL_QUOTED) {
        if (c == '"')
            *state = CELL_QUOTE;
        else
            strbuf_add_char(&reader->row, c);
    } else if (*state == CELL_QUOTE && c == '"') {
        strbuf_add_char(&reader->row, c);
        *state = CELL_QUOTED;
    } else if (c == reader->separator) {
        status = begin_cell(reader, reader->line, err);
        *state = CELL_BEGIN;
    } else if (is_line_end) {
        *is_end = true;
    } else if (*state == CELL_BEGIN && c == '"') {
        reader->quote_line = reader->line;
        *state = CELL_QUOTED;
    } else if (*state == CELL_QUOTE || *state == CELL_CLOSED) {
        if (c != ' ' && c != '\t')
            return fail_at(reader, err, SLV_ERR_INPUT, reader->line,
                           "there is text behind the closing quote of cell %zu",
                           reader->count);
        *state = CELL_CLOSED;
    } else {
        strbuf_add_char(&reader->row, c);
        *state = CELL_PLAIN;
    }
    if (is_line_end)
        count_line(reader, c);
    else
        reader->is_after_cr = false;
    return status;
}

/* The next byte; *has_byte is false at the end. */
static enum slv_status peek(struct csv_reader *reader, bool *has_byte,
                            struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    if (reader->at == reader->len) {
        reader->at = 0;
        reader->len = 0;
        status = reader->read(reader->context, reader->chunk, CHUNK_BYTES,
                              &reader->len, err);
    }
    *has_byte = status == SLV_OK && reader->len > 0;
    return status;
}

/* Pass over line ends before a row. */
static enum slv_status skip_empty_lines(struct csv_reader *reader,
                                        bool *has_byte, struct slv_error *err)
{
    for (;;) {
        enum slv_status status = peek(reader, has_byte, err);
        char c;

        if (status != SLV_OK || !*has_byte)
            return status;
        c = reader->chunk[reader->at];
        if (c != '\n' && c != '\r')
            return SLV_OK;
        count_line(reader, c);
        reader->at++;
    }
}

static enum slv_status read_row(struct csv_reader *reader, long line,
                                struct slv_error *err)
{
    enum state state = CELL_BEGIN;
    bool has_byte = true;
    bool is_end = false;
    enum slv_status status = begin_cell(reader, line, err);

    while (status == SLV_OK && !is_end) {
        status = peek(reader, &has_byte, err);
        if (status != SLV_OK || !has_byte)
            break;
        status =
            take(reader, &state, reader->chunk[reader->at++], &is_end, err);
        if (status != SLV_OK)
            break;
        if (cell_bytes(reader) > CSV_CELL_BYTES_MAX)
            return fail_at(
                reader, err, SLV_ERR_TOO_BIG, line,
                "cell %zu is longer than %d bytes%s", reader->count,
                CSV_CELL_BYTES_MAX,
                state == CELL_QUOTED ? "; a closing quote may be missing" : "");
        if (reader->row.overflowed)
            return fail_at(reader, err, SLV_ERR_TOO_BIG, line,
                           "the row is longer than %d bytes",
                           CSV_ROW_BYTES_MAX);
    }
    if (status == SLV_OK && !is_end && state == CELL_QUOTED)
        return fail_at(reader, err, SLV_ERR_INPUT, reader->quote_line,
                       "the quote that begins cell %zu is never closed",
                       reader->count);
    return status;
}

enum slv_status csv_reader_next(struct csv_reader *reader, struct csv_row *out,
                                bool *has_row, struct slv_error *err)
{
    enum slv_status status = SLV_OK;
    long line;

    *has_row = false;
    if (reader->has_ended)
        return SLV_OK;
    if (!reader->has_begun)
        status = begin(reader, err);
    if (status == SLV_OK)
        status = skip_empty_lines(reader, has_row, err);
    if (status != SLV_OK || !*has_row) {
        reader->has_ended = true;
        *has_row = false;
        return status;
    }
    arena_reset(reader->arena);
    strbuf_clear(&reader->row);
    reader->count = 0;
    line = reader->line;
    status = read_row(reader, line, err);
    *has_row = status == SLV_OK;
    if (status == SLV_OK)
        finish_row(reader, line, out);
    else
        reader->has_ended = true;
    return status;
}

/* --- writing --- */

static bool needs_quotes(struct str text)
{
    if (text.len == 0)
        return false;
    if (text.ptr[0] == ' ' || text.ptr[text.len - 1] == ' ')
        return true;
    for (size_t i = 0; i < text.len; i++)
        switch (text.ptr[i]) {
        case ',':
        case ';':
        case '\t':
        case '"':
        case '\r':
        case '\n':
            return true;
        default:
            break;
        }
    return false;
}

void csv_write_cell(struct strbuf *out, struct str text, bool is_first)
{
    /* an empty first cell alone would be an empty line, which is no row */
    bool is_quoted = needs_quotes(text) || (is_first && text.len == 0);

    if (!is_first)
        strbuf_add_char(out, ',');
    if (is_quoted)
        strbuf_add_char(out, '"');
    if (is_formula(text))
        strbuf_add_char(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '"')
            strbuf_add_char(out, '"');
        strbuf_add_char(out, text.ptr[i]);
    }
    if (is_quoted)
        strbuf_add_char(out, '"');
}

void csv_write_end(struct strbuf *out)
{
    strbuf_add(out, "\r\n", 2);
}
