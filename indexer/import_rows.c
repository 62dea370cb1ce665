/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A file as rows of values. The first character tells the format: JSON lines
 * begin with a brace, anything else is CSV. A line of JSON that cannot be read
 * is a refused row; a CSV file that goes wrong cannot be read on, since nobody
 * knows where its next row begins.
 */
#include "indexer/import_rows.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "text/csv.h"
#include "text/json_read.h"
#include "text/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK_BYTES = 64 * 1024 };

struct import_rows {
    enum case_kind kind;
    const struct case_mappings *mappings;
    const char *path;
    int descriptor;
    bool is_own; /* to be closed */
    uint64_t bytes;
    uint64_t total;
    struct arena *arena;    /* of one row */
    struct arena *names;    /* as long as the rows */
    struct csv_reader *csv; /* NULL: JSON lines */
    struct case_columns columns;
    struct strbuf line_text;
    long line; /* of JSON lines: of the one read last; of CSV: of the header */
    struct strmap *unknown; /* names of keys that were told */
    bool is_first;
    /* bytes that were read and not used: all there is before CSV begins */
    size_t at;
    size_t len;
    char chunk[CHUNK_BYTES];
};

static enum slv_status read_bytes(struct import_rows *rows, char *into,
                                  size_t size, size_t *got,
                                  struct slv_error *err)
{
    ssize_t count;

    do
        count = read(rows->descriptor, into, size);
    while (count < 0 && errno == EINTR);
    *got = count > 0 ? (size_t) count : 0;
    rows->bytes += *got;
    if (count < 0)
        return slv_fail_errno(err, errno, "%s cannot be read", rows->path);
    return SLV_OK;
}

/* What csv_reader reads: first what was looked at already. */
static enum slv_status read_csv(void *context, char *into, size_t size,
                                size_t *got, struct slv_error *err)
{
    struct import_rows *rows = context;
    size_t left = rows->len - rows->at;

    if (left == 0)
        return read_bytes(rows, into, size, got, err);
    *got = left < size ? left : size;
    memcpy(into, rows->chunk + rows->at, *got);
    rows->at += *got;
    return SLV_OK;
}

/* --- opening --- */

static enum slv_status open_file(struct import_rows *rows,
                                 struct slv_error *err)
{
    struct stat about;

    if (strcmp(rows->path, "-") == 0) {
        rows->descriptor = STDIN_FILENO;
        rows->path = "standard input";
    } else {
        rows->descriptor = open(rows->path, O_RDONLY | O_CLOEXEC);
        if (rows->descriptor < 0)
            return slv_fail_errno(err, errno, "%s cannot be opened",
                                  rows->path);
        rows->is_own = true;
    }
    if (fstat(rows->descriptor, &about) == 0 && S_ISREG(about.st_mode))
        rows->total = (uint64_t) about.st_size;
    return SLV_OK;
}

/* Fill the chunk until there is something else in it than white space: *first,
 * a space when there is nothing. */
static enum slv_status look(struct import_rows *rows, char *first,
                            struct slv_error *err)
{
    *first = ' ';
    for (;;) {
        struct str text = {rows->chunk, rows->len};
        size_t got;
        enum slv_status status;

        if (str_has_prefix(text, STR("\xEF\xBB\xBF")))
            text = str_from_offset(text, 3);
        text = str_trim(text);
        if (text.len > 0 && rows->len >= 3) {
            *first = text.ptr[0];
            return SLV_OK;
        }
        if (rows->len == CHUNK_BYTES)
            return slv_fail(err, SLV_ERR_INPUT,
                            "the file begins with %d blanks", CHUNK_BYTES);
        status = read_bytes(rows, rows->chunk + rows->len,
                            CHUNK_BYTES - rows->len, &got, err);
        if (status != SLV_OK)
            return status;
        if (got == 0) {
            if (text.len > 0)
                *first = text.ptr[0];
            return SLV_OK;
        }
        rows->len += got;
    }
}

static enum slv_status read_header(struct import_rows *rows,
                                   struct slv_error *err)
{
    struct csv_row header;
    bool has_row;
    enum slv_status status;

    rows->csv = csv_reader_new(read_csv, rows);
    status = csv_reader_next(rows->csv, &header, &has_row, err);
    if (status == SLV_OK && !has_row)
        status = slv_fail(err, SLV_ERR_INPUT, "the file is empty");
    if (status != SLV_OK)
        return status;
    rows->line = header.line;
    status = case_columns_find(rows->kind, rows->mappings, header.cells,
                               header.count, rows->names, &rows->columns, err);
    if (status != SLV_OK && err)
        err->line = (int) (header.line < INT_MAX ? header.line : INT_MAX);
    return status;
}

static enum slv_status begin(struct import_rows *rows, struct slv_error *err)
{
    char first;
    enum slv_status status = look(rows, &first, err);

    if (status != SLV_OK)
        return status;
    if (first == ' ')
        return slv_fail(err, SLV_ERR_INPUT, "the file is empty");
    if (first == '[') {
        status = slv_fail(err, SLV_ERR_INPUT,
                          "this is one JSON list; JSON lines are needed");
        slv_hint(err, "Write one object on each line, without brackets and "
                      "commas around them.");
        return status;
    }
    if (first != '{')
        return read_header(rows, err);
    if (str_has_prefix((struct str){rows->chunk, rows->len},
                       STR("\xEF\xBB\xBF")))
        rows->at = 3;
    return SLV_OK;
}

enum slv_status import_rows_open(const char *path, enum case_kind kind,
                                 const struct case_mappings *mappings,
                                 struct import_rows **out,
                                 struct slv_error *err)
{
    struct import_rows *rows = alloc_zeroed(1, sizeof *rows);
    enum slv_status status;

    rows->kind = kind;
    rows->mappings = mappings;
    rows->path = path;
    rows->arena = arena_new();
    rows->names = arena_new();
    rows->unknown = strmap_new();
    rows->is_first = true;
    strbuf_init(&rows->line_text, IMPORT_LINE_BYTES_MAX);
    if (err)
        err->line = 0;
    status = open_file(rows, err);
    if (status == SLV_OK)
        status = begin(rows, err);
    if (status != SLV_OK) {
        import_rows_close(rows);
        rows = NULL;
    }
    *out = rows;
    return status;
}

void import_rows_close(struct import_rows *rows)
{
    if (!rows)
        return;
    if (rows->is_own)
        close(rows->descriptor);
    csv_reader_free(rows->csv);
    strbuf_release(&rows->line_text);
    strmap_free(rows->unknown);
    arena_free(rows->names);
    arena_free(rows->arena);
    free(rows);
}

void import_rows_progress(const struct import_rows *rows, uint64_t *bytes,
                          uint64_t *total)
{
    *bytes = rows->bytes;
    *total = rows->total;
}

/* --- CSV --- */

static enum slv_status next_of_csv(struct import_rows *rows,
                                   struct import_row *out, bool *has_row,
                                   struct slv_error *err)
{
    struct csv_row row;
    enum slv_status status = csv_reader_next(rows->csv, &row, has_row, err);

    if (status != SLV_OK || !*has_row)
        return status;
    *out =
        (struct import_row){.line = row.line, .is_repaired = row.is_repaired};
    if (rows->is_first)
        out->unknown = rows->columns.unknown;
    out->unknown_line = rows->line;
    rows->is_first = false;
    out->status = case_values_from_cells(&rows->columns, row.cells, row.count,
                                         &out->values, err);
    return SLV_OK;
}

/* --- JSON lines --- */

/* Collect the next line; *has_line is false at the end. The rest of a line that
 * is too long is passed over. */
static enum slv_status next_line(struct import_rows *rows, bool *has_line,
                                 struct slv_error *err)
{
    strbuf_clear(&rows->line_text);
    *has_line = false;
    for (;;) {
        struct str rest = {rows->chunk + rows->at, rows->len - rows->at};
        size_t end = str_find_char(rest, '\n');
        enum slv_status status;

        strbuf_add(&rows->line_text, rest.ptr, end);
        *has_line = *has_line || rest.len > 0;
        if (end < rest.len) {
            rows->at += end + 1;
            break;
        }
        rows->at = 0;
        status = read_bytes(rows, rows->chunk, CHUNK_BYTES, &rows->len, err);
        if (status != SLV_OK)
            return status;
        if (rows->len == 0)
            break;
    }
    rows->line += *has_line;
    return SLV_OK;
}

/* The unknown keys that were not told before. */
static void tell_unknown(struct import_rows *rows, struct str_list *unknown)
{
    size_t count = 0;

    for (size_t i = 0; i < unknown->count; i++) {
        struct str name = unknown->items[i];

        if (strmap_get(rows->unknown, name) ||
            strmap_count(rows->unknown) >= IMPORT_UNKNOWN_MAX)
            continue;
        *strmap_slot(rows->unknown, name, NULL) = rows;
        unknown->items[count++] = name;
    }
    unknown->count = count;
}

static enum slv_status read_line(struct import_rows *rows,
                                 struct import_row *out, struct slv_error *err)
{
    struct json_members members;
    struct slv_error cause;
    struct str text = strbuf_str(&rows->line_text);
    struct str repaired;
    enum slv_status status;
    int bad_line;

    if (rows->line_text.overflowed)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the line is longer than %d bytes",
                        IMPORT_LINE_BYTES_MAX);
    if (memchr(text.ptr, '\0', text.len))
        return slv_fail(err, SLV_ERR_INPUT,
                        "there is a NUL byte: this is not a text file");
    repaired = utf8_repair(text, rows->arena, &bad_line);
    out->is_repaired = bad_line > 0;
    status = json_read_members(repaired, CASE_ROW_MEMBERS_MAX, rows->arena,
                               &members, &cause);
    if (status != SLV_OK) {
        /* it has its line within this one, which is always the first */
        struct str what = str_from(cause.text);
        struct str line = STR(", line 1");

        return slv_fail(
            err, status, "%.*s",
            (int) (what.len - (str_has_suffix(what, line) ? line.len : 0)),
            what.ptr);
    }
    status =
        case_values_from_members(rows->kind, rows->mappings, &members,
                                 rows->arena, &out->values, &out->unknown, err);
    tell_unknown(rows, &out->unknown);
    return status;
}

static enum slv_status next_of_json(struct import_rows *rows,
                                    struct import_row *out, bool *has_row,
                                    struct slv_error *err)
{
    enum slv_status status;

    do
        status = next_line(rows, has_row, err);
    while (status == SLV_OK && *has_row && !rows->line_text.overflowed &&
           str_trim(strbuf_str(&rows->line_text)).len == 0);
    if (status != SLV_OK || !*has_row)
        return status;
    *out = (struct import_row){.line = rows->line, .unknown_line = rows->line};
    out->status = read_line(rows, out, err);
    return SLV_OK;
}

enum slv_status import_rows_next(struct import_rows *rows,
                                 struct import_row *out, bool *has_row,
                                 struct slv_error *err)
{
    arena_reset(rows->arena);
    if (err)
        err->line = 0;
    return rows->csv ? next_of_csv(rows, out, has_row, err)
                     : next_of_json(rows, out, has_row, err);
}
