/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON in: one object, read into a C struct by a table of its fields. The only
 * file that knows jansson.
 *
 *     struct entry { struct str article; bool helpful; };
 *     static const struct json_field fields[] = {
 *         JSON_FIELD(struct entry, article, JSON_READ_STRING, true, 200),
 *         JSON_FIELD(struct entry, helpful, JSON_READ_BOOL, true, 0),
 *     };
 *     status = json_read(text, fields, 2, &entry, arena, &err);
 *
 * Keys that are not in the table are ignored; null counts as not given. No
 * I/O; any thread.
 */
#ifndef TEXT_JSON_READ_H
#define TEXT_JSON_READ_H

#include "solvent/status.h"
#include "solvent/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena;

enum { JSON_READ_BYTES_MAX = 16 * 1024 * 1024 };

enum json_kind {
    JSON_READ_STRING, /* struct str; `max` bytes at the most */
    JSON_READ_BOOL,   /* bool */
    JSON_READ_INT,    /* int64_t */
    JSON_READ_STRINGS /* struct str_list; `max` items at the most */
};

struct json_field {
    const char *name;
    enum json_kind kind;
    bool is_required;
    size_t offset; /* in the struct */
    size_t max;
};

#define JSON_FIELD(type, member, kind, is_required, max)              \
    {                                                                 \
#member, (kind), (is_required), offsetof(type, member), (max) \
    }

/* Read `text` into the struct at `out`, which the caller has set to its
 * defaults. Text is copied into `arena`, NUL bytes included. ERR_INPUT with
 * err->line for text that is no JSON object (a key given twice included), for a
 * missing field and one of another type; ERR_TOO_BIG beyond a maximum. The
 * message names the field. */
SLV_MUST_CHECK enum slv_status
json_read(struct str text, const struct json_field *fields, size_t field_count,
          void *out, struct arena *arena, struct slv_error *err);

#endif
