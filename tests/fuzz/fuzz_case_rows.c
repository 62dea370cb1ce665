/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as one JSON line of a file: read as each kind of row, it is refused
 * with a sentence, or what is written of it is read and written the same, as
 * JSON and as cells.
 */
#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/case_rows.h"
#include "core/insight/income_rows.h"
#include "text/json_read.h"
#include "text/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static enum slv_status rewrite_case(const struct case_values *values,
                                    bool is_json, struct arena *arena,
                                    struct case_values *out,
                                    struct slv_error *err)
{
    struct case_record row;
    enum slv_status status = case_row_read_case(values, arena, &row, err);

    if (status != SLV_OK)
        return status;
    SLV_ASSERT(row.number.len > 0 && row.subject.len > 0);
    SLV_ASSERT(row.opened_unix_s > 0);
    SLV_ASSERT((row.state == CASE_CLOSED) == (row.closed_unix_s > 0));
    SLV_ASSERT(!row.closed_unix_s || row.closed_unix_s >= row.opened_unix_s);
    SLV_ASSERT(row.severity >= 0 && row.severity <= 5);
    for (size_t i = 1; i < row.link_count; i++)
        SLV_ASSERT(str_compare(row.links[i - 1].article_id,
                               row.links[i].article_id) < 0);
    for (size_t i = 0; i < row.message_count; i++) {
        SLV_ASSERT(row.messages[i].text.len > 0);
        SLV_ASSERT(row.messages[i].created_unix_s >= row.opened_unix_s);
        SLV_ASSERT(i == 0 || row.messages[i].created_unix_s >=
                                 row.messages[i - 1].created_unix_s);
    }
    case_row_write_case(&row, is_json, arena, out);
    return SLV_OK;
}

static enum slv_status rewrite(enum case_kind kind,
                               const struct case_values *values, bool is_json,
                               struct arena *arena, struct case_values *out,
                               struct slv_error *err)
{
    struct case_customer_row customer;
    struct case_time entry;
    struct report_income income;
    enum slv_status status;

    if (kind == CASE_KIND_CASE)
        return rewrite_case(values, is_json, arena, out, err);
    if (kind == CASE_KIND_CUSTOMER) {
        status = case_row_read_customer(values, arena, &customer, err);
        if (status == SLV_OK)
            case_row_write_customer(&customer, arena, out);
        return status;
    }
    if (kind == CASE_KIND_INCOME) {
        status = income_row_read(values, arena, &income, err);
        if (status == SLV_OK)
            income_row_write(&income, arena, out);
        return status;
    }
    status = case_row_read_time(values, arena, &entry, err);
    if (status == SLV_OK) {
        SLV_ASSERT(entry.minutes > 0 && entry.minutes <= BOUND_CASE_MINUTES);
        case_row_write_time(&entry, arena, out);
    }
    return status;
}

static void check_kind(enum case_kind kind, const struct json_members *members,
                       bool is_json, struct arena *arena)
{
    struct case_mappings none = {NULL, 0};
    struct case_values values;
    struct case_values written;
    struct case_values again;
    struct str_list unknown;
    struct slv_error err;

    if (case_values_from_members(kind, &none, members, arena, &values, &unknown,
                                 &err) != SLV_OK ||
        rewrite(kind, &values, is_json, arena, &written, &err) != SLV_OK) {
        SLV_ASSERT(err.text[0] != '\0');
        return;
    }
    SLV_ASSERT(rewrite(kind, &written, !is_json, arena, &again, &err) ==
               SLV_OK);
    SLV_ASSERT(rewrite(kind, &again, is_json, arena, &again, &err) == SLV_OK);
    for (unsigned i = 0; i < CASE_FIELD_COUNT; i++) {
        SLV_ASSERT(str_equal(written.text[i], again.text[i]));
        SLV_ASSERT(utf8_is_valid(written.text[i]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct json_members members;
    struct slv_error err;

    if (size < 100 * 1000 &&
        json_read_members((struct str){(const char *) data, size},
                          CASE_ROW_MEMBERS_MAX, arena, &members,
                          &err) == SLV_OK)
        for (unsigned kind = 0; kind < CASE_KIND_COUNT; kind++) {
            check_kind((enum case_kind) kind, &members, true, arena);
            check_kind((enum case_kind) kind, &members, false, arena);
        }
    arena_free(arena);
    return 0;
}
