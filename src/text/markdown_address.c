/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Finding bare addresses. A link is made of them in markdown.c; mail addresses
 * and names without a scheme are left as words.
 */
#include "text/markdown_address.h"

#include "base/check.h"
#include "base/str.h"

#include <string.h>

static bool may_precede_address(struct str text, size_t at)
{
    char before;

    if (at == 0)
        return true;
    before = text.ptr[at - 1];
    return !ascii_is_alnum(before) && before != '/' && before != '=' &&
           (unsigned char) before < 0x80;
}

/* Length of the address at the front of `text`: up to a space or "<", without
 * the punctuation that ends the sentence around it. */
static size_t address_len(struct str text)
{
    size_t len = 0;
    size_t open = 0;

    while (len < text.len && !ascii_is_space(text.ptr[len]) &&
           text.ptr[len] != '<' && text.ptr[len] != '"' &&
           text.ptr[len] != '`' && text.ptr[len] != '|') {
        open += text.ptr[len] == '(';
        if (text.ptr[len] == ')' && open-- == 0)
            break;
        len++;
    }
    while (len > 0 && strchr("?!.,:;*_~'(]}>", text.ptr[len - 1]))
        len--;
    return len;
}

size_t address_find(struct str text, size_t *len)
{
    static const char *const schemes[] = {"https", "http"};
    size_t from = 0;

    while (from < text.len) {
        size_t colon = str_find(text, STR("://"), from);

        if (colon == text.len)
            break;
        for (size_t i = 0; i < ARRAY_LEN(schemes); i++) {
            struct str scheme = str_from(schemes[i]);
            size_t begin = colon - scheme.len;

            if (colon - from < scheme.len ||
                !str_equal_nocase(
                    str_first(str_from_offset(text, begin), scheme.len),
                    scheme) ||
                !may_precede_address(text, begin))
                continue;
            *len = address_len(str_from_offset(text, begin));
            if (*len > scheme.len + 3)
                return begin;
        }
        from = colon + 3;
    }
    *len = 0;
    return text.len;
}
