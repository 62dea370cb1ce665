/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Income as files have it. See income_rows.h.
 */
#include "core/insight/income_rows.h"

#include "base/arena.h"
#include "base/bounds.h"
#include "base/str.h"
#include "core/insight/report_days.h"
#include "core/insight/report_write.h"
#include "text/utf8.h"

#include <string.h>

enum { MONTH_BYTES = 7, SHOWN = 40 };

static enum slv_status read_line(const struct case_values *values,
                                 enum case_field field, size_t max,
                                 struct arena *arena, struct str *out,
                                 struct slv_error *err)
{
    struct str text = str_trim(utf8_repair(values->text[field], arena, NULL));

    for (size_t i = 0; i < text.len; i++) {
        if ((unsigned char) text.ptr[i] < ' ')
            return slv_fail(err, SLV_ERR_INPUT, "%s is to be one line",
                            case_field_name(field));
    }
    if (text.len > max)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s is longer than %zu bytes",
                        case_field_name(field), max);
    *out = text;
    return SLV_OK;
}

/* "2026-03", "2026-03-31", and "03/2026" as accounting programs write it. */
static enum slv_status read_period(struct str text, struct arena *arena,
                                   struct str *out, struct slv_error *err)
{
    int64_t day;

    if (text.len == MONTH_BYTES && text.ptr[2] == '/')
        text = arena_format(arena, "%.*s-%.*s", 4, text.ptr + 3, 2, text.ptr);
    if ((text.len == MONTH_BYTES &&
         report_day_parse(arena_format(arena, "%.*s-01", STR_ARG(text)),
                          &day)) ||
        (text.len > MONTH_BYTES && report_day_parse(text, &day))) {
        *out = text;
        return SLV_OK;
    }
    if (text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "period is empty");
    return slv_fail(err, SLV_ERR_INPUT,
                    "period \"%.*s\" is neither a month (2026-03) nor a day "
                    "(2026-03-31)",
                    STR_ARG(str_first(text, SHOWN)));
}

static enum slv_status read_currency(struct str text, struct arena *arena,
                                     struct str *out, struct slv_error *err)
{
    char *letters = arena_cstr(arena, text);
    bool is_good = text.len == REPORT_CURRENCY_BYTES;

    for (size_t i = 0; is_good && i < text.len; i++) {
        is_good = ascii_is_alpha(letters[i]);
        if (!ascii_is_upper(letters[i]))
            letters[i] = (char) (letters[i] - 'a' + 'A');
    }
    *out = (struct str){letters, text.len};
    if (is_good)
        return SLV_OK;
    if (text.len == 0)
        return slv_fail(err, SLV_ERR_INPUT, "currency is empty");
    return slv_fail(err, SLV_ERR_INPUT,
                    "currency \"%.*s\" is not three letters, such as EUR",
                    STR_ARG(str_first(text, SHOWN)));
}

enum slv_status income_row_read(const struct case_values *values,
                                struct arena *arena, struct report_income *out,
                                struct slv_error *err)
{
    struct str period = STR("");
    struct str currency = STR("");
    enum slv_status status;

    *out = (struct report_income){.amount = 0};
    status = read_line(values, FIELD_INCOME_CUSTOMER, BOUND_CASE_KEY_BYTES,
                       arena, &out->customer, err);
    if (status == SLV_OK && out->customer.len == 0)
        status = slv_fail(err, SLV_ERR_INPUT, "customer is empty");
    if (status == SLV_OK)
        status = read_line(values, FIELD_INCOME_REFERENCE,
                           REPORT_REFERENCE_BYTES, arena, &out->reference, err);
    if (status == SLV_OK)
        status = read_line(values, FIELD_INCOME_PERIOD, BOUND_CASE_KEY_BYTES,
                           arena, &period, err);
    if (status == SLV_OK)
        status = read_period(period, arena, &out->period, err);
    if (status == SLV_OK)
        status = read_line(values, FIELD_INCOME_CURRENCY, BOUND_CASE_KEY_BYTES,
                           arena, &currency, err);
    if (status == SLV_OK)
        status = read_currency(currency, arena, &out->currency, err);
    if (status == SLV_OK)
        status = report_money_parse(values->text[FIELD_INCOME_AMOUNT],
                                    out->currency, &out->amount, err);
    return status;
}

void income_row_write(const struct report_income *row, struct arena *arena,
                      struct case_values *out)
{
    memset(out, 0, sizeof *out);
    out->text[FIELD_INCOME_CUSTOMER] = row->customer;
    out->text[FIELD_INCOME_PERIOD] = row->period;
    out->text[FIELD_INCOME_AMOUNT] =
        report_money_plain(row->amount, row->currency, arena);
    out->text[FIELD_INCOME_CURRENCY] = row->currency;
    out->text[FIELD_INCOME_REFERENCE] = row->reference;
}
