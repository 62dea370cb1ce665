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
};

static const struct json_field fields[] = {
    JSON_FIELD(struct thing, a, JSON_READ_STRING, false, 1000),
    JSON_FIELD(struct thing, b, JSON_READ_BOOL, false, 0),
    JSON_FIELD(struct thing, c, JSON_READ_INT, false, 0),
    JSON_FIELD(struct thing, d, JSON_READ_STRINGS, false, 100),
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
    if (json_read((struct str){(const char *) data, size}, fields, 4, &thing,
                  arena, &err) == SLV_OK) {
        write_thing(&thing, &text);
        SLV_ASSERT(json_read(strbuf_str(&text), fields, 4, &again, arena,
                             &err) == SLV_OK);
        SLV_ASSERT(str_equal(thing.a, again.a) && thing.b == again.b);
        SLV_ASSERT(thing.c == again.c && thing.d.count == again.d.count);
        for (size_t i = 0; i < thing.d.count; i++)
            SLV_ASSERT(str_equal(thing.d.items[i], again.d.items[i]));
    }
    strbuf_release(&text);
    arena_free(arena);
    return 0;
}
