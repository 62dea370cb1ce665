/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * POST /api/v1/incomes: what customers pay, row by row as the accounting has it.
 * The same rows as those of `solvent import income`, read by the same rules.
 */
#include "server/api/case_api.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/check.h"
#include "base/str.h"
#include "core/insight/income_rows.h"
#include "server/router.h"
#include "text/json_write.h"

enum { ROWS_MAX = 1000 };

struct income {
    struct str customer;
    struct str period;
    struct str amount;
    struct str currency;
    struct str reference;
};

struct incomes {
    struct json_list incomes;
};

static const struct json_field income_fields[] = {
    JSON_FIELD(struct income, customer, JSON_READ_STRING, true,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct income, period, JSON_READ_STRING, true,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct income, amount, JSON_READ_STRING, true,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct income, currency, JSON_READ_STRING, true,
               BOUND_CASE_KEY_BYTES),
    JSON_FIELD(struct income, reference, JSON_READ_STRING, false,
               BOUND_CASE_KEY_BYTES),
};

static const struct json_table income_table = {
    income_fields, ARRAY_LEN(income_fields), sizeof(struct income)};

static const struct json_field body_fields[] = {
    JSON_LIST_FIELD(struct incomes, incomes, true, ROWS_MAX, &income_table),
};

/* "Row 3: what is wrong with it." */
static enum slv_status blame(size_t row, enum slv_status status,
                             struct slv_error *err)
{
    struct slv_error why = *err;

    return slv_fail(err, status, "Row %zu: %s", row + 1, why.text);
}

static bool are_same(const struct report_income *a,
                     const struct report_income *b)
{
    return str_equal(a->customer, b->customer) &&
           str_equal(a->period, b->period) &&
           str_equal(a->reference, b->reference) &&
           str_equal(a->currency, b->currency);
}

static enum slv_status read_rows(const struct request *request,
                                 const struct incomes *said,
                                 struct report_income *rows,
                                 struct slv_error *err)
{
    const struct income *items = said->incomes.items;

    for (size_t i = 0; i < said->incomes.count; i++) {
        const struct case_values values = {
            .text = {[FIELD_INCOME_CUSTOMER] = items[i].customer,
                     [FIELD_INCOME_PERIOD] = items[i].period,
                     [FIELD_INCOME_AMOUNT] = items[i].amount,
                     [FIELD_INCOME_CURRENCY] = items[i].currency,
                     [FIELD_INCOME_REFERENCE] = items[i].reference}};
        enum slv_status status =
            income_row_read(&values, request->arena, &rows[i], err);

        if (status != SLV_OK)
            return blame(i, status, err);
        for (size_t k = 0; k < i; k++)
            if (are_same(&rows[k], &rows[i]))
                return slv_fail(err, SLV_ERR_INPUT,
                                "Rows %zu and %zu have the same customer, "
                                "period, reference and currency",
                                k + 1, i + 1);
    }
    return SLV_OK;
}

enum slv_status api_incomes_post(struct app *app, const struct request *request,
                                 struct response *response,
                                 struct slv_error *err)
{
    const struct case_actor actor = api_actor(request);
    struct report_income_counts counts = {0};
    struct incomes said = {.incomes = {NULL, 0}};
    struct report_income *rows;
    struct case_store *store;
    struct json_writer json;
    size_t failed = 0;
    enum slv_status status = api_store(app, &store, err);

    if (status == SLV_OK)
        status =
            api_body(request, body_fields, ARRAY_LEN(body_fields), &said, err);
    if (status != SLV_OK)
        return api_told(status, err);
    rows = arena_calloc(request->arena, said.incomes.count + 1, sizeof *rows);
    status = read_rows(request, &said, rows, err);
    if (status == SLV_OK) {
        status = report_store_put_incomes(store, rows, said.incomes.count,
                                          false, &actor, &counts, &failed, err);
        if (status == SLV_ERR_NOT_FOUND)
            status = blame(failed, SLV_ERR_INPUT, err);
    }
    if (status != SLV_OK)
        return api_told(status, err);
    json_begin(&json, &response->body);
    json_object_begin(&json);
    json_key_int(&json, "added", (int64_t) counts.added);
    json_key_int(&json, "updated", (int64_t) counts.updated);
    json_key_int(&json, "unchanged", (int64_t) counts.unchanged);
    json_object_end(&json);
    json_end(&json);
    return SLV_OK;
}
