/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Cells, tables and money as texts. See report_write.h.
 */
#include "core/insight/report_write.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/csv.h"
#include "text/json_write.h"
#include "text/utf8.h"

#include <stdio.h>
#include <stdlib.h>

enum { MINUTE_S = 60, HOUR_S = 3600, TEXT_BYTES = 64 };

/* --- money --- */

int report_currency_decimals(struct str currency)
{
    /* those of ISO 4217 that have not two */
    static const char without[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX "
                                  "VND VUV XAF XOF XPF";
    static const char with_three[] = "BHD IQD JOD KWD LYD OMN TND";

    if (currency.len != REPORT_CURRENCY_BYTES)
        return 2;
    if (str_find(str_from(without), currency, 0) < sizeof without - 1)
        return 0;
    if (str_find(str_from(with_three), currency, 0) < sizeof with_three - 1)
        return 3;
    return 2;
}

static struct str write_amount(int64_t amount, int decimals, char separator,
                               struct arena *arena)
{
    char digits[TEXT_BYTES];
    char out[TEXT_BYTES];
    char *at = out + sizeof out;
    const uint64_t size =
        amount < 0 ? 0 - (uint64_t) amount : (uint64_t) amount;
    int length = snprintf(digits, sizeof digits, "%0*llu", decimals + 1,
                          (unsigned long long) size);
    int written = 0;

    for (int i = length - 1; i >= 0; i--) {
        if (decimals > 0 && written == decimals)
            *--at = '.';
        else if (separator && written > decimals &&
                 (written - decimals) % 3 == 0)
            *--at = separator;
        *--at = digits[i];
        written++;
    }
    if (amount < 0)
        *--at = '-';
    return arena_str(arena, str_from_range(at, out + sizeof out));
}

struct str report_money_text(int64_t amount, struct str currency,
                             struct arena *arena)
{
    const struct str text =
        write_amount(amount, report_currency_decimals(currency), ',', arena);

    return arena_format(arena, "%.*s %.*s", STR_ARG(text), STR_ARG(currency));
}

struct str report_money_plain(int64_t amount, struct str currency,
                              struct arena *arena)
{
    return write_amount(amount, report_currency_decimals(currency), '\0',
                        arena);
}

static enum slv_status fail_amount(struct str text, struct slv_error *err)
{
    (void) slv_fail(err, SLV_ERR_INPUT, "\"%.*s\" is no amount",
                    STR_ARG(str_first(text, 40)));
    slv_hint(err, "Write it as 1234.50, or as -1234.50 for a credit note.");
    return SLV_ERR_INPUT;
}

/* Where the decimals begin: behind the last comma or point, unless that sign
 * stands there twice. s.len without one. False when it cannot be known. */
static bool find_decimals(struct str s, int decimals, size_t *out)
{
    size_t last = s.len;
    size_t same = 0;
    size_t signs = 0;

    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.' || s.ptr[i] == ',') {
            last = i;
            signs++;
        }
    }
    *out = s.len;
    if (last == s.len)
        return true;
    for (size_t i = 0; i < s.len; i++)
        same += s.ptr[i] == s.ptr[last];
    if (same > 1)
        return true; /* "1,234,567" */
    if (signs == 1 && s.len - last - 1 == 3 && decimals != 3 && last <= 3)
        return false; /* "1,234": a thousand, or one and a bit? */
    *out = last;
    return true;
}

enum slv_status report_money_parse(struct str text, struct str currency,
                                   int64_t *out, struct slv_error *err)
{
    const int decimals = report_currency_decimals(currency);
    struct str s = str_trim(text);
    bool is_negative = false;
    int64_t sum = 0;
    int behind = 0;
    size_t point;
    bool has_digit = false;
    int group = -1; /* digits since a separator; -1: there was none */

    if (s.len > 2 && s.ptr[0] == '(' && s.ptr[s.len - 1] == ')') {
        is_negative = true;
        s = (struct str){s.ptr + 1, s.len - 2};
    } else if (s.len > 0 && (s.ptr[0] == '-' || s.ptr[0] == '+')) {
        is_negative = s.ptr[0] == '-';
        s = str_from_offset(s, 1);
    }
    if (!find_decimals(s, decimals, &point)) {
        (void) slv_fail(err, SLV_ERR_INPUT,
                        "\"%.*s\" may be a thousand or one and a bit",
                        STR_ARG(str_first(text, 40)));
        slv_hint(err, "Write it without separators, or with two decimals.");
        return SLV_ERR_INPUT;
    }
    for (size_t i = 0; i < s.len; i++) {
        const char c = s.ptr[i];

        if (i == point) {
            if (group >= 0 && group != 3)
                return fail_amount(text, err);
            group = -1;
            continue;
        }
        if (!ascii_is_digit(c)) {
            if (i > point || i == 0 || (group >= 0 && group != 3) ||
                (c != ',' && c != '.' && c != ' ' && c != '\''))
                return fail_amount(text, err);
            group = 0;
            continue;
        }
        has_digit = true;
        group += group >= 0;
        if (i > point && ++behind > decimals) {
            if (c != '0')
                return fail_amount(text, err);
            continue;
        }
        sum = sum * 10 + (c - '0');
        if (sum > REPORT_AMOUNT_MAX)
            return fail_amount(text, err);
    }
    for (; behind < decimals; behind++)
        sum *= 10;
    if (!has_digit || sum > REPORT_AMOUNT_MAX || (group >= 0 && group != 3))
        return fail_amount(text, err);
    *out = is_negative ? -sum : sum;
    return SLV_OK;
}

/* --- cells --- */

static struct str span_text(int64_t seconds, struct arena *arena)
{
    const long long hours = seconds / HOUR_S;
    const long long minutes = seconds % HOUR_S / MINUTE_S;

    if (hours == 0)
        return arena_format(arena, "%lld min", minutes);
    return arena_format(arena, "%lld h %lld min", hours, minutes);
}

struct str report_cell_text(const struct report_column *column,
                            const struct report_cell *cell, struct arena *arena)
{
    char day[DAY_TEXT_BYTES];

    if (!cell->has)
        return STR("");
    switch (column->unit) {
    case UNIT_LABEL:
    case UNIT_TEXT:
    case UNIT_CURRENCY:
        return cell->text;
    case UNIT_COUNT:
        return write_amount(cell->value, 0, ',', arena);
    case UNIT_MINUTES:
        if (cell->value < 0)
            return arena_format(arena, "%lld min", (long long) cell->value);
        return span_text(cell->value * MINUTE_S, arena);
    case UNIT_SPAN:
        return span_text(cell->value, arena);
    case UNIT_SHARE:
        return arena_format(arena, "%.1f %%",
                            100.0 * (double) cell->value / (double) cell->of);
    case UNIT_MONEY:
        return write_amount(cell->value, report_currency_decimals(cell->text),
                            ',', arena);
    case UNIT_DAY:
        report_day_format(cell->value, day);
        return arena_str(arena, str_from(day));
    }
    return STR("");
}

struct str report_cell_plain(const struct report_column *column,
                             const struct report_cell *cell,
                             struct arena *arena)
{
    if (!cell->has)
        return STR("");
    switch (column->unit) {
    case UNIT_COUNT:
    case UNIT_MINUTES:
        return arena_format(arena, "%lld", (long long) cell->value);
    case UNIT_SPAN:
        return arena_format(arena, "%.2f", (double) cell->value / HOUR_S);
    case UNIT_SHARE:
        return arena_format(arena, "%.1f",
                            100.0 * (double) cell->value / (double) cell->of);
    case UNIT_MONEY:
        return report_money_plain(cell->value, cell->text, arena);
    case UNIT_LABEL:
    case UNIT_TEXT:
    case UNIT_CURRENCY:
    case UNIT_DAY:
        break;
    }
    return report_cell_text(column, cell, arena);
}

struct str report_column_header(const struct report_column *column,
                                struct arena *arena)
{
    static const char *const units[] = {
        [UNIT_LABEL] = NULL,
        [UNIT_TEXT] = NULL,
        [UNIT_COUNT] = NULL,
        [UNIT_MINUTES] = "minutes",
        [UNIT_SPAN] = "business hours",
        [UNIT_SHARE] = "percent",
        [UNIT_MONEY] = "in the currency",
        [UNIT_DAY] = NULL,
        [UNIT_CURRENCY] = NULL,
    };

    if (!units[column->unit])
        return str_from(column->title);
    return arena_format(arena, "%s (%s)", column->title, units[column->unit]);
}

/* --- JSON --- */

const char *report_unit_word(enum report_unit unit)
{
    static const char *const words[] = {
        [UNIT_LABEL] = "text",        [UNIT_TEXT] = "text",
        [UNIT_COUNT] = "count",       [UNIT_MINUTES] = "minutes",
        [UNIT_SPAN] = "business_s",   [UNIT_SHARE] = "fraction",
        [UNIT_MONEY] = "money",       [UNIT_DAY] = "day",
        [UNIT_CURRENCY] = "currency",
    };

    return words[unit];
}

void report_write_cell(struct json_writer *json,
                       const struct report_column *column,
                       const struct report_cell *cell, struct arena *arena)
{
    if (!cell->has) {
        json_null(json);
        return;
    }
    switch (column->unit) {
    case UNIT_COUNT:
    case UNIT_MINUTES:
    case UNIT_SPAN:
        json_int(json, cell->value);
        return;
    case UNIT_SHARE:
        json_double(json, (double) cell->value / (double) cell->of, 4);
        return;
    case UNIT_MONEY:
        json_string(json, report_money_plain(cell->value, cell->text, arena));
        return;
    case UNIT_LABEL:
    case UNIT_TEXT:
    case UNIT_CURRENCY:
    case UNIT_DAY:
        json_string(json, report_cell_text(column, cell, arena));
        return;
    }
}

static void write_rows(struct json_writer *json,
                       const struct report_table *table,
                       const struct report_row *rows, size_t count)
{
    struct arena *arena = arena_new();
    size_t column_count;
    const struct report_column *columns =
        report_columns(table->report, &column_count);

    json_array_begin(json);
    for (size_t i = 0; i < count; i++) {
        json_object_begin(json);
        for (size_t c = 0; c < column_count; c++) {
            json_key(json, columns[c].key);
            report_write_cell(json, &columns[c], &rows[i].cells[c], arena);
        }
        if (rows[i].key.len > 0)
            json_key_string(json, "key", rows[i].key);
        if (rows[i].is_partial)
            json_key_bool(json, "is_partial", true);
        json_object_end(json);
        arena_reset(arena);
    }
    json_array_end(json);
    arena_free(arena);
}

void report_write_json(struct json_writer *json,
                       const struct report_table *table)
{
    size_t count;
    const struct report_column *columns = report_columns(table->report, &count);
    char day[DAY_TEXT_BYTES];

    json_object_begin(json);
    json_key_string(json, "name", str_from(table->report->name));
    json_key_string(json, "title", str_from(table->report->title));
    json_key_string(json, "question", str_from(table->report->question));
    report_day_format(table->ask.from_day, day);
    json_key_string(json, "from", str_from(day));
    report_day_format(table->ask.to_day, day);
    json_key_string(json, "to", str_from(day));
    json_key_string(json, "by", str_from(report_period_word(table->ask.by)));
    json_key_string(json, "zone", table->zone);
    json_key_string(json, "sentence", table->sentence);
    json_key_string(json, "note", table->note);
    json_key(json, "columns");
    json_array_begin(json);
    for (size_t c = 0; c < count; c++) {
        json_object_begin(json);
        json_key_string(json, "key", str_from(columns[c].key));
        json_key_string(json, "title", str_from(columns[c].title));
        json_key_string(json, "unit",
                        str_from(report_unit_word(columns[c].unit)));
        json_object_end(json);
    }
    json_array_end(json);
    json_key(json, "rows");
    write_rows(json, table, table->rows, table->row_count);
    json_key(json, "totals");
    write_rows(json, table, table->totals, table->total_count);
    json_object_end(json);
}

/* --- CSV --- */

/* A negative number is none of the cells that a spreadsheet would run. */
static void add_number(struct strbuf *out, struct str text, bool is_first)
{
    if (!is_first)
        strbuf_add_char(out, ',');
    strbuf_add_str(out, text);
}

static void add_csv_rows(struct strbuf *out, const struct report_table *table,
                         const struct report_row *rows, size_t count,
                         struct arena *arena)
{
    size_t column_count;
    const struct report_column *columns =
        report_columns(table->report, &column_count);

    for (size_t i = 0; i < count; i++) {
        for (size_t c = 0; c < column_count; c++) {
            const struct str text =
                report_cell_plain(&columns[c], &rows[i].cells[c], arena);

            if (columns[c].unit == UNIT_MONEY)
                add_number(out, text, c == 0);
            else
                csv_write_cell(out, text, c == 0);
        }
        csv_write_end(out);
    }
}

void report_write_csv(struct strbuf *out, const struct report_table *table,
                      struct arena *arena)
{
    size_t count;
    const struct report_column *columns = report_columns(table->report, &count);

    for (size_t c = 0; c < count; c++)
        csv_write_cell(out, report_column_header(&columns[c], arena), c == 0);
    csv_write_end(out);
    add_csv_rows(out, table, table->rows, table->row_count, arena);
    add_csv_rows(out, table, table->totals, table->total_count, arena);
}

/* --- terminal --- */

enum { WIDTH_MAX = 40 };

static size_t width_of(struct str text)
{
    size_t width = 0;

    for (size_t i = 0; i < text.len; i++)
        width += ((unsigned char) text.ptr[i] & 0xc0) != 0x80;
    return width;
}

static void add_padded(struct strbuf *out, struct str text, size_t width,
                       bool is_number)
{
    size_t used;

    text = utf8_prefix(text, WIDTH_MAX);
    used = width_of(text);
    for (size_t i = used; is_number && i < width; i++)
        strbuf_add_char(out, ' ');
    strbuf_add_str(out, text);
    for (size_t i = used; !is_number && i < width; i++)
        strbuf_add_char(out, ' ');
}

static bool is_number(enum report_unit unit)
{
    return unit != UNIT_LABEL && unit != UNIT_TEXT && unit != UNIT_CURRENCY &&
           unit != UNIT_DAY;
}

static void widen(size_t *width, struct str text)
{
    const size_t used = width_of(utf8_prefix(text, WIDTH_MAX));

    if (used > *width)
        *width = used;
}

void report_write_text(struct strbuf *out, const struct report_table *table,
                       struct arena *arena)
{
    size_t count;
    const struct report_column *columns = report_columns(table->report, &count);
    size_t widths[REPORT_COLUMNS_MAX] = {0};
    const size_t rows = table->row_count + table->total_count;

    strbuf_add_str(out, table->sentence);
    strbuf_add_cstr(out, "\n\n");
    for (size_t c = 0; c < count; c++)
        widen(&widths[c], str_from(columns[c].title));
    for (size_t i = 0; i < rows; i++) {
        const struct report_row *row =
            i < table->row_count ? &table->rows[i]
                                 : &table->totals[i - table->row_count];

        for (size_t c = 0; c < count; c++)
            widen(&widths[c],
                  report_cell_text(&columns[c], &row->cells[c], arena));
    }
    for (size_t c = 0; c < count; c++) {
        if (c > 0)
            strbuf_add_cstr(out, "  ");
        add_padded(out, str_from(columns[c].title), widths[c],
                   is_number(columns[c].unit));
    }
    strbuf_add_char(out, '\n');
    for (size_t i = 0; i < rows; i++) {
        const struct report_row *row =
            i < table->row_count ? &table->rows[i]
                                 : &table->totals[i - table->row_count];

        for (size_t c = 0; c < count; c++) {
            if (c > 0)
                strbuf_add_cstr(out, "  ");
            add_padded(out,
                       report_cell_text(&columns[c], &row->cells[c], arena),
                       widths[c], is_number(columns[c].unit));
        }
        strbuf_add_char(out, '\n');
    }
    if (table->note.len > 0) {
        strbuf_add_char(out, '\n');
        strbuf_add_str(out, table->note);
        strbuf_add_char(out, '\n');
    }
}
