/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Tables of reports as texts: for people, as JSON, as CSV. Money goes in and
 * out of texts here, too.
 *
 * Pure.
 */
#ifndef INSIGHT_REPORT_WRITE_H
#define INSIGHT_REPORT_WRITE_H

#include "core/insight/report.h"

struct arena;
struct json_writer;
struct strbuf;

/* How many decimals a currency has: 2, but 0 for the yen and its like, 3 for
 * the dinars. */
int report_currency_decimals(struct str currency);
/* "-1,234.50 EUR" */
struct str report_money_text(int64_t amount, struct str currency,
                             struct arena *arena);
/* "-1234.50", as files have it. */
struct str report_money_plain(int64_t amount, struct str currency,
                              struct arena *arena);
/* Reads "1234.5", "1,234.50", "1.234,50", "1 234", "(12.00)" and "-12" in the
 * smallest unit. ERR_INPUT for anything else, for more decimals than the
 * currency has, for one group of three after a lone comma or point, which may
 * mean either, and beyond REPORT_AMOUNT_MAX. */
SLV_MUST_CHECK enum slv_status report_money_parse(struct str text,
                                                  struct str currency,
                                                  int64_t *out,
                                                  struct slv_error *err);

/* A cell for people: "1,234", "2 h 5 min", "66.7 %"; empty without a value. */
struct str report_cell_text(const struct report_column *column,
                            const struct report_cell *cell,
                            struct arena *arena);
/* A cell for a file: a number with a point, spans as hours, shares as percent,
 * as the header says. */
struct str report_cell_plain(const struct report_column *column,
                             const struct report_cell *cell,
                             struct arena *arena);
/* The column's title with its unit, "Worked (minutes)". */
struct str report_column_header(const struct report_column *column,
                                struct arena *arena);

/* "count", "fraction"...: what a number in JSON is of. Borrowed, for ever. */
const char *report_unit_word(enum report_unit unit);
/* A value, null when the cell has none. */
void report_write_cell(struct json_writer *json,
                       const struct report_column *column,
                       const struct report_cell *cell, struct arena *arena);
/* One object. Shares are fractions, spans seconds, money text. */
void report_write_json(struct json_writer *json,
                       const struct report_table *table);
/* Headers, rows, totals; safe to open in a spreadsheet. */
void report_write_csv(struct strbuf *out, const struct report_table *table,
                      struct arena *arena);
/* For a terminal. */
void report_write_text(struct strbuf *out, const struct report_table *table,
                       struct arena *arena);

#endif
