/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One row of the accounting's file, mapped and checked: values in, income or a
 * sentence about what is wrong out, and the other way for an export. Whether
 * there is such a customer is for the store.
 *
 * Pure; what comes out borrows from the values and from `arena`.
 */
#ifndef INSIGHT_INCOME_ROWS_H
#define INSIGHT_INCOME_ROWS_H

#include "core/cases/case_rows.h"
#include "store/report_store.h"

/* ERR_INPUT or ERR_TOO_BIG with what is wrong. */
SLV_MUST_CHECK enum slv_status income_row_read(const struct case_values *values,
                                               struct arena *arena,
                                               struct report_income *out,
                                               struct slv_error *err);
void income_row_write(const struct report_income *row, struct arena *arena,
                      struct case_values *out);

#endif
