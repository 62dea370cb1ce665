/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What severity_store_calendars.c and severity_store_contracts.c share, for
 * them alone. Inside a transaction of the caller.
 */
#ifndef STORE_SEVERITY_STORE_PARTS_H
#define STORE_SEVERITY_STORE_PARTS_H

#include "solvent/status.h"
#include "solvent/str.h"
#include "store/case_store_parts.h"

/* ERR_NOT_FOUND with a sentence that names it. */
enum slv_status severity_no_calendar(struct str name, struct slv_error *err);
/* The texts of the first column. */
SLV_MUST_CHECK enum slv_status
severity_take_names(struct case_rows rows, struct arena *arena,
                    struct str **out, size_t *count, struct slv_error *err);

#endif
