/* SPDX-License-Identifier: GPL-2.0-or-later
 *
 * Escaping for the three places where text stands in HTML. Runs of harmless
 * bytes are appended whole. Which addresses a page may carry is decided here;
 * where a link leads is decided by the caller.
 */
#include "text/html_write.h"

#include "base/str.h"
#include "base/strbuf.h"

#include <stdbool.h>

/* What each byte becomes; NULL: itself. Quotes only matter in attributes. */
static const char *escape_of(unsigned char c, bool is_attribute)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return is_attribute ? "&quot;" : NULL;
    case '\'':
        return is_attribute ? "&#39;" : NULL;
    case '\t':
    case '\n':
        return NULL;
    default:
        return c < 0x20 ? "\xEF\xBF\xBD" : NULL;
    }
}

static void write_escaped(struct strbuf *out, struct str text,
                          bool is_attribute)
{
    size_t run = 0;

    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char) text.ptr[i];
        const char *escape;

        if (c == ' ' || c > '>')
            continue;
        escape = escape_of(c, is_attribute);
        if (!escape)
            continue;
        strbuf_add(out, text.ptr + run, i - run);
        strbuf_add_cstr(out, escape);
        run = i + 1;
    }
    if (run < text.len)
        strbuf_add(out, text.ptr + run, text.len - run);
}

void html_text(struct strbuf *out, struct str text)
{
    write_escaped(out, text, false);
}

void html_attr(struct strbuf *out, struct str value)
{
    write_escaped(out, value, true);
}

/* A colon before any of "/?#" ends a scheme. Whatever stands before it must be
 * one of the allowed names to the letter, so neither spaces, tabs nor control
 * bytes can hide another. */
static bool is_url_allowed(struct str url)
{
    for (size_t i = 0; i < url.len; i++) {
        char c = url.ptr[i];

        if (c == '/' || c == '?' || c == '#')
            return true;
        if (c == ':') {
            struct str scheme = str_first(url, i);

            return str_equal_nocase(scheme, STR("https")) ||
                   str_equal_nocase(scheme, STR("http")) ||
                   str_equal_nocase(scheme, STR("mailto"));
        }
    }
    return true;
}

void html_url(struct strbuf *out, struct str url)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t run = 0;

    if (!is_url_allowed(url)) {
        strbuf_add_char(out, '#');
        return;
    }
    for (size_t i = 0; i < url.len; i++) {
        unsigned char c = (unsigned char) url.ptr[i];

        if (c > 0x20 && c != 0x7F)
            continue;
        html_attr(out, str_from_range(url.ptr + run, url.ptr + i));
        strbuf_add(out, (char[]){'%', hex[c >> 4], hex[c & 15u]}, 3);
        run = i + 1;
    }
    if (run < url.len)
        html_attr(out, str_from_offset(url, run));
}

void html_raw(struct strbuf *out, struct html_safe html)
{
    strbuf_add_str(out, html.html);
}
