/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Log lines on stderr, one event each, as key=value pairs:
 *
 *     log_event(LOG_INFO, log_name("request"), log_cstr("method", "GET"),
 *               log_number("status", 200));
 *     2026-01-31T09:05:00Z info event=request method=GET status=200
 *
 * When stderr is the journal (JOURNAL_STREAM names it), time and level give way
 * to the <n> prefix that the journal reads. A value with white space, quotes,
 * "=" or control bytes is quoted and escaped, so that no input can forge a
 * second line or a field; a line is cut at LOG_LINE_BYTES_MAX.
 * What customers wrote (queries, comments) belongs on LOG_DEBUG only.
 *
 * Threads: lines of several threads never mix: each is one write().
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

enum { LOG_LINE_BYTES_MAX = 4096 };

struct log_field {
    const char *key; /* lower case letters and _ */
    struct str text;
    int64_t number;
    bool is_number;
};

/* The name of the event: the first field of each line. */
static inline struct log_field log_name(const char *name)
{
    return (struct log_field){"event", {name, strlen(name)}, 0, false};
}

static inline struct log_field log_str(const char *key, struct str text)
{
    return (struct log_field){key, text, 0, false};
}

/* NULL is written as an empty value. */
static inline struct log_field log_cstr(const char *key, const char *text)
{
    return (struct log_field){key, {text, text ? strlen(text) : 0}, 0, false};
}

static inline struct log_field log_number(const char *key, int64_t number)
{
    return (struct log_field){key, {NULL, 0}, number, true};
}

/* Lines above this level are not written; LOG_INFO until it is set. */
void log_set_level(enum log_level level);
bool log_is_on(enum log_level level);
/* "error", "warning", "info", "debug"; false when it is none of these. */
bool log_level_parse(struct str name, enum log_level *out);

void log_write(enum log_level level, const struct log_field *fields,
               size_t count);

#define LOG_FIELDS(...) ((const struct log_field[]){__VA_ARGS__})
#define log_event(level, ...)                   \
    log_write((level), LOG_FIELDS(__VA_ARGS__), \
              sizeof(LOG_FIELDS(__VA_ARGS__)) / sizeof(struct log_field))

#endif
