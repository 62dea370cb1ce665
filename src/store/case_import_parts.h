/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of the import share: rows as bytes, for the time they are
 * staged, and applying one row. Only case_import*.c include this.
 */
#ifndef STORE_CASE_IMPORT_PARTS_H
#define STORE_CASE_IMPORT_PARTS_H

#include "store/case_store_parts.h"

struct arena;
struct strbuf;

/* The kinds of staged rows, as numbers in the file: those of enum case_table,
 * and two more. Never to be numbered anew. */
enum case_row_kind {
    CASE_ROW_CASE = CASE_TABLE_COUNT,
    CASE_ROW_TIME,
    CASE_ROW_KIND_COUNT
};

/* A row of this kind as bytes, added to `out`. The messages of a case are put
 * in the order of time, its links in that of their articles, so that two rows
 * that say the same are the same bytes. */
void case_pack_texts(enum case_table table, const struct str *fields,
                     struct strbuf *out);
void case_pack_record(const struct case_record *row, struct strbuf *out);
void case_pack_time(const struct case_time *row, struct strbuf *out);
/* False when the bytes are damaged or of a version unknown here. Texts borrow
 * from the bytes. */
bool case_unpack_texts(enum case_table table, struct str packed,
                       struct str *fields);
bool case_unpack_record(struct str packed, struct arena *arena,
                        struct case_record *out);
bool case_unpack_time(struct str packed, struct case_time *out);

/* Write a staged row where it belongs, in the transaction of the caller. */
SLV_MUST_CHECK enum slv_status case_apply_row(struct case_store *store,
                                              int64_t kind, struct str packed,
                                              enum case_put *did,
                                              struct slv_error *err);

#endif
