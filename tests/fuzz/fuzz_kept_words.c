/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A reply (the first line) and what was sent (the
 * rest): never more is kept than there was, nothing is kept of what was not
 * sent, and a reply is kept whole in itself.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/kept_words.h"
#include "text/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str sent =
        utf8_repair((struct str){(const char *) data, size}, arena, NULL);
    struct str reply = str_take_line(&sent);
    struct kept_words some = kept_words(reply, sent, arena);
    struct kept_words none = kept_words(reply, STR(""), arena);
    struct kept_words whole = kept_words(reply, reply, arena);

    SLV_ASSERT(some.kept <= some.total);
    SLV_ASSERT(none.kept == 0);
    SLV_ASSERT(some.total == none.total && none.total == whole.total);
    SLV_ASSERT(some.total <= KEPT_WORDS_MAX);
    if (str_find(reply, STR("{{"), 0) == reply.len)
        SLV_ASSERT(whole.kept == whole.total);
    arena_free(arena);
    return 0;
}
