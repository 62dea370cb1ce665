/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Reading wishes. See reader_language.h.
 */
#include "server/reader_language.h"

#include "base/arena.h"
#include "base/str.h"
#include "text/language.h"

struct str_list reader_languages(const struct request *request,
                                 bool *are_chosen)
{
    struct str wanted = str_trim(request_param(request, "lang"));
    struct str_list one = {NULL, 0};
    struct str tag;

    *are_chosen = wanted.len > 0;
    if (wanted.len == 0)
        return language_wishes(request->headers.accept_language,
                               request->arena);
    if (str_equal_nocase(wanted, STR(READER_LANGUAGE_ALL)))
        return one;
    if (!language_normalize(wanted, request->arena, &tag))
        return language_wishes(wanted, request->arena);
    one.items = arena_calloc(request->arena, 1, sizeof *one.items);
    one.items[one.count++] = tag;
    return one;
}
