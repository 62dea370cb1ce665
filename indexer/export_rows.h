/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the exports of `solvent export` share: the command, and writing a row.
 */
#ifndef INDEXER_EXPORT_ROWS_H
#define INDEXER_EXPORT_ROWS_H

#include "base/strbuf.h"
#include "core/cases/case_rows.h"
#include "solvent/status.h"

#include <stdbool.h>

struct arena;
struct case_store;

enum { EXPORT_PAGE_ROWS = 200 };

struct export_command {
    enum case_kind kind;
    bool is_attachments; /* instead of a kind */
    const char *data;
    bool is_json;
    struct case_store *store;
    struct arena *page;  /* rows of the store */
    struct arena *arena; /* of one row that is written */
    struct strbuf text;
};

/* Write the values of one row to standard output. */
SLV_MUST_CHECK enum slv_status export_row(struct export_command *command,
                                          const struct case_values *values,
                                          struct slv_error *err);

/* All products with their lines, agents with their teams, events, answers of
 * readers, in the order of their keys (events and answers: oldest first). */
SLV_MUST_CHECK enum slv_status export_products(struct export_command *command,
                                               struct slv_error *err);
SLV_MUST_CHECK enum slv_status export_agents(struct export_command *command,
                                             struct slv_error *err);
SLV_MUST_CHECK enum slv_status export_events(struct export_command *command,
                                             struct slv_error *err);
SLV_MUST_CHECK enum slv_status export_feedback(struct export_command *command,
                                               struct slv_error *err);

#endif
