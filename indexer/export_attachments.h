/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * `solvent export attachments`: which files belong to which cases. Their bytes
 * are in D/attachments, each under its checksum.
 */
#ifndef INDEXER_EXPORT_ATTACHMENTS_H
#define INDEXER_EXPORT_ATTACHMENTS_H

#include "solvent/status.h"

#include <stdbool.h>

struct case_store;

/* Write all rows to standard output, as CSV with a header or as JSON lines. */
SLV_MUST_CHECK enum slv_status export_attachments(struct case_store *store,
                                                  bool is_json,
                                                  struct slv_error *err);

#endif
