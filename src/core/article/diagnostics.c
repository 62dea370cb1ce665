/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Collecting diagnostics.
 */
#include "core/article/diagnostics.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void diagnostics_init(struct diagnostics *list, struct str file,
                      struct arena *arena)
{
    *list = (struct diagnostics){.arena = arena, .file = file};
}

static void grow(struct diagnostics *list)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 8;
    struct slv_diagnostic *items =
        arena_calloc(list->arena, capacity, sizeof *items);

    if (list->count)
        memcpy(items, list->items, list->count * sizeof *items);
    list->items = items;
    list->capacity = capacity;
}

void diagnostics_add(struct diagnostics *list, enum slv_severity severity,
                     const char *rule, int line, const char *format, ...)
{
    char message[1024];
    va_list args;

    if (list->count == DIAGNOSTICS_PER_FILE_MAX)
        return;
    if (list->count == list->capacity)
        grow(list);
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    list->items[list->count++] = (struct slv_diagnostic){
        .file = list->file,
        .line = line,
        .severity = severity,
        .rule = rule,
        .message = arena_str(list->arena, str_from(message)),
    };
}

const char *slv_severity_name(enum slv_severity severity)
{
    static const char *const names[] = {
        [SLV_HINT] = "hint", [SLV_WARNING] = "warning", [SLV_ERROR] = "error"};

    return names[severity];
}
