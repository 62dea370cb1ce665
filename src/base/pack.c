/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * The byte form of numbers and strings.
 */
#include "base/pack.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"

enum { PAYLOAD_BITS = 7, UINT64_BYTES_MAX = 10 };

void pack_uint(struct strbuf *out, uint64_t value)
{
    char bytes[UINT64_BYTES_MAX];
    size_t len = 0;

    while (value >= 0x80) {
        bytes[len++] = (char) (unsigned char) (value | 0x80);
        value >>= PAYLOAD_BITS;
    }
    bytes[len++] = (char) value;
    strbuf_add(out, bytes, len);
}

void pack_int(struct strbuf *out, int64_t value)
{
    uint64_t sign = value < 0 ? UINT64_MAX : 0;

    pack_uint(out, ((uint64_t) value << 1) ^ sign);
}

void pack_str(struct strbuf *out, struct str value)
{
    pack_uint(out, value.len);
    strbuf_add_str(out, value);
}

void pack_list(struct strbuf *out, const struct str_list *list)
{
    pack_uint(out, list->count);
    for (size_t i = 0; i < list->count; i++)
        pack_str(out, list->items[i]);
}

static void damage(struct unpack *in)
{
    in->is_damaged = true;
    in->rest.len = 0;
}

uint64_t unpack_uint(struct unpack *in)
{
    uint64_t value = 0;

    for (size_t i = 0; i < in->rest.len && i < UINT64_BYTES_MAX; i++) {
        unsigned char byte = (unsigned char) in->rest.ptr[i];

        value |= (uint64_t) (byte & 0x7F) << (PAYLOAD_BITS * i);
        if (byte < 0x80) {
            in->rest = str_from_offset(in->rest, i + 1);
            return value;
        }
    }
    damage(in);
    return 0;
}

int64_t unpack_int(struct unpack *in)
{
    uint64_t value = unpack_uint(in);

    return (int64_t) ((value >> 1) ^ (~(value & 1) + 1));
}

struct str unpack_str(struct unpack *in)
{
    uint64_t len = unpack_uint(in);
    struct str value;

    if (len > in->rest.len) {
        damage(in);
        return (struct str){"", 0};
    }
    value = str_first(in->rest, (size_t) len);
    in->rest = str_from_offset(in->rest, (size_t) len);
    return value;
}

size_t unpack_count(struct unpack *in)
{
    uint64_t count = unpack_uint(in);

    if (count > in->rest.len) {
        damage(in);
        return 0;
    }
    return (size_t) count;
}

struct str_list unpack_list(struct unpack *in, struct arena *arena)
{
    struct str_list list = {NULL, unpack_count(in)};

    if (list.count)
        list.items = arena_calloc(arena, list.count, sizeof *list.items);
    for (size_t i = 0; i < list.count; i++)
        list.items[i] = unpack_str(in);
    return list;
}
