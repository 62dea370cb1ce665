/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Staging rows of products and agents for `solvent import`: a row may name a
 * line or a team that other rows name too, which is staged once.
 *
 * One thread at a time.
 */
#ifndef INDEXER_IMPORT_CATALOG_H
#define INDEXER_IMPORT_CATALOG_H

#include "core/cases/case_rows.h"
#include "store/case_import.h"

struct arena;
struct import_catalog;

struct import_catalog *import_catalog_new(void);
void import_catalog_free(struct import_catalog *catalog); /* NULL is allowed */

/* Stage what the row says; `arena` is that of the row. Statuses of
 * core/cases/catalog_rows.h and store/case_import.h; ERR_INPUT also for a line
 * that was launched on another day by a row before. */
SLV_MUST_CHECK enum slv_status
import_catalog_product(struct import_catalog *catalog,
                       struct case_import *import,
                       const struct case_values *values, struct arena *arena,
                       struct slv_error *err);
SLV_MUST_CHECK enum slv_status
import_catalog_agent(struct import_catalog *catalog, struct case_import *import,
                     const struct case_values *values, struct arena *arena,
                     struct slv_error *err);

#endif
