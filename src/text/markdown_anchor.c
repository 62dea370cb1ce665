/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Anchors of headings. The rule is GitHub's, so that links written for a page
 * there lead to the same place here.
 */
#include "text/markdown_anchor.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

enum { ANCHOR_BYTES_MAX = 4096 };

/* FNV-1a, 64 bits. */
static uint64_t hash_name(struct str name)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    for (size_t i = 0; i < name.len; i++)
        hash = (hash ^ (unsigned char) name.ptr[i]) * UINT64_C(0x100000001b3);
    return hash ^ hash >> 32;
}

/* The slot of `name`, or the empty one where it belongs. */
static struct anchor_slot *find_slot(const struct anchor_set *set,
                                     struct str name)
{
    size_t at = (size_t) hash_name(name) & (set->capacity - 1);

    while (set->slots[at].name.len > 0 && !str_equal(set->slots[at].name, name))
        at = (at + 1) & (set->capacity - 1);
    return &set->slots[at];
}

static void grow(struct anchor_set *set)
{
    struct anchor_set bigger = *set;

    bigger.capacity = set->capacity ? set->capacity * 2 : 32;
    bigger.slots =
        arena_calloc(set->arena, bigger.capacity, sizeof *bigger.slots);
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i].name.len > 0)
            *find_slot(&bigger, set->slots[i].name) = set->slots[i];
    *set = bigger;
}

bool anchor_claim(struct anchor_set *set, struct str name)
{
    struct anchor_slot *slot;

    if (set->count * 2 >= set->capacity)
        grow(set);
    slot = find_slot(set, name);
    if (slot->name.len > 0)
        return false;
    slot->name = name;
    slot->repeats = 1;
    set->count++;
    return true;
}

/* Connector punctuation counts as part of a word. */
static bool is_connector(uint32_t code)
{
    return code == '_' || code == 0x203F || code == 0x2040 || code == 0x2054 ||
           code == 0xFE33 || code == 0xFE34 ||
           (code >= 0xFE4D && code <= 0xFE4F) || code == 0xFF3F;
}

static struct str make_name(struct arena *arena, struct str title)
{
    struct strbuf name;
    struct str kept;

    strbuf_init(&name, ANCHOR_BYTES_MAX * 2);
    for (size_t at = 0; at < title.len && name.len < ANCHOR_BYTES_MAX;) {
        uint32_t code;
        char bytes[UTF8_MAX];

        at += utf8_decode(title, at, &code);
        if (code == ' ' || code == '-')
            strbuf_add_char(&name, '-');
        else if (utf8_is_word(code) || is_connector(code))
            strbuf_add(&name, bytes, utf8_encode(utf8_lower(code), bytes));
    }
    if (name.len == 0)
        strbuf_add_cstr(&name, "section");
    kept = arena_str(arena, strbuf_str(&name));
    strbuf_release(&name);
    return kept;
}

struct str anchor_add(struct anchor_set *set, struct str title)
{
    struct str base = make_name(set->arena, title);
    struct str name = base;

    while (!anchor_claim(set, name)) {
        struct anchor_slot *slot = find_slot(set, base);

        name = arena_format(set->arena, "%.*s-%zu", STR_ARG(base),
                            slot->repeats++);
    }
    return name;
}
