/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of the coverage store share.
 */
#ifndef STORE_COVERAGE_STORE_PARTS_H
#define STORE_COVERAGE_STORE_PARTS_H

#include "store/case_store_parts.h"
#include "store/coverage_store.h"

enum { GAP_MILLION = 1000000 };

/* The first text of the customer of case `c`. */
#define GAP_CASE_BODY                                     \
    "(SELECT substr(m.text, 1, 8192) FROM messages AS m " \
    "WHERE m.case_id = c.id AND m.author = 'customer' "   \
    "ORDER BY m.created_unix_s, m.id LIMIT 1)"

#define GAP_COLUMNS                                         \
    "g.id, g.state, g.words, g.case_count, g.article_id, "  \
    "g.covered_unix_s, g.merged_into, g.found_unix_s, "     \
    "g.name, g.search_visits, g.named_by, g.named_unix_s, " \
    "g.decided_by, g.decided_unix_s"
enum { GAP_COLUMN_COUNT = 14 };

struct coverage_gap coverage_read_gap(struct sqlite3_stmt *row, int first,
                                      struct arena *arena);
SLV_MUST_CHECK enum slv_status coverage_read_run(struct case_store *store,
                                                 struct coverage_run *out,
                                                 struct slv_error *err);
/* In a transaction, in place of the former ones. */
SLV_MUST_CHECK enum slv_status
coverage_write_weights(struct case_store *store, int64_t gap_id,
                       const struct coverage_weight *weights, size_t count,
                       struct slv_error *err);

#endif
