/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * One row of a file, mapped and checked: cells or JSON members in, a row of the
 * case store or a sentence about what is wrong out. What needs other rows or
 * the store (a number given twice, a case that is not there) is for others.
 *
 * Texts are made uniform on the way: line ends become LF, a NUL becomes U+FFFD;
 * names, keys and subjects are one line without white space at its ends.
 *
 * Pure: no I/O; any thread. What comes out borrows from the values and from
 * `arena`. Every sentence goes behind the name of the file and the line.
 */
#ifndef CASES_CASE_ROWS_H
#define CASES_CASE_ROWS_H

#include "core/cases/case_fields.h"
#include "solvent/status.h"
#include "store/case_store.h"
#include "text/json_read.h"

enum {
    CASE_ROW_MEMBERS_MAX = 256,  /* of one JSON object */
    CASE_ROW_CONTACTS_MAX = 1000 /* of one customer */
};

/* What a row says, field by field; empty: nothing. */
struct case_values {
    struct str text[CASE_FIELD_COUNT];
};

/* ERR_INPUT when the row has more or fewer cells than the header; empty ones at
 * the end do no harm. */
SLV_MUST_CHECK enum slv_status
case_values_from_cells(const struct case_columns *columns,
                       const struct str *cells, size_t count,
                       struct case_values *out, struct slv_error *err);
/* *unknown are the keys that mean nothing, in `arena`. ERR_INPUT when two keys
 * are equally good for one field, for a list or an object where a text should
 * be, and when a needed field is missing. */
SLV_MUST_CHECK enum slv_status case_values_from_members(
    enum case_kind kind, const struct case_mappings *mappings,
    const struct json_members *members, struct arena *arena,
    struct case_values *out, struct str_list *unknown, struct slv_error *err);

struct case_customer_row {
    struct case_customer customer;
    struct case_contact *contacts;
    size_t contact_count;
};

/* ERR_INPUT or ERR_TOO_BIG with what is wrong; also below. */
SLV_MUST_CHECK enum slv_status
case_row_read_customer(const struct case_values *values, struct arena *arena,
                       struct case_customer_row *out, struct slv_error *err);
/* The body is the first message, by the customer at the time of opening; the
 * messages are by time. A subject that is empty is the body's first line. */
SLV_MUST_CHECK enum slv_status
case_row_read_case(const struct case_values *values, struct arena *arena,
                   struct case_record *out, struct slv_error *err);
SLV_MUST_CHECK enum slv_status
case_row_read_time(const struct case_values *values, struct arena *arena,
                   struct case_time *out, struct slv_error *err);

/* --- the other way, for export: what reads as the same row --- */

/* Lists are JSON; `articles` is, too, when `is_json`, and else ids with spaces
 * between where that reads the same. */
void case_row_write_customer(const struct case_customer_row *row,
                             struct arena *arena, struct case_values *out);
void case_row_write_case(const struct case_record *row, bool is_json,
                         struct arena *arena, struct case_values *out);
void case_row_write_time(const struct case_time *row, struct arena *arena,
                         struct case_values *out);
/* How a JSON export writes the field. */
enum case_json_kind { CASE_JSON_TEXT, CASE_JSON_NUMBER, CASE_JSON_LIST };
enum case_json_kind case_field_json_kind(enum case_field field);

#endif
