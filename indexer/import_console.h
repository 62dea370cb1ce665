/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What `solvent import` tells on its way: errors and warnings with file and
 * line, how far it is, and what came of it. It counts what it tells.
 */
#ifndef INDEXER_IMPORT_CONSOLE_H
#define INDEXER_IMPORT_CONSOLE_H

#include "indexer/import_rows.h"
#include "store/case_import.h"

struct import_console {
    const char *shown_path;
    bool is_json;
    bool is_verbose; /* every message, not only the first */
    bool has_bar;    /* standard error is a terminal */
    bool is_bar_shown;
    uint64_t rows;
    uint64_t refused;
    uint64_t warnings;
    uint64_t without_article; /* closed cases that no article resolved */
};

/* "tickets.csv:12: error: what" on standard error, and counted. `line` 0: none
 * of them. */
void import_console_tell(struct import_console *console, bool is_error,
                         long line, struct str what);
/* What is wrong with the file as a whole from the error's line on. */
void import_console_fault(struct import_console *console,
                          const struct slv_error *err);
/* The columns or members of a row that mean nothing here. */
void import_console_unknown(struct import_console *console, enum case_kind kind,
                            const struct import_row *row, struct arena *arena);
/* How many messages were not shown. */
void import_console_rest(const struct import_console *console);

/* How far it is; nothing without a terminal. */
void import_console_bar(struct import_console *console, uint64_t done,
                        uint64_t total, const char *text);
void import_console_reading(struct import_console *console,
                            const struct import_rows *rows);
void import_console_step(struct import_console *console, const char *what);
void import_console_clear(struct import_console *console);

/* What came of it, on standard output. */
void import_console_json(const struct import_console *console,
                         const struct case_import_counts *counts,
                         double seconds);
void import_console_summary(const struct import_console *console,
                            const struct case_import_counts *counts,
                            bool is_dry_run, double seconds);
/* ERR_INPUT: that rows were refused, and what to do. */
SLV_MUST_CHECK enum slv_status
import_console_refusal(const struct import_console *console,
                       struct slv_error *err);

#endif
