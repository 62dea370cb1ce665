/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Severities and calendars as JSON, the same for the terminal and the API.
 */
#ifndef CORE_CASES_SEVERITY_JSON_H
#define CORE_CASES_SEVERITY_JSON_H

#include "store/severity_store.h"

struct json_writer;

/* A list: {"severity":1,"name":...,"first_reply_minutes":...,"fix_minutes":...} */
void severity_json_list(const struct severity *list, size_t count,
                        struct json_writer *json);
/* The members "zone", "hours" and "holidays" of an object that is open. */
void severity_json_calendar(const struct severity_calendar *calendar,
                            struct json_writer *json);

#endif
