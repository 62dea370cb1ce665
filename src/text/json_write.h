/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON out, streamed into a strbuf: begin, key, value, end. Commas are put by
 * the writer; misuse (a value without a key in an object, an unbalanced end)
 * is our mistake and asserts. Text that is not UTF-8 is repaired with U+FFFD. "<" is
 * written as \u003c so that the output may stand inside a page.
 */
#ifndef TEXT_JSON_WRITE_H
#define TEXT_JSON_WRITE_H

#include "solvent/str.h"

#include <stdbool.h>
#include <stdint.h>

struct strbuf;

enum { JSON_DEPTH_MAX = 32 };

struct json_writer {
    struct strbuf *out;
    int depth;
    bool is_object[JSON_DEPTH_MAX];
    bool has_items[JSON_DEPTH_MAX];
    bool has_key;
};

void json_begin(struct json_writer *json, struct strbuf *out);
/* Asserts that everything opened was closed. */
void json_end(struct json_writer *json);

void json_object_begin(struct json_writer *json);
void json_object_end(struct json_writer *json);
void json_array_begin(struct json_writer *json);
void json_array_end(struct json_writer *json);
void json_key(struct json_writer *json, const char *key);

void json_string(struct json_writer *json, struct str text);
void json_int(struct json_writer *json, int64_t value);
/* Shortest text with `decimals` places at the most; NaN and infinities become null. */
void json_double(struct json_writer *json, double value, int decimals);
void json_bool(struct json_writer *json, bool value);
void json_null(struct json_writer *json);
/* A value that is JSON already, written as it stands. */
void json_raw(struct json_writer *json, struct str value);

/* Key and value in one line. */
void json_key_string(struct json_writer *json, const char *key,
                     struct str text);
void json_key_int(struct json_writer *json, const char *key, int64_t value);
void json_key_double(struct json_writer *json, const char *key, double value,
                     int decimals);
void json_key_bool(struct json_writer *json, const char *key, bool value);
void json_key_strings(struct json_writer *json, const char *key,
                      const struct str_list *list);

#endif
