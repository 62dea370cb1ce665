/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * CSV in and out (RFC 4180), as spreadsheets and ticket systems write it.
 *
 * Reading is row by row over a stream, with memory for one row. A byte order
 * mark, CR LF or CR as line ends and empty lines do no harm; the separator
 * (comma, semicolon or tab) is the one that the first line has most of outside
 * quotes, or what a line "sep=;" before it says. Bytes that are not UTF-8 become
 * U+FFFD. A quote counts only where a cell begins.
 *
 * Writing escapes what a spreadsheet would run: a cell that begins with one of
 * = + - @ TAB CR, after any apostrophes, gets one more apostrophe in front.
 * Reading takes it away, so that what was written is read the same.
 *
 * No I/O but by the caller's function. Threads: a reader belongs to one thread
 * at a time.
 */
#ifndef TEXT_CSV_H
#define TEXT_CSV_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct strbuf;

enum {
    CSV_CELL_BYTES_MAX = 8 * 1024 * 1024,
    CSV_ROW_BYTES_MAX = 16 * 1024 * 1024,
    CSV_COLUMNS_MAX = 256
};

/* Put up to `size` bytes into `into` and their number into *got; 0 is the end.
 * A status other than SLV_OK ends the reading and is handed on. */
typedef enum slv_status csv_read_fn(void *context, char *into, size_t size,
                                    size_t *got, struct slv_error *err);

struct csv_row {
    const struct str *cells; /* valid until the next row is read */
    size_t count;            /* at least 1 */
    long line;               /* where it begins, from 1 */
    bool is_repaired;        /* some bytes were not UTF-8 */
};

struct csv_reader;

/* A reader over what `read` gives; csv_reader_free(). */
struct csv_reader *csv_reader_new(csv_read_fn *read, void *context);
void csv_reader_free(struct csv_reader *reader); /* NULL is allowed */

/* The next row; *has_row is false after the last. ERR_INPUT with err->line for a
 * quote that is never closed, text behind a closing quote, and what is no text
 * at all (NUL bytes, UTF-16, a spreadsheet's own file); ERR_TOO_BIG, likewise,
 * beyond a maximum of above. After a failure nothing more can be read. */
SLV_MUST_CHECK enum slv_status csv_reader_next(struct csv_reader *reader,
                                               struct csv_row *out,
                                               bool *has_row,
                                               struct slv_error *err);
/* What separates cells: ',' ';' or TAB; known after the first row. */
char csv_reader_separator(const struct csv_reader *reader);

/* --- writing: comma, CR LF --- */

/* Append one cell of a row, with the comma before it unless it is the first. */
void csv_write_cell(struct strbuf *out, struct str text, bool is_first);
void csv_write_end(struct strbuf *out); /* of the row */

#endif
