/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Any bytes as a language, and as an Accept-Language header: what is
 * understood is a tag of bounded length that is understood again as itself.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "text/language.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_tag(struct str tag, struct arena *arena)
{
    struct str again;

    SLV_ASSERT(tag.len >= 2 && tag.len <= LANGUAGE_TAG_MAX);
    SLV_ASSERT(language_normalize(tag, arena, &again));
    SLV_ASSERT(str_equal(tag, again));
    SLV_ASSERT(language_name(tag, arena).len > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str text = {(const char *) data, size};
    struct arena *arena = arena_new();
    struct str_list wishes = language_wishes(text, arena);
    struct str tag;

    (void) language_is_rtl(text);
    (void) language_is_folder(text);
    if (language_normalize(text, arena, &tag))
        check_tag(tag, arena);
    SLV_ASSERT(wishes.count <= LANGUAGE_WISHES_MAX);
    for (size_t i = 0; i < wishes.count; i++) {
        SLV_ASSERT(wishes.items[i].len == 2 || wishes.items[i].len == 3);
        for (size_t k = 0; k < i; k++)
            SLV_ASSERT(!str_equal(wishes.items[i], wishes.items[k]));
    }
    arena_free(arena);
    return 0;
}
