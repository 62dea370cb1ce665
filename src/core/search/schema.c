/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The tables behind schema.h, and the making of term names.
 */
#include "core/search/schema.h"

#include "base/arena.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <string.h>

const struct schema_field schema_fields[SEARCH_FIELD_COUNT] = {
#define FIELD(NAME, name, weight, k1, b, pivot_words, description, example) \
    {name, weight, k1, b, pivot_words, description, example},
#include "core/search/fields.def"
#undef FIELD
};

static const struct {
    const char *name;
    char prefix;
} facet_table[SLV_FACET_COUNT] = {
    [SLV_FACET_PRODUCT] = {"product", 'P'},
    [SLV_FACET_VERSION] = {"version", 'V'},
    [SLV_FACET_TAG] = {"tag", 'T'},
    [SLV_FACET_LANGUAGE] = {"language", 'L'},
    [SLV_FACET_SECTION] = {"section", 'S'},
};

double schema_impact(enum search_field field, uint32_t tf, uint32_t len)
{
    const struct schema_field *f = &schema_fields[field];

    if (tf == 0)
        return 0;
    return f->weight * tf /
           (tf + f->k1 * (1 - f->b + f->b * len / f->pivot_words));
}

const char *slv_facet_name(enum slv_facet facet)
{
    return facet_table[facet].name;
}

char schema_facet_prefix(enum slv_facet facet)
{
    return facet_table[facet].prefix;
}

struct str schema_key(struct str id, struct arena *arena)
{
    char hex[HASH_HEX_BYTES];
    struct str head;

    if (id.len <= SCHEMA_KEY_MAX)
        return id;
    hash_format(hash_bytes(id), hex);
    head = utf8_prefix(id, SCHEMA_KEY_MAX - HASH_HEX_BYTES);
    return arena_format(arena, "%.*s~%s", STR_ARG(head), hex);
}

struct str schema_name_term(char prefix, struct str name, struct arena *arena)
{
    struct hash128 hash;
    char bytes[1 + sizeof hash];

    if (name.len <= SCHEMA_NAME_MAX)
        return arena_format(arena, "%c%.*s", prefix, STR_ARG(name));
    hash = hash_bytes(name);
    bytes[0] = prefix;
    memcpy(bytes + 1, &hash.high, sizeof hash.high);
    memcpy(bytes + 1 + sizeof hash.high, &hash.low, sizeof hash.low);
    return arena_str(arena, (struct str){bytes, sizeof bytes});
}

struct str schema_time(int64_t unix_s, struct arena *arena)
{
    uint64_t bits = unix_s > 0 ? (uint64_t) unix_s : 0;
    char *bytes = arena_alloc(arena, sizeof bits);

    for (size_t i = 0; i < sizeof bits; i++)
        bytes[i] = (char) (unsigned char) (bits >> (8 * (sizeof bits - 1 - i)));
    return (struct str){bytes, sizeof bits};
}

struct str schema_file_term(uint32_t folder, struct str path,
                            struct arena *arena)
{
    if (folder != 0)
        path = arena_format(arena, "%u:%.*s", folder, STR_ARG(path));
    return schema_name_term('F', path, arena);
}

struct str schema_filter_term(enum slv_facet facet, struct str value,
                              struct arena *arena)
{
    struct str trimmed = utf8_prefix(str_trim(value), SCHEMA_FILTER_VALUE_MAX);
    struct strbuf folded;
    struct str value_key;
    struct str term;

    strbuf_init(&folded, (size_t) 18 * UTF8_MAX * SCHEMA_FILTER_VALUE_MAX);
    for (size_t at = 0; at < trimmed.len;) {
        uint32_t code;

        at += utf8_decode(trimmed, at, &code);
        if (code != 0)
            utf8_fold(code, &folded);
    }
    value_key = schema_key(strbuf_str(&folded), arena);
    term = arena_format(arena, "%c%.*s", facet_table[facet].prefix,
                        STR_ARG(value_key));
    strbuf_release(&folded);
    return term;
}
