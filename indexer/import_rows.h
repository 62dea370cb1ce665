/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The rows of a file for `solvent import`: CSV or JSON lines, whichever the
 * file begins like, from a path or standard input, with memory for one row.
 * What a row has to be is in core/cases.
 *
 * One thread at a time.
 */
#ifndef INDEXER_IMPORT_ROWS_H
#define INDEXER_IMPORT_ROWS_H

#include "core/cases/case_rows.h"
#include "solvent/status.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    IMPORT_LINE_BYTES_MAX = 16 * 1024 * 1024, /* of JSON lines */
    IMPORT_UNKNOWN_MAX = 1000 /* names of keys that are told; others are not */
};

struct import_row {
    struct case_values values; /* valid until the next row is read */
    long line;                 /* where it begins, from 1 */
    bool is_repaired;          /* bytes that are not UTF-8 became U+FFFD */
    /* headers or keys that mean nothing and were not told before */
    struct str_list unknown;
    long unknown_line; /* where they stand */
    /* SLV_OK, or why the row is refused: err->text says it */
    enum slv_status status;
};

struct import_rows;

/* Open the file `path` ("-": standard input). A file in CSV has had its header
 * read. `mappings` last as long as the rows. ERR_NO_INPUT and the like when it
 * cannot be opened, ERR_INPUT and ERR_TOO_BIG with err->line when it is empty or
 * its header is refused. */
SLV_MUST_CHECK enum slv_status
import_rows_open(const char *path, enum case_kind kind,
                 const struct case_mappings *mappings, struct import_rows **out,
                 struct slv_error *err);
void import_rows_close(struct import_rows *rows); /* NULL is allowed */

/* The next row, refused ones included (out->status); *has_row is false after
 * the last. Another status than SLV_OK when the file cannot be read on: it is
 * damaged there (ERR_INPUT, ERR_TOO_BIG, with err->line), or reading failed. */
SLV_MUST_CHECK enum slv_status import_rows_next(struct import_rows *rows,
                                                struct import_row *out,
                                                bool *has_row,
                                                struct slv_error *err);
/* How much was read of how much; a total of 0 is not known. */
void import_rows_progress(const struct import_rows *rows, uint64_t *bytes,
                          uint64_t *total);

#endif
