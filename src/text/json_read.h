/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * JSON in: one object, read into a C struct by a table of its fields, or as a
 * list of its members where the keys are not known before. The only file that
 * knows jansson.
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
    JSON_READ_STRING,  /* struct str; `max` bytes at the most */
    JSON_READ_BOOL,    /* bool */
    JSON_READ_INT,     /* int64_t */
    JSON_READ_STRINGS, /* struct str_list; `max` items at the most */
    JSON_READ_LIST     /* struct json_list of what `of` says; likewise */
};

struct json_field;

/* The objects that a list holds. */
struct json_table {
    const struct json_field *fields;
    size_t field_count;
    size_t item_size;
};

/* Items of item_size bytes, zero where nothing was said. */
struct json_list {
    void *items;
    size_t count;
};

struct json_field {
    const char *name;
    enum json_kind kind;
    bool is_required;
    size_t offset; /* in the struct */
    size_t max;
    const struct json_table *of; /* of JSON_READ_LIST; else NULL */
};

#define JSON_FIELD(type, member, kind, is_required, max)                    \
    {                                                                       \
#member, (kind), (is_required), offsetof(type, member), (max), NULL \
    }
#define JSON_LIST_FIELD(type, member, is_required, max, table)                 \
    {                                                                          \
#member, JSON_READ_LIST, (is_required), offsetof(type, member), (max), \
            (table)                                                            \
    }

/* Read `text` into the struct at `out`, which the caller has set to its
 * defaults. Text is copied into `arena`, NUL bytes included. ERR_INPUT with
 * err->line for text that is no JSON object (a key given twice included), for a
 * missing field and one of another type; ERR_TOO_BIG beyond a maximum. The
 * message names the field. */
SLV_MUST_CHECK enum slv_status
json_read(struct str text, const struct json_field *fields, size_t field_count,
          void *out, struct arena *arena, struct slv_error *err);

/* --- without a table --- */

enum json_member_kind {
    JSON_MEMBER_TEXT,
    JSON_MEMBER_NUMBER, /* `text` as JSON writes it */
    JSON_MEMBER_BOOL,   /* "true" or "false" */
    JSON_MEMBER_LIST,   /* `text` is the JSON of it, for json_read_items() */
    JSON_MEMBER_OBJECT  /* `text` is the JSON of it */
};

struct json_member {
    struct str name;
    struct str text;
    enum json_member_kind kind;
};

struct json_members {
    struct json_member *items; /* in the order of the text, without nulls */
    size_t count;
};

/* The members of the object `text`, copied into `arena`. ERR_INPUT as
 * json_read(), ERR_TOO_BIG for more than `max`. */
SLV_MUST_CHECK enum slv_status json_read_members(struct str text, size_t max,
                                                 struct arena *arena,
                                                 struct json_members *out,
                                                 struct slv_error *err);
/* The items of the list `text`: of an object its members, of anything else one
 * member without a name, of null none. ERR_INPUT for text that is no list,
 * ERR_TOO_BIG for more than `max` items or members of one. */
SLV_MUST_CHECK enum slv_status json_read_items(struct str text, size_t max,
                                               struct arena *arena,
                                               struct json_members **out,
                                               size_t *count,
                                               struct slv_error *err);

#endif
