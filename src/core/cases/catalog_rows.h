/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Rows of files about what cases refer to, products and agents, and of what is
 * exported alone, events and feedback. As core/cases/case_rows.h otherwise.
 */
#ifndef CASES_CATALOG_ROWS_H
#define CASES_CATALOG_ROWS_H

#include "core/cases/case_rows.h"
#include "store/feedback_store.h"

/* A product, its line, or both; what is not there has no name. */
struct case_product_row {
    struct case_product product;
    struct case_product_line line;
};

/* ERR_INPUT or ERR_TOO_BIG with what is wrong; also below. */
SLV_MUST_CHECK enum slv_status
case_row_read_product(const struct case_values *values, struct arena *arena,
                      struct case_product_row *out, struct slv_error *err);
/* An agent; without a key a team alone. */
SLV_MUST_CHECK enum slv_status
case_row_read_agent(const struct case_values *values, struct arena *arena,
                    struct case_agent *out, struct slv_error *err);

void case_row_write_product(const struct case_product_row *row,
                            struct case_values *out);
void case_row_write_agent(const struct case_agent *row,
                          struct case_values *out);
void case_row_write_event(const struct case_event *row, struct arena *arena,
                          struct case_values *out);
void case_row_write_feedback(const struct feedback *row, struct arena *arena,
                             struct case_values *out);

#endif
