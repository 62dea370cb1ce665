/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * jansson behind a table of fields. Its tree lives only within json_read();
 * what is asked for is copied out of it.
 */
#include "text/json_read.h"

#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"

#include <jansson.h>
#include <stdint.h>
#include <string.h>

static struct str copy_string(const json_t *value, struct arena *arena)
{
    return arena_str(arena, (struct str){json_string_value(value),
                                         json_string_length(value)});
}

static enum slv_status wrong_kind(const struct json_field *field,
                                  struct slv_error *err)
{
    static const char *const names[] = {
        [JSON_READ_STRING] = "a string",
        [JSON_READ_BOOL] = "true or false",
        [JSON_READ_INT] = "a whole number",
        [JSON_READ_STRINGS] = "a list of strings",
        [JSON_READ_LIST] = "a list of objects",
    };

    return slv_fail(err, SLV_ERR_INPUT, "%s must be %s", field->name,
                    names[field->kind]);
}

static enum slv_status read_strings(const struct json_field *field,
                                    const json_t *value, struct str_list *out,
                                    struct arena *arena, struct slv_error *err)
{
    size_t count = json_array_size(value);

    if (count > field->max)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s has more than %zu items",
                        field->name, field->max);
    out->items = arena_calloc(arena, count, sizeof *out->items);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(value, i);

        if (!json_is_string(item))
            return slv_fail(err, SLV_ERR_INPUT, "%s[%zu] must be a string",
                            field->name, i);
        out->items[i] = copy_string(item, arena);
    }
    return SLV_OK;
}

static enum slv_status read_object(const json_t *object,
                                   const struct json_field *fields,
                                   size_t field_count, void *out,
                                   struct arena *arena, struct slv_error *err);

/* Tables are constants, so that this goes as deep as they do. */
static enum slv_status read_list(const struct json_field *field,
                                 const json_t *value, struct json_list *out,
                                 struct arena *arena, struct slv_error *err)
{
    const struct json_table *of = field->of;
    size_t count = json_array_size(value);

    if (count > field->max)
        return slv_fail(err, SLV_ERR_TOO_BIG, "%s has more than %zu items",
                        field->name, field->max);
    out->items = arena_calloc(arena, count, of->item_size);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(value, i);
        struct slv_error inner = {.line = 0};
        enum slv_status status;

        if (!json_is_object(item))
            return slv_fail(err, SLV_ERR_INPUT, "%s[%zu] must be an object",
                            field->name, i);
        status =
            read_object(item, of->fields, of->field_count,
                        (char *) out->items + i * of->item_size, arena, &inner);
        if (status != SLV_OK)
            return slv_fail(err, status, "%s[%zu].%s", field->name, i,
                            inner.text);
    }
    return SLV_OK;
}

static enum slv_status read_field(const struct json_field *field,
                                  const json_t *value, void *member,
                                  struct arena *arena, struct slv_error *err)
{
    switch (field->kind) {
    case JSON_READ_STRING:
        if (!json_is_string(value))
            return wrong_kind(field, err);
        if (json_string_length(value) > field->max)
            return slv_fail(err, SLV_ERR_TOO_BIG, "%s is longer than %zu bytes",
                            field->name, field->max);
        *(struct str *) member = copy_string(value, arena);
        return SLV_OK;
    case JSON_READ_BOOL:
        if (!json_is_boolean(value))
            return wrong_kind(field, err);
        *(bool *) member = json_is_true(value);
        return SLV_OK;
    case JSON_READ_INT:
        if (!json_is_integer(value))
            return wrong_kind(field, err);
        *(int64_t *) member = json_integer_value(value);
        return SLV_OK;
    case JSON_READ_STRINGS:
        if (!json_is_array(value))
            return wrong_kind(field, err);
        return read_strings(field, value, member, arena, err);
    case JSON_READ_LIST:
        if (!json_is_array(value))
            return wrong_kind(field, err);
        return read_list(field, value, member, arena, err);
    }
    return slv_fail(err, SLV_ERR_INTERNAL, "%s is of no kind", field->name);
}

static enum slv_status read_object(const json_t *object,
                                   const struct json_field *fields,
                                   size_t field_count, void *out,
                                   struct arena *arena, struct slv_error *err)
{
    enum slv_status status = SLV_OK;

    for (size_t i = 0; status == SLV_OK && i < field_count; i++) {
        const json_t *value = json_object_get(object, fields[i].name);

        if (value && !json_is_null(value))
            status = read_field(&fields[i], value,
                                (char *) out + fields[i].offset, arena, err);
        else if (fields[i].is_required)
            status =
                slv_fail(err, SLV_ERR_INPUT, "%s is missing", fields[i].name);
    }
    return status;
}

/* The tree of `text`, to be given back with json_decref(). */
static enum slv_status load(struct str text, json_t **out,
                            struct slv_error *err)
{
    json_error_t where;
    enum slv_status status;

    if (text.len > JSON_READ_BYTES_MAX)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the JSON text is longer than %d bytes",
                        JSON_READ_BYTES_MAX);
    *out = json_loadb(text.len > 0 ? text.ptr : "", text.len,
                      JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &where);
    if (*out)
        return SLV_OK;
    status = slv_fail(err, SLV_ERR_INPUT, "This is not JSON: %s, line %d",
                      where.text, where.line);
    if (err)
        err->line = where.line > 0 ? where.line : 0;
    return status;
}

enum slv_status json_read(struct str text, const struct json_field *fields,
                          size_t field_count, void *out, struct arena *arena,
                          struct slv_error *err)
{
    json_t *root = NULL;
    enum slv_status status = load(text, &root, err);

    if (status != SLV_OK)
        return status;
    if (!json_is_object(root))
        status = slv_fail(err, SLV_ERR_INPUT, "A JSON object is needed");
    else
        status = read_object(root, fields, field_count, out, arena, err);
    json_decref(root);
    return status;
}

/* --- without a table --- */

static struct str dump(const json_t *value, struct arena *arena)
{
    static const size_t flags =
        JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15);
    size_t size = json_dumpb(value, NULL, 0, flags);
    char *text = arena_alloc(arena, size + 1);

    /* what was loaded can be written */
    SLV_ASSERT(json_dumpb(value, text, size, flags) == size);
    text[size] = '\0';
    return (struct str){text, size};
}

static struct json_member read_member(struct str name, const json_t *value,
                                      struct arena *arena)
{
    struct json_member member = {.name = name};

    switch (json_typeof(value)) {
    case JSON_STRING:
        member.text = copy_string(value, arena);
        return member;
    case JSON_INTEGER:
    case JSON_REAL:
        member.kind = JSON_MEMBER_NUMBER;
        break;
    case JSON_ARRAY:
        member.kind = JSON_MEMBER_LIST;
        break;
    case JSON_OBJECT:
        member.kind = JSON_MEMBER_OBJECT;
        break;
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_NULL:
        member.kind = JSON_MEMBER_BOOL;
        break;
    }
    member.text = dump(value, arena);
    return member;
}

static enum slv_status read_members(json_t *object, size_t max,
                                    struct arena *arena,
                                    struct json_members *out,
                                    struct slv_error *err)
{
    size_t size = json_object_size(object);

    if (size > max)
        return slv_fail(err, SLV_ERR_TOO_BIG,
                        "the object has more than %zu members", max);
    out->items = arena_calloc(arena, size, sizeof *out->items);
    out->count = 0;
    for (void *at = json_object_iter(object); at;
         at = json_object_iter_next(object, at)) {
        const json_t *value = json_object_iter_value(at);

        if (!json_is_null(value))
            out->items[out->count++] = read_member(
                arena_str(arena, (struct str){json_object_iter_key(at),
                                              json_object_iter_key_len(at)}),
                value, arena);
    }
    return SLV_OK;
}

enum slv_status json_read_members(struct str text, size_t max,
                                  struct arena *arena, struct json_members *out,
                                  struct slv_error *err)
{
    json_t *root = NULL;
    enum slv_status status = load(text, &root, err);

    *out = (struct json_members){0};
    if (status != SLV_OK)
        return status;
    if (json_is_object(root))
        status = read_members(root, max, arena, out, err);
    else
        status = slv_fail(err, SLV_ERR_INPUT, "A JSON object is needed");
    json_decref(root);
    return status;
}

static enum slv_status read_items(json_t *list, size_t max, struct arena *arena,
                                  struct json_members *items,
                                  struct slv_error *err)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *item = json_array_get(list, i);

        if (json_is_object(item)) {
            enum slv_status status =
                read_members(item, max, arena, &items[i], err);

            if (status != SLV_OK)
                return status;
        } else if (!json_is_null(item)) {
            items[i].items = arena_calloc(arena, 1, sizeof *items[i].items);
            items[i].items[0] = read_member((struct str){0}, item, arena);
            items[i].count = 1;
        }
    }
    return SLV_OK;
}

enum slv_status json_read_items(struct str text, size_t max,
                                struct arena *arena, struct json_members **out,
                                size_t *count, struct slv_error *err)
{
    json_t *root = NULL;
    enum slv_status status = load(text, &root, err);

    *out = NULL;
    *count = 0;
    if (status != SLV_OK)
        return status;
    if (!json_is_array(root)) {
        status = slv_fail(err, SLV_ERR_INPUT, "A JSON list is needed");
    } else if (json_array_size(root) > max) {
        status = slv_fail(err, SLV_ERR_TOO_BIG,
                          "the list has more than %zu items", max);
    } else {
        *count = json_array_size(root);
        *out = arena_calloc(arena, *count, sizeof **out);
        status = read_items(root, max, arena, *out, err);
    }
    json_decref(root);
    return status;
}
