/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * A version (the first line), an environment (the second) and an article's
 * Markdown (the rest, with the line ends that articles have): what is sent to a
 * customer is bounded, what one place has is a selection of what is there, and
 * choosing again changes nothing.
 */
#include "base/arena.h"
#include "base/check.h"
#include "base/str.h"
#include "core/cases/canned.h"
#include "core/cases/canned_parts.h"
#include "text/utf8.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { NUMBER_BYTES = 20 /* that a list's number may become longer by */ };

static struct str without_cr(struct str text, struct arena *arena)
{
    char *out = arena_alloc(arena, text.len + 1);
    size_t len = 0;

    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] != '\r')
            out[len++] = text.ptr[i];
    return (struct str){out, len};
}

static size_t count_lines(struct str text)
{
    size_t count = 1;

    for (size_t i = 0; i < text.len; i++)
        count += text.ptr[i] == '\n';
    return count;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *arena = arena_new();
    struct str rest = without_cr(
        utf8_repair((struct str){(const char *) data, size}, arena, NULL),
        arena);
    struct str version = str_take_line(&rest);
    struct str environment = str_take_line(&rest);
    struct str platforms[] = {{"BeOS", 4}};
    const struct slv_article article = {.platforms = {platforms, 1},
                                        .markdown = rest};
    const struct canned_place place = {version, environment};
    const struct canned_place nowhere = {.version = {NULL, 0}};
    struct str all = canned_parts(rest, &article, &nowhere, arena);
    struct str some = canned_parts(rest, &article, &place, arena);
    const struct canned_values values = {.customer_name = version,
                                         .version = version,
                                         .environment = environment};
    struct str plain = canned_plain(some, arena);
    struct str sent = canned_fill(plain, &values, arena);

    SLV_ASSERT(count_lines(some) <= count_lines(rest) + 1);
    SLV_ASSERT(some.len <= rest.len + NUMBER_BYTES * (count_lines(rest) + 1));
    SLV_ASSERT(all.len <= rest.len + NUMBER_BYTES * (count_lines(rest) + 1));
    SLV_ASSERT(str_equal(canned_parts(all, &article, &nowhere, arena), all));
    SLV_ASSERT(utf8_repair(sent, arena, NULL).len == sent.len);
    (void) canned_unfilled(sent, arena);
    (void) canned_reply(&article, &values, arena);
    arena_free(arena);
    return 0;
}
