/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reads all rows first, tells of each that is refused, and writes them in one
 * transaction when none was. See income_import.h.
 */
#include "indexer/income_import.h"

#include "base/alloc.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "base/strmap.h"
#include "core/insight/income_rows.h"
#include "indexer/import_rows.h"
#include "text/json_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ERRORS_SHOWN = 100, KEY_BYTES = 1024 };

struct incomes {
    const struct income_import *import;
    struct case_store *store;
    struct arena *arena;
    struct report_income *rows;
    long *lines;
    size_t count;
    size_t row_capacity;
    size_t line_capacity;
    struct strmap *lines_by_key; /* a number in the place of a pointer */
    size_t refused;
};

static void refuse_row(struct incomes *incomes, long line, const char *why)
{
    if (incomes->refused++ < ERRORS_SHOWN)
        fprintf(stderr, "%s:%ld: error: %s\n", incomes->import->shown_path,
                line, why);
}

static struct str copy(struct incomes *incomes, struct str text)
{
    return arena_str(incomes->arena, text);
}

/* The same customer, period, reference and currency twice in one file would
 * make the second overwrite the first. */
static enum slv_status check_twice(struct incomes *incomes,
                                   const struct report_income *row, long line,
                                   struct slv_error *err)
{
    struct str key = arena_format(
        incomes->arena, "%.*s\n%.*s\n%.*s\n%.*s", STR_ARG(row->customer),
        STR_ARG(row->period), STR_ARG(row->reference), STR_ARG(row->currency));
    void **slot = strmap_slot(incomes->lines_by_key, key, NULL);

    if (*slot)
        return slv_fail(err, SLV_ERR_INPUT,
                        "customer, period, reference and currency are those "
                        "of line %ld; give each a reference of its own",
                        (long) (intptr_t) *slot);
    *slot = (void *) (intptr_t) line;
    return SLV_OK;
}

static enum slv_status take_row(struct incomes *incomes,
                                const struct import_row *from,
                                struct slv_error *err)
{
    struct report_income row;
    struct case_customer customer;
    enum slv_status status = from->status;

    if (status == SLV_OK)
        status = income_row_read(&from->values, incomes->arena, &row, err);
    if (status == SLV_OK) {
        status = case_store_find_customer(incomes->store, row.customer,
                                          incomes->arena, &customer, err);
        if (status == SLV_ERR_NOT_FOUND)
            status = slv_fail(err, SLV_ERR_INPUT,
                              "there is no customer \"%.*s\"; import customers "
                              "first",
                              STR_ARG(str_first(row.customer, 100)));
    }
    if (status == SLV_OK)
        status = check_twice(incomes, &row, from->line, err);
    if (status == SLV_OK && incomes->count == INCOME_ROWS_MAX)
        status =
            slv_fail(err, SLV_ERR_TOO_BIG,
                     "a file has at most %d rows of income", INCOME_ROWS_MAX);
    if (status != SLV_OK)
        return status;
    row.customer = copy(incomes, row.customer);
    row.period = copy(incomes, row.period);
    row.reference = copy(incomes, row.reference);
    row.currency = copy(incomes, row.currency);
    incomes->rows = alloc_grow(incomes->rows, incomes->count,
                               &incomes->row_capacity, sizeof *incomes->rows);
    incomes->lines =
        alloc_grow(incomes->lines, incomes->count, &incomes->line_capacity,
                   sizeof *incomes->lines);
    incomes->rows[incomes->count] = row;
    incomes->lines[incomes->count++] = from->line;
    return SLV_OK;
}

static enum slv_status read_rows(struct incomes *incomes,
                                 struct import_rows *rows,
                                 struct slv_error *err)
{
    struct import_row row;
    bool has_row = true;

    for (;;) {
        enum slv_status status = import_rows_next(rows, &row, &has_row, err);

        if (status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG) {
            refuse_row(incomes, err->line, err->text);
            return SLV_OK;
        }
        if (status != SLV_OK || !has_row)
            return status;
        for (size_t i = 0; i < row.unknown.count; i++)
            fprintf(stderr, "%s:%ld: warning: \"%.*s\" means nothing here\n",
                    incomes->import->shown_path, row.unknown_line,
                    STR_ARG(row.unknown.items[i]));
        status = take_row(incomes, &row, err);
        if (status == SLV_ERR_INPUT || status == SLV_ERR_TOO_BIG)
            refuse_row(incomes, row.line, err->text);
        else if (status != SLV_OK)
            return status;
    }
}

static void show(const struct incomes *incomes,
                 const struct report_income_counts *counts)
{
    struct strbuf text;
    struct json_writer json;

    if (!incomes->import->is_json) {
        printf("%s%zu added, %zu updated, %zu unchanged\n",
               incomes->import->is_dry_run ? "dry run, nothing is written: "
                                           : "",
               counts->added, counts->updated, counts->unchanged);
        return;
    }
    strbuf_init(&text, KEY_BYTES);
    json_begin(&json, &text);
    json_object_begin(&json);
    json_key_int(&json, "added", (int64_t) counts->added);
    json_key_int(&json, "updated", (int64_t) counts->updated);
    json_key_int(&json, "unchanged", (int64_t) counts->unchanged);
    json_key_int(&json, "refused", (int64_t) incomes->refused);
    json_object_end(&json);
    json_end(&json);
    puts(text.ptr);
    strbuf_release(&text);
}

static enum slv_status run(struct incomes *incomes, struct import_rows *rows,
                           struct slv_error *err)
{
    const struct case_actor actor = {STR("import"), clock_unix_s()};
    struct report_income_counts counts = {0, 0, 0};
    size_t failed = 0;
    enum slv_status status = read_rows(incomes, rows, err);

    if (status == SLV_OK && incomes->refused == 0)
        status = report_store_put_incomes(
            incomes->store, incomes->rows, incomes->count,
            incomes->import->is_dry_run, &actor, &counts, &failed, err);
    if (status == SLV_ERR_INPUT || status == SLV_ERR_NOT_FOUND)
        refuse_row(incomes, incomes->lines[failed], err->text);
    else if (status != SLV_OK)
        return status;
    if (incomes->refused > 0)
        counts = (struct report_income_counts){0, 0, 0};
    if (incomes->refused == 0 || incomes->import->is_json)
        show(incomes, &counts);
    if (incomes->refused == 0)
        return SLV_OK;
    (void) slv_fail(err, SLV_ERR_INPUT,
                    "%s: %zu row%s refused; nothing is imported",
                    incomes->import->shown_path, incomes->refused,
                    incomes->refused == 1 ? " is" : "s are");
    slv_hint(err, "Mend or remove what is told above, then import the file "
                  "again.");
    return SLV_ERR_INPUT;
}

enum slv_status income_import(const struct income_import *import,
                              struct slv_error *err)
{
    struct incomes incomes = {.import = import};
    struct import_rows *rows = NULL;
    const char *path;
    enum slv_status status = import_rows_open(import->path, CASE_KIND_INCOME,
                                              import->mappings, &rows, err);

    if (status != SLV_OK)
        return status;
    incomes.arena = arena_new();
    incomes.lines_by_key = strmap_new();
    path = arena_format(incomes.arena, "%s/solvent.db", import->data).ptr;
    if (access(path, F_OK) != 0) {
        status = slv_fail_errno(err, errno, "there is no case store in %s",
                                import->data);
        slv_hint(err, "Import customers first: solvent import customers FILE "
                      "--data DIR");
    }
    if (status == SLV_OK)
        status = case_store_open(path, CASE_STORE_WRITE, &incomes.store, err);
    if (status == SLV_OK)
        status = run(&incomes, rows, err);
    case_store_close(incomes.store);
    import_rows_close(rows);
    strmap_free(incomes.lines_by_key);
    arena_free(incomes.arena);
    free(incomes.rows);
    free(incomes.lines);
    return status;
}
