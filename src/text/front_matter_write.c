/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Values for a front matter (front_matter.h): any text, and the block stays
 * readable.
 */
#include "text/front_matter.h"

#include "base/check.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "text/utf8.h"

/* What a file may hold on a line by YAML 1.1, section 4.1. */
static bool is_allowed(uint32_t code)
{
    static const struct {
        uint32_t first;
        uint32_t last;
    } ranges[] = {
        {0x20, 0x7E},     {0xA0, 0x2027},   {0x202A, 0xD7FF},
        {0xE000, 0xFEFE}, {0xFF00, 0xFFFD}, {0x10000, 0x10FFFF},
    };

    for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return true;
    return false;
}

void front_matter_add_quoted(struct strbuf *out, struct str text)
{
    strbuf_add_char(out, '"');
    for (size_t at = 0; at < text.len;) {
        char bytes[UTF8_MAX];
        uint32_t code;

        at += utf8_decode(text, at, &code);
        if (code == '"' || code == '\\')
            strbuf_add_char(out, '\\');
        strbuf_add(out, bytes,
                   utf8_encode(is_allowed(code) ? code : ' ', bytes));
    }
    strbuf_add_char(out, '"');
}
