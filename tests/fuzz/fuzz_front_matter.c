/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Fuzz target: any bytes as the top of an article. What the result promises is
 * asserted.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "text/front_matter.h"
#include "text/utf8.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str source =
        utf8_repair((struct str){(const char *) data, size}, arena, NULL);
    struct front_matter matter;
    int lines = 1;

    front_matter_read(source, arena, &matter);
    for (size_t i = 0; i < source.len; i++)
        lines += source.ptr[i] == '\n';
    SLV_ASSERT(matter.is_readable || matter.problem.len > 0);
    SLV_ASSERT(matter.body_offset <= source.len);
    SLV_ASSERT(matter.body_line >= 1 && matter.body_line <= lines + 1);
    SLV_ASSERT(matter.is_present || matter.count == 0);
    SLV_ASSERT(matter.count <= FRONT_MATTER_KEYS_MAX);
    SLV_ASSERT(utf8_is_valid(matter.problem));
    for (size_t i = 0; i < matter.count; i++) {
        const struct front_matter_entry *entry = &matter.entries[i];

        SLV_ASSERT(entry->line >= 2 && entry->line < matter.body_line);
        SLV_ASSERT(entry->values.count <= FRONT_MATTER_ITEMS_MAX);
        SLV_ASSERT(entry->is_list || entry->values.count <= 1);
        for (size_t j = 0; j < entry->values.count; j++)
            SLV_ASSERT(utf8_is_valid(entry->values.items[j]));
    }
    arena_free(arena);
    return 0;
}
