/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Days of a calendar's zone, laid out once so that a million instants can be
 * asked for their day and a million spans for their business time. Says the
 * same as core/cases/calendar.h, which answers what lies outside of the table.
 * Also days as texts, and periods: days, weeks from Monday on, months.
 *
 * Days are counted from 1 January 1970. Pure; a table does not change once it
 * is made, so any thread may use it.
 */
#ifndef INSIGHT_REPORT_DAYS_H
#define INSIGHT_REPORT_DAYS_H

#include "core/cases/calendar.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;

enum { DAY_TEXT_BYTES = 11 };

struct report_days {
    const struct calendar *calendar;
    int64_t first_day;
    size_t count;
    const int64_t *begins; /* one more than `count` */
    const int64_t *open_s; /* business seconds before begins[i]; likewise */
};

/* The days from first to last. The calendar is borrowed. */
struct report_days *report_days_make(const struct calendar *calendar,
                                     int64_t first_day, int64_t last_day,
                                     struct arena *arena);
int64_t report_days_day(const struct report_days *days, int64_t unix_s);
/* As calendar_seconds(). */
int64_t report_days_seconds(const struct report_days *days, int64_t from_unix_s,
                            int64_t to_unix_s);

/* "YYYY-MM-DD", years 1 to 9999; false for a day that there is not. */
bool report_day_parse(struct str text, int64_t *day);
void report_day_format(int64_t day, char out[DAY_TEXT_BYTES]);

enum report_period { PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH, PERIOD_COUNT };

/* "day", "week", "month"; borrowed. */
const char *report_period_word(enum report_period period);
bool report_period_parse(struct str word, enum report_period *out);
/* The first day of the period that a day before December 9999 is in, and of the
 * next one. */
int64_t report_period_begin(enum report_period period, int64_t day);
int64_t report_period_next(enum report_period period, int64_t begin);

#endif
