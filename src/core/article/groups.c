/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Sets of customer groups as sorted lines. See groups.h.
 */
#include "core/article/groups.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

#include <stdlib.h>

enum { NAME_BYTES_MAX = 64 * 1024, SET_BYTES_MAX = 16 * 1024 * 1024 };

static bool is_blank(uint32_t code)
{
    return code <= ' ' || code == 0x7F || code == 0x85 || code == 0xA0 ||
           code == 0x3000 || (code >= 0x2000 && code <= 0x200B) ||
           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0xFEFF;
}

static struct str fold_name(struct str name, struct arena *arena)
{
    struct strbuf folded;
    bool is_after_blank = false;
    struct str kept;

    strbuf_init(&folded, NAME_BYTES_MAX);
    for (size_t at = 0; at < name.len;) {
        uint32_t code;

        at += utf8_decode(name, at, &code);
        if (is_blank(code)) {
            is_after_blank = folded.len > 0;
            continue;
        }
        if (is_after_blank)
            strbuf_add_char(&folded, ' ');
        is_after_blank = false;
        utf8_add_lower(code, &folded);
    }
    kept = arena_str(arena, strbuf_str(&folded));
    if (folded.overflowed)
        kept = STR("");
    strbuf_release(&folded);
    return kept;
}

static int compare_str(const void *a, const void *b)
{
    return str_compare(*(const struct str *) a, *(const struct str *) b);
}

struct str groups_write(const struct str_list *groups, struct arena *arena)
{
    struct str *names;
    struct strbuf set;
    struct str written;

    if (groups->count == 0)
        return STR("");
    names = arena_calloc(arena, groups->count, sizeof *names);
    for (size_t i = 0; i < groups->count; i++)
        names[i] = fold_name(groups->items[i], arena);
    qsort(names, groups->count, sizeof *names, compare_str);
    strbuf_init(&set, SET_BYTES_MAX);
    for (size_t i = 0; i < groups->count; i++) {
        if (names[i].len == 0 || (i > 0 && str_equal(names[i], names[i - 1])))
            continue;
        strbuf_add_str(&set, names[i]);
        strbuf_add_char(&set, '\n');
    }
    written = arena_str(arena, strbuf_str(&set));
    strbuf_release(&set);
    return written;
}

bool groups_meet(struct str a, struct str b)
{
    struct str left = a.len ? str_take_line(&a) : a;
    struct str right = b.len ? str_take_line(&b) : b;

    while (left.len && right.len) {
        int order = str_compare(left, right);

        if (order == 0)
            return true;
        if (order < 0)
            left = a.len ? str_take_line(&a) : a;
        else
            right = b.len ? str_take_line(&b) : b;
    }
    return false;
}

bool groups_are_within(struct str inner, struct str outer)
{
    while (inner.len) {
        struct str wanted = str_take_line(&inner);
        struct str found = STR("");

        while (outer.len && !str_equal(found, wanted))
            found = str_take_line(&outer);
        if (!str_equal(found, wanted))
            return false;
    }
    return true;
}
