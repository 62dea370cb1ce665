/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Works on lines, so that comments, order and quoting of the other keys stay as
 * whoever wrote them had them.
 */
#include "core/article/front_edit.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/front_matter.h"

#include <stdint.h>

static const char *line_end(struct str text)
{
    size_t end = str_find_char(text, '\n');

    return end > 0 && end < text.len && text.ptr[end - 1] == '\r' ? "\r\n"
                                                                  : "\n";
}

static void add_key(struct strbuf *out, struct str key, struct str value,
                    const char *end)
{
    if (value.len)
        strbuf_add_format(out, "%.*s: %.*s%s", STR_ARG(key), STR_ARG(value),
                          end);
}

/* Byte at which line `number` (1-based) of `text` begins. */
static size_t line_offset(struct str text, int number)
{
    struct str rest = text;

    while (number-- > 1 && rest.len)
        (void) str_take_line(&rest);
    return text.len - rest.len;
}

/* A line that goes on with the value of the key above: indented, or an item. */
static bool goes_on(struct str text, size_t at)
{
    return at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '-') &&
           !str_has_prefix(str_from_offset(text, at), STR("---"));
}

static size_t next_line(struct str text, size_t at)
{
    struct str rest = str_from_offset(text, at);

    if (rest.len)
        (void) str_take_line(&rest);
    return text.len - rest.len;
}

static const struct front_matter_entry *
find_entry(const struct front_matter *front, struct str key)
{
    for (size_t i = 0; i < front->count; i++)
        if (str_equal_nocase(front->entries[i].key, key))
            return &front->entries[i];
    return NULL;
}

/* The line of the closing "---". */
static size_t closing_offset(struct str text, const struct front_matter *front)
{
    return line_offset(text, front->body_line - 1);
}

struct str front_edit_set(struct str text, struct str key, struct str value,
                          struct arena *arena)
{
    struct str bom = STR("\xEF\xBB\xBF");
    struct str body =
        str_has_prefix(text, bom) ? str_from_offset(text, bom.len) : text;
    const char *end = line_end(body);
    const struct front_matter_entry *entry;
    struct front_matter front;
    struct strbuf out;
    size_t from;
    size_t to;
    struct str result;

    front_matter_read(body, arena, &front);
    if (front.problem.len)
        return text;
    strbuf_init(&out, SIZE_MAX / 4);
    if (!front.is_present) {
        strbuf_add_format(&out, "---%s", end);
        add_key(&out, key, value, end);
        strbuf_add_format(&out, "---%s", end);
        strbuf_add_str(&out, body);
    } else {
        entry = find_entry(&front, key);
        from = entry ? line_offset(body, entry->line)
                     : closing_offset(body, &front);
        to = entry ? next_line(body, from) : from;
        while (entry && goes_on(body, to))
            to = next_line(body, to);
        strbuf_add_str(&out, str_first(body, from));
        add_key(&out, key, value, end);
        strbuf_add_str(&out, str_from_offset(body, to));
    }
    result = arena_str(arena, strbuf_str(&out));
    strbuf_release(&out);
    return result;
}
