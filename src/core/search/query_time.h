/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Dates as they are written in a query: "2024", "2024-01", "2024-01-15", one
 * of these behind > >= < or <=, or two with ".." between them, of which one
 * may be left out. All days are days in UTC. Pure; any thread.
 */
#ifndef SEARCH_QUERY_TIME_H
#define SEARCH_QUERY_TIME_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

/* From first to last second, both within. */
struct query_time_span {
    int64_t begin_unix_s;
    int64_t end_unix_s;
};

/* A year, month or day is its whole span: ">2024-01" begins with February,
 * "2024-01..2024-06" ends with June. What is not bounded is INT64_MIN or
 * INT64_MAX. False when `text` is none of these. */
bool query_time_parse(struct str text, struct query_time_span *out);

#endif
