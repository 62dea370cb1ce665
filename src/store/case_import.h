/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Files of rows into the case store: all of a file or nothing of it, although
 * it is written in short transactions so that nobody has to wait for long.
 *
 *     case_import_begin(store, STR("crm.csv"), false, &actor, &import, err);
 *     for each row    case_import_case(import, &row, err);
 *     do              case_import_apply(import, &is_done, err);
 *     while (!is_done)
 *     case_import_counts(import); case_import_close(import);
 *
 * Rows are checked as they come and staged, some 1,000 at a time. Nothing is
 * seen of them until they are applied, in chunks again; each chunk says in the
 * same transaction how far it has come. From the first case_import_apply() on
 * the file will be applied whole: when the process ends before that, the next
 * one that opens the store for writing finishes it. Before it, closing the
 * import, or ending the process, leaves nothing behind.
 *
 * Rows are told apart by key (a case by its number). What is there and does
 * not differ is left alone, its change number too; what differs is updated; a
 * text that is empty, a severity of 0 and an outcome that is not said keep what
 * is there, and a reopening once counted stays counted. A case whose row is the
 * same as at its last import is unchanged even when people have worked on it
 * meanwhile. Of a case that differs, messages and links of former imports are
 * replaced by those of the row, unless it has none; messages, and links to other
 * articles, that were made in Solvent stay, and so do time entries.
 *
 * One import at a time per store: a file beside it ("solvent.db-import") is
 * locked while it runs. One event tells of each file that changed something.
 *
 * Threads: an import belongs to one thread at a time. Meanwhile others may
 * use its store, which has to outlive it.
 * Statuses are those of store/case_store.h and the ones named here.
 */
#ifndef STORE_CASE_IMPORT_H
#define STORE_CASE_IMPORT_H

#include "solvent/status.h"
#include "store/case_store.h"

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct case_import;

struct case_import_counts {
    uint64_t staged;  /* rows taken */
    uint64_t applied; /* of these; the sum of the next three */
    uint64_t added;
    uint64_t updated;
    uint64_t unchanged;
};

/* Begin an import into a store that was opened with CASE_STORE_WRITE. `source`
 * names the file for its event, at most BOUND_CASE_NAME_BYTES. A dry run does
 * everything but keep it: the counts are those of a real one (unless rows of one
 * file refer to each other's people or products), and the store is what it was.
 * ERR_LOCKED when another import is running. */
SLV_MUST_CHECK enum slv_status
case_import_begin(struct case_store *store, struct str source, bool is_dry_run,
                  const struct case_actor *actor, struct case_import **out,
                  struct slv_error *err);

/* Take one row; not after the first case_import_apply(). A row that is refused
 * leaves the import as it was, so that the caller can go on and collect all
 * faults of a file: ERR_INPUT and ERR_TOO_BIG as in case_store.h, ERR_CONFLICT
 * when the file had a row of this kind with this key before, ERR_NOT_FOUND for
 * a time entry of a case that is not there. After any other status the import
 * can only be closed.
 *
 * Of a case: the number is required, each message has its own time, no article
 * is linked twice, a closed one has both dates in order, outcome and reason
 * only a closed one. CASE_OUTCOME_KNOWN and CASE_OUTCOME_NEW need a link that
 * resolved it, CASE_OUTCOME_NONE has none; its reason may be missing. A row
 * that says no outcome is closed without a word about it. Of a time entry: the
 * key is required. */
SLV_MUST_CHECK enum slv_status
case_import_customer(struct case_import *import,
                     const struct case_customer *row, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_import_contact(struct case_import *import, const struct case_contact *row,
                    struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_import_product_line(struct case_import *import,
                         const struct case_product_line *row,
                         struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_import_product(struct case_import *import, const struct case_product *row,
                    struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_import_team(struct case_import *import,
                                                struct str name,
                                                struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_import_agent(struct case_import *import,
                                                 const struct case_agent *row,
                                                 struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_import_case(struct case_import *import,
                                                const struct case_record *row,
                                                struct slv_error *err);
SLV_MUST_CHECK enum slv_status case_import_time(struct case_import *import,
                                                const struct case_time *row,
                                                struct slv_error *err);

/* Apply the next chunk. *is_done when it was the last (at once for a file
 * without rows). On a failure, such as a full disk, it may be called again, or
 * left to the next opening. */
SLV_MUST_CHECK enum slv_status case_import_apply(struct case_import *import,
                                                 bool *is_done,
                                                 struct slv_error *err);
struct case_import_counts case_import_counts(const struct case_import *import);

/* End it: an import that was not applied yet is thrown away. One whose applying
 * has begun is left for the next opening. NULL is allowed. */
void case_import_close(struct case_import *import);

#ifdef __cplusplus
}
#endif
#endif
