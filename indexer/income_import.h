/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent import income`: what customers paid, from the accounting's file, all
 * of it or nothing. The rest of `solvent import` is in cmd_import.c.
 */
#ifndef INDEXER_INCOME_IMPORT_H
#define INDEXER_INCOME_IMPORT_H

#include "core/cases/case_fields.h"
#include "solvent/status.h"

#include <stdbool.h>

enum { INCOME_ROWS_MAX = 1000000 };

struct income_import {
    const char *path; /* "-": standard input */
    const char *shown_path;
    const char *data;
    const struct case_mappings *mappings;
    bool is_dry_run;
    bool is_json;
};

/* Messages about rows go to standard error, the summary to standard output.
 * ERR_INPUT when a row was refused. */
SLV_MUST_CHECK enum slv_status income_import(const struct income_import *import,
                                             struct slv_error *err);

#endif
