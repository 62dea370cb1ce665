/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * What the files of the import share: rows as bytes, for the time they are
 * staged, and applying one row. Only case_import*.c include this.
 */
#ifndef STORE_CASE_IMPORT_PARTS_H
#define STORE_CASE_IMPORT_PARTS_H

#include "base/hash.h"
#include "base/strbuf.h"
#include "store/case_import.h"
#include "store/case_store_parts.h"

struct arena;
struct file_lock;

enum { CASE_CHUNK_ROWS = 1000, CASE_CHUNK_BYTES = 4 * 1024 * 1024 };

/* Which keys a file has had, as digests: 32 to 64 bytes a row. Zeroed to begin
 * with; `slots` is freed by its owner. */
struct case_key_set {
    struct hash128 *slots; /* zero: free */
    size_t slot_count;     /* a power of two, or 0 */
    size_t key_count;
};

struct case_staged_row {
    int64_t id; /* 0 while it is not written */
    int64_t kind;
    struct str packed;
};

/* Which case is part of which other one, by their numbers. */
struct case_part {
    struct str number;
    struct str into;
};

struct case_import {
    struct case_store *store;
    struct file_lock *lock;
    struct arena *names; /* as long as the import */
    struct case_actor actor;
    struct str source;
    bool is_dry_run;
    enum { STAGING, APPLYING, DONE } state;
    int64_t id;          /* in the journal, 0 before its first chunk */
    int64_t last_row_id; /* applied; what comes after it is to be done */
    struct case_import_counts counts;
    /* the rows that are collected, or applied in this moment */
    struct arena *arena;
    struct case_staged_row rows[CASE_CHUNK_ROWS];
    size_t row_count;
    size_t row_bytes;
    struct case_key_set keys; /* of the file so far */
    struct case_part *parts;  /* likewise; texts in `names` */
    size_t part_count;
    size_t part_capacity;
    struct strbuf packed;
    struct strbuf key;
};

/* Forget the rows that are collected or applied, not their keys. */
void case_import_forget_rows(struct case_import *import);
/* Stage which case is part of which other, once all rows are staged: that other
 * one may come later in a file. */
SLV_MUST_CHECK enum slv_status
case_import_stage_parts(struct case_import *import, struct slv_error *err);
/* Stage the rows that were collected; they stay when that fails. */
SLV_MUST_CHECK enum slv_status case_import_flush(struct case_import *import,
                                                 struct slv_error *err);

/* The kinds of staged rows, as numbers in the file: those of enum case_table,
 * and three more. Never to be numbered anew. */
enum case_row_kind {
    CASE_ROW_CASE = CASE_TABLE_COUNT,
    CASE_ROW_TIME,
    CASE_ROW_MERGE, /* of a case row; staged behind all rows of the file */
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
void case_pack_merge(struct str number, struct str into, struct strbuf *out);
bool case_unpack_merge(struct str packed, struct str *number, struct str *into);
bool case_unpack_time(struct str packed, struct case_time *out);

/* Write a staged row where it belongs, in the transaction of the caller. */
SLV_MUST_CHECK enum slv_status case_apply_row(struct case_store *store,
                                              int64_t kind, struct str packed,
                                              enum case_put *did,
                                              struct slv_error *err);

#endif
