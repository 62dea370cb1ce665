/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as JSON: json_read() ends with a status, and text that it gave back
 * can be written and read again unchanged.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/json_read.h"
#include "text/json_write.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct thing {
    struct str a;
    bool b;
    int64_t c;
    struct str_list d;
    struct json_list e; /* of struct inner */
};

struct inner {
    struct str f;
    int64_t g;
};

static const struct json_field inner_fields[] = {
    JSON_FIELD(struct inner, f, JSON_READ_STRING, true, 100),
    JSON_FIELD(struct inner, g, JSON_READ_INT, false, 0),
};
static const struct json_table inner_table = {inner_fields, 2,
                                              sizeof(struct inner)};

static const struct json_field fields[] = {
    JSON_FIELD(struct thing, a, JSON_READ_STRING, false, 1000),
    JSON_FIELD(struct thing, b, JSON_READ_BOOL, false, 0),
    JSON_FIELD(struct thing, c, JSON_READ_INT, false, 0),
    JSON_FIELD(struct thing, d, JSON_READ_STRINGS, false, 100),
    JSON_LIST_FIELD(struct thing, e, false, 10, &inner_table),
};

static void write_thing(const struct thing *thing, struct strbuf *out)
{
    struct json_writer json;

    json_begin(&json, out);
    json_object_begin(&json);
    json_key_string(&json, "a", thing->a);
    json_key_bool(&json, "b", thing->b);
    json_key_int(&json, "c", thing->c);
    json_key_strings(&json, "d", &thing->d);
    json_key(&json, "e");
    json_array_begin(&json);
    for (size_t i = 0; i < thing->e.count; i++) {
        const struct inner *inner = (const struct inner *) thing->e.items + i;

        json_object_begin(&json);
        json_key_string(&json, "f", inner->f);
        json_key_int(&json, "g", inner->g);
        json_object_end(&json);
    }
    json_array_end(&json);
    json_object_end(&json);
    json_end(&json);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct thing thing = {.b = false};
    struct thing again = {.b = false};
    struct slv_error err;
    struct strbuf text;

    strbuf_init(&text, 16 * 1024 * 1024);
    if (json_read((struct str){(const char *) data, size}, fields, 5, &thing,
                  arena, &err) == SLV_OK) {
        write_thing(&thing, &text);
        SLV_ASSERT(json_read(strbuf_str(&text), fields, 5, &again, arena,
                             &err) == SLV_OK);
        SLV_ASSERT(str_equal(thing.a, again.a) && thing.b == again.b);
        SLV_ASSERT(thing.c == again.c && thing.d.count == again.d.count);
        SLV_ASSERT(thing.e.count == again.e.count);
        for (size_t i = 0; i < thing.d.count; i++)
            SLV_ASSERT(str_equal(thing.d.items[i], again.d.items[i]));
    }
    strbuf_release(&text);
    arena_free(arena);
    return 0;
}
